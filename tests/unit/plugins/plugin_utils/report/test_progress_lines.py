"""What a log gets to read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.progress import Progress
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.progress_lines import Lines, duration
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.words import words
from tests.unit.plugins.plugin_utils.report.rollout_events import FAILED, ended, event, first_wave, run, second_wave


def lines(events: Iterable[dict[str, Any]], language: str = "en") -> list[str]:
    """Without the stamp."""
    state = Progress()
    made, found = Lines(state, language), []
    for one in events:
        state.take(one)
        for line in made.of(one):
            assert re.match(r"\[(rollout|plan|rollback) \d\d:\d\d:\d\d\] ", line.text)
            found.append(line.text.split("] ", 1)[1])
    return found


CLOSED = event("gate", 5, wave=1, passed=False, failures=2, max_failures=1)
STOPPED = [*first_wave(**FAILED)[:-1], CLOSED, event("stopped", 5, why="gate", not_started=3)]


def test_a_run_that_was_stopped() -> None:
    assert lines([*STOPPED, event("done", 5, counts={"rolled_back": 1, "failed": 0}, seconds=75.2)]) == [
        "run r1: 4 devices; 2 waves (1, 3); failures allowed: 1",
        "wave 1 of 2: 1 device",
        "FAILED b1 (rolled back): KO-CH007 b1: taken back",
        "wave 1 of 2: gate closed, 2 failed (1 allowed)",
        "stopped: more devices failed than allowed; 3 devices not started",
        "ended after 1:15: 1 rolled back",
    ]


def test_the_same_in_japanese() -> None:
    assert lines([*STOPPED, event("done", 5, counts={"rolled_back": 1}, seconds=75.2)], "ja") == [
        "実行 r1: 4 台、2 ウェーブ（1, 3）、許容する失敗: 1",
        "ウェーブ 1/2: 1 台",
        "失敗 b1（元に戻した）: KO-CH007 b1: taken back",
        "ウェーブ 1/2: ゲートで停止、失敗 2（許容 1）",
        "停止: 失敗した機器が許容数を超えました、未着手 3 台",
        "終了（1:15）: 元に戻した 1",
    ]


def test_phases_are_no_lines_and_counts_are_rare() -> None:
    assert lines([*first_wave(), *second_wave()])[-1] == "1 of 4 done, 3 in work, 0 failed (wave 2 of 2)"
    fleet = [ended(f"b{i}", at=i / 50) for i in range(999)]
    found = lines([run([1000]), event("wave", wave=1, of=1, hosts=1000), *fleet])
    assert found == ["run r1: 1000 devices", "501 of 1000 done, 0 in work, 0 failed"], "20 seconds, one line"


def test_one_wave_that_passes_needs_no_words() -> None:
    wave = [event("wave", wave=1, of=1, hosts=4), event("gate", wave=1, passed=True, failures=0, max_failures=4)]
    assert lines([run([4], what="plan", check=True, resumed=1), *wave, event("done", counts={"would_change": 1, "unchanged": 3}, seconds=3.21)]) == [
        "run r1: 4 devices; resumed, 1 device already done; check mode, nothing is changed",
        "done in 3.2 s: 1 would change, 3 unchanged",
    ]


def test_pauses_and_many_waves() -> None:
    assert lines([event("pause", seconds=60.0), event("pause", question=True), event("pause", seconds=0)]) == [
        "pause of 60 s before the next wave", "waiting for an answer before the next wave",
    ]
    assert "1000 waves (1, 1, 1, 1, 1, 1, …, 1);" in lines([run([1] * 1000)])[0]


def test_a_failure_without_a_message() -> None:
    hidden = {"status": "failed", "failed": True, "message": ""}
    assert lines([ended("(hidden)", **{**hidden, "codes": ["KO-CH007", "KO-CH008"]})])[0] == "FAILED (hidden) (failed): KO-CH007, KO-CH008"
    assert lines([ended("(hidden)", **{**hidden, "codes": []})])[0] == "FAILED (hidden) (failed): no reason given"


@pytest.mark.parametrize(("seconds", "text"), [(0, "0 s"), (3.21, "3.2 s"), (59.9, "59 s"), (65, "1:05"), (7384.9, "2:03:04")])
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_both_languages_fill_the_same_places() -> None:
    english, japanese = words("en")["progress"], words("ja")["progress"]
    for key, text in english.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", japanese[key])), key
