"""The lab's FortiGate as the vendor's own Ansible collection sees it: a client that nobody here wrote (FO-01 to FO-17, FO-49)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.lab import Lab
from tests.lab.fortios.gate import READER, TOKEN, FortiGate

POLICY = {
    "policyid": 4101, "name": "voice", "srcintf": [{"name": "lan"}], "dstintf": [{"name": "wan1"}], "srcaddr": [{"name": "phones"}],
    "dstaddr": [{"name": "pbx"}], "service": [{"name": "sip"}], "schedule": "always", "action": "accept", "nat": "enable", "session_ttl": "3600",
    "logtraffic": "all",
}  # fmt: skip
SHAPING = {
    "id": 4101, "name": "voice", "srcaddr": [{"name": "phones"}], "dstaddr": [{"name": "pbx"}], "service": [{"name": "sip"}],
    "dstintf": [{"name": "wan1"}], "traffic_shaper": "voice", "traffic_shaper_reverse": "voice",
}  # fmt: skip
SIP = {"name": "sip", "protocol": "TCP/UDP/SCTP", "udp_portrange": "5060", "helper": "disable", "udp_idle_timer": 3600, "session_ttl": "3600"}
TTL = {"port": [{"id": 5060, "protocol": 17, "start_port": 5060, "end_port": 5060, "timeout": "3600"}]}
#: module → its object, in the order of references
WRITES: dict[str, dict[str, Any]] = {
    "firewall_address": {"name": "pbx", "type": "ipmask", "subnet": "203.0.113.10 255.255.255.255"},
    "firewall_address phones": {"name": "phones", "type": "ipmask", "subnet": "192.168.30.0/24"},
    "firewall_addrgrp": {"name": "all-phones", "member": [{"name": "phones"}]},
    "firewall_service_custom": SIP,
    "firewall_shaper_traffic_shaper": {"name": "voice", "bandwidth_unit": "kbps", "guaranteed_bandwidth": 6000, "maximum_bandwidth": 100000},
    "firewall_shaping_policy": SHAPING,
    "firewall_policy": POLICY,
    "system_settings": {"default_voip_alg_mode": "kernel-helper-based", "sip_expectation": "disable", "sip_nat_trace": "disable"},
    "system_session_ttl": TTL,
    "voip_profile": {"name": "default", "sip": {"status": "disable", "rtp": "disable"}},
}
_RESULT = re.compile(r"TASK \[(.*)\] \*+\n(?:\[WARNING\].*\n(?:.*\n)*?)?(changed|ok)")
SINGLE = ("system_settings", "system_session_ttl")


def _task(module: str, values: dict[str, Any], **more: Any) -> dict[str, Any]:
    name = module.split()[0]
    state = {} if name in SINGLE else {"state": "present"}
    return {"name": module, f"fortinet.fortios.fortios_{name}": {"vdom": "root", **state, name: values, **more}}


class Bed:
    """The FortiGate, and playbooks of the vendor's modules against it."""

    def __init__(self, lab: Lab, folder: Path, version: str, **options: Any) -> None:
        gate = lab.add_fortigate(f"fg-{version}", version=version, **options)
        assert isinstance(gate, FortiGate)
        self.gate, self.folder = gate, folder
        (folder / "ca.pem").write_text(lab.authority.pem, encoding="utf-8")

    def play(self, tasks: list[dict[str, Any]], *options: str, **login: Any) -> dict[str, bool]:
        """Run them; by task whether it changed anything."""
        found = self.run(tasks, *options, **login)
        assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-2000:]
        return {name: state == "changed" for name, state in _RESULT.findall(found.stdout)}

    def run(self, tasks: list[dict[str, Any]], *options: str, **login: Any) -> subprocess.CompletedProcess[str]:
        """Run them, however it ends."""
        access = login or {"ansible_httpapi_session_key": {"access_token": TOKEN}}
        host = {
            "ansible_host": "127.0.0.1", "ansible_connection": "ansible.netcommon.httpapi", "ansible_network_os": "fortinet.fortios.fortios",
            "ansible_httpapi_port": self.gate.port, "ansible_httpapi_use_ssl": True, "ansible_httpapi_validate_certs": True,
            "ansible_httpapi_ca_path": str(self.folder / "ca.pem"), **access,
        }  # fmt: skip
        self._write("hosts.yml", {"all": {"hosts": {"fg": host}}})
        self._write("play.yml", [{"hosts": "fg", "gather_facts": False, "tasks": tasks}])
        command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", "hosts.yml", "play.yml", *options]
        return subprocess.run(command, cwd=self.folder, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)

    def _write(self, name: str, data: Any) -> None:
        (self.folder / name).write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")

    def table(self, path: str) -> list[dict[str, Any]]:
        """What it holds."""
        return self.gate.vdoms["root"].tables[path]


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """7.4.4."""
    with Lab() as lab:
        yield Bed(lab, tmp_path_factory.mktemp("fortios"), "7.4.4")


