# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The designs of a play's host and of the hosts that share its sites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..change.outcome import Subject
from ..pipeline import check_all, designs
from ..problem import OnrampError, Problem, errors, warnings
from ..systems import SYSTEMS
from .variables import Variables


class Designs:
    """Checked intents, turned into designs on demand. Raises with every problem when the intent is not sound."""

    def __init__(self, variables: Variables, systems: Sequence[str]) -> None:
        self._variables, self._systems = variables, systems
        inputs, problems = variables.inputs(systems, self._hosts())
        self._intents, found = check_all(systems, inputs)
        problems += found
        if errors(problems):
            raise OnrampError(problems)
        if not self.of(variables.host):
            missing = " / ".join(SYSTEMS[system].site for system in systems)
            raise OnrampError([Problem("KO-PL005", value=missing, host=variables.host)])
        self.problems: list[Problem] = warnings(problems)

    def of(self, host: str) -> list[dict[str, Any]]:
        """One design per system that ``host`` carries."""
        return designs(self._systems, self._intents, host)

    def peers(self) -> dict[str, Subject]:
        """The other CPEs of this host's sites, each with what tells its health."""
        mine = [design for design in self.of(self._variables.host) if design["peer_cpe"]]
        return {design["peer_cpe"]["host"]: self._subject(design) for design in mine}

    @property
    def secret_update(self) -> str:
        """``always`` when any of the host's systems asks for it (IX-36)."""
        updates = {design["secret_update"] for design in self.of(self._variables.host)}
        return "always" if "always" in updates else "on_create"

    def _subject(self, design: dict[str, Any]) -> Subject:
        system, other = design["system"], design["peer_cpe"]["host"]
        return Subject(designs([system], self._intents, other)[0], SYSTEMS[system].health)

    def _hosts(self) -> list[str]:
        """This host and every host that its sites name as a CPE."""
        host, known = self._variables.host, self._variables.known_hosts()
        sites = self._variables.of(host, [SYSTEMS[system].site for system in self._systems], [])
        named = {cpe for site in sites.values() for cpe in _cpes(site) if cpe in known}
        return [host, *sorted(named - {host})]


def _cpes(site: Any) -> list[str]:
    """Whatever stands under ``cpe`` of a tunnel; the intent room says what is wrong with the rest."""
    tunnels = site.get("tunnels") if isinstance(site, dict) else None
    entries = tunnels.values() if isinstance(tunnels, dict) else []
    return [entry["cpe"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("cpe"), str)]
