# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Verify BIZTEL's settings on one device; see the module of this name."""

from __future__ import annotations

from typing import Any

from ..modules.biztel_health import DOCUMENTATION
from ..plugin_utils.change.objects import read
from ..plugin_utils.change.outcome import Options, Report
from ..plugin_utils.config.fortios import KINDS
from ..plugin_utils.health.biztel.fortios import judge
from ..plugin_utils.play.fortigates import own_fortigate
from ..plugin_utils.play.health import HealthAction


class ActionModule(HealthAction):
    """A router by its console, a FortiGate by its tables."""

    DOCUMENTATION = DOCUMENTATION
    SYSTEM = "biztel"
    _requires_connection = False

    def reports(self, made: list[dict[str, Any]], options: Options) -> list[Report]:
        """The checks of the one design."""
        if made[0]["platform"] != "fortios":
            return super().reports(made, options)
        device, _key = own_fortigate(self, {}, made[0]["vdom"])
        try:
            return [Report(judge(made[0], *read(device, KINDS)))]
        finally:
            device.close()
