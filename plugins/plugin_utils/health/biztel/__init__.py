# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The health of BIZTEL on an RTX, as ``change.outcome.Health`` asks for it: filters, timers and QoS in force, nothing that rewrites (BZ-55..BZ-60).

All of it is in the running configuration and works at once, so nothing is waited for and nothing that stands is interrupted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...problem import Problem
from ..verdict import Checklist
from .rtx import CHECKS, Subject

SAMPLE_SECONDS = 0.0
_SHOW = "show config"


def supports(version: str) -> Problem | None:
    """Every RTX; what a revision lacks is the config room's to say."""
    return None


def standing(design: Mapping[str, Any], running: str) -> set[str]:
    """Nothing that a change could interrupt: filters and queues are replaced in place."""
    return set()


def interrupted(design: Mapping[str, Any], running: str, touched: Iterable[Any]) -> set[str]:
    """See ``standing``."""
    return set()


def watched(design: Mapping[str, Any]) -> list[str]:
    """Nothing comes by itself."""
    return []


def coming(design: Mapping[str, Any], outputs: Mapping[str, str]) -> bool:
    """See ``watched``."""
    return False


def rounds(design: Mapping[str, Any]) -> list[list[str]]:
    """One reading; none where nothing is wanted."""
    return [[_SHOW]] if design["state"] == "present" else []


def judge(design: Mapping[str, Any], outputs: Sequence[Mapping[str, str]]) -> Checklist:
    """Every check for itself: one that fails hides no other."""
    checks = tuple(check(Subject(design, outputs[-1].get(_SHOW, ""))) for check in CHECKS) if outputs else ()
    return Checklist(design["site"], design["host"], checks, design["state"])


def pending(verdict: Checklist) -> bool:
    """What fails does not come by itself."""
    return False


def evidence(design: Mapping[str, Any], verdict: Checklist) -> list[str]:
    """The lines of the checks are the evidence."""
    return []


def diagnose(design: Mapping[str, Any], verdict: Checklist, outputs: Sequence[Mapping[str, str]], evidence: Mapping[str, str]) -> list[Any]:
    """What a failed check means stands in its message (BZ-63..BZ-72)."""
    return []


def healthy_peer(design: Mapping[str, Any], outputs: Sequence[Mapping[str, str]]) -> Problem | None:
    """A branch has no second device that would have to carry it."""
    return None
