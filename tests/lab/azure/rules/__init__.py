"""What each resource type adds to the general rules."""

from __future__ import annotations

from ..resource import Resource
from .attached import Attached
from .connection import Connection
from .gateway import Gateway, NatRule
from .kind import Kind
from .network import Network, Subnet
from .peering import Peering
from .public_address import PublicAddress
from .site import Site

_KINDS: dict[str, Kind] = {
    "publicIPAddresses": PublicAddress(), "virtualNetworks": Network(), "virtualNetworks/subnets": Subnet(),
    "virtualNetworks/virtualNetworkPeerings": Peering(), "virtualNetworkGateways": Gateway(), "virtualNetworkGateways/natRules": NatRule(),
    "routeTables": Attached("InUseRouteTableCannotBeDeleted"), "networkSecurityGroups": Attached("InUseNetworkSecurityGroupCannotBeDeleted"),
    "localNetworkGateways": Site(), "connections": Connection(),
}  # fmt: skip


def kind_of(found: Resource) -> Kind:
    """The rules of its type."""
    return _KINDS[found.address.kind]
