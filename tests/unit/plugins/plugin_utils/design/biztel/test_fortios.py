"""What a FortiGate gets is what the rules say, no more and no less (BZ-14, BZ-20, BZ-22, BZ-43; FO-27, FO-30)."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils.design.biztel.branches import FEATURES, VARIANTS, branch, designed
from tests.unit.plugins.plugin_utils.design.biztel.test_rtx import NETWORKS, SOURCES, STUN

Flows = set[tuple[str, str, str, int, int]]
PUSHES = st.lists(
    st.fixed_dictionaries({
        "address": st.sampled_from(["17.0.0.0/8", "17.1.0.1/32"]), "proto": st.sampled_from(["tcp", "udp"]),
        "ports": st.sampled_from(["443", "443,5223", "2195-2197,443"]),
    }), min_size=1, max_size=4,
)  # fmt: skip


class Objects:
    """The objects of a design by table and name, resolved."""

    def __init__(self, made: dict[str, Any]) -> None:
        self.by_table: dict[str, dict[str, dict[str, Any]]] = {}
        for each in made["objects"]:
            names = self.by_table.setdefault(each["table"], {})
            name = each["object"]["name"]
            assert name not in names and name.startswith("biztel-") and len(name) <= 35 and name.isascii()
            names[name] = each["object"]

    def policies(self) -> list[dict[str, Any]]:
        return list(self.by_table["firewall/policy"].values())

    def flows(self, policy: dict[str, Any]) -> Flows:
        src, dst = (list(self.prefixes(policy[side])) for side in ("srcaddr", "dstaddr"))
        return {(a, b, *service) for a, b in product(src, dst) for ref in policy["service"] for service in self.ports(ref["name"])}

    def prefixes(self, refs: list[dict[str, str]]) -> list[str]:
        groups, addresses = self.by_table["firewall/addrgrp"], self.by_table["firewall/address"]
        names = [member["name"] for ref in refs for member in groups.get(ref["name"], {"member": [ref]})["member"]]
        return [str(IPv4Network(addresses[name]["subnet"].replace(" ", "/"))) for name in names]

    def ports(self, name: str) -> list[tuple[str, int, int]]:
        service = self.by_table["firewall.service/custom"][name]
        return [(proto, *span) for proto in ("tcp", "udp") for span in spans(service.get(f"{proto}-portrange", "").replace(" ", ","))]


def spans(ports: str) -> list[tuple[int, int]]:
    """``3478,3479,5000`` as spans, neighbours as one."""
    numbers = {n for part in ports.split(",") if part for n in range(int(part.split("-")[0]), int(part.split("-")[-1]) + 1)}
    first = sorted(n for n in numbers if n - 1 not in numbers)
    return list(zip(first, sorted(n for n in numbers if n + 1 not in numbers), strict=True))


def of_rules(made: dict[str, Any]) -> Flows:
    return {
        (a, b, rule["proto"], *span) for rule in made["rules"] for a, b in product(rule["src"], rule["dst"]) for span in spans(rule["dport"])
    }  # fmt: skip


@pytest.mark.requirement("BZ-14", "BZ-17", "BZ-20", "BZ-22", "BZ-26")
@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(list(VARIANTS.values())), st.booleans(), st.dictionaries(st.sampled_from([f"O{n}" for n in range(1, 12)]), SOURCES), PUSHES,
    st.integers(1, 4),
)
def test_policies_let_through_exactly_what_the_rules_say(
    voice: tuple[str, ...], vpn: bool, sources: dict[str, list[str]], pushes: list[dict[str, str]], phones: int
) -> None:
    changes = {"sources": sources, "ios_push_destinations": pushes, "lan__phone_networks": NETWORKS[:phones], "contract__stun_servers": STUN}
    features = (*voice, "hardphone", "recording", "uniconnect_android", "uniconnect_ios")
    made = designed(branch(features, vpn, "fortios", **changes))
    found = Objects(made)
    flows = [found.flows(policy) for policy in found.policies()]
    assert set().union(*flows) == of_rules(made)
    ids = [policy["policyid"] for policy in found.policies()]
    assert len(set(ids)) == len(ids) and all(made["policy_ids"][0] < number <= made["policy_ids"][1] for number in ids)
    for policy in found.policies():
        closed = policy["dstintf"] == [{"name": "biztel-vpn"}]
        assert policy["nat"] == ("disable" if closed else "enable")
        assert closed == (vpn and found.prefixes(policy["dstaddr"]) == ["100.64.0.10/32"])


@pytest.mark.requirement("BZ-12", "BZ-23")
def test_the_timer_of_rtp_is_that_of_idle_udp_and_sip_s_is_in_all_places() -> None:
    found = Objects(designed(branch(FEATURES, platform="fortios", nat_timer={"sip": 1800, "rtp": 120})))
    services = found.by_table["firewall.service/custom"]
    timers = {name: (service.get("session-ttl"), service.get("udp-idle-timer")) for name, service in services.items()}
    assert {name: both for name, both in timers.items() if both[0] != "0" or both[1]} == {
        "biztel-sip-udp": ("1800", 1800), "biztel-rtp": ("0", 120), "biztel-sip-tls": ("1800", None), "biztel-sip-wss": ("1800", None),
    }  # fmt: skip
    assert {policy["name"] for policy in found.policies() if policy["session-ttl"] != "0"} == {"biztel-out-sip"}
    assert {name for name, service in services.items() if service.get("helper") == "disable"} == {
        "biztel-sip-udp", "biztel-rtp", "biztel-ftps", "biztel-sip-tls", "biztel-sip-wss",
    }  # fmt: skip


@pytest.mark.requirement("BZ-22")
def test_sip_with_sources_of_its_own_has_a_policy_of_its_own() -> None:
    found = Objects(designed(branch(("plain", "encrypted"), platform="fortios", sources={"O6": ["192.168.7.0/24"]})))
    sip = [policy for policy in found.policies() if policy["name"].startswith("biztel-out-sip")]
    assert [(policy["policyid"], policy["name"], policy["srcaddr"][0]["name"]) for policy in sip] == [
        (4101, "biztel-out-sip", "biztel-phones"), (4141, "biztel-out-sip-2", "biztel-o6-1"),
    ]  # fmt: skip


@pytest.mark.requirement("BZ-43", "BZ-47")
def test_with_the_vpn_option_the_way_in_is_the_closed_network_s() -> None:
    phone = [{"address": "192.168.100.7", "port": 5060, "proto": "udp"}]
    given_ = branch(vpn=True, platform="fortios")
    given_["biztel_site"]["fortios"] |= {"inbound": True, "inbound_map": phone}
    found = Objects(designed(given_))
    assert found.by_table["firewall/vip"]["biztel-in-1"]["extintf"] == "biztel-vpn"
    assert found.by_table["firewall/policy"]["biztel-in"]["srcintf"] == [{"name": "biztel-vpn"}]


@pytest.mark.requirement("BZ-18", "BZ-47")
def test_shaping_serves_what_is_marked_where_it_leaves() -> None:
    found = Objects(designed(branch(("plain", "hardphone"), True, "fortios", qos__overrides={"O9": True, "O1": False})))
    (signalling,) = [each for each in found.by_table["firewall/shaping-policy"].values() if each["name"] == "biztel-signalling"]
    assert (signalling["service"], signalling["dstintf"]) == ([{"name": "biztel-ntp"}], [{"name": "wan1"}])
    assert found.by_table["firewall/shaping-policy"]["biztel-voice"]["dstintf"] == [{"name": "biztel-vpn"}]
