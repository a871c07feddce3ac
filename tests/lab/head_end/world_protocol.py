"""What the derivation asks about the hosts outside a router."""
from __future__ import annotations

from typing import Protocol

from .model import HeadEnd, LanHost
from .provider import Pe


class Hosts(Protocol):
    """Who answers at an address."""

    def ipsec_device(self, address: str | None) -> HeadEnd | None:
        """The head end whose IPsec device has this address."""

    def neighbor(self, router: str, address: str) -> LanHost | None:
        """The host on a router's own networks."""

    def pe(self, router: str, port: str, vlan: int | None) -> Pe | None:
        """The provider's edge router that is wired to a port of a router, in this VLAN."""

    def beyond(self, router: str, source: str, destination: str) -> bool:
        """Whether Twilio answers an echo behind the PEs of a router."""

    def gateway(self, address: str) -> bool:
        """True when a provider's router has this address."""
