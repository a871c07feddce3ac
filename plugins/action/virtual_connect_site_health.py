# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tell the state of each site from the verdicts of its routers; see the module of this name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..modules.virtual_connect_site_health import DOCUMENTATION
from ..plugin_utils.health.show import word
from ..plugin_utils.health.site import site_problems, site_verdicts
from ..plugin_utils.play.action import OnrampAction
from ..plugin_utils.problem import OnrampError, Problem


class ActionModule(OnrampAction):
    """No connection is opened."""

    DOCUMENTATION = DOCUMENTATION
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """All hosts of the play, also those that failed or could not be reached."""
        hosts = [str(host) for host in self.variables.one("ansible_play_hosts_all", [])]
        sites: dict[str, list[str]] = {}
        for host in hosts:
            name = self._site(host)
            if name:
                sites.setdefault(name, []).append(host)
        if not sites:
            raise OnrampError([Problem("KO-PL005", value="virtual_connect_site")])
        verdicts = site_verdicts(sites, {host: self._told(host, args["register"]) for host in hosts})
        said = "\n".join(f"{site}: {word(verdict.status, self.language)}" for site, verdict in verdicts.items())
        return {
            "msg": said,
            "_ansible_verbose_always": True,
            "sites": {site: verdict.status for site, verdict in verdicts.items()},
            **self.told(site_problems(verdicts, self.language)),
        }

    def _site(self, host: str) -> str:
        site = self.variables.of(host, ["virtual_connect_site"], []).get("virtual_connect_site")
        return str(site.get("name") or "") if isinstance(site, Mapping) else ""

    def _told(self, host: str, register: str) -> Mapping[str, Any] | None:
        """The verdict that the host's task registered, if it came to one."""
        result = self.variables.of(host, [register], []).get(register)
        verdicts = result.get("verdicts") if isinstance(result, Mapping) else None
        return verdicts[0] if verdicts else None
