"""Journals of several machines become one, whatever the order, and as often as one likes."""

from __future__ import annotations

import json
import random
import stat
import tempfile
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change import records
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.journal import Journal
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.merge import merge, union
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.run import Run, check_part, past
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError

RUN, OTHER = "20261127T084258Z-1f3a", "20261127T090000Z-0002"
RECORDS = st.lists(st.fixed_dictionaries({"time": st.floats(0, 100), "phase": st.sampled_from("ab"), "n": st.integers(0, 3)}), max_size=6)
DEVICES = ("r1@x_22", "r2@x_22", "r3@x_22")
#: what a machine may write: to a device's journal, or to one of two runs'
STEPS = st.lists(st.tuples(st.sampled_from([*DEVICES, RUN, OTHER]), st.sampled_from(["arming", "done"])), max_size=8)


def text(record: dict[str, Any]) -> str:
    return json.dumps(record, sort_keys=True)


@given(st.lists(RECORDS, min_size=1, max_size=3))
def test_a_union_loses_nothing_doubles_nothing_and_knows_no_order(journals: list[list[dict[str, Any]]]) -> None:
    whole = union(*journals)
    assert sorted(map(text, whole)) == sorted({text(record) for journal in journals for record in journal})
    assert all(union(*order) == whole for order in permutations(journals))
    assert union(whole, *journals) == union(whole) == whole
    one_by_one: list[dict[str, Any]] = []
    for journal in reversed(journals):
        one_by_one = union(one_by_one, journal)
    assert one_by_one == whole


def play(folder: Path, steps: list[tuple[str, str]]) -> None:
    """A machine at work."""
    for where, phase in steps:
        if where in DEVICES:
            Journal(folder, where, RUN).write(phase, folder=folder.name)
        else:
            Run(folder, where).write("begin", what="rollout", systems=[], waves=[[folder.name]])


