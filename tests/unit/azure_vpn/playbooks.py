"""ansible-playbook against an Azure on this machine, as a user types it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]


class Playbooks:
    """An inventory of one gateway in `folder`; `variables` are those of the host."""

    def __init__(self, folder: Path, variables: dict[str, Any]) -> None:
        self.folder = folder
        own = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable, "onramp_journal_dir": str(folder / "journal")}
        host = {"hosts": {"azure-tokyo": {**variables, **own}}}
        (folder / "inventory.yml").write_text(yaml.safe_dump({"all": {"children": {"azure_vpn": host}}}), encoding="utf-8")

    def command(self, name: str, *arguments: str, **variables: Any) -> tuple[list[str], dict[str, str]]:
        """What is run, and its environment."""
        given = [text for key, value in variables.items() for text in ("-e", yaml.safe_dump({key: value}, default_flow_style=True).strip())]
        program = str(Path(sys.executable).with_name("ansible-playbook"))
        line = [program, "-i", str(self.folder / "inventory.yml"), str(ROOT / "playbooks" / name)]
        clean = {key: value for key, value in os.environ.items() if not key.startswith("AZURE_")}
        paths = {
            "ANSIBLE_LOG_PATH": str(self.folder / "ansible.log"), "ANSIBLE_LOCAL_TEMP": str(self.folder / "tmp"),
        }
        return [*line, "-e", "onramp_system=azure_vpn", *arguments, *given], {**clean, **paths, "ANSIBLE_NOCOLOR": "1"}

    def kill(self) -> None:
        """End every process that a command of ours has started, its workers too, at once."""
        mark = f"ANSIBLE_LOG_PATH={self.folder / 'ansible.log'}".encode()
        for entry in Path("/proc").glob("[0-9]*/environ"):
            with contextlib.suppress(OSError):
                if mark in entry.read_bytes().split(b"\0"):
                    os.kill(int(entry.parent.name), signal.SIGKILL)

    def play(self, name: str, *arguments: str, **variables: Any) -> tuple[int, str]:
        """Status and all that was printed."""
        line, environment = self.command(name, *arguments, **variables)
        done = subprocess.run(line, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        return done.returncode, done.stdout + done.stderr
