# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The intent room: inventory variables in; checked intent with defaults filled in, and every problem at once, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from .. import rooms
from ..problem import Problem, errors
from .fleet import Fleet
from .host import read
from .view import judge

__all__ = ["care", "check", "once"]

_FEW = 4  # hosts that one problem names


def check(system: str, inputs: Mapping[str, Mapping[str, object]]) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """All hosts of the inventory with their variables in (templated plain data); ``(intents, problems)`` out.

    Variables of ``inputs`` that are neither the role's nor a misspelling of the role's are passed over. A host with none at all is known by
    name only (a run with ``--limit``): it may be a CPE, and what it carries is not judged (VC-10). ``intents`` has each host that carries a
    site and has no error: the role's variables with defaults and all that follows from other values filled in. Nothing raises, whatever
    the input.
    """
    rules = rooms.part("intent", system)
    hosts = [read(system, rules, str(name), variables) for name, variables in inputs.items()]
    fleet = Fleet(
        tuple(host.name for host in hosts),
        tuple(host.site for host in hosts if host.site),
        frozenset(host.name for host in hosts if host.unsure),
    )
    found = [problem for host in hosts for problem in host.problems]
    found += judge(rules.FLEET_RULES, fleet)
    wrong = {problem.host for problem in errors(found)}
    return {host.name: rules.complete(host.variables) for host in hosts if host.site and host.name not in wrong}, found


def care(system: str, intent: Mapping[str, Any]) -> dict[str, Any]:
    """How careful and how patient ``system`` asks to be, by a checked ``intent``.

    ``{revert_minutes, patience, sample_seconds, allow_disruption, accept_degraded, accept_unsaved}``, as ``change.outcome.Options`` names them.
    """
    found: dict[str, Any] = rooms.part("intent", system).care(intent)
    return found


def once(problems: Iterable[Problem]) -> list[Problem]:
    """For a listing: the same problem of several hosts (two CPEs with one group's variables) told once, with all their names."""
    told: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        key = (problem.code, problem.path, problem.level, repr(problem.value), repr(sorted(problem.details.items())))
        told.setdefault(key, []).append(problem)
    return [replace(alike[0], host=_names(list(dict.fromkeys(same.host for same in alike)))) for alike in told.values()]


def _names(hosts: list[str]) -> str:
    """All of a few hosts; of a fleet the first, and how many more."""
    return ", ".join(hosts) if len(hosts) <= _FEW else f"{', '.join(hosts[:_FEW])} + {len(hosts) - _FEW}"
