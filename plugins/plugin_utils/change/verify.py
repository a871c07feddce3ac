# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Ask a device how it is, until it is well, surely ill, or patience ends."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from ..problem import Problem
from .device import Device
from .outcome import Options, Report, Subject

WELL = ("healthy", "absent")


def verify(device: Device, subjects: Sequence[Subject], options: Options, deadline: float | None = None) -> list[Report]:
    """One report for each system on ``device``. ``deadline``: monotonic seconds after which nothing is waited for any more."""
    until = min(time.monotonic() + options.patience, deadline or float("inf"))
    return [_verify_one(device, subject, options, until) for subject in subjects]


def not_well(reports: Sequence[Report], options: Options) -> list[Problem]:
    """The failed checks and their findings, which forbid a confirmation; warnings only, where the verdict is good enough."""
    accepted = (*WELL, "degraded") if options.accept_degraded else WELL
    return [problem for report in reports for problem in _problems(report, report.verdict.status in accepted)]


def _verify_one(device: Device, subject: Subject, options: Options, until: float) -> Report:
    if not subject.design["tunnels"]:  # state: absent
        return Report(subject.health.judge(subject.design, []))
    outputs = sample(device, subject, options)
    verdict = subject.health.judge(subject.design, outputs)
    while verdict.status not in WELL and subject.health.pending(verdict) and time.monotonic() < until:
        time.sleep(options.poll_seconds)
        outputs = sample(device, subject, options)
        verdict = subject.health.judge(subject.design, outputs)
    if verdict.status in WELL:
        return Report(verdict)
    commands = subject.health.evidence(subject.design, verdict)
    evidence = device.ask_all(commands)
    return Report(verdict, subject.health.diagnose(subject.design, verdict, outputs, evidence))


def sample(device: Device, subject: Subject, options: Options) -> list[dict[str, str]]:
    """The outputs of every round of commands, with the pause between rounds that tells a bouncing session from a steady one (VC-68)."""
    pause = subject.health.SAMPLE_SECONDS if options.sample_seconds is None else options.sample_seconds
    outputs: list[dict[str, str]] = []
    for commands in subject.health.rounds(subject.design):
        if outputs:
            time.sleep(pause)
        outputs.append(device.ask_all(commands))
    return outputs


def _problems(report: Report, accepted: bool) -> list[Problem]:
    found = list(report.verdict.problems) + [finding.problem for finding in report.findings]
    return [replace(problem, level="warning") for problem in found] if accepted else found
