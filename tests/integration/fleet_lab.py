"""A lab of many routers as a program of its own, with its inventory; and Ansible over it, as a user types it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.integration.branch import INVENTORY, SPEED
from tests.lab import control, service

ROOT = Path(__file__).parents[2]
#: the lab's clock runs thirty times as fast: a revert timer of 60 minutes fires after two
QUICK = {
    "virtual_connect_patience": 60, "virtual_connect_sample_seconds": 1, "virtual_connect_revert_minutes": 60,
    "onramp_rollout_above": 0, "onramp_login_patience": 2,
}  # fmt: skip


class FleetLab:
    """``routers`` branches. Use as a context manager."""

    def __init__(self, folder: Path, routers: int) -> None:
        self.folder, self.routers = folder, routers
        self.inventory, self.directory, self.journal = folder / "inventory", folder / "lab", folder / "journal"

    def __enter__(self) -> FleetLab:
        shutil.copytree(INVENTORY, self.inventory, ignore=shutil.ignore_patterns("devices.yml"))
        arguments = ["--routers", str(self.routers), "--speed", str(SPEED)]
        assert service.start(self.directory, arguments, self.inventory / "devices.yml") == 0
        return self

    def __exit__(self, *_error: object) -> None:
        service.stop(self.directory)

    def ask(self, command: str, **arguments: Any) -> Any:
        """A question or an order to the lab (``tests/lab/control.py``)."""
        return control.ask(self.directory, command, **arguments)

    def configurations(self) -> dict[str, dict[str, str]]:
        """Running and saved configuration of every branch."""
        return self.ask("configuration", router="branch-*")

    def restore(self) -> None:
        """Routers as delivered, no journal."""
        self.ask("restore")
        shutil.rmtree(self.journal, ignore_errors=True)

    def start(self, playbook: str, *options: str, **variables: Any) -> subprocess.Popen[str]:
        """``ansible-playbook`` in a session of its own; its output goes to a file."""
        given = {**QUICK, "onramp_journal_dir": str(self.journal), **variables}
        command = [
            str(Path(sys.executable).with_name("ansible-playbook")), "-i", str(self.inventory), str(ROOT / "playbooks" / playbook),
            "--limit", "fleet", "-e", json.dumps(given), *options,
        ]  # fmt: skip
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
        environment = {**kept, "HOME": str(self.folder), "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_NOCOLOR": "1", "COLUMNS": "4000"}
        with (self.folder / "output.txt").open("w") as output:
            return subprocess.Popen(
                command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, text=True, start_new_session=True,
            )

    def run(self, playbook: str, *options: str, **variables: Any) -> tuple[int, str]:
        """Exit status and output."""
        status = self.start(playbook, *options, **variables).wait(300)
        return status, (self.folder / "output.txt").read_text()

    def runs(self) -> list[str]:
        """The ids of the runs in the journal, oldest first; two may have begun within one second."""
        first = {path.stem: path.read_text().partition("\n")[0] for path in (self.journal / "runs").glob("*.jsonl")}
        return sorted(filter(first.get, first), key=lambda run: float(json.loads(first[run])["time"]))

    def ends(self, run: str) -> dict[str, dict[str, Any]]:
        """How each router ended, by the journal of the run."""
        records = [json.loads(line) for line in (self.journal / "runs" / f"{run}.jsonl").read_text().splitlines()]
        return {record["host"]: record for record in records if record["kind"] == "ended"}
