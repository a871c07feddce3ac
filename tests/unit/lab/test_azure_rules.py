"""The lab's Azure: what it refuses of the resources of a VPN, and why (AR-54 to AR-67, AR-96, AR-97)."""

from __future__ import annotations

from typing import Any

import pytest

from .azure_support import GATEWAY, LINK, PIP, POLICY, SITE, SUBNET, Client, configuration, full, gateway, link, public_ip, site

SECOND = "publicIPAddresses/pip-2"
TWO = [configuration(), configuration("gwipconfig2", SECOND)]
APIPA = {"ipconfigurationId": f"{full(GATEWAY)}/ipConfigurations/gwipconfig1", "customBgpIpAddresses": ["169.254.21.2"]}


def bgp(*addresses: str, asn: int = 65010) -> dict[str, Any]:
    return {"asn": asn, "bgpPeeringAddresses": [{**APIPA, "customBgpIpAddresses": [*addresses]}]}


@pytest.mark.requirement("AR-31", "AR-58", "AR-97")
@pytest.mark.parametrize(("changes", "code"), [
    ({"properties": {"publicIPAllocationMethod": "Dynamic"}}, "StandardSkuPublicIPAddressesMustBeStatic"),
    ({"zones": ["4"]}, "InvalidAvailabilityZone"),
    ({"sku": {"name": "Basic"}}, "ZonesNotAllowedForBasicSku"), ({"sku": {"name": "standard"}}, "InvalidRequestFormat"),
    ({"properties": {"publicIPAllocationMethod": "Static", "idleTimeoutInMinutes": 3}}, "InvalidRequestFormat"),
])  # fmt: skip
def test_public_addresses_refused(changes: dict[str, Any], code: str):
    assert Client().refused(f"PUT {PIP}", public_ip(**changes)) == (400, code)


@pytest.mark.requirement("AR-31", "AR-55", "AZ-17")
def test_a_public_address_keeps_its_zones_and_goes_last():
    client = Client().plan(SUBNET, PIP, GATEWAY)
    assert client.refused(f"PUT {PIP}", public_ip(zones=[])) == (400, "ResourceAvailabilityZonesCannotBeModified")
    assert client.refused(f"PUT {PIP}", public_ip(zones=[], sku={"name": "Basic"})) == (400, "NameCannotBeChanged")
    found = client.ask(f"DELETE {PIP}").body["error"]
    assert found["code"] == "PublicIPAddressCannotBeDeleted"
    assert f"allocated to resource {full(GATEWAY)}/ipConfigurations/gwipconfig1." in found["message"]
    client.settled(f"PUT {PIP}", {**public_ip(), "tags": {"a": "1"}})
    assert client.ask(f"GET {PIP}").body["properties"]["ipAddress"] == "192.0.2.10"
    client.settled(f"DELETE {GATEWAY}")
    assert client.settled(f"DELETE {PIP}") == {}


@pytest.mark.requirement("AR-32", "AR-54", "AR-96")
def test_a_network_without_its_subnets_loses_them():
    client, network = Client().plan(SUBNET), "virtualNetworks/vnet-iot"
    bare = {"location": "japaneast", "properties": {"addressSpace": {"addressPrefixes": ["10.20.0.0/16"]}}}
    whole = client.ask(f"GET {network}").body
    assert [each["name"] for each in whole["properties"]["subnets"]] == ["default", "GatewaySubnet"]
    assert [each["name"] for each in client.settled(f"PUT {network}", whole)["properties"]["subnets"]] == ["default", "GatewaySubnet"]
    client.plan(PIP, GATEWAY)
    assert client.refused(f"PUT {network}", bare) == (400, "InUseSubnetCannotBeDeleted")
    assert client.refused(f"DELETE {network}") == (400, "InUseSubnetCannotBeDeleted")
    other = {"properties": {"addressPrefix": "10.20.254.0/27"}}
    assert client.refused(f"PUT {SUBNET}", other) == (400, "InUsePrefixCannotBeDeleted")
    client.settled(f"DELETE {GATEWAY}")
    assert client.settled(f"PUT {network}", bare)["properties"]["subnets"] == []


