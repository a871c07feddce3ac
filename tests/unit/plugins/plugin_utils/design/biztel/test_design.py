"""BIZTEL's rules and what an RTX and a FortiGate make of them (BZ-14..BZ-33, BZ-41..BZ-51, BZ-80)."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.biztel_rules import biztel_rules
from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.biztel import expand
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError
from tests.unit.plugins.plugin_utils.design.biztel.branches import FEATURES, GOLDEN, branch, designed, golden, golden_path, text_of

COMBINATIONS = [
    tuple(name for name, on in zip(FEATURES, bits, strict=True) if on)
    for bits in product((False, True), repeat=len(FEATURES)) if any(bits[:3])
]  # fmt: skip
REFERENCE = """\
ip filter 410001 pass 192.168.100.0/24 203.0.113.10 udp * 5060
ip filter 410002 pass 192.168.100.0/24 203.0.113.10 udp * 10000-20000
ip filter 410003 pass 192.168.100.0/24 198.51.100.0/28 udp * 3478,3479
ip filter 410004 pass 192.168.100.0/24 203.0.113.10 tcp * 8000
ip filter 410009 pass 192.168.100.0/24 210.235.12.2 udp * 123
ip filter 410051 pass 203.0.113.10 192.168.100.0/24 udp 5060 *
ip filter 410052 pass 203.0.113.10 192.168.100.0/24 udp 10000-20000 *
ip filter 410053 pass 198.51.100.0/28 192.168.100.0/24 udp 3478,3479 *
ip filter 410054 pass 203.0.113.10 192.168.100.0/24 established 8000 *
ip filter 410059 pass 210.235.12.2 192.168.100.0/24 udp 123 *
"""


def site(*features: str, vpn: bool = False, **changes: Any) -> dict[str, Any]:
    """A complete site."""
    return designed_site(branch(features or ("plain",), vpn, **changes))


def designed_site(given_: dict[str, Any]) -> dict[str, Any]:
    from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check

    return check("biztel", {"r1": given_})[0]["r1"]["biztel_site"]


def tuples(rules: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    return [(rule["dir"], rule["proto"], *map(str, (rule["src"], rule["sport"], rule["dst"], rule["dport"]))) for rule in rules]


@pytest.mark.requirement("BZ-80")
@pytest.mark.parametrize(("platform", "variant", "vpn"), GOLDEN)
def test_golden(platform: str, variant: str, vpn: bool) -> None:
    assert golden(platform, variant, vpn) == golden_path(platform, variant, vpn).read_text(encoding="utf-8")


@pytest.mark.requirement("BZ-24", "BZ-31", "BZ-32", "BZ-33")
def test_the_worked_reference_of_the_requirements_line_for_line() -> None:
    text = text_of(designed(branch()))
    assert text.startswith(REFERENCE)
    lists = "pp select 1\n ip pp secure filter in 410051 410052 410053 410054 410059\n"
    assert f"{lists} ip pp secure filter out 410001 410002 410003 410004 410009\npp select none\n" in text
    assert "nat descriptor timer 1000 protocol=udp port=5060 3600\nnat descriptor sip 1000 off\n" in text


@pytest.mark.requirement("BZ-15", "BZ-16", "BZ-17", "BZ-22", "BZ-25")
@pytest.mark.parametrize("vpn", [False, True])
def test_every_combination_has_no_rule_twice_and_every_way_out_a_way_back(vpn: bool) -> None:
    for features in COMBINATIONS:
        rules = expand(site(*features, vpn=vpn))
        assert len(set(tuples(rules))) == len(rules), features
        out = [rule for rule in rules if rule["dir"] == "out"]
        back = {rule["reply_to"]: rule for rule in rules if rule["dir"] == "in"}
        assert list(back) == [rule["id"] for rule in out], features
        for rule in out:
            answer = back[rule["id"]]
            assert (answer["src"], answer["sport"], answer["dst"], answer["proto"]) == (rule["dst"], rule["dport"], rule["src"], rule["proto"])
        assert [rule["id"] for rule in expand(site(*features, vpn=vpn), stateful=True)] == [rule["id"] for rule in out]


@pytest.mark.requirement("BZ-14", "BZ-15", "BZ-19")
def test_the_page_row_by_row() -> None:
    rules = {rule["id"]: rule for rule in expand(site(*FEATURES))}
    assert list(rules)[:10] == ["O1", "O2", "O3", "O4", "O5", "O6", "O8", "O9", "O10", "O11"]
    assert rules["O2"]["ids"] == ["O2", "O7"]
    assert rules["W2"]["ids"] == ["W2", "W4"]
    assert {name: rules[name]["dport"] for name in ("O1", "O3", "O4", "O5", "O6", "O8", "O9", "O11")} == {
        "O1": "5060", "O3": "3478,3479", "O4": "8000", "O5": "20990-21000", "O6": "15061", "O8": "15062", "O9": "123", "O11": "8000",
    }  # fmt: skip
    assert rules["O9"]["dst"] == ["210.235.12.2/32"]
    assert (rules["W3"]["sport"], rules["W5"]["sport"]) == ("15061", "15062")


@pytest.mark.requirement("BZ-18", "BZ-21", "BZ-23")
def test_qos_and_timers_are_the_page_s_unless_the_site_says_otherwise() -> None:
    marked = [rule for rule in expand(site(*FEATURES)) if rule["qos"]]
    assert [rule["id"] for rule in marked] == ["O1", "O2", "O6", "O8", "W1", "W2", "W3", "W5"]
    timed = {rule["id"]: rule["nat_timer"] for rule in expand(site(*FEATURES), stateful=True) if rule["nat_timer"]}
    assert timed == {"O1": 3600, "O6": 3600, "O8": 3600}
    over = expand(site(*FEATURES, qos__overrides={"O3": True, "O1": False}, nat_timer={"sip": 1800, "rtp": 120}), stateful=True)
    assert {rule["id"]: rule["qos"] for rule in over if rule["qos"]} == {"O2": "voice", "O3": "signalling", "O6": "signalling", "O8": "signalling"}
    assert {rule["nat_timer"] for rule in over} == {None, 1800, 120}


@pytest.mark.requirement("BZ-47")
def test_with_the_vpn_option_calls_go_through_the_closed_network_and_stun_and_ntp_do_not() -> None:
    made = designed(branch(("plain", "hardphone"), vpn=True, rtx__nat_descriptor=None))
    ways = {rule["id"]: rule["via"] for rule in made["rules"]}
    assert {name for name, via in ways.items() if via == "internet"} == {"O3", "O9", "O3-answers", "O9-answers"}
    assert [(each["interface"], each["direction"], each["filters"]) for each in made["lists"]] == [
        ("pp 1", "in", [410053, 410059]), ("pp 1", "out", [410003, 410009]),
        ("tunnel 3", "in", [410051, 410052, 410054]), ("tunnel 3", "out", [410001, 410002, 410004]),
    ]  # fmt: skip
    assert made["timers"] == []
    assert "nat descriptor" not in text_of(made)


@pytest.mark.requirement("BZ-48")
def test_the_name_is_answered_for_where_the_site_asks() -> None:
    assert "ip host s0123456789aB.u.biztel.jp 100.64.0.10\n" in text_of(designed(branch(vpn=True, name_resolution="rtx")))
    made = designed(branch(vpn=True, platform="fortios", name_resolution="fortios"))
    dns = [each for each in made["objects"] if each["table"] == "system/dns-database"]
    assert [each["object"]["domain"] for each in dns] == ["s0123456789aB.u.biztel.jp"]
    assert "ip host" not in text_of(designed(branch(vpn=True)))


@pytest.mark.requirement("BZ-32")
def test_strict_tcp_lets_answers_in_only() -> None:
    loose, strict = (text_of(designed(branch(("encrypted",), rtx__strict_tcp_in=on))) for on in (False, True))
    assert "ip filter 410056 pass 203.0.113.10 192.168.100.0/24 tcp 15061 *" in loose
    assert "ip filter 410056 pass 203.0.113.10 192.168.100.0/24 established 15061 *" in strict


@pytest.mark.requirement("BZ-49", "BZ-51")
def test_inside_networks_exchange_rtp_both_ways_on_the_lan() -> None:
    text = text_of(designed(branch(lan__inside_networks=["10.1.0.0/16"], lan__inside_ports="16384-32767")))
    assert "ip filter 410070 pass 192.168.100.0/24 10.1.0.0/16 udp * 16384-32767\n" in text
    assert "ip filter 410071 pass 10.1.0.0/16 192.168.100.0/24 udp * 16384-32767\n" in text
    assert "ip lan1 secure filter in 410070 410071\nip lan1 secure filter out 410070 410071\n" in text
    objects = designed(branch(platform="fortios", lan__inside_networks=["10.1.0.0/16"]))["objects"]
    (inside,) = [each["object"] for each in objects if each["object"].get("name") == "biztel-inside" and each["table"] == "firewall/policy"]
    assert inside["srcintf"] == inside["dstintf"] == [{"name": "lan"}]


@pytest.mark.requirement("BZ-43")
def test_a_fortigate_lets_nobody_in_unless_it_is_told_whom() -> None:
    def tables(**changes: Any) -> set[str]:
        return {each["table"] for each in designed(branch(platform="fortios", **changes))["objects"]}

    phone = [{"address": "192.168.100.7", "port": 5060, "proto": "udp"}]
    assert "firewall/vip" not in tables()
    made = designed(branch(platform="fortios", fortios={"inbound": True, "inbound_map": phone}))["objects"]
    (policy,) = [each["object"] for each in made if each["object"].get("name") == "biztel-in"]
    assert (policy["srcaddr"], policy["dstaddr"]) == ([{"name": "biztel-pbx"}], [{"name": "biztel-in-1"}])
    (service,) = [each["object"] for each in made if each["object"].get("name") == "biztel-in-udp"]
    assert service["udp-portrange"] == "1-65535:5060 1-65535:10000-20000"


@pytest.mark.requirement("BZ-41")
def test_shaping_guarantees_add_up_to_the_line() -> None:
    text = text_of(designed(branch(qos__mode="shaping")))
    for class_, share in ((4, "6M"), (3, "1M"), (2, "93M")):
        assert f"queue lan2 class property {class_} bandwidth={share},100M\n" in text
    assert "queue lan2 type shaping\nspeed lan2 100M\n" in text
    with pytest.raises(OnrampError, match="KO-BZ241"):
        designed(branch(qos__mode="shaping", wan__speed_up_kbps=6000, wan__speed_down_kbps=6000, calls__utilisation_cap=1))


@pytest.mark.requirement("BZ-41")
def test_what_refers_comes_after_what_it_refers_to() -> None:
    text = text_of(designed(branch(FEATURES, lan__inside_networks=["10.1.0.0/16"])))
    words = ("ip filter ", "queue class filter 41 ", "secure filter", "nat descriptor timer", "nat descriptor sip", "speed ")
    order = [text.index(word) for word in words]
    assert order == sorted(order)
    seen: set[str] = set()
    for each in designed(branch(FEATURES, platform="fortios", lan__inside_networks=["10.1.0.0/16"]))["objects"]:
        names = {ref["name"] for value in each["object"].values() if isinstance(value, list) for ref in value if "name" in ref}
        assert {name for name in names if name.startswith("biztel-")} <= seen, each
        seen.add(str(each["object"].get("name")))


@pytest.mark.requirement("BZ-33")
def test_more_than_ten_pairs_are_refused() -> None:
    networks = [f"192.168.{n}.0/24" for n in range(11)]
    with pytest.raises(OnrampError, match="KO-BZ233"):
        designed(branch(lan__phone_networks=networks))
    made = designed(branch(lan__phone_networks=networks[:10]))
    assert [each["number"] for each in made["filters_out"] if each["dport"] == "5060"] == [410001 + 100 * k for k in range(10)]


@pytest.mark.requirement("BZ-13", "BZ-36", "BZ-42")
@settings(max_examples=60)
@given(st.sampled_from(COMBINATIONS), st.booleans(), st.integers(1, 3), st.integers(1, 21_000_000), st.sampled_from(["priority", "shaping"]))
def test_numbers_stay_in_their_block_and_lines_within_limits(features: tuple[str, ...], vpn: bool, networks: int, base: int, mode: str) -> None:
    changes = {"lan__phone_networks": [f"192.168.{n}.0/24" for n in range(networks)], "rtx__filter_base": base, "qos__mode": mode}
    made = designed(branch(features, vpn, **changes))
    text = text_of(made)
    numbers = [int(number) for number in re.findall(r"^ip filter (\d+) ", text, re.MULTILINE)]
    assert len(set(numbers)) == len(numbers)
    assert all(made["filter_numbers"][0] <= number <= made["filter_numbers"][1] for number in numbers)
    classes = [int(number) for number in re.findall(r"^queue class filter (\d+) ", text, re.MULTILINE)]
    assert len(set(classes)) == len(classes) and all(41 <= number <= 60 for number in classes)
    assert all(len(ports.split(",")) <= 10 for line in re.findall(r"^ip filter .*", text, re.MULTILINE) for ports in line.split()[-2:])
    assert all(len(each["filters"]) <= 129 for each in made["lists"])
    assert text.isascii() and "XXX" not in text


@pytest.mark.requirement("BZ-42")
def test_absent_is_nothing() -> None:
    for platform in ("yamaha_rtx", "fortios"):
        made = designed(branch(platform=platform), biztel_state="absent")
        assert text_of(made) == ""
    assert designed(branch(), biztel_state="absent")["filter_numbers"] == [410000, 410999]


@pytest.mark.requirement("BZ-01", "BZ-02", "BZ-14", "BZ-20")
def test_the_filter_gives_rules_or_every_reason() -> None:
    given_ = branch(("plain", "recording"))["biztel_site"]
    assert [rule["id"] for rule in biztel_rules(given_, stateful=True)] == ["O1", "O2", "O3", "O4", "O5"]
    given_["contract"].update(recording_ip=None, stun_servers=["***.***.***.***/**"])
    with pytest.raises(OnrampError) as caught:
        biztel_rules(given_)
    assert {problem.path for problem in caught.value.problems} == {"biztel_site.contract.recording_ip", "biztel_site.contract.stun_servers[0]"}
