# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Verify the tunnels of one router; see the module of this name."""

from __future__ import annotations

from typing import Any

from ..modules.virtual_connect_health import DOCUMENTATION
from ..plugin_utils.change.outcome import Options
from ..plugin_utils.change.verify import not_well, verify
from ..plugin_utils.config.driver import load_driver
from ..plugin_utils.pipeline import job
from ..plugin_utils.play.action import OnrampAction
from ..plugin_utils.play.designs import Designs
from ..plugin_utils.play.devices import own_device
from ..plugin_utils.play.results import health_keys


class ActionModule(OnrampAction):
    """Design, ask, judge."""

    DOCUMENTATION = DOCUMENTATION

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One session, operational commands only."""
        made = Designs(self.variables, ["virtual_connect"], [self.variables.host])
        todo = job(self.variables.host, made.of(self.variables.host))
        options = Options(patience=args["patience"], sample_seconds=args["sample_seconds"])
        device, _key = own_device(self, load_driver("ios_xe"))
        try:
            device.connect()
            reports = verify(device, todo.subjects, options)
        finally:
            device.close()
        status = reports[0].verdict.status if reports else "absent"
        return {"status": status, **health_keys(reports, self.language), **self.told(not_well(reports, options))}
