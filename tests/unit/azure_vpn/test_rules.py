"""Every rule of section 5 of the requirements, each with the least that breaks it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, listing
from tests.unit.azure_vpn.bed import told, variables

P1, TUNNELS = "azure_vpn_sites[0].peer.address_prefixes", "azure_vpn_sites[0].tunnels"
SITE, T1, T2 = "azure_vpn_sites__0__", "azure_vpn_sites__0__tunnels__0__", "azure_vpn_sites__0__tunnels__1__"
VNET = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-spoke"
RIGHT = variables()
TUNNEL = {"name": "t1", "outside_address": "203.0.113.21", "psk": "Marker.Key.Of.Tunnel.1"}
TWO = [{"name": "pip-1"}, {"name": "pip-2"}]
CUSTOM = {
    "saLifeTimeSeconds": 3600, "saDataSizeKilobytes": 102400000, "ipsecEncryption": "AES256", "ipsecIntegrity": "SHA256", "ikeEncryption": "AES256",
    "ikeIntegrity": "SHA256", "dhGroup": "DHGroup14", "pfsGroup": "PFS2048",
}


def four(*cidrs: str, mode: str = "bgp_active_active", kind: str = "aws") -> dict[str, Any]:
    """A site of four tunnels, and the gateway that it needs."""
    inside = cidrs or ("169.254.21.0/30", "169.254.21.4/30", "169.254.22.0/30", "169.254.22.4/30")
    tunnels = [
        {"name": f"t{number}", "outside_address": f"203.0.113.{number}", "inside_cidr": cidr, "psk": f"Marker.Key.{number}"}
        for number, cidr in enumerate(inside, start=1)
    ]
    peer = {"kind": kind, "asn": 64512, "address_prefixes": ["100.96.8.0/22"]}
    return {"azure_vpn_sites": [{"name": "s", "mode": mode, "peer": peer, "tunnels": tunnels}], "azure_vpn_gateway__public_ips": TWO}


def speaker(address: str) -> dict[str, Any]:
    """A site of one tunnel with BGP towards `address`."""
    peer = {"kind": "generic", "asn": 64512, "bgp_peering_address": address}
    return {"azure_vpn_sites": [{"name": "s", "mode": "bgp_single", "peer": peer, "tunnels": [TUNNEL]}]}


def custom(**fields: Any) -> dict[str, Any]:
    """A policy of one's own."""
    return {f"{SITE}ipsec_policy": "custom", f"{SITE}custom_policy": {**CUSTOM, **fields}}


