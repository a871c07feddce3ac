# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bring one BIG-IP to what the SIP load balancer wants; see the module of this name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ..modules.bigip_sip import DOCUMENTATION
from ..plugin_utils.change.journal import Journal, new_run
from ..plugin_utils.change.objects import ObjectJob
from ..plugin_utils.change.outcome import Options, Outcome
from ..plugin_utils.change.transaction import converge
from ..plugin_utils.change.undone import way_back
from ..plugin_utils.config.bigip import KINDS, plan, read_for, refused, rules, tmsh
from ..plugin_utils.device.bigip import BigIp
from ..plugin_utils.play.action import OnrampAction
from ..plugin_utils.play.bigips import own_bigip
from ..plugin_utils.play.designs import Designs
from ..plugin_utils.problem import Problem

_SYSTEM = "sip_load_balancer"


class ActionModule(OnrampAction):
    """Intent, design, the rules' texts looked over, then one login and one transaction."""

    DOCUMENTATION = DOCUMENTATION
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One device, one outcome."""
        host = self.variables.host
        designs = Designs(self.variables, [_SYSTEM], [host])
        design = designs.of(host)[0]
        device, key = own_bigip(self, args, design["site"])
        journal = Journal(Path(args["journal_dir"]), key, args["run"] or new_run())
        if args["undo"]:
            job = ObjectJob(host, KINDS, way_back(journal, args["undo"], host, KINDS))
        else:
            wanted = {**design, "reached_at": device.address}
            job = ObjectJob(host, read_for(design), partial(plan, wanted, rules(design)), partial(_explained, design))
        outcome = converge(device, job, Options(check_mode=self._task.check_mode), journal, args["validate_on_device"])
        return self._result(outcome, [*designs.problems, *self._group(device, host)], design)

    def _group(self, device: BigIp, host: str) -> list[Problem]:
        """A unit of a pair: what was written stands on this one alone until it is synchronised (SB-101)."""
        names = ", ".join(str(unit.get("name")) for unit in device.units)
        return [Problem("KO-SB101", host=host, value=names, level="warning")] if len(device.units) > 1 else []

    def _result(self, outcome: Outcome, notes: list[Problem], design: dict[str, Any]) -> dict[str, Any]:
        keys: dict[str, Any] = {"changed": outcome.changed, "status": outcome.status, "run": outcome.run}
        if design["state"] == "present":
            keys.update(tmsh=tmsh(design), firewall=design["firewall"], size=design["size"])
        if outcome.change is not None:
            keys["writes"] = outcome.change.commands
            if self._task.diff and outcome.change.diff:
                keys["diff"] = {"prepared": outcome.change.diff}
        return {**keys, **self.told([*notes, *outcome.problems])}


def _explained(design: dict[str, Any], device: BigIp, why: Sequence[Problem]) -> list[Problem]:
    """The interfaces are asked for only where something was refused."""
    return refused(design, why, [str(each["name"]) for each in (device.facts("net/interface") or {}).get("items", ())])
