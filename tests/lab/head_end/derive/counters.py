"""Packet counts of tunnels and their SAs, grown from the clock: keepalives, BGP messages, pings, unanswered attempts."""
from __future__ import annotations

from dataclasses import dataclass

from .memory import Memory
from .records import Flow, Session, Tunnel, View

RETRY = 10.0      # seconds between two attempts of a BGP session that does not come up
OPENING = 4       # messages of a session's first second: OPEN, KEEPALIVE, UPDATE, end of table


@dataclass(frozen=True)
class Traffic:
    """Packets since the ESP pair (or the tunnel) came up; `unprotected` were dropped for want of an SA."""

    sent: int = 0
    received: int = 0
    unprotected: int = 0


def messages(session: Session, now: float) -> tuple[int, int]:
    """BGP messages (received, sent) of the session; (0, 0) while down."""
    if session.up_at is None or now < session.up_at:
        return 0, 0
    kept = int((now - session.up_at) / min(session.neighbor.keepalive, max(1, session.neighbor.hold // 3)))
    return OPENING + len(session.received) - 1 + kept, OPENING + kept


def traffic(view: View, tunnel: Tunnel | None, memory: Memory, now: float) -> Traffic:
    """What has gone through a tunnel (None: nothing)."""
    if tunnel is None or tunnel.interface.shutdown:
        return Traffic()
    flow = tunnel.flow
    begun = flow.esp_at if flow and flow.esp_at is not None and now >= flow.esp_at else None
    age = now - (tunnel.changed_at if begun is None else begun)
    own = _beats(tunnel.interface.keepalive, age)
    sessions = [session for session in view.sessions if session.tunnel == tunnel.interface.name]
    tries = sum(1 + int(age / RETRY) for session in sessions if not session.established and tunnel.line)
    pings = memory.pings.get(tunnel.interface.name, (0, 0))
    if begun is None:
        return Traffic(unprotected=own + tries + pings[0])
    return _protected(tunnel, sessions, own, tries, pings, age, now)


def _protected(tunnel: Tunnel, sessions: list[Session], own: int, tries: int, pings: tuple[int, int], age: float, now: float) -> Traffic:
    head_end, flow = tunnel.head_end, tunnel.flow
    if head_end is None or flow is None:
        return Traffic(own + tries + pings[0], 0)
    theirs = _beats(head_end.keepalive, age)
    counted = [messages(session, now) for session in sessions]
    sent = own + tries + pings[0] + sum(out for _in, out in counted)
    if not head_end.path.nat and not flow.passes("esp"):
        return Traffic(sent, 0)
    if not flow.passes("gre"):
        return Traffic(sent, theirs + 1 + int(age / RETRY))
    if tunnel.far_line and tunnel.interface.keepalive:
        sent += theirs
    answered = own if head_end.keepalive else 0
    return Traffic(sent, theirs + answered + tries + pings[1] + sum(got for got, _out in counted))


def _beats(keepalive: tuple[int, int] | None, age: float) -> int:
    return 1 + int(age / keepalive[0]) if keepalive and age >= 0 else 0


def flow_traffic(view: View, flow: Flow, memory: Memory, now: float) -> Traffic:
    """What has gone through the SAs of a flow."""
    return traffic(view, view.tunnels.get(flow.tunnel or ""), memory, now)


def acl_hits(view: View, name: str, sequence: int, memory: Memory, now: float) -> int:
    """Packets that matched an entry of a crypto access list."""
    flows = [flow for flow in view.flows if flow.entry.acl == name and flow.ident is not None and flow.ident.sequence == sequence]
    counts = [flow_traffic(view, flow, memory, now) for flow in flows]
    return sum(count.sent + count.received + count.unprotected for count in counts)
