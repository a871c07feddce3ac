"""The design dictionary: what templates, ownership, health and report read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.virtual_connect import design
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError
from tests.unit.plugins.plugin_utils.design.sites import CBC, change, intent, one_cpe, two_cpes

ARCHITECTURE = Path(__file__).parents[5] / "docs" / "architecture.md"
VOICE_INET = {"inside": "VOICE", "transport": "INET"}


def made(site: dict[str, Any], host: str = "osaka-r1") -> dict[str, Any]:
    return design(intent(site), host)


def test_every_key_that_the_architecture_promises_is_there() -> None:
    promised = ARCHITECTURE.read_text(encoding="utf-8").partition("## The design of `virtual_connect`")[2].partition("\n## ")[0]
    keys = set(re.findall(r"(?:^ +|[{,] ?|  )([a-z_]+):", promised, flags=re.MULTILINE)) - {"dc1", "kyoten"}
    full = one_cpe(lan_redistribution={"ospf_process": 1}, tunnels__all__wan_acl="WAN-IN")
    shown = repr(made(full)) + repr(made(two_cpes(), "tokyo-r1"))
    assert len(keys) > 60
    assert {key for key in keys if f"'{key}'" not in shown} == set()


def test_the_reference_site_in_numbers_and_names() -> None:
    got = made(one_cpe())
    assert (got["router_id"], got["asn"], got["mark"]) == ("203.0.113.5", 65001, "kyoten:virtual_connect:osaka-hub")
    assert got["wan_interfaces"] == [{"interface": "GigabitEthernet0/0/0", "crypto_map": "VC-MAP"}]
    assert (got["peer_cpe"], got["inside_vrfs"]) == (None, [None])
    assert got["numbers"] == [101, 102]
    first = got["tunnels"][0]
    assert (first["plaintext_mtu"], first["ip_mtu"], first["mss"]) == (1446, 1400, 1350)
    assert first["local"]["netmask"] == "255.255.255.252"
    assert first["keepalive"] == {"enabled": True, "period": 10, "retries": 3}


@pytest.mark.requirement("VC-10", "VC-57")
def test_each_of_two_cpes_has_one_tunnel_and_knows_the_other() -> None:
    one, two = made(two_cpes(), "tokyo-r1"), made(two_cpes(), "tokyo-r2")
    assert [[t["dc"] for t in got["tunnels"]] for got in (one, two)] == [["dc1"], ["dc2"]]
    assert [one["peer_cpe"], two["peer_cpe"]] == [{"host": "tokyo-r2", "dc": "dc2"}, {"host": "tokyo-r1", "dc": "dc1"}]
    assert (one["router_id"], two["router_id"]) == ("203.0.113.21", "203.0.113.37")


@pytest.mark.requirement("VC-09", "VC-18", "VC-40")
def test_halves_follow_the_map_else_lower_is_dc1() -> None:
    swapped = made(one_cpe(di_halves={"dc1": "192.0.2.128/25", "dc2": "192.0.2.0/25"}))
    assert [(t["own_half"], t["other_half"]) for t in swapped["tunnels"]] == [("192.0.2.128/25", "192.0.2.0/25"), ("192.0.2.0/25", "192.0.2.128/25")]
    guessed = made(one_cpe(di_halves=None))
    assert [t["own_half"] for t in guessed["tunnels"]] == ["192.0.2.0/25", "192.0.2.128/25"]


@pytest.mark.requirement("VC-20", "VC-41")
def test_a_bgp_process_of_another_asn_presents_the_assigned_one() -> None:
    got = made(one_cpe(tunnels__all__local__bgp_process_asn=65010))
    assert (got["asn"], [t["local_as"] for t in got["tunnels"]]) == (65010, [65001, 65001])
    same = made(one_cpe(tunnels__all__local__bgp_process_asn=65001))
    assert (same["asn"], [t["local_as"] for t in same["tunnels"]]) == (65001, [None, None])


@pytest.mark.requirement("VC-37")
@pytest.mark.parametrize(
    ("identity", "words"),
    [("198.51.100.99", "address 198.51.100.99"), ("cpe.example.com", "fqdn cpe.example.com"), ("cpe@example.com", "email cpe@example.com")],
)
def test_behind_nat_the_identity_is_what_the_peer_expects(identity: str, words: str) -> None:
    got = made(one_cpe(access__nat_in_path=True, tunnels__all__local__ike_identity=identity))
    assert (got["tunnels"][0]["local"]["identity"], got["nat_in_path"], got["tunnels"][0]["plaintext_mtu"]) == (words, True, 1438)


@pytest.mark.requirement("VC-26", "VC-58")
def test_one_input_drives_transport_vrf_of_tunnel_loopback_routes_and_crypto() -> None:
    got = made(one_cpe(tunnels__all__vrf=VOICE_INET))
    assert {row["vrf"] for row in got["loopbacks"] + got["routes"]} == {"INET"}
    assert {t["vrf"]["transport"] for t in got["tunnels"]} == {"INET"}
    assert (got["policies"], got["inside_vrfs"]) == ([{"name": "VC-POL", "fvrf": "INET", "address": "203.0.113.2"}], ["VOICE"])


@pytest.mark.requirement("VC-58")
def test_each_pair_of_front_door_vrf_and_local_address_has_its_ikev2_policy() -> None:
    got = made(one_cpe(tunnels__dc2__vrf=VOICE_INET, tunnels__dc2__local__ipsec_address="203.0.113.66"))
    first, second = got["policies"]
    assert first == {"name": "VC-POL", "fvrf": None, "address": "203.0.113.2"}
    assert second == {"name": "VC-POL-DC2", "fvrf": "INET", "address": "203.0.113.66"}
    assert [t["names"]["policy"] for t in got["tunnels"]] == ["VC-POL", "VC-POL-DC2"]
    assert [t["names"]["policy"] for t in made(one_cpe())["tunnels"]] == ["VC-POL", "VC-POL"]


@pytest.mark.requirement("VC-38")
def test_a_transport_address_stands_on_one_interface_only() -> None:
    shared = made(one_cpe(tunnels__all__local__gre_transport="203.0.113.5"))
    assert [t["source_interface"] for t in shared["tunnels"]] == ["Loopback101", "Loopback101"]
    assert [row["interface"] for row in shared["loopbacks"]] == ["Loopback101"]
    on_wan = made(one_cpe(tunnels__all__local__gre_transport="203.0.113.2"))
    assert [t["source_interface"] for t in on_wan["tunnels"]] == ["GigabitEthernet0/0/0"] * 2
    assert on_wan["loopbacks"] == []


@pytest.mark.requirement("VC-12", "VC-53")
def test_a_single_tier_head_end_gets_one_host_route() -> None:
    got = made(one_cpe(accept_single_tier=True, tunnels__dc1__remote__gre_transport="198.51.100.11"))
    assert [(row["address"], row["name"]) for row in got["routes"]][:2] == [("198.51.100.11", "VC-DC1-IPSEC"), ("198.51.100.21", "VC-DC2-IPSEC")]


@pytest.mark.requirement("VC-25", "SZ-20", "SZ-22")
def test_mtu_and_mss_follow_the_line() -> None:
    assert [(t["ip_mtu"], t["mss"]) for t in made(one_cpe(access__path_mtu=None, access__type="ntt_flets_pppoe"))["tunnels"]] == [(1374, 1334)] * 2
    assert made(one_cpe(tunnels__dc2__mss=1300))["tunnels"][1]["mss"] == 1300
    with pytest.raises(OnrampError) as caught:
        made(one_cpe(access__path_mtu=1454, tunnels__dc1__mss=1350))
    assert [p.path for p in caught.value.problems] == ["virtual_connect_site.tunnels.dc1.mss"]


@pytest.mark.requirement("VC-28", "VC-42")
@pytest.mark.parametrize(
    ("ipsec", "transform", "suite"),
    [
        (("aes-gcm-256", None), "esp-gcm 256", "gcm"),
        (("aes-gcm-128", None), "esp-gcm", "gcm"),
        (("aes-cbc-128", "sha256"), "esp-aes esp-sha256-hmac", "cbc-sha256"),
        (("aes-cbc-192", "sha384"), "esp-aes 192 esp-sha384-hmac", "cbc-sha384"),
        (("aes-cbc-256", "sha512"), "esp-aes 256 esp-sha512-hmac", "cbc-sha512"),
        (("3des", "sha1"), "esp-3des esp-sha-hmac", "des-sha1"),
        (("des", "md5"), "esp-des esp-md5-hmac", "des-md5"),
    ],
)
def test_crypto_in_the_words_of_ios(ipsec: tuple[str, str | None], transform: str, suite: str) -> None:
    site = one_cpe(crypto__ipsec={"encryption": ipsec[0], "integrity": ipsec[1], "pfs_group": 20, "lifetime": 3600})
    got = made(site)["crypto"]
    assert (got["ipsec"]["transform"], got["suite"]) == (transform, suite)


def test_single_algorithms_become_lists() -> None:
    site = one_cpe(**CBC)
    site["crypto"]["ike"].update(encryption="aes-cbc-256", integrity="sha256", prf="sha256", dh_group=19)
    assert made(site)["crypto"] == made(one_cpe(**CBC))["crypto"]


@pytest.mark.requirement("VC-60")
def test_nat_is_advised_unless_a_list_is_named() -> None:
    lines = [row["line"] for row in made(one_cpe())["advice"] if row["kind"] == "nat_exempt"]
    assert lines == ["deny gre host 203.0.113.5 host 198.51.100.12", "deny gre host 203.0.113.6 host 198.51.100.22"]
    named = made(one_cpe(tunnels__dc1__nat_exempt_acl="NAT"))
    assert [row["dc"] for row in named["advice"]] == ["dc2"]
    assert named["nat_exempt_acls"] == [{"name": "NAT", "entries": [{"sequence": 1, "rule": lines[0]}]}]


@pytest.mark.requirement("VC-59")
def test_replies_to_keepalives_are_advised_where_the_vrfs_differ() -> None:
    kinds = {"inside": "VOICE", "transport": None}, {"inside": "VOICE", "transport": "VOICE"}
    differ, same = (made(one_cpe(tunnels__all__vrf=vrf))["advice"] for vrf in kinds)
    wanted = "permit gre host 198.51.100.12 host 203.0.113.5"
    assert next(row["line"] for row in differ if row["kind"] == "keepalive_acl") == wanted
    assert not [row for row in same if row["kind"] == "keepalive_acl"]
    off = {"enabled": False, "period": 10, "retries": 3}
    assert not [row for row in made(one_cpe(tunnels__all__vrf=kinds[0], tunnels__all__keepalive=off))["advice"] if row["kind"] == "keepalive_acl"]


@pytest.mark.requirement("VC-61")
def test_lines_of_a_wan_filter_keep_their_numbers_wherever_their_tunnel_is() -> None:
    (shared,) = made(one_cpe(tunnels__all__wan_acl="WAN-IN"))["wan_acls"]
    assert [entry["sequence"] for entry in shared["entries"]] == [1, 2, 3, 4, 5, 6, 7]
    assert shared["entries"][6]["rule"] == "permit icmp any host 203.0.113.2 packet-too-big"
    (second,) = made(two_cpes(tunnels__all__wan_acl="WAN-IN"), "tokyo-r2")["wan_acls"]
    assert [entry["sequence"] for entry in second["entries"]] == [4, 5, 6, 7]
    two_addresses = one_cpe(tunnels__all__wan_acl="WAN-IN", tunnels__dc2__local__ipsec_address="203.0.113.66")
    assert [entry["sequence"] for entry in made(two_addresses)["wan_acls"][0]["entries"]] == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.requirement("VC-32")
def test_a_separate_firewall_lets_ike_nat_t_and_esp_through() -> None:
    rows = [(row["protocol"], row["port"], row["inside"], row["outside"]) for row in made(one_cpe())["firewall"] if row["dc"] == "dc1"]
    pair = ("203.0.113.2", "198.51.100.11")
    assert rows == [("UDP", "500", *pair), ("UDP", "4500", *pair), ("ESP (50)", "-", *pair)]


@pytest.mark.requirement("VC-50")
def test_a_vti_gets_a_number_that_no_tunnel_has() -> None:
    clash = made(one_cpe(ipsec_style="vti", tunnels__dc2__number=201))
    assert [t["vti"]["interface"] for t in clash["tunnels"]] == ["Tunnel301", "Tunnel401"]
    assert set(clash["interfaces"]) >= {"Tunnel101", "Tunnel201", "Tunnel301", "Tunnel401"}
    assert [t["vti"] for t in made(one_cpe())["tunnels"]] == [None, None]


@pytest.mark.requirement("VC-22")
def test_lan_redistribution_is_opt_in_and_knows_the_lan() -> None:
    assert made(one_cpe())["lan_redistribution"] is None
    got = made(two_cpes(lan_redistribution={"ospf_process": 7}, tunnels__all__vrf=VOICE_INET), "tokyo-r2")["lan_redistribution"]
    assert got == {"ospf_process": 7, "vrf": "VOICE", "prefixes": ["198.18.10.128/25", "198.18.10.0/24"]}


@pytest.mark.requirement("VC-52")
def test_an_absent_site_keeps_what_ownership_must_recognise() -> None:
    here = made(one_cpe(state="absent", tunnels__all__wan_acl="WAN-IN", tunnels__dc1__nat_exempt_acl="NAT"))
    gone = {"tunnels", "loopbacks", "routes", "advice", "firewall"}
    assert all(here[key] == [] for key in gone)
    kept = {
        key: value
        for key, value in made(one_cpe()).items()
        if key in ("mark", "names", "tunnel_names", "wan_interfaces", "numbers", "asn", "router_id")
    }
    assert kept.items() <= here.items()
    assert (here["wan_acls"], here["nat_exempt_acls"]) == ([{"name": "WAN-IN", "entries": []}], [{"name": "NAT", "entries": []}])


@pytest.mark.requirement("VC-52")
def test_removal_needs_no_arithmetic() -> None:
    site = change(one_cpe(state="absent"), access__path_mtu=600, sizing__concurrent_calls=10**6)
    assert made(site)["tunnels"] == []


def test_a_host_that_is_no_cpe_gets_an_empty_design() -> None:
    got = made(one_cpe(), "elsewhere")
    assert (got["tunnels"], got["numbers"], got["asn"], got["router_id"], got["peer_cpe"]) == ([], [], None, None, None)


def test_the_intent_is_left_as_it_was() -> None:
    site = one_cpe()
    made(site)
    assert site == one_cpe()
