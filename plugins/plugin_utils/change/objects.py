# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bring a device whose every write is effective and saved at once to what is wanted: read, plan, record, write, prove, or go back (FO-33, FO-34).

No device guards such a change, so the run does: what it is about to touch is in the journal first, and whatever fails is undone, last write first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from ..config.model import Change
from ..config.objects import Kinds, ObjectPlan, Operation, Shown, diff, lines
from ..device.errors import NO_SESSION
from ..problem import OnrampError, Problem, errors
from .journal import Entry, Journal
from .outcome import Options, Outcome
from .writer import Writer


class ShownDevice(Protocol):
    """Tables of objects to be read over one session. Every method raises ``OnrampError`` when the device refuses or is lost."""

    def connect(self) -> tuple[int, ...]:
        """Prove that the device answers and lets us in; its version."""

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Every row of a table, in the device's order."""

    def row(self, table: str, key: Any) -> dict[str, Any] | None:
        """One row, or None."""

    def close(self) -> None:
        """End the session; never raises."""


class ObjectDevice(ShownDevice, Protocol):
    """Tables that are written to one object at a time."""

    def do(self, operation: Operation) -> None:
        """One write, sent once."""


@dataclass(frozen=True)
class ObjectJob:
    """What one device is to become: the tables to read, and ``plan`` of its version, of what they show, and of what is borrowed by now.

    ``explain``: more about what the device refuses, by asking the device once more.
    """

    host: str
    kinds: Kinds
    plan: Callable[[tuple[int, ...], Shown, Mapping[str, Any]], ObjectPlan]
    explain: Callable[[Any, Sequence[Problem]], list[Problem]] | None = None


class Way:
    """How the writes of a plan reach the device. ``taken``: what earlier runs have recorded of settings that are not ours."""

    INTERRUPTED = "KO-CH024"  #: what is told where an earlier run did not end

    def __init__(self, device: Any, job: ObjectJob, plan: ObjectPlan, taken: Mapping[str, Any], journal: Journal) -> None:
        self.device, self.job, self.plan, self.taken, self.journal = device, job, plan, taken, journal

    def rehearse(self) -> None:
        """In check mode: ask the device itself, where it can be asked."""

    def settle(self) -> None:
        """There is nothing to write: end what an earlier run left open."""

    def run(self) -> Outcome:
        """Go through the phases."""
        raise NotImplementedError

    def reread(self) -> list[Operation]:
        """What is still to be written, by a new reading of everything."""
        return _read_and_plan(self.device, self.job, {**self.taken, **self.plan.borrowed}).operations

    def record(self) -> dict[str, Any]:
        """What the journal keeps of the plan before it is carried out."""
        back = [{"table": each.table, "key": each.key, "row": each.former} for each in self.plan.operations if each.verb != "create"]
        return {"operations": lines(self.plan.operations), "diff": diff(self.plan.operations), "back": back, "borrowed": self.plan.borrowed}

    def outcome(self, status: str, why: Sequence[Problem], ended: bool = True) -> Outcome:
        """A change whose end is not known, or that has not ended, stays open in the journal for the next run."""
        if status != "unknown" and ended:
            self.journal.write("done", status=status, codes=[problem.code for problem in why], returns=self.plan.returns)
        return Outcome(self.job.host, status, _change(self.plan), problems=[*self.plan.problems, *_of(self.job.host, why)], run=self.journal.run)

    def problem(self, code: str, **details: object) -> Problem:
        """A problem of this device."""
        return Problem(code, host=self.job.host, details=details)


def converge(device: ShownDevice, job: ObjectJob, options: Options, journal: Journal, way: type[Way] | None = None) -> Outcome:
    """Never raises ``OnrampError``: what is wrong is in the outcome's problems. Writes go one by one unless there is another ``way``."""
    way = way or OneByOne
    try:
        with journal.lock():
            last = journal.unfinished()
            notes = [_interrupted(job.host, last, way)] if last else []
            outcome = _converge(device, job, options, journal, last, way)
            outcome.problems[:0] = notes
            return outcome
    except OnrampError as error:
        status = "unreachable" if NO_SESSION.issuperset(problem.code for problem in errors(error.problems)) else "failed"
        return Outcome(job.host, status, problems=_of(job.host, error.problems), run=journal.run)
    finally:
        device.close()


