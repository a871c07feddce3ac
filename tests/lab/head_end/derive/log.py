"""The messages that a router logs when its derived state changes (IX-56), and what the world notes (IX-54)."""
from __future__ import annotations

from collections.abc import Iterator

from ..read.packets import Packet
from .records import Session, View
from .sessions import BAD_DIGEST, FULL, NO_DIGEST, WRONG_AS

_WHY = {
    **dict.fromkeys(("the tunnel is down", "the interface is down"), "Interface flap"), "shutdown": "Admin. shutdown",
    **dict.fromkeys(("no answer", "filtered", "nobody listens at this address"), "BGP Notification sent"),
    **{reason: reason for reason in (FULL, "BFD adjacency down")},
}


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
    if now.reason == FULL:
        yield from _prefixes(before, now, where)
    if now.established and not (before and before.established):
        yield f"%BGP-5-ADJCHANGE: neighbor {where} Up "
    elif before and before.established and not now.established:
        yield f"%BGP-5-ADJCHANGE: neighbor {where} Down {_why_down(now)}"
    if now.reason != FULL:
        yield from _prefixes(before, now, where)
    if now.reason != (before.reason if before else ""):
        if now.reason == WRONG_AS:
            number = f"{now.far.asn if now.far else 0:X}"
            wrong = number if now.far and now.far.asn != now.neighbor.remote_as else f"{now.local_asn:X}"
            direction = "sent to" if wrong == number else "received from"
            yield f"%BGP-3-NOTIFICATION: {direction} neighbor {address} active 2/2 (peer in wrong AS) {2 if len(wrong) <= 4 else 4} bytes {wrong:0>4}"
        elif now.reason in (BAD_DIGEST, NO_DIGEST):
            source = now.neighbor.address
            yield f"%TCP-6-BADAUTH: {now.reason} from {source}(179) to {now.own_address}({20000 + now.local_asn % 20000}) tableid - 0"


def _prefixes(before: Session | None, now: Session, where: str) -> Iterator[str]:
    """Warnings about the number of prefixes, and what is said when it ends the session."""
    limit, afi = now.neighbor.limit or 0, f"(afi {4 if now.neighbor.vrf else 0})"
    warned = limit * now.neighbor.threshold // 100
    was = before.counted if before else 0
    if now.reason == FULL and (before is None or before.reason != FULL):
        yield f"%BGP-3-MAXPFXEXCEED: Number of prefixes received from {where} {afi}: {now.counted} exceeds limit {limit}"
        yield f"%BGP-3-NOTIFICATION: sent to neighbor {now.neighbor.address} 6/1 (Maximum Number of Prefixes Reached) 7 bytes 00010100 {limit:06X}"
    elif now.established and limit and was <= limit < now.counted:
        yield f"%BGP-3-MAXPFXEXCEED: Number of prefixes received from {where} {afi}: {now.counted} exceeds limit {limit}"
    elif now.established and limit and was < warned <= now.counted:
        yield f"%BGP-4-MAXPFX: Number of prefixes received from {where} {afi} reaches {now.counted}, max {limit}"


def _why_down(session: Session) -> str:
    return _WHY.get(session.reason, "Peer closed the session")


def packet(acl: str, permitted: bool, sent: Packet, count: int) -> str:
    """What an entry with `log` says about a packet."""
    verdict = "permitted" if permitted else "denied"
    kind, ports = ("DP", f" ({sent.icmp[0]}/{sent.icmp[1]})") if sent.protocol == "icmp" else ("P", "")
    ends = [f"{address}({port})" if kind == "P" else address for address, port in
            ((sent.source, sent.source_port), (sent.destination, sent.destination_port))]
    return f"%SEC-6-IPACCESSLOG{kind}: list {acl} {verdict} {sent.protocol} {ends[0]} -> {ends[1]}{ports}, {count} packet{'s' if count != 1 else ''}"
