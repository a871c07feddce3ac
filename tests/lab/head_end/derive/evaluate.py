"""One derivation: from a configuration, the world and the memory to the state at one moment, layer by layer (IX-52)."""
from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address

from ..read import Config
from ..world_protocol import Hosts
from . import edge, ike, policy, sessions, tunnels
from . import flows as crypto
from .circuits import circuit_of, interfaces_up
from .memory import Memory
from .records import Flow, Session, Tunnel, View
from .rib import Tables, static_tables, with_routes

NEGOTIATION = 0.3     # seconds from interesting traffic to READY (the four messages of IKEv2)
CHILD = 0.1           # seconds from READY, or from agreement, to the ESP pair


def evaluate(router: str, config: Config, world: Hosts, memory: Memory, now: float, when: float) -> View:
    """The state at `now`; what has changed since the last derivation is dated `when`."""
    memory.next_event = float("inf")
    up = interfaces_up(config)
    tables = static_tables(config, lambda name: up.get(name, False))
    flows = crypto.flows(config, up)
    found = {name: tunnels.examine(config, interface, up, tables) for name, interface in config.interfaces.items() if interface.is_gre}
    for tunnel in found.values():
        _assign(config, tunnel, flows, memory, when)
    for flow in flows:
        _protect(config, flow, world, tables, memory, now, when)
    for tunnel in found.values():
        _carry(config, tunnel, world, memory, now, when)
    up.update({flow.interface: flow.active(now) for flow in flows if flow.interface != flow.outside})
    lines = {**up, **{name: tunnel.line for name, tunnel in found.items()}}
    view = View(config, static_tables(config, lambda name: lines.get(name, False)), flows, found, [], up, {}, now)
    if config.bgp:
        _route(router, view, world, memory, now, when)
        if _recursion(view, memory, now):
            return evaluate(router, config, world, memory, now, when)
    return view


def _assign(config: Config, tunnel: Tunnel, flows: list[Flow], memory: Memory, when: float) -> None:
    """Find the flow that a tunnel's packets fall into, and note since when something asks for it."""
    interface = tunnel.interface
    if tunnel.egress and tunnel.source and not interface.shutdown:
        tunnel.flow = crypto.matching(config, flows, tunnel.egress, tunnel.source, IPv4Address(interface.tunnel_destination or ""))
    sending = not interface.shutdown and tunnels.sends(config, tunnel, memory)
    since = memory.since(("sends", interface.name, tunnel.flow.entry.sequence if tunnel.flow else None), sending, when)
    if tunnel.flow and sending:
        tunnel.flow.tunnel, tunnel.flow.asked_at = interface.name, since


def _protect(config: Config, flow: Flow, world: Hosts, tables: Tables, memory: Memory, now: float, when: float) -> None:
    """Negotiate the flow's IKE and ESP."""
    flow.head_end = world.ipsec_device(flow.entry.peer)
    flow.blocked = edge.refused(config, flow) | (set(flow.head_end.path.blocked) if flow.head_end else set())
    status, flow.ike.reason = ike.verdict(config, flow, tables)
    if flow.asked_at is None and (flow.head_end is None or flow.head_end.passive):
        status, flow.ike.reason = "", "no interesting traffic"
    profile = config.profiles.get(flow.entry.profile or "")
    key = (flow.interface, flow.entry.name, flow.entry.sequence, flow.index)
    fingerprint = (status, flow.local, flow.entry.lines, profile, repr(flow.head_end and (flow.head_end.ike, flow.head_end.psk)))
    begun = memory.since(("ike", *key), fingerprint, when)
    flow.ike.status = status
    flow.ike.since = begun + (NEGOTIATION if status == "READY" else 0.0)
    flow.ike.lifetime = profile.lifetime if profile else 86400
    if flow.head_end and flow.head_end.path.nat:
        flow.ike.port = 4500
    if flow.head_end and not flow.head_end.answers_dpd and profile and profile.dpd:
        flow.ike.cycle = float(profile.dpd[0])
    if status == "READY" and flow.head_end:
        agreed = ike.agreed_transform(config, flow, flow.head_end)
        since = memory.since(("esp", *key), agreed, when)
        if isinstance(agreed, tuple):
            flow.transform, flow.mode = agreed
            flow.esp_at = max(flow.ike.since, since) + CHILD
        else:
            flow.esp_reason = agreed
    memory.plan(now, flow.ike.since, flow.esp_at)


