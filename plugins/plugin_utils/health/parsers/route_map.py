# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show route-map NAME``: what a route-map sets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import blocks, body

_HEAD = re.compile(r"route-map\s+([^\s,]+),\s*(permit|deny),\s*sequence\s+(\d+)", re.IGNORECASE)
_MATCH, _SET, _END = "Match clauses:", "Set clauses:", "Policy routing matches:"


@dataclass(frozen=True)
class RouteMapEntry:
    """One sequence; ``sets`` are its set clauses without the word ``set``."""

    name: str
    action: str
    sequence: int
    sets: tuple[str, ...] = ()


def parse(text: str) -> list[RouteMapEntry]:
    """Every sequence in its order."""
    return [_entry(block) for block in blocks(body(text, _HEAD), _HEAD)]


def _entry(block: list[str]) -> RouteMapEntry:
    head = _HEAD.match(block[0])
    start = next((index + 1 for index, line in enumerate(block) if line.startswith(_SET)), len(block))
    end = next((index for index in range(start, len(block)) if block[index].startswith((_END, _MATCH))), len(block))
    name, action, sequence = (head[1], head[2].lower(), int(head[3])) if head else ("", "", 0)
    return RouteMapEntry(name, action, sequence, tuple(" ".join(line.split()) for line in block[start:end]))