def contents(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {path.relative_to(folder).as_posix(): records.load(path) for path in folder.rglob("*.jsonl")}


@settings(max_examples=40, deadline=None)
@given(mine=STEPS, theirs=st.lists(STEPS, min_size=1, max_size=3), seed=st.integers(0, 99))
def test_folders_are_merged_in_any_order_and_again(mine: list[Any], theirs: list[list[Any]], seed: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        ours = [Path(name) / "ours", Path(name) / "again"]
        for folder in ours:
            folder.mkdir()
        play(ours[0], mine)
        for path, found in contents(ours[0]).items():
            (ours[1] / path).parent.mkdir(exist_ok=True)
            records.rewrite(ours[1] / path, found)
        before = contents(ours[0])
        sources = [Path(name) / f"worker-{number}" for number in range(len(theirs))]
        for source, steps in zip(sources, theirs, strict=True):
            source.mkdir()
            play(source, steps)
        gained = merge(ours[0], sources)
        whole = contents(ours[0])
        for folder in (Path(name) / "ours", *sources):
            for path, found in contents(folder).items():
                assert [record for record in whole[path] if record in found] == found, "all of it, in its own order"
        assert {path: len(found) - len(before.get(path, [])) for path, found in whole.items() if found != before.get(path)} == gained
        assert merge(ours[0], sources) == {} and contents(ours[0]) == whole
        for source in random.Random(seed).sample(sources, len(sources)):
            merge(ours[1], [source])
        assert contents(ours[1]) == whole


def test_a_worker_whose_clock_is_behind_writes_after_what_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path, DEVICES[0], RUN)
    journal.write("done")
    given = journal.entries()[-1].time
    monkeypatch.setattr(records.time, "time", lambda: given - 3600)
    for phase in ("arming", "applying"):
        journal.write(phase)
    assert [entry.phase for entry in sorted(journal.entries(), key=lambda entry: entry.time)] == ["done", "arming", "applying"]


def folders(tmp_path: Path) -> tuple[Path, Path]:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        folder.mkdir()
        play(folder, [(DEVICES[0], "arming"), (RUN, "begin")])
    return ours, theirs


DAMAGE = [
    "rubbish\n", "[1]\n", "\x00\x00\n", '{"run": "r", "phase": "done"}\n', '{"run": "r", "phase": "done", "time": NaN, "facts": {}}\n',
    '{"run": "r", "phase": "done", "time": true, "facts": {}}\n', '{"run": "r", "phase": "done", "time": 1, "facts": {}, "more": 1}\n',
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("side", [0, 1])
def test_a_damaged_journal_on_either_side_is_refused_before_anything_is_written(tmp_path: Path, damage: str, side: int) -> None:
    both = folders(tmp_path)
    play(both[1], [(DEVICES[1], "arming")])
    for name in (f"{DEVICES[0]}.jsonl", f"runs/{RUN}.jsonl"):
        path = both[side] / name
        path.write_text(damage + path.read_text())
    before = {path: path.read_bytes() for path in both[0].rglob("*.jsonl")}
    with pytest.raises(OnrampError) as caught:
        merge(*[both[0], [both[1]]])
    assert [problem.code for problem in caught.value.problems] == ["KO-CH016", "KO-CH016"]
    assert {path: path.read_bytes() for path in both[0].rglob("*.jsonl")} == before


def test_what_is_not_there_is_told_and_a_torn_line_is_passed_over(tmp_path: Path) -> None:
    ours, theirs = folders(tmp_path)
    with pytest.raises(OnrampError, match="KO-RO023"):
        merge(ours, [tmp_path / "nowhere"])
    with (theirs / f"{DEVICES[0]}.jsonl").open("a") as file:
        file.write('{"run": "r", "pha')
    assert merge(ours, [theirs], write=False) == {f"{DEVICES[0]}.jsonl": 1, f"runs/{RUN}.jsonl": 1}
    assert len(Journal(ours, DEVICES[0], RUN).entries()) == 1
    merge(ours, [theirs])
    assert len(Journal(ours, DEVICES[0], RUN).entries()) == 2
    assert stat.S_IMODE((ours / f"{DEVICES[0]}.jsonl").stat().st_mode) == 0o600


def test_a_device_that_is_being_changed_is_not_merged(tmp_path: Path) -> None:
    ours, theirs = folders(tmp_path)
    with Journal(ours, DEVICES[0], RUN).lock(), pytest.raises(OnrampError, match="KO-CH001"):
        merge(ours, [theirs])


def begin(folder: Path, waves: list[list[str]], **facts: Any) -> None:
    Run(folder, RUN).write("begin", **{"what": "rollout", "systems": ["virtual_connect"], "waves": waves, **facts})


def test_the_waves_of_all_parts_are_one_runs(tmp_path: Path) -> None:
    begin(tmp_path, [["canary"]])
    begin(tmp_path, [["a1"], ["a2", "a3"]], fleet=["a1", "b1", "a2", "b2", "a3", "b3", "canary"])
    begin(tmp_path, [["b1"], ["b2"], ["canary", "b2"]])
    assert past(tmp_path, RUN).waves == [["canary", "a1", "b1"], ["a2", "a3", "b2"], ["b3"]]
    assert check_part(tmp_path, RUN, ["virtual_connect"]) == RUN


def test_a_part_of_another_kind_is_no_part(tmp_path: Path) -> None:
    begin(tmp_path, [["a"]])
    for folder, run, systems in ((tmp_path, RUN, ["biztel"]), (tmp_path, "../x", ["virtual_connect"]), (tmp_path, "", ["virtual_connect"])):
        with pytest.raises(OnrampError, match="KO-RO022"):
            check_part(folder, run, systems)
    begin(tmp_path, [["b"]], what="rollback")
    with pytest.raises(OnrampError, match="KO-CH016"):
        past(tmp_path, RUN)


def test_a_look_at_a_device_is_not_its_end(tmp_path: Path) -> None:
    begin(tmp_path, [["a", "b"]])
    for host, status in (("a", "would_change"), ("b", "changed")):
        Run(tmp_path, RUN).write("ended", host=host, status=status, failed=False, digest="x")
    assert past(tmp_path, RUN).well == {"b": "x"}


def test_parts_share_a_run_and_who_resumes_it_has_it_alone(tmp_path: Path) -> None:
    one, other = Run(tmp_path, RUN), Run(tmp_path, RUN)
    with one.lock(wait=False, shared=True), other.lock(wait=False, shared=True), pytest.raises(OnrampError, match="KO-CH001"), other.lock(wait=False):
        pass
