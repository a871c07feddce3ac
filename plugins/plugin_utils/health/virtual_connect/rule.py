# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One check as data: its name, its requirement, the commands that it needs, and the function that judges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ...problem import Problem
from ..verdict import FAIL, PASS, Check
from .commands import Tunnel
from .samples import Samples, UnreadableError


class FailedError(Exception):
    """A check's way to say no. ``waiting`` and ``carries`` as in ``Check``; ``details`` fill the message."""

    def __init__(
        self, code: str, value: object = None, *, command: str = "", line: str = "", waiting: bool = False, carries: bool = False, **details: object
    ) -> None:
        super().__init__(code)
        self.code, self.value, self.details = code, value, details
        self.command, self.line, self.waiting, self.carries = command, line, waiting, carries


@dataclass(frozen=True)
class Subject:
    """What a check looks at: the host's design, one tunnel of it, and the outputs."""

    design: dict[str, Any]
    tunnel: Tunnel
    samples: Samples

    def note(self, code: str, value: object = None, **details: object) -> Problem:
        """A warning about this tunnel that fails nothing."""
        return Problem(code, self.tunnel["dc"], value, self.design["host"], "warning", details)


@dataclass(frozen=True)
class Rule:
    """``first`` and ``last`` name the commands of the first and the second round; ``judge`` returns notes or raises ``FailedError``."""

    name: str
    requirement: str
    judge: Callable[[Subject], list[Problem]]
    first: Callable[[Tunnel], list[str]] = lambda tunnel: []
    last: Callable[[Tunnel], list[str]] = lambda tunnel: []
    applies: Callable[[Tunnel], bool] = lambda tunnel: True

    def check(self, subject: Subject) -> Check:
        """Run the check; what cannot be read has failed, since it proves nothing."""
        blank = Check(self.name, self.requirement, command=(self.last(subject.tunnel) or [""])[0])
        try:
            return replace(blank, status=PASS, notes=tuple(self.judge(subject)))
        except FailedError as failed:
            problem = Problem(failed.code, subject.tunnel["dc"], failed.value, subject.design["host"], details=failed.details)
            return replace(
                blank, status=FAIL, problem=problem, command=failed.command or blank.command, line=failed.line,
                waiting=failed.waiting, carries=failed.carries,
            )  # fmt: skip
        except UnreadableError as unreadable:
            details = {"command": unreadable.command, "reason": unreadable.reason}
            problem = Problem("KO-HV003", subject.tunnel["dc"], host=subject.design["host"], details=details)
            return replace(blank, status=FAIL, problem=problem, command=unreadable.command)
