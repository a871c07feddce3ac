# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show ip interface X``: the VRF of an interface, and the access lists that are attached to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import blocks, body, field

_HEAD = re.compile(r"([A-Za-z][\w/.:-]*) is (?:up|down|administratively down|deleted)\b.*?,\s*line protocol is", re.IGNORECASE)


@dataclass(frozen=True)
class IpInterface:
    """``vrf`` None is the global table; a direction without an access list has None."""

    name: str
    vrf: str | None = None
    acl_in: str | None = None
    acl_out: str | None = None


def parse(text: str) -> list[IpInterface]:
    """Every interface of the output."""
    return [_interface(block) for block in blocks(body(text, _HEAD), _HEAD)]


def _interface(block: list[str]) -> IpInterface:
    head, text = _HEAD.match(block[0]), "\n".join(block[1:])
    inbound, outgoing = (field(rf"^{way}\s+access list is\s+(?!not set)(\S+)", text) for way in ("Inbound", "Outgoing"))
    return IpInterface(head[1] if head else "", field(r'^VPN Routing/Forwarding "([^"]+)"', text), inbound, outgoing)
