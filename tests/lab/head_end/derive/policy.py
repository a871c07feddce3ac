"""Which BGP routes come in, which is best, which go out (T19..T22)."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from ..model import HeadEnd, LanHost
from ..provider import Pe
from ..read import Config
from ..read.filters import RouteMapEntry, permitted
from ..read.routing import Bgp, Neighbor
from .records import BgpPath, Session
from .rib import DEFAULT, Route, Tables

Paths = dict[IPv4Network, list[BgpPath]]


Speaker = HeadEnd | LanHost | Pe


def _sent(speaker: Speaker) -> Iterable[tuple[str, tuple[int, ...]]]:
    """Each prefix that a neighbour sends, with the AS numbers behind its own."""
    return speaker.table() if isinstance(speaker, Pe) else ((prefix, ()) for prefix in speaker.announces)


def receive(config: Config, session: Session, speaker: Speaker) -> None:
    """Fill `received` and `accepted` of an established session. What would come back to its own AS is not even kept. With soft
    reconfiguration all that is kept counts against maximum-prefix, else what was accepted (unverified)."""
    internal = session.neighbor.remote_as == session.local_asn
    for prefix, behind in _sent(speaker):
        numbers = behind if internal else (session.neighbor.remote_as or 0, *behind)
        if session.local_asn in numbers:
            continue
        path = BgpPath(IPv4Network(prefix), session.neighbor.address, numbers, session.neighbor.address, metric=None if behind else 0,
                       internal=internal, weight=session.neighbor.weight, since=session.up_at or 0.0)
        session.received.append(path)
        accepted = _filtered(config, session.neighbor, "in", path)
        if accepted is not None:
            session.accepted.append(accepted)
    session.counted = len(session.received if session.neighbor.soft_reconfiguration else session.accepted)


def _filtered(config: Config, neighbor: Neighbor, direction: str, path: BgpPath) -> BgpPath | None:
    """The path after a neighbour's prefix list and route map of one direction, None when refused."""
    prefix_list = neighbor.filters.get(f"prefix-list {direction}")
    if prefix_list and not permitted(config.prefix_lists.get(prefix_list), path.prefix):
        return None
    route_map = neighbor.filters.get(f"route-map {direction}")
    return _mapped(config, config.route_maps.get(route_map, []), path) if route_map else path


def _mapped(config: Config, entries: Sequence[RouteMapEntry], path: BgpPath) -> BgpPath | None:
    entry = next((entry for entry in entries if _clause_matches(config, entry, path.prefix)), None)
    return _with_sets(path, entry.sets) if entry and entry.permit else None


def _clause_matches(config: Config, entry: RouteMapEntry, prefix: IPv4Network) -> bool:
    return not entry.prefix_lists or any(permitted(config.prefix_lists.get(name), prefix) for name in entry.prefix_lists)


def _with_sets(path: BgpPath, sets: Iterable[tuple[str, ...]]) -> BgpPath:
    for words in sets:
        match words:
            case ("local-preference", value):
                path = replace(path, local_preference=int(value))
            case ("weight", value):
                path = replace(path, weight=int(value))
            case ("metric", value) if value.isdigit():
                path = replace(path, metric=int(value))
            case ("as-path", "prepend", *numbers):
                path = replace(path, path=(*map(int, numbers), *path.path))
    return path


def preference(path: BgpPath) -> tuple[object, ...]:
    """Sort key of the best-path choice: weight, local preference, own routes, AS path, origin, MED, external, oldest, neighbour."""
    peer = int(IPv4Address(path.peer)) if path.peer else 0
    return (-path.weight, -path.local_preference, bool(path.peer), len(path.path), "ie?".index(path.origin), path.metric or 0,
            path.internal, round(path.since, 3), peer)


def tables_of_paths(bgp: Bgp, sessions: Iterable[Session], tables: Tables) -> dict[str | None, Paths]:
    """All paths by VRF and prefix, the best first."""
    found: dict[str | None, Paths] = {}
    for vrf in {None, *bgp.networks, *bgp.redistribute, *(neighbor.vrf for neighbor in bgp.neighbors)}:
        for path in _own(bgp, vrf, tables):
            found.setdefault(vrf, {}).setdefault(path.prefix, []).append(path)
    for session in sessions:
        for path in session.accepted:
            found.setdefault(session.neighbor.vrf, {}).setdefault(path.prefix, []).append(path)
    return {vrf: {prefix: sorted(paths[prefix], key=preference) for prefix in sorted(paths)} for vrf, paths in found.items()}


def _own(bgp: Bgp, vrf: str | None, tables: Tables) -> Iterable[BgpPath]:
    """What `network` and `redistribute` lines bring in: routes that stand in the table."""
    table = tables.get(vrf)
    sources = {{"connected": "C", "static": "S"}.get(word, "") for word in bgp.redistribute.get(vrf, [])}
    for prefix, routes in (table.routes if table else {}).items():
        next_hop = routes[0].next_hop or "0.0.0.0"
        if prefix in bgp.networks.get(vrf, []):
            yield BgpPath(prefix, next_hop, (), weight=32768)
        elif routes[0].source in sources and prefix != DEFAULT:
            yield BgpPath(prefix, next_hop, (), weight=32768, origin="?")


def routes(paths: dict[str | None, Paths]) -> list[tuple[str | None, Route]]:
    """The best paths as routes for the tables; our own are in the tables already."""
    return [(vrf, Route(prefix, "B", 200 if best[0].internal else 20, best[0].next_hop, None, best[0].since, best[0].metric or 0,
                        " ".join(map(str, best[0].path))))
            for vrf, by_prefix in paths.items() for prefix, best in by_prefix.items() if best[0].peer]


def advertise(config: Config, session: Session, paths: Paths, tables: Tables) -> None:
    """Fill `advertised` and `originates_default` of an established session. The default of `default-originate` passes no
    outbound filter (VC-54); a condition holds when the table has a route that its map permits (VC-55)."""
    neighbor = session.neighbor
    internal = neighbor.remote_as == session.local_asn
    for best in (found[0] for found in paths.values()):
        if best.peer == neighbor.address or (internal and best.internal):
            continue
        path = _filtered(config, neighbor, "out", best)
        if path is not None:
            session.advertised.append(path)
    session.originates_default = neighbor.default_originate and _condition(config, neighbor, tables)


def _condition(config: Config, neighbor: Neighbor, tables: Tables) -> bool:
    if neighbor.default_map is None:
        return True
    entries = config.route_maps.get(neighbor.default_map, [])
    table = tables.get(neighbor.vrf)
    return any(entry.permit and _clause_matches(config, entry, prefix) for prefix in (table.routes if table else {}) for entry in entries)


def announces_default(session: Session) -> bool:
    """True when the far end learns a default route over this session (T20)."""
    return session.established and (session.originates_default or any(path.prefix == DEFAULT for path in session.advertised))
