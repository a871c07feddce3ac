"""The lab's BIG-IP as the vendor's own Ansible collection sees it: a client that nobody here wrote (BP-01 to BP-09, BP-30, BP-49)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.lab import Lab
from tests.lab.bigip.box import BigIp

RULE = "when SIP_REQUEST_SEND {\n    SIP::header insert Via [format \"SIP/2.0/UDP %s;branch=%s\" [IP::local_addr] [SIP::via branch]]\n}"
#: module → its arguments, in the order of references
WRITES: dict[str, dict[str, Any]] = {
    "pool": {"name": "webotx", "lb_method": "round-robin", "monitors": ["/Common/sip"], "monitor_type": "single"},
    "pool_member": {"pool": "webotx", "address": "192.0.2.21", "port": 5060},
    "irule": {"name": "_request", "module": "ltm", "content": RULE},
    "virtual_server": {
        "name": "sip_vs", "destination": "192.0.2.100", "port": "5060", "ip_protocol": "udp", "type": "standard", "pool": "webotx", "snat": "Automap",
        "profiles": ["udp", "sip"], "irules": ["/Common/_request"],
    },
}  # fmt: skip
_RESULT = re.compile(r"^TASK \[(.*)\] \*+\n(?:\[WARNING\].*\n(?:.*\n)*?)?(changed|ok)", re.MULTILINE)


class Bed:
    """The BIG-IP, and playbooks of the vendor's modules against it."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.box: BigIp = lab.add_bigip("lb")
        self.folder = folder
        (folder / "ca.pem").write_text(lab.authority.pem, encoding="utf-8")

    def play(self, tasks: list[dict[str, Any]], *options: str) -> dict[str, bool]:
        """Run them; by task whether it changed anything."""
        found = self.run(tasks, *options)
        assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-2000:]
        return {name: state == "changed" for name, state in _RESULT.findall(found.stdout)}

    def run(self, tasks: list[dict[str, Any]], *options: str) -> subprocess.CompletedProcess[str]:
        """Run them, however it ends."""
        provider = {
            "server": "127.0.0.1", "server_port": self.box.port, "user": self.box.login["user"], "password": self.box.login["password"],
            "validate_certs": True, "no_f5_teem": True, "timeout": 1200,
        }  # fmt: skip
        play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "vars": {"provider": provider}, "tasks": tasks}
        (self.folder / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False), encoding="utf-8")
        command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", "localhost,", "play.yml", *options]
        settings = {**os.environ, "SSL_CERT_FILE": str(self.folder / "ca.pem"), "ANSIBLE_PYTHON_INTERPRETER": sys.executable}
        return subprocess.run(
            command, cwd=self.folder, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=settings, timeout=120,
        )


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """A device as delivered."""
    with Lab() as lab:
        yield Bed(lab, tmp_path_factory.mktemp("bigip"))


def _task(module: str, values: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": module, f"f5networks.f5_modules.bigip_{module}": {"provider": "{{ provider }}", **values}, **more}


@pytest.mark.requirement("BP-01", "BP-02", "BP-03", "BP-08", "BP-09", "BP-16", "BP-17", "BP-18", "BP-04", "BP-27", "BP-49", "BP-73")
def test_objects_are_made_once_and_a_second_run_is_ok(bed: Bed) -> None:
    bed.box.restore()
    tasks = [_task(module, values) for module, values in WRITES.items()]
    assert bed.play(tasks) == dict.fromkeys(WRITES, True)
    before = bed.box.running_text_plain()
    copy = {"dest": str(bed.folder / "facts.json"), "content": "{{ found | to_json }}", "mode": "0600"}
    facts = [_task("device_info", {"gather_subset": ["ltm-pools"]}, register="found"), {"name": "kept", "ansible.builtin.copy": copy}]
    assert bed.play([*tasks, *facts]) == {**dict.fromkeys(WRITES, False), "device_info": False, "kept": True}
    assert bed.box.running_text_plain() == before
    pool = json.loads((bed.folder / "facts.json").read_text(encoding="utf-8"))["ltm_pools"][0]
    assert (pool["name"], pool["availability_status"], [each["address"] for each in pool["members"]]) == ("webotx", "available", ["192.0.2.21"])
    virtual = bed.box.shown("ltm/virtual", "/Common/sip_vs")
    assert (virtual["vlansDisabled"], virtual["rules"]) == (True, ["/Common/_request"])
    assert {item["name"] for item in virtual["profilesReference"]["items"]} == {"udp", "sip"}
    assert (virtual["sourceAddressTranslation"]["type"], virtual["pool"]) == ("automap", "/Common/webotx")
    assert [entry for entry in bed.box.log if entry.line.startswith("DELETE /mgmt/shared/authz/tokens/")]


@pytest.mark.requirement("BP-17", "BP-39", "BP-44", "BP-45", "BP-74")
def test_what_the_device_refuses_fails_the_task(bed: Bed) -> None:
    bed.box.restore()
    bad = {"name": "_request", "module": "ltm", "content": RULE.replace("SIP::via", "SIP::vai")}
    pool = {"name": "webotx", "monitors": ["gone"], "monitor_type": "single"}
    refused = bed.run([_task("pool", pool), _task("irule", bad)])
    assert refused.returncode != 0 and "undefined procedure: SIP::vai" in refused.stdout
    assert "changed: [localhost]" in refused.stdout  # the vendor's module passes over the 404 of a monitor that is not there
    assert not bed.box.store.tables["ltm/pool"]
