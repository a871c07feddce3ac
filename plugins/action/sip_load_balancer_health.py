# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Ask one BIG-IP how the SIP load balancer is; see the module of this name."""

from __future__ import annotations

from typing import Any

from ..modules.sip_load_balancer_health import DOCUMENTATION
from ..plugin_utils.change.objects import read
from ..plugin_utils.change.outcome import Options, Report
from ..plugin_utils.config.bigip import plan, read_for, rules
from ..plugin_utils.device.sip_options import options as ask_options
from ..plugin_utils.health.sip_load_balancer import judge, paths
from ..plugin_utils.play.bigips import own_bigip
from ..plugin_utils.play.health import HealthAction


class ActionModule(HealthAction):
    """Configuration and statistics, then one OPTIONS."""

    DOCUMENTATION = DOCUMENTATION
    SYSTEM = "sip_load_balancer"
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One login, nothing is written."""
        self._args = args
        return super().act(args)

    def reports(self, made: list[dict[str, Any]], options: Options) -> list[Report]:
        """The checks of the one design."""
        design, probe = made[0], self._args["probe"] and made[0]["state"] == "present"
        device, _key = own_bigip(self, self._args, design["site"])
        try:
            found = plan(design, rules(design), *read(device, read_for(design)), {})
            shown = {word: device.facts(path) for word, path in paths(design).items()} if design["state"] == "present" else {}
        finally:
            device.close()
        virtual = design["virtual"]
        answered = ask_options(design["host"], virtual["address"], virtual["port"], self._args["probe_timeout"]) if probe else None
        return [Report(judge(design, found, shown, answered, probe))]