@pytest.mark.requirement("AR-54", "AZ-97")
def test_a_subnet_stays_in_use_for_a_while():
    client = Client(realistic=True).plan(SUBNET, PIP)
    client.settled(f"PUT {GATEWAY}", gateway())
    client.cloud.clock.advance(2400)
    client.ask(f"DELETE {GATEWAY}")
    client.cloud.clock.advance(601)
    assert client.refused(f"GET {GATEWAY}") == (404, "ResourceNotFound")
    assert client.refused(f"DELETE {SUBNET}") == (400, "InUseSubnetCannotBeDeleted")
    client.cloud.clock.advance(60)
    assert client.settled(f"DELETE {SUBNET}") == {}


@pytest.mark.requirement("AR-96", "AZ-16")
@pytest.mark.parametrize(("name", "prefix", "code"), [
    ("GatewaySubnet", "10.21.0.0/27", "NetcfgInvalidSubnet"), ("GatewaySubnet", "10.20.1.128/27", "NetcfgSubnetRangesOverlap"),
    ("GatewaySubnet", "10.20.255.0/30", "GatewaySubnetTooSmall"), ("gatewaysubnet", "10.20.255.0/27", "GatewaySubnetNameInvalid"),
    ("GatewaySubnet", "10.20.255.1/27", "InvalidAddressPrefixFormat"),
])  # fmt: skip
def test_subnets_refused(name: str, prefix: str, code: str):
    client = Client()
    assert client.refused(f"PUT virtualNetworks/vnet-iot/subnets/{name}", {"properties": {"addressPrefix": prefix}}) == (400, code)
    assert client.refused("PUT virtualNetworks/none/subnets/x", {"properties": {"addressPrefix": prefix}})[0] in (400, 404)


@pytest.mark.requirement("AZ-18")
def test_peerings():
    client, spoke = Client(), "virtualNetworks/vnet-spoke"
    client.settled(f"PUT {spoke}", {"location": "japaneast", "properties": {"addressSpace": {"addressPrefixes": ["10.30.0.0/16"]}}})
    away, back = f"{spoke}/virtualNetworkPeerings/hub", "virtualNetworks/vnet-iot/virtualNetworkPeerings/spoke"
    hub = {"properties": {"remoteVirtualNetwork": {"id": full(spoke)}, "allowGatewayTransit": True}}
    leaf = {"properties": {"remoteVirtualNetwork": {"id": full("virtualNetworks/vnet-iot")}, "useRemoteGateways": True}}
    assert client.settled(f"PUT {back}", hub)["properties"]["peeringState"] == "Initiated"
    assert client.refused(f"PUT {away}", leaf) == (400, "RemoteVnetHasNoGateways")
    assert client.refused(f"PUT {away}", {"properties": {**leaf["properties"], "allowGatewayTransit": True}}) == (400, "InvalidPeeringGatewayFlags")
    client.plan(SUBNET, PIP, GATEWAY)
    assert client.settled(f"PUT {away}", leaf)["properties"]["peeringState"] == "Connected"
    assert [each["name"] for each in client.ask("GET virtualNetworks/vnet-iot").body["properties"]["virtualNetworkPeerings"]] == ["spoke"]


