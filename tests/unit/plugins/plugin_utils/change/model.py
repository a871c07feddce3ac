"""A device in memory with a running and a saved configuration and a revert timer, and a planner over sets of lines. Fails where it is told to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Change
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.virtual_connect import interrupted, standing, supports
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError, Problem

OLD, NEW = ["hostname R1"], ["hostname R1", "line a", "line b", "line c"]


class Cut(Exception):
    """The controller is killed here: nothing of ours may catch this."""


@dataclass
class ModelDevice:
    """``fail`` maps the name of a step to what happens there: ``refuse``, ``lost``, ``reload``, ``kill``, ``silent``, ``expire``."""

    fail: dict[str, str] = field(default_factory=dict)
    host: str = "r1"
    shows_running: str = "show running-config"
    user: str = "kyoten"
    config: list[str] = field(default_factory=lambda: list(OLD))
    saved: list[str] = field(default_factory=lambda: list(OLD))
    backup: list[str] | None = None
    timer_user: str = "kyoten"
    guard: str = "revert timer"
    notes: list[Problem] = field(default_factory=list)
    sessions: int = 0
    calls: list[str] = field(default_factory=list)
    healthy: bool = True

    def connect(self) -> None:
        self._step("connect")
        self.sessions += 1

    def reconnect(self, within: float) -> None:
        self._step("reconnect")
        self.sessions += 1

    def close(self) -> None:
        self.calls.append("close")

    def ask(self, command: str) -> str:
        return "well" if self.healthy else "ill"

    def ask_all(self, commands: Sequence[str]) -> dict[str, str]:
        return {command: self.ask(command) for command in commands}

    def running(self) -> str:
        self._step("running")
        return "\n".join(self.config)

    def version(self) -> str:
        return "Cisco IOS XE Software, Version 17.09.04a\ncisco C8200-1N-4T (1RU) processor"

    def pending(self) -> Any | None:
        self._step("pending")
        return SimpleNamespace(user=self.timer_user, minutes=5) if self.backup is not None else None

    def require_guard(self) -> None:
        self._step("require_guard")

    def arm(self, minutes: int, accept_unsaved: bool = False) -> None:
        self._step("arm")
        self.backup = list(self.config)
        self._step("armed")

    def apply(self, lines: Sequence[str]) -> None:
        for number, line in enumerate(lines):
            self._step(f"line {number}")
            if self.fail.get("apply") != "silent" or number:
                self.config.append(line)
        self._step("applied")

    def confirm(self) -> None:
        self._step("confirm")
        if self.backup is None:
            raise lost("KO-DV019")
        self.backup = None
        self._step("confirmed")

    def revert(self) -> None:
        self._step("revert")
        self.fire()

    def save(self) -> None:
        self._step("save")
        self.saved = list(self.config)
        self._step("saved")

    def fire(self) -> None:
        """The timer fires."""
        if self.backup is not None:
            self.config, self.backup = self.backup, None

    def reload(self) -> None:
        """Power off, power on."""
        self.config, self.backup = list(self.saved), None

    def _step(self, name: str) -> None:
        self.calls.append(name)
        kind = self.fail.pop(name, "")
        if kind == "kill":
            raise Cut(name)
        if kind == "reload":
            self.reload()
        if kind == "expire":
            self.fire()
        if kind in ("refuse", "lost", "reload"):
            raise lost("KO-DV009" if kind == "refuse" else "KO-DV007")


def lost(code: str) -> OnrampError:
    return OnrampError([Problem(code, host="r1", details={"line": "line a", "reply": "% Invalid", "number": 1})])


def plan(driver: Any, running: str, parts: Any, secret_update: str = "on_create") -> Change:
    """What is missing of NEW, in order."""
    commands = [line for line in NEW if line not in running.splitlines()]
    return Change(commands, [f"no {line}" for line in commands], "\n".join(f"+ {line}" for line in commands))


class ModelHealth:
    """Well when the device says so."""

    SAMPLE_SECONDS = 0.0
    ILL = "down"

    supports = staticmethod(supports)
    standing = staticmethod(standing)
    interrupted = staticmethod(interrupted)

    def watched(self, design: dict[str, Any]) -> list[str]:
        return []

    def coming(self, design: dict[str, Any], outputs: dict[str, str]) -> bool:
        return any(output == "coming" for output in outputs.values())

    def rounds(self, design: dict[str, Any]) -> list[list[str]]:
        return [["show health"], ["show health"]]

    def judge(self, design: dict[str, Any], outputs: list[dict[str, str]]) -> SimpleNamespace:
        well = all(output["show health"] == "well" for output in outputs)
        problems = [] if well else [Problem("KO-HV999")]
        return SimpleNamespace(status="healthy" if well else self.ILL, problems=problems)

    def pending(self, verdict: Any) -> bool:
        return False

    def evidence(self, design: dict[str, Any], verdict: Any) -> list[str]:
        return []

    def diagnose(self, design: dict[str, Any], verdict: Any, outputs: Any, evidence: Any) -> list[Any]:
        return []
