"""The gate, the waves and the journal of a run, over devices in memory that fail where they are told to."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change import fleet as engine
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.fleet import Course, Fleet, counts
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.outcome import Outcome
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.run import Run, past
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError, Problem

RUN = "20261127T084258Z-1f3a"
WAVES = [["h0"], ["h1", "h2"], ["h3", "h4", "h5"], ["h6", "h7", "h8", "h9"]]
HOSTS = [host for wave in WAVES for host in wave]
Ends = dict[str, str]


def ended(host: str, how: str) -> Outcome:
    """An outcome as ``converge`` gives it."""
    if how == "slow":
        time.sleep(0.2)
    codes = {"unreachable": "KO-DV001", "failed": "KO-DV012", "rolled_back": "KO-CH007", "unknown": "KO-CH009", "ill": "KO-HV001"}
    problems = [Problem(codes[how], host=host, details={"minutes": 5, "lines": "x", "address": "", "port": 22, "reason": ""})] if how in codes else []
    if how == "bug":
        raise ZeroDivisionError("a fault of ours")
    status = {"slow": "changed", "ill": "unchanged"}.get(how, how)
    return Outcome(host, status, problems=problems)


class Trial:
    """A fleet whose devices end as ``ends`` says (``changed`` otherwise)."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, ends: Ends, **course: Any) -> None:
        self.started: list[str] = []
        self.cores: list[set[int]] = []
        self.events: list[dict[str, Any]] = []
        self.folder = folder
        monkeypatch.setattr(engine, "converge", lambda device, job, options, journal: ended(job.host, ends.get(job.host, "changed")))
        monkeypatch.setattr(engine, "line", lambda problem, language: f"{problem.code} {problem.host}\nmore")
        self.fleet = Fleet(self.member, Course(**{"waves": WAVES, "concurrency": 2, **course}), Run(folder, RUN), self.events.append)
        self.outcomes = self.fleet.go()

    def member(self, host: str) -> Any:
        """What the play would make of the host."""
        self.started.append(host)
        self.cores.append(os.sched_getaffinity(0))
        return SimpleNamespace(job=SimpleNamespace(host=host), options=None, device=None, key=f"{host}@x_22", digest=f"digest of {host}")

    def of(self, event: str) -> list[dict[str, Any]]:
        """The events of one kind."""
        return [each for each in self.events if each["event"] == event]


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Trial]:
    return lambda ends=None, **course: Trial(tmp_path, monkeypatch, ends or {}, **course)


@pytest.mark.parametrize("how", ["unreachable", "failed", "rolled_back", "unknown", "ill", "bug"])
def test_nobody_follows_a_canary_that_did_not_end_well(trial: Callable[..., Trial], how: str) -> None:
    one = trial({"h0": how})
    assert one.started == ["h0"]
    assert (one.fleet.stopped, one.fleet.untouched) == ("gate", HOSTS[1:])
    assert one.of("gate") == [{"event": "gate", "wave": 1, "passed": False, "failures": 1, "max_failures": 0}]
    assert one.of("stopped") == [{"event": "stopped", "why": "gate", "not_started": 9}]


def test_a_slow_but_healthy_canary_is_waited_for(trial: Callable[..., Trial]) -> None:
    one = trial({"h0": "slow"})
    assert one.started[0] == "h0"
    assert sorted(one.started) == HOSTS
    assert (one.fleet.stopped, one.fleet.untouched) == ("", [])
    assert counts(one.outcomes.values()) == {"changed": 10}


def test_a_failure_in_a_later_wave_stops_the_waves_behind_it(trial: Callable[..., Trial]) -> None:
    one = trial({"h3": "rolled_back"}, concurrency=1)
    assert one.started == HOSTS[:4]  # not even the rest of its own wave is begun
    assert one.fleet.untouched == HOSTS[4:]
    assert [(gate["wave"], gate["passed"]) for gate in one.of("gate")] == [(1, True), (2, True), (3, False)]


def test_so_many_failures_are_borne_and_not_one_more(trial: Callable[..., Trial]) -> None:
    ends = {"h0": "unreachable", "h2": "failed", "h4": "rolled_back"}
    assert trial(ends, max_failures=3).fleet.stopped == ""
    one = trial(ends, max_failures=2, concurrency=1)
    assert (one.fleet.stopped, one.fleet.untouched) == ("gate", HOSTS[5:])


