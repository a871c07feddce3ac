"""The lab's Azure in a process of its own, driven from outside: by ansible-playbook, or by the product's own code in this process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.azure import AzureOutcome, converge
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.journal import Journal, new_run
from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.azure_vpn import design
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.arm import Arm
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.azure_access import access
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.azure_token import Tokens
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rest import Endpoint, Rest
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from tests.lab import control
from tests.unit.azure_vpn.bed import variables

ROOT = Path(__file__).parents[2]
NAME = "azure-hub"
_LOOK = 60.0  #: seconds of the lab's clock between two looks, at least


class FaultyRest(Rest):
    """Sets a fault of the lab just before request number `at`."""

    lab: AzureLab
    at = 0
    fault: dict[str, str] = {}

    def _exchange(self, *args: Any) -> Any:
        if self.requests == self.at:
            self.lab.fault(**self.fault)
        return super()._exchange(*args)


class AzureLab:
    """As delivered, with a far end that has the keys of the reference plan. `now` is the clock that the product's waiting moves."""

    def __init__(self, folder: Path, speed: int) -> None:
        self.folder, self.directory, self.now, self.requests = folder, folder / "lab", 0.0, 0
        devices = folder / "devices.yml"
        self._lab("start", "--only", NAME, "--speed", str(speed), "--inventory", str(devices))
        self.host = yaml.safe_load(devices.read_text(encoding="utf-8"))["azure"]["hosts"][NAME]
        self.ca_path = self.directory / "ca.pem"
        self.restore()

    def _lab(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "tests.lab", arguments[0], "--directory", str(self.directory), *arguments[1:]]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)

    def stop(self) -> None:
        """End the lab."""
        self._lab("stop")

    def restore(self) -> None:
        """As delivered; no faults."""
        control.ask(self.directory, "restore")
        self.fault_clear()
        self.door(**{"t1.psk": "Marker.Key.Of.Tunnel.1", "t2.psk": "Marker.Key.Of.Tunnel.2"})

    def door(self, **settings: str) -> Any:
        """Change the far end of door-tokyo; without settings what it sees."""
        return control.ask(self.directory, "door", door="door-tokyo", settings=settings or None)

    def fault(self, **faults: str) -> None:
        """What goes wrong from now on."""
        control.ask(self.directory, "fault", router=NAME, faults=faults)

    def fault_clear(self) -> None:
        """Nothing goes wrong any more."""
        control.ask(self.directory, "fault", router=NAME, faults={"clear": ""})

    def writes(self) -> int:
        """How many writes it has taken."""
        return int(control.ask(self.directory, "counts")[NAME])

    def api(self, **more: Any) -> dict[str, Any]:
        """The login, as `azure_vpn_api`."""
        named = {"tenant_id", "client_id", "client_secret", "resource_manager_url", "authority_url"}
        return {**{name: self.host[f"azure_{name}"] for name in named}, "ca_path": str(self.ca_path), **more}

    def soracom(self) -> dict[str, Any]:
        """The login at SORACOM."""
        names = ("auth_key_id", "auth_key", "url")
        return {**{name: self.host[f"soracom_{name}"] for name in names}, "ca_path": str(self.ca_path)}

    def make(self, path: str, body: dict[str, Any]) -> None:
        """An object that somebody else has made."""
        manager, login = access(NAME, {**self.api(), "timeout": 10.0}, {})
        arm = Arm(Rest(manager), Tokens(login), None, self._sleep, lambda: self.now)
        arm.follow(arm.put(path, body), 3600.0, path)
        arm.close()

    def run(self, at: int = 0, fault: dict[str, str] | None = None, check_mode: bool = False, **changes: Any) -> AzureOutcome:
        """One run in this process; `fault` at its request number `at`."""
        intents, problems = check("azure_vpn", {NAME: variables(azure_vpn_api=self.api(), **changes)})
        assert errors(problems) == []
        made = design(intents[NAME], NAME)
        manager, login = access(NAME, made["api"], {})
        rest = self._rest(manager)
        rest.lab, rest.at, rest.fault = self, at, fault or {}
        arm = Arm(rest, Tokens(login, self._sleep), None, self._sleep, lambda: self.now)
        outcome = converge(arm, made, check_mode, Journal(self.folder / "journal", NAME, new_run()))
        self.requests = rest.requests
        return outcome

    def _rest(self, manager: Endpoint) -> FaultyRest:
        return FaultyRest(manager, lambda _seconds: None)

    def _sleep(self, seconds: float) -> None:
        """The lab's clock goes on instead of ours."""
        step = max(seconds, _LOOK)
        self.now += step
        control.ask(self.directory, "advance", seconds=step)
