# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One guarded change: arm the device's own timer, apply, prove it from a new session, confirm, save (VC-63, IX-47).

Whatever happens after arming, the device ends in the configuration before or after the change; which one is told.
"""

from __future__ import annotations

import time
from dataclasses import replace

from ..config.change import plan as plan_change
from ..problem import OnrampError, Problem, errors
from .device import Device
from .former import remember
from .journal import Journal, digest
from .outcome import Job, Options, Outcome, Plan, Report
from .verify import not_well, verify

RESTART = "scheduled restart"  #: see ``Device.guard``


class Transaction:
    """The guarded change of one device, from a plan that was just read."""

    def __init__(self, device: Device, job: Job, plan: Plan, options: Options, journal: Journal) -> None:
        self.device, self.job, self.plan, self.options, self.journal = device, job, plan, options, journal
        self.window = options.revert_minutes * 60.0
        self.deadline = 0.0
        self.applied = False
        self.reports: list[Report] = []
        self.notes: list[Problem] = list(plan.change.problems)

    def run(self) -> Outcome:
        """Go through the phases. A failure before the confirmation turns back; a doubt during it is settled by looking."""
        try:
            self._apply()
            self._prove()
        except OnrampError as error:
            return self._turn_back(error.problems)
        try:
            self._keep()
        except OnrampError as error:
            return self._settle(error.problems)
        return self._outcome("changed", [])

    def _apply(self) -> None:
        back = remember(self.job, self.plan, self.options.seal)
        self._enter(
            "arming", minutes=self.options.revert_minutes, read=digest(self.plan.running), diff=self.plan.change.diff,
            inverse=self._masked(self.plan.change.inverse), back=back,
        )
        self.device.arm(self.options.revert_minutes, self.options.accept_unsaved)
        self.deadline = time.monotonic() + self.window - self.options.confirm_margin
        self._enter("applying", guard=self.device.guard)
        self.notes += self.device.notes
        if self.device.guard == RESTART:
            self.notes.append(replace(self._problem("KO-CH017"), level="warning"))
        self.applied = True
        self.device.apply(self.plan.change.commands)

    def _prove(self) -> None:
        """From a NEW session: every line stands (IX-65: some are refused without a word), and the systems are well."""
        self._enter("verifying")
        self.device.reconnect(within=self._left())
        missing = self._needed("on_create")
        if missing:
            raise OnrampError([self._problem("KO-CH007", lines="\n".join(self._masked(missing)))])
        self.reports = verify(self.device, self.job.subjects, self.options, self.deadline)
        found = not_well(self.reports, self.options)
        if errors(found):
            raise OnrampError(found)
        self.notes += found

    def _keep(self) -> None:
        self._enter("confirming")
        self.device.confirm()
        self._enter("saving")
        self.device.save()

    def _turn_back(self, why: list[Problem]) -> Outcome:
        """Let the timer go at once where it can be reached; where it cannot, it fires by itself, and we wait for that."""
        self._enter("reverting", why=[problem.code for problem in why])
        try:
            self.device.reconnect(within=max(self._left(), 0) + 3 * self.options.confirm_margin)
            armed = self._armed()
            if armed:
                self.device.revert()
            back = self._needed(self.options.secret_update) == self.plan.change.commands
        except OnrampError as lost:
            return self._outcome("unknown", [*why, *lost.problems, self._problem("KO-CH009")])
        if back and self.applied:
            return self._outcome("rolled_back", [*why, replace(self._problem("KO-CH014" if armed else "KO-CH015"), level="warning")])
        if back:
            return self._outcome("failed", why)
        return self._outcome("unknown", [*why, self._problem("KO-CH008")])

    def _settle(self, why: list[Problem]) -> Outcome:
        """The confirmation or the saving broke off. If the new lines stand and no timer runs, the confirmation had got through: save."""
        try:
            self.device.reconnect(within=3 * self.options.confirm_margin)
            if self._armed() or self._needed("on_create"):
                return self._turn_back(why)
        except OnrampError as lost:
            return self._outcome("unknown", [*why, *lost.problems, self._problem("KO-CH009")])
        try:
            self.device.save()
        except OnrampError as error:
            return self._outcome("changed", [*error.problems, self._problem("KO-CH013")], ended=False)
        self.notes += [replace(problem, level="warning") for problem in why]
        return self._outcome("changed", [])

    def _armed(self) -> bool:
        """Whether our timer runs. Somebody else's, armed after ours was gone, is not ours to revert or to save under (IX-63)."""
        pending = self.device.pending()
        if pending is not None and pending.user != self.device.user:
            raise OnrampError([Problem("KO-CH002", host=self.job.host, value=pending.user, details={"minutes": pending.minutes})])
        return pending is not None

    def _needed(self, secret_update: str) -> list[str]:
        """The commands that are (again) needed to reach the intent, read afresh: none when the new, all of the plan's when the old one stands.

        A reading that cannot be planned against (cut short, objects that are no longer ours) proves neither: it raises.
        """
        change = plan_change(self.job.driver, self.device.running(), self.job.parts, secret_update=secret_update)
        if errors(change.problems):
            raise OnrampError([replace(problem, host=self.job.host) for problem in change.problems])
        return change.commands

    def _masked(self, lines: list[str]) -> list[str]:
        return [self.job.driver.mask(line) for line in lines]

    def _left(self) -> float:
        return self.deadline - time.monotonic()

    def _enter(self, phase: str, **facts: object) -> None:
        self.journal.write(phase, **facts)

    def _problem(self, code: str, **details: object) -> Problem:
        return Problem(code, host=self.job.host, details={"minutes": self.options.revert_minutes, **details})

    def _outcome(self, status: str, why: list[Problem], ended: bool = True) -> Outcome:
        """What became of it. A change whose end is not known, or that is not saved, stays open in the journal for the next run."""
        if ended and status != "unknown":
            self.journal.write("done", status=status, codes=[problem.code for problem in why])
        return Outcome(self.job.host, status, self.plan.change, self.reports, [*self.notes, *why], self.journal.run)
