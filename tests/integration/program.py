"""The lab as a program of its own, and the collection's playbooks as a user types them, for the devices of one system or several."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.lab import control

ROOT = Path(__file__).parents[2]


class Program:
    """A lab in a process of its own with an inventory; ``hosts`` are those that are looked at, ``unordered`` show rows in any order."""

    def __init__(self, folder: Path, system: str, hosts: tuple[str, ...], *options: str, unordered: tuple[str, ...] = ()) -> None:
        self.folder, self.lab, self.inventory = folder, folder / "lab", folder / "inventory"
        self.system, self.hosts, self.unordered = system, hosts, unordered
        shutil.copytree(ROOT / "inventories" / "lab", self.inventory, ignore=shutil.ignore_patterns("devices.yml"))
        self.told = self._lab("start", "--inventory", str(self.inventory / "devices.yml"), *options)

    def _lab(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "tests.lab", arguments[0], "--directory", str(self.lab), *arguments[1:]]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    def stop(self) -> None:
        """End the lab."""
        self._lab("stop")

    def ask(self, what: str, **given: Any) -> Any:
        """The lab's own answer to a command of its control."""
        return control.ask(self.lab, what, **given)

    def play(self, name: str, *options: str, **variables: Any) -> tuple[int, str]:
        """Status and output of a playbook."""
        given = {"onramp_system": self.system, "onramp_journal_dir": str(self.folder / "journal"), **variables}
        command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", str(self.inventory), name, "-e", json.dumps(given), *options]
        found = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return found.returncode, found.stdout + found.stderr

    def changed(self, name: str, **variables: Any) -> dict[str, int]:
        """How much was changed, by host; fails the test when the command failed."""
        status, text = self.play(name, **variables)
        assert status == 0, text
        return {host: int(number) for host, number in re.findall(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)", text, re.MULTILINE)}

    def running(self) -> dict[str, list[str]]:
        """The running configurations."""
        found = control.ask(self.lab, "configuration", router=list(self.hosts))
        return {name: self._lines(name, texts["running"]) for name, texts in found.items()}

    def _lines(self, name: str, text: str) -> list[str]:
        return sorted(text.splitlines()) if name in self.unordered else text.splitlines()
