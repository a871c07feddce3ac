# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bring one FortiGate to BIZTEL's settings; see the module of this name."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from ..modules.fortios_biztel import DOCUMENTATION
from ..plugin_utils.change.journal import Journal, new_run
from ..plugin_utils.change.objects import ObjectJob, converge
from ..plugin_utils.change.outcome import Options, Outcome
from ..plugin_utils.config.fortios import KINDS, plan
from ..plugin_utils.pipeline import prepare
from ..plugin_utils.play.action import OnrampAction
from ..plugin_utils.play.designs import Designs
from ..plugin_utils.play.fortigates import own_fortigate
from ..plugin_utils.problem import OnrampError, Problem

_PLATFORM = "fortios"
prepare(["biztel"])  # Ansible imports this file before it forks


class ActionModule(OnrampAction):
    """Intent, design, then the writes that it needs."""

    DOCUMENTATION = DOCUMENTATION
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One device, one outcome."""
        host = self.variables.host
        designs = Designs(self.variables, ["biztel"], [host])
        design = designs.of(host)[0]
        if design["platform"] != _PLATFORM:
            raise OnrampError([Problem("KO-BZ147", "biztel_platform", design["platform"], host)])
        device, key = own_fortigate(self, args, args["vdom"] or design["vdom"])
        journal = Journal(Path(args["journal_dir"]), key, args["run"] or new_run())
        outcome = converge(device, ObjectJob(host, KINDS, partial(plan, design)), Options(check_mode=self._task.check_mode), journal)
        return self._result(outcome, designs.problems)

    def _result(self, outcome: Outcome, notes: list[Problem]) -> dict[str, Any]:
        keys: dict[str, Any] = {"changed": outcome.changed, "status": outcome.status, "run": outcome.run}
        if outcome.change is not None:
            keys["writes"] = outcome.change.commands
            if self._task.diff and outcome.change.diff:
                keys["diff"] = {"prepared": outcome.change.diff}
        return {**keys, **self.told([*notes, *outcome.problems])}
