"""Match a typed line against the patterns of a mode: abbreviations, ambiguity, and where exactly it went wrong (IX-11)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .kinds import is_interface_type
from .pattern import Pattern, State, Step

_TOKEN = re.compile(r"\S+")
_CACHED = 20_000


@dataclass(frozen=True, slots=True)
class Word:
    """One matched token: its step in the pattern, the canonical text, and where it began in the line."""

    step: Step
    text: str
    offset: int


_Thread = tuple[State, Any, tuple[Word, ...]]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A line understood: the owner's rule, the words in canonical order; `whole` is False for a `no` of the identity alone.

    `text` is the canonical line, `key` the words of it that identify the line: made once, since a fleet shares what is understood.
    """

    rule: Any
    words: tuple[Word, ...]
    whole: bool = True
    text: str = field(init=False)
    key: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", " ".join([word.text for word in self.words]))
        object.__setattr__(self, "key", " ".join([word.text for word in self.words if word.step.identity]))

    def arguments(self) -> list[str]:
        """The values of the arguments, in the order of the pattern."""
        return [word.text for word in self.words if word.step.canonical]

    def named(self) -> dict[str, str]:
        """Keyword -> keyword, keyword before an argument -> value, kind of the argument in lower case -> value."""
        found: dict[str, str] = {}
        before = ""
        for word in self.words:
            if word.step.canonical is None:
                found.setdefault(word.text, word.text)
                before = word.text
                continue
            if before:
                found[before] = word.text
            found.setdefault(_kind_key(word.step.name, found), word.text)
            before = ""
        return found


def _kind_key(name: str, taken: dict[str, str]) -> str:
    base = "number" if name.startswith("<") else name.lower()
    return base if base not in taken else f"{base}_2"


@dataclass(frozen=True, slots=True)
class Refused:
    """A line not understood: `reason` is invalid, incomplete or ambiguous, `offset` the offending character of the line."""

    reason: str
    offset: int = 0


@dataclass(eq=False, slots=True)
class Matcher:
    """All patterns of one mode. `match` is cached: a fleet is sent the same lines again and again.

    `begun` holds where matching stands after the beginning of a line, for lines that differ in their last words only.
    """

    patterns: list[Pattern]
    cache: dict[tuple[str, bool], Parsed | Refused] = field(default_factory=dict)
    begun: dict[str, list[_Thread]] = field(default_factory=dict)
    letters: dict[str, list[_Thread]] = field(default_factory=dict)

    def _threads(self, line: str) -> list[_Thread]:
        """Where matching begins: only the patterns that can begin with this letter."""
        letter = line.lstrip()[:1].lower()
        if letter not in self.letters:
            starts = [(pattern.start.settle(), pattern.rule, ()) for pattern in self.patterns]
            self.letters[letter] = [
                start for start in starts if start[0].arguments or any(word.startswith(letter) for word in start[0].words or {})
            ]
        return self.letters[letter]

    def match(self, line: str, removal: bool = False, shift: int = 0) -> Parsed | Refused:
        """Understand `line`; with `removal`, the identity alone is enough. `shift` is added to offsets."""
        key = (line, removal)
        found = self.cache.get(key)
        if found is None:
            if len(self.cache) > _CACHED:
                self.cache.clear()
            found = self.cache[key] = self._match(line, removal)
        if shift and isinstance(found, Refused):
            return Refused(found.reason, found.offset + shift)
        return found

    def _match(self, line: str, removal: bool) -> Parsed | Refused:
        threads = self._threads(line)
        at, end = 0, len(line.rstrip())
        while at < end:
            found = _TOKEN.search(line, at)
            if found is None:
                break
            token, at = found[0], found.end()
            known = self.begun.get(line[:at])
            if known is not None:
                threads = known
                continue
            moved = _advance(threads, token, found.start(), line)
            if isinstance(moved, Refused):
                joined = _joined(line, found, threads)
                if joined is None:
                    return moved
                token, at = joined
                moved = _advance(threads, token, found.start(), line)
                if isinstance(moved, Refused):
                    return moved
            if moved[0][2] and moved[0][2][-1].step.name == "LINE":
                at = end
            elif not any(thread[2][-1].step.name == "LINE" for thread in moved):
                if len(self.begun) > _CACHED:
                    self.begun.clear()
                self.begun[line[:at]] = moved
            threads = moved
        return _finish(threads, removal, end)

    def help(self, line: str) -> list[str]:
        """What may follow: words beginning with the unfinished token, or everything after a space, and `<cr>`."""
        threads = self._threads(line)
        tokens = line.split()
        last = "" if not line or line[-1].isspace() else tokens.pop()
        for token in tokens:
            moved = _advance(threads, token, 0, line)
            if isinstance(moved, Refused):
                return []
            threads = moved
        words = {word for thread in threads for word in (thread[0].settle().words or {}) if word.startswith(last.lower())}
        kinds = {step.name for thread in threads for step, _target in thread[0].arguments if not last}
        done = ["<cr>"] if not last and any(thread[0].complete for thread in threads) else []
        return sorted(words) + sorted(kinds) + done

    def complete(self, line: str) -> str:
        """The rest of the last word when only one keyword begins so (the Tab key)."""
        last = line.split()[-1] if line and not line[-1].isspace() else ""
        hits = [word for word in self.help(line) if last and word.startswith(last.lower())]
        return hits[0][len(last):] + " " if len(hits) == 1 else ""