def _carry(config: Config, tunnel: Tunnel, world: Hosts, memory: Memory, now: float, when: float) -> None:
    """Decide whether packets cross the tunnel both ways, then its line protocol."""
    flow, interface = tunnel.flow, tunnel.interface
    tunnel.head_end = flow.head_end if flow else None
    head_end = tunnel.head_end
    if flow is None or head_end is None or flow.esp_at is None:
        tunnel.reason = "not protected" if flow is None else "no ESP"
    elif interface.tunnel_destination != head_end.gre_transport or str(tunnel.source) != head_end.peer_gre or interface.tunnel_key:
        tunnel.reason = "GRE addresses differ"
    elif not flow.passes("gre", *([] if head_end.path.nat else ["esp"])):
        tunnel.reason = "filtered"
    else:
        open_since = memory.since(("open", interface.name), True, when)
        tunnel.carries_at = max(flow.esp_at, open_since)
    if tunnel.carries_at is None:
        memory.since(("open", interface.name), False, when)
    memory.plan(now, tunnel.carries_at)
    tunnel.line = tunnels.line(tunnel, memory, now, when)
    tunnel.changed_at = memory.since(("line", interface.name), tunnel.line, when)
    tunnel.far_line = tunnels.far_line(tunnel)


def _route(router: str, view: View, world: Hosts, memory: Memory, now: float, when: float) -> None:
    """Sessions, paths, tables and what is advertised."""
    bgp = view.config.bgp
    if bgp is None:
        return
    neighbors = {("bgp", neighbor.vrf, neighbor.address) for neighbor in bgp.neighbors}
    memory.full = {key: since for key, since in memory.full.items() if key in neighbors}
    for neighbor in sorted(bgp.neighbors, key=lambda neighbor: int(IPv4Address(neighbor.address))):
        host = world.neighbor(router, neighbor.address)
        hop = view.tables[neighbor.vrf].hop(neighbor.address) if neighbor.vrf in view.tables else None
        reachable = hop is not None and (hop.next_hop is None or neighbor.multihop or neighbor.remote_as == bgp.asn)
        circuit = circuit_of(view.config, view.up, router, world, neighbor)
        given = (bgp, neighbor, list(view.tunnels.values()), circuit, (host, reachable), memory, now, when)
        session = sessions.derive(*given)
        speaker = sessions.speaker(session, host)
        if session.established and speaker:
            policy.receive(view.config, session, speaker)
        if sessions.overfull(session):
            counted, memory.full["bgp", neighbor.vrf, neighbor.address] = session.counted, now
            session = sessions.derive(*given)
            session.counted = counted
        view.sessions.append(session)
    view.paths = policy.tables_of_paths(bgp, view.sessions, view.tables)
    view.tables = with_routes(view.tables, policy.routes(view.paths))
    for session in _established(view.sessions):
        policy.advertise(view.config, session, view.paths.get(session.neighbor.vrf, {}), view.tables)


def _established(found: Iterable[Session]) -> list[Session]:
    return [session for session in found if session.established]


def _recursion(view: View, memory: Memory, now: float) -> bool:
    """Note tunnels whose destination is now reached through themselves (T24); True when there is a new one."""
    fresh = False
    for name, tunnel in view.tunnels.items():
        table = view.tables.get(tunnel.interface.tunnel_vrf)
        hop = table.hop(tunnel.interface.tunnel_destination) if table and tunnel.line and tunnel.interface.tunnel_destination else None
        if hop and hop.interface == name:
            memory.recursive[name] = now
            fresh = True
    return fresh
