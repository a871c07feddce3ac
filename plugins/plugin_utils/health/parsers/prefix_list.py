# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show ip prefix-list`` (IX-27)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import IPV4, blocks, body

_HEAD = re.compile(r"ip prefix-list\s+([^\s:]+):", re.IGNORECASE)
_ENTRY = re.compile(rf"seq\s+(\d+)\s+(permit|deny)\s+({IPV4}/\d+)(?:\s+ge\s+(\d+))?(?:\s+le\s+(\d+))?", re.ASCII)


@dataclass(frozen=True)
class PrefixEntry:
    """One line of a prefix-list; ``ge`` and ``le`` are lengths in bits, None where absent."""

    sequence: int
    action: str
    prefix: str
    ge: int | None = None
    le: int | None = None

    @property
    def text(self) -> str:
        """The line without its number."""
        span = (f" ge {self.ge}" if self.ge else "") + (f" le {self.le}" if self.le else "")
        return f"{self.action} {self.prefix}{span}"


@dataclass(frozen=True)
class PrefixList:
    """One prefix-list."""

    name: str
    entries: tuple[PrefixEntry, ...]


def parse(text: str) -> list[PrefixList]:
    """Every IPv4 prefix-list."""
    return [PrefixList(_name(block[0]), tuple(_entry(row) for line in block[1:] if (row := _ENTRY.match(line)))) for block in _blocks(text)]


def _blocks(text: str) -> list[list[str]]:
    return blocks(body(text, _HEAD), _HEAD)


def _name(line: str) -> str:
    match = _HEAD.match(line)
    return match[1] if match else ""


def _entry(row: re.Match[str]) -> PrefixEntry:
    return PrefixEntry(int(row[1]), row[2], row[3], int(row[4]) if row[4] else None, int(row[5]) if row[5] else None)