@pytest.mark.requirement("AZ-18")
def test_route_tables_and_groups_of_security_rules_stay_as_long_as_a_subnet_has_them():
    client, table, guard = Client(), "routeTables/rt-1", "networkSecurityGroups/nsg-1"
    route = {"name": "door", "properties": {"addressPrefix": "100.96.8.0/22", "nextHopType": "VirtualNetworkGateway"}}
    client.settled(f"PUT {table}", {"location": "japaneast", "properties": {"routes": [route]}})
    client.settled(f"PUT {guard}", {"location": "japaneast", "properties": {}})
    subnet = {"properties": {"addressPrefix": "10.20.1.0/24", "routeTable": {"id": full(table)}, "networkSecurityGroup": {"id": full(guard)}}}
    path = "virtualNetworks/vnet-iot/subnets/default"
    assert client.settled(f"PUT {path}", subnet)["properties"]["routeTable"] == {"id": full(table)}
    assert client.refused(f"DELETE {table}") == (400, "InUseRouteTableCannotBeDeleted")
    assert client.refused(f"DELETE {guard}") == (400, "InUseNetworkSecurityGroupCannotBeDeleted")
    assert client.ask(f"GET {table}").body["properties"]["subnets"] == [{"id": full(path)}]
    client.settled(f"PUT {path}", {"properties": {"addressPrefix": "10.20.1.0/24"}})
    assert client.settled(f"DELETE {table}") == client.settled(f"DELETE {guard}") == {}


@pytest.mark.requirement("AR-52", "AR-96")
def test_what_belongs_together_is_in_one_region():
    client = Client().plan(SUBNET)
    client.settled(f"PUT {PIP}", {**public_ip(), "location": "japanwest"})
    assert client.refused(f"PUT {GATEWAY}", gateway()) == (400, "InvalidResourceReference")
    assert client.refused(f"PUT {GATEWAY}", {**gateway(), "location": "japanwest"}) == (400, "InvalidResourceReference")


@pytest.mark.requirement("AR-33", "AR-37", "AR-59", "AR-60", "AR-63", "AR-67", "AR-96", "AR-97")
@pytest.mark.parametrize(("changes", "code"), [
    ({"gatewayType": "vpn"}, "InvalidRequestFormat"), ({"sku": {"name": "VpnGw1AZ"}}, "InvalidRequestFormat"),
    ({"ipConfigurations": None}, "InvalidRequestFormat"), ({"sku": {"name": "VpnGw1AZ", "tier": "VpnGw2AZ"}}, "InvalidGatewaySku"),
    ({"vpnGatewayGeneration": "Generation2"}, "InvalidVpnGatewayGeneration"),
    ({"sku": {"name": "VpnGw4AZ", "tier": "VpnGw4AZ"}}, "InvalidVpnGatewayGeneration"), ({"vpnType": "PolicyBased"}, "VpnTypePolicyBased"),
    ({"activeActive": True}, "ActiveActiveGatewayMustHaveExactlyTwoIpConfigurations"), ({"ipConfigurations": TWO}, "ActiveStandbyGatewayMust"),
    ({"activeActive": True, "ipConfigurations": TWO, "vpnClientConfiguration": {}}, "ActiveActiveP2SGatewayMustHaveExactlyThreeIpConfigurations"),
    ({"sku": {"name": "Basic", "tier": "Basic"}, "enableBgp": True}, "BasicSkuVirtualNetworkGatewayDoesNotSupportBgp"),
    ({"sku": {"name": "VpnGw1", "tier": "VpnGw1"}}, "RegionalVmssVpnGatewayPublicIpsMustNotHaveZonesConfigured"),
    ({"bgpSettings": bgp("169.254.20.255")}, "VpnGatewayCustomBgpIpAddressOutOfRange"), ({"bgpSettings": bgp(asn=0)}, "VpnGatewayAsnReserved"),
    ({"bgpSettings": bgp("169.254.21.2", "169.254.21.6")}, "VpnGatewayTooManyCustomBgpIpAddresses"), ({"actveActive": False}, "InvalidRequestFormat"),
    ({"bgpSettings": bgp("169.254.23.0")}, "VpnGatewayCustomBgpIpAddressOutOfRange"),
    ({"ipConfigurations": [configuration(address="publicIPAddresses/none")]}, "InvalidResourceReference"),
    ({"ipConfigurations": [{"name": "a", "properties": {"subnet": {"id": full(SUBNET)}}}]}, "VpnGatewayIpConfigurationMustHavePublicIp"),
    ({"ipConfigurations": [{"name": "a", "properties": {"publicIPAddress": {"id": full(PIP)}}}]}, "InvalidRequestFormat"),
    ({"ipConfigurations": [configuration(), configuration("GWIPCONFIG1")], "activeActive": True}, "InvalidRequestFormat"),
    ({"ipConfigurations": [configuration(), configuration("two")], "activeActive": True}, "PublicIPAddressInUse"),
])  # fmt: skip
def test_gateways_refused(changes: dict[str, Any], code: str):
    client = Client().plan(SUBNET, PIP)
    client.settled(f"PUT {SECOND}", public_ip())
    status, found = client.refused(f"PUT {GATEWAY}", gateway(**changes))
    assert status == 400 and found.startswith(code)
    assert client.refused(f"GET {GATEWAY}") == (404, "ResourceNotFound")


