# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a model and revision can: `models.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from .box import box

_REVISION = re.compile(r"\d+\.\d\d\.\d\d")


@dataclass(frozen=True, slots=True)
class Model:
    """Limits are counts; `features` are names of `models.yml`, and `anonymous_user` (RX-07)."""

    name: str
    revision: str
    lans: int
    filter_entries: int
    pp_numbers: int
    tunnels: int
    shaping_classes: int
    features: frozenset[str]

    @property
    def native_rollback(self) -> bool:
        """Whether there are `rollback timer`, `confirm`, `load`, `show config difference` (RX-39)."""
        return "native_rollback" in self.features

    @property
    def relative_schedule(self) -> bool:
        """Whether `schedule at N +SECONDS` exists (RX-45)."""
        return "relative_schedule" in self.features

    @property
    def utf8_console(self) -> bool:
        """Whether character sets are `ja.sjis`, `ja.utf8` and so on instead of `sjis` (RX-14)."""
        return "utf8_console" in self.features

    @property
    def has_upnp(self) -> bool:
        """Whether the command `upnp use` exists (RX-51)."""
        return "upnp" in self.features

    @property
    def max_columns(self) -> int:
        """The widest console (RX-15)."""
        return 4096 if "wide_console" in self.features else 200

    def limit(self, name: str) -> int:
        """A limit by its name, e.g. `pp_numbers`."""
        return int(getattr(self, name))


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("models.yml").read_text(encoding="utf-8"))
    return found


@lru_cache
def model(name: str, revision: str) -> Model:
    """The facts of a model and revision; ValueError for an unknown one."""
    facts = dict(_document()["models"].get(name, {}))
    if not facts or not _REVISION.fullmatch(revision) or not revision.startswith(facts.pop("family")):
        raise ValueError(f"no such model and revision: {name} {revision}")
    features = {feature for feature, since in _document()["features"].items() if _has(since.get(name, ""), revision)}
    here = box(name, revision)
    features |= {"anonymous_user"} if here.anonymous else set()
    return Model(name=name, revision=revision, lans=here.lans, features=frozenset(features), **facts)


def _has(since: str | None, revision: str) -> bool:
    """Whether a revision is not older than the first with a feature."""
    return since is not None and _numbers(since) <= _numbers(revision)


def _numbers(revision: str) -> tuple[int, ...]:
    return tuple(int(part) for part in revision.split(".") if part)
