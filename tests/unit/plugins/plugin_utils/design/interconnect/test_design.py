"""What the rooms after design read, and how large a site is, port by port (TI-11, TI-15, TI-24, TI-44, TI-45, SZ-14..SZ-18)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.interconnect.size import ports_of, size, undecided
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.systems import SYSTEMS
from tests.unit.plugins.plugin_utils.design.interconnect.made import designed, given, rules, text
from tests.unit.plugins.plugin_utils.intent.interconnect.sites import FIRST, SECOND, found_in, inventory, variables
from tests.unit.plugins.plugin_utils.intent.sites import change

WIDE = {"border_devices__0__media_ports": "1024-65535", "qos__enabled": False}


def intent(base: str = "tokyo", **changes: Any) -> dict[str, Any]:
    """The checked site, however large."""
    return check("interconnect", inventory(undecided(given(base, **changes))))[0][FIRST]


def of_calls(calls: int, mbps: int = 100, **changes: Any) -> list[str]:
    """The codes for a site of so many calls on two ports of that size."""
    ports = {f"connections__{n}__mbps": mbps for n in (0, 1)}
    return [problem.code for problem in found_in(inventory(given(sizing__concurrent_calls=calls, **ports, **changes))) if problem.code != "KO-TI034"]


@pytest.mark.requirement("TI-11", "TI-44", "SZ-16", "SZ-17")
@pytest.mark.parametrize(("mbps", "calls"), [(10, 91), (100, 917), (1000, 9174)])
def test_a_port_carries_what_the_vectors_say_and_not_one_call_more(mbps: int, calls: int) -> None:
    assert of_calls(calls, mbps, **WIDE) == []
    assert of_calls(calls + 1, mbps, **WIDE) == (["KO-TI044", "KO-TI044"] if mbps < 1000 else ["KO-TI044B", "KO-TI044B"])


@pytest.mark.requirement("TI-44", "SZ-14")
def test_the_port_of_500_mbps_is_chosen_only_where_it_is_offered() -> None:
    places = {"connections__0__location": "london", "connections__1__location": "singapore", "edges": ["london-ix", "singapore-ix"]}
    wanted = [port["wanted_mbps"] for port in ports_of(intent(sizing__concurrent_calls=918, **places)["interconnect_site"])]
    assert wanted == [500, 500]
    assert [port["wanted_mbps"] for port in ports_of(intent(sizing__concurrent_calls=918)["interconnect_site"])] == [1000, 1000]


@pytest.mark.requirement("SZ-15")
@pytest.mark.parametrize(("calls", "told"), [(1000, []), (1001, ["KO-TI044", "KO-TI044"])])
def test_by_the_rule_of_thumb_a_hundred_megabits_are_a_thousand_calls(calls: int, told: list[str]) -> None:
    assert of_calls(calls, sizing__method="rule_of_thumb", sizing__ceiling=None, **WIDE) == told


@pytest.mark.requirement("TI-44", "SZ-17")
@pytest.mark.parametrize(("calls", "share"), [(1800, 900), (1801, 901), (0, 0)])
def test_of_three_locations_two_carry_all(calls: int, share: int) -> None:
    third = change(given(), {"copy": {"interconnect_site.connections.1": "interconnect_site.third"}})["interconnect_site"].pop("third")
    third.update(location="london", vlan=312, address="198.51.100.10/30", pe_address="198.51.100.9")
    site = given(sizing__concurrent_calls=calls)["interconnect_site"]
    site["connections"].append(third)
    assert {port["calls"] for port in ports_of({**site, "sizing": {**site["sizing"], "srtp_tag": 0, "opus_kbps": None}})} == {share}


@pytest.mark.requirement("TI-45")
@pytest.mark.parametrize(("percent", "told"), [(35, []), (34, ["KO-TI045"])])
def test_the_priority_queue_holds_the_calls(percent: int, told: list[str]) -> None:
    """400 calls take 34.88 Mbps on Ethernet."""
    assert of_calls(400, qos__voice_percent=percent) == told
    assert of_calls(400, qos__voice_percent=percent, qos__enabled=False) == []


@pytest.mark.requirement("TI-46")
@pytest.mark.parametrize(("calls", "last", "told"), [(400, 17183, []), (401, 17183, ["KO-TI046B"]), (400, 17182, ["KO-TI046B"])])
def test_two_rtp_ports_for_each_call(calls: int, last: int, told: list[str]) -> None:
    assert of_calls(calls, border_devices__0__media_ports=f"16384-{last}") == told


@pytest.mark.requirement("TI-11", "SZ-16")
def test_the_size_of_a_site_says_rule_and_exact_figure() -> None:
    found = size(intent())
    assert (found["calls"], found["mbps"], found["needed_mbps"], found["fits"], found["headroom_calls"]) == (400, "34.88", "43.60", True, 517)
    worked = found["worked"]
    assert (worked["method"], worked["demand_mbps"], worked["wanted_mbps"]) == ("exact", "34.88", 100)
    assert (worked["other_method"], worked["other_mbps"], worked["other_port"]) == ("rule_of_thumb", "40.0000", 100)
    assert [limit["location"] for limit in found["limits"]] == ["ashburn", "san-jose"]


@pytest.mark.requirement("TI-57")
def test_the_other_router_of_the_site_is_known() -> None:
    assert designed(given())["peer_cpe"] == {"host": SECOND, "location": "san-jose"}
    assert designed(given(), SECOND)["peer_cpe"] == {"host": FIRST, "location": "ashburn"}
    assert designed(given("one_ce"))["peer_cpe"] is None


@pytest.mark.requirement("TI-49")
def test_a_password_is_never_shown() -> None:
    made = designed(given())
    assert "lab-tokyo-ashburn-bgp" not in repr(made)
    assert made["connections"][0]["bgp_password"] == "lab-tokyo-ashburn-bgp"
    assert json.loads(json.dumps({**made, "connections": []}))["mark"] == "kyoten:interconnect:tokyo-sbc"


@pytest.mark.requirement("TI-15", "TI-24", "TI-55")
def test_data_of_the_inventory_reach_the_access_lists() -> None:
    dated = {"as_of": "2026-01-01", "source": "mail"}
    edges = [{"name": f"{place}-ix", "addresses": [f"208.78.112.{n}"]} for n, place in ((71, "ashburn"), (70, "san-jose"))]
    media = {"prefix": "168.86.0.0/16", "first": 1024, "last": 2047}
    data = {"edges": {**dated, "values": edges}, "media": {**dated, "values": media}}
    found = designed(variables(set={"interconnect_twilio_data": data, "interconnect_site.twilio_routes": ["208.78.112.64/26", "168.86.0.0/16"]}))
    inward = [entry["rule"] for entry in found["connections"][0]["acl_in"]]
    assert [rule for rule in inward if rule.startswith("permit udp")] == [
        "permit udp host 208.78.112.71 host 203.0.113.10 eq 5060", "permit udp host 208.78.112.70 host 203.0.113.10 eq 5060",
        "permit udp 168.86.0.0 0.0.255.255 range 1024 2047 host 203.0.113.10 range 16384 32767",
    ]  # fmt: skip


@pytest.mark.requirement("TI-24")
def test_signalling_of_every_edge_in_use_and_no_other_passes() -> None:
    both, one = (rules(text(edges=edges), "TI-ASHBURN-ACL-IN") for edges in (["ashburn-ix", "san-jose-ix"], ["ashburn-ix"]))
    assert {rule for rule in both if rule not in one} == {rule for rule in both if "67.213.136" in rule} and len(both) == len(one) + 9


@pytest.mark.requirement("TI-14", "TI-56")
def test_names_and_spellings_of_an_inventory_are_one_on_the_router() -> None:
    spelt = text(connections__0__interface="gi0/0/1", connections__0__location="Ashburn", edges=["ASHBURN_IX", "san_jose-ix", "ashburn-ix"])
    assert spelt == text()


@pytest.mark.requirement("TI-57")
@pytest.mark.parametrize(
    ("site", "carriers"),
    [
        ({"connections": [{"ce": "r1"}, {"ce": "r2"}, {"ce": "{{ x }}"}, 7, {"ce": 7}, {}]}, ["r1", "r2", "{{ x }}"]),
        ({"connections": "{{ all }}"}, []), ({"connections": {"a": {"ce": "r1"}}}, ["r1"]), ({}, []), ("{{ site }}", []), (None, []),
    ],
)  # fmt: skip
def test_the_carriers_of_a_site_as_written(site: Any, carriers: list[str]) -> None:
    assert SYSTEMS["interconnect"].carriers(site) == carriers


def test_the_outline_of_a_site_has_its_carriers_only() -> None:
    system = SYSTEMS["interconnect"]
    assert system.outline(given()["interconnect_site"]) == {"connections": [{"ce": FIRST}, {"ce": SECOND}]}
    assert system.outline({"connections": "{{ all }}", "name": "x"}) == {"connections": "{{ all }}"}
    assert system.outline("{{ site }}") == "{{ site }}"
    assert system.outline({"connections": ["{{ one }}", {"vlan": 3}]}) == {"connections": ["{{ one }}", {"ce": None}]}
