"""A healthy site, and what its routers say together (TI-68), through Ansible's registered results and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health import interconnect as health
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.interconnect.diagnosis.reported import SYMPTOMS, reported
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.show import as_data, finding_lines, lines, verdict_of
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.site import site_problems, site_verdicts
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.verdict import PASS
from tests.unit.lab.interconnect_support import ASHBURN, SAN_JOSE, Connection

from .scene import FUKUOKA, OSAKA, Scene, check, design, statuses

SIDE = ["RIB-OWN", "FW", "QOS", "PREF", "PATH"]
ALL = ["LINK", "BGP", "IN", "OUT", "RIB", *SIDE]


def told(scene: Scene, each: Connection, **changes: Any) -> dict[str, Any]:
    """What a router's task registers."""
    made = design(each, **changes)
    return json.loads(json.dumps(as_data(health.judge(made, scene.outputs(made)))))


def site_of(first: dict[str, Any] | None, second: dict[str, Any] | None) -> Any:
    return site_verdicts({"fukuoka-sbc": ["fukuoka-r1", "fukuoka-r2"]}, {"fukuoka-r1": first, "fukuoka-r2": second}, health)["fukuoka-sbc"]


@pytest.mark.requirement("TI-60", "TI-61", "TI-62", "TI-63", "TI-64", "TI-65", "TI-66", "TI-67", "TI-69")
@pytest.mark.parametrize("each", FUKUOKA, ids=lambda each: each.location)
def test_the_reference_is_healthy_with_calls_on_it(each: Connection) -> None:
    scene, made = Scene(calls=100), design(each)
    outputs = scene.outputs(made)
    verdict = health.judge(made, outputs)
    assert (verdict.status, statuses(verdict)) == ("healthy", dict.fromkeys(ALL, PASS))
    assert verdict.backup == scene.findings(made, outputs) == []
    assert [problem.code for problem in verdict.problems] == ["KO-HV255"]


@pytest.mark.requirement("TI-64", "TI-65")
def test_two_locations_on_one_router_prefer_the_primary_and_want_an_inside() -> None:
    scene, made = Scene(OSAKA), design(*OSAKA, site=OSAKA)
    assert health.judge(made, scene.outputs(made)).status == "healthy"
    command = "show ip route vrf TWILIO 203.0.113.202"
    scene.edits[command] = lambda _printed: "Routing Table: TWILIO\n% Network not in table"
    verdict = health.judge(made, scene.outputs(made))
    assert (verdict.status, check(verdict, "RIB-OWN").problem.code) == ("degraded", "KO-HV235")
    for place in (0, 1):
        assert statuses(verdict, place) == {**dict.fromkeys(ALL, PASS), "RIB-OWN": "fail"}
    del scene.edits[command]
    scene.lab.pe("ashburn", "osaka-sbc").shutdown = True
    scene.lab.clock.advance(10)
    verdict = health.judge(made, scene.outputs(made))
    assert (check(verdict, "BGP").status, check(verdict, "RIB", 1).status) == ("fail", PASS)
    assert [(problem.code, problem.value, problem.details["left"]) for problem in verdict.backup] == [("KO-HV201", "ashburn", "san-jose")]


@pytest.mark.requirement("TI-69")
def test_a_ping_that_is_answered_refused_or_lost_never_fails() -> None:
    scene, made = Scene(), design(ASHBURN)
    command = health.rounds(made)[1][-1]
    assert command.startswith("ping vrf TWILIO 208.78.112.64 source 203.0.113.138 ")
    answered = "Sending 2, 100-byte ICMP Echos to 208.78.112.64, timeout is 1 seconds:\n!!\nSuccess rate is 100 percent (2/2)"
    for text, codes in ((answered, []), ("% Invalid source address- IP address not on any of our up interfaces", []), (answered[:40], [])):
        scene.edits[command] = lambda _printed, text=text: text
        found = check(health.judge(made, scene.outputs(made)), "PATH")
        assert (found.status, [note.code for note in found.notes]) == (PASS, codes)


@pytest.mark.requirement("TI-68")
def test_two_locations_make_a_site_and_one_is_degraded() -> None:
    scene = Scene()
    first, second = told(scene, ASHBURN), told(scene, SAN_JOSE)
    whole = site_of(first, second)
    assert (whole.status, [each.name for each in whole.checks], site_problems({"x": whole})) == ("healthy", ["LOC"], [])
    scene.lab.pe().shutdown = True
    scene.lab.clock.advance(10)
    lost = told(scene, ASHBURN)
    for one in (lost, None):
        half = site_of(one, second)
        assert (half.status, half.checks[0].status, half.checks[0].line) == ("degraded", "fail", "san-jose")
        assert [problem.code for problem in site_problems({"x": half})] == ["KO-HV206", "KO-HV203"]
        assert site_problems({"x": half})[1].details == {"status": "degraded", "lacking": "ashburn"}
    assert lines(site_of(lost, second))[-1].startswith("KO-HV201 location ashburn")


@pytest.mark.requirement("TI-68", "TI-08")
def test_both_lost_at_once_is_a_finding_of_its_own_x12() -> None:
    scene = Scene()
    for location in ("ashburn", "san-jose"):
        scene.lab.pe(location).down = True
    scene.lab.clock.advance(300)
    both = site_of(told(scene, ASHBURN), told(scene, SAN_JOSE))
    assert (both.status, [problem.code for problem in site_problems({"x": both})]) == ("down", ["KO-HV206", "KO-HV204"])
    silent = site_of(None, None)
    assert (silent.status, silent.site, [problem.code for problem in site_problems({"x": silent})]) == ("down", "fukuoka-sbc", ["KO-HV203"])


@pytest.mark.requirement("TI-68", "TI-08")
def test_a_site_with_one_location_by_its_own_word_is_warned_about() -> None:
    scene = Scene()
    alone = site_of(told(scene, ASHBURN, locations=["ashburn"]), None)
    assert (alone.status, [(problem.code, problem.level) for problem in site_problems({"x": alone})]) == ("healthy", [("KO-HV207", "warning")])


@pytest.mark.requirement("TI-68")
def test_a_verdict_survives_as_data_and_an_absent_site_is_no_failure() -> None:
    scene, made = Scene(), design(ASHBURN)
    verdict = health.judge(made, scene.outputs(made))
    again = verdict_of(json.loads(json.dumps(as_data(verdict))))
    assert (again.status, statuses(again), again.locations) == (verdict.status, statuses(verdict), verdict.locations)
    gone = design(ASHBURN, state="absent", connections=[])
    absent = as_data(health.judge(gone, []))
    assert (health.rounds(gone), absent["status"], site_of(absent, absent).status) == ([], "absent", "absent")


@pytest.mark.requirement("TI-03", "TI-16", "TI-23", "TI-25")
def test_what_no_router_shows_is_explained_when_it_is_reported() -> None:
    found = reported(design(ASHBURN), SYMPTOMS)
    assert [(finding.row, finding.who) for finding in found] == [("X07", "customer"), ("X10", "customer"), ("X11", "twilio"), ("X13", "customer")]
    for language in ("en", "ja"):
        assert "{" not in "\n".join(finding_lines(found, language))
