"""A real Tcl for iRules: in this process where Python has one, else the program `tclsh` over pipes (BP-70)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import yaml

_HERE = Path(__file__).parent
_MISSING = "no Tcl: Python has no tkinter, and there is no program `tclsh` (Debian: apt install tcl)"
Call = Callable[[Sequence[str]], str]


class RuleError(Exception):
    """What Tcl says of a script that failed."""


@dataclass(frozen=True)
class Handler:
    """One `when` of a rule."""

    rule: str
    event: str
    priority: int
    body: str


class Engine(Protocol):
    """Runs bodies of events. `call` answers F5's commands while one runs; `RuleError` from it is an error in the rule."""

    call: Call

    def ask(self, *words: str) -> str:
        """Run a procedure of `engine.tcl`. `RuleError`: it failed."""

    def close(self) -> None:
        """No more."""


def load(engine: Engine, rule: str, text: str) -> list[Handler]:
    """The events of a rule."""
    found = split_list(engine.ask("load_rule", text))
    return [Handler(rule, event, int(priority), body) for event, priority, body in zip(found[::3], found[1::3], found[2::3], strict=True)]


def run(engine: Engine, flow: int, body: str) -> None:
    """Run the body of an event with the variables of a flow."""
    engine.ask("run_event", str(flow), body)


class InProcess:
    """Python's own Tcl; belongs to the thread that made it."""

    def __init__(self) -> None:
        import tkinter

        self.call: Call = lambda words: ""
        self._tcl: Any = tkinter.Tcl()
        self._tcl.createcommand("f5", lambda *words: _answered(self.call, words))
        self._tcl.eval((_HERE / "engine.tcl").read_text(encoding="utf-8"))
        self.ask("prepare", *known())

    def ask(self, *words: str) -> str:
        """See `Engine`."""
        return _result(str(self._tcl.call(*words)))

    def close(self) -> None:
        """Nothing is left of it."""
        self._tcl.eval("interp delete rules")


class Pipes:
    """`tclsh`: words go to it and come back as hexadecimal, a line each."""

    def __init__(self, program: str = "tclsh") -> None:
        self.call: Call = lambda words: ""
        if shutil.which(program) is None:
            raise RuntimeError(_MISSING)
        self._process = subprocess.Popen([program, str(_HERE / "pipes.tcl")], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ask("prepare", *known())

    def ask(self, *words: str) -> str:
        """See `Engine`; what Tcl asks meanwhile is answered."""
        self._send("do", *words)
        while True:
            kind, *found = self._receive()
            if kind == "done":
                return _result(found[0])
            self._send("answer", _answered(self.call, found))

    def close(self) -> None:
        """End the program."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait(10)

    def _send(self, *words: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b" ".join(word.encode().hex().encode() or b"-" for word in words) + b"\n")
        self._process.stdin.flush()

    def _receive(self) -> list[str]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("tclsh has ended")
        return [bytes.fromhex("" if word == "-" else word).decode() for word in line.decode().split()]


def engine() -> Engine:
    """Whichever Tcl there is. RuntimeError: none."""
    try:
        return InProcess()
    except ImportError:
        return Pipes()


@cache
def known() -> tuple[str, str]:
    """Lists for Tcl: its commands that rules may use, and F5's."""
    found = yaml.safe_load((_HERE.parent / "commands.yml").read_text(encoding="utf-8"))
    own = {"clientside", "serverside", "call", "clock"}
    kept = {*found["tcl"].split(), *found["top"].split(), "clientside", "serverside", "call"} - {"proc"}
    f5 = {*found["everywhere"].split(), *found["events_of"]} - own - {"static"}
    return " ".join(sorted(kept)), " ".join(sorted(f5))


def split_list(text: str) -> list[str]:
    """The elements of a Tcl list as `engine.tcl` makes them: bare, in braces, or with backslashes."""
    found, at = [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif text[at] == "{":
            end = _closing(text, at)
            found.append(text[at + 1 : end])
            at = end + 1
        else:
            word = re.compile(r"(?:\\.|[^\s\\])+", re.DOTALL).match(text, at)
            assert word is not None
            found.append(re.sub(r"\\(.)", lambda each: {"n": "\n", "t": "\t"}.get(each[1], each[1]), word[0], flags=re.DOTALL))
            at = word.end()
    return found


def _closing(text: str, at: int) -> int:
    depth = 0
    while True:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at
        at += 2 if text[at] == "\\" else 1


def _answered(call: Call, words: Sequence[str]) -> str:
    try:
        return f"0 {call(words)}"
    except RuleError as error:
        return f"1 {error}"


def _result(text: str) -> str:
    if not text.startswith("0"):
        raise RuleError(text[2:])
    return text[2:]
