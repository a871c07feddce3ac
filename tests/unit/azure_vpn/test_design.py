"""Bodies, policies, addresses inside tunnels, the document of AWS, the sheet."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.azure.values import difference, merged, same
from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.azure_vpn.apipa import azure_apipa_plan, azure_apipa_valid
from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.azure_vpn.aws_document import aws_vpn_config
from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.azure_vpn.policy import PRESETS, not_at_aws, vpn_policy_intersection
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.door_sheet import sheets
from tests.unit.azure_vpn.bed import designed
from tests.unit.azure_vpn.test_rules import four

GROUP = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-iot-vpn"
N = f"{GROUP}/providers/Microsoft.Network"
POLICY = {
    "saLifeTimeSeconds": 3600, "saDataSizeKilobytes": 102400000, "ipsecEncryption": "AES256", "ipsecIntegrity": "SHA256", "ikeEncryption": "AES256",
    "ikeIntegrity": "SHA256", "dhGroup": "DHGroup14", "pfsGroup": "PFS2048",
}
TUNNEL = """<ipsec_tunnel><customer_gateway><tunnel_outside_address><ip_address> 192.0.2.1 </ip_address></tunnel_outside_address></customer_gateway>
<vpn_gateway><tunnel_outside_address><ip_address>{outside}</ip_address></tunnel_outside_address><tunnel_inside_address><ip_address>{inside}</ip_address>
<network_mask>255.255.255.252</network_mask><network_cidr>30</network_cidr></tunnel_inside_address></vpn_gateway>
<ike><authentication_protocol>sha1</authentication_protocol><encryption_protocol>aes-128-cbc</encryption_protocol><lifetime>28800</lifetime>
<perfect_forward_secrecy>group2</perfect_forward_secrecy><mode>main</mode><pre_shared_key> {psk} </pre_shared_key></ike>
<ipsec><protocol>esp</protocol><authentication_protocol>hmac-sha1-96</authentication_protocol><encryption_protocol>aes-128-cbc</encryption_protocol>
<perfect_forward_secrecy>group2</perfect_forward_secrecy></ipsec></ipsec_tunnel>"""
FIRST = TUNNEL.format(outside="203.0.113.21", inside="169.254.60.1", psk="Marker.One")
SECOND = TUNNEL.format(outside="198.51.100.21", inside="169.254.61.1", psk="Marker.Two")


def document(*tunnels: str, head: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<vpn_connection id="vpn-1">{"".join(tunnels)}</vpn_connection>'


@pytest.mark.requirement("AZ-01", "AZ-11", "AZ-32", "AZ-40", "AR-33", "AR-34", "AR-35")
def test_the_reference_plan_has_these_bodies():
    found = {resource["name"]: resource["body"] for resource in designed()["resources"]}
    head = {"location": "japaneast", "tags": {"system": "iot"}}
    subnet, public = {"id": f"{N}/virtualNetworks/vnet-iot/subnets/GatewaySubnet"}, {"id": f"{N}/publicIPAddresses/pip-vng-iot-1"}
    configuration = {"privateIPAllocationMethod": "Dynamic", "subnet": subnet, "publicIPAddress": public}
    assert found["vng-iot"] == {**head, "properties": {
        "gatewayType": "Vpn", "vpnType": "RouteBased", "vpnGatewayGeneration": "Generation1", "enableBgp": False, "activeActive": False,
        "sku": {"name": "VpnGw1AZ", "tier": "VpnGw1AZ"}, "ipConfigurations": [{"name": "gwipconfig1", "properties": configuration}],
    }}
    space = {"addressPrefixes": ["100.96.8.0/22"]}
    assert found["lng-door-tokyo-t2"] == {**head, "properties": {"gatewayIpAddress": "198.51.100.21", "localNetworkAddressSpace": space}}
    assert found["cn-door-tokyo-t1"] == {**head, "properties": {
        "connectionType": "IPsec", "connectionProtocol": "IKEv2", "connectionMode": "Default", "enableBgp": False,
        "virtualNetworkGateway1": {"id": f"{N}/virtualNetworkGateways/vng-iot", "properties": {}},
        "localNetworkGateway2": {"id": f"{N}/localNetworkGateways/lng-door-tokyo-t1", "properties": {}},
        "usePolicyBasedTrafficSelectors": False, "dpdTimeoutSeconds": 45, "trafficSelectorPolicies": [], "ipsecPolicies": [POLICY],
    }}


@pytest.mark.requirement("AZ-14", "AZ-63")
def test_with_bgp_each_instance_has_the_addresses_of_one_aws_connection():
    made = {resource["name"]: resource["body"].get("properties", {}) for resource in designed(**four())["resources"]}
    peers = made["vng-iot"]["bgpSettings"]["bgpPeeringAddresses"]
    assert [each["customBgpIpAddresses"] for each in peers] == [["169.254.21.2", "169.254.21.6"], ["169.254.22.2", "169.254.22.6"]]
    assert made["lng-s-t4"]["bgpSettings"] == {"asn": 64512, "bgpPeeringAddress": "169.254.22.5"}
    assert [each["customBgpIpAddress"] for each in made["cn-s-t4"]["gatewayCustomBgpIpAddresses"]] == ["169.254.21.2", "169.254.22.6"]


@pytest.mark.requirement("AZ-46")
def test_no_secret_shows_in_the_text_of_a_design():
    made = designed(azure_vpn_api={"client_secret": "Marker.Secret"}, azure_vpn_soracom={"auth_key": "Marker.Auth"})
    assert "Marker" not in repr(made)


@pytest.mark.requirement("AZ-61", "AZ-62")
def test_addresses_inside_tunnels():
    assert [tuple(each.values()) for each in azure_apipa_plan(4)] == [
        ("169.254.21.0/30", "169.254.21.1", "169.254.21.2"), ("169.254.21.4/30", "169.254.21.5", "169.254.21.6"),
        ("169.254.22.0/30", "169.254.22.1", "169.254.22.2"), ("169.254.22.4/30", "169.254.22.5", "169.254.22.6"),
    ]  # fmt: skip
    assert all(map(azure_apipa_valid, ["169.254.21.1", "169.254.21.2", "169.254.22.254"]))
    assert not any(map(azure_apipa_valid, ["169.254.20.255", "169.254.20.254", "169.254.23.1", "169.254.21.0", "169.254.22.255", "x"]))
    for wrong in (0, 129, True, "4"):
        with pytest.raises(OnrampError):
            azure_apipa_plan(wrong)


@pytest.mark.requirement("AZ-62")
@given(st.integers(min_value=1, max_value=128))
def test_planned_networks_are_apart_and_all_valid(count):
    planned = azure_apipa_plan(count)
    networks = [IPv4Network(each["cidr"]) for each in planned]
    assert len({*networks}) == count and all(network.prefixlen == 30 for network in networks)
    sides = [(each["cidr"], each[side]) for each in planned for side in ("peer", "azure")]
    assert all(azure_apipa_valid(address) and IPv4Address(address) in IPv4Network(cidr) for cidr, address in sides)


@pytest.mark.requirement("AZ-41", "AZ-42")
def test_what_both_ends_offer():
    there = {"Phase1DHGroupNumbers": [{"Value": 14}, 19], "Phase2IntegrityAlgorithms": ["SHA2-256"]}
    found = vpn_policy_intersection({"ikeEncryption": ["AES256"]}, there)
    assert (found["ikeEncryption"], found["dhGroup"], found["ipsecIntegrity"]) == (["AES256"], ["ECP256", "DHGroup14", "DHGroup2048"], ["SHA256"])
    with pytest.raises(OnrampError) as caught:
        vpn_policy_intersection({"dhGroup": ["DHGroup2"]}, {"Phase1DHGroupNumbers": [20]})
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [("KO-AZ041", "dhGroup")]
    for junk in ("x", None, "²", {"Val": 14}, "9" * 5000):
        with pytest.raises(OnrampError):
            vpn_policy_intersection({}, {"Phase1DHGroupNumbers": [junk]})
        assert vpn_policy_intersection({}, {"Phase1DHGroupNumbers": [junk, "14"]})["dhGroup"] == ["DHGroup14", "DHGroup2048"]
    assert all(not_at_aws(preset) == {} for preset in PRESETS.values())


@pytest.mark.requirement("AZ-50", "AZ-103")
def test_the_document_of_aws_becomes_tunnels():
    found = aws_vpn_config(document(FIRST, SECOND), ["192.0.2.1"])
    assert found["tunnels"] == [
        {"name": "t1", "outside_address": "203.0.113.21", "inside_cidr": "169.254.60.0/30", "psk": "Marker.One"},
        {"name": "t2", "outside_address": "198.51.100.21", "inside_cidr": "169.254.61.0/30", "psk": "Marker.Two"},
    ]
    assert found["offered"]["Phase1DHGroupNumbers"] == [2]
    assert vpn_policy_intersection({}, found["offered"])["ikeEncryption"] == ["AES128"]


@pytest.mark.requirement("AZ-50", "AZ-51")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        (document(FIRST), "KO-AZ050"), (document(FIRST, SECOND, SECOND), "KO-AZ050"), (document(FIRST, FIRST), "KO-AZ050B"),
        (document(FIRST, SECOND.replace("pre_shared_key", "key")), "KO-AZ050"), (document(FIRST, SECOND.replace("198.51.100.21", "x")), "KO-AZ050"),
        (document(FIRST, SECOND, head='<!DOCTYPE a [<!ENTITY b "c">]>'), "KO-AZ050"), (document(FIRST, SECOND, head="<!DOCTYPE a>"), "KO-AZ050"),
        (document(FIRST, SECOND) + " " * 1024 * 1024, "KO-AZ050"), ("", "KO-AZ050"), ("<a/>", "KO-AZ050"), ("<a", "KO-AZ050"), (None, "KO-AZ050"),
        (document(FIRST.replace("192.0.2.1", "192.0.2.2"), SECOND), "KO-AZ050C"),
        (document(FIRST.replace("group2", "group²"), SECOND), "KO-AZ050"), (document(FIRST.replace("group2", "9" * 5000), SECOND), "KO-AZ050"),
        (document(FIRST, SECOND.replace("Marker.Two", "\udc80Marker.Two")), "KO-AZ050"),
    ],
)  # fmt: skip
def test_any_other_document_is_refused(text, code):
    with pytest.raises(OnrampError) as caught:
        aws_vpn_config(text, ["192.0.2.1"])
    assert [problem.code for problem in caught.value.problems] == [code]
    assert "Marker" not in str(caught.value.problems)


@pytest.mark.requirement("AZ-51")
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "iso-8859-1", "utf-7", "Shift_JIS", "nothing"])
def test_a_text_is_read_whatever_encoding_it_once_had(encoding):
    text = document(FIRST, SECOND.replace("Marker.Two", "Märker.Two")).replace("UTF-8", encoding)
    assert aws_vpn_config(text)["tunnels"][1]["psk"] == "Märker.Two"


@pytest.mark.requirement("AZ-51")
@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    with pytest.raises(OnrampError):
        aws_vpn_config(text)


@pytest.mark.requirement("AZ-18", "AZ-80")
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_sheet_tells_what_soracom_needs_and_no_key(language):
    made = {kind: text for _site, kind, text in sheets(designed(azure_vpn_vnet__spokes=["10.30.0.0/16"]), ["192.0.2.1"], language)}
    for word in ("192.0.2.1", "10.20.0.0/16, 10.30.0.0/16", "IKEv2", "AES256, SHA256, DHGroup14", "0f000000-0000-0000-0000-000000000001"):
        assert word in made["md"]
    assert 'routing: "static"' in made["yml"]
    assert "Marker" not in "".join(made.values())


SHOWN = {
    "id": "/X", "location": "Japan East", "etag": "1", "properties": {
        "provisioningState": "Succeeded", "dpdTimeoutSeconds": 0, "ipsecPolicies": [{**POLICY, "dhGroup": "DHGroup2048", "pfsGroup": "PFS14"}],
        "virtualNetworkGateway1": {"id": "/SUBSCRIPTIONS/a"}, "resourceGuid": "g", "routingWeight": 0,
    },
}  # fmt: skip


@pytest.mark.requirement("AZ-70", "AR-75", "AR-76", "AR-77")
def test_spellings_and_what_azure_fills_in_are_no_difference():
    wanted = {"location": "japaneast", "properties": {
        "dpdTimeoutSeconds": 45, "ipsecPolicies": [POLICY], "virtualNetworkGateway1": {"id": "/subscriptions/A", "properties": {}},
        "trafficSelectorPolicies": [], "enableBgp": False, "connectionMode": "Default", "connectionProtocol": "IKEv2",
    }}  # fmt: skip
    assert same(wanted, SHOWN)
    other = {"properties": {"ipsecPolicies": [], "dpdTimeoutSeconds": 60}}
    assert difference(other, SHOWN) == other


_LEAVES = st.none() | st.booleans() | st.integers() | st.sampled_from(["a", "Default", "japaneast", "/Sub/x"])
_DOCUMENTS = st.dictionaries(
    st.sampled_from(["id", "location", "name", "enableBgp", "properties", "tags"]),
    st.recursive(
        _LEAVES, lambda inner: st.dictionaries(st.sampled_from(["id", "name", "x"]), inner, max_size=3) | st.lists(inner, max_size=2), max_leaves=6,
    ),
    max_size=4,
)


@pytest.mark.requirement("AZ-70", "AZ-74")
@given(_DOCUMENTS, _DOCUMENTS)
def test_what_is_laid_over_is_then_there_and_nothing_else_is_lost(wanted, shown):
    both = merged(wanted, shown)
    assert same(wanted, both)
    assert not difference(wanted, both)
    assert {name: both[name] for name in shown if name not in wanted} == {name: shown[name] for name in shown if name not in wanted}
