"""Our session and router against the lab's router, which other hands built: over libssh2, with Ansible, and by way of network_cli."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import DeviceError, Target, open_session
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.ios_xe import IosXe
from tests.integration.remote_lab import RemoteLab

NAME, USER, LOGIN, ENABLE = "osaka-r1", "kyoten", "lab-login-password", "lab-enable-password"


def begin(lab: Any) -> tuple[int, str]:
    """In the lab's process: start the topology; port and host key of the router."""
    lab.start_topology()
    router = lab.routers[NAME]
    return router.port, router.host_key


def set_faults(lab: Any, faults: dict[str, Any]) -> None:
    """In the lab's process: these faults and no others."""
    current = lab.routers[NAME].faults
    for name, value in vars(type(current)()).items():
        setattr(current, name, faults.get(name, value))


def sessions_that(lab: Any, words: str) -> int:
    """In the lab's process: how many sessions have typed a line with these words."""
    return len({entry.session for entry in lab.routers[NAME].log if words in entry.line})


def running_text(lab: Any) -> str:
    """In the lab's process: the running configuration as the router has it."""
    return lab.routers[NAME].running_text()


@pytest.fixture(scope="module")
def lab():
    with RemoteLab() as running:
        yield running


@pytest.fixture(scope="module")
def target(lab, tmp_path_factory):
    port, key = lab.do(begin)
    known = tmp_path_factory.mktemp("lab") / "known_hosts"
    known.write_text(f"[127.0.0.1]:{port} {key.strip()}\n")
    files = {"known_hosts": str(known), "ssh_config": str(known.parent / "none")}
    return Target(NAME, "127.0.0.1", port, USER, LOGIN, enable_password=ENABLE, command_timeout=8, **files)


@pytest.fixture
def faults(lab):
    yield lambda **wanted: lab.do(set_faults, wanted)
    lab.do(set_faults, {})


def router(target: Target, **settings: Any) -> IosXe:
    return IosXe(lambda: open_session(replace(target, **settings)))


@pytest.mark.requirement("IX-09", "IX-34", "VC-63")
def test_a_guarded_change_and_its_way_back(lab, target):
    device = router(target)
    before = device.running()
    assert before.rstrip().endswith("end")
    device.require_guard()
    device.arm(5)
    device.apply(["interface Loopback77", " description guarded", "hostname a-name-much-longer-than-twenty"])
    device.reconnect(5)
    pending = device.pending()
    assert (pending.user, pending.minutes) == (USER, 5)
    device.revert()
    assert device.pending() is None
    assert "Loopback77" not in device.running()
    device.arm(5)
    device.apply(["interface Loopback77", " description guarded"])
    device.reconnect(5)
    device.confirm()
    device.save()
    assert "description guarded" in device.ask("show startup-config")
    with pytest.raises(DeviceError) as caught:
        device.confirm()
    assert caught.value.kind == "rolled_back"
    device.arm(5)
    device.apply(["no interface Loopback77"])
    device.confirm()
    device.save()
    device.close()
    assert "Loopback77" not in lab.do(running_text)


@pytest.mark.requirement("IX-02", "IX-12", "IX-14", "IX-67", "IX-68")
@pytest.mark.parametrize("fault", [
    {"paging_stuck": True}, {"syslog_burst": 3}, {"syslog_after_prompt": 2}, {"banner_line": "osaka-r1#"}, {"banner_line": "some-other#"},
    {"prompt_like_line": "osaka-r1#"}, {"prompt_like_line": "core>"}, {"byte_delay": 0.0002}, {"delay": 0.05},
], ids=str)
def test_nothing_that_the_terminal_does_changes_what_is_read(lab, target, faults, fault):
    plain = lab.do(running_text).strip()
    faults(**fault)
    device = router(target)
    text = device.running()
    device.close()
    stray = fault.get("prompt_like_line")
    lines = [line.rstrip() for line in text.splitlines() if line.rstrip() != stray]
    wanted = [line.rstrip() for line in plain.splitlines()]
    assert lines[-20:] == wanted[-20:]
    assert [line for line in wanted if line not in lines and not line.startswith(("!", "Current", "Building"))] == []


@pytest.mark.requirement("IX-15", "IX-44", "IX-62", "IX-66")
@pytest.mark.parametrize(("fault", "kind"), [
    ({"config_locked": "other"}, "locked"), ({"disk_full": True}, "disk_full"), ({"archive_off": True}, "archive_off"),
    ({"authorization": "configure"}, "unauthorised"),
], ids=str)
def test_an_arming_that_fails_leaves_nothing_armed(lab, target, faults, fault, kind):
    before = lab.do(running_text)
    device = router(target)
    device.connect()
    faults(**fault)
    with pytest.raises(DeviceError) as caught:
        device.arm(5)
    assert caught.value.kind == kind
    faults()
    assert device.pending() is None
    device.close()
    assert lab.do(running_text) == before


@pytest.mark.requirement("IX-64")
def test_a_refused_line_is_named_and_the_rest_reverted(lab, target, faults):
    device = router(target)
    before = device.running()
    device.arm(5)
    faults(refuse_line="description two")
    with pytest.raises(DeviceError) as caught:
        device.apply(["interface Loopback78", " description one", " description two", " description three"])
    assert (caught.value.kind, caught.value.index) == ("refused_line", 2)
    device.revert()
    assert _without_noise(device.running()) == _without_noise(before)
    device.close()


