# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The objects of Azure with their bodies (AR-30 to AR-35), as ``{kind, name, path, manage, body}``; a path is an id of Azure."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any

from .apipa import first_host, second_host
from .names import connection_name, local_gateway_name
from .policy import policy_of

Resource = dict[str, Any]
_CONFIGURATION = "gwipconfig"


def group_path(intent: Mapping[str, Any]) -> str:
    """The id of the resource group."""
    return f"/subscriptions/{intent['azure_vpn_subscription_id']}/resourceGroups/{intent['azure_vpn_resource_group']['name']}"


def network_path(intent: Mapping[str, Any], kind: str, name: str) -> str:
    """The id of an object of the network provider."""
    return f"{group_path(intent)}/providers/Microsoft.Network/{kind}/{name}"


def gateway_path(intent: Mapping[str, Any]) -> str:
    """The id of the gateway."""
    return network_path(intent, "virtualNetworkGateways", intent["azure_vpn_gateway"]["name"])


def base(intent: Mapping[str, Any]) -> list[Resource]:
    """What the gateway stands on: resource group, virtual network, its subnet, public addresses."""
    group, vnet = intent["azure_vpn_resource_group"], intent["azure_vpn_vnet"]
    subnet, path = vnet["gateway_subnet"], network_path(intent, "virtualNetworks", vnet["name"])
    located, space = _located(intent), {"addressPrefixes": vnet["address_space"]}
    return [
        _resource("resource_group", group["name"], group_path(intent), located, group["manage"]),
        _resource("vnet", vnet["name"], path, {**located, "properties": {"addressSpace": space}}, vnet["manage"]),
        _resource("gateway_subnet", "GatewaySubnet", subnet_path(intent), {"properties": {"addressPrefix": subnet["prefix"]}}, subnet["manage"]),
        *(_public_ip(intent, address) for address in intent["azure_vpn_gateway"]["public_ips"]),
    ]


def subnet_path(intent: Mapping[str, Any]) -> str:
    """The id of the gateway's subnet."""
    return f"{network_path(intent, 'virtualNetworks', intent['azure_vpn_vnet']['name'])}/subnets/GatewaySubnet"


def gateway(intent: Mapping[str, Any]) -> Resource:
    """The gateway: route-based, with one address or two."""
    wanted, bgp = intent["azure_vpn_gateway"], _custom_addresses(intent)
    properties: dict[str, Any] = {
        "gatewayType": "Vpn", "vpnType": "RouteBased", "vpnGatewayGeneration": wanted["generation"], "enableBgp": _speaks_bgp(intent),
        "activeActive": wanted["active_active"], "sku": {"name": wanted["sku"], "tier": wanted["sku"]},
        "ipConfigurations": [_configuration(intent, number, address) for number, address in enumerate(wanted["public_ips"], start=1)],
    }  # fmt: skip
    if _speaks_bgp(intent):
        properties["bgpSettings"] = {"asn": wanted["asn"], **({"bgpPeeringAddresses": bgp} if bgp else {})}
    return _resource("gateway", wanted["name"], gateway_path(intent), {**_located(intent), "properties": properties})


def local_gateway(intent: Mapping[str, Any], site: Mapping[str, Any], tunnel: Mapping[str, Any]) -> Resource:
    """How Azure sees the far end of one tunnel."""
    name, peer = local_gateway_name(site, tunnel), site["peer"]
    properties: dict[str, Any] = {
        "gatewayIpAddress": tunnel["outside_address"],
        "localNetworkAddressSpace": {"addressPrefixes": tunnel["address_prefixes"] or peer["address_prefixes"]},
    }  # fmt: skip
    if site["mode"].startswith("bgp_"):
        address = peer["bgp_peering_address"] or first_host(IPv4Network(tunnel["inside_cidr"]))
        properties["bgpSettings"] = {"asn": peer["asn"], "bgpPeeringAddress": address}
    body = {**_located(intent), "properties": properties}
    return _resource("local_gateway", name, network_path(intent, "localNetworkGateways", name), body, site=site["name"], tunnel=tunnel["name"])


def connection(intent: Mapping[str, Any], site: Mapping[str, Any], position: int) -> Resource:
    """One tunnel. The key is not part of the body: it is sent when the connection is made, and later through its own endpoint (AZ-47)."""
    tunnel = site["tunnels"][position]
    name = connection_name(site, tunnel)
    local = network_path(intent, "localNetworkGateways", local_gateway_name(site, tunnel))
    policy = policy_of(site)
    properties: dict[str, Any] = {
        "connectionType": "IPsec", "connectionProtocol": site["connection_protocol"], "connectionMode": site["connection_mode"],
        "virtualNetworkGateway1": {"id": gateway_path(intent), "properties": {}}, "localNetworkGateway2": {"id": local, "properties": {}},
        "enableBgp": site["mode"].startswith("bgp_"), "usePolicyBasedTrafficSelectors": site["use_policy_based_traffic_selectors"],
        "dpdTimeoutSeconds": site["dpd_timeout_seconds"], "trafficSelectorPolicies": [_selector(each) for each in site["traffic_selector_policies"]],
        "ipsecPolicies": [policy] if policy else [],
    }  # fmt: skip
    if site["mode"] == "bgp_active_active":
        properties["gatewayCustomBgpIpAddresses"] = _named_addresses(intent, site, position)
    body = {**_located(intent), "properties": properties}
    found = _resource("connection", name, network_path(intent, "connections", name), body, site=site["name"], tunnel=tunnel["name"])
    return {**found, "psk": tunnel["psk"], "psk_previous": tunnel["psk_previous"]}


