# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the actions that drive a fleet have in common: a run with its journal and events, the pause between waves, and the result."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ansible.errors import AnsiblePromptInterrupt, AnsiblePromptNoninteractive
from ansible.utils.display import Display

from ..change.fleet import Course, Fleet, Member, counts, summary
from ..change.journal import Journal
from ..change.run import Run
from ..change.seal import Seal
from ..change.waves import limit
from ..message_table import listing
from ..problem import OnrampError, Problem, errors, warnings
from ..report.events import teller
from .action import OnrampAction
from .variables import Variables

SOCKET = "KYOTEN_ONRAMP_PROGRESS"  #: where the callback plugin ``progress`` listens
_FEW = 3  # hosts whose like warnings are each told
_YES = ("y", "yes", "はい")
display = Display()


def seal_of(variables: Variables, run: str) -> Seal | None:
    """What closes the secrets in the journal of ``run``, where ``onramp_journal_password`` is set."""
    password = variables.one("onramp_journal_password", None)
    return Seal(str(password), run) if password else None


class FleetAction(OnrampAction):
    """An action that drives many devices from one task."""

    tell: Callable[[dict[str, Any]], None]

    def told(self, problems: Iterable[Problem]) -> dict[str, Any]:
        """As for one device; like warnings of many together, and the task fails: a fleet is never "unreachable"."""
        keys = super().told(_counted(problems) if self._task.no_log else gathered(problems))
        return {**keys, "failed": True} if keys.pop("unreachable", False) else keys

    def drive(self, what: str, run: Run, course: Course, member: Callable[[str], Member]) -> Fleet:
        """Go through the waves; events go to the callback plugin while it listens."""
        send, hidden = teller(os.environ.get(SOCKET)), bool(self._task.no_log)

        def tell(event: dict[str, Any]) -> None:
            """One event, without names when the task is ``no_log``."""
            hide = {"host": "(hidden)", "message": ""} if hidden and "host" in event else {}
            send({**event, **hide, "time": time.time(), "run": run.id})

        self.tell = tell
        tell({
            "event": "run", "what": what, "hosts": sum(map(len, course.waves)), "waves": [len(wave) for wave in course.waves],
            "check": bool(self._task.check_mode), "max_failures": course.max_failures, "resumed": len(course.done), "language": self.language,
        })
        fleet = Fleet(member, course, run, tell, self.language)
        fleet.go()
        return fleet

    def course(self, args: dict[str, Any], waves: Sequence[Sequence[str]], done: dict[str, str] | None = None) -> Course:
        """Waves, gate and pause as the task's arguments say. In check mode nothing can break: one wave, no gate, no pause."""
        hosts = [host for wave in waves for host in wave]
        if self._task.check_mode:
            return Course([hosts], len(hosts), args["concurrency"], done=done or {})
        parent = os.getppid()
        return Course(
            waves, limit(args["max_failures"], len(hosts)), args["concurrency"], self._between(_seconds(args["pause"])),
            alive=lambda: os.getppid() == parent, done=done or {},
        )

    def _between(self, seconds: float | None) -> Callable[[int], bool]:
        """What happens before a later wave: so many seconds, or the question (None)."""

        def wait(number: int) -> bool:
            """False stops the rollout."""
            if seconds is None:
                self.tell({"event": "pause", "question": True})
                return _ask(number)
            if seconds:
                self.tell({"event": "pause", "seconds": seconds})
            time.sleep(seconds)
            return True

        return wait

    def result(self, fleet: Fleet, run: Run, notes: Iterable[Problem]) -> dict[str, Any]:
        """Per host and in sum. The task fails when any device did not end well."""
        hosts = {host: self._host(fleet, host) for host in fleet.outcomes}
        problems = [*notes, *(problem for outcome in fleet.outcomes.values() for problem in outcome.problems)]
        if fleet.stopped:
            details = {"why": fleet.stopped, "untouched": len(fleet.untouched), "run": run.id}
            problems.append(Problem("KO-RO015", details=details))
        keys = {
            "changed": any(outcome.changed for outcome in fleet.outcomes.values()), "run": run.id, "hosts": hosts,
            "counts": counts(fleet.outcomes.values()), "untouched": fleet.untouched, **self.told(problems),
        }
        if self._task.diff:
            found = ((host, outcome.change) for host, outcome in fleet.outcomes.items())
            keys["diff"] = [{"prepared": f"{host}\n{change.diff}\n"} for host, change in found if change and change.diff]
        return keys

    def _host(self, fleet: Fleet, host: str) -> dict[str, Any]:
        outcome = fleet.outcomes[host]
        found = errors(outcome.problems)
        msg = {"msg": listing(found, self.language)} if found else {}
        return {**summary(outcome, self.language), "changed": outcome.changed, "wave": fleet.waves[host], **msg}


def gathered(problems: Iterable[Problem]) -> list[Problem]:
    """Errors as they are; a warning that many hosts share, in whatever words, once, with how many they are."""
    problems = list(problems)
    alike: dict[tuple[str, str], list[Problem]] = {}
    for problem in warnings(problems):
        alike.setdefault((problem.code, problem.path), []).append(problem)
    few = [problem for same in alike.values() for problem in same if len(same) <= _FEW]
    many = [replace(same[0], host=f"{same[0].host} + {len({problem.host for problem in same}) - 1}") for same in alike.values() if len(same) > _FEW]
    return [*errors(problems), *few, *many]


def _counted(problems: Iterable[Problem]) -> list[Problem]:
    """The errors by their codes only: Ansible itself shows the message of a failed task, also with ``no_log``."""
    found = errors(problems)
    codes = ", ".join(dict.fromkeys(problem.code for problem in found))
    return [Problem("KO-RO017", value=codes, details={"number": len({problem.host for problem in found if problem.host})})] if found else []


def check_journals(folder: Path, keys: Iterable[str]) -> None:
    """Raise for every journal of a device that cannot be read (KO-CH016)."""
    problems: list[Problem] = []
    for key in keys:
        try:
            Journal(folder, key, "").unfinished()
        except OnrampError as error:
            problems += error.problems
    if problems:
        raise OnrampError(problems)


def _seconds(pause: str) -> float | None:
    """How long to wait between waves; None: ask. ``OnrampError`` KO-RO014 for anything else."""
    if pause == "ask":
        return None
    try:
        seconds = float(pause)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 86400:
        raise OnrampError([Problem("KO-RO014", "pause", pause)])
    return seconds


def _ask(number: int) -> bool:
    """Whether whoever sits at the terminal says yes. Where nobody can answer, the answer is no."""
    try:
        answer = display.prompt_until(f"Begin wave {number}? [y/N] ", private=False)
    except (AnsiblePromptInterrupt, AnsiblePromptNoninteractive):
        return False
    return (answer or b"").decode(errors="replace").strip().lower() in _YES
