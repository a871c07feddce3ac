"""Twilio Interconnect on a lab router through Cisco's own collection: their modules configure it, and read back what was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.command_line import CommandLine
from tests.integration.test_foreign_clients import NETWORK_CLI
from tests.unit.lab.interconnect_support import OSAKA_ASHBURN, OSAKA_SAN_JOSE, TWILIO, reference


def gathered(module: str) -> dict[str, Any]:
    """A task that reads one resource."""
    return {f"cisco.ios.{module}": {"state": "gathered"}, "register": module}


@pytest.mark.requirement("IX-08", "IX-50", "TI-56")
def test_ciscos_collection_configures_interconnect_and_reads_it_back(ansible: CommandLine, tmp_path: Path) -> None:
    ansible.overlay("osaka-r1", **NETWORK_CLI, ansible_network_cli_ssh_type="libssh")
    text = tmp_path / "interconnect.cfg"
    text.write_text(reference(OSAKA_ASHBURN, OSAKA_SAN_JOSE), encoding="utf-8")
    names = ("ios_vrf_global", "ios_prefix_lists", "ios_route_maps", "ios_acls", "ios_bgp_address_family", "ios_static_routes", "ios_l3_interfaces")
    wait = {"cisco.ios.ios_command": {
        "commands": ["show ip bgp vpnv4 vrf TWILIO summary"], "wait_for": [f"result[0] contains {OSAKA_ASHBURN.pe}"], "retries": 10, "interval": 1,
    }, "register": "asked"}  # fmt: skip
    expected = [
        "'TWILIO' in ios_vrf_global.gathered.vrfs | map(attribute='name')",
        f"{TWILIO} == ios_prefix_lists.gathered[0].prefix_lists | selectattr('name', 'eq', 'TI-ASHBURN-IN') | map(attribute='entries') | first"
        " | map(attribute='prefix') | list",
        "'TI-SAN-JOSE-OUT' in ios_route_maps.gathered | map(attribute='route_map')",
        "'TI-ASHBURN-ACL-IN' in ios_acls.gathered[0].acls | map(attribute='name')",
        f"'{OSAKA_ASHBURN.pe}' in (ios_bgp_address_family.gathered.address_family | selectattr('vrf', 'defined') | first).neighbors"
        " | map(attribute='neighbor_address')",
        "ios_static_routes.gathered | selectattr('vrf', 'defined') | map(attribute='vrf') | list == ['TWILIO']",
        f"'{OSAKA_ASHBURN.own}/30' in ios_l3_interfaces.gathered | selectattr('name', 'eq', '{OSAKA_ASHBURN.interface}')"
        " | map(attribute='ipv4') | flatten | map(attribute='address')",
    ]
    push = {"cisco.ios.ios_config": {"src": str(text)}}
    run = ansible.play(push, wait, *map(gathered, names), {"ansible.builtin.assert": {"that": expected}}).good()
    assert run.of("changed") == {"osaka-r1": 1}
