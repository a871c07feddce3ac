"""Whether IKEv2 comes up between a flow and its head end, and what stops it first (IX-52; T01..T07)."""
from __future__ import annotations

from collections.abc import Iterator

from ...ios_xe.secrets import clear
from ..model import HeadEnd
from ..read import Config, Policy, Profile, Proposal
from ..read.crypto import covers
from .records import Flow
from .rib import Tables

NO_PROPOSAL = "Received no proposal chosen notify"
AUTH_FAILED = "Auth exchange failed"
DEFAULT_PROPOSAL = Proposal("default", ("aes-cbc-256",), ("sha512", "sha384"), ("sha512", "sha384"), ("19", "14", "21"))
HOST = 0xFFFFFFFF
PROTOCOLS = {"gre": 47, "ip": 0}


def verdict(config: Config, flow: Flow, tables: Tables) -> tuple[str, str]:
    """(status, reason): READY; IN-NEG when the head end refuses what it is offered; "" when nothing is exchanged at all."""
    head_end = flow.head_end
    silence = no_exchange(config, flow, tables)
    if silence or head_end is None:
        return "", silence
    profile = config.profiles[flow.entry.profile or ""]
    if proposal(config, flow, head_end) is None:
        return "IN-NEG", NO_PROPOSAL
    refusal = next(refusals(config, flow, head_end, profile), "")
    return ("IN-NEG", refusal) if refusal else ("READY", "")


def no_exchange(config: Config, flow: Flow, tables: Tables) -> str:
    """Why not even an answer to the first packet comes back; "" when the two talk."""
    if not flow.entry.complete or flow.entry.acl not in config.acls:
        return "incomplete crypto map"
    if flow.entry.profile not in config.profiles:
        return "no IKEv2 profile"
    if flow.head_end is None:
        return "nobody at the peer's address"
    hop = tables[flow.vrf].hop(flow.entry.peer or "")
    if hop is None:
        return "no route to the peer"
    if hop.interface != flow.outside or (hop.next_hop and hop.next_hop not in flow.head_end.path.gateways):
        return "the route to the peer leaves elsewhere"
    if not flow.passes("udp500", *(["udp4500"] if flow.head_end.path.nat else [])):
        return "UDP blocked"
    return "" if exact_ident(flow, flow.head_end) else "selectors are not GRE between two hosts"


def exact_ident(flow: Flow, head_end: HeadEnd) -> bool:
    """True when the flow's access list line names the head end's protocol between two hosts (VC-30)."""
    ident = flow.ident
    return ident is not None and ident.protocol == PROTOCOLS[head_end.acl_protocol] and ident.source[1] == ident.destination[1] == HOST


def policies(config: Config, flow: Flow) -> list[Policy]:
    """The policies for the flow's front-door VRF and local address, those that name the address first."""
    fitting = [policy for policy in config.policies.values()
               if policy.fvrf in ("any", flow.vrf) and (not policy.local or flow.local in policy.local)]
    return sorted(fitting, key=lambda policy: not policy.local)


def proposal(config: Config, flow: Flow, head_end: HeadEnd) -> Proposal | None:
    """The first own proposal that shares encryption, integrity, PRF and group with the head end (lifetimes are not
    negotiated in IKEv2, RFC 7296 section 2.8)."""
    policy = next(iter(policies(config, flow)), None)
    offered = [config.proposals[name] for name in policy.proposals if name in config.proposals] if policy else [DEFAULT_PROPOSAL]
    return next((offer for offer in offered if _agrees(offer, head_end)), None)


def _agrees(offer: Proposal, head_end: HeadEnd) -> bool:
    ike = head_end.ike
    prf = ike.prf or ike.integrity
    gcm = "gcm" in ike.encryption
    return (ike.encryption in offer.encryption and str(ike.group) in offer.group
            and (gcm or ike.integrity in offer.integrity) and prf in (offer.prf or (() if gcm else offer.integrity)))


def refusals(config: Config, flow: Flow, head_end: HeadEnd, profile: Profile) -> Iterator[str]:
    """Reasons for which the authentication exchange fails."""
    local = flow.local if not head_end.path.nat else head_end.expected_peer
    if local != head_end.expected_peer or (profile.identity or flow.local) != (head_end.expected_identity or head_end.expected_peer):
        yield AUTH_FAILED
    identity = head_end.identity or head_end.ipsec_address
    matched = identity in profile.match_names or any(covers(network, identity) for network in profile.match_remote)
    if profile.fvrf not in ("any", flow.vrf) or not matched:
        yield AUTH_FAILED
    if (profile.local_auth, profile.remote_auth) != ("pre-share", "pre-share"):
        yield AUTH_FAILED
    peers = config.keyrings.get(profile.keyring or "", [])
    keys = next(((peer.local_key, peer.remote_key) for peer in peers if covers(peer.address, head_end.ipsec_address)), ((), ()))
    if [clear(list(key)) for key in keys] != [head_end.psk, head_end.psk]:
        yield AUTH_FAILED


def agreed_transform(config: Config, flow: Flow, head_end: HeadEnd) -> tuple[str, str] | str:
    """(transform, mode) of the ESP SAs, or the reason why there are none (T08)."""
    sets = [config.transform_sets[name] for name in flow.entry.transform_sets if name in config.transform_sets]
    ident, esp = flow.ident, head_end.esp
    hosts = (int_address(head_end.peer_gre), int_address(head_end.gre_transport))
    if ident is None or (ident.source[0], ident.destination[0]) != hosts:
        return "the head end protects other hosts"
    if esp.transform not in [found.transform for found in sets]:
        return "transform differs"
    if (esp.transform, esp.mode) not in [(found.transform, found.mode) for found in sets]:
        return "mode differs"
    return (esp.transform, esp.mode) if flow.entry.pfs == esp.pfs else "PFS differs"


def int_address(address: str) -> int:
    """Dotted address as a number."""
    high = 0
    for octet in address.split("."):
        high = high * 256 + int(octet)
    return high
