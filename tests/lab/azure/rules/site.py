"""Local network gateways: what stands at the far end (AR-34, AR-38, AR-61)."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_network
from typing import TYPE_CHECKING

from ..refusal import Refusal
from ..resource import Resource
from .kind import Kind, in_use
from .network import prefixes

if TYPE_CHECKING:
    from ..cloud import Cloud


def remote(site: Resource) -> list[str]:
    """The prefixes at the far end."""
    return list(site.properties.get("localNetworkAddressSpace", {}).get("addressPrefixes") or [])


class Site(Kind):
    """One local network gateway."""

    def depends(self, cloud: Cloud, made: Resource) -> set[str]:
        """The connections that lead to it."""
        return {each.address.key for each in cloud.of_kind("connections") if each.names("localNetworkGateway2") == made.address.key}

    def check(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        self._where(made)
        if len(set(remote(made))) < len(remote(made)):
            raise Refusal(400, "DuplicateAddressPrefix", f"Local network gateway {made.address.id} has an address prefix twice.")
        connections = [each for each in cloud.of_kind("connections") if each.names("localNetworkGateway2") == made.address.key]
        for each in connections:
            fits(cloud, cloud.resources[each.names("virtualNetworkGateway1")], made, each)
        if cloud.platform.strict_overlap:
            self._alone(cloud, made)

    def removable(self, cloud: Cloud, found: Resource) -> None:
        users = [each for each in cloud.users(found.address.key) if each.address.kind == "connections"]
        if users:
            raise in_use("InUseLocalNetworkGatewayCannotBeDeleted", f"Local network gateway {found.address.id}", users)

    @staticmethod
    def _where(made: Resource) -> None:
        address, name = made.properties.get("gatewayIpAddress"), made.properties.get("fqdn")
        if bool(address) == bool(name):
            text = f"Local network gateway {made.address.id} must have either gatewayIpAddress or fqdn."
            raise Refusal(400, "LocalNetworkGatewayMustHaveEitherIpAddressOrFqdn", text)
        try:
            valid = not address or not IPv4Address(address).is_multicast
        except ValueError:
            valid = False
        if not valid:
            raise Refusal(400, "InvalidGatewayIpAddress", f"The gateway IP address {address} of {made.address.id} is not valid.")

    @staticmethod
    def _alone(cloud: Cloud, made: Resource) -> None:
        for other in cloud.of_kind("localNetworkGateways"):
            if other.address.key != made.address.key and any(ip_network(a).overlaps(ip_network(b)) for a in remote(made) for b in remote(other)):
                text = f"Address prefixes of {made.address.id} overlap with those of {other.address.id}."
                raise Refusal(400, "LocalNetworkGatewayOverlappingAddressSpaces", text)


def fits(cloud: Cloud, gateway: Resource, site: Resource, connection: Resource) -> None:
    """`Refusal`: the far end's prefixes do not go with the gateway's network, or are missing."""
    bgp = connection.properties["enableBgp"]
    if not remote(site) and not bgp:
        text = f"Local network gateway {site.address.id} of connection {connection.address.id} without BGP must have address prefixes."
        raise Refusal(400, "LocalNetworkGatewayAddressSpaceEmpty", text)
    if bgp and not (site.properties.get("bgpSettings", {}).get("asn") and site.properties["bgpSettings"].get("bgpPeeringAddress")):
        text = f"Local network gateway {site.address.id} of connection {connection.address.id} with BGP must have bgpSettings."
        raise Refusal(400, "LocalNetworkGatewayBgpSettingsMissing", text)
    for each in gateway.properties["ipConfigurations"]:
        network = cloud.resources[each["properties"]["subnet"]["id"].lower().rpartition("/subnets/")[0]]
        for one in prefixes(network):
            for other in remote(site):
                if ip_network(one).overlaps(ip_network(other)):
                    text = f"Connection {connection.address.id}: the address space {other} of {site.address.id} overlaps with {one} of"
                    raise Refusal(400, "ConnectionOverlappingAddressSpaces", f"{text} {network.address.id}.")