def read(device: ShownDevice, kinds: Kinds) -> tuple[tuple[int, ...], Shown]:
    """The device's version, and every row of every table of ``kinds``, read once."""
    return device.connect(), {table: device.rows(table) for table in kinds}


def borrowed(entries: Sequence[Entry]) -> dict[str, Any]:
    """What is borrowed by the journal: by table what was there before us. What a run took and put back itself does not count."""
    taken_back = {entry.run for entry in entries if entry.phase == "done" and entry.facts.get("status") in ("rolled_back", "failed")}
    found: dict[str, Any] = {}
    for entry in entries:
        if entry.phase == "applying" and entry.run not in taken_back:
            found.update(entry.facts.get("borrowed") or {})
        if entry.phase == "done" and entry.facts.get("returns") and entry.run not in taken_back:
            found.clear()
    return found


def _converge(
    device: ShownDevice, job: ObjectJob, options: Options, journal: Journal, last: Entry | None, way: type[Way],
) -> Outcome:
    taken = borrowed(journal.entries())
    plan = _read_and_plan(device, job, taken)
    going = way(device, job, plan, taken, journal)
    if options.check_mode:
        going.rehearse()
        return Outcome(job.host, "would_change" if plan.operations else "unchanged", _change(plan), problems=plan.problems, run=journal.run)
    if not plan.operations:
        if last or (plan.returns and taken):
            going.settle()
            journal.write("done", status="unchanged", returns=plan.returns)
        return Outcome(job.host, "unchanged", _change(plan), problems=plan.problems, run=journal.run)
    return going.run()


def _read_and_plan(device: ShownDevice, job: ObjectJob, taken: Mapping[str, Any]) -> ObjectPlan:
    """All tables read once; raises when what they show forbids the plan."""
    plan = job.plan(*read(device, job.kinds), taken)
    if errors(plan.problems):
        raise OnrampError(plan.problems)
    return replace(plan, problems=_of(job.host, plan.problems))


class OneByOne(Way):
    """Every write is effective at once; whatever fails is undone."""

    def __init__(self, device: ObjectDevice, job: ObjectJob, plan: ObjectPlan, taken: Mapping[str, Any], journal: Journal) -> None:
        super().__init__(device, job, plan, taken, journal)
        self.writer = Writer(device, job.kinds)

    def run(self) -> Outcome:
        """Go through the phases; whatever fails is undone."""
        self.journal.write("applying", **self.record())
        try:
            for operation in self.plan.operations:
                self.writer.write(operation)
            self._prove()
        except OnrampError as error:
            return self._turn_back(error.problems)
        return self.outcome("changed", [])

    def _prove(self) -> None:
        """The device still lets us in, and shows all that was written: some refusals carry no error."""
        self.journal.write("verifying")
        left = self.reread()
        if left:
            raise OnrampError([self.problem("KO-CH020", lines="\n".join(lines(left)))])

    def _turn_back(self, why: list[Problem]) -> Outcome:
        self.journal.write("reverting", why=[problem.code for problem in why])
        touched = self.writer.touched
        try:
            left = self.writer.undo()
        except OnrampError as lost:
            return self.outcome("unknown", [*why, *lost.problems, self.problem("KO-CH022")])
        if left:
            return self.outcome("unknown", [*why, self.problem("KO-CH021", lines="\n".join(lines(left)))])
        if touched:
            return self.outcome("rolled_back", [*why, replace(self.problem("KO-CH023"), level="warning")])
        return self.outcome("failed", why)


def _change(plan: ObjectPlan) -> Change:
    return Change(lines(plan.operations), diff=diff(plan.operations))


def _interrupted(host: str, last: Entry, way: type[Way]) -> Problem:
    return Problem(way.INTERRUPTED, host=host, level="warning", details={"run": last.run, "phase": last.phase})


def _of(host: str, problems: Sequence[Problem]) -> list[Problem]:
    return [problem if problem.host else replace(problem, host=host) for problem in problems]
