"""The configuration tree: what other parts see (`Node`), and what the router keeps (`Section`, `Line`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .rules import Mode, Rule

_NUMBER = re.compile(r"(\d+)")


@dataclass(slots=True)
class Node:
    """A line of the canonical running configuration, without indentation, and the lines below it."""

    text: str
    children: list[Node] = field(default_factory=list)


@lru_cache(maxsize=65_536)
def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key under which numbers inside a text count as numbers: seq 5 before seq 10, 10.0.0.9 before 10.0.0.10."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in _NUMBER.split(text) if part)


@dataclass(eq=False, slots=True)
class Line:
    """One stored line: `key` identifies it in its section, `references` are the objects it names as (class, name)."""

    rule: Rule
    key: str
    text: str
    order: tuple[object, ...]
    references: tuple[tuple[str, str], ...] = ()
    section: Section | None = None


class Lines(dict[str, Line]):
    """Lines by key, and by the first one, two and three words of the key: large configurations stay quick (IX-58).

    The index is made when somebody asks for it the first time: most sections of a fleet are never searched.
    """

    __slots__ = ("_index",)

    def __init__(self) -> None:
        super().__init__()
        self._index: dict[str, dict[str, Line]] | None = None

    def __setitem__(self, key: str, line: Line) -> None:
        super().__setitem__(key, line)
        if self._index is not None:
            _enter(self._index, key, line)

    def __delitem__(self, key: str) -> None:
        self.pop(key)

    def pop(self, key: str, default: Line | None = None) -> Line | None:  # type: ignore[override]
        """Take a line out of everything."""
        line = super().pop(key, None)
        if line is None:
            return default
        if self._index is not None:
            for head in _heads(key):
                self._index[head].pop(key, None)
        return line

    def clear(self) -> None:
        """Nothing is left."""
        super().clear()
        self._index = None

    def starting(self, words: str) -> list[Line]:
        """The lines whose key begins with these words."""
        if self._index is None:
            self._index = {}
            for key, line in self.items():
                _enter(self._index, key, line)
        if words.count(" ") < 3:
            return list(self._index.get(words, {}).values())
        near = self._index.get(" ".join(words.split(" ", 3)[:3]), {})
        return [line for key, line in near.items() if key == words or key.startswith(words + " ")]


def _enter(index: dict[str, dict[str, Line]], key: str, line: Line) -> None:
    for head in _heads(key):
        index.setdefault(head, {})[key] = line


@lru_cache(maxsize=16_384)
def _heads(key: str) -> tuple[str, ...]:
    words = key.split(" ", 3)[:3]
    return tuple(" ".join(words[:count]) for count in range(1, len(words) + 1))


@dataclass(eq=False, slots=True)
class Section:
    """The lines of one mode, by key. `parent` and `key` lead back to the line that opened it (None, "" for the whole).

    `bodies`: in an access list, entry without its number -> number (`hooks/access.py`), None when it has to be built anew.
    """

    mode: Mode
    parent: Section | None = None
    key: str = ""
    lines: Lines = field(default_factory=Lines)
    bodies: dict[str, str] | None = None

    def starting(self, words: str) -> list[Line]:
        """The lines whose key begins with these words."""
        return self.lines.starting(words)

    def text(self, key: str) -> str:
        """The text of the line with this key, or "" when there is none."""
        line = self.lines.get(key)
        return line.text if line else ""

    def walk(self) -> Iterator[tuple[Section, Line]]:
        """Every line here and below, with the section that it stands in."""
        for line in list(self.lines.values()):
            yield self, line
            if line.section is not None:
                yield from line.section.walk()

    def path(self) -> tuple[str, ...]:
        """The keys that lead here from the top."""
        return (*self.parent.path(), self.key) if self.parent else ()
