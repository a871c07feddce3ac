# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One check as data: its name, its requirement, the commands that it needs, and the function that judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from ..problem import Problem
from .samples import Samples, UnreadableError
from .verdict import FAIL, PASS, Check, Place

Part = dict[str, Any]  #: what of a design is checked by itself: a tunnel, a connection


class FailedError(Exception):
    """A check's way to say no. ``waiting``, ``carries`` and ``notes`` as in ``Check``; ``details`` fill the message."""

    def __init__(
        self, code: str, value: object = None, *, command: str = "", line: str = "", waiting: bool = False, carries: bool = False,
        notes: Sequence[Problem] = (), **details: object
    ) -> None:  # fmt: skip
        super().__init__(code)
        self.code, self.value, self.details, self.notes = code, value, details, tuple(notes)
        self.command, self.line, self.waiting, self.carries = command, line, waiting, carries


@dataclass(frozen=True)
class Subject:
    """What a check looks at: the host's design, one part of it, and the outputs. A system names the part."""

    design: dict[str, Any]
    part: Part
    samples: Samples

    @property
    def path(self) -> str:
        """Where the part is found in the intent."""
        raise NotImplementedError

    def note(self, code: str, value: object = None, **details: object) -> Problem:
        """A warning about this part that fails nothing."""
        return Problem(code, self.path, value, self.design["host"], "warning", details)


S = TypeVar("S", bound=Subject)


@dataclass(frozen=True)
class Rule(Generic[S]):
    """``first`` and ``last`` name the commands of the first and the second round; ``judge`` returns notes or raises ``FailedError``."""

    name: str
    requirement: str
    judge: Callable[[S], list[Problem]]
    first: Callable[[Part], list[str]] = lambda part: []
    last: Callable[[Part], list[str]] = lambda part: []
    applies: Callable[[Part], bool] = lambda part: True

    def check(self, subject: S) -> Check:
        """Run the check; what cannot be read has failed, since it proves nothing."""
        blank = Check(self.name, self.requirement, command=(self.last(subject.part) or [""])[0])
        try:
            return replace(blank, status=PASS, notes=tuple(self.judge(subject)))
        except FailedError as failed:
            problem = Problem(failed.code, subject.path, failed.value, subject.design["host"], details=failed.details)
            return replace(
                blank, status=FAIL, problem=problem, command=failed.command or blank.command, line=failed.line,
                waiting=failed.waiting, carries=failed.carries, notes=failed.notes,
            )  # fmt: skip
        except UnreadableError as unreadable:
            details = {"command": unreadable.command, "reason": unreadable.reason}
            problem = Problem("KO-HV003", subject.path, host=subject.design["host"], details=details)
            return replace(blank, status=FAIL, problem=problem, command=unreadable.command)


def rounds_of(rules: Sequence[Rule[Any]], parts: Sequence[Part]) -> list[list[str]]:
    """The commands of the first and the second sample, each once; a sample that nobody needs is left out."""
    needed = [(rule, part) for rule in rules for part in parts if rule.applies(part)]
    first = (command for rule, part in needed for command in rule.first(part))
    last = (command for rule, part in needed for command in rule.last(part))
    return [commands for commands in (list(dict.fromkeys(first)), list(dict.fromkeys(last))) if commands]


def in_order(rules: Sequence[Rule[S]], subject: S) -> list[Check]:
    """Strict order: the first failing check is the finding, the later ones are not tested."""
    checks: list[Check] = []
    for rule in rules:
        if rule.applies(subject.part):
            failed = any(check.status == FAIL for check in checks)
            checks.append(Check(rule.name, rule.requirement) if failed else rule.check(subject))
    return checks


def all_waiting(places: Iterable[Place]) -> bool:
    """Whether waiting may help: everything that fails is of the kind that comes by itself (negotiation, sessions, routes)."""
    failed = [check for place in places for check in place.failures]
    return bool(failed) and all(check.waiting for check in failed)
