"""After a change, what comes by itself is watched with a few commands; the whole sample is taken when it has come, or patience ends."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.outcome import Options, Subject
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.verify import verify

from .model import ModelHealth

DESIGN = {"tunnels": ["dc1"]}
WATCH = ["show session"]
WHOLE = ["show health"]


class Slow:
    """Its session comes up after so many looks; it is well then."""

    def __init__(self, looks: int) -> None:
        self.looks = looks
        self.asked: list[list[str]] = []

    def ask_all(self, commands: Sequence[str]) -> dict[str, str]:
        self.asked.append(list(commands))
        if "show session" in commands:
            self.looks -= 1
        up = self.looks <= 0
        return {command: ("up" if up else "coming") if command == "show session" else ("well" if up else "ill") for command in commands}


class Watched(ModelHealth):
    """With one thing that comes by itself."""

    def watched(self, design: dict[str, Any]) -> list[str]:
        return WATCH

    def pending(self, verdict: Any) -> bool:
        return verdict.status != "healthy"


def asked(looks: int, deadline: float | None, **options: Any) -> list[list[str]]:
    """What a device with such a session was asked."""
    device = Slow(looks)
    subject = Subject(DESIGN, SimpleNamespace(health=Watched()))
    verify(device, [subject], Options(poll_seconds=0, sample_seconds=0, **options), deadline)  # type: ignore[arg-type]
    return device.asked


def test_after_a_change_only_the_session_is_asked_for_until_it_is_up():
    assert asked(3, time.monotonic() + 60) == [WATCH, WATCH, WATCH, WHOLE, WHOLE]


def test_without_a_change_the_whole_is_sampled_at_once_and_watched_only_when_ill():
    assert asked(0, None) == [WHOLE, WHOLE]
    assert asked(2, None) == [WHOLE, WHOLE, WATCH, WATCH, WHOLE, WHOLE]


@pytest.mark.parametrize("patience", [0, 0.05])
def test_patience_ends_the_watching_too(patience: float):
    found = asked(10**9, time.monotonic() + 60, patience=patience)
    assert found[0] == WATCH
    assert found[-2:] == [WHOLE, WHOLE]  # no further evidence is needed, so none is asked for


def test_what_has_just_been_read_is_not_asked_for_again():
    class Reading(ModelHealth):
        """All of it stands in the configuration."""

        def rounds(self, design: dict[str, Any]) -> list[list[str]]:
            return [["show config", "show health"], ["show config"]]

        def judge(self, design: dict[str, Any], outputs: list[dict[str, str]]) -> Any:
            seen.extend(outputs)
            return super().judge(design, [{"show health": "well"}])

    seen: list[dict[str, str]] = []
    device = Slow(0)
    subject = Subject(DESIGN, SimpleNamespace(health=Reading()))
    verify(device, [subject], Options(sample_seconds=0), known={"show config": "as read"})  # type: ignore[arg-type]
    assert device.asked == [["show health"], ["show config"]]
    assert seen == [{"show config": "as read", "show health": "well"}, {"show config": "well"}]
