"""A session cut after any line, a reload or a killed controller at any phase: old or new configuration, and the next run finishes (VC-63)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.integration.branch import Branch, foreign, restore
from tests.thorough import some

LINES = 100  #: configuration commands of a first installation on osaka-r1, told by ``test_the_number_of_lines``


def settled(router: Branch, old: list[str], new: list[str]) -> str:
    """Which of the two configurations stands; fails on a mix, on a timer that is left, and on a saved mix."""
    assert not router.pending()
    running, startup = foreign(router.running()), foreign(router.startup())
    assert startup in (old, new), "a mix was saved"
    assert running in (old, new), "a mix stands"
    return "old" if running == old else "new"


@pytest.fixture(scope="module")
def _both() -> dict[str, list[str]]:
    """The configurations of osaka-r1 before and after, filled by the first test that has seen them."""
    return {}


def both(osaka: Branch, known: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    if not known:
        known["old"] = foreign(osaka.running())
        assert osaka.run("reference").status == "changed"
        known["new"] = foreign(osaka.running())
        osaka.lab.do(restore)
    return known["old"], known["new"]


def test_the_number_of_lines(osaka: Branch) -> None:
    assert len(osaka.run(check_mode=True).change.commands) == LINES


@pytest.mark.requirement("VC-63")
@pytest.mark.parametrize("line", some(range(1, LINES + 1), 20))
def test_a_session_cut_after_any_line(osaka: Branch, _both: dict[str, list[str]], line: int) -> None:
    old, new = both(osaka, _both)
    osaka.fault(drop_after_line=line)
    outcome = osaka.run()
    osaka.fault()
    assert (outcome.status, settled(osaka, old, new)) == ("rolled_back", "old"), outcome.problems
    if line % 20 == 1:
        assert osaka.run("next").status == "changed"
        assert settled(osaka, old, new) == "new"


@pytest.mark.requirement("VC-63")
@pytest.mark.parametrize(
    ("fault", "value", "stands"),
    [
        ("reload_on", "configure terminal revert", "old"),
        ("reload_at_line", "1", "old"),
        ("reload_at_line", str(LINES // 2), "old"),
        ("reload_at_line", str(LINES), "old"),
        ("reload_on", "^end$", "old"),
        ("reload_on", "show crypto ikev2 sa", "old"),
        ("reload_on", "configure confirm", "old"),
        ("reload_on", "write memory", "old"),
        ("drop_on", "configure confirm", "old"),
        ("drop_on", "show crypto ikev2 sa", "old"),
        ("drop_on", "write memory", "new"),
        ("expire_at_end", "true", "old"),
        ("refuse_line", "tunnel source", "old"),
    ],
)
def test_the_router_goes_away_at_each_phase(osaka: Branch, _both: dict[str, list[str]], fault: str, value: str, stands: str) -> None:
    old, new = both(osaka, _both)
    osaka.fault(**{fault: value})
    outcome = osaka.run(confirm_margin=1.0)
    osaka.fault()
    assert settled(osaka, old, new) == stands, outcome.problems
    assert outcome.failed
    assert osaka.run("next").failed is False
    assert settled(osaka, old, new) == "new"


@pytest.mark.requirement("VC-63", "VC-62")
@pytest.mark.parametrize(
    ("fault", "value", "code"),
    [
        ("archive_off", "true", "KO-DV016"),
        ("disk_full", "true", "KO-DV017"),
        ("pending_user", "tanaka", "KO-CH002"),
        ("config_locked", "tanaka", "KO-DV011"),
        ("authorization", "configure", "KO-DV010"),
        ("refuse_login", "true", "KO-DV004"),
    ],
)
def test_what_forbids_a_change_is_told_before_it(osaka: Branch, _both: dict[str, list[str]], fault: str, value: str, code: str) -> None:
    old, _new = both(osaka, _both)
    osaka.fault(**{fault: value})
    outcome = osaka.run(confirm_margin=0.5)
    osaka.fault()
    assert (outcome.status, outcome.failed) == ("unreachable" if fault == "refuse_login" else "failed", True)
    assert next(problem.code for problem in outcome.problems if problem.level == "error") == code
    assert foreign(osaka.running()) == old


@pytest.mark.requirement("VC-62")
def test_a_line_refused_without_a_word_is_found(osaka: Branch, _both: dict[str, list[str]]) -> None:
    old, new = both(osaka, _both)
    osaka.fault(refuse_line="tunnel path-mtu-discovery", refuse_text="")
    outcome = osaka.run()
    assert (outcome.status, [problem.code for problem in outcome.problems if problem.level == "error"]) == ("rolled_back", ["KO-CH007"])
    osaka.fault()
    assert settled(osaka, old, new) == "old"


PHASES = ["arming", "applying", "verifying", "confirming", "saving"]


@pytest.mark.requirement("VC-63")
@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("then", ["at once", "after the timer", "after a reload"])
def test_a_controller_killed_at_each_phase(osaka: Branch, _both: dict[str, list[str]], phase: str, then: str) -> None:
    old, new = both(osaka, _both)
    _killed(osaka, phase)
    if then == "after the timer":
        osaka.advance(3700)
    if then == "after a reload":
        osaka.reload()
    told = {"KO-CH003", "KO-CH004"} if osaka.journal("x").unfinished() else set()
    outcome = osaka.run("next")
    assert not outcome.failed, outcome.problems
    assert not told or told & {problem.code for problem in outcome.problems}
    assert settled(osaka, old, new) == "new"


def _killed(osaka: Branch, phase: str) -> None:
    """Run the change in a process of its own and kill it as soon as its journal enters ``phase``."""
    command = [sys.executable, "-m", "tests.integration.one_run", str(osaka.target.port), str(osaka.journals)]
    child = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and child.poll() is None:
        if any(entry.phase == phase for entry in osaka.journal("x").entries()):
            break
        time.sleep(0.002)
    else:
        pytest.fail(f"the run ended before {phase}")
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
