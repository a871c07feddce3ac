# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Verify the tunnels of one VPN gateway of Azure; see the module of this name."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ..modules.azure_vpn_health import DOCUMENTATION
from ..plugin_utils.change.outcome import Options, Report
from ..plugin_utils.change.verify import not_well
from ..plugin_utils.device.arm import Arm
from ..plugin_utils.health.azure_vpn import idle, judge, redundancy, vpg_check
from ..plugin_utils.health.verdict import Check, Checklist
from ..plugin_utils.play.action import OnrampAction
from ..plugin_utils.play.azure import own_azure, own_soracom
from ..plugin_utils.play.designs import Designs
from ..plugin_utils.play.results import health_keys
from ..plugin_utils.problem import Problem

_WORST = ("down", "degraded", "healthy", "absent")


class ActionModule(OnrampAction):
    """Design, ask, judge; nothing is written."""

    DOCUMENTATION = DOCUMENTATION
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """Every site of the gateway."""
        host = self.variables.host
        designs = Designs(self.variables, ["azure_vpn"], [host])
        design = designs.of(host)[0]
        verdicts, notes = self._verdicts(design, args["sample_seconds"])
        reports = [Report(verdict) for verdict in verdicts]
        status = next((word for word in _WORST if any(verdict.status == word for verdict in verdicts)), "absent")
        problems = [*designs.problems, *notes, *not_well(reports, Options(accept_degraded=design["allow_degraded"]))]
        ways = {verdict.site: redundancy(verdict) for verdict in verdicts}
        return {"status": status, "redundancy": ways, **health_keys(reports, self.language), **self.told(problems)}

    def _verdicts(self, design: Mapping[str, Any], seconds: float) -> tuple[list[Checklist], list[Problem]]:
        arm, _key = own_azure(design)
        try:
            arm.connect()
            rows, keys = _read(arm, design)
            verdicts = judge(design, rows, keys, _vpgs(design))
            return verdicts, idle(design, rows, _again(arm, rows, seconds)) if seconds else []
        finally:
            arm.close()


def _read(arm: Arm, design: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str | None]]:
    """What the checks look at, each once: the gateway, the far ends, the connections and their keys."""
    arm.hide(*(str(each["psk"]) for each in design["resources"] if each.get("psk")))
    wanted = [each for each in design["resources"] if each["kind"] in ("gateway", "local_gateway", "connection")]
    rows = {each["path"]: arm.get(each["path"]) for each in wanted}
    keys = {each["path"]: arm.shared_key(each["path"]) for each in wanted if each["kind"] == "connection" and rows[each["path"]]}
    return rows, keys


def _again(arm: Arm, rows: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """The connections once more, a while later."""
    time.sleep(seconds)
    return {path: arm.get(path) for path in rows if "/connections/" in path}


def _vpgs(design: Mapping[str, Any]) -> dict[str, Check]:
    """By site what SORACOM says of its VPG, where a key is given."""
    soracom = own_soracom(design)
    if soracom is None:
        return {}
    try:
        return {site["name"]: vpg_check(site, soracom.vpg(site["vpg_id"]), design["host"]) for site in design["sites"] if site["vpg_id"]}
    finally:
        soracom.close()
