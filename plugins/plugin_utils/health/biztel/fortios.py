# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The health of BIZTEL on a FortiGate: what its tables show against the design, as the same checks as on an RTX (BZ-55..BZ-59).

What the config room would still write is what is not as it should be; each write belongs to one check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ...config.fortios import plan
from ...config.objects import ObjectPlan, Operation, Shown, lines
from ...problem import Problem, errors
from ..verdict import FAIL, PASS, Check, Checklist

_TIMERS = {"session-ttl", "udp-idle-timer"}
_SHAPING = ("firewall.shaper/traffic-shaper", "firewall/shaping-policy")
_REWRITING = ("system/settings", "system/session-helper")


class _Asked(NamedTuple):
    """Of a check: its requirement, the code of a write that is missing, which of the plan's warnings are told with it, which fail it, and
    whether calls get through without."""

    requirement: str
    code: str = ""
    noted: str = ""
    failing: str = ""
    carries: bool = False


_CHECKS = {
    "FILTER": _Asked("BZ-55", "KO-BZ155D", noted="KO-BZ144C", failing="KO-BZ144D"), "NAT": _Asked("BZ-56", "KO-BZ156B"),
    "SIP": _Asked("BZ-57", "KO-BZ157"), "FTP": _Asked("BZ-58", noted="KO-BZ145C"), "QOS": _Asked("BZ-59", "KO-BZ159B", carries=True),
}  # fmt: skip
_READ = "GET /api/v2/cmdb"


def judge(design: Mapping[str, Any], version: tuple[int, ...], shown: Shown) -> Checklist:
    """Every check for itself. ``shown`` as ``change.objects.read`` gives it. Where the policies' place is unknown, no more can be told."""
    found = plan({**design, "sip_alg_off": True}, version, shown, {})
    checks = _refused(design, found) if errors(found.problems) else [_check(design, name, found) for name in _CHECKS]
    return Checklist(design["site"], design["host"], tuple(checks if design["state"] == "present" else ()), design["state"])


def _check(design: Mapping[str, Any], name: str, found: ObjectPlan) -> Check:
    asked = _CHECKS[name]
    missing = [each for each in found.operations if _belongs(each) == name]
    told = [replace(problem, host=design["host"]) for problem in found.problems]
    wrong = [*_problems(design, asked.code, missing), *(replace(problem, level="error") for problem in told if problem.code == asked.failing)]
    notes = [problem for problem in told if problem.code == asked.noted]
    return Check(
        name, asked.requirement, FAIL if wrong else PASS, wrong[0] if wrong else None, (*wrong[1:], *notes), _READ,
        lines(missing)[0] if missing else "", carries=asked.carries,
    )  # fmt: skip


def _problems(design: Mapping[str, Any], code: str, wrong: Sequence[Operation]) -> Iterator[Problem]:
    for operation, line in zip(wrong, lines(wrong), strict=True):
        yield Problem(code, host=design["host"], value=f"{operation.table} {operation.key}".strip(), details={"line": line})


def _belongs(operation: Operation) -> str:
    """The check that a write would mend."""
    if operation.table in _REWRITING or set(operation.body) == {"voip-profile"}:
        return "SIP"
    if operation.table in _SHAPING:
        return "QOS"
    return "NAT" if operation.verb == "update" and _TIMERS.issuperset(operation.body) else "FILTER"


def _refused(design: Mapping[str, Any], found: ObjectPlan) -> list[Check]:
    """What stands against the plan stands against the first check; the others were not looked at."""
    first, *rest = [replace(problem, host=design["host"]) for problem in errors(found.problems)]
    missing = [Check(name, asked.requirement) for name, asked in _CHECKS.items()]
    return [replace(missing[0], status=FAIL, problem=first, notes=tuple(rest), command=_READ), *missing[1:]]
