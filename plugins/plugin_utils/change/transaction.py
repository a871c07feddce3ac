# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bring a device that takes all writes in one transaction to what is wanted: read, plan, record, commit, save (BP-32 to BP-36).

The device applies all of it or nothing, so nothing half-made can stay. What is left to the journal: a commit whose answer was lost, and a
configuration that runs and is not saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..config.objects import Operation, lines
from ..device.errors import DeviceError
from ..problem import OnrampError, Problem
from .journal import Journal
from .objects import ObjectJob, Way
from .objects import converge as converge_objects
from .outcome import Options, Outcome

_DOUBTFUL = ("lost", "timeout", "busy", "protocol")


def converge(device: Any, job: ObjectJob, options: Options, journal: Journal, on_device: bool = False) -> Outcome:
    """As ``objects.converge``. ``device`` also has ``commit``, ``settled``, ``save`` and ``in_doubt`` (see ``device/bigip.py``).

    ``on_device``: in check mode the device validates the whole transaction too, and applies nothing.
    """
    return converge_objects(device, job, options, journal, Rehearsed if on_device else Atomic)


class Atomic(Way):
    """One transaction."""

    INTERRUPTED = "KO-CH029"

    def run(self) -> Outcome:
        """Go through the phases."""
        self.journal.write("applying", **self.record(), undo=_plain(self.plan.operations))
        try:
            self._commit()
        except OnrampError as error:
            if getattr(self.device, "in_doubt", False):
                return self.outcome("unknown", [*error.problems, self.problem("KO-CH028")])
            return self.outcome("failed", self._explained(error.problems))
        return self._save()

    def _explained(self, why: list[Problem]) -> list[Problem]:
        try:
            return self.job.explain(self.device, why) if self.job.explain else why
        except OnrampError:
            return why

    def settle(self) -> None:
        """An earlier run may have committed and not saved."""
        self.device.save()

    def _commit(self) -> None:
        """A commit whose answer was lost is never sent again before everything was read again (BP-82)."""
        try:
            self.device.commit(self.plan.operations)
        except DeviceError as error:
            if not self.device.in_doubt or error.kind not in _DOUBTFUL:
                self.device.in_doubt = False
                raise
            self.journal.write("verifying")
            self.device.settled()
            left = self.reread()
            self.device.in_doubt = False
            if left:
                raise OnrampError([*error.problems, self.problem("KO-CH027", lines="\n".join(lines(left)))]) from None

    def _save(self) -> Outcome:
        """What runs and is not saved stays open in the journal: the next run finds nothing to change, and saves (BP-32)."""
        self.journal.write("saving")
        try:
            self.device.save()
        except OnrampError as error:
            return self.outcome("changed", [*error.problems, self.problem("KO-CH026")], ended=False)
        return self.outcome("changed", [])


class Rehearsed(Atomic):
    """The device itself is asked in check mode."""

    def rehearse(self) -> None:
        """Raises what the device says against it."""
        if self.plan.operations:
            self.device.commit(self.plan.operations, validate_only=True)


def _plain(operations: Sequence[Operation]) -> list[dict[str, Any]]:
    """The operations as data, with what was there before: what a rollback by journal needs."""
    return [
        {"verb": each.verb, "table": each.table, "key": each.key, "body": dict(each.body), "former": each.former and dict(each.former)}
        for each in operations
    ]