RULES: list[tuple[str, str, dict[str, Any], str]] = [
    ("R01", "KO-AZ101", {f"{SITE}peer__enable_bgp": True}, "azure_vpn_sites[0].peer.enable_bgp"),
    ("R01", "KO-AZ101", {f"{SITE}peer__asn": 64512}, "azure_vpn_sites[0].peer.asn"),
    ("R01", "KO-AZ101", {f"{SITE}peer__bgp_peering_address": "169.254.21.1"}, "azure_vpn_sites[0].peer.bgp_peering_address"),
    ("R01", "KO-AZ101B", {f"{SITE}peer__kind": "aws", f"{SITE}peer__enable_bgp": True}, "azure_vpn_sites[0].peer.enable_bgp"),
    ("R02", "KO-AZ102", four("169.254.20.252/30", "169.254.21.4/30", "169.254.22.0/30", "169.254.22.4/30"), f"{TUNNELS}[0].inside_cidr"),
    ("R02", "KO-AZ102", four("169.254.23.0/30", "169.254.21.4/30", "169.254.22.0/30", "169.254.22.4/30"), f"{TUNNELS}[0].inside_cidr"),
    ("R03", "KO-AZ103", four("169.254.21.0/30", "169.254.21.0/30", "169.254.22.0/30", "169.254.22.4/30"), f"{TUNNELS}[1].inside_cidr"),
    ("R04", "KO-AZ104", four("169.254.21.0/29", "169.254.21.8/30", "169.254.22.0/30", "169.254.22.4/30"), f"{TUNNELS}[0].inside_cidr"),
    ("R04", "KO-AZ104B", four("169.254.5.0/30", "169.254.21.4/30", "169.254.22.0/30", "169.254.22.4/30"), f"{TUNNELS}[0].inside_cidr"),
    ("R04", "KO-AZ104C", {**four(), "azure_vpn_sites__0__tunnels__3__inside_cidr": None}, f"{TUNNELS}[3].inside_cidr"),
    ("R02", "KO-AZ102", speaker("169.254.30.1"), "azure_vpn_sites[0].peer.bgp_peering_address"),
    ("R04", "KO-AZ104D", {**four(), "azure_vpn_sites__0__peer__bgp_peering_address": "169.254.21.1"}, "azure_vpn_sites[0].peer.bgp_peering_address"),
    *(("AZ-15", "KO-AZ015B", speaker(wrong), "azure_vpn_sites[0].peer.bgp_peering_address") for wrong in ("169.254.21.1", "0.0.0.0", "224.0.0.1")),
    ("R05", "KO-AZ105", {f"{SITE}peer__address_prefixes": []}, "azure_vpn_sites[0].peer.address_prefixes"),
    ("R06", "KO-AD002", {f"{SITE}peer__address_prefixes": ["100.96.8.1/22"]}, "azure_vpn_sites[0].peer.address_prefixes[0]"),
    ("R06", "KO-AZ106", {f"{SITE}peer__address_prefixes": ["100.96.8.0/22", "100.96.8.0/22"]}, "azure_vpn_sites[0].peer.address_prefixes[1]"),
    ("R06", "KO-IN023", {f"{SITE}peer__address_prefixes": ["fd00::/64"]}, "azure_vpn_sites[0].peer.address_prefixes[0]"),
    ("R07", "KO-AZ107", {f"{SITE}peer__address_prefixes": ["10.16.0.0/12"]}, "azure_vpn_sites[0].peer.address_prefixes[0]"),
    ("R07", "KO-AZ107", {"azure_vpn_vnet__spokes": ["100.96.0.0/16"]}, "azure_vpn_sites[0].peer.address_prefixes[0]"),
    ("R07", "KO-AZ107", {"azure_vpn_vnet__peerings": [{"vnet_id": VNET, "prefixes": ["100.96.0.0/16"]}]}, f"{P1}[0]"),
    ("AZ-18", "KO-AZ018B", {"azure_vpn_vnet__peerings": [{"vnet_id": "spoke", "prefixes": ["10.30.0.0/16"]}]}, "azure_vpn_vnet.peerings[0].vnet_id"),
    ("R08", "KO-AZ108", {f"{T2}outside_address": "203.0.113.21"}, "azure_vpn_sites[0].tunnels[1].outside_address"),
    *(("R08", "KO-AZ108B", {f"{T1}outside_address": address}, "azure_vpn_sites[0].tunnels[0].outside_address")
      for address in ("10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.0.1", "224.0.0.1", "0.0.0.1", "240.0.0.1")),
    ("R08", "KO-AZ108B", {"azure_vpn_allow_documentation_addresses": False}, "azure_vpn_sites[0].tunnels[0].outside_address"),
    ("R09", "KO-AZ109", {f"{T2}address_prefixes": ["100.96.12.0/22"]}, "azure_vpn_sites[0].tunnels[1].address_prefixes"),
    ("R10", "KO-AZ110", {f"{SITE}tunnels": [TUNNEL]}, "azure_vpn_sites[0].tunnels"),
    ("R11", "KO-AZ111", {"azure_vpn_ack_static_dual": False}, "azure_vpn_sites[0].mode"),
    ("R12", "KO-AZ112", {f"{T1}psk": "0Marker.Key"}, "azure_vpn_sites[0].tunnels[0].psk"),
    ("R12", "KO-AZ112B", {f"{T2}psk": TUNNEL["psk"]}, "azure_vpn_sites[0].tunnels[1].psk"),
    ("R13", "KO-AZ113", {"azure_vpn_vnet__gateway_subnet__prefix": "10.21.0.0/27"}, "azure_vpn_vnet.gateway_subnet.prefix"),
    ("R13", "KO-AZ113B", {"azure_vpn_vnet__gateway_subnet__prefix": "10.20.255.0/30"}, "azure_vpn_vnet.gateway_subnet.prefix"),
    ("R13", "KO-AZ113C", {"azure_vpn_vnet__gateway_subnet__prefix": "10.20.255.0/29"}, "azure_vpn_vnet.gateway_subnet.prefix"),
    ("R14", "KO-AZ114B", {"azure_vpn_gateway__sku": "VpnGw1", "azure_vpn_gateway__public_ips": [{"name": "p", "zones": ["1"]}]},
     "azure_vpn_gateway.public_ips[0].zones"),
    ("R14", "KO-AZ114C", {"azure_vpn_gateway__public_ips": [{"name": "p", "sku": "Basic"}]}, "azure_vpn_gateway.public_ips[0].sku"),
    ("AZ-93", "KO-AZ114E", {"azure_vpn_gateway__sku": "VpnGw4AZ"}, "azure_vpn_gateway.generation"),
    ("AZ-93", "KO-AZ114E", {"azure_vpn_gateway__generation": "Generation2"}, "azure_vpn_gateway.generation"),
    ("R14", "KO-AZ114D", {"azure_vpn_gateway__sku": "VpnGw1"}, "azure_vpn_gateway.sku"),
    ("R15", "KO-AZ115", {"azure_vpn_gateway__sku": "Basic"}, "azure_vpn_sites[0].ipsec_policy"),
    ("R16", "KO-AZ116", custom(pfsGroup=None), "azure_vpn_sites[0].custom_policy.pfsGroup"),
    ("R16", "KO-AZ116B", custom(ipsecEncryption="GCMAES256"), "azure_vpn_sites[0].custom_policy.ipsecIntegrity"),
    ("R16", "KO-AZ116C", custom(saLifeTimeSeconds=299), "azure_vpn_sites[0].custom_policy.saLifeTimeSeconds"),
    ("R16", "KO-AZ116C", custom(saDataSizeKilobytes=1023), "azure_vpn_sites[0].custom_policy.saDataSizeKilobytes"),
    ("R16", "KO-AZ116D", custom(dhGroup="DHGroup1"), "azure_vpn_sites[0].custom_policy.dhGroup"),
    ("R16", "KO-AZ116E", {f"{SITE}dpd_timeout_seconds": 8}, "azure_vpn_sites[0].dpd_timeout_seconds"),
    ("AZ-40", "KO-AZ116F", {f"{SITE}ipsec_policy": "aws_compat"}, "azure_vpn_sites[0].ipsec_policy"),
    ("AZ-43", "KO-AZ116G", {f"{SITE}ipsec_policy": "default"}, "azure_vpn_sites[0].ipsec_policy"),
    ("R16", "KO-AZ116H", {f"{SITE}custom_policy": CUSTOM}, "azure_vpn_sites[0].ipsec_policy"),
    ("R17", "KO-AZ117", {f"{SITE}traffic_selector_policies": [{"local": ["10.20.0.0/16"], "remote": ["100.96.8.0/22"]}]},
     "azure_vpn_sites[0].traffic_selector_policies"),
    ("R17", "KO-AZ117B", {
        f"{SITE}use_policy_based_traffic_selectors": True,
        f"{SITE}traffic_selector_policies": [{"local": ["10.20.0.0/17", "10.20.128.0/17"], "remote": ["100.96.8.0/22"]}],
    }, "azure_vpn_sites[0].traffic_selector_policies"),
    ("R19", "KO-AZ119", {**four(), "azure_vpn_gateway__public_ips": [{"name": "p"}]}, "azure_vpn_gateway.public_ips"),
    ("R19", "KO-AZ119B", {"azure_vpn_gateway__public_ips": TWO}, "azure_vpn_gateway.public_ips"),
    ("R19", "KO-AZ119C", {**four(), "azure_vpn_gateway__active_active": False}, "azure_vpn_sites[0].mode"),
    ("R20", "KO-AZ120", {f"{SITE}connection_protocol": "IKEv1"}, "azure_vpn_sites[0].connection_protocol"),
    ("R21", "KO-AZ121", {f"{SITE}connection_mode": "ResponderOnly"}, "azure_vpn_sites[0].connection_mode"),
    ("R21", "KO-AZ121B", {f"{SITE}connection_mode": "ResponderOnly", f"{SITE}peer__startup_action": None}, "azure_vpn_sites[0].connection_mode"),
    ("AZ-10", "KO-AZ011", {f"{SITE}mode": "static_active_active", "azure_vpn_gateway__public_ips": TWO}, "azure_vpn_sites[0].tunnels"),
    ("AZ-15", "KO-AZ015", {**four(), "azure_vpn_sites__0__peer": {"kind": "generic"}}, "azure_vpn_sites[0].peer.asn"),
    ("AZ-20", "KO-AZ020", {f"{SITE}peer__vpg_range": "100.96.128.0/22"}, "azure_vpn_sites[0].peer.address_prefixes"),
    ("AZ-20", "KO-AZ020B", {f"{SITE}peer__address_prefixes": ["192.168.0.0/24"]}, "azure_vpn_sites[0].peer.address_prefixes"),
    ("AZ-21", "KO-AZ021", {f"{SITE}peer__address_prefixes": ["10.128.0.0/9"]}, "azure_vpn_sites[0].peer.address_prefixes"),
    ("AZ-30", "KO-AZ030", {"azure_vpn_subscription_id": "mine"}, "azure_vpn_subscription_id"),
    ("AZ-30", "KO-IN001", {f"{T2}outsde_address": "203.0.113.1"}, "azure_vpn_sites[0].tunnels[1]"),
    ("AZ-32", "KO-AZ032", {f"{T1}connection": "-no"}, "azure_vpn_sites[0].tunnels[0].connection"),
    ("AZ-32", "KO-AZ032B", {f"{T1}connection": "cn", f"{T2}connection": "CN"}, "azure_vpn_sites[0].tunnels[1].connection"),
    ("AZ-32", "KO-AZ032B", {**four(), "azure_vpn_gateway__public_ips": [{"name": "p"}, {"name": "P"}]}, "azure_vpn_gateway.public_ips[1].name"),
    ("AZ-64", "KO-AZ064", {**four(), "azure_vpn_sites__0__peer__asn": 4294967296}, "azure_vpn_sites[0].peer.asn"),
    ("AZ-64", "KO-AZ064B", {**four(), "azure_vpn_sites__0__peer__asn": 65515}, "azure_vpn_sites[0].peer.asn"),
    ("AZ-64", "KO-AZ064C", {**four(), "azure_vpn_sites__0__peer__asn": 12076}, "azure_vpn_sites[0].peer.asn"),
    ("AZ-81", "KO-AZ081", {f"{SITE}tunnels": []}, "azure_vpn_sites[0].tunnels"),
    ("AZ-93", "KO-AZ093", {"azure_vpn_expected_mbps": 700}, "azure_vpn_expected_mbps"),
    ("AZ-95", "KO-AZ095", {"azure_vpn_state": "absent"}, "azure_vpn_confirm_destroy"),
    ("AR-45", "KO-AZ005", {"azure_vpn_api": {"resource_manager_url": "http://management.azure.com"}}, "azure_vpn_api.resource_manager_url"),
    ("AR-45", "KO-AZ005", {"azure_vpn_api": {"authority_url": "https://a:Marker/@x.example"}}, "azure_vpn_api.authority_url"),
    ("AR-45", "KO-AZ005", {"azure_vpn_soracom": {"url": "https://x.example/?token=Marker"}}, "azure_vpn_soracom.url"),
]


