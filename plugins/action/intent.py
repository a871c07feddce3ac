# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Check the intent of every site of a play; see the module of this name."""

from __future__ import annotations

from typing import Any

from ..modules.intent import DOCUMENTATION
from ..plugin_utils.change.journal import new_run
from ..plugin_utils.pipeline import check_all
from ..plugin_utils.play.action import OnrampAction
from ..plugin_utils.problem import OnrampError, Problem, errors
from ..plugin_utils.systems import SYSTEMS


class ActionModule(OnrampAction):
    """No connection is opened."""

    DOCUMENTATION = DOCUMENTATION
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """All hosts of the play, also those that failed before: their sites count for the rules across hosts."""
        inputs, problems = self.variables.fleet_inputs(args["systems"])
        intents, found = check_all(args["systems"], inputs)
        problems += found
        for system in args["systems"]:
            if not intents[system] and not errors(problems):
                raise OnrampError([Problem("KO-PL005", value=SYSTEMS[system].site)])
        return {"run": new_run(), "hosts": sorted({host for system in intents.values() for host in system}), **self.told(problems)}
