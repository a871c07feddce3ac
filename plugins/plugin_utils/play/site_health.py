# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The one shape of the modules that tell the state of each site from the verdicts of its routers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..health.show import word
from ..health.site import site_problems, site_verdicts
from ..problem import OnrampError, Problem
from ..systems import SYSTEMS
from .action import OnrampAction


class SiteHealthAction(OnrampAction):
    """No connection is opened. A subclass names its DOCUMENTATION and its SYSTEM."""

    SYSTEM = ""
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """All hosts of the play, also those that failed or could not be reached."""
        system = SYSTEMS[self.SYSTEM]
        sites: dict[str, list[str]] = {}
        for host in (str(host) for host in self.variables.one("ansible_play_hosts_all", [])):
            name = self._site(host, system.site)
            if name:
                sites.setdefault(name, []).append(host)
        if not sites:
            raise OnrampError([Problem("KO-PL005", value=system.site)])
        told = {host: self._told(host, args["register"]) for hosts in sites.values() for host in hosts}
        verdicts = site_verdicts(sites, told, system.health)
        said = "\n".join(f"{site}: {word(verdict.status, self.language)}" for site, verdict in verdicts.items())
        return {
            "msg": said,
            "_ansible_verbose_always": True,
            "sites": {site: verdict.status for site, verdict in verdicts.items()},
            **self.told(site_problems(verdicts, self.language)),
        }

    def _site(self, host: str, variable: str) -> str:
        site = self.variables.of(host, [variable], []).get(variable)
        return str(site.get("name") or "") if isinstance(site, Mapping) else ""

    def _told(self, host: str, register: str) -> Mapping[str, Any] | None:
        """The verdict that the host's task registered, if it came to one."""
        result = self.variables.of(host, [register], []).get(register)
        verdicts = result.get("verdicts") if isinstance(result, Mapping) else None
        return verdicts[0] if verdicts else None
