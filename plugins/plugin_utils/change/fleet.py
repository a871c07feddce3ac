# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Many devices in one process: wave by wave, so many at a time, stopped by a gate that counts every device that did not end well.

Each device goes its own guarded way (``converge``) in a thread of its own; whatever becomes of one is its outcome, never the run's end.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from .. import one_core
from ..message_table import line
from ..problem import OnrampError, Problem, errors
from .converge import converge
from .device import Device
from .journal import Journal, digest
from .outcome import Job, Options, Outcome
from .run import Run

Tell = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Member:
    """One device of a fleet: what is to become of it, how carefully, how to reach it, and the key of its journal."""

    job: Job
    options: Options
    device: Device
    key: str

    @property
    def digest(self) -> str:
        """What tells whether the same is wanted as in another run."""
        return digest("\n".join(part.intended for part in self.job.parts))


def _on(number: int) -> bool:
    return True


@dataclass(frozen=True)
class Course:
    """Who goes when. ``between(wave)`` pauses before a later wave, false stops; ``alive()`` false: whoever started the run is gone."""

    waves: Sequence[Sequence[str]]
    max_failures: int = 0
    concurrency: int = 50
    between: Callable[[int], bool] = _on
    alive: Callable[[], bool] = field(default=lambda: True)
    done: Mapping[str, str] = field(default_factory=dict)  #: host → digest of what an earlier, resumed part of the run ended well with


class Fleet:
    """One rollout. ``member(host)`` is asked for a device when its turn comes, in its thread: intent to text is part of the work."""

    def __init__(self, member: Callable[[str], Member], course: Course, run: Run, tell: Tell, language: str = "en") -> None:
        self._member, self._course, self._run, self._tell, self._language = member, course, run, tell, language
        self.outcomes: dict[str, Outcome] = {}
        self.waves: dict[str, int] = {}  #: of each host that was started
        self.stopped = ""  #: gate, answer, controller: why devices were left untouched
        self.failures = 0  #: devices that did not end well: failed, rolled back, unreachable, not healthy
        self._counting = threading.Lock()

    @property
    def untouched(self) -> list[str]:
        """The devices that were not started."""
        return [host for wave in self._course.waves for host in wave if host not in self.outcomes]

    def go(self) -> dict[str, Outcome]:
        """All waves, until the end or until the gate closes."""
        began = time.monotonic()
        with ThreadPoolExecutor(self._course.concurrency, "device", one_core.stay, (one_core.here(),)) as pool:
            try:
                for number, wave in enumerate(self._course.waves, start=1):
                    if not self._pass_on(number) or not self._wave(pool, number, wave):
                        break
            except BaseException:  # a timeout of the task, a full disk: nothing new is begun, what is in work ends its own way
                self.stopped = "controller"
                raise
        kind = "stopped" if self.stopped else "done"
        self._run.write(kind, why=self.stopped, untouched=len(self.untouched))
        if self.stopped:
            self._tell({"event": "stopped", "why": self.stopped, "not_started": len(self.untouched)})
        self._tell({"event": "done", "counts": counts(self.outcomes.values()), "seconds": time.monotonic() - began})
        return self.outcomes

    def _pass_on(self, number: int) -> bool:
        """Whether a wave may begin; the first needs no pause, nor does one after waves that only repeated what was done."""
        if number > 1 and any(outcome.status != "unchanged" for outcome in self.outcomes.values()) and not self._course.between(number):
            self.stopped = "answer"
        return not self.stopped

    def _wave(self, pool: ThreadPoolExecutor, number: int, wave: Sequence[str]) -> bool:
        """One wave, and the gate behind it: true when the next one may begin."""
        self._tell({"event": "wave", "wave": number, "of": len(self._course.waves), "hosts": len(wave)})
        list(pool.map(lambda host: self._one(host, number), wave))
        failures, allowed = self.failures, self._course.max_failures
        self._tell({"event": "gate", "wave": number, "passed": failures <= allowed, "failures": failures, "max_failures": allowed})
        return not self.stopped

    def _one(self, host: str, wave: int) -> None:
        """One device, unless the gate has closed meanwhile."""
        if not self.stopped and not self._course.alive():
            self.stopped = "controller"
        if self.stopped:
            return
        began = time.monotonic()
        outcome, key, wanted = self._changed(host, wave)
        with self._counting:
            self.outcomes[host], self.waves[host] = outcome, wave
            self.failures += outcome.failed
            if self.failures > self._course.max_failures:
                self.stopped = self.stopped or "gate"
        facts = {**summary(outcome, self._language), "wave": wave, "seconds": round(time.monotonic() - began, 2)}
        self._run.write("ended", host=host, key=key, digest=wanted, **facts)
        self._tell({"event": "ended", "host": host, **facts})

    def _changed(self, host: str, wave: int) -> tuple[Outcome, str, str]:
        """How the device ended, the key of its journal, and the digest of what was wanted. Nothing but the end of the process gets past here."""
        self._tell({"event": "started", "host": host, "wave": wave})
        key = wanted = ""
        try:
            member = self._member(host)
            key, wanted = member.key, member.digest
            if self._course.done.get(host) == wanted:
                return Outcome(host, "unchanged", run=self._run.id), key, wanted
            journal = Journal(self._run.folder, key, self._run.id, lambda phase: self._tell({"event": "phase", "host": host, "phase": phase}))
            return converge(member.device, member.job, member.options, journal), key, wanted
        except OnrampError as error:
            return Outcome(host, "failed", problems=error.problems, run=self._run.id), key, wanted
        except Exception as error:  # a full disk, a fault of ours: this device's outcome, not the end of the others
            problem = Problem("KO-RO005", host=host, details={"reason": f"{type(error).__name__}: {error}".splitlines()[0][:200]})
            return Outcome(host, "unknown", problems=[problem], run=self._run.id), key, wanted


def summary(outcome: Outcome, language: str = "en") -> dict[str, Any]:
    """How a device ended, as plain data: ``status``, ``failed``, ``codes``, ``message`` (its first problem as a line)."""
    found = errors(outcome.problems)
    return {
        "status": outcome.status, "failed": outcome.failed, "codes": [problem.code for problem in found],
        "message": line(found[0], language).splitlines()[0] if found else "",
    }


def counts(outcomes: Any) -> dict[str, int]:
    """How many ended in which status; ``failed`` also counts what is unchanged or changed, and not healthy."""
    found: dict[str, int] = {}
    for outcome in outcomes:
        name = "failed" if outcome.failed and outcome.status in ("unchanged", "changed", "would_change") else outcome.status
        found[name] = found.get(name, 0) + 1
    return found
