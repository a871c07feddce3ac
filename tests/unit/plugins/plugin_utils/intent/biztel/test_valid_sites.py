"""Branches that are right, up to the edge of what is allowed; and what the intents hold."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.biztel import notes
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.spec import options
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, describe, listing
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors, warnings
from tests.unit.plugins.plugin_utils.intent.biztel.sites import NAMES, variables
from tests.unit.plugins.plugin_utils.intent.sites import FIXTURES, change

SITE = "biztel_site"
LINES = options("biztel")[SITE]["options"]["wan"]["options"]["type"]["choices"]
VOICE = ("plain", "encrypted", "webrtc")


def told(given: dict[str, Any]) -> list[str]:
    """The codes about one branch."""
    return [problem.code for problem in check("biztel", {"rt1": given})[1]]


def variant(name: str, **how: Any) -> dict[str, Any]:
    """A valid branch with options of its site set; ``__`` stands for the dot."""
    return change(variables(name), {"set": {f"{SITE}.{key.replace('__', '.')}": value for key, value in how.items()}})


def completed(given: dict[str, Any]) -> dict[str, Any]:
    """The intent of one branch."""
    intents, found = check("biztel", {"rt1": given})
    assert errors(found) == [], listing(found)
    return intents["rt1"]


@pytest.mark.parametrize("name", NAMES)
def test_fixture_branches_are_valid(name: str) -> None:
    assert told(variables(name)) == []


def test_all_branches_together_are_valid() -> None:
    intents, found = check("biztel", {name: variables(name) for name in NAMES})
    assert found == [] and list(intents) == NAMES


@pytest.mark.requirement("BZ-09")
@pytest.mark.parametrize("kind", LINES)
@pytest.mark.parametrize("name", NAMES)
def test_every_line_with_ports_of_its_own(name: str, kind: str) -> None:
    assert told(variant(name, wan__type=kind, wan__dedicated_ports=True)) == (["KO-BZ009C"] if kind == "wireless" else [])


@pytest.mark.requirement("BZ-07", "BZ-08")
@pytest.mark.parametrize("chosen", [chosen for chosen in product((False, True), repeat=7) if any(chosen[:3])], ids=str)
def test_every_choice_of_features(chosen: tuple[bool, ...]) -> None:
    names = (*VOICE, "hardphone", "recording", "uniconnect_android", "uniconnect_ios")
    assert told(variant("fortios", features=dict(zip(names, chosen, strict=True)))) == []


@pytest.mark.requirement("BZ-01", "BZ-02", "BZ-04", "BZ-05", "BZ-06", "BZ-12", "BZ-13", "BZ-52", "BZ-53")
@pytest.mark.parametrize(
    "given",
    [
        pytest.param(variant("rtx", nat_timer={"sip": 3600, "rtp": 30}), id="shortest timer of an RTX"),
        pytest.param(variant("rtx", nat_timer={"rtp": 21474836}), id="longest timer of an RTX"),
        pytest.param(variant("fortios", nat_timer={"rtp": 0}), id="shortest idle timer of a FortiGate"),
        pytest.param(variant("fortios", nat_timer={"rtp": 86400}), id="longest idle timer of a FortiGate"),
        pytest.param(variant("rtx", rtx__filter_base=1), id="first filter numbers"),
        pytest.param(variant("rtx", rtx__filter_base=21473837), id="last filter numbers"),
        pytest.param(variant("rtx", calls__concurrent=0), id="no calls"),
        pytest.param(variant("rtx", calls__concurrent=400), id="as many calls as the share carries"),
        pytest.param(variant("rtx", calls={"concurrent": 500, "utilisation_cap": 1.0}), id="as many calls as the line carries"),
        pytest.param(variant("rtx", calls={"concurrent": 30, "kbps_per_call": 250}), id="more than 200 kbit/s"),
        pytest.param(variant("rtx", wan__speed_up_kbps=7500), id="30 calls of 200 kbit/s are 0.8 of 7.5 Mbps"),
        pytest.param(variant("rtx", contract__server_ip="8.8.8.8"), id="really public server"),
        pytest.param(variant("rtx", contract__server_fqdn="sXXxYZzAbC12z.u.biztel.jp"), id="name with X, Y and Z of its own"),
        pytest.param(variant("rtx", contract__stun_servers=["198.51.100.7/32"]), id="one STUN server"),
        pytest.param(variant("rtx", contract__recording_ip="203.0.113.20"), id="address of a feature that is off"),
        pytest.param(variant("rtx", lan__phone_networks=["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]), id="all private space"),
        pytest.param(variant("rtx", lan__phone_networks=["192.168.0.0/25", "192.168.0.128/25"]), id="neighbouring networks"),
        pytest.param(variant("rtx", sources={"O1": ["192.168.100.0/25"], "O9": ["192.168.100.0/25"]}), id="rules with the same source"),
        pytest.param(variant("rtx", lan__inside_ports="5004,10000-20000"), id="more ports of RTP"),
        pytest.param(variant("rtx", rtx__wan={"kind": "tunnel", "number": 1, "physical": "lan2"}), id="IPv4 over IPv6"),
        pytest.param(variant("rtx", rtx__wan={"kind": "lan", "number": 2, "physical": "LAN2"}), id="the interface itself"),
        pytest.param(variant("rtx", rtx__lan=["lan1", "lan1/1", "lan1/2"]), id="several LAN interfaces"),
        pytest.param(variant("rtx", rtx__lan=["bridge1", "vlan3"], qos__downlink=False), id="interfaces without a queue"),
        pytest.param(variant("rtx", rtx__lan=["bridge1", "vlan3"], qos__mode="none"), id="no QoS at all"),
        pytest.param(variant("vpn", rtx__nat_descriptor=2000), id="VPN option with NAT towards the Internet"),
        pytest.param(variant("fortios", fortios__place_before="Web Proxy (a)".replace("(", "[").replace(")", "]")), id="policy by name"),
        pytest.param(variant("fortios", fortios__lan=["社内"]), id="Japanese zone"),
        pytest.param(variant("fortios", rtx={"filter_base": 1}), id="options of another platform"),
        pytest.param({**variables(), "biztel_contract": {"recording_ip": "x"}, "biztel_result": 1}, id="somebody's own variables"),
    ],
)
def test_what_is_allowed_is_not_told(given: dict[str, Any]) -> None:
    assert told(given) == []


@pytest.mark.requirement("BZ-12")
def test_a_longer_sip_timer_is_possible_where_only_tcp_has_one() -> None:
    assert told(variant("fortios", nat_timer={"sip": 2764800}, features={"encrypted": True})) == ["KO-BZ012B"]


@pytest.mark.requirement("BZ-42")
def test_what_is_to_go_away_need_not_fit() -> None:
    wrong = variant("rtx", features__plain=False, calls__concurrent=9999, wan__proxy_in_path=True, wan__type="map_e", nat_timer={"sip": 1})
    assert told({**wrong, "biztel_state": "absent"}) == []
    assert told({**change(wrong, {"delete": [f"{SITE}.rtx.wan"]}), "biztel_state": "absent"}) == ["KO-BZ035C"]


def test_defaults_are_filled_in() -> None:
    intent = completed(variables("vpn"))
    site = intent[SITE]
    assert (intent["biztel_state"], intent["biztel_platform"], intent["biztel_export"]) == ("present", "yamaha_rtx", None)
    assert site["features"] == {"encrypted": True, **dict.fromkeys(("plain", "webrtc", "hardphone", "recording"), False),
                                "uniconnect_android": False, "uniconnect_ios": False}  # fmt: skip
    assert site["calls"] == {"concurrent": 40, "kbps_per_call": 200, "utilisation_cap": 0.8}
    assert site["nat_timer"] == {"sip": 3600, "rtp": None}
    assert site["qos"] == {"mode": "priority", "downlink": True, "overrides": {}} and site["sources"] == {}
    assert site["lan"] == {"phone_networks": ["192.168.20.0/24"], "inside_ports": "10000-20000", "inside_networks": []}
    assert site["rtx"]["wan"] == {"kind": "lan", "number": 2, "physical": "lan2"}
    assert site["rtx"]["closed_network"] == {"kind": "tunnel", "number": 3}
    assert (site["rtx"]["filter_base"], site["rtx"]["class_filter_base"], site["rtx"]["rollback_seconds"]) == (410000, 41, 180)
    assert (site["fortios"]["lan"], site["fortios"]["wan"], site["fortios"]["policy_base"]) == (["lan"], ["wan1"], 4100)


@pytest.mark.requirement("BZ-18", "BZ-22")
def test_only_what_was_said_of_a_rule_stands_there() -> None:
    site = completed(variables("fortios"))[SITE]
    assert site["sources"] == {"O5": ["192.168.10.16/28"]} and site["qos"]["overrides"] == {"O3": True}
    assert site["fortios"]["inbound_map"] == [{"address": "192.168.10.20", "port": 5060, "proto": "udp"}]


@pytest.mark.requirement("BZ-08")
def test_destinations_of_ios_are_prefixes() -> None:
    destinations = completed(variables("fortios"))[SITE]["ios_push_destinations"]
    assert destinations == [
        {"address": "17.0.0.0/8", "proto": "tcp", "ports": "443,5223"}, {"address": "192.0.2.7/32", "proto": "udp", "ports": "3478"},
    ]  # fmt: skip


def test_interfaces_get_one_spelling() -> None:
    rtx = completed(variant("rtx", rtx__lan=["LAN1", "Bridge1"], qos__downlink=False, rtx__wan__physical="Lan2"))[SITE]["rtx"]
    assert (rtx["lan"], rtx["wan"]["physical"]) == (["lan1", "bridge1"], "lan2")


def test_an_intent_is_nobody_elses() -> None:
    """Changing one intent changes neither the input nor the schema's defaults nor another host's intent."""
    given = variables()
    intents, _found = check("biztel", {"rt1": given, "rt2": given})
    intents["rt1"][SITE]["lan"]["inside_networks"].append("x")
    intents["rt1"][SITE]["fortios"]["lan"].append("x")
    assert given == variables()
    assert intents["rt2"][SITE]["lan"]["inside_networks"] == [] and intents["rt2"][SITE]["fortios"]["lan"] == ["lan"]
    assert completed(variables())[SITE]["fortios"]["lan"] == ["lan"]


def test_defaults_of_the_role_are_those_of_the_schema() -> None:
    role = FIXTURES.parents[2] / "roles" / "biztel"
    defaults = yaml.safe_load((role / "defaults" / "main.yml").read_text(encoding="utf-8"))
    assert defaults == {name: option.get("default") for name, option in options("biztel").items() if not option.get("required")}


def test_ansibles_own_validation_takes_every_valid_branch() -> None:
    """ansible-core checks the same argument specs when the role starts; it must not refuse what we let through."""
    from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

    for given in map(variables, NAMES):
        for data in (given, completed(given)):
            assert ArgumentSpecValidator(options("biztel")).validate(data).error_messages == []


@pytest.mark.requirement("BZ-75", "BZ-76", "BZ-77", "BZ-78", "BZ-79")
@pytest.mark.parametrize(
    ("given", "codes"),
    [
        pytest.param(variables("rtx"), ["75", "76", "77"], id="RTX"),
        pytest.param({**variables("rtx"), "biztel_disable_router_sip": True}, ["75", "76", "77", "79"], id="RTX that restarts"),
        pytest.param(variables("fortios"), ["75", "76", "77", "78", "79"], id="FortiGate"),
        pytest.param(variant("fortios", fortios__disable_sip_alg=False), ["75", "76", "77"], id="FortiGate that keeps its SIP"),
    ],
)
def test_what_the_user_must_be_told_anyway(given: dict[str, Any], codes: list[str]) -> None:
    said = list(notes(completed(given), "rt1"))
    assert [problem.code for problem in said] == [f"KO-BZ0{code}" for code in codes]
    assert errors(said) == warnings(said) == []
    assert all(describe(problem, language).message for problem in said for language in LANGUAGES)
