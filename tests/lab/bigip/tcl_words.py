"""Tcl text as commands and words, with their lines: what the compiler of iRules looks at (BP-44, BP-50)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_END = {"\n", ";"}


class TclError(Exception):
    """What a Tcl parser says, and on which line."""

    def __init__(self, line: int, words: str, text: str) -> None:
        super().__init__(words)
        self.line, self.words, self.text = line, words, text


@dataclass(frozen=True)
class Word:
    """One word: its `kind` is `{`, `"` or "" (bare); `text` without braces and quotes; the line where it begins."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True)
class Command:
    """One command as it stands in the text."""

    words: tuple[Word, ...]
    text: str

    @property
    def name(self) -> str:
        """Its first word."""
        return self.words[0].text

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.words[0].line


def commands(script: str, line: int = 1) -> list[Command]:
    """The commands of a script whose first line has this number. `TclError`: it is none."""
    return list(_Reader(script, line).script())


def substituted(word: Word) -> Iterator[Command]:
    """The commands in brackets in a bare or quoted word; in a braced one, those that `expr` would run."""
    text, at = word.text, 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "[":
            reader = _Reader(text, word.line, at)
            inner = reader.nested()
            yield from commands(inner, word.line + text.count("\n", 0, at))
            at = reader.at - 1
        at += 1


class _Reader:
    def __init__(self, text: str, line: int, at: int = 0) -> None:
        self.text, self.first, self.at, self.inside = text, line, at, False

    def line(self, at: int | None = None) -> int:
        return self.first + self.text.count("\n", 0, self.at if at is None else at)

    def script(self) -> Iterator[Command]:
        while self._skip_to_command():
            begin, words = self.at, []
            while not self._ended():
                words.append(self._word())
                self._skip_blanks()
            yield Command(tuple(words), self.text[begin : self.at].strip())

    def nested(self) -> str:
        """The text between brackets, read as a script; leaves `at` behind them."""
        begin, outer = self.at, self.inside
        self.at, self.inside = self.at + 1, True
        while self._skip_to_command() and self.text[self.at] != "]":
            while not self._ended():
                self._word()
                self._skip_blanks()
        if self.at >= len(self.text):
            raise TclError(self.line(begin), "parse error: missing close-bracket", self._rest(begin))
        self.at, self.inside = self.at + 1, outer
        return self.text[begin + 1 : self.at - 1]

    def _skip_to_command(self) -> bool:
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                self._skip_comment()
            elif self.text[self.at].isspace() or self.text[self.at] == ";":
                self.at += 1
            elif self.text.startswith("\\\n", self.at):
                self.at += 2
            else:
                return True
        return False

    def _skip_comment(self) -> None:
        while self.at < len(self.text) and self.text[self.at] != "\n":
            self.at += 2 if self.text[self.at] == "\\" else 1

    def _skip_blanks(self) -> None:
        while self.at < len(self.text) and (self.text[self.at] in " \t\r" or self.text.startswith("\\\n", self.at)):
            self.at += 2 if self.text[self.at] == "\\" else 1

    def _ended(self) -> bool:
        return self.at >= len(self.text) or self.text[self.at] in _END or (self.inside and self.text[self.at] == "]")

    def _word(self) -> Word:
        begin, letter = self.at, self.text[self.at]
        if letter == "{":
            text = self._braced()
            self._after("brace", begin)
        elif letter == '"':
            text = self._quoted()
            self._after("quote", begin)
        else:
            letter, text = "", self._bare()
        return Word(letter, text, self.line(begin))

    def _after(self, what: str, begin: int) -> None:
        if not self._ended() and not self.text[self.at].isspace() and not self.text.startswith("\\\n", self.at):
            raise TclError(self.line(), f"parse error: extra characters after close-{what}", self._rest(begin))

    def _braced(self) -> str:
        begin, depth = self.at, 0
        while self.at < len(self.text):
            letter = self.text[self.at]
            depth += {"{": 1, "}": -1}.get(letter, 0)
            self.at += 2 if letter == "\\" else 1
            if depth == 0:
                return self.text[begin + 1 : self.at - 1]
        raise TclError(self.line(begin), "parse error: missing close-brace", self._rest(begin))

    def _quoted(self) -> str:
        begin = self.at
        self.at += 1
        while self.at < len(self.text) and self.text[self.at] != '"':
            self._step()
        if self.at >= len(self.text):
            raise TclError(self.line(begin), 'parse error: missing "', self._rest(begin))
        self.at += 1
        return self.text[begin + 1 : self.at - 1]

    def _bare(self) -> str:
        begin = self.at
        while not self._ended() and not self.text[self.at].isspace() and not self.text.startswith("\\\n", self.at):
            self._step()
        return self.text[begin : self.at]

    def _step(self) -> None:
        """Over one letter, one escaped letter, one bracketed command or one `${name}`."""
        if self.text[self.at] == "\\":
            self.at += 2
        elif self.text[self.at] == "[":
            self.nested()
        elif self.text.startswith("${", self.at):
            self.at += 1
            self._braced()
        else:
            self.at += 1

    def _rest(self, begin: int) -> str:
        return self.text[begin:].split("\n", 1)[0][:80]