@pytest.mark.requirement("AR-60", "AR-62", "AR-63", "AR-96")
def test_a_gateway_and_its_address_belong_together():
    client = Client().plan(SUBNET)
    client.settled(f"PUT {PIP}", public_ip(zones=[]))
    late = Client(zones_late=True, cloud=None).plan(SUBNET)
    late.settled(f"PUT {PIP}", public_ip(zones=[]))
    assert client.refused(f"PUT {GATEWAY}", gateway()) == (400, "VmssVpnGatewayPublicIpsMustHaveZonesConfigured")
    made = late.ask(f"PUT {GATEWAY}", gateway())
    late.cloud.clock.advance(60)
    assert late.follow(made.headers["Azure-AsyncOperation"]).body["error"]["code"] == "VmssVpnGatewayPublicIpsMustHaveZonesConfigured"
    assert late.ask(f"GET {GATEWAY}").body["properties"]["provisioningState"] == "Failed"
    basic = public_ip(zones=[], sku={"name": "Basic"})
    client.settled(f"PUT {SECOND}", basic)
    wrong = gateway(ipConfigurations=[configuration(address=SECOND)])
    assert client.refused(f"PUT {GATEWAY}", wrong) == (400, "PublicIpWithBasicSkuNotAllowedOnVPNGateways")
    inside = configuration()
    inside["properties"]["subnet"]["id"] = full("virtualNetworks/vnet-iot/subnets/default")
    assert client.refused(f"PUT {GATEWAY}", gateway(ipConfigurations=[inside])) == (400, "GatewaySubnetNameInvalid")
    plain = Client().plan(SUBNET, PIP, GATEWAY)
    plain.settled(f"PUT {SECOND}", public_ip())
    status, code = plain.refused("PUT virtualNetworkGateways/two", gateway(ipConfigurations=[configuration(address=SECOND)]))
    assert (status, code) == (400, "VirtualNetworkHasGateway")


@pytest.mark.requirement("AR-67", "AR-97", "AZ-17")
@pytest.mark.parametrize(("changes", "code"), [
    ({"vpnGatewayGeneration": "Generation2", "sku": {"name": "VpnGw2AZ", "tier": "VpnGw2AZ"}}, "VpnGatewayGenerationCannotBeChanged"),
    ({"gatewayType": "ExpressRoute"}, "GatewayTypeCannotBeChanged"), ({"vpnType": "PolicyBased"}, "VpnTypeCannotBeChanged"),
    ({"ipConfigurations": [configuration(address=SECOND)]}, "VirtualNetworkGatewayPublicIpAddressCannotBeChanged"),
])  # fmt: skip
def test_what_of_a_gateway_stays(changes: dict[str, Any], code: str):
    client = Client().plan(SUBNET, PIP, GATEWAY)
    client.settled(f"PUT {SECOND}", public_ip())
    assert client.refused(f"PUT {GATEWAY}", gateway(**changes)) == (400, code)


