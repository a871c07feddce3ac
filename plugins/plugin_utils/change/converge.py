# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bring one device to its intended configuration: read, plan, guard, verify, save (VC-62, VC-63)."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

from ..config.change import plan as plan_change
from ..problem import OnrampError, Problem, errors
from .device import Device
from .guard import Transaction
from .journal import Journal, turn
from .outcome import Job, Options, Outcome, Plan
from .precheck import precheck
from .recover import recover
from .verify import not_well, verify


def converge(device: Device, job: Job, options: Options, journal: Journal) -> Outcome:
    """One read, one guarded change, one verification. Never raises ``OnrampError``: what is wrong is in the outcome's problems."""
    try:
        with journal.lock():
            device.connect()
            notes = recover(device, job.host, journal, options)
            outcome = _converge(device, job, options, journal)
            outcome.problems[:0] = notes
            return outcome
    except OnrampError as error:
        return Outcome(job.host, "failed", problems=error.problems, run=journal.run)
    finally:
        device.close()


def _converge(device: Device, job: Job, options: Options, journal: Journal) -> Outcome:
    plan = read_and_plan(device, job, options)
    if options.check_mode:
        status = "would_change" if plan.change.commands else "unchanged"
        return Outcome(job.host, status, plan.change, problems=plan.change.problems, run=journal.run)
    if not plan.change.commands:
        return _unchanged(device, job, plan, options, journal)
    with turn(journal.folder, job.turn) if job.turn else nullcontext():
        return _change(device, job, plan, options, journal)


def _unchanged(device: Device, job: Job, plan: Plan, options: Options, journal: Journal) -> Outcome:
    """Nothing to send. What an earlier, killed run confirmed without saving is saved now, after the same verification."""
    reports = verify(device, job.subjects, options)
    problems = [*plan.change.problems, *not_well(reports, options)]
    status = "unchanged"
    if journal.unfinished() and not errors(problems):
        device.save()
        journal.write("done", status="saved")
        problems.append(Problem("KO-CH010", host=job.host, level="warning"))
        status = "changed"
    return Outcome(job.host, status, plan.change, reports, problems, journal.run)


def _change(device: Device, job: Job, plan: Plan, options: Options, journal: Journal) -> Outcome:
    """A device that waited for its turn is read again, in a fresh session, before anything is armed."""
    if job.turn:
        device.reconnect(within=options.confirm_margin)
        plan = read_and_plan(device, job, options)
    notes = precheck(device, job, plan, options)
    outcome = Transaction(device, job, plan, options, journal).run()
    outcome.problems[:0] = notes
    return outcome


def read_and_plan(device: Device, job: Job, options: Options) -> Plan:
    """Read the running configuration and plan against it; raises when the configuration forbids the plan (not ours, no such interface …)."""
    running = device.running()
    change = plan_change(job.driver, running, job.parts, secret_update=options.secret_update)
    problems = [replace(problem, host=job.host) for problem in change.problems]
    if errors(problems):
        raise OnrampError(problems)
    return Plan(running, replace(change, problems=problems))