@pytest.mark.requirement("FO-01", "FO-03", "FO-07", "FO-12", "FO-14", "FO-40", "FO-49")
def test_objects_are_made_once_and_a_second_run_is_ok(bed: Bed) -> None:
    bed.gate.restore()
    tasks = [_task(module, values) for module, values in WRITES.items()]
    before = bed.gate.running_text_plain()
    assert all(bed.play(tasks[:2], "--check").values()) and bed.gate.running_text_plain() == before
    assert bed.play(tasks) == dict.fromkeys(WRITES, True)
    assert bed.play(tasks) == dict.fromkeys(WRITES, False)
    assert bed.play(tasks, "--check") == dict.fromkeys(WRITES, False)
    row = next(row for row in bed.table("firewall.service/custom") if row["name"] == "sip")
    assert (row["udp-portrange"], row["udp-idle-timer"], row["session-ttl"], row["helper"]) == ("5060", 3600, "3600", "disable")


MOVE = {"name": "move", "fortinet.fortios.fortios_firewall_policy": {
    "action": "move", "self": "4101", "before": "1", "firewall_policy": {"policyid": 4101},
}}  # fmt: skip
GONE = {"name": "helper", "fortinet.fortios.fortios_system_session_helper": {"state": "absent", "system_session_helper": {"id": 13}}}


def _order(bed: Bed) -> list[int]:
    return [row["policyid"] for row in bed.table("firewall/policy")]


@pytest.mark.requirement("FO-09", "FO-13", "FO-15", "FO-20", "FO-22", "FO-49")
def test_moves_deletions_and_what_is_in_use(bed: Bed) -> None:
    bed.gate.restore()
    tasks = [*(_task(module, values) for module, values in WRITES.items()), MOVE, GONE]
    assert bed.play(tasks) == {**dict.fromkeys(WRITES, True), "move": True, "helper": True}
    assert _order(bed) == [4101, 1] and not [row for row in bed.table("system/session-helper") if row["name"] == "sip"]
    before = bed.gate.running_text_plain()
    assert bed.play(tasks) == {**dict.fromkeys(WRITES, False), "move": False, "helper": True}  # FO-13: gone already, and "changed" all the same
    assert bed.gate.running_text_plain() == before
    used = {"name": "used", "fortinet.fortios.fortios_firewall_address": {"state": "absent", "firewall_address": {"name": "pbx"}}}
    assert bed.run([used]).returncode != 0 and bed.gate.running_text_plain() == before


@pytest.mark.requirement("FO-15")
def test_the_vendors_move_is_written_in_check_mode_too(bed: Bed) -> None:
    bed.gate.restore()
    bed.play([_task(module, values) for module, values in WRITES.items()])
    assert bed.play([MOVE], "--check") == {"move": True}
    assert _order(bed) == [4101, 1]


