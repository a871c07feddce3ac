# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show ip route [vrf X]`` and the lookup ``show ip route [vrf X] A`` (IX-26)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .text import IPV4, blocks, body, classful, clean, field

_KNOWN = re.compile(r"Codes:|Gateway of last resort|Routing entry for|Routing Table:|is (?:variably )?subnetted", re.IGNORECASE)
_ABSENT = re.compile(r"% ?(?:Network|Subnet) not in table", re.IGNORECASE)
_ENTRY = re.compile(rf"Routing entry for ({IPV4}(?:/\d+)?)", re.IGNORECASE)
_HEADING = re.compile(rf"({IPV4})/(\d+) is (variably )?subnetted", re.ASCII)
_ROW = re.compile(rf"(?P<code>[A-Za-z][\w*+%&~ ]*?)\s+(?P<prefix>{IPV4}(?:/\d+)?)(?P<rest>\s+(?:\[|is ).*)?$", re.ASCII)
_HOP = re.compile(rf"\[\d+/\d+\] via ({IPV4})(?:,[^,]*)??(?:,\s*([A-Za-z][\w/.:-]*\d))?$", re.ASCII)
_DIRECT = re.compile(r"\bis .*,\s*([A-Za-z][\w/.:-]*\d)$")
_DESCRIPTOR = re.compile(rf"\*?\s*(?:({IPV4})\b|directly connected)", re.ASCII)
_VIA = re.compile(r", via ([A-Za-z]\S*)")


@dataclass(frozen=True)
class Route:
    """One prefix of the RIB. ``code`` as printed (``B``, ``S*``) or the protocol's name; interfaces only where they are printed."""

    prefix: str
    code: str
    next_hops: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()


def parse(text: str) -> list[Route]:
    """Every route of a table, or the one of a lookup; a lookup that finds nothing is an empty list."""
    if any(_ABSENT.match(line) for line in clean(text)):
        return []
    lines = body(text, _KNOWN)
    entries = blocks(lines, _ENTRY)
    return [_entry(block) for block in entries] if entries else _table(lines)


def _table(lines: list[str]) -> list[Route]:
    routes: list[Route] = []
    heading: re.Match[str] | None = None
    for line in lines:
        if found := _HEADING.match(line):
            heading = found
        elif row := _ROW.match(line):
            routes.append(Route(_prefix(row["prefix"], heading), row["code"].strip()))
            line = (row["rest"] or "").strip()
        if routes:
            routes[-1] = _with_hop(routes[-1], line)
    return routes


def _prefix(prefix: str, heading: re.Match[str] | None) -> str:
    """Rows of the network under ``is subnetted`` inherit the heading's mask; other rows without any mask have the classful one."""
    if "/" in prefix:
        return prefix
    inherits = heading is not None and not heading[3] and _major(prefix) == _major(heading[1])
    return f"{prefix}/{heading[2]}" if heading is not None and inherits else classful(prefix)


def _major(address: str) -> list[str]:
    """The octets of the classful network that ``address`` belongs to."""
    length = int(classful(address).split("/")[1]) // 8
    return address.split(".")[:length]


def _with_hop(route: Route, text: str) -> Route:
    if hop := _HOP.search(text):
        return replace(route, next_hops=(*route.next_hops, hop[1]), interfaces=route.interfaces + ((hop[2],) if hop[2] else ()))
    if direct := _DIRECT.search(text):
        return replace(route, interfaces=(*route.interfaces, direct[1]))
    return route


def _entry(block: list[str]) -> Route:
    match = _ENTRY.match(block[0])
    prefix = match[1] if match else ""
    route = Route(prefix if "/" in prefix else classful(prefix), field(r'Known via "([^"]+)"', "\n".join(block)) or "")
    start = next((index for index, line in enumerate(block) if line.startswith("Routing Descriptor")), len(block))
    for line in block[start + 1 :]:
        if hop := _DESCRIPTOR.match(line):
            hops, exits = ((hop[1],) if hop[1] else ()), tuple(_VIA.findall(line))
            route = replace(route, next_hops=route.next_hops + hops, interfaces=route.interfaces + exits)
    return route
