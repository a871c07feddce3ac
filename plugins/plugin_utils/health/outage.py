# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which of the parts that a router carries a change of its configuration may interrupt (VC-65, TI-57)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol


class Touched(Protocol):
    """A section that a change touches: its first line, and ``added``, ``changed`` or ``removed``."""

    section: str
    kind: str


def marked(mark: str, running: str) -> set[str]:
    """The parts whose interface is configured now, by our mark in its description: what follows ``mark`` (VC-44, TI-56)."""
    return set(re.findall(rf"^ description {re.escape(mark)}:([\w-]+)\s*$", running, re.MULTILINE))


def words(names: Iterable[str]) -> re.Pattern[str]:
    """What tells a section that names one of ``names`` (regular expressions) as whole words."""
    return re.compile(rf"(?<!\S)(?:{'|'.join(names)})(?!\S)")


def dropped(touched: Iterable[Touched], parts: Mapping[str, re.Pattern[str]], carried: set[str]) -> set[str]:
    """The parts that a change may drop: those that a changed or removed section names, or all where it names none."""
    found: set[str] = set()
    for touch in touched:
        if touch.kind != "added":
            found |= {name for name, pattern in parts.items() if pattern.search(touch.section)} or carried
    return found