def _joined(line: str, found: re.Match[str], threads: Iterable[_Thread]) -> tuple[str, int] | None:
    """`Tunnel 101` is one argument in two tokens."""
    if not is_interface_type(found[0]) or not any("INTERFACE" in step.name for state, _rule, _words in threads for step, _target in state.arguments):
        return None
    following = re.compile(r"\s+(\d\S*)").match(line, found.end())
    return (found[0] + following[1], following.end()) if following else None


def _advance(threads: list[_Thread], token: str, offset: int, line: str) -> list[_Thread] | Refused:
    """Take one token in every thread; keywords go before arguments, exact keywords before abbreviations."""
    folded = token.lower()
    exact: list[_Thread] = []
    short: list[_Thread] = []
    values: list[_Thread] = []
    candidates: set[str] = set()
    for state, rule, words in threads:
        table = state.settle().words or {}
        if folded in table:
            exact += _taken(table[folded], rule, words, offset)
        else:
            for word in table:
                if word.startswith(folded):
                    short += _taken(table[word], rule, words, offset)
                    candidates.add(word)
        for step, target in state.arguments:
            text = line[offset:].rstrip() if step.name == "LINE" else token
            canonical = step.canonical(text) if step.canonical else None
            if canonical is not None and step.position not in {word.step.position for word in words}:
                values.append((target, rule, (*words, Word(step, canonical, offset))))
    if exact:
        return exact + values
    if len(candidates) > 1 and not values:
        return Refused("ambiguous", offset)
    return (short if len(candidates) == 1 else []) + values or Refused("invalid", offset + _common(threads, folded))


def _taken(edges: list[tuple[Step, State]], rule: Any, words: tuple[Word, ...], offset: int) -> list[_Thread]:
    used = {word.step.position for word in words}
    return [(target, rule, (*words, Word(step, step.text, offset))) for step, target in edges if step.position not in used]


def _common(threads: list[_Thread], token: str) -> int:
    """How many characters of the token some keyword shares: the marker stands under the first that none does."""
    best = 0
    for state, _rule, _words in threads:
        for word in state.settle().words or {}:
            same = next((index for index, (a, b) in enumerate(zip(word, token, strict=False)) if a != b), min(len(word), len(token)))
            best = max(best, same)
    return min(best, len(token) - 1)


def _finish(threads: list[_Thread], removal: bool, end: int) -> Parsed | Refused:
    for state, rule, words in threads:
        if state.settle().complete and words:
            return Parsed(rule, _ordered(words))
    if removal:
        for state, rule, words in threads:
            if state.removable and words:
                return Parsed(rule, _ordered(words), whole=False)
    return Refused("incomplete", end)


def _ordered(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(sorted(words, key=lambda word: word.step.position))