def peerings(intent: Mapping[str, Any], side: str) -> list[Resource]:
    """One side, ``hub`` or ``spoke``, of the peerings by which other networks use the gateway (AZ-18). The spoke's needs the gateway."""
    return [_peering(intent, peering, side) for peering in intent["azure_vpn_vnet"]["peerings"]]


def _peering(intent: Mapping[str, Any], peering: Mapping[str, Any], side: str) -> Resource:
    ours, theirs = network_path(intent, "virtualNetworks", intent["azure_vpn_vnet"]["name"]), peering["vnet_id"]
    here, there = (ours, theirs) if side == "hub" else (theirs, ours)
    name = peering[f"{side}_name"] or f"to-{there.rpartition('/')[2]}"
    properties = {
        "remoteVirtualNetwork": {"id": there}, "allowVirtualNetworkAccess": True, "allowForwardedTraffic": peering["forwarded_traffic"],
        "allowGatewayTransit": side == "hub", "useRemoteGateways": side == "spoke",
    }  # fmt: skip
    return _resource(f"{side}_peering", name, f"{here}/virtualNetworkPeerings/{name}", {"properties": properties}, peering["manage"])


def _located(intent: Mapping[str, Any]) -> dict[str, Any]:
    return {"location": intent["azure_vpn_location"], "tags": dict(intent["azure_vpn_tags"])}


def _resource(kind: str, name: str, path: str, body: Mapping[str, Any], manage: bool = True, site: str = "", tunnel: str = "") -> Resource:
    return {"kind": kind, "name": name, "path": path, "manage": manage, "body": dict(body), "site": site, "tunnel": tunnel}


def _public_ip(intent: Mapping[str, Any], address: Mapping[str, Any]) -> Resource:
    body = {
        **_located(intent), "sku": {"name": "Standard", "tier": "Regional"}, "zones": address["zones"],
        "properties": {"publicIPAllocationMethod": "Static", "publicIPAddressVersion": "IPv4", "idleTimeoutInMinutes": 4},
    }  # fmt: skip
    return _resource("public_ip", address["name"], network_path(intent, "publicIPAddresses", address["name"]), body, address["manage"])


def _configuration(intent: Mapping[str, Any], number: int, address: Mapping[str, Any]) -> dict[str, Any]:
    public = {"id": network_path(intent, "publicIPAddresses", address["name"])}
    properties = {"privateIPAllocationMethod": "Dynamic", "subnet": {"id": subnet_path(intent)}, "publicIPAddress": public}
    return {"name": f"{_CONFIGURATION}{number}", "properties": properties}


def _configuration_path(intent: Mapping[str, Any], instance: int) -> str:
    return f"{gateway_path(intent)}/ipConfigurations/{_CONFIGURATION}{instance + 1}"


def _selector(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"localAddressRanges": given["local"], "remoteAddressRanges": given["remote"]}


def _speaks_bgp(intent: Mapping[str, Any]) -> bool:
    return any(site["mode"].startswith("bgp_") and site["state"] == "present" for site in intent["azure_vpn_sites"])


def _own_addresses(site: Mapping[str, Any], instance: int) -> list[str]:
    """Instance 0 has the addresses of the first AWS connection, which is tunnels 0 and 1, instance 1 those of the second (AZ-63)."""
    return [second_host(IPv4Network(tunnel["inside_cidr"])) for tunnel in site["tunnels"][instance * 2 : instance * 2 + 2]]


def _custom_addresses(intent: Mapping[str, Any]) -> list[dict[str, Any]]:
    sites = [site for site in intent["azure_vpn_sites"] if site["mode"] == "bgp_active_active" and site["state"] == "present" and site["tunnels"]]
    own = [[address for site in sites for address in _own_addresses(site, instance)] for instance in (0, 1)] if sites else []
    return [{"ipconfigurationId": _configuration_path(intent, instance), "customBgpIpAddresses": addresses} for instance, addresses in enumerate(own)]


def _named_addresses(intent: Mapping[str, Any], site: Mapping[str, Any], position: int) -> list[dict[str, str]]:
    """The tunnel's own address on its instance; the other instance must be named too, and stays unused."""
    mine = position // 2
    chosen = {mine: second_host(IPv4Network(site["tunnels"][position]["inside_cidr"])), 1 - mine: _own_addresses(site, 1 - mine)[0]}
    return [{"ipConfigurationId": _configuration_path(intent, instance), "customBgpIpAddress": chosen[instance]} for instance in (0, 1)]
