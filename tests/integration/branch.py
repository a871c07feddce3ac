"""One lab router as the product sees it: the lab inventory's intent, our session, our engine; and the questions that tests ask the lab."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.converge import converge
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.journal import Journal
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.outcome import Options, Outcome, Report
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.verify import verify
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.ios_xe import IosXe
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.session import open_session
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.target import Target
from ansible_collections.kyoten.onramp.plugins.plugin_utils.pipeline import check_all, designs, job
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from ansible_collections.kyoten.onramp.plugins.plugin_utils.systems import SYSTEMS
from tests.integration.remote_lab import RemoteLab

INVENTORY = Path(__file__).parents[2] / "inventories" / "lab"
SPEED = 30.0  #: the lab's clock runs so much faster; pauses of the product that stand for lab time are shortened alike
PATIENT = {"revert_minutes": 60, "sample_seconds": 0.3, "poll_seconds": 0.2, "patience": 30.0, "confirm_margin": 5.0}


def intent(site: str) -> dict[str, Any]:
    """The variables of a lab site as Ansible would template them."""
    variables = yaml.safe_load((INVENTORY / "group_vars" / f"{site.replace('-', '_')}.yml").read_text())
    for dc, tunnel in variables["virtual_connect_site"]["tunnels"].items():
        tunnel["psk"], tunnel["bgp_password"] = f"lab-{site}-{dc}-psk-0123456789", f"lab-{site}-{dc}-bgp"
    return {**variables, "virtual_connect_allow_documentation_ranges": True}


def interconnect_intent(site: str) -> dict[str, Any]:
    """The variables of a lab site of Twilio Interconnect."""
    variables = yaml.safe_load((INVENTORY / "group_vars" / f"{site.replace('-', '_')}.yml").read_text())
    return {**variables, "interconnect_allow_documentation_ranges": True}


class Branch:
    """A router of the lab, and everything the product needs to change it."""

    def __init__(self, lab: RemoteLab, host: str, port: int, journals: Path, *systems: str) -> None:
        self.lab, self.host, self.journals, self.systems = lab, host, journals, list(systems or ("virtual_connect",))
        self.site = f"{host.partition('-')[0]}-hub"
        self.intent: dict[str, Any] = intent(self.site) if "virtual_connect" in self.systems else {}
        if "interconnect" in self.systems:
            self.intent.update(interconnect_intent(f"{host.partition('-')[0]}-sbc"))
        self.target = Target(
            host, "127.0.0.1", port, "kyoten", "lab-login-password",
            host_key_checking=False, enable_password="lab-enable-password", command_timeout=15,
        )

    @property
    def tunnels(self) -> dict[str, Any]:
        """The intent of the site's tunnels, to be altered by a test."""
        return self.intent["virtual_connect_site"]["tunnels"]

    def job(self) -> Any:
        """Intent, design, render."""
        hosts = {host for system in self.systems for host in SYSTEMS[system].carriers(self.intent[f"{system}_site"])}
        intents, problems = check_all(self.systems, dict.fromkeys(hosts, self.intent))
        assert not errors(problems), problems
        return job(self.host, designs(self.systems, intents, self.host))

    def device(self) -> IosXe:
        """A device without a session yet."""
        todo = self.job()
        return IosXe(lambda: open_session(self.target, todo.driver.mask), user="kyoten", mask=todo.driver.mask)

    def run(self, run_id: str = "run", **options: Any) -> Outcome:
        """One whole way through the change room."""
        return converge(self.device(), self.job(), Options(**{**PATIENT, **options}), self.journal(run_id))

    def verify(self, **options: Any) -> Report:
        """Operational commands only."""
        device = self.device()
        try:
            return verify(device, self.job().subjects, Options(**{**PATIENT, **options}))[0]
        finally:
            device.close()

    def journal(self, run_id: str) -> Journal:
        """The journal of this router."""
        return Journal(self.journals, self.host, run_id)

    # --- the lab's side ----------------------------------------------------------------------------------------------

    def running(self) -> str:
        """The running configuration as the router would show it, from the lab's own state."""
        return self.lab.do(_running, self.host)

    def startup(self) -> str:
        """The saved configuration."""
        return self.lab.do(_startup, self.host)

    def pending(self) -> bool:
        """Whether a revert timer runs."""
        return self.lab.do(_pending, self.host)

    def configure(self, *lines: str) -> None:
        """Somebody's lines, past the product."""
        said = self.lab.do(_configure, self.host, lines)
        assert not said, said

    def alter(self, dc: str, **settings: Any) -> None:
        """Change Cisco's side: ``ike__group=19`` is the head end's ike.group."""
        texts = {
            name.replace("__", "."): yaml.safe_dump(value, default_flow_style=True).removesuffix("...\n").strip() for name, value in settings.items()
        }
        self.lab.do(_alter, self.site, dc, texts)

    def fault(self, **faults: Any) -> None:
        """Set faults; no argument clears all."""
        self.lab.do(_fault, self.host, faults)

    def configuration_commands(self) -> list[str]:
        """What the router has received in any configuration mode since the last ``forget``."""
        return self.lab.do(_configuration_commands, self.host)

    def configuration_window(self) -> tuple[float, float]:
        """When, by the lab's clock, the revert timer was armed and the configuration saved; both have happened once since ``forget``."""
        armed, saved = self.lab.do(_window, self.host)
        return armed, saved

    def received(self) -> list[str]:
        """Every line that the router has received since the last ``forget``."""
        return self.lab.do(_received, self.host)

    def forget(self) -> None:
        """Empty the router's log."""
        self.lab.do(_forget, self.host)

    def reload(self) -> None:
        """Power off, power on."""
        self.lab.do(_reload, self.host)

    def advance(self, seconds: float) -> None:
        """Move the lab's clock."""
        self.lab.do(_advance, seconds)


