"""Command patterns, compiled once per process into a graph of states.

    ip route [vrf WORD!vrf] A.B.C.D A.B.C.D {A.B.C.D|INTERFACE} = [<1-255>] [name WORD]

Words are keywords (abbreviable), upper-case words and `<a-b>` are arguments (`kinds.py`), `[..]` is optional (neighbouring
optional groups come in any order), `{a|b}` are alternatives, `%name` is a macro. Everything before ` = ` identifies a line of
configuration, what follows is its value. `WORD!vrf` names an object that must exist, `WORD:acl` one that need not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .kinds import Canonical, kind

_PIECE = re.compile(r"[\[\]{}|]|[^\s\[\]{}|]+")


@dataclass(frozen=True, slots=True)
class Step:
    """One edge: at `position` of the pattern a keyword (`text` as IOS writes it), or an argument of a kind, perhaps naming an object of a class."""

    position: int
    name: str
    canonical: Canonical | None = None
    reference: str = ""
    required: bool = False
    identity: bool = True
    text: str = ""


@dataclass(eq=False, slots=True)
class State:
    """A place in the graph. `words` and `arguments` are the edges that can be taken from here or from a state skipped to."""

    steps: list[tuple[Step, State]] = field(default_factory=list)
    skips: list[State] = field(default_factory=list)
    end: bool = False
    value_begins: bool = False
    words: dict[str, list[tuple[Step, State]]] | None = None
    arguments: list[tuple[Step, State]] = field(default_factory=list)
    complete: bool = False
    removable: bool = False

    def settle(self) -> State:
        """Collect the edges of all states that can be reached without a token (once)."""
        if self.words is None:
            self.words, seen, todo = {}, {id(self)}, [self]
            while todo:
                state = todo.pop(0)
                self.complete |= state.end
                self.removable |= state.value_begins
                for step, target in state.steps:
                    if step.canonical is None:
                        self.words.setdefault(step.name, []).append((step, target))
                    else:
                        self.arguments.append((step, target))
                fresh = [skip for skip in state.skips if id(skip) not in seen]
                seen.update(map(id, fresh))
                todo += fresh
        return self


class Pattern:
    """A compiled pattern: `start` is where matching begins, `rule` whatever its owner attached to it."""

    def __init__(self, text: str, rule: Any = None, macros: dict[str, str] | None = None) -> None:
        self.text = text
        self.rule = rule
        self._pieces = _PIECE.findall(expand(text, macros or {}))
        self._at = 0
        self._position = 0
        self._identity = True
        self.start = State()
        last = self._sequence(self.start, closing=())
        last.end = True
        last.value_begins = True

    def _sequence(self, state: State, closing: tuple[str, ...]) -> State:
        """Compile pieces up to one of `closing`; returns the state after them."""
        while self._at < len(self._pieces) and self._pieces[self._at] not in closing:
            piece = self._pieces[self._at]
            if piece == "[":
                state = self._optionals(state)
            elif piece == "{":
                self._at += 1
                state = self._choice(state)
            elif piece == "=":
                self._at += 1
                self._identity, state.value_begins = False, True
            else:
                self._at += 1
                state = self._step(state, piece)
        return state

    def _step(self, state: State, piece: str) -> State:
        name, mark, reference = [*re.split(r"([!:])", piece, maxsplit=1), "", ""][:3] if kind(piece) is None else (piece, "", "")
        function = kind(name)
        target = State(value_begins=not self._identity)
        if function is None:
            step = Step(self._position, piece.lower(), identity=self._identity, text=piece)
        else:
            step = Step(self._position, name, function, reference, mark == "!", self._identity)
        state.steps.append((step, target))
        self._position += 1
        return target

    def _choice(self, state: State) -> State:
        after = State()
        while True:
            fork = State()
            state.skips.append(fork)
            self._sequence(fork, closing=("|", "}")).skips.append(after)
            self._at += 1
            if self._pieces[self._at - 1] == "}":
                return after

    def _optionals(self, state: State) -> State:
        hub = State()
        state.skips.append(hub)
        while self._at < len(self._pieces) and self._pieces[self._at] == "[":
            self._at += 1
            while True:
                fork = State()
                hub.skips.append(fork)
                self._sequence(fork, closing=("|", "]")).skips.append(hub)
                self._at += 1
                if self._pieces[self._at - 1] == "]":
                    break
        return hub


def expand(text: str, macros: dict[str, str]) -> str:
    """Replace `%name` by the macro's text, also inside macros."""
    while "%" in text:
        text = re.sub(r"%([a-z_0-9]+)", lambda found: macros[found[1]], text)
    return text
