"""Routing tables: connected, static and BGP routes, longest match, recursive next hops."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network

from ..read import Config

DEFAULT = IPv4Network("0.0.0.0/0")


@dataclass(frozen=True)
class Route:
    """A route; `source` is C, L, S or B, `since` the time at which it was learned."""

    prefix: IPv4Network
    source: str
    distance: int
    next_hop: str | None
    interface: str | None
    since: float = 0.0
    metric: int = 0
    path: str = ""


@dataclass(frozen=True)
class Hop:
    """Where a packet leaves: the interface, and the neighbour it is handed to (None: the destination itself)."""

    interface: str
    next_hop: str | None


@lru_cache(maxsize=65_536)
def _number(address: IPv4Address | str) -> int:
    return int(IPv4Address(address))


@dataclass
class Table:
    """The best routes of one VRF, by prefix (several next hops only for equal static routes).

    `_index` is for looking up: length of the prefix -> its first bits -> the same lists.
    """

    routes: dict[IPv4Network, list[Route]] = field(default_factory=dict)
    _index: dict[int, dict[int, list[Route]]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for prefix, routes in self.routes.items():
            self._enter(prefix, routes)

    def _enter(self, prefix: IPv4Network, routes: list[Route]) -> None:
        length = prefix.prefixlen
        self._index.setdefault(length, {})[int(prefix.network_address) >> (32 - length)] = routes

    def add(self, route: Route) -> None:
        """Install a route if nothing nearer holds its prefix."""
        present = self.routes.get(route.prefix)
        if not present or route.distance < present[0].distance:
            self.routes[route.prefix] = nearest = [route]
            self._enter(route.prefix, nearest)
        elif route.distance == present[0].distance and route.source == present[0].source == "S":
            present.append(route)

    def match(self, address: IPv4Address | str) -> list[Route] | None:
        """The routes with the longest prefix that holds the address."""
        number = _number(address)
        for length in sorted(self._index, reverse=True):
            found = self._index[length].get(number >> (32 - length))
            if found:
                return found
        return None

    def hop(self, address: IPv4Address | str, depth: int = 4) -> Hop | None:
        """The outgoing interface and neighbour for an address, following next hops; None without a usable route."""
        found = self.match(address)
        if not found or depth == 0:
            return None
        route = found[0]
        if route.interface:
            return Hop(route.interface, route.next_hop)
        if route.next_hop is None or (route.prefix == DEFAULT and depth < 4):
            return None
        hop = self.hop(route.next_hop, depth - 1)
        return Hop(hop.interface, hop.next_hop or route.next_hop) if hop else None


Tables = dict[str | None, Table]


def static_tables(config: Config, is_up: Callable[[str], bool]) -> Tables:
    """Tables of connected and static routes over the interfaces that are up."""
    tables: Tables = {vrf: Table() for vrf in (None, *config.vrfs)}
    for interface in config.interfaces.values():
        if interface.address and is_up(interface.name):
            table = tables.setdefault(interface.vrf, Table())
            table.add(Route(interface.address.network, "C", 0, None, interface.name))
            if interface.address.network.prefixlen < 32:
                table.add(Route(IPv4Network(interface.address.ip), "L", 0, None, interface.name))
    for vrf, table in tables.items():
        _add_static(config, table, vrf, is_up)
    return tables


def _add_static(config: Config, table: Table, vrf: str | None, is_up: Callable[[str], bool]) -> None:
    waiting = [route for route in config.routes if route.vrf == vrf]
    while waiting:
        ways = {(route.interface, route.next_hop) for route in waiting}
        usable = {way for way in ways if _usable(*way, table, is_up)}
        for route in waiting:
            if (route.interface, route.next_hop) in usable:
                table.add(Route(route.prefix, "S", route.distance, route.next_hop, route.interface))
        if not usable:
            return
        waiting = [route for route in waiting if (route.interface, route.next_hop) not in usable]


def _usable(interface: str | None, next_hop: str | None, table: Table, is_up: Callable[[str], bool]) -> bool:
    """Whether a static route by this way enters the table: the interface is up, or the next hop is reached without the default."""
    if interface:
        return interface.startswith("Null") or is_up(interface)
    return next_hop is not None and table.hop(next_hop, 3) is not None


def with_routes(tables: Tables, learned: Iterable[tuple[str | None, Route]]) -> Tables:
    """New tables with learned routes added."""
    copy = {vrf: Table({prefix: list(routes) for prefix, routes in table.routes.items()}) for vrf, table in tables.items()}
    for vrf, route in learned:
        copy.setdefault(vrf, Table()).add(route)
    return copy
