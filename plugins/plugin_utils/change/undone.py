# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a run has written in one transaction, taken back: out of its journal, and only where everything stands as that run left it (BP-35)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..config.objects import Kinds, ObjectPlan, Operation, Shown, Standing, inverse, standing
from ..problem import OnrampError, Problem, errors
from .journal import Journal

Plan = Any  #: see ``objects.ObjectJob.plan``


def way_back(journal: Journal, run: str, host: str, kinds: Kinds) -> Plan:
    """The plan of a job that takes ``run`` back. ``OnrampError`` KO-CH030: that run has written nothing here."""
    found = [entry for entry in journal.entries() if entry.phase == "applying" and entry.run == run and "undo" in entry.facts]
    if not found:
        raise OnrampError([Problem("KO-CH030", host=host, value=run)])
    return partial(_plan, inverse([Operation(**each) for each in found[-1].facts["undo"]]), kinds, run)


def _plan(backs: Sequence[Operation], kinds: Kinds, run: str, _version: tuple[int, ...], shown: Shown, _taken: Mapping[str, Any]) -> ObjectPlan:
    """What is undone already is passed over; what somebody has changed since is told, and then nothing is written."""
    stands = [(back, standing(_alone(back), shown, kinds)) for back in backs]
    problems = list(_changed_since(run, [back for back, where in stands if where is Standing.OTHER]))
    if errors(problems):
        return ObjectPlan(problems=problems)
    return ObjectPlan([back for back, where in stands if where is Standing.PENDING])


def _alone(operation: Operation) -> Operation:
    """Without the members that a pool brings in the same write: they are read as objects of their own."""
    body = {name: value for name, value in operation.body.items() if name != "members"}
    former = operation.former and {name: value for name, value in operation.former.items() if name != "members"}
    return replace(operation, body=body, former=former)


def _changed_since(run: str, others: Sequence[Operation]) -> Iterator[Problem]:
    return (Problem("KO-CH031", value=f"{other.table} {other.key}", details={"run": run}) for other in others)
