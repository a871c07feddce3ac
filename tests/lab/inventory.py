"""What a running lab writes for its clients: `known_hosts` and the inventory `devices.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from .lab import Lab
from .topology import Branch, login

_OTHERS = ("yamaha_rtx", "fortios", "bigip", "azure")


def write(lab: Lab, directory: Path, inventory_file: Path | None) -> None:
    """Write both files; `inventory_file` None: only the known hosts."""
    host = lab.client_address()
    lines = [f"{host if router.port == 22 else f'[{host}]:{router.port}'} {' '.join(router.host_key.split()[:2])}" for router in lab.routers.values()]
    (directory / "known_hosts").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    if inventory_file is not None:
        inventory_file.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(_groups(lab, host, _relative(directory, inventory_file)), sort_keys=False, allow_unicode=True, width=200)
        inventory_file.write_text("# Written by `python -m tests.lab start`: where the simulated devices are.\n" + text, encoding="utf-8")


def _relative(directory: Path, inventory_file: Path) -> str:
    """`known_hosts` as seen from the inventory, so that the checkout may stand anywhere."""
    known_hosts = (directory / "known_hosts").resolve()
    base = inventory_file.parent.resolve()
    for up, parent in enumerate(base.parents, start=1):
        if known_hosts.is_relative_to(parent):
            return "{{ inventory_dir }}/" + "../" * up + known_hosts.relative_to(parent).as_posix()
    return str(known_hosts)


def _groups(lab: Lab, host: str, known_hosts: str) -> dict[str, Any]:
    """What the routers of the fleet share stands once, in their group: a thousand hosts are read sooner that way."""
    user = login()
    shared = {
        "ansible_user": user["user"], "ansible_password": user["password"], "ansible_become_password": user["enable"],
        "ansible_known_hosts_file": known_hosts,
    }
    fleet = {name: Branch.named(name) for name in lab.routers if name.startswith("branch-")}
    devices = {
        name: {"ansible_host": host, "ansible_port": router.port, **shared} for name, router in lab.routers.items() if name not in fleet
    }
    groups: dict[str, Any] = {"ios_xe": {"hosts": devices}}
    if fleet:
        hosts = {name: {"ansible_port": lab.routers[name].port, "branch": _branch(each)} for name, each in fleet.items()}
        groups["ios_xe"]["children"] = {"fleet": {}}
        groups["virtual_connect"] = {"children": {"fleet": {"vars": {"ansible_host": host, **shared}, "hosts": hosts}}}
    return {**groups, **{name: {"hosts": {}} for name in _OTHERS}}


def _branch(each: Branch) -> dict[str, str]:
    """What is a branch's own; `group_vars/fleet.yml` makes a site of it."""
    return {
        "di": each.network.removesuffix(".0/24"), "gateway": str(each.gateway), "wan": str(each.gateway + 1),
        **{f"{name}{dc + 1}": str(address) for dc in (0, 1) for name, address in {
            "loopback": each.loopback(dc), "ipsec": each.head_end(dc), "gre": each.head_end(dc) + 1, "link": each.link(dc) + 1, "peer": each.link(dc),
        }.items()},
    }
