# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The designs of hosts of a play, and of the hosts that share their sites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..change.outcome import Subject
from ..intent import care
from ..pipeline import check_all, designs
from ..problem import OnrampError, Problem, errors, warnings
from ..systems import SYSTEMS
from .variables import Variables


class Designs:
    """Checked intents of ``hosts``, turned into designs on demand. Raises with every problem when the intent is not sound.

    A host that carries none of ``systems`` is a problem (KO-PL005).
    """

    def __init__(self, variables: Variables, systems: Sequence[str], hosts: Sequence[str]) -> None:
        self._variables, self._systems = variables, systems
        inputs, problems = variables.inputs(systems, hosts)
        self._others = self._other_cpes(inputs)
        others, found = variables.inputs(systems, self._others)
        self._intents, wrong = check_all(systems, {**inputs, **others})
        problems += [*found, *wrong]
        if not errors(problems):
            missing = " / ".join(SYSTEMS[system].site for system in systems)
            problems += [Problem("KO-PL005", value=missing, host=host) for host in hosts if not self._carries(host)]
        if errors(problems):
            raise OnrampError(problems)
        self.problems: list[Problem] = warnings(problems)

    def of(self, host: str) -> list[dict[str, Any]]:
        """One design per system that ``host`` carries."""
        return designs(self._systems, self._intents, host)

    def sites(self, hosts: Iterable[str]) -> list[dict[str, Any]]:
        """The site dictionaries of ``hosts``, complete, each once."""
        found = [intents[host][SYSTEMS[system].site] for system, intents in self._intents.items() for host in hosts if host in intents]
        return list({site["name"]: site for site in found}.values())

    def peers(self, made: Sequence[dict[str, Any]]) -> dict[str, Subject]:
        """The other CPEs of the sites of a host's designs, each with what tells its health."""
        return {design["peer_cpe"]["host"]: self._subject(design) for design in made if design["peer_cpe"]}

    def peer_hosts(self) -> list[str]:
        """Every other CPE of the sites."""
        return self._others

    def options(self, host: str) -> dict[str, Any]:
        """How careful and how patient the host's systems ask to be: the longest times, and only what all of them allow."""
        given = [care(system, intents[host]) for system, intents in self._intents.items() if host in intents]
        longest = {name: max(each[name] for each in given) for name in ("revert_minutes", "patience", "sample_seconds")}
        allowed = {name: all(each[name] for each in given) for name in ("allow_disruption", "accept_degraded", "accept_unsaved")}
        return {**longest, **allowed}

    def _subject(self, design: dict[str, Any]) -> Subject:
        system, other = design["system"], design["peer_cpe"]["host"]
        return Subject(designs([system], self._intents, other)[0], SYSTEMS[system])

    def _carries(self, host: str) -> bool:
        return any(host in intents for intents in self._intents.values())

    def _other_cpes(self, inputs: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """The hosts of the inventory that sites name as a CPE, less those that are there already."""
        systems = [SYSTEMS[system] for system in self._systems]
        named = {cpe for variables in inputs.values() for system in systems for cpe in system.carriers(variables.get(system.site))}
        return sorted(named.difference(inputs).intersection(self._variables.known_hosts()))


def sites_of(variables: Variables, systems: Sequence[str], hosts: Iterable[str]) -> dict[str, list[str]]:
    """The CPEs of the sites of each host. Nothing else of a site is templated: the secrets of other workers' hosts are none of ours."""
    problems: list[Problem] = []
    found: dict[str, list[str]] = {}
    for host in hosts:
        raw = variables.raw(host)[1]
        carried = [system for system in map(SYSTEMS.__getitem__, systems) if system.site in raw]
        outlines = ((system, variables.plain(host, system.outline(raw[system.site]), system.site, problems)) for system in carried)
        found[host] = [cpe for system, site in outlines for cpe in system.carriers(site)]
    if errors(problems):
        raise OnrampError(problems)
    return found


def secret_update(made: Iterable[dict[str, Any]]) -> str:
    """``always`` when any of a host's designs asks for it (IX-36)."""
    return "always" if any(design["secret_update"] == "always" for design in made) else "on_create"
