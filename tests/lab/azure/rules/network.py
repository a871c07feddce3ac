"""Virtual networks, their subnets and peerings (AR-32, AR-54)."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from ..refusal import Refusal
from ..resource import Resource
from .kind import Kind
from .peering import Peering

if TYPE_CHECKING:
    from ..cloud import Cloud

GATEWAY_SUBNET = "GatewaySubnet"
_PARTS = ("subnets", "virtualNetworkPeerings")


def parts(cloud: Cloud, network: Resource, what: str) -> list[Resource]:
    """The subnets, or the peerings, of a network."""
    return [each for each in cloud.of_kind(f"virtualNetworks/{what}") if each.address.key.startswith(f"{network.address.key}/")]


def prefixes(network: Resource) -> list[str]:
    """A network's address space."""
    return list(network.properties["addressSpace"].get("addressPrefixes", []))


def prefixes_of(subnet: Resource) -> list[str]:
    """A subnet's, whichever way it was written."""
    one = subnet.properties.get("addressPrefix")
    return [one] if one else list(subnet.properties.get("addressPrefixes", []))


def occupants(cloud: Cloud, subnet: Resource) -> list[str]:
    """Ids of the gateways' configurations in a subnet; also of one that has just gone (AZ-97)."""
    found = [
        f"{gateway.address.id}/ipConfigurations/{each['name']}" for gateway in cloud.of_kind("virtualNetworkGateways")
        for each in gateway.properties["ipConfigurations"] if each["properties"]["subnet"]["id"].lower() == subnet.address.key
    ]  # fmt: skip
    left, until = subnet.served.get("left", ("", 0.0))
    return found or ([left] if until > cloud.now() else [])


class Network(Kind):
    """A network. Its body holds subnets and peerings as a whole: what is not there goes."""

    def check(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        if not prefixes(made):
            raise Refusal(400, "InvalidAddressPrefixFormat", f"Virtual network {made.address.id} has no address prefix.")
        _apart(prefixes(made), made.address.name)
        for what in _PARTS:
            for each in parts(cloud, made, what):
                if each.address.name.lower() not in {row["name"].lower() for row in made.properties.get(what, [])}:
                    _kind(what).removable(cloud, each)
        subnets = self._parts(cloud, made, "subnets")
        for number, each in enumerate(subnets):
            check_subnet(cloud, made, each, subnets[:number])

    def accepted(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        for what in _PARTS:
            wanted = {each.address.key: each for each in self._parts(cloud, made, what)}
            for each in parts(cloud, made, what):
                if each.address.key not in wanted:
                    del cloud.resources[each.address.key]
            cloud.resources.update(wanted)
            made.properties.pop(what, None)

    def removable(self, cloud: Cloud, found: Resource) -> None:
        for each in parts(cloud, found, "subnets"):
            _kind("subnets").removable(cloud, each)

    def served(self, cloud: Cloud, found: Resource) -> dict[str, Any]:
        return {what: [_kind(what).show(cloud, each) for each in parts(cloud, found, what)] for what in _PARTS}

    def _parts(self, cloud: Cloud, made: Resource, what: str) -> list[Resource]:
        return [self._part(cloud, made, what, row) for row in made.properties.get(what, [])]

    def _part(self, cloud: Cloud, made: Resource, what: str, row: dict[str, Any]) -> Resource:
        address = made.address.child(what, row["name"])
        old = cloud.resource(address.key)
        served = old.served if old else {}
        made_of = old.address if old else address, {"properties": row["properties"]}, old.guid if old else cloud.guid()
        return Resource(*made_of, "Succeeded", cloud.etag(), served)


class Subnet(Kind):
    """A part of a network; the gateway's has a name of its own (AR-96)."""

    def check(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        assert made.address.parent is not None
        network = cloud.resources[made.address.parent.key]
        check_subnet(cloud, network, made, [each for each in parts(cloud, network, "subnets") if each.address.key != made.address.key])

    def removable(self, cloud: Cloud, found: Resource) -> None:
        users = occupants(cloud, found)
        if users:
            text = f"Subnet {found.address.name} is in use by {users[0]} and cannot be deleted. In order to delete the subnet, delete all"
            raise Refusal(400, "InUseSubnetCannotBeDeleted", f"{text} the resources within the subnet. See aka.ms/deletesubnet.")

    def served(self, cloud: Cloud, found: Resource) -> dict[str, Any]:
        users = occupants(cloud, found)
        return {"ipConfigurations": [{"id": user} for user in users]} if users else {}

    def show(self, cloud: Cloud, found: Resource) -> dict[str, Any]:
        made = super().show(cloud, found)
        made["properties"].pop("resourceGuid")
        return made


def check_subnet(cloud: Cloud, network: Resource, made: Resource, others: list[Resource]) -> None:
    """`Refusal`: the subnet does not fit into the network, or between its other subnets."""
    found = prefixes_of(made)
    if not found:
        raise Refusal(400, "InvalidAddressPrefixFormat", f"Subnet {made.address.id} has no address prefix.")
    if not all(_within(prefix, prefixes(network)) for prefix in found):
        raise Refusal(400, "NetcfgInvalidSubnet", f"Subnet '{made.address.name}' is not valid in virtual network '{network.address.name}'.")
    for other in others:
        if any(ip_network(one).overlaps(ip_network(two)) for one in found for two in prefixes_of(other)):
            text = f"Subnet '{made.address.name}' is not valid because its IP address range overlaps with that of an existing subnet"
            raise Refusal(400, "NetcfgSubnetRangesOverlap", f"{text} in virtual network '{network.address.name}'.")
    if made.address.name.lower() == GATEWAY_SUBNET.lower():
        _gateway_subnet(made, found)
    old = cloud.resource(made.address.key)
    if old and prefixes_of(old) != found and occupants(cloud, old):
        text = f"IpPrefix {', '.join(prefixes_of(old))} on Subnet {made.address.name} has active allocations and cannot be deleted."
        raise Refusal(400, "InUsePrefixCannotBeDeleted", text)


def _gateway_subnet(made: Resource, found: list[str]) -> None:
    if made.address.name != GATEWAY_SUBNET:
        raise Refusal(400, "GatewaySubnetNameInvalid", f"Subnet {made.address.name}: the name must be {GATEWAY_SUBNET}.")
    if any(ip_network(prefix).prefixlen > 29 for prefix in found):
        raise Refusal(400, "GatewaySubnetTooSmall", f"Subnet {made.address.name} must be /29 or larger.")


def _within(prefix: str, space: list[str]) -> bool:
    inner: Any = ip_network(prefix)
    return any(outer.version == inner.version and inner.subnet_of(outer) for outer in map(ip_network, space))


def _apart(space: list[str], name: str) -> None:
    for number, one in enumerate(space):
        if any(ip_network(one).overlaps(ip_network(two)) for two in space[:number]):
            raise Refusal(400, "NetcfgAddressSpaceOverlap", f"The address space of virtual network {name} overlaps with itself: {one}.")


def _kind(what: str) -> Kind:
    return Subnet() if what == "subnets" else Peering()
