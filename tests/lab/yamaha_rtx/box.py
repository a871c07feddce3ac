# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a box is beside its configuration: `boxes.yml`, for one model and revision."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Box:
    """`anonymous`: there is a user without a name. `binaries`: several firmwares. `keys`: public keys of users. `key_bits`: of the host key."""

    built: str
    lans: int
    memory: str
    anonymous: bool
    binaries: bool
    keys: bool
    key_bits: bool
    delivered: tuple[str, ...]
    character: str


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("boxes.yml").read_text(encoding="utf-8"))
    return found


@lru_cache
def box(name: str, revision: str) -> Box:
    """The facts of a model and revision; KeyError for an unknown model."""
    document = _document()
    facts = document["models"][name]
    has = {key.removesuffix("_since"): _since(value, revision) for key, value in facts.items() if key.endswith("_since")}
    return Box(
        document["built"].get(revision, document["built_otherwise"]), facts["lans"], facts["memory"], facts["anonymous"], facts["binaries"],
        has["keys"], has["key_bits"],
        (
            *document["delivered"], *(["telnetd host lan"] if has.get("telnetd_lan") else []),
            *([] if facts["anonymous"] else document["delivered_without_anonymous"]),
        ),
        facts.get("character", "ja.sjis"),
    )


def _since(first: str | None, revision: str) -> bool:
    """Whether a revision is not older than the first that has something."""
    return first is not None and _numbers(first) <= _numbers(revision)


def _numbers(revision: str) -> tuple[int, ...]:
    return tuple(int(part) for part in revision.split(".") if part)