def start(lab: Any) -> dict[str, int]:
    """In the lab: all sites up; the ports by router."""
    return {router.name: router.port for router in lab.start_topology(ces=2)}


def restore(lab: Any) -> None:
    """In the lab: everything as delivered."""
    for router in lab.routers.values():
        router.faults.clear()
        router.restore()
        router.log.clear()
    lab.world.restore()


def foreign(text: str) -> list[str]:
    """Lines of a configuration without the noise that changes on every read."""
    return [line for line in text.splitlines() if not line.startswith(("!", "Building", "Current configuration"))]


def _running(lab: Any, host: str) -> str:
    return lab.routers[host].running_text()


def _startup(lab: Any, host: str) -> str:
    return lab.routers[host].startup_text()


def _pending(lab: Any, host: str) -> bool:
    return lab.routers[host].archive.pending is not None


def _configure(lab: Any, host: str, lines: Iterable[str]) -> list[str]:
    return lab.routers[host].configure(list(lines))


def _alter(lab: Any, site: str, dc: str, settings: dict[str, str]) -> None:
    lab.world.alter(site, dc, settings)


def _fault(lab: Any, host: str, faults: dict[str, Any]) -> None:
    router = lab.routers[host]
    if not faults:
        router.faults.clear()
    for name, value in faults.items():
        router.faults.set(name, str(value))


def _configuration_commands(lab: Any, host: str) -> list[str]:
    return [entry.line for entry in lab.routers[host].log if "config" in entry.mode or entry.line.startswith("conf")]


def _window(lab: Any, host: str) -> list[float]:
    return [entry.time for entry in lab.routers[host].log if entry.line.startswith(("configure terminal revert", "write memory"))]


def _received(lab: Any, host: str) -> list[str]:
    return [entry.line for entry in lab.routers[host].log]


def _forget(lab: Any, host: str) -> None:
    lab.routers[host].log.clear()


def _reload(lab: Any, host: str) -> None:
    lab.routers[host].reload()


def _advance(lab: Any, seconds: float) -> None:
    lab.clock.advance(seconds)
