"""One gateway of the small Azure, and the runs against it."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.kyoten.onramp.plugins.action.azure_vpn import _rotating
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.azure import AzureOutcome, converge
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.journal import Journal, new_run
from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.azure_vpn import design
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.arm import Arm
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import Problem, errors
from tests.unit.azure_vpn.double import Azure, InProcess

FIXTURE = Path(__file__).parents[1] / "fixtures" / "azure_vpn" / "door.yml"


def variables(**changes: Any) -> dict[str, Any]:
    """The data model of section 4; `azure_vpn_sites__0__mode="x"` changes what is deep inside."""
    given = yaml.safe_load(FIXTURE.read_text(encoding="utf-8"))
    for path, value in changes.items():
        *parents, last = [int(part) if part.isdigit() else part for part in path.split("__")]
        place = given
        for part in parents:
            place = place[part]
        place[last] = value
    return copy.deepcopy(given)


def told(**changes: Any) -> list[Problem]:
    """What the intent room says."""
    return check("azure_vpn", {"az": variables(**changes)})[1]


def designed(**changes: Any) -> dict[str, Any]:
    """The design of what is right."""
    intents, problems = check("azure_vpn", {"az": variables(**changes)})
    assert errors(problems) == [], problems
    return design(intents["az"], "az")


class Token:
    """One that Azure takes; `old`: only when it is asked for a fresh one, `wrong`: never."""

    def __init__(self, azure: Azure, old: bool, wrong: bool) -> None:
        self.azure, self.fresh, self.old, self.wrong = azure, 0, old, wrong

    def token(self, fresh: bool = False) -> str:
        self.fresh += fresh
        return "Marker.Of.Nobody" if self.wrong or (self.old and not self.fresh) else self.azure.token

    def close(self) -> None:
        pass


class Bed:
    """`azure` with a resource group and a virtual network, as somebody else has made them; a clock that only waiting moves."""

    def __init__(self, folder: Path) -> None:
        self.azure, self.folder, self.now = Azure(), folder, 0.0
        self.rest = InProcess(self.azure)
        self.old_token = self.wrong_token = False
        made = designed()
        self.group = made["resources"][0]["path"].lower()
        for resource in made["resources"][:2]:
            body = {**copy.deepcopy(resource["body"]), "id": resource["path"], "name": resource["name"], "etag": 'W/"0"'}
            self.azure.objects[resource["path"].lower()] = body
        sites = variables()["azure_vpn_sites"]
        self.azure.peers = {tunnel["outside_address"]: tunnel["psk"] for site in sites for tunnel in site["tunnels"]}

    def run(self, check_mode: bool = False, rotate: str = "", **changes: Any) -> AzureOutcome:
        """One run, with the journal of those before; `rotate`: for the key of this tunnel alone."""
        self.rest = InProcess(self.azure)
        self.azure.asked.clear()
        arm = Arm(self.rest, Token(self.azure, self.old_token, self.wrong_token), None, self._sleep, lambda: self.now)
        made = designed(**changes)
        return converge(arm, _rotating(made, rotate) if rotate else made, check_mode, Journal(self.folder, "az", new_run()))

    def codes(self, outcome: AzureOutcome) -> list[str]:
        return [problem.code for problem in outcome.problems if problem.level == "error"]

    def _sleep(self, seconds: float) -> None:
        self.now += seconds
