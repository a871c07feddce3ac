"""The messages that a router logs when its derived state changes (IX-56), and what the world notes (IX-54)."""
from __future__ import annotations

from collections.abc import Iterator

from .records import Session, View
from .sessions import BAD_DIGEST, NO_DIGEST, WRONG_AS


def messages(old: View | None, new: View, recursive: set[str]) -> Iterator[str]:
    """Log messages for the step from `old` (None: after start) to `new`; `recursive` names tunnels disabled just now."""
    yield from (f"%TUN-5-RECURDOWN: {name} temporarily disabled due to recursive routing" for name in sorted(recursive))
    yield from _lines(old, new)
    yield from _negotiations(old, new)
    before = {_key(session): session for session in old.sessions} if old else {}
    for session in new.sessions:
        yield from _session(before.pop(_key(session), None), session)
    for session in before.values():
        if session.established:
            yield f"%BGP-5-ADJCHANGE: neighbor {session.neighbor.address} Down Neighbor deleted"


def _lines(old: View | None, new: View) -> Iterator[str]:
    for name, tunnel in new.tunnels.items():
        before = old.tunnels[name].line if old and name in old.tunnels else False
        if tunnel.line != before:
            yield f"%LINEPROTO-5-UPDOWN: Line protocol on Interface {name}, changed state to {'up' if tunnel.line else 'down'}"


def _negotiations(old: View | None, new: View) -> Iterator[str]:
    before = {(flow.interface, flow.entry.sequence, flow.index): flow.ike.reason for flow in old.flows} if old else {}
    for flow in new.flows:
        if flow.ike.status == "IN-NEG" and before.get((flow.interface, flow.entry.sequence, flow.index)) != flow.ike.reason:
            yield f"%IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: {flow.ike.reason}"


def _key(session: Session) -> tuple[str | None, str]:
    return session.neighbor.vrf, session.neighbor.address


def _session(before: Session | None, now: Session) -> Iterator[str]:
    address, vrf = now.neighbor.address, now.neighbor.vrf
    where = f"{address} vpn vrf {vrf}" if vrf else address
    if now.established and not (before and before.established):
        yield f"%BGP-5-ADJCHANGE: neighbor {where} Up "
    elif before and before.established and not now.established:
        yield f"%BGP-5-ADJCHANGE: neighbor {where} Down {_why_down(now)}"
    if now.reason != (before.reason if before else ""):
        if now.reason == WRONG_AS:
            number = f"{now.head_end.asn if now.head_end else 0:X}"
            wrong = number if now.head_end and now.head_end.asn != now.neighbor.remote_as else f"{now.local_asn:X}"
            direction = "sent to" if wrong == number else "received from"
            yield f"%BGP-3-NOTIFICATION: {direction} neighbor {address} active 2/2 (peer in wrong AS) {2 if len(wrong) <= 4 else 4} bytes {wrong:0>4}"
        elif now.reason in (BAD_DIGEST, NO_DIGEST):
            source = now.neighbor.address
            yield f"%TCP-6-BADAUTH: {now.reason} from {source}(179) to {_own(now)}({20000 + now.local_asn % 20000}) tableid - 0"


def _own(session: Session) -> str:
    return session.head_end.peer_tunnel_address if session.head_end else "0.0.0.0"


def _why_down(session: Session) -> str:
    return {"the tunnel is down": "Interface flap", "shutdown": "Admin. shutdown", "no answer": "BGP Notification sent",
            "filtered": "BGP Notification sent"}.get(session.reason, "Peer closed the session")
