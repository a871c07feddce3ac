"""What a running lab writes for its clients: `known_hosts` and the inventory `devices.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from .azure import soracom
from .azure.cloud import CLIENT, Cloud
from .bigip.box import BigIp
from .fortios.gate import TOKEN, FortiGate
from .lab import Lab
from .topology import RTX_FLEET, Branch, login

if TYPE_CHECKING:
    from .device import Device


def write(lab: Lab, directory: Path, inventory_file: Path | None) -> None:
    """Write both files; `inventory_file` None: only the known hosts."""
    host = lab.client_address()
    devices = [device for device in lab.routers.values() if device.host_key]
    lines = [f"{host if each.port == 22 else f'[{host}]:{each.port}'} {' '.join(each.host_key.split()[:2])}" for each in devices]
    (directory / "known_hosts").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    (directory / "ca.pem").write_text(lab.authority.pem, encoding="utf-8")
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
    boxes = {name: router for name, router in lab.routers.items() if router.group == "yamaha_rtx"}
    devices = {name: router for name, router in lab.routers.items() if router.group == "ios_xe" and name not in fleet}
    authority = known_hosts.replace("known_hosts", "ca.pem")
    others = {"fortios": _gates(lab, host, authority), "bigip": _balancers(lab, host, authority), "azure": _clouds(lab, host, authority)}
    groups: dict[str, Any] = {"ios_xe": {"hosts": _hosts(devices, host, shared)}}
    if fleet:
        hosts = {name: {"ansible_port": lab.routers[name].port, "branch": _branch(each)} for name, each in fleet.items()}
        groups["ios_xe"]["children"] = {"fleet": {}}
        groups["virtual_connect"] = {"children": {"fleet": {"vars": {"ansible_host": host, **shared}, "hosts": hosts}}}
    return {**groups, "yamaha_rtx": _boxes(boxes, host, shared), **{name: {"hosts": hosts} for name, hosts in others.items()}}


def _hosts(devices: Mapping[str, Device], host: str, shared: dict[str, str]) -> dict[str, Any]:
    return {name: {"ansible_host": host, "ansible_port": device.port, **shared} for name, device in devices.items()}


def _gates(lab: Lab, host: str, authority: str) -> dict[str, Any]:
    """The FortiGates, as `ansible.netcommon.httpapi` wants to be told (FO-01, FO-02)."""
    return {
        name: {
            "ansible_host": host, "ansible_port": gate.port, "ansible_httpapi_port": gate.port, "ansible_httpapi_ca_path": authority,
            "ansible_httpapi_session_key": {"access_token": TOKEN}, "ansible_user": gate.login["user"], "ansible_password": gate.login["password"],
        }
        for name, gate in lab.routers.items() if isinstance(gate, FortiGate)
    }  # fmt: skip


def _clouds(lab: Lab, host: str, authority: str) -> dict[str, Any]:
    """The Azure, and SORACOM's API beside it: where they are, and who may ask (AR-05, AR-70, AZ-82)."""
    return {
        name: {
            "ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}",
            "azure_resource_manager_url": f"https://{host}:{cloud.port}", "azure_authority_url": f"https://{host}:{cloud.port}",
            "azure_ca_path": authority, "azure_tenant_id": cloud.tenant, "azure_subscription_id": cloud.subscription,
            "azure_client_id": CLIENT.client, "azure_client_secret": CLIENT.secret,
            "soracom_url": f"https://{host}:{cloud.port}", "soracom_auth_key_id": soracom.KEY_ID, "soracom_auth_key": soracom.KEY,
        }
        for name, cloud in lab.routers.items() if isinstance(cloud, Cloud)
    }  # fmt: skip


def _balancers(lab: Lab, host: str, authority: str) -> dict[str, Any]:
    """The BIG-IPs, as `ansible.netcommon.httpapi` wants to be told (BP-01, BP-08)."""
    return {
        name: {
            "ansible_host": host, "ansible_port": box.port, "ansible_httpapi_port": box.port, "ansible_httpapi_ca_path": authority,
            "ansible_user": box.login["user"], "ansible_password": box.login["password"],
        }
        for name, box in lab.routers.items() if isinstance(box, BigIp)
    }  # fmt: skip


def _boxes(boxes: Mapping[str, Device], host: str, shared: dict[str, str]) -> dict[str, Any]:
    """The RTX of the topology, and those of the fleet in a group of their own."""
    sites = {name: box for name, box in boxes.items() if not name.startswith(RTX_FLEET)}
    fleet = {name: {"ansible_port": box.port, "lab_phones": _phones(name)} for name, box in boxes.items() if name not in sites}
    group: dict[str, Any] = {"hosts": _hosts(sites, host, shared)}
    if fleet:
        group["children"] = {"fleet_rtx": {"vars": {"ansible_host": host, **shared}, "hosts": fleet}}
    return group


def _phones(name: str) -> str:
    """The network behind an RTX of the fleet; `group_vars/biztel.yml` makes a branch of it."""
    return f"{Branch(int(name.removeprefix(RTX_FLEET))).lan}".rpartition(".")[0] + ".0/24"


def _branch(each: Branch) -> dict[str, str]:
    """What is a branch's own; `group_vars/fleet.yml` makes a site of it."""
    return {
        "di": each.network.removesuffix(".0/24"), "gateway": str(each.gateway), "wan": str(each.gateway + 1),
        **{f"{name}{dc + 1}": str(address) for dc in (0, 1) for name, address in {
            "loopback": each.loopback(dc), "ipsec": each.head_end(dc), "gre": each.head_end(dc) + 1, "link": each.link(dc) + 1, "peer": each.link(dc),
        }.items()},
    }