@pytest.mark.requirement("AR-33", "AR-37", "AR-41", "AR-98")
def test_a_gateway_becomes_active_active_and_bigger():
    client = Client().plan(SUBNET, PIP, GATEWAY)
    client.settled(f"PUT {SECOND}", public_ip())
    found = client.settled(f"PUT {GATEWAY}", gateway(activeActive=True, ipConfigurations=TWO, sku={"name": "VpnGw2AZ", "tier": "VpnGw2AZ"}))
    settings = found["properties"]["bgpSettings"]
    sides = [(*row["defaultBgpIpAddresses"], *row["tunnelIpAddresses"]) for row in settings["bgpPeeringAddresses"]]
    assert sides == [("10.20.255.30", "192.0.2.10"), ("10.20.255.29", "192.0.2.11")] and settings["asn"] == 65515
    assert found["properties"]["sku"] == {"name": "VpnGw2AZ", "tier": "VpnGw2AZ", "capacity": 2}
    assert client.settled(f"PUT {GATEWAY}", found)["properties"]["bgpSettings"] == settings  # what is read can be written


@pytest.mark.requirement("AR-42", "AZ-74")
def test_a_gateway_forgets_a_radius_secret_that_is_not_sent_again():
    client = Client().plan(SUBNET, PIP)
    servers = [{"radiusServerAddress": "10.20.1.4", "radiusServerSecret": "Marker.Radius.1"}]
    found = client.settled(f"PUT {GATEWAY}", gateway(vpnClientConfiguration={"radiusServers": servers}))
    assert "Marker.Radius" not in str(found) and "Marker.Radius" in client.cloud.running_text_plain()
    client.settled(f"PUT {GATEWAY}", found)
    assert "Marker.Radius" not in client.cloud.running_text_plain()


@pytest.mark.requirement("AR-37", "AR-56")
def test_nat_rules():
    client, rule = Client().plan(), f"{GATEWAY}/natRules/one"
    body = {"properties": {"type": "Static", "mode": "EgressSnat", "internalMappings": [{"addressSpace": "10.20.1.0/24"}]}}
    client.settled(f"PUT {rule}", body)
    client.settled(f"PUT {LINK}", link(egressNatRules=[{"id": full(rule)}]))
    found = client.ask(f"DELETE {rule}").body["error"]
    assert found["code"] == "GatewayNatRuleIsStillInUse" and found["message"].endswith(f"Resources using NAT rule: {full(LINK)}.")
    assert [each["name"] for each in client.settled(f"PUT {GATEWAY}", gateway())["properties"]["natRules"]] == ["one"]


@pytest.mark.requirement("AR-34", "AR-38", "AR-57", "AR-61", "AR-96")
def test_far_ends():
    client, other = Client().plan(), "localNetworkGateways/lng-t2"
    assert client.refused(f"DELETE {SITE}") == (400, "InUseLocalNetworkGatewayCannotBeDeleted")
    assert client.refused(f"DELETE {GATEWAY}") == (400, "InUseVirtualNetworkGatewayCannotBeDeleted")
    assert client.refused(f"PUT {SITE}", site(prefixes=("100.96.8.0/22", "10.20.128.0/17"))) == (400, "ConnectionOverlappingAddressSpaces")
    assert client.refused(f"PUT {SITE}", site(prefixes=())) == (400, "LocalNetworkGatewayAddressSpaceEmpty")
    found = client.settled(f"PUT {SITE}", site(prefixes=("100.96.12.0/22",)))
    assert found["properties"]["localNetworkAddressSpace"] == {"addressPrefixes": ["100.96.12.0/22"]}
    assert client.settled(f"PUT {other}", site("198.51.100.21", ("100.96.12.0/22",)))["properties"]["provisioningState"] == "Succeeded"
    strict = Client(strict_overlap=True).plan(SITE)
    assert strict.refused(f"PUT {other}", site("198.51.100.21")) == (400, "LocalNetworkGatewayOverlappingAddressSpaces")


