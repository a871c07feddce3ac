"""Whatever happens, and wherever: the device ends in the old or in the new configuration, and the outcome says which (VC-63)."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change import converge as converge_module
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change import guard
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.journal import Journal, digest
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.outcome import Job, Options, Outcome, Subject
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Change
from tests.unit.plugins.plugin_utils.change.model import NEW, OLD, Cut, ModelDevice, ModelHealth, plan

BEFORE_CONFIRM = ["arm", "armed", "line 0", "line 1", "line 2", "applied"]
EVERYWHERE = ["connect", "running", "require_guard", *BEFORE_CONFIRM, "reconnect", "confirm", "confirmed", "save", "saved"]


@pytest.fixture(autouse=True)
def _planner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "plan_change", plan)
    monkeypatch.setattr(converge_module, "plan_change", plan)


def run(device: ModelDevice, folder: Path, run_id: str = "run-1", **options: object) -> Outcome:
    design = {"tunnels": [_TUNNEL], "mark": "kyoten:virtual_connect:x"}
    job = Job("r1", SimpleNamespace(platform="ios_xe", mask=lambda text: text), [], [Subject(design, SimpleNamespace(health=ModelHealth()))])
    return converge_module.converge(device, job, Options(patience=0, **options), Journal(folder, "r1", run_id))


_TUNNEL = {"dc": "dc1", "interface": "Tunnel101", "source_interface": "Loopback101", "names": {}, "sequence": 10, "remote": {"tunnel_address": "x"}}


def codes(outcome: Outcome) -> list[str]:
    return [problem.code for problem in outcome.problems if problem.level == "error"]


@pytest.mark.requirement("VC-63")
def test_the_whole_way_in_the_right_order(tmp_path: Path) -> None:
    device = ModelDevice()
    outcome = run(device, tmp_path)
    assert (outcome.status, outcome.changed, outcome.failed) == ("changed", True, False)
    assert device.config == device.saved == NEW
    order = [call for call in device.calls if call in ("require_guard", "arm", "line 0", "line 2", "reconnect", "confirm", "save")]
    assert order == ["require_guard", "arm", "line 0", "line 2", "reconnect", "confirm", "save"]
    assert device.sessions == 2, "the proof must come from a new session"


@pytest.mark.requirement("VC-07")
def test_a_platform_that_is_not_known_is_refused_before_anything_is_armed(tmp_path: Path) -> None:
    device = ModelDevice()
    device.version = lambda: "Cisco IOS Software, Version 15.2(7)E\ncisco WS-C2960X-48TS-L (APM86XXX) processor"  # type: ignore[method-assign]
    outcome = run(device, tmp_path)
    assert (outcome.status, codes(outcome)) == ("failed", ["KO-HV095"])
    assert "arm" not in device.calls


def test_the_journal_tells_what_was_read_and_how_to_go_back(tmp_path: Path) -> None:
    run(ModelDevice(), tmp_path)
    arming = Journal(tmp_path, "r1", "run-2").entries()[0]
    assert (arming.phase, arming.facts["inverse"]) == ("arming", ["no line a", "no line b", "no line c"])
    assert arming.facts["read"] == digest("hostname R1")


@pytest.mark.requirement("VC-62")
def test_a_second_run_sends_nothing(tmp_path: Path) -> None:
    device = ModelDevice()
    run(device, tmp_path)
    device.calls.clear()
    outcome = run(device, tmp_path, "run-2")
    assert (outcome.status, outcome.changed, outcome.failed) == ("unchanged", False, False)
    assert not {"arm", "line 0", "confirm", "save"} & set(device.calls)


@pytest.mark.requirement("VC-67")
def test_check_mode_only_reads(tmp_path: Path) -> None:
    device = ModelDevice()
    outcome = run(device, tmp_path, check_mode=True)
    assert (outcome.status, outcome.changed) == ("would_change", True)
    assert device.calls == ["connect", "pending", "running", "close"]


@pytest.mark.requirement("VC-63")
@pytest.mark.parametrize("step", [*BEFORE_CONFIRM, "reconnect"])
@pytest.mark.parametrize("kind", ["refuse", "lost", "reload"])
def test_a_failure_before_the_confirmation_leaves_the_old_configuration(tmp_path: Path, step: str, kind: str) -> None:
    device = ModelDevice(fail={step: kind})
    outcome = run(device, tmp_path)
    assert device.config == device.saved == OLD
    assert device.backup is None, "no timer may stay armed"
    assert outcome.status == ("failed" if step in ("arm", "armed") else "rolled_back")
    assert codes(outcome) == ["KO-DV009" if kind == "refuse" else "KO-DV007"]
    told = [problem.code for problem in outcome.problems if problem.level == "warning"]
    own = "KO-CH015" if kind == "reload" else "KO-CH014"
    assert told == ([own] if outcome.status == "rolled_back" else [])


@pytest.mark.requirement("VC-63")
@pytest.mark.parametrize(
    ("step", "kind", "status", "config"),
    [
        ("confirm", "lost", "rolled_back", OLD),
        ("confirm", "expire", "rolled_back", OLD),
        ("confirm", "reload", "rolled_back", OLD),
        ("confirmed", "lost", "changed", NEW),
        ("confirmed", "reload", "rolled_back", OLD),
        ("save", "lost", "changed", NEW),
        ("save", "reload", "rolled_back", OLD),
        ("saved", "lost", "changed", NEW),
        ("saved", "reload", "changed", NEW),
    ],
)
def test_a_doubt_during_the_confirmation_is_settled_by_looking(tmp_path: Path, step: str, kind: str, status: str, config: list[str]) -> None:
    device = ModelDevice(fail={step: kind})
    outcome = run(device, tmp_path)
    assert outcome.status == status
    assert outcome.failed == (status != "changed")
    assert device.config == device.saved == config
    assert device.backup is None


@pytest.mark.requirement("VC-63")
def test_a_confirmed_change_that_cannot_be_saved_is_saved_by_the_next_run(tmp_path: Path) -> None:
    device = ModelDevice()
    device.save = lambda: (_none for _none in ()).throw(guard.OnrampError([guard.Problem("KO-DV020", host="r1")]))  # type: ignore[method-assign]
    outcome = run(device, tmp_path)
    assert (outcome.status, codes(outcome)) == ("changed", ["KO-DV020", "KO-CH013"])
    assert (device.config, device.saved) == (NEW, OLD)
    del device.save  # type: ignore[method-assign]
    again = run(device, tmp_path, "run-2")
    assert (again.status, [problem.code for problem in again.problems]) == ("changed", ["KO-CH004", "KO-CH010"])
    assert device.saved == NEW


def unplannable(monkeypatch: pytest.MonkeyPatch, device: ModelDevice, at: str) -> None:
    """From step ``at`` on the router's answer to show running-config cannot be planned against."""

    def broken(driver: object, running: str, parts: object, secret_update: str = "on_create") -> Change:
        if at in device.calls:
            return Change(problems=[guard.Problem("KO-CF013")])
        return plan(driver, running, parts, secret_update)

    monkeypatch.setattr(guard, "plan_change", broken)