def test_devices_of_a_wave_are_worked_on_together_and_waves_are_not(trial: Callable[..., Trial], monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, most, lock = set(), [0], threading.Lock()

    def work(device: Any, job: Any, options: Any, journal: Any) -> Outcome:
        with lock:
            at_work.add(job.host)
            most[0] = max(most[0], len(at_work))
            assert {next(n for n, wave in enumerate(WAVES) if host in wave) for host in at_work} == {
                next(n for n, wave in enumerate(WAVES) if job.host in wave)
            }
        time.sleep(0.05)
        with lock:
            at_work.remove(job.host)
        return Outcome(job.host, "changed")

    one = trial()
    monkeypatch.setattr(engine, "converge", work)
    fleet = Fleet(one.member, Course(WAVES, concurrency=3), Run(one.folder, RUN), lambda event: None)
    assert counts(fleet.go().values()) == {"changed": 10}
    assert most == [3]


def test_a_no_between_waves_leaves_the_rest(trial: Callable[..., Trial]) -> None:
    asked: list[int] = []
    one = trial(between=lambda number: asked.append(number) or number < 3)
    assert asked == [2, 3]
    assert (one.fleet.stopped, one.fleet.untouched) == ("answer", HOSTS[3:])


def test_nothing_new_is_begun_when_the_controller_is_gone(trial: Callable[..., Trial]) -> None:
    alive = iter([True, True, False])
    one = trial(concurrency=1, alive=lambda: next(alive, False))
    assert (one.started, one.fleet.stopped) == (HOSTS[:2], "controller")


def test_a_run_that_is_resumed_passes_over_what_it_has_done(trial: Callable[..., Trial], tmp_path: Path) -> None:
    Run(tmp_path, RUN).write("begin", what="rollout", systems=["virtual_connect"], waves=WAVES)
    first = trial({"h3": "failed"}, concurrency=1)
    done = past(tmp_path, RUN)
    assert done.well == {host: f"digest of {host}" for host in HOSTS[:3]}
    again = trial({"h0": "bug", "h2": "bug"}, done={**done.well, "h1": "digest of another intent"})
    assert counts(again.outcomes.values()) == {"unchanged": 2, "changed": 8}
    assert first.fleet.stopped == "gate"
    assert set(past(tmp_path, RUN).well) == set(HOSTS)


def test_the_journal_says_how_each_ended(trial: Callable[..., Trial], tmp_path: Path) -> None:
    run = Run(tmp_path, RUN)
    run.write("begin", what="rollout", systems=["virtual_connect"], waves=WAVES)
    trial({"h1": "unreachable"}, concurrency=1)
    found = past(tmp_path, RUN)
    assert (found.what, found.hosts, sorted(found.ended)) == ("rollout", HOSTS, ["h0", "h1"])
    assert {name: found.ended["h1"][name] for name in ("status", "failed", "codes", "key", "wave")} == {
        "status": "unreachable", "failed": True, "codes": ["KO-DV001"], "key": "h1@x_22", "wave": 2,
    }


@pytest.mark.parametrize("run", ["20261127T084258Z-ffff", "../../etc/passwd", "", "latest"])
def test_a_run_that_is_not_here(tmp_path: Path, run: str) -> None:
    with pytest.raises(OnrampError, match="KO-RO003"):
        past(tmp_path, run)


@pytest.mark.parametrize("text", ["rubbish\n", '{"kind": "ended"}\n', '{"kind": "begin", "what": "rollout"}\n', "\x00\x00\x00\n", "[1]\n"])
def test_a_damaged_journal_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "runs" / f"{RUN}.jsonl"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(OnrampError, match="KO-CH016"):
        past(tmp_path, RUN)
    assert path.read_text() == text


def test_all_devices_are_driven_from_one_core_and_whoever_started_the_run_is_not(trial):
    before = os.sched_getaffinity(0)
    cores = trial({}).cores
    assert len(cores[0]) == 1
    assert all(each == cores[0] for each in cores)
    assert os.sched_getaffinity(0) == before
