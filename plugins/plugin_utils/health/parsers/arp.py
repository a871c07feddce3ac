# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show ip arp [vrf X]``: which neighbours answer on the wire."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import IPV4, body

_KNOWN = re.compile(r"Protocol\s+Address\s+Age", re.IGNORECASE)
_ROW = re.compile(rf"Internet\s+({IPV4})\s+(\S+)\s+(\S+)\s+ARPA(?:\s+(\S+))?$", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class ArpEntry:
    """One address. ``mac`` is None while nobody answers (``Incomplete``)."""

    address: str
    mac: str | None
    interface: str = ""


def parse(text: str) -> list[ArpEntry]:
    """Every entry."""
    rows = [row for line in body(text, _KNOWN) if (row := _ROW.match(line))]
    return [ArpEntry(row[1], None if row[3].lower() == "incomplete" else row[3], row[4] or "") for row in rows]
