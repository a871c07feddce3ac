# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Patterns of configuration lines and how the words of a line are taken by them; the language stands in `grammar/README.md`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .models import Model
from .value_types import check
from .values import Bad


@dataclass(frozen=True, slots=True)
class Taken:
    """One word of a line in the device's own form; `place`: the type of value, "" of a keyword."""

    text: str
    place: str


class Mismatch(Exception):
    """The word at `at` does not fit."""

    def __init__(self, at: int, key: str) -> None:
        super().__init__(key)
        self.at, self.key = at, key


@dataclass(slots=True)
class Trial:
    """Words on their way through a pattern; `missed` is the first refusal of what could also have stood at a position."""

    words: Sequence[str]
    model: Model
    taken: list[Taken] = field(default_factory=list)
    missed: Mismatch | None = None

    def word(self, at: int) -> str:
        """The word at a position."""
        if at >= len(self.words):
            raise Mismatch(at, "count")
        return self.words[at]

    def attempt(self, element: Element, at: int) -> int | None:
        """The position behind an element; None when it does not begin here. Once begun it must go on."""
        try:
            return element.take(self, at)
        except Mismatch as mismatch:
            if mismatch.at > at:
                raise
            if at < len(self.words) and (self.missed is None or self.missed.at < at):
                self.missed = mismatch
            return None


class Element:
    """A part of a pattern."""

    def take(self, trial: Trial, at: int) -> int:
        """The position behind the words that it takes; raises Mismatch."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Keyword(Element):
    """A word itself, in any case; `prefix` is what stands before it in the same word, e.g. `port=`."""

    text: str
    prefix: str = ""

    def take(self, trial: Trial, at: int) -> int:
        """One word."""
        if trial.word(at).lower() != self.prefix + self.text:
            raise Mismatch(at, "keyword")
        trial.taken.append(Taken(self.prefix + self.text, ""))
        return at + 1


@dataclass(frozen=True, slots=True)
class Place(Element):
    """A value of a type of `values.py`."""

    type: str
    argument: str
    prefix: str = ""

    def take(self, trial: Trial, at: int) -> int:
        """One word; a `command` takes all that are left."""
        word = trial.word(at)
        if not word.lower().startswith(self.prefix):
            raise Mismatch(at, "keyword")
        rest = " ".join(trial.words[at:]) if self.type == "command" else word[len(self.prefix):]
        try:
            trial.taken.append(Taken(self.prefix + check(self.type, rest, self.argument, trial.model), self.type))
        except Bad as bad:
            raise Mismatch(at, bad.key) from bad
        return len(trial.words) if self.type == "command" else at + 1
