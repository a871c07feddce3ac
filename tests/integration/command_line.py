"""Ansible's commands as a user types them, on the lab's routers: each test has an inventory, a journal and a log of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.integration.branch import INVENTORY, Branch
from tests.integration.remote_lab import RemoteLab
from tests.lab.inventory import write

ROOT = Path(__file__).parents[2]
HOSTS = ("osaka-r1", "tokyo-r1", "tokyo-r2", "nagoya-r1")
#: the lab's clock runs fast, and with it the revert timer: 60 minutes are two
QUICK = {"virtual_connect_patience": 20, "virtual_connect_sample_seconds": 1, "virtual_connect_revert_minutes": 60}
_RECAP = re.compile(r"^(\S+)\s+: (ok=\d+ .*)$", re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """How a command ended: its status, all that it printed, and the numbers of the recap by host."""

    status: int
    text: str

    @property
    def recap(self) -> dict[str, dict[str, int]]:
        """``{"osaka-r1": {"ok": 2, "changed": 1, ...}}``."""
        return {host: {key: int(number) for key, number in re.findall(r"(\w+)=(\d+)", counts)} for host, counts in _RECAP.findall(self.text)}

    def of(self, key: str) -> dict[str, int]:
        """One number of the recap, by host."""
        return {host: counts[key] for host, counts in self.recap.items()}

    def good(self) -> Run:
        """Itself; fails the test with everything printed when the command failed."""
        assert self.status == 0, self.text
        return self

    def bad(self) -> Run:
        """Itself; fails the test when the command did not fail, or broke instead of failing."""
        assert self.status != 0, self.text
        assert "Traceback" not in self.text and "Unexpected Exception" not in self.text, self.text
        return self


class CommandLine:
    """``folder/inventory`` is the lab's inventory with the running lab's ports; ``variables`` of a host or group may be laid over it."""

    def __init__(self, lab: RemoteLab, ports: Mapping[str, int], folder: Path) -> None:
        self.lab, self.folder, self.inventory = lab, folder, folder / "inventory"
        self.branches = {host: Branch(lab, host, ports[host], folder / "journal") for host in HOSTS}
        shutil.copytree(INVENTORY, self.inventory, ignore=shutil.ignore_patterns("devices.yml"))
        (folder / "temporary").mkdir()
        lab.do(_write_devices, folder, self.inventory / "devices.yml")
        self.log = folder / "ansible.log"

    def overlay(self, name: str, **variables: Any) -> None:
        """Further variables of a host or group, as a user would write them beside the others; stronger than those of its groups."""
        kind = "host_vars" if name in HOSTS else "group_vars"
        path = self.inventory / kind / name / "overlay.yml" if kind == "host_vars" else self.inventory / kind / f"{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        before = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
        path.write_text(yaml.safe_dump({**before, **variables}, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def site(self, group: str) -> dict[str, Any]:
        """A site as the inventory has it, to be altered and given to ``overlay``."""
        return yaml.safe_load((INVENTORY / "group_vars" / f"{group}.yml").read_text(encoding="utf-8"))["virtual_connect_site"]

    def bring_up(self, *hosts: str) -> None:
        """The routers' design on the routers, the short way: for tests of what comes after."""
        for host in hosts:
            outcome = self.branches[host].run("before")
            assert (outcome.status, outcome.failed) == ("changed", False), outcome.problems

    def playbook(self, playbook: str, *options: str, **variables: Any) -> Run:
        """``ansible-playbook``: a playbook of the collection by its name, or a file."""
        path = ROOT / "playbooks" / playbook
        return self._run("ansible-playbook", str(path if path.exists() else playbook), *options, **variables)

    def play(self, *tasks: Mapping[str, Any], hosts: str = "osaka-r1", options: tuple[str, ...] = (), **variables: Any) -> Run:
        """A play of the user's own with these tasks."""
        file = self.folder / "own.yml"
        play = {"hosts": hosts, "gather_facts": False, "tasks": [{"name": "Own", **task} for task in tasks]}
        file.write_text(yaml.safe_dump([play], sort_keys=False), encoding="utf-8")
        return self._run("ansible-playbook", str(file), *options, **variables)

    def adhoc(self, host: str, module: str, argument: str) -> Run:
        """``ansible HOST -m MODULE -a ARGUMENT``."""
        return self._run("ansible", host, "-m", module, "-a", argument)

    def forget(self) -> None:
        """Empty the logs of all routers."""
        for branch in self.branches.values():
            branch.forget()

    def told(self) -> dict[str, list[str]]:
        """Every configuration command that reached a router since ``forget``, by router; a router without any is not named."""
        found = {host: branch.configuration_commands() for host, branch in self.branches.items()}
        return {host: lines for host, lines in found.items() if lines}

    def heard(self) -> dict[str, list[str]]:
        """Every line at all."""
        found = {host: branch.received() for host, branch in self.branches.items()}
        return {host: lines for host, lines in found.items() if lines}

    def _run(self, program: str, *arguments: str, **variables: Any) -> Run:
        given = yaml.safe_dump({**QUICK, "onramp_journal_dir": str(self.folder / "journal"), **variables})
        (self.folder / "extra.yml").write_text(given, encoding="utf-8")
        command = [str(Path(sys.executable).with_name(program)), "-i", str(self.inventory), "-e", f"@{self.folder / 'extra.yml'}", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=self._environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
        )
        return Run(done.returncode, done.stdout + done.stderr)

    def _environment(self) -> dict[str, str]:
        """Nothing of the user who runs the tests, except where programs and libraries are."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
        return {
            **kept,
            "HOME": str(self.folder),
            "COLUMNS": "4000",  # one line per message, so that tests find words that would be wrapped
            "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
            "ANSIBLE_LOCAL_TEMP": str(self.folder / "temporary"),
            "ANSIBLE_LOG_PATH": str(self.log),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_PERSISTENT_CONTROL_PATH_DIR": str(self.folder / "pc"),
        }


def _write_devices(lab: Any, folder: Path, file: Path) -> None:
    write(lab, folder, file)
