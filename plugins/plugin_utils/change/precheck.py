# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What must hold before a device is touched: platform, guard, and nobody cut off by the change (VC-07, VC-65, VC-66)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..problem import OnrampError, Problem, errors
from .device import Device
from .outcome import Job, Options, Plan, Subject


def precheck(device: Device, job: Job, plan: Plan, options: Options) -> list[Problem]:
    """Raise every reason against this change that shows before it starts; return what is only worth knowing."""
    problems = list(_unsupported(device, job))
    problems += _too_patient(job, options)
    if not options.allow_disruption:
        problems += [problem for subject in job.subjects for problem in _outage(job, subject, plan)]
    if errors(problems):
        raise OnrampError(problems)
    device.require_guard()
    return problems


def _unsupported(device: Device, job: Job) -> Iterator[Problem]:
    version = device.version() if job.subjects else ""
    for subject in job.subjects:
        found = subject.health.supports(version)
        if found:
            yield replace(found, host=job.host)


def _too_patient(job: Job, options: Options) -> Iterator[Problem]:
    """A client that waits longer for one reply than the timer runs would not see the rollback (IX-07)."""
    if options.command_timeout > options.revert_minutes * 60:
        details = {"minutes": options.revert_minutes}
        yield Problem("KO-CH012", "ansible_command_timeout", f"{options.command_timeout:g}", job.host, details=details)


def _outage(job: Job, subject: Subject, plan: Plan) -> Iterator[Problem]:
    """A change that disturbs all that this device carries needs the other one healthy, or an explicit word. A first installation does not."""
    carried = subject.health.standing(subject.design, plan.running)
    if not carried or not carried <= subject.health.interrupted(subject.design, plan.running, plan.change.touched):
        return
    if job.peer is None:
        yield Problem("KO-CH006", host=job.host, value=", ".join(sorted(carried)))
    else:
        yield from job.peer()
