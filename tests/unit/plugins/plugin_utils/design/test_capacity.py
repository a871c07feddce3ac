"""Calls for a bandwidth and back, and the Interconnect port: the vectors of sizing.md, section 6, and the properties SZ-06 and SZ-41."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design import capacity
from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.capacity import bandwidth_for_calls, calls_for_bandwidth, rate
from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.ports import interconnect_port, offered
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import describe
from tests.unit.plugins.plugin_utils.design.vectors import refused, rows

# port: rule, exact ethernet 0.8, ethernet 1.0, wire 0.8, ip 0.8, G.729 ethernet 0.8
PORTS = """
10 | 100 91 114 84 100 256
100 | 1000 917 1146 840 1000 2564
500 | 5000 4587 5733 4201 5000 12820
1000 | 10000 9174 11467 8403 10000 25641
"""
COLUMNS: list[dict[str, Any]] = [
    {"method": "rule_of_thumb"}, {}, {"ceiling": 1.0}, {"layer": "wire"}, {"layer": "ip"}, {"codec": "g729"},
]  # fmt: skip
# calls method locations | demand needed | Ashburn and San Jose, London and Singapore
CHOICES = """
0 exact 2 | 0.0000 0.0000 | 10 10
91 exact 2 | 7.9352 9.9190 | 10 10
92 exact 2 | 8.0224 10.0280 | 100 100
100 rule_of_thumb 2 | 10.0000 10.0000 | 10 10
101 rule_of_thumb 2 | 10.1000 10.1000 | 100 100
117 exact 2 | 10.2024 12.7530 | 100 100
917 exact 2 | 79.9624 99.9530 | 100 100
918 exact 2 | 80.0496 100.0620 | 1000 500
4587 exact 2 | 399.9864 499.9830 | 1000 500
4588 exact 2 | 400.0736 500.0920 | 1000 1000
9174 exact 2 | 799.9728 999.9660 | 1000 1000
1800 exact 3 | 78.4800 98.1000 | 100 100
1801 exact 3 | 78.5672 98.2090 | 100 100
"""
VOICES = st.fixed_dictionaries({
    "codec": st.sampled_from(["g711", "g722", "g729", "g723_63"]), "ptime_ms": st.sampled_from([None, 30, 60]),
    "srtp_tag": st.sampled_from([0, 4, 10]), "layer": st.sampled_from(["ip", "ethernet", "wire"]),
    "suite": st.sampled_from([None, "gcm", "cbc-sha256"]), "gre": st.booleans(),
    "ceiling": st.sampled_from([None, 0.1, 0.7, 0.8, 1]),
})  # fmt: skip


@pytest.mark.requirement("SZ-15", "SZ-16", "SZ-40")
@pytest.mark.parametrize(("port", "calls"), rows(PORTS))
def test_calls_of_a_port(port: list[str], calls: list[str]) -> None:
    assert [calls_for_bandwidth(int(port[0]), **column)["calls"] for column in COLUMNS] == [int(each) for each in calls]


@pytest.mark.requirement("SZ-14", "SZ-16", "SZ-17", "SZ-18", "TI-06")
@pytest.mark.parametrize(("asked", "mbps", "ports"), rows(CHOICES))
def test_the_port_that_is_chosen(asked: list[str], mbps: list[str], ports: list[str]) -> None:
    for places, port in (("ashburn", "san_jose"), ports[0]), (("london", "singapore"), ports[1]):
        for place in places:
            found = interconnect_port(int(asked[0]), place, int(asked[2]), method=asked[1])
            assert [found["demand_mbps"], found["needed_mbps"]] == mbps
            assert found["port_mbps"] == int(port)
            assert found["fits_calls"] >= found["calls_per_port"]


@pytest.mark.requirement("SZ-18")
@pytest.mark.parametrize("place", ["ashburn", "london"])
def test_no_port_is_large_enough_and_none_are_added_up(place: str) -> None:
    problem = refused(interconnect_port, 9175, place, path="interconnect_site.connections[0]")
    told = describe(problem)
    assert problem.path == "interconnect_site.connections[0]"
    assert told.message == f"1000.08 Mbps needed at {place}, largest offered port is 1000 Mbps"
    assert told.mend == "add a location or ask Twilio"


@pytest.mark.requirement("SZ-04", "SZ-16")
def test_the_other_method_stands_beside() -> None:
    assert interconnect_port(918, "ashburn")["other"] == {"method": "rule_of_thumb", "needed_mbps": "91.8000", "port_mbps": 100}
    assert interconnect_port(101, "ashburn", method="rule_of_thumb")["other"] == {"method": "exact", "needed_mbps": "11.0090", "port_mbps": 100}
    assert interconnect_port(10, "ashburn", codec="g729")["other"] is None


@pytest.mark.requirement("SZ-17", "TI-08")
def test_one_location_must_be_accepted_and_carries_all() -> None:
    assert refused(interconnect_port, 10, "ashburn", 1).code == "KO-SZ022"
    assert interconnect_port(10, "ashburn", 1, accept_single_location=True)["calls_per_port"] == 10
    assert refused(interconnect_port, 10, "ashburn", 1, "no").code == "KO-SZ015", "the word would count as yes"


@pytest.mark.requirement("SZ-14", "TI-06", "TI-07")
def test_500_is_offered_at_london_and_singapore_only() -> None:
    assert [place for place in ("ashburn", "san_jose", "london", "singapore") if 500 in offered(place)] == ["london", "singapore"]
    problem = refused(offered, "tokyo")
    assert (problem.code, problem.details["known"]) == ("KO-SZ021", "ashburn, san_jose, london, singapore")


@pytest.mark.requirement("SZ-01", "SZ-02")
def test_a_boundary_is_decided_exactly() -> None:
    """80 calls of 100 kbit/s at a ceiling of 0.8 are exactly 10 Mbps."""
    assert capacity.Rate(Fraction(100), Fraction("0.8"), {}).needed(80) == 10
    assert calls_for_bandwidth(10, layer="ip")["calls"] == 100
    assert bandwidth_for_calls(100, layer="ip")["whole_mbps"] == 10
    assert bandwidth_for_calls(101, layer="ip")["whole_mbps"] == 11


@pytest.mark.requirement("SZ-01")
def test_no_number_is_too_large_to_be_told() -> None:
    assert bandwidth_for_calls(10**40)["demand_mbps"] == "872" + "0" * 36 + ".00"
    assert calls_for_bandwidth(1e300, layer="ip")["calls"] == 10**301


@pytest.mark.requirement("SZ-41")
@given(mbps=st.integers(0, 20_000).map(lambda value: value / 10), voice=VOICES)
def test_the_calls_fit_and_one_more_does_not(mbps: float, voice: dict[str, Any]) -> None:
    calls, taken = calls_for_bandwidth(mbps, **voice)["calls"], rate(**voice)
    usable = Fraction(str(mbps)) * 1000 * taken.ceiling
    assert calls * taken.each <= usable < (calls + 1) * taken.each
    assert taken.needed(calls) <= Fraction(str(mbps)) < taken.needed(calls + 1)


@pytest.mark.requirement("SZ-06")
@given(calls=st.integers(0, 5000), more=st.integers(0, 500), voice=VOICES)
def test_more_calls_or_a_larger_tag_never_need_less(calls: int, more: int, voice: dict[str, Any]) -> None:
    def needed(number: int, tag: int) -> Fraction:
        return rate(**{**voice, "srtp_tag": tag}).needed(number)

    assert needed(calls + more, 10) >= needed(calls, 10) >= needed(calls, 4) >= needed(calls, 0)


@pytest.mark.requirement("SZ-03", "SZ-04")
def test_every_input_and_step_is_in_the_result() -> None:
    found = calls_for_bandwidth(100, suite="cbc-sha256", gre=True, srtp_tag=10)
    assert found.items() >= {
        "mbps": 100, "codec": "g711", "ptime_ms": 20, "srtp_tag": 10, "layer": "ethernet", "suite": "cbc-sha256", "gre": True, "nat_t": False,
        "method": "exact", "ceiling": "0.8", "payload": 160, "packet": 210, "bytes": 318, "pps": "50.00", "kbps_per_call": "127.20", "calls": 628,
    }.items()  # fmt: skip


@pytest.mark.requirement("SZ-05", "SZ-15")
@pytest.mark.parametrize(("function", "value", "described", "code", "path"), [
    (calls_for_bandwidth, -1, {}, "KO-SZ014", "mbps"),
    (calls_for_bandwidth, "10", {}, "KO-SZ014", "mbps"),
    (bandwidth_for_calls, 1.5, {}, "KO-SZ012", "calls"),
    (bandwidth_for_calls, True, {}, "KO-SZ012", "calls"),
    (bandwidth_for_calls, 1, {"ceiling": 1.2}, "KO-SZ013", "sizing.ceiling"),
    (bandwidth_for_calls, 1, {"ceiling": 0}, "KO-SZ013", "sizing.ceiling"),
    (bandwidth_for_calls, 1, {"codec": "g729", "ptime_ms": 25}, "KO-SZ002", "sizing.ptime_ms"),
    (bandwidth_for_calls, 1, {"method": "guess"}, "KO-SZ019", "sizing.method"),
    (bandwidth_for_calls, 1, {"method": ["exact"]}, "KO-SZ019", "sizing.method"),
    (bandwidth_for_calls, 1, {"method": "rule_of_thumb", "codec": "g729"}, "KO-SZ020", "sizing.method"),
    (bandwidth_for_calls, 1, {"method": "rule_of_thumb", "suite": "gcm"}, "KO-SZ020", "sizing.method"),
    (bandwidth_for_calls, 1, {"method": "rule_of_thumb", "ceiling": 0.8}, "KO-SZ020", "sizing.method"),
    (bandwidth_for_calls, 1, {"method": "rule_of_thumb", "ceiling": True}, "KO-SZ020", "sizing.method"),
    (bandwidth_for_calls, 1, {"layer": "l2"}, "KO-SZ007", "layer"),
    (bandwidth_for_calls, 1, {"layer": ["ip"]}, "KO-SZ007", "layer"),
    (bandwidth_for_calls, 1, {"suite": False}, "KO-SZ005", "suite"),
])  # fmt: skip
def test_what_cannot_be_computed_with_is_refused(function: Any, value: Any, described: dict[str, Any], code: str, path: str) -> None:
    problem = refused(function, value, **described)
    assert (problem.code, problem.path) == (code, path)
