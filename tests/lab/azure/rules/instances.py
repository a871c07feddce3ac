"""The instances of a gateway: where each is, inside and outside (AR-33, AR-98)."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_network
from typing import TYPE_CHECKING, Any

from ..resource import Resource
from .network import prefixes_of

if TYPE_CHECKING:
    from ..cloud import Cloud


def configurations(gateway: Resource) -> list[dict[str, Any]]:
    """Its instances' addresses."""
    return list(gateway.properties["ipConfigurations"])


def public_addresses(cloud: Cloud, gateway: Resource) -> list[str]:
    """The addresses under which its instances are seen, "" for one without."""
    found = [cloud.resource(each["properties"].get("publicIPAddress", {}).get("id", "")) for each in configurations(gateway)]
    return [str(each.served.get("ipAddress", "")) if each else "" for each in found]


def peering_addresses(cloud: Cloud, gateway: Resource) -> list[str]:
    """Where each instance speaks BGP inside: the last addresses of the subnet (AR-98)."""
    found = []
    for number, each in enumerate(configurations(gateway)):
        subnet = cloud.resource(each["properties"]["subnet"]["id"])
        network = ip_network(prefixes_of(subnet)[0]) if subnet else ip_network("10.0.0.0/27")
        found.append(str(IPv4Address(int(network.broadcast_address) - 1 - number)))
    return found
