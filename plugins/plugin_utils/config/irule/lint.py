# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One iRule, all that is wrong with it (BP-50 to BP-59)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...problem import Problem
from .tcl import BARE, Command, TclError, Word, script
from .walk import CONTROL, WORDS, Walk

_LONGEST = 65535  #: bytes (BP-58)
_URI = re.compile(r"\bsips?:(?!:)([^%\[\]$>\"]*)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"xxx\.", re.IGNORECASE)
_STANDARD_PORT = re.compile(r"(?<!\d)5060(?!\d)")
_WARNING = "local0.warning"


@dataclass(frozen=True)
class Facts:
    """What the rule's text must agree with: the virtual server, the pools there are, and whether a line of log per message is wished."""

    address: str
    port: int
    pools: frozenset[str] = frozenset()
    debug_log: bool = False


def lint(text: str, facts: Facts, path: str) -> list[Problem]:
    """Every problem of one rule, by line; ``path`` is the input that leads to it."""
    reader = _Rule(text, facts, path)
    reader.read()
    return sorted(reader.problems, key=lambda problem: int(str(problem.details["line"])))


@dataclass
class _Rule:
    text: str
    facts: Facts
    path: str
    problems: list[Problem] = field(default_factory=list)

    def tell(self, code: str, line: int, **details: object) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, self.path, details={"line": line, **details}))

    def read(self) -> None:
        """The whole, then every event."""
        if len(self.text.encode()) > _LONGEST:
            self.tell("KO-SB158B", 1, size=len(self.text.encode()), most=_LONGEST)
        try:
            for command in script(self.text):
                self._top(command)
        except TclError as error:
            self.tell("KO-SB150", error.line, reason=error.reason)

    def _top(self, command: Command) -> None:
        if command.name not in WORDS["top_level"]:
            self.tell("KO-SB151", command.line, name=command.name)
            self._words(command)
        elif command.name == "when":
            self._event(command)

    def _event(self, command: Command) -> None:
        event, body = (command.words[1].text, command.words[-1]) if len(command.words) > 2 else ("", command.words[-1])
        known = {each for members in WORDS["events"].values() for each in members}
        if event not in known:
            self.tell("KO-SB153", command.line, name=event, known=", ".join(sorted(known)))
            return
        try:
            Walk(event, self.tell, self._literals).body(body, frozenset())
        except TclError as error:
            self.tell("KO-SB150", error.line, reason=error.reason)

    def _literals(self, command: Command) -> None:
        """What stands in one command; what is in the bodies of a control command is looked at for itself."""
        self._words(command, literals=command.name not in CONTROL)
        if command.name == "log" and not (self.facts.debug_log or command.words[1].text == _WARNING):
            self.tell("KO-SB159C", command.line)
        if command.name == "pool" and command.words[1].text not in self.facts.pools:
            self.tell("KO-SB158C", command.line, name=command.words[1].text)

    def _words(self, command: Command, literals: bool = True) -> None:
        for word in command.words:
            if word.kind == BARE and not word.text.isascii():
                self.tell("KO-SB152", word.line)
            if literals:
                self._literal(word)

    def _literal(self, word: Word) -> None:
        if _PLACEHOLDER.search(word.text):
            self.tell("KO-SB159", word.line)
        elif _STANDARD_PORT.search(word.text) and self.facts.port != 5060:
            self.tell("KO-SB159B", word.line, port=self.facts.port)
        for uri in _URI.findall(word.text):
            place = uri.partition(";")[0]
            if re.search(r"\s", uri):
                self.tell("KO-SB158", word.line)
            elif re.fullmatch(r"[0-9.]+(?::\d+)?", place) and place != f"{self.facts.address}:{self.facts.port}":
                self.tell("KO-SB158D", word.line, name=place, wanted=f"{self.facts.address}:{self.facts.port}")
