# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bring one device to its intended configuration: read, plan, guard, verify, save (VC-62, VC-63)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace

from ..config.change import plan as plan_change
from ..device.errors import NO_SESSION
from ..problem import SECRET, OnrampError, Problem, errors
from .device import Device
from .expectation import expect, moved
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
            last = journal.unfinished()
            _log_in(device, options)
            notes = recover(device, job.host, journal, last, options)
            outcome = _converge(device, job, options, journal, interrupted=last is not None)
            outcome.problems[:0] = notes
            return outcome
    except OnrampError as error:
        status = "unreachable" if NO_SESSION.issuperset(problem.code for problem in errors(error.problems)) else "failed"
        return Outcome(job.host, status, problems=error.problems, run=journal.run)
    finally:
        device.close()


def _log_in(device: Device, options: Options) -> None:
    """The first session; a device out of reach or full is tried again while patience lasts (IX-73)."""
    if options.login_patience:
        device.reconnect(within=options.login_patience)
    else:
        device.connect()


def _converge(device: Device, job: Job, options: Options, journal: Journal, interrupted: bool) -> Outcome:
    plan = read_and_plan(device, job, options)
    if options.check_mode:
        status = "would_change" if plan.change.commands else "unchanged"
        expectation = expect(job, plan) if options.record else None
        return Outcome(job.host, status, plan.change, problems=plan.change.problems, run=journal.run, expectation=expectation)
    if not plan.change.commands:
        return _unchanged(device, job, plan, options, journal, interrupted)
    if job.turn:
        journal.tell("waiting")
    with turn(journal.folder, job.turn) if job.turn else nullcontext():
        return _change(device, job, plan, options, journal)


def _unchanged(device: Device, job: Job, plan: Plan, options: Options, journal: Journal, interrupted: bool) -> Outcome:
    """Nothing to send. What an earlier, killed run confirmed without saving is saved now, after the same verification."""
    unfinished, status = interrupted and journal.unfinished(), "unchanged"
    known = {device.shows_running: plan.running}
    reports = verify(device, job.subjects, options, known=known) if options.verify_unchanged or unfinished else []
    problems = [*plan.change.problems, *not_well(reports, options)]
    if unfinished and not errors(problems):
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
    plan = Plan(running, replace(change, problems=problems))
    found = [*problems, *_forbidden(job, plan)]
    if errors(found):
        raise OnrampError(found)
    return plan


def _forbidden(job: Job, plan: Plan) -> Iterator[Problem]:
    """What stands against sending these commands: they are not those of the plan that was agreed on, or hold a secret that was not kept."""
    if job.expected is not None:
        yield from moved(job.expected, job, plan)
    if any(SECRET in command for command in plan.change.commands):
        yield Problem("KO-RO006", host=job.host, details={"reason": "secrets"})