@pytest.mark.requirement("IX-60")
def test_a_connection_that_drops_in_the_middle_is_lost_and_the_timer_still_runs(target, faults):
    device = router(target)
    device.arm(5)
    faults(drop_after_line=2)
    with pytest.raises(DeviceError) as caught:
        device.apply(["interface Loopback79", " description one", " description two"])
    assert caught.value.kind == "lost"
    faults()
    device.reconnect(5)
    assert device.pending() is not None
    device.revert()
    device.close()


@pytest.mark.requirement("IX-73")
def test_refused_sessions_are_tried_again(target, faults):
    device = router(target)
    faults(refuse_sessions=1)
    with pytest.raises(DeviceError) as caught:
        device.connect()
    assert caught.value.kind == "refused_session"
    faults(refuse_sessions=1)
    device.reconnect(10)
    assert device.version().startswith("Cisco IOS")
    device.close()


@pytest.mark.requirement("IX-68")
def test_a_slow_reply_ends_in_bounded_time(target, faults):
    device = router(target, command_timeout=1.0)
    device.connect()
    faults(delay=30)
    began = time.monotonic()
    with pytest.raises(DeviceError) as caught:
        device.version()
    assert (caught.value.kind, caught.value.problems[0].details["line"]) == ("timeout", "show version")
    assert time.monotonic() - began < 10
    device.close()


@pytest.mark.requirement("IX-05")
def test_a_user_who_may_not_become_privileged(target):
    device = router(target, user="auditor")
    with pytest.raises(DeviceError) as caught:
        device.connect()
    assert caught.value.kind in ("enable", "authentication")


def test_a_raw_command_of_ansible(target, tmp_path):
    common = {"ansible_host": "127.0.0.1", "ansible_port": target.port, "ansible_user": USER, "ansible_password": LOGIN,
              "ansible_known_hosts_file": target.known_hosts, "ansible_become": True, "ansible_become_method": "ansible.netcommon.enable",
              "ansible_become_password": ENABLE}
    inventory = tmp_path / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": {NAME: {**common, "ansible_connection": "kyoten.onramp.ssh_cli"}}}}))
    command = [str(Path(sys.executable).with_name("ansible")), NAME, "-i", str(inventory), "-m", "raw", "-a", "show version"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "ANSIBLE_LOCAL_TEMP": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Cisco IOS XE Software" in done.stdout


PLAY = """
- hosts: all
  gather_facts: false
  tasks:
    - kyoten_probe:
"""
PROBE = """
from ansible.plugins.action import ActionBase
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.netcommon import netcommon_device


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        device = netcommon_device(self._connection)
        found = {"whole": device.running().endswith("end"), "before": device.pending() is None}
        device.require_guard()
        device.arm(5)
        device.apply(["interface Loopback80", " description by network_cli"])
        device.reconnect(20)
        found["user"] = device.pending().user
        device.confirm()
        device.arm(5)
        try:
            device.apply(["no interface Loopback80", "nonsense 1"])
        except Exception as error:
            found["refused"] = [error.kind, error.index]
        device.revert()
        found["kept"] = "by network_cli" in device.running()
        device.arm(5)
        device.apply(["no interface Loopback80"])
        device.confirm()
        device.save()
        device.close()
        return {"found": found}
"""


@pytest.mark.requirement("VC-63", "IX-64")
def test_the_same_router_by_way_of_network_cli(lab, target, tmp_path):
    variables = {
        "ansible_connection": "ansible.netcommon.network_cli", "ansible_network_os": "cisco.ios.ios", "ansible_host": "127.0.0.1",
        "ansible_port": target.port, "ansible_user": USER, "ansible_password": LOGIN, "ansible_become": True, "ansible_become_method": "enable",
        "ansible_become_password": ENABLE, "ansible_host_key_checking": False, "ansible_network_cli_ssh_type": "libssh",
    }
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "kyoten_probe.py").write_text(PROBE)
    (tmp_path / "inventory.json").write_text(json.dumps({"all": {"hosts": {NAME: variables}}}))
    (tmp_path / "play.yml").write_text(PLAY)
    settings = ["[defaults]", f"action_plugins = {tmp_path / 'actions'}", f"local_tmp = {tmp_path}", "[persistent_connection]"]
    (tmp_path / "ansible.cfg").write_text("\n".join([*settings, f"control_path_dir = {tmp_path / 'pc'}", ""]))
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", "inventory.json", "play.yml", "-vvv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
                          env={**os.environ, "ANSIBLE_CONFIG": str(tmp_path / "ansible.cfg")})
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    for words in ('"whole": true', '"before": true', '"user": "kyoten"', '"refused_line",', '"kept": true'):
        assert words in done.stdout, done.stdout[-3000:]
    assert "Loopback80" not in lab.do(running_text)
    assert lab.do(sessions_that, "interface Loopback80") == 2, "the confirmation came from a NEW session"
    assert LOGIN not in done.stdout + done.stderr


def _without_noise(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith(("!", "Current configuration", "Building"))]
