# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What must hold before a device is touched: platform, guard, and nobody cut off by the change (VC-07, VC-65, VC-66)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..config.change import Touch
from ..health.platform import supports
from ..problem import OnrampError, Problem, errors
from .device import Device
from .outcome import Job, Options, Plan


def precheck(device: Device, job: Job, plan: Plan, options: Options) -> list[Problem]:
    """Raise every reason against this change that shows before it starts; return what is only worth knowing."""
    unsupported = supports(device.version())
    problems = [replace(unsupported, host=job.host)] if unsupported else []
    problems += _too_patient(job, options)
    if not options.allow_disruption:
        problems += [problem for subject in job.subjects for problem in _outage(job, subject.design, plan)]
    if errors(problems):
        raise OnrampError(problems)
    device.require_guard()
    return problems


def _too_patient(job: Job, options: Options) -> Iterator[Problem]:
    """A client that waits longer for one reply than the timer runs would not see the rollback (IX-07)."""
    if options.command_timeout > options.revert_minutes * 60:
        details = {"minutes": options.revert_minutes}
        yield Problem("KO-CH012", "ansible_command_timeout", f"{options.command_timeout:g}", job.host, details=details)


def _outage(job: Job, design: dict[str, Any], plan: Plan) -> Iterator[Problem]:
    """A change that disturbs every tunnel this device carries needs the other CPE healthy, or an explicit word. A first installation does not."""
    carried = standing(plan.running, design["mark"])
    if not carried or not carried <= disturbed(design, plan):
        return
    if job.peer is None:
        yield Problem("KO-CH006", host=job.host, value=", ".join(sorted(carried)))
    else:
        yield from job.peer()


def standing(running: str, mark: str) -> set[str]:
    """The data centres whose tunnel interface is configured now, by our mark in its description (VC-44)."""
    return set(re.findall(rf"^ description {re.escape(mark)}:(\w+)\s*$", running, re.MULTILINE))


def disturbed(design: dict[str, Any], plan: Plan) -> set[str]:
    """The data centres whose standing tunnel the plan may drop."""
    carried = standing(plan.running, design["mark"])
    return dropped_by(plan.change.touched, design["tunnels"], carried) & carried


def dropped_by(touched: Sequence[Touch], tunnels: Sequence[dict[str, Any]], carried: set[str]) -> set[str]:
    """The data centres whose tunnel a change may drop: those that a changed or removed section names, or all where it names none."""
    names = {tunnel["dc"]: _names(tunnel) for tunnel in tunnels}
    found: set[str] = set()
    for touch in touched:
        if touch.kind != "added":
            found |= {dc for dc, pattern in names.items() if pattern.search(touch.section)} or carried
    return found


def _names(tunnel: dict[str, Any]) -> re.Pattern[str]:
    """What tells a section of this tunnel: its objects' names, interfaces, neighbour, and the number of its crypto map entry."""
    names = (tunnel["interface"], tunnel["source_interface"], tunnel["remote"]["tunnel_address"], *tunnel["names"].values())
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, names))}|crypto map \S+ {tunnel['sequence']})(?!\S)")
