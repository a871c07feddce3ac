# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show interfaces X``: a tunnel (IX-22), a sub-interface with its VLAN."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import IPV4, ParseError, blocks, body, field, number

_HEAD = re.compile(r"([A-Za-z][\w/.:-]*) is (up|down|administratively down|deleted)\b.*?,\s*line protocol is (up|down)", re.IGNORECASE)


@dataclass(frozen=True)
class Interface:
    """One interface. ``keepalive`` is (period in seconds, retries) or None; ``reason`` is why the line state is down, where told."""

    name: str
    admin: str
    line: str
    address: str | None = None
    prefix_length: int | None = None
    description: str | None = None
    keepalive: tuple[int, int] | None = None
    source: str | None = None
    source_interface: str | None = None
    destination: str | None = None
    transport: str | None = None
    reason: str | None = None
    vlan: int | None = None

    @property
    def up(self) -> bool:
        """up/up."""
        return (self.admin, self.line) == ("up", "up")


def parse(text: str) -> list[Interface]:
    """Every interface of the output."""
    return [_interface(block) for block in blocks(body(text, _HEAD), _HEAD)]


def _interface(block: list[str]) -> Interface:
    head = _HEAD.match(block[0])
    if head is None:  # blocks() begin with a head
        raise ParseError(block[0][:80])
    text = "\n".join(block[1:])
    period, retries = number(r"^Keepalive set \((\d+) sec\)", text), number(r"^Keepalive set \(\d+ sec\),\s*retries\s+(\d+)", text)
    source = re.search(r"^Tunnel source\s+([^\s,]+)(?:\s+\(([^)]+)\))?", text, re.MULTILINE)
    return Interface(
        name=head[1], admin=head[2].lower(), line=head[3].lower(),
        address=field(rf"^Internet address is ({IPV4})/", text), prefix_length=number(rf"^Internet address is {IPV4}/(\d+)", text),
        description=field(r"^Description:\s*(.+)", text), keepalive=None if period is None else (period, retries or 0),
        source=source[1] if source else None, source_interface=source[2] if source else None,
        destination=field(rf"^Tunnel source.*destination\s+({IPV4})", text), transport=field(r"^Tunnel protocol/transport\s+(\S+)", text),
        reason=field(r"^Tunnel linestate evaluation down\s*-\s*(.+)", text),
        vlan=number(r"^Encapsulation 802\.1Q.*Vlan ID\s+(\d+)", text),
    )  # fmt: skip
