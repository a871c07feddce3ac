"""Whether a BGP session comes up, what stops it first, and how it is lost (T17, T18)."""
from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Any

from ...ios_xe.secrets import clear
from ..model import HeadEnd, LanHost
from ..provider import Pe
from ..read.routing import Bgp, Neighbor
from .circuits import Circuit, admits_bgp
from .memory import Memory, SessionMemory
from .records import Session, Tunnel

if TYPE_CHECKING:
    from collections.abc import Sequence

DELAY = 2.0          # seconds from the first possible packet to Established: short, for demonstrations
WRONG_AS, BAD_DIGEST, NO_DIGEST = "peer in wrong AS", "Invalid MD5 digest", "No MD5 digest"
FULL = "Peer over prefix limit"


@dataclass
class Verdict:
    """`state` is "" when the session can stand from `from_time`; `soft` failures are only noticed by the hold timer."""

    state: str = ""
    reason: str = ""
    soft: bool = False
    from_time: float = 0.0
    fingerprint: Any = None


def local_asn(bgp: Bgp, neighbor: Neighbor) -> int:
    """The AS number shown to a neighbour."""
    return int(neighbor.local_as[0]) if neighbor.local_as else bgp.asn


def judge_tunnel(bgp: Bgp, neighbor: Neighbor, tunnel: Tunnel) -> Verdict:
    """The verdict on a neighbour whose address lies on the link of a tunnel."""
    if not tunnel.line:
        return Verdict("Idle", "the tunnel is down")
    head_end, link = tunnel.head_end, tunnel.interface.address
    if head_end is None or link is None or tunnel.carries_at is None:
        return Verdict("Active", "no answer", soft=True)
    if not tunnel.far_line or not head_end.path.passes("bgp"):
        return Verdict("Active", "filtered", soft=True)
    if (head_end.tunnel_address, head_end.peer_tunnel_address) != (neighbor.address, str(link.ip)):
        return Verdict("Active", "nobody listens at this address")
    return _agreed(bgp, neighbor, (head_end.asn, head_end.expected_peer_asn), head_end.bgp_password, tunnel.carries_at)


def _agreed(bgp: Bgp, neighbor: Neighbor, numbers: tuple[int, int], expected: str | None, from_time: float = 0.0) -> Verdict:
    """Passwords and AS numbers of both sides; `numbers` are the far end's own and the one that it expects."""
    password = clear(list(neighbor.password)) or None
    if password != expected:
        return Verdict("Active", BAD_DIGEST if password and expected else NO_DIGEST)
    if (neighbor.remote_as, local_asn(bgp, neighbor)) != numbers:
        return Verdict("Idle", WRONG_AS)
    return Verdict(from_time=from_time, fingerprint=(neighbor.remote_as, local_asn(bgp, neighbor), neighbor.password))


def judge_circuit(bgp: Bgp, neighbor: Neighbor, circuit: Circuit) -> Verdict:
    """The verdict on the provider's router at the other end of a subinterface."""
    pe, link = circuit.pe, circuit.interface.address
    if not circuit.up:
        return Verdict("Idle", "the interface is down")
    if pe.down:
        fast = neighbor.bfd and circuit.interface.bfd and pe.bfd
        return Verdict("Idle", "BFD adjacency down") if fast else Verdict("Active", "no answer", soft=True)
    if pe.address != neighbor.address:
        return Verdict("Active", "nobody listens at this address", soft=True)
    if link is None or pe.peer_address != str(link.ip):
        return Verdict("Active", "refused: not configured there")
    if not admits_bgp(circuit):
        return Verdict("Active", "filtered", soft=True)
    if pe.shutdown:
        return Verdict("Active", "closed by the provider")
    return _agreed(bgp, neighbor, (pe.asn, pe.expected_peer_asn), pe.password)


def judge_lan(bgp: Bgp, neighbor: Neighbor, host: LanHost | None, reachable: bool) -> Verdict:
    """The verdict on a neighbour on the router's own networks."""
    if not reachable:
        return Verdict("Idle", "not connected")
    if host is None or host.asn is None:
        return Verdict("Active", "no answer")
    return Verdict(fingerprint=host.asn) if host.asn == neighbor.remote_as else Verdict("Idle", WRONG_AS)


