"""What the derivation asks about the hosts outside a router."""
from __future__ import annotations

from typing import Protocol

from .model import HeadEnd, LanHost


class Hosts(Protocol):
    """Who answers at an address."""

    def ipsec_device(self, address: str | None) -> HeadEnd | None:
        """The head end whose IPsec device has this address."""

    def neighbor(self, router: str, address: str) -> LanHost | None:
        """The host on a router's own networks."""

    def gateway(self, address: str) -> bool:
        """True when a provider's router has this address."""
