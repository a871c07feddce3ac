# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show ip bgp summary`` and ``show ip bgp vpnv4 vrf X summary`` (IX-23)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import IPV4, body, clean

_KNOWN = re.compile(r"Neighbor\s+V\s+AS\s|BGP router identifier|local AS number")
_NONE = re.compile(r"%?\s*BGP not active", re.IGNORECASE)
_LOCAL = re.compile(r"local AS number\s+(\d+(?:\.\d+)?)", re.ASCII)
_ROW = re.compile(rf"\*?({IPV4})\s+4\s+(\d+(?:\.\d+)?)\s+(\d+)\s+(\d+)\s+\d+\s+\d+\s+\d+\s+(\S+)\s+(\S.*)$", re.ASCII)
_ALONE = re.compile(rf"\*?{IPV4}$", re.ASCII)


@dataclass(frozen=True)
class Neighbor:
    """One neighbour. ``accepted`` is the prefix count, None unless Established; ``state`` is the word of the last column otherwise."""

    address: str
    asn: int
    received: int
    sent: int
    uptime: str
    state: str
    accepted: int | None
    local_asn: int | None

    @property
    def held(self) -> bool:
        """In a state that only an operator ends: shut down, or over its prefix limit."""
        return self.state.endswith(("(Admin)", "(PfxCt)"))

    @property
    def text(self) -> str:
        """The row, as far as it says how the session is."""
        return f"{self.address} 4 {self.asn} {self.received} {self.sent} {self.uptime} {self.state if self.accepted is None else self.accepted}"


def find(rows: list[Neighbor], address: str) -> Neighbor | None:
    """The neighbour at ``address``, or None."""
    return next((row for row in rows if row.address == address), None)


def parse(text: str) -> list[Neighbor]:
    """Every IPv4 neighbour; a router without a BGP process has none."""
    lines = clean(text)
    if len(lines) == 1 and _NONE.fullmatch(lines[0].rstrip(".")):
        return []
    lines = body(text, _KNOWN)
    local = next((as_number(match[1]) for line in lines if (match := _LOCAL.search(line))), None)
    return [_neighbor(row, local) for line in _joined(lines) if (row := _ROW.match(line))]


def as_number(text: str) -> int:
    """An AS number out of asplain or asdot (``64000.2017``)."""
    high, dot, low = text.partition(".")
    return int(high) * 65536 + int(low) if dot else int(high)


def _joined(lines: list[str]) -> list[str]:
    """Rows whose address stands alone on a line, joined with the next one."""
    joined: list[str] = []
    for line in lines:
        if joined and _ALONE.match(joined[-1]):
            joined[-1] += " " + line
        else:
            joined.append(line)
    return joined


def _neighbor(row: re.Match[str], local: int | None) -> Neighbor:
    state = row[6].strip()
    accepted = int(state) if state.isascii() and state.isdigit() else None
    return Neighbor(row[1], as_number(row[2]), int(row[3]), int(row[4]), row[5], state if accepted is None else "Established", accepted, local)
