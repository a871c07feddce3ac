"""Routers of the lab, and playbooks against one of them over ansible.netcommon.network_cli."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from tests.lab import Lab
from tests.lab.topology import login, rtx_routers
from tests.unit.lab.yamaha_rtx_support import Router

CLI = "ansible.netcommon.cli_"


class Bed:
    """Two RTX of the lab, and playbooks against one of them."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.lab, self.folder = lab, folder

    def router(self, name: str) -> Router:
        """As delivered."""
        router = self.lab.routers[name]
        assert isinstance(router, Router)
        router.restore()
        return router

    def play(self, name: str, *tasks: dict[str, Any], options: tuple[str, ...] = (), **variables: Any) -> tuple[int, str]:
        """Status and output."""
        user, router = login(), self.lab.routers[name]
        host = {
            "ansible_host": "127.0.0.1", "ansible_port": router.port, "ansible_user": user["user"], "ansible_password": user["password"],
            "ansible_connection": "ansible.netcommon.network_cli", "ansible_network_os": "kyoten.onramp.yamaha_rtx", "ansible_become": True,
            "ansible_become_method": "enable", "ansible_become_password": user["enable"], "ansible_network_cli_ssh_type": "libssh",
            "ansible_host_key_checking": False, "ansible_command_timeout": 20, "ansible_buffer_read_timeout": 0.05, **variables,
        }  # fmt: skip
        play = [{"hosts": "all", "gather_facts": False, "tasks": list(tasks)}]
        for file, data in (("hosts.yml", {"all": {"hosts": {name: host}}}), ("play.yml", play)):
            (self.folder / file).write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
        command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", "hosts.yml", "play.yml", *options]
        found = subprocess.run(command, cwd=self.folder, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return found.returncode, found.stdout + found.stderr


def check(*conditions: str) -> dict[str, Any]:
    """A task that fails unless all of them hold."""
    return {"ansible.builtin.assert": {"that": list(conditions)}}


def command(line: str, **settings: Any) -> dict[str, Any]:
    """A task that types one line; ``register`` and other keywords of a task go beside it."""
    keywords = {name: settings.pop(name) for name in ("register", "vars", "ignore_errors") if name in settings}
    return {f"{CLI}command": {"command": line, **settings}, **keywords}


@contextmanager
def two_routers(folder: Path) -> Iterator[Bed]:
    """The topology's RTX, running; inventories and plays are written below ``folder``."""
    with Lab() as lab:
        for plan in rtx_routers(2):
            lab.add_rtx(plan.name, plan.startup, **plan.options)
        yield Bed(lab, folder)
