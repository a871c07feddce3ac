# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From outputs to a verdict: which commands, which checks, in which order; and what follows from the verdicts of a site (TI-68)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...problem import Problem
from ..locations import ConnectionVerdict, LocationsVerdict
from ..rule import all_waiting, in_order, rounds_of
from ..samples import Samples
from ..verdict import FAIL, PASS, Check
from .checks import LAYERS, RULES, SIDE, WATCHED, bgp
from .parts import parts_of
from .subject import Subject

SAMPLE_SECONDS = 5.0  #: between the two samples of what is denied and dropped (TI-66, TI-67)
_NEEDED = 2  #: locations (TI-08, TI-68)


def rounds(design: Mapping[str, Any]) -> list[list[str]]:
    """The commands of the first and the second sample; none where nothing is wanted."""
    return rounds_of(RULES, parts_of(design))


def watched(design: Mapping[str, Any]) -> list[str]:
    """The commands that show whether the sessions are up; none where nothing is wanted."""
    return [command for commands in rounds_of(WATCHED, parts_of(design)) for command in commands]


def coming(design: Mapping[str, Any], outputs: Mapping[str, str]) -> bool:
    """Whether a session is still to come, by the outputs of ``watched``."""
    return any(bgp.RULE.check(subject).waiting for subject in _subjects(design, [outputs]))


def judge(design: Mapping[str, Any], outputs: Sequence[Mapping[str, str]]) -> LocationsVerdict:
    """The verdict over every connection of this host. ``outputs`` has one mapping command ─► text for each of ``rounds``."""
    connections = tuple(_connection(subject) for subject in _subjects(design, outputs))
    return LocationsVerdict(design["site"], design["host"], connections, tuple(design["locations"]), state=design["state"])


def pending(verdict: LocationsVerdict) -> bool:
    """Whether waiting may help (see ``rule.all_waiting``)."""
    return all_waiting(verdict.connections)


def site_verdict(verdicts: Sequence[LocationsVerdict]) -> LocationsVerdict:
    """One verdict over the hosts of a site (TI-68). A location that no host reported counts as not tested, hence not carrying."""
    connections = [each for verdict in verdicts for each in verdict.connections]
    locations = tuple(dict.fromkeys(location for verdict in verdicts for location in verdict.locations))
    hosts = ", ".join(dict.fromkeys(verdict.host for verdict in verdicts))
    site = verdicts[0].site if verdicts else ""
    if verdicts and all(verdict.state == "absent" for verdict in verdicts):
        return LocationsVerdict(site, hosts, tuple(connections), locations, state="absent")
    seen = {each.location for each in connections}
    unseen = (ConnectionVerdict(name, name.upper(), "", "", _untested()) for name in locations if name not in seen)
    checks = (_locations(connections, locations),) if locations else ()
    return LocationsVerdict(site, hosts, (*connections, *unseen), locations, checks)


def _subjects(design: Mapping[str, Any], outputs: Sequence[Mapping[str, str]]) -> list[Subject]:
    samples = Samples(outputs)
    return [Subject(dict(design), part, samples) for part in parts_of(design)]


def _connection(subject: Subject) -> ConnectionVerdict:
    """The layers in strict order; then the side, each check for itself."""
    connection = subject.connection
    side = (rule.check(subject) for rule in SIDE if rule.applies(connection))
    checks = (*in_order(LAYERS, subject), *side)
    return ConnectionVerdict(connection["location"], connection["label"], subject.design["host"], connection["interface"], checks)


def _untested() -> tuple[Check, ...]:
    return tuple(Check(rule.name, rule.requirement) for rule in LAYERS)


def _locations(connections: Sequence[ConnectionVerdict], wanted: Sequence[str]) -> Check:
    """At least two locations have a session; a site that has but one by the user's own word is warned about (TI-08)."""
    up = list(dict.fromkeys(each.location for each in connections if each.passes("BGP")))
    line, details = ", ".join(up) or "-", {"needed": _NEEDED, "up": ", ".join(up) or "-"}
    if len(wanted) < _NEEDED and up:
        note = Problem("KO-HV207", value=wanted[0], level="warning", details=details)
        return Check("LOC", "TI-68", PASS, notes=(note,), line=line)
    if len(up) < _NEEDED:
        return Check("LOC", "TI-68", FAIL, Problem("KO-HV206", value=len(up), details=details), line=line, carries=True)
    return Check("LOC", "TI-68", PASS, line=line)
