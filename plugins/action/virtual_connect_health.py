# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Verify the tunnels of one router; see the module of this name."""

from __future__ import annotations

from ..modules.virtual_connect_health import DOCUMENTATION
from ..plugin_utils.play.health import HealthAction


class ActionModule(HealthAction):
    """Operational commands only."""

    DOCUMENTATION = DOCUMENTATION
    SYSTEM = "virtual_connect"
