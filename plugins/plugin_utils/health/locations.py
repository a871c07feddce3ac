# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is said of Interconnect: the connections of a host or a site, and the locations that they reach (TI-60..TI-69)."""

from __future__ import annotations

from dataclasses import dataclass

from ..problem import Problem
from .verdict import Check, Place, problems_of, status_of


@dataclass(frozen=True)
class ConnectionVerdict(Place):
    """The checks of one connection of Interconnect: those of its layers, then those at the side (TI-60..TI-69)."""

    location: str
    label: str
    host: str
    interface: str
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class LocationsVerdict:
    """The connections of one host of Interconnect, or of a whole site with the check that they have in common (TI-68).

    ``locations`` are those of the intent; ``checks`` are the site's. ``state`` is the intent's.
    """

    site: str
    host: str
    connections: tuple[ConnectionVerdict, ...]
    locations: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    state: str = "present"

    @property
    def status(self) -> str:
        """See ``status_of``."""
        return status_of(self.state, self.connections, self.checks)

    @property
    def problems(self) -> list[Problem]:
        """Warnings and failures of every connection and of the site, then which location carries no calls."""
        return [*problems_of(check for _name, checks in self.places for check in checks), *self.backup]

    @property
    def places(self) -> list[tuple[str, tuple[Check, ...]]]:
        """The checks of each connection, under its name, then those of the site."""
        named = [(f"{each.label} {each.interface}".strip(), each.checks) for each in self.connections]
        return [*named, ("", self.checks)] if self.checks else named

    @property
    def backup(self) -> list[Problem]:
        """One problem for each location that carries no calls here, naming those that do."""
        left = ", ".join(each.location for each in self.connections if each.carries)
        return [
            Problem("KO-HV201" if left else "KO-HV202", host=each.host, value=each.location, level="warning", details={"left": left})
            for each in self.connections
            if not each.carries
        ]

    @property
    def own_problems(self) -> list[Problem]:
        """What only a site can have (TI-68)."""
        return problems_of(self.checks)

    @property
    def shortfall(self) -> tuple[str, str]:
        """How a site that is not well is told: all locations at once have a cause in common (X12)."""
        at_once = self.status == "down" and len({each.location for each in self.connections}) > 1
        return "KO-HV204" if at_once else "KO-HV203", ", ".join(str(problem.value) for problem in self.backup)
