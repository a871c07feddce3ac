# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which traffic a policy is for, as far as its objects tell: enough to see that one takes what another is waiting for (FO-31)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Interface
from typing import Any

from ..objects import Store, names
from ..objects.model import Row

_TABLES = ("firewall/address", "firewall/addrgrp", "firewall/vip", "firewall.service/custom", "firewall.service/group")
_DEEPEST = 8  #: groups within groups
_ANY_PORT = (0, 65535)
_TRANSPORTS = ("tcp", "udp", "sctp")
Span = tuple[Any, int, int]  #: protocol (None of addresses), first, last


class Traffic:
    """The objects of a device by their names, each resolved once: a device may have thousands."""

    def __init__(self, store: Store) -> None:
        self._rows = {table: {row.get("name"): row for row in store.rows(table)} for table in _TABLES}
        self._known: dict[tuple[str, tuple[Any, ...]], list[Span]] = {}

    def overlap(self, one: Row, other: Row) -> bool:
        """Whether some packet is for both. Objects that say nothing of addresses (host names, countries) count as nothing."""
        ways = all(_meet(one.get(name), other.get(name)) for name in ("srcintf", "dstintf"))
        return ways and all(_cross(self._spans(name, one), self._spans(name, other)) for name in ("dstaddr", "service", "srcaddr"))

    def _spans(self, field: str, row: Row) -> list[Span]:
        kind, wanted = "service" if field == "service" else "address", tuple(names(row.get(field)))
        if (kind, wanted) not in self._known:
            self._known[kind, wanted] = list(self._services(wanted) if kind == "service" else self._addresses(wanted))
        return self._known[kind, wanted]

    def _addresses(self, wanted: Sequence[Any], depth: int = 0) -> Iterator[Span]:
        for name in wanted:
            if group := self._rows["firewall/addrgrp"].get(name):
                yield from self._addresses(names(group.get("member")), depth + 1) if depth < _DEEPEST else ()
            elif row := self._rows["firewall/address"].get(name):
                yield from _address(row)
            elif row := self._rows["firewall/vip"].get(name):
                yield from _span(str(row.get("extip", "")), str(row.get("extip", "")))

    def _services(self, wanted: Sequence[Any], depth: int = 0) -> Iterator[Span]:
        for name in wanted:
            if group := self._rows["firewall.service/group"].get(name):
                yield from self._services(names(group.get("member")), depth + 1) if depth < _DEEPEST else ()
            elif row := self._rows["firewall.service/custom"].get(name):
                yield from _service(row)


def _meet(one: Any, other: Any) -> bool:
    """Interfaces; a policy without any has all."""
    first, second = set(names(one or ["any"])), set(names(other or ["any"]))
    return "any" in first | second or bool(first & second)


def _cross(first: Sequence[Span], second: Sequence[Span]) -> bool:
    return any(a[0] == b[0] and a[1] <= b[2] and b[1] <= a[2] for a in first for b in second)


def _address(row: Row) -> Iterator[Span]:
    if row.get("type", "ipmask") == "ipmask":
        try:
            network = IPv4Interface("/".join(str(row.get("subnet", "")).split())).network
        except ValueError:
            return
        yield None, int(network[0]), int(network[-1])
    elif row.get("type") == "iprange":
        yield from _span(str(row.get("start-ip", "")), str(row.get("end-ip", "")))


def _span(low: str, high: str) -> Iterator[Span]:
    try:
        yield None, int(IPv4Address(low)), int(IPv4Address(high))
    except ValueError:
        return


def _service(row: Row) -> Iterator[Span]:
    if row.get("protocol") == "IP" and not row.get("protocol-number"):
        yield from ((transport, *_ANY_PORT) for transport in _TRANSPORTS)
    for transport in _TRANSPORTS:
        for part in str(row.get(f"{transport}-portrange") or "").split():
            low, _dash, high = part.partition(":")[0].partition("-")
            if low.isdecimal() and (high or low).isdecimal():
                yield transport, int(low), int(high or low)
