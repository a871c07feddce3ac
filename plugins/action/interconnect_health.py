# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Verify the connections of one router; see the module of this name."""

from __future__ import annotations

from typing import Any

from ..modules.interconnect_health import DOCUMENTATION
from ..plugin_utils.change.outcome import Options, Report
from ..plugin_utils.health.interconnect.diagnosis.reported import reported
from ..plugin_utils.play.health import HealthAction


class ActionModule(HealthAction):
    """Operational commands only, and what was reported besides."""

    DOCUMENTATION = DOCUMENTATION
    SYSTEM = "interconnect"

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """The symptoms that no router shows come from the caller."""
        self._symptoms = args["reported"]
        return super().act(args)

    def reports(self, made: list[dict[str, Any]], options: Options) -> list[Report]:
        """The checks, then a finding for each reported symptom."""
        asked = super().reports(made, options)
        asked[0].findings.extend(reported(made[0], self._symptoms))
        return asked