@pytest.mark.requirement("VC-63")
def test_a_reading_that_proves_nothing_is_not_taken_for_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = ModelDevice()
    unplannable(monkeypatch, device, "applied")
    outcome = run(device, tmp_path)
    assert (outcome.status, codes(outcome)) == ("unknown", ["KO-CF013", "KO-CF013", "KO-CH009"])
    assert "confirm" not in device.calls
    assert device.config == device.saved == OLD


@pytest.mark.requirement("VC-63")
def test_nothing_is_saved_on_a_reading_that_proves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = ModelDevice(fail={"confirm": "lost"})
    unplannable(monkeypatch, device, "confirm")
    assert run(device, tmp_path).status == "unknown"
    assert device.saved == OLD


@pytest.mark.requirement("VC-63")
def test_a_timer_that_somebody_else_armed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    device = ModelDevice(fail={"reconnect": "lost"})
    theirs = device.reconnect

    def reconnect(within: float) -> None:
        """Ours fires while we are away, and tanaka arms one."""
        if "reconnect" in device.calls:
            device.fire()
            device.backup, device.timer_user = list(OLD), "tanaka"
        theirs(within)

    device.reconnect = reconnect  # type: ignore[method-assign]
    outcome = run(device, tmp_path)
    assert (outcome.status, "KO-CH002" in codes(outcome)) == ("unknown", True)
    assert "revert" not in device.calls
    assert device.backup == OLD


@pytest.mark.requirement("VC-23", "VC-63")
def test_an_accepted_degradation_is_confirmed_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = ModelDevice(healthy=False)
    monkeypatch.setattr(ModelHealth, "ILL", "degraded")
    assert run(device, tmp_path / "refused").status == "rolled_back"
    outcome = run(device, tmp_path / "accepted", accept_degraded=True)
    assert (outcome.status, outcome.failed) == ("changed", False)
    assert [(problem.code, problem.level) for problem in outcome.problems] == [("KO-HV999", "warning")]


