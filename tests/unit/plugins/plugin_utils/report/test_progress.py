"""The state of a rollout, from its events; also from those that are left when some are lost."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.progress import HIDDEN, Progress, clean
from tests.unit.plugins.plugin_utils.report.rollout_events import FAILED, ended, event, first_wave, progress, run, second_wave


def test_a_run_wave_by_wave() -> None:
    state = progress(*first_wave(), *second_wave())
    assert (state.hosts, state.ended, state.wave, state.in_work) == (4, 1, 2, 3)
    assert [(wave.hosts, wave.ended, wave.passed) for wave in state.waves] == [(1, 1, True), (3, 0, None)]
    assert dict(state.phases) == {"verifying": 1, "arming": 2} and list(state.working) == ["b2", "b3", "b4"]
    state.take(event("done", 20, counts={"changed": 3, "unreachable": 1, "failed": 0}, seconds=20.0))
    assert (state.finished, state.seconds, state.in_work, state.ended) == (True, 20.0, 0, 4)


@pytest.mark.parametrize("status", ["unchanged", "would_change", "unreachable", "unknown"])
def test_who_is_not_well_counts_as_failed(status: str) -> None:
    counted = status if status.startswith("un") and status != "unchanged" else "failed"
    state = progress(*first_wave(status=status, failed=True, codes=["KO-HV101"]))
    assert dict(state.counts) == {counted: 1} and state.waves[0].failed == 1
    assert [(failure.host, failure.status, failure.codes) for failure in state.failures] == [("b1", status, ("KO-HV101",))]


def test_a_phase_begins_once() -> None:
    state = progress(*first_wave()[:4], event("phase", 9, host="b1", phase="applying"))
    assert state.working["b1"].since == state.began + 2


def test_names_that_are_hidden_are_only_counted() -> None:
    hide = [event("started", host=HIDDEN, wave=1)] * 3
    state = progress(run([3]), event("wave", wave=1, of=1, hosts=3), *hide, event("phase", host=HIDDEN, phase="applying"), ended(HIDDEN))
    assert (state.in_work, state.working, state.ended) == (2, {}, 1)


def test_a_pause_and_a_question_end_with_the_next_event() -> None:
    state = progress(*first_wave(), event("pause", seconds=60))
    assert (state.pause, state.asking) == (60.0, False)
    state.take(event("pause", question=True))
    assert state.asking
    state.take(event("wave", wave=2, of=2, hosts=3))
    assert (state.pause, state.asking) == (None, False)


def test_why_it_stopped() -> None:
    state = progress(*first_wave(**FAILED), event("stopped", why="gate", not_started=3), event("done", counts={"rolled_back": 1}, seconds=4))
    assert (state.stopped, state.not_started, state.finished) == ("gate", 3, True)


@pytest.mark.parametrize("lost", range(6))
def test_each_event_may_be_lost(lost: int) -> None:
    events = [one for i, one in enumerate([*first_wave(), *second_wave()]) if i != lost]
    state = progress(*events)
    assert state.in_work == 3 and state.wave == 2 and state.hosts >= 3
    assert state.ended == (0 if lost == 4 else 1)


@pytest.mark.parametrize("strange", [{}, {"event": "later invention", "host": "b1"}, {"event": None}])
def test_what_is_not_known_is_passed_over(strange: dict[str, Any]) -> None:
    assert progress(strange) == Progress()


def test_a_device_cannot_steer_the_terminal() -> None:
    assert clean("a\x1b[2Jb\r\n\tc\x07\u202e") == "a?[2Jb c??"
    state = progress(*first_wave(status="failed", failed=True, codes=[], message="no\x1b[31m"))
    assert state.failures[0].message == "no?[31m"
