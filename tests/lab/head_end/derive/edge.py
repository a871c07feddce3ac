"""What the access list at the entrance of the WAN interface lets in from a head end (VC-32, VC-61)."""
from __future__ import annotations

from ipaddress import IPv4Address

from ..read import Config
from .records import Flow

UDP, ESP, ICMP = 17, 50, 1
KINDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "udp500": (UDP, ("eq isakmp", "eq 500")),
    "udp4500": (UDP, ("eq non500-isakmp", "eq 4500")),
    "esp": (ESP, ()),
    "icmp-too-big": (ICMP, ("packet-too-big", "unreachable", "3 4", "3")),
}


def refused(config: Config, flow: Flow) -> set[str]:
    """The kinds of packet from the flow's peer that the interface's inbound list drops; a list that does not exist drops none."""
    entries = config.acls.get(config.interfaces[flow.outside].acl_in or "", (True, []))[1]
    if not entries or not flow.entry.peer:
        return set()
    peer, me = IPv4Address(flow.entry.peer), IPv4Address(flow.local)
    verdicts = {kind: next((entry.permit for entry in entries if entry.matches(protocol, peer, me, details)), False)
                for kind, (protocol, details) in KINDS.items()}
    return {kind for kind, permitted in verdicts.items() if not permitted}
