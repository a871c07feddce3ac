# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Why a connection is not healthy (section 7): a cause for its first failing layer, for each failing check at its side, and for what these note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...case import first
from ...commands import LOGGING
from ...locations import LocationsVerdict
from ...samples import Samples
from ...verdict import FAIL, Check, Finding
from .. import commands
from ..commands import Connection
from ..parts import parts_of
from . import firewall, routes, session
from .case import Case, Cause, as_found

_CAUSES: dict[str, Sequence[Cause]] = {
    "LINK": session.LINK, "BGP": session.SESSION, "IN": routes.IN, "OUT": routes.OUT, "RIB": (as_found("X08"),), "RIB-OWN": (as_found("X03"),),
    "FW": firewall.CAUSES, "QOS": (as_found("X06"),), "PREF": (as_found("X08"),),
}  # fmt: skip
_EXPLAINED = ("KO-HV242", "KO-HV243")  #: notes that have a row of their own


def evidence(design: Mapping[str, Any], verdict: LocationsVerdict) -> list[str]:
    """The further show commands that ``diagnose`` needs, each once."""
    found = [command for part, check in _ill(design, verdict) for command in _evidence(part, check)]
    return list(dict.fromkeys(found))


def diagnose(
    design: Mapping[str, Any], verdict: LocationsVerdict, outputs: Sequence[Mapping[str, str]], evidence: Mapping[str, str]
) -> list[Finding]:
    """One finding for each. ``evidence`` maps the commands of ``evidence()`` to their outputs, as far as had."""
    samples = Samples(outputs)
    secrets = tuple(str(part["bgp_password"]) for part in parts_of(design) if part["bgp_password"])
    cases = (Case(design, part, check, samples, evidence) for part, check in _ill(design, verdict))
    return [first(case, _CAUSES[case.check.name]).scrubbed(secrets) for case in cases]


def _ill(design: Mapping[str, Any], verdict: LocationsVerdict) -> Iterator[tuple[Connection, Check]]:
    """Each failed check, and each note that has a cause, as a check of its own."""
    seen = {each.location: each.checks for each in verdict.connections}
    for part in parts_of(design):
        for check in seen.get(part["location"], ()):
            if check.status == FAIL:
                yield part, replace(check, notes=())
            yield from ((part, replace(check, problem=None, notes=(note,))) for note in check.notes if note.code in _EXPLAINED)


def _evidence(part: Connection, check: Check) -> list[str]:
    return {
        "BGP": [commands.arp(part), LOGGING],
        "IN": [commands.PREFIX_LISTS],
        "OUT": [commands.PREFIX_LISTS],
        "FW": [LOGGING] if check.problem is None else [],
    }.get(check.name, [])
