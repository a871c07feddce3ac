"""Static routes, VRFs and BGP as configured."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network

from .lines import Node, after, interface_address, sections, words_below


@dataclass(frozen=True)
class StaticRoute:
    """A static route: next hop, exit interface or both; VRF None is the global table."""

    vrf: str | None
    prefix: IPv4Network
    next_hop: str | None
    interface: str | None
    distance: int


@dataclass
class Neighbor:
    """A BGP neighbour in one address family: `vrf` None is IPv4 unicast of the global table."""

    address: str
    vrf: str | None
    remote_as: int | None = None
    local_as: tuple[str, ...] = ()
    description: str = ""
    password: tuple[str, ...] = ()
    shutdown: bool = False
    active: bool = False
    keepalive: int = 60
    hold: int = 180
    weight: int = 0
    soft_reconfiguration: bool = False
    default_originate: bool = False
    default_map: str | None = None
    multihop: bool = False
    bfd: bool = False
    limit: int | None = None         # maximum-prefix
    threshold: int = 75              # per cent of it at which a warning is logged
    warning_only: bool = False
    restart: int | None = None       # minutes
    filters: dict[str, str] = field(default_factory=dict)   # "prefix-list in" -> list name, "route-map out" -> map name


@dataclass
class Bgp:
    """The BGP process; networks and redistributed sources by VRF."""

    asn: int
    router_id: str | None = None
    default_unicast: bool = True
    neighbors: list[Neighbor] = field(default_factory=list)
    networks: dict[str | None, list[IPv4Network]] = field(default_factory=dict)
    redistribute: dict[str | None, list[str]] = field(default_factory=dict)


def read_vrfs(root: Node) -> dict[str, str | None]:
    """VRFs by name with their route distinguisher."""
    return {rest[0]: next((words[1] for words in words_below(node) if words[0] == "rd"), None)
            for rest, node in sections(root, "vrf", "definition")}


def read_static_routes(root: Node) -> list[StaticRoute]:
    """Every `ip route` line that makes sense."""
    routes = (_static_route(rest) for rest, _node in sections(root, "ip", "route"))
    return [route for route in routes if route is not None]


def _static_route(words: list[str]) -> StaticRoute | None:
    vrf = words[1] if words[0] == "vrf" else None
    words = words[2:] if vrf else words
    prefix = interface_address(words[0], words[1]) if len(words) > 2 else None
    if prefix is None:
        return None
    interface = None if words[2][0].isdigit() else words[2]
    rest = words[3:] if interface else words[2:]
    next_hop = rest[0] if rest and rest[0].count(".") == 3 else None
    rest = rest[1:] if next_hop else rest
    return StaticRoute(vrf, prefix.network, next_hop, interface, int(rest[0]) if rest and rest[0].isdigit() else 1)


def as_number(text: str) -> int:
    """An AS number from plain or dotted notation."""
    high, dot, low = text.partition(".")
    return int(high) * 65536 + int(low) if dot else int(text)


def read_bgp(root: Node) -> Bgp | None:
    """The BGP process, its neighbours with the lines of their address family merged in, or None."""
    for rest, node in sections(root, "router", "bgp"):
        return _process(as_number(rest[0]), node)
    return None


def _process(asn: int, node: Node) -> Bgp:
    bgp = Bgp(asn)
    flat = [child.text.split() for child in node.children if not child.text.startswith("address-family")]
    for words in flat:
        if words[:2] == ["bgp", "router-id"]:
            bgp.router_id = words[2]
    bgp.default_unicast = ["no", "bgp", "default", "ipv4-unicast"] not in flat
    top: dict[str, Neighbor] = {}
    _read_family(bgp, None, flat, top)
    for child in node.children:
        family = after(child.text.split(), "address-family", "ipv4")
        if family is not None and family[:1] != ["multicast"]:
            _read_vrf_family(bgp, family[1] if family[:1] == ["vrf"] else None, child, top)
    bgp.neighbors += top.values()
    bgp.neighbors = [neighbor for neighbor in bgp.neighbors if neighbor.remote_as is not None]
    return bgp


def _read_vrf_family(bgp: Bgp, vrf: str | None, node: Node, top: dict[str, Neighbor]) -> None:
    neighbors = top if vrf is None else {}
    _read_family(bgp, vrf, list(words_below(node)), neighbors)
    if vrf is not None:
        bgp.neighbors += neighbors.values()


def _read_family(bgp: Bgp, vrf: str | None, lines: Sequence[list[str]], neighbors: dict[str, Neighbor]) -> None:
    for words in lines:
        if words[0] == "neighbor" and len(words) > 2 and words[1][0].isdigit():
            default = Neighbor(words[1], vrf, active=vrf is None and bgp.default_unicast)
            _neighbor_line(neighbors.setdefault(words[1], default), words[2:])
        elif words[:2] == ["no", "neighbor"] and words[3:] == ["activate"] and words[2] in neighbors:
            neighbors[words[2]].active = False
        elif words[0] == "network":
            bgp.networks.setdefault(vrf, []).append(_network(words[1:]))
        elif words[0] == "redistribute":
            bgp.redistribute.setdefault(vrf, []).append(words[1])


def classful_length(network: str) -> int:
    """The prefix length that IOS leaves out: 8, 16 or 24 by the first octet; 0 for 0.0.0.0."""
    first = int(network.split(".")[0])
    return 0 if network == "0.0.0.0" else 8 if first < 128 else 16 if first < 192 else 24


def _network(words: list[str]) -> IPv4Network:
    mask = words[2] if len(words) > 2 and words[1] == "mask" else str(classful_length(words[0]))
    return IPv4Network(f"{words[0]}/{mask}", strict=False)


def _neighbor_line(neighbor: Neighbor, words: list[str]) -> None:
    match words:
        case ["remote-as", asn]:
            neighbor.remote_as = as_number(asn)
        case ["local-as", *rest]:
            neighbor.local_as = tuple(rest)
        case ["description", *rest]:
            neighbor.description = " ".join(rest)
        case ["password", *rest]:
            neighbor.password = tuple(rest)
        case ["shutdown", *_]:
            neighbor.shutdown = True
        case ["activate"]:
            neighbor.active = True
        case ["ebgp-multihop", *_] | ["disable-connected-check"]:
            neighbor.multihop = True
        case ["fall-over", "bfd", *_]:
            neighbor.bfd = True
        case ["maximum-prefix", limit, *rest]:
            neighbor.limit = int(limit)
            neighbor.threshold = int(rest[0]) if rest and rest[0].isdigit() else 75
            neighbor.warning_only = "warning-only" in rest
            neighbor.restart = int(rest[-1]) if "restart" in rest else None
        case ["timers", keepalive, hold, *_] if keepalive.isdigit():
            neighbor.keepalive, neighbor.hold = int(keepalive), int(hold)
        case ["weight", weight]:
            neighbor.weight = int(weight)
        case ["soft-reconfiguration", *_]:
            neighbor.soft_reconfiguration = True
        case ["default-originate", *rest]:
            neighbor.default_originate, neighbor.default_map = True, rest[1] if rest else None
        case ["prefix-list" | "route-map" as kind, name, "in" | "out" as direction]:
            neighbor.filters[f"{kind} {direction}"] = name
