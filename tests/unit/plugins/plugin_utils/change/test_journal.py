"""The journal survives a killed controller and keeps two runs apart."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.journal import Journal, new_run, turn
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError


def journal(folder: Path, run: str = "run-1") -> Journal:
    return Journal(folder / "journal", "osaka-r1@192.0.2.1_22", run)


def test_a_phase_is_on_disk_as_soon_as_it_is_written(tmp_path: Path) -> None:
    journal(tmp_path).write("arming", diff="+ line")
    entry = journal(tmp_path, "run-2").unfinished()
    assert entry is not None
    assert (entry.run, entry.phase, entry.facts) == ("run-1", "arming", {"diff": "+ line"})


def test_a_run_that_ended_leaves_nothing_to_recover(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.write("arming")
    one.write("done", status="changed")
    assert journal(tmp_path, "run-2").unfinished() is None


def test_a_line_cut_by_a_crash_is_passed_over(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.write("applying")
    with one.path.open("a") as file:
        file.write('{"run": "run-1", "phase": "conf')
    assert [entry.phase for entry in one.entries()] == ["applying"]


def test_lines_that_are_no_entries_do_no_harm(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.write("saving")
    one.path.write_text("[]\nnull\n\x00\xff\n" + one.path.read_text() + '{"other": 1}\n', errors="replace")
    assert [entry.phase for entry in one.entries()] == ["saving"]


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.write("arming")
    assert stat.S_IMODE(one.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(one.folder.stat().st_mode) == 0o700


def test_a_name_cannot_leave_the_folder(tmp_path: Path) -> None:
    one = Journal(tmp_path, "../../etc/passwd", "run-1")
    assert one.path.parent == tmp_path


def _try_lock(folder: Path, answers: multiprocessing.Queue) -> None:
    try:
        with journal(folder, "run-2").lock():
            answers.put("locked")
    except OnrampError as error:
        answers.put(error.problems[0].code)


@pytest.mark.requirement("VC-63")
def test_two_runs_cannot_change_one_device_at_the_same_time(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    with journal(tmp_path).lock():
        other = context.Process(target=_try_lock, args=(tmp_path, answers))
        other.start()
        other.join(20)
    assert answers.get(timeout=5) == "KO-CH001"
    _try_lock(tmp_path, answers)
    assert answers.get(timeout=5) == "locked"


def _take_turn(folder: Path, answers: multiprocessing.Queue) -> None:
    with turn(folder, "tokyo-hub"):
        answers.put("second")


@pytest.mark.requirement("VC-65")
def test_the_cpes_of_one_site_wait_for_each_other(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    with turn(tmp_path, "tokyo-hub"):
        other = context.Process(target=_take_turn, args=(tmp_path, answers))
        other.start()
        other.join(1.5)
        assert other.is_alive()
        answers.put("first")
    other.join(20)
    assert [answers.get(timeout=5), answers.get(timeout=5)] == ["first", "second"]


def test_runs_sort_by_time() -> None:
    assert new_run()[:9].startswith("20")
    assert new_run() != new_run()
