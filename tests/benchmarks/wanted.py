"""The lines that our pipeline renders for each branch, for the peers to send; and what the pipeline costs in this process."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.vars.manager import VariableManager

from ansible_collections.kyoten.onramp.plugins.plugin_utils.pipeline import check_all, designs, job

SYSTEM = "virtual_connect"


def inputs(inventory: Path, hosts: list[str]) -> dict[str, dict[str, Any]]:
    """The role variables of each host, templated by Ansible."""
    loader = DataLoader()
    manager = InventoryManager(loader, sources=[str(inventory)])
    variables = VariableManager(loader, manager)
    return {host: _plain(_of(loader, variables, manager.get_host(host))) for host in hosts}


def _of(loader: DataLoader, variables: VariableManager, host: Any) -> dict[str, Any]:
    found = variables.get_vars(host=host)
    templar = Templar(loader, variables=found)
    return {name: templar.template(found[name]) for name in found if name.startswith(f"{SYSTEM}_")}


def _plain(value: Any) -> Any:
    """Without Ansible's tags."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, str) else value


def rendered(given: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Validate, design and render."""
    intents, _problems = check_all([SYSTEM], given)
    return {host: job(host, designs([SYSTEM], intents, host)).parts[0].intended for host in given}


def wanted(inventory: Path, hosts: list[str]) -> dict[str, list[str]]:
    """The rendered lines of each host."""
    return {host: [line for line in text.splitlines() if line.strip(" !")] for host, text in rendered(inputs(inventory, hosts)).items()}


def pipeline_cost(inventory: Path, hosts: list[str]) -> float:
    """CPU milliseconds for each host: validate, design, render, from templated variables."""
    given = inputs(inventory, hosts)
    rendered({host: given[host] for host in hosts[:2]})
    began = time.process_time()
    rendered(given)
    return (time.process_time() - began) * 1000 / len(hosts)


if __name__ == "__main__":
    print(pipeline_cost(Path(sys.argv[1]), [f"branch-{number:03}" for number in range(1, int(sys.argv[2]) + 1)]))
