"""The lab's routers as other people's clients see them, our module over their connection, and their modules over ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.command_line import CommandLine

NETWORK_CLI = {
    "ansible_connection": "ansible.netcommon.network_cli", "ansible_network_os": "cisco.ios.ios", "ansible_host_key_checking": False,
    "ansible_become": True, "ansible_become_method": "enable", "ansible_buffer_read_timeout": 0.01,
}  # fmt: skip


@pytest.mark.requirement("IX-50")
@pytest.mark.parametrize("library", ["libssh", "paramiko"])
def test_ciscos_collection_reads_what_we_configured(ansible: CommandLine, library: str) -> None:
    ansible.bring_up("osaka-r1")
    ansible.overlay("osaka-r1", **NETWORK_CLI, ansible_network_cli_ssh_type=library)
    facts: dict[str, Any] = {"cisco.ios.ios_facts": {"gather_subset": ["interfaces", "config"]}, "register": "read"}
    command: dict[str, Any] = {"cisco.ios.ios_command": {"commands": ["show ip bgp summary", "show crypto ikev2 sa"]}, "register": "asked"}
    expected = [
        "read.ansible_facts.ansible_net_hostname == 'osaka-r1'",
        "read.ansible_facts.ansible_net_interfaces['Tunnel101'].ipv4 == [{'address': '100.64.10.2', 'subnet': '30'}]",
        "'crypto map' in read.ansible_facts.ansible_net_config",
        "'100.64.10.1' in asked.stdout[0] and 'READY' in asked.stdout[1]",
    ]
    ansible.play(facts, command, {"ansible.builtin.assert": {"that": expected}}).good()


@pytest.mark.requirement("VC-62", "VC-63")
def test_our_module_brings_a_router_up_over_network_cli(ansible: CommandLine) -> None:
    ansible.overlay("tokyo-r2", **NETWORK_CLI)
    assert ansible.playbook("site.yml", "--limit", "tokyo-r2").good().of("changed") == {"tokyo-r2": 1}
    ansible.forget()
    assert ansible.playbook("site.yml", "--limit", "tokyo-r2").good().of("changed") == {"tokyo-r2": 0}
    assert ansible.told() == {}


@pytest.mark.requirement("IX-01")
def test_a_raw_command_over_our_connection(ansible: CommandLine) -> None:
    assert "UTC" in ansible.adhoc("tokyo-r2", "ansible.builtin.raw", "show clock").good().text
    refused = ansible.adhoc("tokyo-r2", "ansible.builtin.raw", "show nonsense").bad()
    assert "Invalid input" in refused.text
