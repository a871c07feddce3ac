"""Twilio Interconnect on stateful routers: up, idempotent, interrupted, leaked into, gone, and beside Virtual Connect on one router."""

from __future__ import annotations

from collections.abc import Callable
from difflib import unified_diff
from typing import Any

import pytest

from tests.integration.branch import Branch, foreign
from tests.integration.test_interruptions import settled
from tests.thorough import some

Routers = Callable[..., Branch]
TI, BOTH = "interconnect", ("virtual_connect", "interconnect")
LINES = 108  #: configuration commands of a first installation on fukuoka-r1, told by ``test_the_number_of_lines``


def _pe(lab: Any, site: str, location: str, settings: dict[str, str]) -> None:
    lab.world.interconnect.alter(site, location, settings)


def _send(lab: Any, site: str, location: str, packet: str) -> dict[str, Any]:
    return dict(lab.world.interconnect.send(site, location, packet, 1))


def statuses(outcome: Any) -> list[str]:
    """The verdicts, one for each system."""
    return sorted(report.verdict.status for report in outcome.reports)


@pytest.mark.requirement("TI-50", "TI-56", "TI-57", "TI-61", "TI-62", "TI-63", "TI-64")
@pytest.mark.parametrize("host", ["fukuoka-r1", "fukuoka-r2", "osaka-r1"])
def test_a_router_comes_up_a_second_run_sends_nothing_and_absent_gives_it_back(branch: Routers, host: str) -> None:
    router = branch(host, TI)
    before = foreign(router.running())
    outcome = router.run()
    assert (outcome.status, outcome.failed, statuses(outcome)) == ("changed", False, ["healthy"]), outcome.problems
    assert foreign(router.startup()) == foreign(router.running()) and not router.pending()
    assert not set(before) - set(foreign(router.running())), "a line of the customer's has gone"
    for event in (lambda: None, router.reload):
        event()
        router.forget()
        again = router.run("again")
        assert (again.status, again.failed, router.configuration_commands()) == ("unchanged", False, []), again.problems
    router.intent["interconnect_site"]["state"] = "absent"
    gone = router.run("absent", allow_disruption=True)
    assert (gone.status, gone.failed) == ("changed", False), gone.problems
    assert foreign(router.running()) == before


def test_the_number_of_lines(branch: Routers) -> None:
    assert len(branch("fukuoka-r1", TI).run(check_mode=True).change.commands) == LINES


@pytest.mark.requirement("TI-54", "TI-56")
def test_a_port_that_now_leads_to_another_location(branch: Routers) -> None:
    router = branch("fukuoka-r1", TI)
    assert router.run().status == "changed"
    router.intent["interconnect_site"]["connections"][0]["location"] = "london"
    moved = router.run("moved", allow_disruption=True)
    assert (moved.status, moved.failed) == ("changed", False), moved.problems
    assert "TI-LONDON-SHAPE" in router.running() and "TI-ASHBURN" not in router.running()


@pytest.mark.requirement("TI-57")
def test_a_session_cut_after_a_line_leaves_old_or_new(branch: Routers) -> None:
    router = branch("fukuoka-r1", TI)
    old = foreign(router.running())
    for line in some(range(1, LINES + 1), 8):
        router.fault(drop_after_line=line)
        outcome = router.run(f"cut {line}")
        router.fault()
        assert (outcome.status, settled(router, old, [])) == ("rolled_back", "old"), (line, outcome.problems)
    assert router.run("at last").status == "changed"


@pytest.mark.requirement("TI-51", "TI-53")
def test_a_leaked_table_is_stopped_by_the_filter_and_then_by_the_limit(branch: Routers) -> None:
    router = branch("fukuoka-r1", TI)
    router.intent["interconnect_site"]["connections"][0]["max_prefixes"] = 2000
    assert router.run().status == "changed"
    router.lab.do(_pe, "fukuoka-sbc", "ashburn", {"leak": "1000"})
    router.advance(10)
    assert router.verify().verdict.status == "healthy", "1,000 routes more were received, none was accepted"
    router.intent["interconnect_site"]["connections"][0]["max_prefixes"] = None  # 20
    refused = router.run("limit", patience=2.0, allow_disruption=True)
    assert (refused.status, refused.failed) == ("rolled_back", True), "the limit of 20 takes the session down"


