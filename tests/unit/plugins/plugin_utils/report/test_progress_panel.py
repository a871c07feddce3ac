"""The table, as a terminal of a given width shows it."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.progress_panel import drawn, panel
from tests.unit.plugins.plugin_utils.report.rollout_events import FAILED, START, ended, event, first_wave, progress, run, second_wave


def shown(*events: dict[str, Any], at: float = 30, language: str = "en", width: int = 80, rows: int = 10) -> str:
    """Without colours."""
    console = Console(record=True, width=width, height=40, force_terminal=True, legacy_windows=False, file=io.StringIO())
    console.print(panel(progress(*events), START + at, language, rows))
    return console.export_text()


def test_while_it_runs() -> None:
    text = shown(*first_wave(**FAILED), *second_wave())
    for expected in (
        r"─ rollout r1 ─", r"1/4  30 s", r"1 rolled back; failed: 1 \(allowed: 1\)",
        r"wave 1 of 2\s+1/1\s+passed, 1 failed", r"wave 2 of 2\s+0/3\s+3 in work",
        r"In work \(3\): 1 verifying, 2 arming the revert timer", r"b2\s+verifying\s+20 s", r"b1 \(rolled back\): KO-CH007 b1: taken back",
    ):
        assert re.search(expected, text), (expected, text)


def test_the_longest_at_work_come_first_and_the_rest_is_counted() -> None:
    text = shown(*first_wave(), *second_wave(), rows=1)
    assert "b2" in text and "b3" not in text and "and 2 more" in text


def test_when_it_has_ended() -> None:
    text = shown(*first_wave(), *second_wave(), event("done", 20, counts={"changed": 4}, seconds=20.0))
    assert "4/4  20 s" in text and "4 changed" in text and "In work" not in text


def test_stopped_asking_and_pausing() -> None:
    assert "stopped: the answer was not yes; 3 devices not started" in shown(*first_wave(), event("stopped", why="answer", not_started=3))
    assert "waiting for an answer" in shown(*first_wave(), event("pause", 4, question=True))
    assert "pause, next wave in 34 s" in shown(*first_wave(), event("pause", 4, seconds=60))


def test_a_thousand_waves_and_failures_stay_small() -> None:
    events = [run([1] * 1000), event("wave", wave=500, of=1000, hosts=1), *(ended(f"b{i}", wave=500, **FAILED) for i in range(300))]
    text = shown(*events)
    assert "wave 500 of 1000" in text and len(text.splitlines()) < 20 and "and 295 more that failed before" in text


def test_hidden_names_and_check_mode() -> None:
    text = shown(run([3], check=True), event("wave", wave=1, of=1, hosts=3), *[event("started", host="(hidden)", wave=1)] * 3)
    assert "In work (3)" in text and "(hidden)" not in text and "check mode, nothing is changed" in text and "allowed" not in text


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_line_is_wider_than_the_terminal(width: int, language: str) -> None:
    failure = {**FAILED, "message": "長い理由 [bold]not markup[/bold] " * 20}
    text = drawn([progress(*first_wave(**failure), *second_wave())], START + 30, language, width)
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert {cell_len(line) for line in plain.splitlines()} == {width}
    if width == 200:
        assert "[bold]not markup" in plain
    assert "\x1b[31m" not in drawn([progress(*first_wave(**failure))], START, language, width, color=False)