@pytest.mark.requirement("AR-35", "AR-39", "AR-40", "AR-52", "AR-67", "AR-97")
@pytest.mark.parametrize(("changes", "code"), [
    ({"connectionType": None}, "InvalidRequestFormat"), ({"virtualNetworkGateway1": None}, "InvalidRequestFormat"),
    ({"localNetworkGateway2": None}, "LocalNetworkGatewayRequired"), ({"virtualNetworkGateway1": {"id": full(SITE)}}, "InvalidResourceReference"),
    ({"localNetworkGateway2": {"id": full("localNetworkGateways/none")}}, "InvalidResourceReference"), ({"sharedKey": "a-b~c"}, "SharedKeyInvalid"),
    ({"sharedKey": "x" * 129}, "SharedKeyInvalid"), ({"dpdTimeoutSeconds": 8}, "IpsecPolicyInvalid"),
    ({"dpdTimeoutSeconds": 3601}, "InvalidRequestFormat"), ({"usePolicyBasedTrafficSelector": True}, "InvalidRequestFormat"),
    ({"ipsecPolicies": [{name: value for name, value in POLICY.items() if name != "pfsGroup"}]}, "InvalidRequestFormat"),
    ({"ipsecPolicies": [POLICY, POLICY]}, "IpsecPolicyInvalid"), ({"ipsecPolicies": [{**POLICY, "dhGroup": "DHGroup15"}]}, "InvalidRequestFormat"),
    ({"ipsecPolicies": [{**POLICY, "ipsecEncryption": "GCMAES256"}]}, "IpsecPolicyInvalid"),
    ({"connectionProtocol": "ikev2"}, "InvalidRequestFormat"),
    ({"ipsecPolicies": [{**POLICY, "saLifeTimeSeconds": 299}]}, "IpsecPolicyInvalid"),
    ({"ipsecPolicies": [{**POLICY, "saDataSizeKilobytes": 1023}]}, "IpsecPolicyInvalid"), ({"enableBgp": True}, "ConnectionBgpNotEnabledOnGateway"),
    ({"trafficSelectorPolicies": [{"localAddressRanges": [], "remoteAddressRanges": ["100.96.8.0/22"]}]}, "TrafficSelectorPolicyInvalid"),
    ({"gatewayCustomBgpIpAddresses": [{"ipConfigurationId": "x", "customBgpIpAddress": "169.254.21.2"}]}, "ConnectionCustomBgpIpAddressNotOnGateway"),
    ({"ingressNatRules": [{"id": full(f"{GATEWAY}/natRules/none")}]}, "InvalidResourceReference"),
])  # fmt: skip
def test_connections_refused(changes: dict[str, Any], code: str):
    client = Client().plan(SUBNET, PIP, GATEWAY, SITE)
    found = client.ask(f"PUT {LINK}", link(**changes))
    assert found.status == 400 and found.body["error"]["code"] == code
    assert "a-b~c" not in str(found.body)


@pytest.mark.requirement("AR-39", "AR-41", "AR-67")
def test_a_connection_keeps_its_ends_and_shows_only_their_ids():
    client = Client().plan()
    client.settled("PUT localNetworkGateways/other", site("198.51.100.21"))
    assert client.refused(f"PUT {LINK}", link(connectionProtocol="IKEv1")) == (400, "ConnectionProtocolCannotBeChanged")
    assert client.refused(f"PUT {LINK}", link("localNetworkGateways/other")) == (400, "LocalNetworkGateway2CannotBeChanged")
    assert client.refused(f"PUT {LINK}", {**link(), "location": "westeurope"}) == (409, "InvalidResourceLocation")
    found = client.ask(f"GET {LINK}").body
    assert found["properties"]["virtualNetworkGateway1"] == {"id": full(GATEWAY), "properties": {}}
    after = client.settled(f"PUT {LINK}", found)
    assert after["properties"]["ipsecPolicies"] == [POLICY]
    del found["properties"]["ipsecPolicies"]
    assert client.settled(f"PUT {LINK}", found)["properties"]["ipsecPolicies"] == []
    assert [each["name"] for each in client.ask(f"GET {GATEWAY}/connections").body["value"]] == ["cn-t1"]


@pytest.mark.requirement("AR-94", "AZ-95")
def test_everything_goes_in_order_and_nothing_is_left():
    client = Client()
    before = client.cloud.running_text_plain()
    client.plan()
    for path in (LINK, SITE, GATEWAY, PIP, SUBNET):
        assert client.settled(f"DELETE {path}") == {}
    assert client.cloud.running_text_plain() == before