@pytest.mark.requirement("TI-53")
def test_a_session_that_the_limit_took_down_is_told_as_such(branch: Routers) -> None:
    router = branch("fukuoka-r1", TI)
    assert router.run().status == "changed"
    router.lab.do(_pe, "fukuoka-sbc", "ashburn", {"leak": "1000"})
    router.advance(10)
    report = router.verify(patience=1.0)
    assert (report.verdict.status, [finding.row for finding in report.findings]) == ("down", ["X09"])


@pytest.mark.requirement("TI-04", "TI-55", "TI-66")
def test_what_the_lists_let_through_in_both_directions(branch: Routers) -> None:
    router = branch("fukuoka-r1", TI)
    assert router.run().status == "changed"
    passes = {
        "udp 208.78.112.64:5060 203.0.113.138:5060": True, "udp 203.0.113.138:5060 208.78.112.64:5060": True,
        "udp 168.86.128.10:10000 203.0.113.138:16384": True, "udp 203.0.113.138:16384 168.86.128.10:10000": True,
        "udp 168.86.128.10:9999 203.0.113.138:16384": False, "udp 203.0.113.138:16384 168.86.128.10:9999": False,
        "udp 54.172.60.1:5060 203.0.113.138:5060": False, "udp 203.0.113.139:5060 208.78.112.64:5060": False,
    }  # fmt: skip
    assert {packet: router.lab.do(_send, "fukuoka-sbc", "ashburn", packet)["permitted"] for packet in passes} == passes


@pytest.mark.requirement("TI-57")
def test_the_other_location_must_stand_before_this_one_is_disturbed(branch: Routers) -> None:
    router = branch("fukuoka-r1", TI)
    assert router.run().status == "changed"
    router.forget()
    router.intent["interconnect_site"]["connections"][0]["bgp_timers"] = {"keepalive": 5, "hold": 15}
    outcome = router.run("disturbing")
    assert ([problem.code for problem in outcome.problems if problem.level == "error"], outcome.status) == (["KO-CH006"], "failed")
    assert router.configuration_commands() == []
    assert router.run("allowed", allow_disruption=True).status == "changed"


@pytest.mark.requirement("TI-14")
def test_a_vrf_that_leaks_is_told_before_anything_is_sent(branch: Routers) -> None:
    router = branch("fukuoka-r1", TI)
    router.configure("vrf definition TWILIO", " address-family ipv4", "  export ipv4 unicast map CUSTOMER-LEAK")
    router.forget()
    outcome = router.run()
    assert [problem.code for problem in outcome.problems if problem.level == "error"] == ["KO-TI014D"]
    assert (outcome.status, router.configuration_commands()) == ("failed", [])
    router.intent["interconnect_site"]["leak"] = ["203.0.113.128/26"]
    assert router.run("listed").status == "changed"


@pytest.mark.requirement("TI-56", "TI-57", "VC-62")
def test_both_services_of_one_router_are_one_reading_one_change_and_one_verification(branch: Routers) -> None:
    router = branch("osaka-r1", *BOTH)
    outcome = router.run()
    assert (outcome.status, statuses(outcome)) == ("changed", ["healthy", "healthy"]), outcome.problems
    received = router.received()
    assert sum(line.startswith("configure terminal revert") for line in received) == 1
    assert sum(line == "show running-config" for line in received) == 2, "one reading, and one that proves the change"
    router.forget()
    assert (router.run("again").status, router.configuration_commands()) == ("unchanged", [])


@pytest.mark.requirement("TI-56", "VC-52")
@pytest.mark.parametrize(("gone", "left"), [BOTH, BOTH[::-1]])
def test_one_service_goes_and_the_other_is_untouched(branch: Routers, gone: str, left: str) -> None:
    alone = branch("osaka-r1", left)
    assert alone.run().status == "changed"
    expected = foreign(alone.running())
    router = branch("osaka-r1", *BOTH)
    assert router.run().status == "changed"
    router.forget()
    router.intent[f"{gone}_site"]["state"] = "absent"
    outcome = router.run("gone", allow_disruption=True)
    assert (outcome.status, statuses(outcome)) == ("changed", ["absent", "healthy"]), outcome.problems
    assert foreign(router.running()) == expected, "\n".join(unified_diff(expected, foreign(router.running())))
