# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Ask a device how it is, until it is well, surely ill, or patience ends."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..problem import Problem
from .device import Device
from .outcome import Options, Report, Subject

WELL = ("healthy", "absent")
_NOTHING: Mapping[str, str] = MappingProxyType({})
_FIRST_PAUSE = 0.25  # seconds, doubled from look to look


def verify(
    device: Device, subjects: Sequence[Subject], options: Options, deadline: float | None = None, known: Mapping[str, str] = _NOTHING,
) -> list[Report]:  # fmt: skip
    """One report for each system on ``device``.

    ``deadline``, after a change: monotonic seconds after which nothing is waited for any more. ``known``: outputs, by command, that have just been
    read in this session and are not asked for again in the first sample.
    """
    until = min(time.monotonic() + options.patience, deadline or float("inf"))
    if deadline:
        for subject in subjects:
            _await(device, subject, options, until)
    return [_verify_one(device, subject, options, until, known) for subject in subjects]


def not_well(reports: Sequence[Report], options: Options) -> list[Problem]:
    """The failed checks and their findings, which forbid a confirmation; warnings only, where the verdict is good enough."""
    accepted = (*WELL, "degraded") if options.accept_degraded else WELL
    return [problem for report in reports for problem in _problems(report, report.verdict.status in accepted)]


def _verify_one(device: Device, subject: Subject, options: Options, until: float, known: Mapping[str, str]) -> Report:
    if not subject.health.rounds(subject.design):  # nothing is wanted (any more)
        return Report(subject.health.judge(subject.design, []))
    outputs = sample(device, subject, options, known)
    verdict = subject.health.judge(subject.design, outputs)
    while verdict.status not in WELL and subject.health.pending(verdict) and time.monotonic() < until:
        time.sleep(options.poll_seconds)
        _await(device, subject, options, until)
        outputs = sample(device, subject, options)
        verdict = subject.health.judge(subject.design, outputs)
    commands = subject.health.evidence(subject.design, verdict)
    evidence = device.ask_all(commands) if commands else {}
    return Report(verdict, subject.health.diagnose(subject.design, verdict, outputs, evidence))


def _await(device: Device, subject: Subject, options: Options, until: float) -> None:
    """What comes by itself is watched with a few commands; the whole sample is for when it has come, or will not."""
    commands, pause = subject.health.watched(subject.design), _FIRST_PAUSE
    while commands and subject.health.coming(subject.design, device.ask_all(commands)) and time.monotonic() < until:
        time.sleep(min(pause, options.poll_seconds))
        pause *= 2


def sample(device: Device, subject: Subject, options: Options, known: Mapping[str, str] = _NOTHING) -> list[dict[str, str]]:
    """The outputs of every round of commands, with the pause between rounds that tells a bouncing session from a steady one (VC-68)."""
    pause = subject.health.SAMPLE_SECONDS if options.sample_seconds is None else options.sample_seconds
    outputs: list[dict[str, str]] = []
    for commands in subject.health.rounds(subject.design):
        if outputs:
            time.sleep(pause)
        fresh = [command for command in commands if outputs or command not in known]
        asked = device.ask_all(fresh) if fresh else {}
        outputs.append({command: asked.get(command, known.get(command, "")) for command in commands})
    return outputs


def _problems(report: Report, accepted: bool) -> list[Problem]:
    found = list(report.verdict.problems) + [finding.problem for finding in report.findings]
    return [replace(problem, level="warning") if accepted and problem.level == "error" else problem for problem in found]
