# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bring one VPN gateway of Azure and its tunnels to their design; see the module of this name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..modules.azure_vpn import DOCUMENTATION
from ..plugin_utils.change.azure import AzureOutcome, converge
from ..plugin_utils.change.journal import Journal, new_run
from ..plugin_utils.play.action import OnrampAction
from ..plugin_utils.play.azure import own_azure
from ..plugin_utils.play.designs import Designs
from ..plugin_utils.play.files import write
from ..plugin_utils.problem import OnrampError, Problem
from ..plugin_utils.report.door_sheet import sheets


class ActionModule(OnrampAction):
    """Intent, design, then the writes that it needs; the sheet to SORACOM where it is asked for."""

    DOCUMENTATION = DOCUMENTATION
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One gateway, one outcome."""
        host = self.variables.host
        designs = Designs(self.variables, ["azure_vpn"], [host])
        design = designs.of(host)[0]
        if args["rotate"]:
            design = _rotating(design, args["rotate"])
        arm, key = own_azure(design)
        journal = Journal(Path(args["journal_dir"]).expanduser(), key, args["run"] or new_run())
        outcome = converge(arm, design, self._task.check_mode, journal)
        result = self._result(outcome, designs.problems)
        return self._with_sheets(design, outcome, result) if design["sheet"] and design["state"] == "present" and not outcome.failed else result

    def _with_sheets(self, design: Mapping[str, Any], outcome: AzureOutcome, result: dict[str, Any]) -> dict[str, Any]:
        """The sheets beside the result. Without the public address there is nothing to tell (AZ-80), which in check mode is no fault."""
        addresses = list(outcome.facts["public_ips"].values())
        if not addresses or not all(addresses):
            return result if self._task.check_mode else {**result, **self.told([Problem("KO-AZ080", "azure_vpn_sheet", host=design["host"])])}
        files = {f"{site}.{kind}": text for site, kind, text in sheets(design, addresses, self.language)}
        written = write(Path(design["sheet"]).expanduser(), files, self._task)
        diffs = [each for each in (result.get("diff"), *written.get("diff", ())) if each]
        return {**result, "changed": result["changed"] or written["changed"], "sheets": sorted(files), **({"diff": diffs} if diffs else {})}

    def _result(self, outcome: AzureOutcome, notes: list[Problem]) -> dict[str, Any]:
        keys: dict[str, Any] = {"changed": outcome.changed, "status": outcome.status, "run": outcome.run, **outcome.facts}
        if outcome.change is not None:
            keys["writes"] = outcome.change.commands
            if self._task.diff and outcome.change.diff:
                keys["diff"] = {"prepared": outcome.change.diff}
        return {**keys, **self.told([*notes, *outcome.problems])}


def _rotating(design: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The design with the keys of other tunnels out of sight, and this one's compared whatever other runs do with keys (AZ-49)."""
    connections = {f"{each['site']}/{each['tunnel']}": each["path"] for each in design["resources"] if each["kind"] == "connection"}
    if name not in connections:
        raise OnrampError([Problem("KO-AZ049C", "rotate", name, design["host"], details={"known": ", ".join(connections)})])
    others = [path for path in connections.values() if path != connections[name]]
    update = "always" if design["psk_update"] == "always" else "on_difference"
    resources = [{**each, **({"psk_update": "on_create"} if each["path"] in others else {})} for each in design["resources"]]
    return {**design, "psk_update": update, "resources": resources}
