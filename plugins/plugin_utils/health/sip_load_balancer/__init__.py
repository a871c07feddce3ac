# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How the service is on a BIG-IP: objects in force, members up, the virtual server available, calls bound, an OPTIONS answered (SB-80).

Pure: ``paths`` says what to read (``BigIp.facts``), ``judge`` what it means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...config.objects import ObjectPlan
from ...problem import Problem, errors
from ..verdict import FAIL, NOT_TESTED, PASS, Check, Checklist
from .statistics import availability, records

__all__ = ["judge", "paths"]
_READ = "GET /mgmt/tm"


def paths(design: Mapping[str, Any]) -> dict[str, str]:
    """What to read beside the configuration, by a word of ours."""
    pool, virtual = (key.replace("/", "~") for key in (design["pool"], design["virtual"]["key"]))
    return {
        "members": f"ltm/pool/{pool}/members/stats", "virtual": f"ltm/virtual/{virtual}/stats",
        "persistence": "ltm/persistence/persist-records/stats",
    }  # fmt: skip


def judge(design: Mapping[str, Any], plan: ObjectPlan, shown: Mapping[str, Any], answered: int | None, asked: bool) -> Checklist:
    """Every check for itself. ``shown`` by the words of ``paths``, None where the device has no such thing; ``answered`` the status of the OPTIONS,
    if one was ``asked``."""
    if design["state"] == "absent":
        return Checklist(design["site"], design["host"], (), "absent")
    read = [check(design, shown) for check in (_members, _virtual, _persistence)]
    checks = (_configured(design, plan), *read, _options(design, answered, asked))
    return Checklist(design["site"], design["host"], checks, design["state"])


def _configured(design: Mapping[str, Any], plan: ObjectPlan) -> Check:
    """Profiles, persistence and rules attached as wanted (SB-76)."""
    wrong = [*errors(plan.problems)]
    for operation in plan.operations:
        fields = ", ".join(operation.body) if operation.verb == "update" else ""
        wrong.append(Problem("KO-SB180", value=f"{operation.table} {operation.key}", details={"line": f"{operation.verb} {fields}".strip()}))
    return _told(design, "CONFIG", "SB-80", wrong, f"{_READ}/ltm", "")


def _members(design: Mapping[str, Any], shown: Mapping[str, Any]) -> Check:
    """Every enabled member up; calls get through while one is (SB-93)."""
    found, path = availability(shown["members"]), paths(design)["members"]
    wished = {key.partition(" ")[2]: (design["members"][key], state) for key, state in design["member_states"].items()}
    down = {key: found.get(key, "unknown") for key, (_name, state) in wished.items() if state == "enabled" and found.get(key) != "available"}
    wrong = [Problem("KO-SB181", value=wished[key][0], details={"member": key, "state": state}) for key, state in down.items()]
    some = any(found.get(key) == "available" for key in wished)
    return _told(design, "MEMBERS", "SB-80", wrong, f"{_READ}/{path}", "", carries=some)


def _virtual(design: Mapping[str, Any], shown: Mapping[str, Any]) -> Check:
    state = next(iter(availability(shown["virtual"]).values()), "unknown")
    wrong = [] if state == "available" else [Problem("KO-SB182", value=design["virtual"]["key"], details={"state": state})]
    return _told(design, "VIRTUAL", "SB-80", wrong, f"{_READ}/{paths(design)['virtual']}", state)


def _persistence(design: Mapping[str, Any], shown: Mapping[str, Any]) -> Check:
    """How many calls are bound to each member; which versions tell it is not sure (BP-27), so nothing fails here."""
    if shown["persistence"] is None:
        return Check("PERSISTENCE", "SB-80", NOT_TESTED, notes=(_at(design, Problem("KO-SB183B", level="warning")),))
    bound = records(shown["persistence"], design["virtual"]["key"])
    names = {key.rpartition("/")[2]: name for key, name in design["members"].items()}
    told = ", ".join(f"{names.get(member, member)} {count}" for member, count in sorted(bound.items())) or "0"
    return Check("PERSISTENCE", "SB-80", PASS, command=f"{_READ}/{paths(design)['persistence']}", line=told)


def _options(design: Mapping[str, Any], answered: int | None, asked: bool) -> Check:
    """Through the virtual server to a member and back by both rules."""
    place = f"{design['virtual']['address']}:{design['virtual']['port']}"
    if not asked:
        return Check("OPTIONS", "SB-80", NOT_TESTED)
    wrong = [] if answered else [Problem("KO-SB184", value=place)]
    return _told(design, "OPTIONS", "SB-80", wrong, f"OPTIONS sip:{place}", str(answered or ""))


def _told(
    design: Mapping[str, Any], name: str, requirement: str, wrong: Sequence[Problem], command: str, line: str, carries: bool = False,
) -> Check:
    told = list(_placed(design, wrong))
    return Check(name, requirement, FAIL if told else PASS, told[0] if told else None, tuple(told[1:]), command, line, carries=carries)


def _placed(design: Mapping[str, Any], wrong: Sequence[Problem]) -> Iterator[Problem]:
    return (_at(design, problem) for problem in wrong)


def _at(design: Mapping[str, Any], problem: Problem) -> Problem:
    return Problem(problem.code, problem.path, problem.value, design["host"], problem.level, problem.details)