@pytest.mark.requirement("AZ-01", "AZ-10", "AZ-34", "AZ-102")
@pytest.mark.parametrize("changes", [
    {}, four(), four(mode="static_active_active"), custom(), {f"{SITE}ipsec_policy": "aws_ecp384"},
    *({"azure_vpn_gateway__sku": sku, "azure_vpn_gateway__generation": "Generation2"} for sku in ("VpnGw2AZ", "VpnGw5AZ")),
])  # fmt: skip
def test_what_is_right_has_nothing_against_it(changes):
    if changes and "azure_vpn_sites" in changes and changes["azure_vpn_sites"][0]["mode"].startswith("static"):
        changes["azure_vpn_sites"][0]["peer"].pop("asn")
    assert told(**changes) == []


@pytest.mark.requirement(
    "AZ-02", "AZ-03", "AZ-04", "AZ-06", "AZ-09", "AZ-11", "AZ-12", "AZ-13", "AZ-14", "AZ-15", "AZ-20", "AZ-21", "AZ-23", "AZ-24", "AZ-30", "AZ-31",
    "AZ-32", "AZ-40", "AZ-60", "AZ-61", "AZ-64", "AZ-93", "AR-89b",
)  # fmt: skip
@pytest.mark.parametrize(("rule", "code", "changes", "path"), RULES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_rule_names_its_place(rule, code, changes, path):
    found = told(**changes)
    assert (code, path) in [(problem.code, problem.path) for problem in found], listing(found)
    assert "Marker" not in repr(found)
    for language in LANGUAGES:
        assert "Marker" not in listing(found, language)


@pytest.mark.requirement("AZ-33")
def test_all_mistakes_are_told_at_once():
    changes = {f"{SITE}peer__enable_bgp": True, f"{T1}psk": "0short", f"{T2}outside_address": "10.0.0.1", "azure_vpn_gateway__sku": "VpnGw1"}
    assert {problem.code for problem in told(**changes)} == {"KO-AZ101", "KO-AZ112", "KO-AZ108B", "KO-AZ114D"}


@pytest.mark.requirement("AZ-24")
def test_two_sites_with_the_same_networks_are_told():
    site = variables()["azure_vpn_sites"][0]
    tunnels = [{**tunnel, "outside_address": address} for tunnel, address in zip(site["tunnels"], ("203.0.113.31", "203.0.113.32"), strict=True)]
    other = {**site, "name": "door-osaka", "tunnels": tunnels}
    assert [problem.code for problem in told(azure_vpn_sites=[site, other])] == ["KO-AZ107B"]


@pytest.mark.requirement("AZ-31")
def test_tunnels_of_two_sites_do_not_lead_to_one_address():
    site = variables()["azure_vpn_sites"][0]
    other = {**site, "name": "door-osaka", "peer": {**site["peer"], "address_prefixes": ["100.97.8.0/22"]}}
    found = [(problem.code, problem.path) for problem in told(azure_vpn_sites=[site, other])]
    assert found == [("KO-AZ108", f"azure_vpn_sites[1].tunnels[{number}].outside_address") for number in (0, 1)]
    assert told(azure_vpn_sites=[{**site, "state": "absent"}, other]) == []


@pytest.mark.requirement("AZ-45")
@pytest.mark.parametrize(
    ("key", "right"),
    [("a" * 7, False), ("a" * 8, True), ("a" * 64, True), ("a" * 65, False), ("0" + "a" * 8, False), ("a-bcdefgh", False), ("a~bcdefgh", False),
     ("a bcdefgh", False), ("a.b_c012Z", True), ("éabcdefgh", False)],
)  # fmt: skip
def test_a_key_is_one_that_both_vendors_take(key, right):
    assert (told(**{f"{T1}psk": key}) == []) is right


@pytest.mark.requirement("AZ-45")
def test_a_generic_far_end_is_only_bound_by_azure():
    assert told(**{f"{SITE}peer__kind": "generic", f"{T1}psk": "0(short"}) == []
    assert [problem.code for problem in told(**{f"{SITE}peer__kind": "generic", f"{T1}psk": "no-dash"})] == ["KO-AZ112C"]


_WORDS = st.sampled_from(["name", "peer", "tunnels", "mode", "psk", "address_prefixes", "kind"])
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_WORDS, inner, max_size=3), max_leaves=8,
)


@pytest.mark.requirement("AZ-30")
@given(st.sampled_from(["azure_vpn_sites", "azure_vpn_gateway", "azure_vpn_vnet", "azure_vpn_tags", "azure_vpn_api"]), _ANYTHING)
def test_nothing_raises_whatever_the_input(name, anything):
    check("azure_vpn", {"az": {**RIGHT, name: anything}})
    check("azure_vpn", {"az": {**RIGHT, "azure_vpn_sites": [anything]}})
