# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The body of one event from its first command to its last: which commands stand there, and which variables are surely set (BP-53 to BP-55)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ... import data_file
from .tcl import BARE, BRACED, Command, Expression, Variable, Word, expression, script

WORDS = data_file.read(Path(__file__).with_name("words.yml"))
_INDEX = re.compile(r"(?:end|\d+)[+-]\d+[+-]\d+|\d+[+-]\d+|end\+\d+")
_INDEXED = ("lindex", "lrange", "lreplace", "linsert", "string")
Set = frozenset[str] | None  #: variables that are surely set; None where nobody comes
Tell = Callable[..., None]  #: of a code, a line, and the details of its message


def events() -> dict[str, set[str]]:
    """The events of each group, and each event as a group of its own."""
    groups = {name: set(members) for name, members in WORDS["events"].items()}
    return {**groups, **{event: {event} for members in groups.values() for event in members}}


def both(one: Set, other: Set) -> Set:
    """What is set whichever way was taken."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


@dataclass
class Walk:
    """Through the body of ``event``. ``seen`` hears of every command, for whoever has more to say about it."""

    event: str
    tell: Tell
    seen: Callable[[Command], None]

    def body(self, word: Word, known: Set) -> Set:
        """Through a braced script; what is set at its end."""
        return self.commands(script(word.text, word.line), known)

    def commands(self, commands: Iterable[Command], known: Set) -> Set:
        """One after the other."""
        for command in commands:
            known = self._command(command, known)
        return known

    def _command(self, command: Command, known: Set) -> Set:
        self.seen(command)
        self._allowed(command)
        control = getattr(self, f"_{command.name}", None) if command.name in CONTROL else None
        if control:
            known = control(command.words[1:], known)
            return known if known is None else frozenset(known)
        known = self._used((use for word in command.words for use in word.uses), known)
        return self._assigned(command, known)

    def _used(self, uses: Iterable[Variable | Command], known: Set) -> Set:
        for use in uses:
            if isinstance(use, Command):
                known = self._command(use, known)
            elif known is not None and use.name not in known:
                self.tell("KO-SB157", use.line, name=use.name)
        return known

    def _assigned(self, command: Command, known: Set) -> Set:
        """What a plain command surely sets; a variable that it reads by its name must have been set."""
        plain = [word.text for word in command.words[1:]]
        if command.name in ("append", "lappend", "incr") and plain and known is not None and plain[0] not in known:
            self.tell("KO-SB157", command.line, name=plain[0])
        if command.name in ("return", "error", "break", "continue"):
            return None
        if known is None:
            return None
        if command.name == "set" and len(plain) == 1 and plain[0] not in known:
            self.tell("KO-SB157", command.line, name=plain[0])
        if command.name == "unset":
            return known - set(plain)
        return known | _sets(command.name, plain)

    def _if(self, words: Sequence[Word], known: Set) -> Set:
        """``if cond ?then? body ?elseif ...? ?else? ?body?``."""
        after: Set = None
        rest = list(words)
        while rest:
            condition = rest.pop(0)
            known = self._condition(condition, known)
            rest = rest[1:] if rest and rest[0].text == "then" else rest
            if rest:
                after = both(after, self.body(rest.pop(0), _with(known, _matched(condition))))
            if not rest or rest[0].text != "elseif":
                break
            rest.pop(0)
        if rest and rest[0].text == "else":
            rest.pop(0)
        return both(after, self.body(rest[0], known) if rest else known)

    def _while(self, words: Sequence[Word], known: Set) -> Set:
        known = self._condition(words[0], known)
        self.body(words[1], known)
        return known

    def _for(self, words: Sequence[Word], known: Set) -> Set:
        known = self._condition(words[1], self.body(words[0], known))
        self.body(words[2], self.body(words[3], known))
        return known

    def _foreach(self, words: Sequence[Word], known: Set) -> Set:
        known = self._used((use for word in words[:-1] for use in word.uses), known)
        names = {name for word in words[:-1:2] for name in word.text.split()}
        self.body(words[-1], _with(known, names))
        return known

    def _switch(self, words: Sequence[Word], known: Set) -> Set:
        known = self._used((use for word in words for use in word.uses), known)
        arms = script(words[-1].text.replace("\n", " "), words[-1].line)[0].words if words[-1].kind == BRACED else words[2:]
        after: Set = None if any(arm.text == "default" for arm in arms[::2]) else known
        for arm in arms[1::2]:
            after = after if arm.text == "-" else both(after, self.body(arm, known))
        return after

    def _catch(self, words: Sequence[Word], known: Set) -> Set:
        self.body(words[0], known)
        return _with(known, {word.text for word in words[1:]})

    def _expr(self, words: Sequence[Word], known: Set) -> Set:
        for word in words:
            known = self._condition(word, known)
        return known

    def _condition(self, word: Word, known: Set) -> Set:
        read = expression(word.text, word.line) if word.kind == BRACED else Expression(word.uses, ())
        for operator, line in read.operators:
            if operator in WORDS["newer_operators"]:
                self.tell("KO-SB155", line, name=operator, version=WORDS["newer_operators"][operator])
            elif operator in WORDS["f5_operators"]:
                self.tell("KO-SB156", line, name=operator)
        return self._used(read.uses, known)

    def _allowed(self, command: Command) -> None:
        """Whether a BIG-IP knows the command, and here."""
        name = command.name
        if command.words[0].kind != BARE or command.words[0].uses:
            self.tell("KO-SB156", command.line, name=name)
        elif name in WORDS["newer"] or (name == "string" and command.words[1:] and command.words[1].text == "reverse"):
            self.tell("KO-SB155", command.line, name=name, version=WORDS["newer"].get(name, "8.5"))
        elif name in WORDS["commands"]:
            self._in_event(command)
        elif name not in WORDS["tcl"]:
            self.tell("KO-SB156", command.line, name=name)
        if name in _INDEXED:
            for word in command.words[1:]:
                if word.kind == BARE and _INDEX.fullmatch(word.text):
                    self.tell("KO-SB155", word.line, name=word.text, version="8.5")

    def _in_event(self, command: Command) -> None:
        valid = set().union(*(events()[group] for group in WORDS["commands"][command.name]))
        if self.event not in valid:
            self.tell("KO-SB154", command.line, name=command.name, event=self.event, known=", ".join(sorted(valid)))
        if command.name == "SIP::header" and len(command.words) > 1 and command.words[1].text in WORDS["mrf_only"]:
            self.tell("KO-SB156", command.line, name=f"SIP::header {command.words[1].text}")


CONTROL = ("if", "while", "for", "foreach", "switch", "catch", "expr")


def _with(known: Set, names: Iterable[str]) -> Set:
    return None if known is None else known | frozenset(names)


def _sets(name: str, plain: Sequence[str]) -> set[str]:
    if name in ("set", "append", "lappend", "incr"):
        return set(plain[:1])
    if name == "regsub":
        return set(_operands(plain)[3:4])
    return set()


def _operands(plain: Sequence[str]) -> list[str]:
    """Without the options before them."""
    at = next((at for at, text in enumerate(plain) if not text.startswith("-")), len(plain))
    return list(plain[at:])


def _matched(condition: Word) -> Iterator[str]:
    """Variables that a condition sets when it holds: those of a ``regexp`` that is not denied and has no way around."""
    if condition.kind != BRACED or "||" in condition.text or "![" in condition.text.replace(" ", ""):
        return
    for use in expression(condition.text, condition.line).uses:
        if isinstance(use, Command) and use.name == "regexp":
            yield from _operands([word.text for word in use.words[1:]])[2:]