@pytest.mark.requirement("FO-08", "FO-17", "FO-39")
def test_a_timer_of_a_singleton_beside_others_and_instead_of_them(bed: Bed) -> None:
    bed.gate.restore()
    bed.play([_task("system_session_ttl", TTL)])
    other = {"port": [{"id": 7, "protocol": 6, "start_port": 15061, "end_port": 15061, "timeout": "3600"}]}
    bed.play([_task("system_session_ttl", other, member_state="present", member_path="port:id")])
    assert [row["id"] for row in bed.table("system/session-ttl")[0]["port"]] == [5060, 7]
    bed.play([_task("system_session_ttl", {"port": [{"id": 5060}]}, member_state="absent", member_path="port:id")])
    assert [row["id"] for row in bed.table("system/session-ttl")[0]["port"]] == [7]
    bed.play([_task("system_session_ttl", TTL)])
    assert [row["id"] for row in bed.table("system/session-ttl")[0]["port"]] == [5060]


@pytest.mark.requirement("FO-36", "FO-42")
def test_what_the_device_refuses_fails_the_task(bed: Bed) -> None:
    bed.gate.restore()
    address, group = _task(*next(iter(WRITES.items()))), _task("firewall_addrgrp", WRITES["firewall_addrgrp"])
    refused = [
        bed.run([address], ansible_httpapi_session_key={"access_token": READER}),
        bed.run([address], ansible_httpapi_session_key={"access_token": "nobody"}),
        bed.run([group]),
    ]
    assert [found.returncode != 0 for found in refused] == [True, True, True]
    assert bed.gate.configuration_lines == 2 and not any(row["name"] in ("pbx", "all-phones") for row in bed.table("firewall/address"))


@pytest.mark.requirement("FO-02", "FO-18", "FO-38", "FO-44")
def test_7_6_refuses_the_old_name_and_a_login_by_form_does(tmp_path: Path) -> None:
    with Lab() as lab:
        bed = Bed(lab, tmp_path, "7.6.3", json_login=False)
        login = {"ansible_user": bed.gate.login["user"], "ansible_password": bed.gate.login["password"]}
        assert bed.run([_task("firewall_service_custom", SIP)], **login).returncode != 0
        new = _task("firewall_service_custom", {**SIP, "protocol": "TCP/UDP/UDP-Lite/SCTP"})
        assert [bed.play([new], **login), bed.play([new], **login)] == [{"firewall_service_custom": True}, {"firewall_service_custom": False}]


@pytest.mark.requirement("FO-17", "FO-39")
def test_members_one_by_one(bed: Bed) -> None:
    bed.gate.restore()
    member = {"state": "present", "member_state": "present", "member_path": "member:name",
              "firewall_addrgrp": {"name": "company", "member": [{"name": "all"}]}}
    bed.play([{"name": "member", "fortinet.fortios.fortios_firewall_addrgrp": member}])
    assert [each["name"] for each in bed.table("firewall/addrgrp")[0]["member"]] == ["office", "printers", "all"]


@pytest.mark.requirement("FO-02", "FO-16", "FO-38")
def test_facts_with_a_token_and_with_a_password(bed: Bed) -> None:
    bed.gate.restore()
    copy = {"dest": str(bed.folder / "facts.json"), "content": "{{ [table.meta, status.meta] | to_json }}", "mode": "0600"}
    facts = [
        {"name": "table", "fortinet.fortios.fortios_configuration_fact": {"selector": "firewall_policy"}, "register": "table"},
        {"name": "status", "fortinet.fortios.fortios_monitor_fact": {"selector": "system_status"}, "register": "status"},
        {"name": "kept", "ansible.builtin.copy": copy, "delegate_to": "localhost", "vars": {"ansible_connection": "local"}},
    ]  # fmt: skip
    for login in ({}, {"ansible_user": bed.gate.login["user"], "ansible_password": bed.gate.login["password"]}):
        bed.play(facts, **login)
        table, status = json.loads((bed.folder / "facts.json").read_text(encoding="utf-8"))
        assert (table["results"][0]["name"], status["version"]) == ("all-out", "v7.4.4")
