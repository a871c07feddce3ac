"""What a change asks the health room (change.outcome.Health): who is cut off, who must carry meanwhile, what to wait for (TI-57)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.model import Touch
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health import interconnect as health
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.rule import all_waiting
from tests.unit.lab.interconnect_support import ASHBURN, OSAKA_ASHBURN, SAN_JOSE, reference

from .rows import ACL, ADVERTISED, LINK, ROUTES, SUMMARY, pe, says, swap
from .scene import OSAKA, Scene, design

RUNNING = reference(*OSAKA)
BOTH = {"ashburn", "san-jose"}


@pytest.mark.requirement("TI-56", "TI-57")
def test_what_stands_is_told_by_our_mark() -> None:
    made = design(*OSAKA, site=OSAKA)
    assert health.standing(made, RUNNING) == BOTH
    assert health.standing(made, reference(ASHBURN)) == set()


@pytest.mark.requirement("TI-57")
@pytest.mark.parametrize(
    ("sections", "cut"),
    [
        ([Touch(f"interface {OSAKA_ASHBURN.interface}", "changed")], {"ashburn"}),
        ([Touch("ip access-list extended TI-SAN-JOSE-ACL-IN", "changed")], {"san-jose"}),
        ([Touch("route-map TI-ASHBURN-OUT permit 10", "removed")], {"ashburn"}),
        ([Touch("router bgp 65001 / address-family ipv4 vrf TWILIO / neighbor 198.51.100.141", "changed")], {"san-jose"}),
        ([Touch("vrf definition TWILIO", "changed")], BOTH),
        ([Touch("router bgp 65001 / address-family ipv4 vrf TWILIO", "changed")], BOTH),
        ([Touch(f"interface {OSAKA_ASHBURN.interface}", "added")], set()),
        ([Touch("ip access-list extended TI-RTP", "changed"), Touch("class-map match-any TI-SIGNALLING", "changed")], set()),
        ([Touch("policy-map TI-ASHBURN-CHILD / class TI-VOICE", "changed")], {"ashburn"}),
    ],
)
def test_a_change_cuts_only_what_it_names(sections: list[Touch], cut: set[str]) -> None:
    assert health.interrupted(design(*OSAKA, site=OSAKA), RUNNING, sections) == cut


@pytest.mark.requirement("TI-57")
def test_the_other_ce_carries_by_its_signs_whatever_the_intent_now_wants() -> None:
    made, scene = design(ASHBURN), Scene()
    other = design(ASHBURN, customer_routes=["203.0.113.0/25"], connections=[{**made["connections"][0], "acl_in": [], "local_preference": None}])
    assert health.healthy_peer(other, scene.outputs(other)) is None
    nobody = design(ASHBURN, connections=[])
    assert health.healthy_peer(nobody, []).value == "-"


@pytest.mark.requirement("TI-57")
@pytest.mark.parametrize(
    ("disturb", "sign"),
    [
        (swap(LINK, "line protocol is up", "line protocol is down"), "LINK"), (says(LINK, ""), "LINK"), (pe(shutdown=True), "BGP"),
        (pe(extranet=False), "IN"), (swap(ROUTES, r"^.*168\.86\.128\.0.*\n", ""), "IN"), (swap(ADVERTISED, r"^ \*>.*\n", ""), "OUT"),
        (says(ADVERTISED, "% Invalid input detected at '^' marker."), "OUT"),
    ],
)  # fmt: skip
def test_a_ce_that_lacks_a_sign_does_not_carry(disturb: Any, sign: str) -> None:
    made, scene = design(ASHBURN), Scene()
    disturb(scene)
    problem = health.healthy_peer(made, scene.outputs(made))
    assert problem is not None
    assert (problem.code, problem.path, problem.value, problem.host) == ("KO-HV205", "ashburn", sign, "fukuoka-r1")


@pytest.mark.requirement("TI-61", "TI-57")
def test_sessions_are_waited_for_and_final_states_are_not() -> None:
    made, scene = design(ASHBURN), Scene()
    watched = health.watched(made)
    assert watched == [SUMMARY]
    assert not health.coming(made, scene.ask(watched, "fukuoka-r1"))
    for state, waits in (("Active", True), ("OpenSent", True), ("Idle", True), ("Idle (PfxCt)", False), ("Idle (Admin)", False)):
        scene.edits[SUMMARY] = lambda printed, state=state: printed[:-1] + state
        assert health.coming(made, scene.ask(watched, "fukuoka-r1")) is waits, state
        verdict = health.judge(made, scene.outputs(made))
        assert (verdict.status, health.pending(verdict)) == ("down", waits), state


@pytest.mark.requirement("TI-62")
def test_routes_come_after_the_session_and_what_a_filter_drops_does_not() -> None:
    made = design(ASHBURN)
    late, wrong = Scene(), Scene()
    pe(announces=["67.213.136.64/26"])(late)
    swap(ROUTES, r"^.*168\.86\.128\.0.*\n", "")(wrong)
    assert health.pending(health.judge(made, late.outputs(made)))
    assert not health.pending(health.judge(made, wrong.outputs(made)))
    assert not all_waiting([])


def test_two_samples_only_where_something_is_counted() -> None:
    made = design(SAN_JOSE)
    first, last = health.rounds(made)
    assert first == [ACL.replace("ASHBURN", "SAN-JOSE"), f"show policy-map interface {SAN_JOSE.interface} output"]
    assert set(first) < set(last)
    plain = design(SAN_JOSE, qos=None, connections=[{**made["connections"][0], "acl_in": []}])
    (only,) = health.rounds(plain)
    assert not set(first) & set(only)
    assert health.supports("Cisco IOS XE Software, Version 17.09.04a") is None
