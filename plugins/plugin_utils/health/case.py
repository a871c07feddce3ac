# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One failed check of one part of a service with everything that may explain it; a system says which part, and who its neighbours are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ..problem import Problem
from .commands import LOGGING
from .rule import Part, Subject
from .samples import Samples, UnreadableError, parse_output
from .verdict import Check, Finding

_WRONG_AS = r"wrong as\b|bad (?:peer|remote) as|\b2/2\b"  #: OPEN error, Bad Peer AS: code 2, subcode 2 (RFC 4271, 4.5)
_PASSWORD = r"badauth|md5|digest"
T = TypeVar("T")
S = TypeVar("S", bound=Subject)


@dataclass(frozen=True)
class Case(Generic[S]):
    """``check`` failed for ``part``; ``samples`` were judged, ``evidence`` was asked for afterwards."""

    design: Mapping[str, Any]
    part: Part
    check: Check
    samples: Samples
    evidence: Mapping[str, str]

    @property
    def subject(self) -> S:
        """The same part, as the checks see it."""
        raise NotImplementedError

    @property
    def facts(self) -> Mapping[str, object]:
        """What every message about this part may name."""
        raise NotImplementedError

    @property
    def neighbor(self) -> str:
        """The address of the BGP neighbour."""
        raise NotImplementedError

    @property
    def foreign(self) -> Sequence[str]:
        """The addresses that tell the other parts of the host."""
        raise NotImplementedError

    @property
    def problem(self) -> Problem | None:
        """Why the check failed, or what it noted."""
        return self.check.problem or next(iter(self.check.notes), None)

    @property
    def code(self) -> str:
        """The code of the failure."""
        return self.problem.code if self.problem else ""

    @property
    def value(self) -> object:
        """The value of the failure."""
        return self.problem.value if self.problem else None

    def read(self, command: str, parse: Callable[[str], T]) -> T | None:
        """``parse`` of that piece of evidence; None when there is none or it is not understood."""
        try:
            return parse_output(command, self.evidence, parse)
        except UnreadableError:
            return None

    def sampled(self, get: Callable[[S], T]) -> T | None:
        """What a check's own reader gets from the samples; None when they are not understood."""
        try:
            return get(self.subject)
        except UnreadableError:
            return None

    def finding(self, row: str, code: str, who: str, value: object = None, command: str = "", line: str = "", **details: object) -> Finding:
        """A finding with the given evidence, or else with that of the failed check."""
        evidence = (line,) if line else (self.check.line,) if not command and self.check.line else ()
        facts = tuple({**self.facts, **details}.items())
        level = self.problem.level if self.problem else "error"
        host = self.design["host"]
        return Finding(self.check.name, row, self.subject.path, code, who, host, value, facts, command or self.check.command, evidence, level)

    def log(self, pattern: str, about: str) -> str:
        """The newest log line that matches ``pattern`` and is about ``about`` (an address, an interface), or ``""``.

        A line that names another part's neighbour is not ours; one that names no neighbour at all may be. What stands before the BGP
        session's last ``Up`` is history: the service has worked since.
        """
        wanted, ours, neighbor = re.compile(pattern, re.IGNORECASE), named(about), named(self.neighbor)
        foreign = [named(address) for address in self.foreign]
        for line in reversed(self.evidence.get(LOGGING, "").splitlines()):
            if neighbor.search(line) and re.search(r"\bup\b", line, re.IGNORECASE):
                return ""
            if wanted.search(line) and (ours.search(line) or not any(name.search(line) for name in foreign)):
                return line.strip()
        return ""

    def refusal(self) -> tuple[str, str]:
        """What the log says last against the BGP session, and its line: ``password``, ``asn``, or nothing."""
        asn, password = self.log(_WRONG_AS, self.neighbor), self.log(_PASSWORD, self.neighbor)
        log = self.evidence.get(LOGGING, "")
        if password and log.rfind(password) >= log.rfind(asn or "\0"):
            return "password", password
        return ("asn", asn) if asn else ("", "")


def named(name: str) -> re.Pattern[str]:
    """``name`` (an address, an interface) as a whole, not as a part of a longer one."""
    return re.compile(rf"(?<![\w.]){re.escape(name)}(?!\.?\d)")


C = TypeVar("C", bound=Case[Any])


def first(case: C, causes: Sequence[Callable[[C], Iterator[Finding]]]) -> Finding:
    """The first cause that applies; where nothing explains the failure, that is said too."""
    for cause in causes:
        for finding in cause(case):
            return finding
    return case.finding("", "KO-HV140", "customer", layer=case.check.name)
