# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tcl text as commands and words (as Tcl 8.4 reads it): what a word substitutes is found, nothing is evaluated."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

BARE, BRACED, QUOTED = "bare", "braced", "quoted"
_VARIABLE = re.compile(r"\$(?:\{([^}]*)\}|((?:::)?[A-Za-z_]\w*(?:::\w+)*))")
_BLANK, _ENDS, _CONTINUED = " \t\r", "\n;", "\\\n"
_BRACES = re.compile(r"[{}]|\\.", re.DOTALL)
_OPERATOR = re.compile(r"\*\*|[A-Za-z_]\w*")


class TclError(Exception):
    """Text that is no Tcl. ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


class Variable(NamedTuple):
    """``$name`` somewhere."""

    name: str
    line: int


@dataclass(frozen=True)
class Word:
    """One word. ``text`` is without its delimiters; ``uses`` are variables and commands that are substituted in it, in their order."""

    text: str
    kind: str
    line: int
    uses: tuple[Variable | Command, ...] = ()


@dataclass(frozen=True)
class Command:
    """One command; its first word is its name."""

    words: tuple[Word, ...]
    line: int

    @property
    def name(self) -> str:
        """The first word."""
        return self.words[0].text


@dataclass(frozen=True)
class Expression:
    """What an expression substitutes, and the operators that are words, or ``**``, each with its line."""

    uses: tuple[Variable | Command, ...]
    operators: tuple[tuple[str, int], ...]


def script(text: str, line: int = 1) -> list[Command]:
    """The commands of a script that begins on ``line``; raises ``TclError``."""
    return _Reader(text, line).script("")


def expression(text: str, line: int = 1) -> Expression:
    """What stands in an expression; raises ``TclError``."""
    return _Reader(text, line).expression()


@dataclass
class _Reader:
    """A place in a text whose first line has the number ``first``."""

    text: str
    first: int
    at: int = 0
    _found: list[Variable | Command] = field(default_factory=list)

    @property
    def line(self) -> int:
        """The number of the line here."""
        return self.first + self.text.count("\n", 0, self.at)

    @property
    def here(self) -> str:
        """The character here, ``""`` at the end."""
        return self.text[self.at : self.at + 1]

    def script(self, end: str) -> list[Command]:
        """Commands up to the character ``end``, or to the end of the text."""
        commands = []
        while True:
            self._skip(_BLANK + _ENDS)
            if self.here == "#":
                self._comment()
            elif self.here and self.here != end:
                commands.append(self._command(end))
            elif self.here == end:
                return commands
            else:
                raise TclError(self.line, f"missing {end}")

    def expression(self) -> Expression:
        """Substitutions and operators up to the end."""
        operators = []
        while self.here:
            word = _OPERATOR.match(self.text, self.at)
            if word:
                operators.append((word[0], self.line))
                self.at = word.end()
            elif self.here == "{":
                self._braced()
            elif self.here == '"':
                self._quoted()
            else:
                self._character()
        return Expression(tuple(self._found), tuple(operators))

    def _command(self, end: str) -> Command:
        line, words = self.line, []
        while self.here and self.here not in _ENDS and self.here != end:
            words.append(self._word(end))
            self._skip(_BLANK)
        return Command(tuple(words), line)

    def _word(self, end: str) -> Word:
        line, (outer, self._found) = self.line, (self._found, [])
        kind = {"{": BRACED, '"': QUOTED}.get(self.here, BARE)
        text = self._braced() if kind == BRACED else self._quoted() if kind == QUOTED else self._bare(end)
        word = Word(text, kind, line, tuple(self._found))
        self._found = outer
        if not self._between_words(end):
            raise TclError(self.line, f"extra characters after close-{'brace' if kind == BRACED else 'quote'}")
        return word

    def _braced(self) -> str:
        line, begin, depth = self.line, self.at + 1, 0
        for found in _BRACES.finditer(self.text, self.at):
            depth += {"{": 1, "}": -1}.get(found[0], 0)
            if not depth and found[0] == "}":
                self.at = found.end()
                return self.text[begin : self.at - 1]
        raise TclError(line, "missing close-brace")

    def _quoted(self) -> str:
        line, begin = self.line, self.at + 1
        self.at += 1
        while self.here and self.here != '"':
            self._character()
        if not self.here:
            raise TclError(line, 'missing "')
        self.at += 1
        return self.text[begin : self.at - 1]

    def _bare(self, end: str) -> str:
        begin = self.at
        while not self._between_words(end):
            self._character()
        return self.text[begin : self.at]

    def _between_words(self, end: str) -> bool:
        return not self.here or self.here in _BLANK + _ENDS or self.here == end or self.text.startswith(_CONTINUED, self.at)

    def _character(self) -> None:
        """One character, or what is substituted here."""
        variable = _VARIABLE.match(self.text, self.at)
        if self.here == "\\":
            self.at += 2
        elif self.here == "[":
            inner = _Reader(self.text, self.first, self.at + 1)
            self._found += inner.script("]")
            self.at = inner.at + 1
        elif variable:
            self._found.append(Variable(variable[1] or variable[2], self.line))
            self.at = variable.end()
        else:
            self.at += 1

    def _comment(self) -> None:
        while self.here and self.here != "\n":
            self.at += 2 if self.here == "\\" else 1

    def _skip(self, characters: str) -> None:
        while self.here:
            if self.text.startswith(_CONTINUED, self.at):
                self.at += 2
            elif self.here in characters:
                self.at += 1
            else:
                return
