"""Packets that flow over the provider's circuits by themselves: BGP, signalling, and the media of the site's calls (TI-55, TI-66)."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..provider import InterconnectSite, Pe
from ..read.packets import Packet
from .circuits import BGP, HIGH, Circuit, bgp_packets, permits
from .records import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..interconnect import Interconnect

PER_CALL = 50.0          # packets per second and direction: 20 ms each
KEEPALIVES = 1 / 60
OPTIONS = 1 / 30         # per pair of addresses
MEDIA_BYTES, SIP_BYTES, EF = 200, 500, 46
TWILIO_MEDIA = 10000


@dataclass(frozen=True)
class Stream:
    """Packets of one kind through an interface, `rate` of them per second."""

    interface: str
    inbound: bool
    packet: Packet
    rate: float


def wire_bits(packet: Packet, tagged: bool) -> int:
    """Bits of a packet on Ethernet, as a router counts them: without preamble and check sum."""
    return 8 * (packet.size + (18 if tagged else 14))


def streams(view: View, router: str, interconnect: Interconnect) -> list[Stream]:
    """What flows now through the circuits of a router; nothing where no session stands."""
    found: list[Stream] = []
    for site, pe in interconnect.of(router):
        session = interconnect.session(pe, view)
        if session is None or not session.established or session.interface is None:
            continue
        circuit = Circuit(view.config, view.config.interfaces[session.interface], pe, up=True)
        opened, answered = bgp_packets(circuit)
        heard = answered if permits(view.config, circuit.interface.acl_in, answered) else opened
        found += [] if pe.down else [Stream(session.interface, True, heard, KEEPALIVES)]
        found += [Stream(session.interface, False, Packet("tcp", pe.peer_address, pe.address, HIGH, BGP, dscp=48), KEEPALIVES)]
        inward, outward = interconnect.ingress(site) is pe and not pe.down, interconnect.egress(site) is pe
        for device in site.devices:
            found += [Stream(session.interface, inbound, packet, rate) for inbound, packet, rate in _calls(site, pe, device)
                      if (inward if inbound else outward)]  # fmt: skip
    return found


def _calls(site: InterconnectSite, pe: Pe, device: str) -> Iterator[tuple[bool, Packet, float]]:
    """The packets between Twilio and one border device: inbound or not, what, how many per second."""
    if not site.calls:
        return
    for address in pe.signalling:
        yield True, Packet("udp", address, device, 5060, 5060, size=SIP_BYTES), OPTIONS
        yield False, Packet("udp", device, address, 5060, 5060, size=SIP_BYTES), OPTIONS
    rate = PER_CALL * site.calls / len(site.devices)
    yield True, Packet("udp", site.media_address, device, TWILIO_MEDIA, site.media_port, dscp=EF, size=MEDIA_BYTES), rate
    yield False, Packet("udp", device, site.media_address, site.media_port, TWILIO_MEDIA, size=MEDIA_BYTES), rate
