# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the model and revision in the header of a configuration can do (RX-27, RX-55, RX-56)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ... import data_file

_HEADER = re.compile(r"^# (\S+) Rev\.(\S+)", re.MULTILINE)
_REVISION = re.compile(r"\d+\.\d+\.\d+")
_COMMANDS = {
    "hairpin": re.compile(r"nat descriptor type \d+ \S+ hairpin=on"),
    "upnp": re.compile(r"upnp use "),
    "queue_tunnel_default_class": re.compile(r"queue tunnel default class "),
}


@dataclass(frozen=True)
class Model:
    """One router: ``entries`` of a secure filter list at most, ``priority_classes``, and what it ``lacks`` (``all``, or up to a revision)."""

    name: str
    revision: str
    entries: int
    priority_classes: int
    lacks: Mapping[str, str]

    def has(self, feature: str) -> bool:
        """Whether this revision has ``hairpin``, ``upnp`` or ``queue_tunnel_default_class``."""
        last = self.lacks.get(feature, "")
        return not last or (last != "all" and _order(self.revision) > _order(last))

    def takes(self, command: str) -> bool:
        """Whether it has the command, as far as we know of commands that some lack."""
        return all(self.has(feature) for feature, pattern in _COMMANDS.items() if pattern.match(command))


def header(text: str) -> tuple[str, str]:
    """Name and revision from the header, empty where there is none."""
    found = _HEADER.search(text)
    return (found[1], found[2]) if found else ("", "")


@lru_cache(64)
def model(name: str, revision: str) -> Model | None:
    """What is known of it; None for a model that we do not know or a revision that is none."""
    known = known_models().get(name)
    return Model(name, revision, **known) if known and _REVISION.fullmatch(revision) else None


@cache
def known_models() -> dict[str, Any]:
    """The table ``models.yml``."""
    found: dict[str, Any] = data_file.read(Path(__file__).with_name("models.yml"))
    return found


def _order(revision: str) -> list[int]:
    return [int(part) for part in revision.split(".")]