def settle(neighbor: Neighbor, verdict: Verdict, memory: Memory, now: float, when: float) -> Session:
    """The session at `now`, given what it was: a new one takes `DELAY`, a lost path is noticed by the hold timer."""
    key = ("bgp", neighbor.vrf, neighbor.address)
    if neighbor.shutdown:
        verdict = Verdict("Idle (Admin)", "shutdown")
    elif not neighbor.active:
        verdict = Verdict("Idle", "not activated")
    verdict = _held_back(neighbor, verdict, memory, key, now)
    possible_at = max(verdict.from_time, memory.since((*key, "possible"), (verdict.state, verdict.fingerprint), when))
    known = memory.sessions.get(key)
    if not verdict.state:
        if known is None or known.fingerprint != verdict.fingerprint or known.up_at > now:
            known = memory.sessions[key] = SessionMemory(verdict.fingerprint, possible_at + DELAY)
        known.lost_at = None
        memory.plan(now, known.up_at)
    elif known is not None and verdict.soft and known.up_at <= now:
        known.lost_at = when if known.lost_at is None else known.lost_at
        expiry = known.lost_at + neighbor.hold
        memory.plan(now, expiry)
        if now >= expiry:
            known = _dropped(memory, key, known, expiry)
    else:
        known = _dropped(memory, key, known, when)
    drops, dropped_at = memory.dropped.get(key, (0, None))
    up_at = known.up_at if known and known.up_at <= now else None
    return Session(neighbor, verdict.state or "Active", verdict.reason, up_at, dropped_at, drops)


def _held_back(neighbor: Neighbor, verdict: Verdict, memory: Memory, key: tuple[Any, ...], now: float) -> Verdict:
    """A session that was torn down for its number of prefixes stays down until it is cleared, or restarts by itself."""
    since = memory.full.get(key)
    if since is None or neighbor.shutdown:
        memory.full.pop(key, None)
        return verdict
    again = since + neighbor.restart * 60 if neighbor.restart else float("inf")
    if now >= again:
        del memory.full[key]
        return verdict
    memory.plan(now, again)
    return Verdict("Idle (PfxCt)", FULL)


def overfull(session: Session) -> bool:
    """True when the neighbour has sent more prefixes than it may, and that ends the session."""
    limit = session.neighbor.limit
    return session.established and limit is not None and session.counted > limit and not session.neighbor.warning_only


def _dropped(memory: Memory, key: tuple[Any, ...], known: SessionMemory | None, when: float) -> SessionMemory | None:
    """Forget a session; one that was up counts as dropped. What is left: none."""
    if known is not None:
        del memory.sessions[key]
        if known.up_at <= when:
            memory.dropped[key] = (memory.dropped.get(key, (0, 0.0))[0] + 1, when)
    return None


def derive(bgp: Bgp, neighbor: Neighbor, tunnels: Sequence[Tunnel], circuit: Circuit | None, lan: tuple[LanHost | None, bool],
           memory: Memory, now: float, when: float) -> Session:
    """The session with one neighbour, over the tunnel on whose link it lies, over the provider's circuit, or over the LAN."""
    address = IPv4Address(neighbor.address)
    tunnel = next((tunnel for tunnel in tunnels if tunnel.interface.address and tunnel.interface.vrf == neighbor.vrf
                   and address in tunnel.interface.address.network and not tunnel.interface.shutdown), None)
    verdict = judge_tunnel(bgp, neighbor, tunnel) if tunnel else judge_circuit(bgp, neighbor, circuit) if circuit else judge_lan(bgp, neighbor, *lan)
    session = settle(neighbor, verdict, memory, now, when)
    session.tunnel = tunnel.interface.name if tunnel else None
    session.head_end = tunnel.head_end if tunnel else None
    session.pe, session.interface = (circuit.pe, circuit.interface.name) if circuit else (None, None)
    known = memory.sessions.get(("bgp", neighbor.vrf, neighbor.address))
    if known and session.established:  # until the hold timer ends, what was learned stays, whatever became of the way there
        known.head_end = session.head_end = session.head_end or known.head_end
    session.local_asn = local_asn(bgp, neighbor)
    return session


def speaker(session: Session, lan: LanHost | None) -> HeadEnd | LanHost | Pe | None:
    """Who sends the routes of a session."""
    return session.far or lan
