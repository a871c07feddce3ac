"""What a gateway cannot be (AR-58 to AR-63, AR-67, AR-96)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..refusal import Refusal
from ..resource import Resource
from . import bgp
from .instances import configurations
from .network import GATEWAY_SUBNET
from .public_address import holder

if TYPE_CHECKING:
    from ..cloud import Cloud

SECOND_ONLY = ("VpnGw4", "VpnGw5")  #: SKUs of Generation2 alone
_FIRST = ("Basic", "VpnGw1")


def check_gateway(cloud: Cloud, made: Resource, old: Resource | None) -> None:
    """`Refusal`: the first thing that is wrong."""
    _kind(made)
    _sku(made, old)
    _count(made)
    _subnets(cloud, made)
    bgp.check_settings(made)
    for each in configurations(made):
        _address(cloud, made, each)
    if old and _addresses(made) & _addresses(old) != _addresses(old):
        text = f"The public IP address of gateway {made.address.id} cannot be changed or removed."
        raise Refusal(400, "VirtualNetworkGatewayPublicIpAddressCannotBeChanged", text)


def _kind(made: Resource) -> None:
    if made.properties["gatewayType"] != "Vpn":
        raise Refusal(400, "GatewayTypeNotSupported", "The lab has VPN gateways only.")
    if made.properties["vpnType"] == "PolicyBased" and made.properties["sku"]["name"] != "Basic":
        raise Refusal(400, "VpnTypePolicyBasedNotSupportedForSku", f"PolicyBased is not supported by SKU {made.properties['sku']['name']}.")


def _sku(made: Resource, old: Resource | None) -> None:
    sku, said = made.properties["sku"], made.properties
    if sku["name"] != sku["tier"] or not sku["name"].startswith(("Basic", "VpnGw", "Standard", "HighPerformance")):
        raise Refusal(400, "InvalidGatewaySku", f"The gateway SKU {sku['name']} with tier {sku['tier']} is not valid for gateway type Vpn.")
    only = {"Generation1": SECOND_ONLY, "Generation2": _FIRST}.get(said["vpnGatewayGeneration"], ())
    if sku["name"].removesuffix("AZ") in only:
        raise Refusal(400, "InvalidVpnGatewayGeneration", f"{said['vpnGatewayGeneration']} is not valid for SKU {sku['name']}.")
    if sku["name"] == "Basic" and said["enableBgp"]:
        raise Refusal(400, "BasicSkuVirtualNetworkGatewayDoesNotSupportBgp", f"Gateway {made.address.id}: SKU Basic does not support BGP.")
    if sku["name"] == "Basic" and said["activeActive"]:
        raise Refusal(400, "BasicSkuVirtualNetworkGatewayDoesNotSupportActiveActive", f"Gateway {made.address.id}: never with SKU Basic.")
    if old and (sku["name"] == "Basic") != (old.properties["sku"]["name"] == "Basic"):
        raise Refusal(400, "GatewaySkuCannotBeChanged", f"Resizing from {old.properties['sku']['name']} to {sku['name']} is not supported.")


def _count(made: Resource) -> None:
    count, client = len(configurations(made)), "vpnClientConfiguration" in made.properties
    if made.properties["activeActive"] and client and count != 3:
        code = "ActiveActiveP2SGatewayMustHaveExactlyThreeIpConfigurations"
        raise Refusal(400, code, f"Active-active gateway {made.address.id} with point-to-site must have exactly three ipConfigurations.")
    if made.properties["activeActive"] and not client and count != 2:
        code = "ActiveActiveGatewayMustHaveExactlyTwoIpConfigurations"
        raise Refusal(400, code, f"Active-active gateway {made.address.id} must have exactly two ipConfigurations.")
    if not made.properties["activeActive"] and count != 1:
        code = "ActiveStandbyGatewayMustHaveExactlyOneIpConfiguration"
        raise Refusal(400, code, f"Gateway {made.address.id} without activeActive must have exactly one ipConfiguration.")


def _subnets(cloud: Cloud, made: Resource) -> None:
    for each in configurations(made):
        key = each["properties"]["subnet"]["id"].lower()
        subnet = cloud.resources[key]
        if subnet.address.name != GATEWAY_SUBNET:
            raise Refusal(400, "GatewaySubnetNameInvalid", f"Subnet {subnet.address.id} of a gateway must be named {GATEWAY_SUBNET}.")
        others = [gateway for gateway in cloud.of_kind("virtualNetworkGateways") if gateway.address.key != made.address.key
                  and any(one["properties"]["subnet"]["id"].lower() == key for one in configurations(gateway))]  # fmt: skip
        if others:
            raise Refusal(400, "VirtualNetworkHasGateway", "A virtual network can't be associated with more than one gateway")


def _address(cloud: Cloud, made: Resource, each: dict[str, Any]) -> None:
    where = f"{made.address.id}/ipConfigurations/{each['name']}"
    if "publicIPAddress" not in each["properties"]:
        raise Refusal(400, "VpnGatewayIpConfigurationMustHavePublicIp", f"{where} must have a public IP address.")
    address = cloud.resources[each["properties"]["publicIPAddress"]["id"].lower()]
    used = holder(cloud, address.address.key)
    here = [one for one in configurations(made) if one["properties"].get("publicIPAddress", {}).get("id", "").lower() == address.address.key]
    if (used and used[0].address.key != made.address.key) or len(here) > 1:
        text = f"Resource {where} is referencing public IP address {address.address.id} that is already allocated to resource"
        raise Refusal(400, "PublicIPAddressInUse", f"{text} {used[1] if used else where}.")
    _zones(made, address)


def _zones(made: Resource, address: Resource) -> None:
    """AR-63: the SKU and the zones belong together."""
    sku, standard, zones = made.properties["sku"]["name"], address.body["sku"]["name"] == "Standard", address.body.get("zones")
    if sku == "Basic":
        return
    if not standard:
        code = "PublicIpWithBasicSkuNotAllowedOnVPNGateways"
        raise Refusal(400, code, f"Basic IP configuration for VPN Virtual Network Gateways is not supported: {address.address.id}.")
    if sku.endswith("AZ") and not zones:
        text = "Standard Public IPs associated with VPN Gateways with AZ VPN skus must have zones configured."
        raise Refusal(400, "VmssVpnGatewayPublicIpsMustHaveZonesConfigured", text)
    if not sku.endswith("AZ") and zones:
        text = "Standard Public IPs associated with VPN gateways with non-AZ VPN skus cannot have zones configured."
        raise Refusal(400, "RegionalVmssVpnGatewayPublicIpsMustNotHaveZonesConfigured", text)


def _addresses(gateway: Resource) -> set[str]:
    return {each["properties"].get("publicIPAddress", {}).get("id", "").lower() for each in configurations(gateway)}
