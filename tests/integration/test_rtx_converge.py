# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""BIZTEL brought to the lab's RTX by the whole engine: guarded, proven, saved, and nothing the second time (BZ-61, BZ-81)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.converge import converge
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.journal import Journal, new_run
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.outcome import Options, Outcome
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import yamaha_rtx
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.target import Target
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import care
from ansible_collections.kyoten.onramp.plugins.plugin_utils.pipeline import check_all, designs, job
from ansible_collections.kyoten.onramp.plugins.plugin_utils.play.devices import device_of
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from tests.lab import Lab
from tests.lab.topology import login, rtx_routers
from tests.thorough import some
from tests.unit.lab.yamaha_rtx_support import Router
from tests.unit.plugins.plugin_utils.design.biztel.branches import branch

BOTH = pytest.mark.parametrize("name", ["matsuyama-r1", "kochi-r1"])
NETWORKS = {"matsuyama-r1": "192.168.21.0/24", "kochi-r1": "192.168.22.0/24"}


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """One RTX with the rollback timer, one without."""
    with Lab() as lab:
        for plan in rtx_routers(2):
            lab.add_rtx(plan.name, plan.startup, **plan.options)
        yield lab


@pytest.fixture(autouse=True)
def quick(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the product waits for a timer, the lab's time passes at once."""
    monkeypatch.setattr(yamaha_rtx.time, "sleep", lambda seconds: lab.clock.advance(max(seconds, 1)))


def box(lab: Lab, name: str) -> Router:
    """As delivered."""
    found = lab.routers[name]
    assert isinstance(found, Router)
    found.restore()
    return found


def run(lab: Lab, name: str, folder: Path, state: str = "present", check_mode: bool = False, **changes: Any) -> Outcome:
    """One run of the engine, as the module makes it."""
    given = {**branch(("plain", "hardphone"), **{"lan__phone_networks": [NETWORKS[name]], **changes}), "biztel_state": state}
    intents, problems = check_all(["biztel"], {name: given})
    assert not errors(problems)
    todo = job(name, designs(["biztel"], intents, name))
    user = login()
    target = Target(
        name, "127.0.0.1", lab.routers[name].port, user["user"], user["password"], enable_password=user["enable"], host_key_checking=False,
        command_timeout=10,
    )  # fmt: skip
    options = Options(**{**care("biztel", intents["biztel"][name]), "check_mode": check_mode, "confirm_margin": 5.0})
    return converge(device_of(target, todo.driver), todo, options, Journal(folder, name, new_run()))


@pytest.mark.requirement("BZ-61", "BZ-81", "RX-41", "RX-46", "RX-77")
@BOTH
def test_the_first_run_changes_and_saves_the_second_sends_nothing_also_after_a_restart(lab: Lab, name: str, tmp_path: Path) -> None:
    router = box(lab, name)
    first = run(lab, name, tmp_path)
    assert (first.status, [problem.code for problem in first.problems if problem.level == "error"]) == ("changed", [])
    assert router.running_text_plain() == router.startup_text()
    assert first.reports[0].verdict.status == "healthy"
    assert "KO-CH017" in [problem.code for problem in first.problems] or router.model.native_rollback
    typed = router.configuration_lines
    assert run(lab, name, tmp_path).status == "unchanged"
    router.reload()
    lab.clock.advance(600)
    again = run(lab, name, tmp_path)
    assert (again.status, again.change.commands if again.change else None) == ("unchanged", [])
    assert [line for line in router.running_text_plain().splitlines() if line.startswith("console")] == [
        line for line in router.startup_text().splitlines() if line.startswith("console")
    ]
    assert router.configuration_lines - typed < 30, "console settings and their way back only"


@pytest.mark.requirement("BZ-34", "BZ-42", "BZ-81")
@BOTH
def test_absent_gives_the_branch_back_as_it_was(lab: Lab, name: str, tmp_path: Path) -> None:
    router = box(lab, name)
    before = router.running_text_plain()
    assert run(lab, name, tmp_path).status == "changed"
    assert run(lab, name, tmp_path, state="absent").status == "changed"
    assert router.running_text_plain() == before == router.startup_text()


@pytest.mark.requirement("BZ-81")
def test_check_mode_leaves_no_trace(lab: Lab, tmp_path: Path) -> None:
    router = box(lab, "matsuyama-r1")
    before = router.running_text_plain()
    found = run(lab, "matsuyama-r1", tmp_path, check_mode=True)
    assert found.status == "would_change"
    assert "+ ip filter 410001 pass" in (found.change.diff if found.change else "")
    assert router.running_text_plain() == before


@pytest.mark.requirement("BZ-81", "RX-41", "RX-76")
@pytest.mark.parametrize(("fault", "value"), [
    ("drop_on", "410004"), ("drop_on", "secure filter in"), ("drop_on", "nat descriptor sip"), ("refuse_line", "410052"), ("silent_line", "410053"),
    ("restart_on", "410009"), ("expire_on", "secure filter out"), ("cut_while", "410051"),
])  # fmt: skip
def test_whatever_happens_the_old_configuration_stands_again(lab: Lab, fault: str, value: str, tmp_path: Path) -> None:
    router = box(lab, "matsuyama-r1")
    before = router.running_text_plain()
    setattr(router.faults, fault, value)
    found = run(lab, "matsuyama-r1", tmp_path)
    setattr(router.faults, fault, "")
    lab.clock.advance(600)
    assert found.status in ("rolled_back", "failed", "unknown"), found
    assert [problem for problem in found.problems if problem.level == "error"]
    assert "410001" not in router.running_text_plain()
    assert router.startup_text() == before
    assert run(lab, "matsuyama-r1", tmp_path).status == "changed"


@pytest.mark.requirement("BZ-81", "RX-41", "RX-76")
@pytest.mark.parametrize(("name", "fault", "every"), [("matsuyama-r1", "drop_after_line", 1), ("kochi-r1", "drop_before_line", 3)])
def test_a_cut_at_any_line_ends_old_and_the_next_run_brings_the_new(lab: Lab, name: str, fault: str, every: int, tmp_path: Path) -> None:
    router = box(lab, name)
    run(lab, name, tmp_path)
    lines, design = router.configuration_lines, router.startup_text()
    for number in some(range(1, lines + 1, every), 12):
        router = box(lab, name)
        before = router.running_text_plain()
        setattr(router.faults, fault, number)
        found = run(lab, name, tmp_path / str(number))
        setattr(router.faults, fault, 0)
        lab.clock.advance(1200)
        assert found.status != "unchanged" and router.startup_text() in (before, design), (number, found)
        assert _without_console(router.running_text_plain()) == _without_console(router.startup_text()), number
        assert run(lab, name, tmp_path / str(number)).status in ("changed", "unchanged"), number
        assert router.startup_text() == design == router.running_text_plain(), number


def _without_console(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("console ")]


@pytest.mark.requirement("RX-01", "RX-76")
def test_eight_sessions_of_others_leave_no_room_and_nothing_is_changed(lab: Lab, tmp_path: Path) -> None:
    router = box(lab, "matsuyama-r1")
    before = router.running_text_plain()
    router.faults.sessions_open = 8
    assert run(lab, "matsuyama-r1", tmp_path).status == "unreachable"
    router.faults.sessions_open = 0
    assert router.running_text_plain() == before


@pytest.mark.requirement("RX-43", "RX-71")
def test_what_somebody_else_has_not_saved_is_told_and_kept(lab: Lab, tmp_path: Path) -> None:
    router = box(lab, "matsuyama-r1")
    assert "KO-DV043" not in [problem.code for problem in run(lab, "matsuyama-r1", tmp_path).problems]
    router.restore()
    router.configure("ip filter 499999 pass * *")
    found = run(lab, "matsuyama-r1", tmp_path)
    told = [problem for problem in found.problems if problem.code == "KO-DV043"]
    assert (found.status, [problem.value for problem in told]) == ("changed", ["ip filter 499999 pass * *"])
    assert "499999" in router.startup_text() and "410001" in router.startup_text()


@pytest.mark.requirement("BZ-61", "RX-34", "RX-69", "RX-77")
def test_a_box_that_spells_in_its_own_way_is_left_alone_the_second_time(lab: Lab, tmp_path: Path) -> None:
    plan = rtx_routers(1)[0]
    name = "own-way-r1"
    if name not in lab.routers:
        lab.add_rtx(name, plan.startup, **plan.options, port_names=True, full_filters=True)
        NETWORKS[name] = NETWORKS["matsuyama-r1"]
    assert run(lab, name, tmp_path).status == "changed"
    shown = box_text(lab, name)
    assert "ip filter 410009 pass 192.168.21.0/24 210.235.12.2 udp * ntp" in shown
    again = run(lab, name, tmp_path)
    assert (again.status, again.change.diff if again.change else None) == ("unchanged", "")


def box_text(lab: Lab, name: str) -> str:
    """What runs on it, in its own spelling."""
    found = lab.routers[name]
    assert isinstance(found, Router)
    return found.running_text_plain()
