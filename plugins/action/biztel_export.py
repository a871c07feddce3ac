# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Write what a firewall must let through for BIZTEL; see the module of this name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..modules.biztel_export import DOCUMENTATION
from ..plugin_utils.biztel_rules import biztel_rules
from ..plugin_utils.play.action import OnrampAction
from ..plugin_utils.play.files import write
from ..plugin_utils.report.biztel_rules import export


class ActionModule(OnrampAction):
    """No device and no credentials."""

    DOCUMENTATION = DOCUMENTATION
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """The files of one branch."""
        inputs, problems = self.variables.inputs(["biztel"], [self.variables.host])
        site = inputs[self.variables.host].get("biztel_site")
        rules = biztel_rules(site, args["stateful"])
        folder = Path(args["dest"])
        files = {f"{self.variables.host}-{name}": text for name, text in export(rules, self.language).items()}
        return {"rules": rules, **write(folder, files, self._task), **self.told(problems)}
