"""Flows, persistence, members and their choice in the lab's BIG-IP, on its clock (BP-66 to BP-69; SB-62 to SB-65, SB-73, SB-74)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.lab.bigip.plane.rig import Rig
from tests.unit.lab.bigip_sip_support import client, rig

CAROL, MEMBERS = "sip:carol@198.51.100.9:5060", "ltm/pool/webotx/members/~Common~192.0.2.21:5060"


def _member_of(bed: Rig, call_id: str, method: str) -> list[int]:
    """Which members have got a method of a call, by their place."""
    return [place for place, member in enumerate(bed.members) for each in member.requests(method) if each.message.header("Call-ID") == call_id]


@pytest.mark.requirement("SB-62", "SB-63", "BP-67", "SB-81")
@pytest.mark.parametrize(("timeout", "quiet", "stays"), [("180", 200, False), ("180", 170, True), ("7200", 200, True), ("7200", 3600, True)])
def test_what_sticks_and_for_how_long(timeout: str, quiet: int, stays: bool) -> None:
    made = client(ltm_persistence_sip={"timeout": timeout})
    bed = rig(made)
    call = bed.alice.invite(CAROL)
    first = _member_of(bed, call.call_id, "INVITE")
    made.box.clock.advance(quiet)
    bed.outside.request(bed.outside.dialogs[call.call_id], "BYE")
    assert (_member_of(bed, call.call_id, "BYE") == first) == stays
    assert any(each.startswith("ix") for each in bed.complaints()) != stays


@pytest.mark.requirement("SB-64", "BP-67", "SB-81")
@pytest.mark.parametrize(("idle", "delivered"), [("60", False), ("300", True)])
def test_an_answer_after_long_ringing(idle: str, delivered: bool) -> None:
    made = client(ltm_profile_udp={"idleTimeout": idle})
    bed = rig(made)
    bed.outside.answers = (180,)
    call = bed.alice.invite(CAROL)
    made.box.clock.advance(100)
    bed.outside.answer(bed.outside.requests("INVITE")[0], 200)
    assert bed.alice.codes(call.call_id) == ([180, 200] if delivered else [180])
    assert [each.target for each in bed.network.lost] == ([] if delivered else [("192.0.2.10", 5060)])


@pytest.mark.requirement("SB-65", "BP-68", "SB-81", "SB-09")
@pytest.mark.parametrize("terminate", ["enabled", "disabled"])
def test_the_end_of_one_call_and_another_on_the_same_flow(terminate: str) -> None:
    bed = rig(client(ltm_profile_sip={"terminateOnBye": terminate}))
    bed.outside.answers = (180,)
    waiting = bed.alice.invite(CAROL)
    bed.outside.answers = (200,)
    call = bed.alice.invite(CAROL)
    bed.alice.request(call, "BYE")
    bed.outside.answer(bed.outside.requests("INVITE")[0], 200)
    assert bed.alice.codes(waiting.call_id) == ([180] if terminate == "enabled" else [180, 200])


@pytest.mark.requirement("SB-73", "BP-66", "BP-67")
def test_a_thousand_calls_stick() -> None:
    bed = rig()
    for number in range(1000):
        bed.alice.send(bed.virtual, f"OPTIONS {CAROL} SIP/2.0", f"z9hG4bK{number}a", [
            ("From", "<sip:a@192.0.2.51>;tag=1"), ("To", "<sip:c@198.51.100.9>"), ("Call-ID", f"c{number}"), ("CSeq", "1 OPTIONS"),
        ])  # fmt: skip
    for number in range(1000):
        bed.outside.send(bed.virtual, "OPTIONS sip:alice@192.0.2.51:5060 SIP/2.0", f"z9hG4bK{number}b", [
            ("From", "<sip:c@198.51.100.9>;tag=2"), ("To", "<sip:a@192.0.2.51>;tag=1"), ("Call-ID", f"c{number}"), ("CSeq", "1 OPTIONS"),
        ])  # fmt: skip
    assert bed.plane.counts("records", "/Common/webotx") == {"value": 1000}
    calls = [Counter(each.message.header("Call-ID") for each in member.requests("OPTIONS")) for member in bed.members]
    assert [set(each.values()) for each in calls] == [{2}, {2}] and [len(each) for each in calls] == [500, 500]


@pytest.mark.requirement("SB-74", "BP-69", "BP-81")
def test_ratio_and_a_member_more() -> None:
    made = client(ltm_pool={"loadBalancingMode": "ratio-member"})
    made.do(f"PATCH {MEMBERS}", {"ratio": 3})
    bed = rig(made)
    for _each in range(40):
        bed.alice.invite(CAROL)
    assert [len(member.requests("INVITE")) for member in bed.members] == [30, 10]
    made.do("PATCH ltm/pool/webotx", {"loadBalancingMode": "round-robin"})
    bed.plane.changed()
    for _each in range(10):
        bed.alice.invite(CAROL)
    assert [len(member.requests("INVITE")) for member in bed.members] == [35, 15]


@pytest.mark.requirement("SB-74", "SB-22", "BP-26", "BP-69")
@pytest.mark.parametrize(("state", "bound"), [
    ({"session": "user-disabled", "state": "user-up"}, True), ({"session": "user-disabled", "state": "user-down"}, True),
])  # fmt: skip
def test_a_member_that_is_disabled_or_offline(state: dict[str, str], bound: bool) -> None:
    made = client()
    bed = rig(made)
    call = bed.alice.invite(CAROL)
    assert _member_of(bed, call.call_id, "INVITE") == [0]
    made.do(f"PATCH {MEMBERS}", state)
    bed.plane.changed()
    others = [bed.alice.invite(CAROL) for _each in range(4)]
    assert [_member_of(bed, each.call_id, "INVITE") for each in others] == [[1]] * 4
    bed.alice.request(call, "BYE")
    assert (_member_of(bed, call.call_id, "BYE") == [0]) == bound
    made.box.clock.advance(301)
    bed.alice.request(call, "UPDATE")
    assert (_member_of(bed, call.call_id, "UPDATE") == [0]) == (state["state"] == "user-up")


@pytest.mark.requirement("SB-15", "BP-26", "BP-69", "BP-27")
def test_monitors_see_a_member_die_and_come_back() -> None:
    made = client()
    bed = rig(made)
    dead = bed.members[0]
    assert made.do(f"GET {MEMBERS}")["state"] == "up"
    dead.close()
    _pass(made, 11)
    assert made.do(f"GET {MEMBERS}")["state"] == "up"
    _pass(made, 10)
    assert made.do(f"GET {MEMBERS}")["state"] == "down"
    assert {tuple(_member_of(bed, bed.alice.invite(CAROL).call_id, "INVITE")) for _each in range(4)} == {(1,)}
    bed.network.bind(dead.own, dead.receive)
    _pass(made, 6)
    assert made.do(f"GET {MEMBERS}")["state"] == "up"


def _pass(made: Any, seconds: int) -> None:
    for _each in range(seconds):
        made.box.clock.advance(1)


@pytest.mark.requirement("BP-69", "SB-87")
def test_nobody_is_there(caplog: pytest.LogCaptureFixture) -> None:
    made = client()
    bed = rig(made)
    for member in bed.members:
        member.close()
    _pass(made, 25)
    call = bed.alice.invite(CAROL)
    assert bed.alice.codes(call.call_id) == [] and bed.plane.dropped["no member"] == 1
    assert "offline" in str(made.do("GET ltm/virtual/sip_vs/stats"))


@pytest.mark.requirement("BP-66", "SB-27", "SB-66")
def test_ports_towards_members() -> None:
    """The client's port is kept where it is free; two clients with one port get two."""
    bed = rig()
    for agent in (bed.alice, bed.outside):
        for _each in range(2):
            agent.invite(CAROL if agent is bed.alice else "sip:alice@192.0.2.51:5060")
    found = Counter(each.source[1] for member in bed.members for each in member.requests("INVITE"))
    assert set(found) == {5060, 1025} and bed.complaints() == []


