# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The one shape of the modules that ask a device how a system is on it, and change nothing."""

from __future__ import annotations

from typing import Any

from ..change.outcome import Options, Report
from ..change.verify import not_well, verify
from ..config.driver import load_driver
from ..pipeline import job, prepare
from .action import OnrampAction
from .designs import Designs
from .devices import own_device
from .results import health_keys


class HealthAction(OnrampAction):
    """Design, ask, judge. A subclass names its DOCUMENTATION and its SYSTEM."""

    SYSTEM = ""

    def __init_subclass__(cls) -> None:
        """Ansible imports the action before it forks for each host."""
        prepare([cls.SYSTEM])
        super().__init_subclass__()

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One session, nothing is written."""
        host = self.variables.host
        made = Designs(self.variables, [self.SYSTEM], [host]).of(host)
        options = Options(**{name: args[name] for name in ("patience", "sample_seconds") if name in args})
        reports = self.reports(made, options)
        status = reports[0].verdict.status if reports else "absent"
        return {"status": status, **health_keys(reports, self.language), **self.told(not_well(reports, options))}

    def reports(self, made: list[dict[str, Any]], options: Options) -> list[Report]:
        """What a device with a command line answers, judged."""
        todo = job(self.variables.host, made)
        device, _key = own_device(self, load_driver(made[0]["platform"]))
        try:
            device.connect()
            return verify(device, todo.subjects, options)
        finally:
            device.close()