@pytest.mark.requirement("VC-63")
def test_an_ill_system_is_not_confirmed(tmp_path: Path) -> None:
    device = ModelDevice(healthy=False)
    outcome = run(device, tmp_path)
    assert (outcome.status, codes(outcome)) == ("rolled_back", ["KO-HV999"])
    assert device.config == device.saved == OLD
    assert "confirm" not in device.calls


@pytest.mark.requirement("VC-62")
def test_a_line_refused_without_a_word_is_found_by_reading_again(tmp_path: Path) -> None:
    device = ModelDevice(fail={"apply": "silent"})
    outcome = run(device, tmp_path)
    assert (outcome.status, codes(outcome)) == ("rolled_back", ["KO-CH007"])
    assert device.config == OLD


@pytest.mark.requirement("VC-63")
def test_a_device_that_does_not_come_back_is_told_as_unknown(tmp_path: Path) -> None:
    device = ModelDevice()
    device.reconnect = lambda within: (_none for _none in ()).throw(guard.OnrampError([guard.Problem("KO-DV001", host="r1")]))  # type: ignore[method-assign]
    outcome = run(device, tmp_path)
    assert (outcome.status, codes(outcome)) == ("unknown", ["KO-DV001", "KO-DV001", "KO-CH009"])
    device.fire()
    assert device.config == OLD


@pytest.mark.requirement("VC-63")
@pytest.mark.parametrize("step", EVERYWHERE)
@pytest.mark.parametrize("then", ["at once", "timer fired", "reloaded"])
def test_a_killed_controller_is_finished_by_the_next_run(tmp_path: Path, step: str, then: str) -> None:
    device = ModelDevice(fail={step: "kill"})
    with pytest.raises(Cut):
        run(device, tmp_path)
    if then == "timer fired":
        device.fire()
    if then == "reloaded":
        device.reload()
    assert device.backup is not None or device.config in (OLD, NEW), "without a timer only whole configurations may stand"
    outcome = run(device, tmp_path, "run-2")
    assert not outcome.failed
    assert device.config == device.saved == NEW
    assert device.backup is None
    assert Journal(tmp_path, "r1", "run-3").unfinished() is None


@pytest.mark.requirement("VC-63")
def test_the_timer_of_somebody_else_is_refused(tmp_path: Path) -> None:
    device = ModelDevice(backup=list(OLD), timer_user="tanaka")
    outcome = run(device, tmp_path)
    assert (outcome.status, codes(outcome)) == ("failed", ["KO-CH002"])
    assert device.backup == OLD
    assert "revert" not in device.calls


@pytest.mark.requirement("VC-63")
def test_a_killed_run_of_ours_is_no_reason_to_revert_somebody_elses_timer(tmp_path: Path) -> None:
    device = ModelDevice(fail={"line 1": "kill"})
    with pytest.raises(Cut):
        run(device, tmp_path)
    device.fire()
    device.backup, device.timer_user = list(OLD), "tanaka"
    assert codes(run(device, tmp_path, "run-2")) == ["KO-CH002"]
    assert device.backup == OLD


@pytest.mark.requirement("VC-63")
def test_a_timer_of_our_own_user_without_a_journal_is_refused_too(tmp_path: Path) -> None:
    outcome = run(ModelDevice(backup=list(OLD)), tmp_path)
    assert codes(outcome) == ["KO-CH002"]


@pytest.mark.requirement("VC-63")
@pytest.mark.parametrize(("minutes_ago", "theirs"), [(0, False), (9, False), (11, True)])
def test_a_timer_that_outlives_the_killed_run_is_another_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minutes_ago: int, theirs: bool,
) -> None:
    device = ModelDevice(fail={"line 1": "kill"})
    with pytest.raises(Cut):
        run(device, tmp_path)  # armed for 5 minutes, and 5 more are granted
    now = time.time() + minutes_ago * 60
    monkeypatch.setattr(time, "time", lambda: now)
    outcome = run(device, tmp_path, "run-2")
    assert codes(outcome) == (["KO-CH002"] if theirs else [])
    assert ("revert" in device.calls) == (not theirs)


@pytest.mark.requirement("VC-67")
def test_check_mode_leaves_a_killed_runs_timer_alone(tmp_path: Path) -> None:
    device = ModelDevice(fail={"line 1": "kill"})
    with pytest.raises(Cut):
        run(device, tmp_path)
    outcome = run(device, tmp_path, "run-2", check_mode=True)
    assert [problem.code for problem in outcome.problems] == ["KO-CH005"]
    assert device.backup is not None
