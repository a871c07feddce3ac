"""Twilio Interconnect: the provider's edge routers (PE) that a site's routers meet, and Twilio behind them (TI-50..TI-64)."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network

from .observe import Observed

_LEAK = int(IPv4Network("11.0.0.0/8").network_address)


@dataclass
class Pe(Observed):
    """One connection: the port and VLAN of the customer's router that the PE is wired to, and the PE's side of BGP.

    `announces` are Twilio's prefixes, `leak` so many prefixes of others on top; `accepts` is what the carrier lets in from the
    customer; without the `extranet` agreement nothing passes between Twilio and the customer (TI-10). `down`: it is silent (the
    hold timer or BFD notices), `shutdown`: the provider has closed the session. `signalling` are Twilio's addresses of this location.
    """

    name: str
    location: str
    router: str
    port: str
    vlan: int | None
    address: str
    peer_address: str
    asn: int
    expected_peer_asn: int
    password: str | None
    twilio_asn: int
    announces: list[str]
    accepts: list[str]
    signalling: list[str]
    leak: int = 0
    extranet: bool = True
    bfd: bool = False
    down: bool = False
    shutdown: bool = False

    def table(self) -> Iterable[tuple[str, tuple[int, ...]]]:
        """What is sent to the customer: each prefix with the AS numbers behind the PE's own."""
        if self.extranet:
            yield from ((prefix, (self.twilio_asn,)) for prefix in self.announces)
        for place in range(self.leak):
            yield str(IPv4Network((_LEAK + (place << 8), 24))), (64496 + place % 8, 64504 + place % 8)


@dataclass
class InterconnectSite(Observed):
    """A site of Twilio Interconnect. `devices` are the border devices; `calls` (concurrent) go between `media_address`, UDP from
    10000 on, and the devices' `media_port` and up."""

    name: str
    customer_routes: list[str]
    devices: list[str]
    pes: dict[str, Pe]
    calls: int = 0
    media_address: str = "168.86.128.10"
    media_port: int = 16384
    answers_ping: bool = False

    def observe(self, listener) -> None:  # type: ignore[no-untyped-def]
        """Report changes of the site and of its PEs."""
        super().observe(listener)
        for pe in self.pes.values():
            pe.observe(listener)
