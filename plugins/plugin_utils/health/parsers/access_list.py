# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show ip access-lists`` with its hit counters (IX-27)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import blocks, body

_HEAD = re.compile(r"(?:Extended|Standard) IP access list\s+(\S+)", re.IGNORECASE)
_ENTRY = re.compile(r"(?:(\d+)\s+)?((?:permit|deny|remark|evaluate)\s+.*?)\s*(?:\((\d+) match(?:es)?\))?$", re.ASCII)


@dataclass(frozen=True)
class AclEntry:
    """One line: its number (None on releases that show none), the rule with single spaces, and how often it matched."""

    sequence: int | None
    rule: str
    matches: int = 0


@dataclass(frozen=True)
class AccessList:
    """One IPv4 access list."""

    name: str
    entries: tuple[AclEntry, ...]


def parse(text: str) -> list[AccessList]:
    """Every IPv4 access list."""
    return [_access_list(block) for block in blocks(body(text, _HEAD), _HEAD)]


def _access_list(block: list[str]) -> AccessList:
    head = _HEAD.match(block[0])
    rows = [row for line in block[1:] if (row := _ENTRY.match(line))]
    entries = (AclEntry(int(row[1]) if row[1] else None, " ".join(row[2].split()), int(row[3] or 0)) for row in rows)
    return AccessList(head[1] if head else "", tuple(entries))
