"""The journal survives a killed controller and keeps two runs apart."""

from __future__ import annotations

import json
import multiprocessing
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change import records
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


@pytest.mark.parametrize("line", ["[]", "null", "\x00\x00", "text", '{"other": 1}', '{"run": "r", "phase": }'])
def test_a_damaged_journal_is_told_not_guessed_at(tmp_path: Path, line: str) -> None:
    one = journal(tmp_path)
    one.write("saving")
    one.path.write_text(line + "\n" + one.path.read_text())
    assert one.unfinished().phase == "saving"
    with pytest.raises(OnrampError, match="KO-CH016"):
        one.entries()
    one.path.write_text(line + "\n")
    with pytest.raises(OnrampError, match="KO-CH016"):
        one.unfinished()


def test_what_follows_a_torn_line_is_read(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.write("arming")
    with one.path.open("a") as file:
        file.write('{"run": "run-1", "phase": "appl')
    assert one.unfinished().phase == "arming"
    one.write("reverting")
    assert [entry.phase for entry in one.entries()] == ["arming", "reverting"]


def test_a_record_cut_at_any_byte_is_torn_not_damaged(tmp_path: Path) -> None:
    whole = json.dumps({"run": "r", "phase": "拠点", "facts": {"a": [1, True, None, "x\\\u0007"], "b": {}}, "time": 1.5}, ensure_ascii=False).encode()
    path = tmp_path / "x.jsonl"
    for cut in range(1, len(whole)):
        path.write_bytes(whole[:cut])
        assert (records.load(path), records.last(path)) == ([], None), whole[:cut]


@settings(max_examples=50, deadline=None)
@given(sizes=st.lists(st.integers(0, 200_000), min_size=1, max_size=6), torn=st.integers(0, 70_000))
def test_the_last_record_is_found_from_the_end_whatever_its_size(sizes: list[int], torn: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.jsonl"
        for number, size in enumerate(sizes):
            records.append(path, {"number": number, "text": "x" * size})
        with path.open("a") as file:
            file.write('{"text": "' + "y" * torn if torn else "")
        assert records.last(path)["number"] == len(sizes) - 1
        assert [record["number"] for record in records.load(path)] == list(range(len(sizes)))


def test_times_ascend_whoever_wrote_last_and_whatever_the_clock_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.jsonl"
    written = [2_000.0]
    monkeypatch.setattr(records.time, "time", lambda: 1_000.0)  # the clock was set back after the first record
    records.append(path, {"time": written[0]})
    for _again in range(2):
        written.append(records.now(path))
        records.append(path, {"time": written[-1]})
    with path.open("a") as file:  # another process, on a machine whose clock is ahead
        file.write('{"time": 3000.0}\n')
    written += [3_000.0, records.now(path)]
    assert written == sorted(set(written))
    records.rewrite(path, [{"time": 4_000.0}] * len(written))  # journals of several machines, merged
    assert records.now(path) > 4_000.0
    assert records.now(tmp_path / "none.jsonl") == 1_000.0


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