@pytest.mark.requirement("BP-64", "SB-13", "BP-14")
def test_a_snat_pool_and_no_snat() -> None:
    made = client()
    made.do("POST ltm/snatpool", {"name": "own", "members": ["/Common/192.0.2.11"]})
    made.do("PATCH ltm/virtual/sip_vs", {"sourceAddressTranslation": {"type": "snat", "pool": "own"}})
    bed = rig(made)
    bed.alice.invite(CAROL)
    assert {each.source[0] for member in bed.members for each in member.requests("INVITE")} == {"192.0.2.11"}
    assert made.do("GET ltm/snat-translation/192.0.2.11")["address"] == "192.0.2.11"
    assert "SNAT pool" in made.refused("PATCH ltm/virtual/sip_vs", {"sourceAddressTranslation": {"type": "automap"}})[1]
    found = made.do("PATCH ltm/virtual/sip_vs", {"sourceAddressTranslation": {"type": "automap", "pool": "none"}})
    assert found["sourceAddressTranslation"] == {"type": "automap"}


@pytest.mark.requirement("BP-67", "BP-79")
def test_a_restart_forgets_who_sticks_to_whom_and_what_was_not_saved() -> None:
    made = client()
    made.do("POST sys/config", {"command": "save"})
    made.do("PATCH ltm/pool/webotx", {"loadBalancingMode": "ratio-member"})
    bed = rig(made)
    call = bed.alice.invite(CAROL)
    command = {"command": "run", "utilCmdArgs": "-c 'tmsh show ltm persistence persist-records'"}
    assert call.call_id in made.do("POST util/bash", command)["commandResult"]
    made.box.reload()
    assert bed.plane.records() == [] and made.do("GET ltm/pool/webotx")["loadBalancingMode"] == "round-robin"
    assert bed.alice.codes(bed.alice.invite(CAROL).call_id)[-1] == 200


@pytest.mark.requirement("BP-79", "BP-81")
def test_the_standby_forwards_nothing_and_settings_last_as_long_as_flows() -> None:
    made = client()
    bed = rig(made)
    call = bed.alice.invite(CAROL)
    made.do("PATCH ltm/virtual/sip_vs", {"rules": []})
    bed.plane.changed()
    bed.alice.request(call, "BYE")
    assert bed.complaints() == []
    made.do("POST sys/failover", {"command": "run", "standby": True})
    bed.plane.changed()
    call = bed.alice.invite(CAROL)
    assert bed.alice.codes(call.call_id) == []
