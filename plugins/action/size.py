# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How many calls each site makes and what carries them; see the module of this name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..modules.size import DOCUMENTATION
from ..plugin_utils.pipeline import sizes
from ..plugin_utils.play.action import OnrampAction
from ..plugin_utils.play.files import write
from ..plugin_utils.play.runs import gathered
from ..plugin_utils.problem import OnrampError, Problem, errors
from ..plugin_utils.report.size_chart import size_chart
from ..plugin_utils.report.size_sheet import size_sheet
from ..plugin_utils.systems import SYSTEMS

_SHEET = "sizes.md"
_CHART = "sizes.svg"


class ActionModule(OnrampAction):
    """No connection is opened. Problems other than a size stop it, as they would stop a run."""

    DOCUMENTATION = DOCUMENTATION
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One row for each site that a host of the play carries."""
        inputs, problems = self.variables.fleet_inputs(args["systems"])
        found, wrong = sizes(args["systems"], inputs)
        problems += wrong
        if errors(problems):
            raise OnrampError(problems)
        if not found:
            raise OnrampError([Problem("KO-PL005", value=" / ".join(SYSTEMS[system].site for system in args["systems"]))])
        files = {_SHEET: size_sheet(found, self.language, _CHART), _CHART: size_chart(found, self.language)}
        keys = write(Path(args["dest"]), files, self._task) if args["dest"] else {"changed": False}
        return {"sizes": found, "sheet": size_sheet(found, self.language), **keys, **self.told(gathered(problems))}
