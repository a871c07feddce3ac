"""The lab as a service: `python -m tests.lab` starts, answers, injects faults, stops (IX-55, IX-58)."""

from __future__ import annotations

import asyncio
import json
import stat
from functools import partial

import asyncssh
import pytest
import yaml

from tests.lab import control
from tests.lab.clock import Clock

from .ios_xe_support import USER, Client


async def login(item, known_hosts, *lines):
    """Log in with the host key checked."""
    async with (
        asyncssh.connect(
            item["ansible_host"],
            item["ansible_port"],
            username=item["ansible_user"],
            password=item["ansible_password"],
            known_hosts=str(known_hosts),
            config=None,
            client_keys=None,
        ) as connection,
        connection.create_process(term_type="vt100") as process,
    ):
        client = Client(process)
        await client.until("#", ">")
        return [await client.send(line) for line in lines]


@pytest.mark.requirement("IX-55", "IX-58")
def test_start_use_fault_advance_restore_stop(service):
    status, output = service("start", "--routers", "2")
    assert (status, output.out[:17]) == (0, "6 devices answer ")
    groups = yaml.safe_load(service.inventory.read_text(encoding="utf-8"))
    hosts = groups["ios_xe"]["hosts"]
    assert list(hosts) == ["osaka-r1", "tokyo-r1", "tokyo-r2", "nagoya-r1"]
    assert groups["ios_xe"]["children"] == {"fleet": {}}
    fleet = groups["virtual_connect"]["children"]["fleet"]
    assert list(fleet["hosts"]) == ["branch-001", "branch-002"]
    assert fleet["hosts"]["branch-002"]["branch"]["di"] == "198.18.66"
    hosts["branch-002"] = {**fleet["vars"], **fleet["hosts"]["branch-002"]}
    assert all(groups[name] == {"hosts": {}} for name in ("yamaha_rtx", "fortios", "bigip", "azure"))
    assert hosts["osaka-r1"]["ansible_known_hosts_file"] == "{{ inventory_dir }}/../../build/lab/known_hosts"
    assert hosts["tokyo-r2"]["ansible_become_password"] == USER["enable"]
    assert stat.S_IMODE((service.directory / "state.json").stat().st_mode) == 0o600
    known_hosts = service.directory / "known_hosts"
    assert "show clock" in asyncio.run(login(hosts["branch-002"], known_hosts, "show clock"))[0]
    entry = json.loads((service.directory / "log" / "branch-002.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (entry["user"], entry["mode"], entry["line"]) == ("kyoten", "#", "show clock")
    assert '"line": "show clock"' in service("log", "branch-002")[1].out

    assert service("start")[1].out.startswith("the lab is running already")
    assert service("fault", "osaka-r1", "prompt=other", "delay=0.1")[0] == 0
    assert asyncio.run(login(hosts["osaka-r1"], known_hosts, "conf t", "interface Loopback5", "end"))[2].endswith("other#")
    assert json.loads(service("status")[1].out)["osaka-r1"]["faults"] == {"prompt": "other", "delay": 0.1}
    status, output = service("fault", "osaka-r1", "nonsense=1")
    assert (status, output.err) == (1, "KeyError: 'nonsense'\n")
    before = float(service("advance", "0")[1].out)
    assert float(service("advance", "1000")[1].out) - before >= 1000
    service("restore")
    reply = asyncio.run(login(hosts["osaka-r1"], known_hosts, "show running-config | include Loopback5"))[0]
    assert reply.endswith("\r\nosaka-r1#")
    assert "\r\ninterface" not in reply

    status, output = service("stop")
    assert (status, output.out) == (0, "the lab has stopped\n")
    assert not control.alive(service.directory)
    assert service("stop")[0] == 0
    assert service("status")[0] == 1


def test_faults_of_many_routers_in_one_call_and_what_they_have_become(service):
    assert service("start", "--routers", "3")[0] == 0
    ask = partial(control.ask, service.directory)
    set_now = ask("faults", of={"branch-001": {"drop_after_line": 7, "disk_full": True}, "branch-00[23]": {"rtt_ms": "30"}, "osaka-r1": {}})
    assert set_now == {
        "branch-001": {"drop_after_line": 7, "disk_full": True},
        "branch-002": {"rtt_ms": 30.0},
        "branch-003": {"rtt_ms": 30.0},
        "osaka-r1": {},
    }
    for wrong in (
        {"branch-001": {"delay": 1}, "branch-009": {"delay": 1}},
        {"branch-001": {"delay": 1}, "branch-002": {"dealy": 1}},
        {"branch-001": {"delay": 1}, "branch-002": {"delay": "slow"}},
    ):
        with pytest.raises(ValueError, match=r"branch-009|dealy|slow"):
            ask("faults", of=wrong)
    assert "delay" not in ask("status")["branch-001"]["faults"]
    assert service("fault", "branch-002,branch-003", "clear")[0] == 0
    assert ask("fault", router="branch-*", faults={"unreachable": True}).keys() == {"branch-001", "branch-002", "branch-003"}
    groups = yaml.safe_load(service.inventory.read_text(encoding="utf-8"))["virtual_connect"]["children"]["fleet"]
    item = {**groups["vars"], **groups["hosts"]["branch-002"]}
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(login(item, service.directory / "known_hosts"))
    service("fault", "all", "clear")
    asyncio.run(login(item, service.directory / "known_hosts", "conf t", "interface Loopback5", "description x", "end"))
    assert ask("counts", router=["branch-001", "branch-002"]) == {"branch-001": 0, "branch-002": 2}
    assert ask("status")["branch-002"]["configuration_lines"] == 2
    texts = ask("configuration", router="branch-00*")
    assert [name for name, text in texts.items() if "interface Loopback5" in text["running"]] == ["branch-002"]
    assert not [name for name, text in texts.items() if "interface Loopback5" in text["saved"]]
    assert texts["branch-001"]["running"] == texts["branch-001"]["saved"]
    assert service("configuration", "branch-002")[1].out == texts["branch-002"]["running"]
    assert service("configuration", "branch-002", "--saved")[1].out == texts["branch-002"]["saved"]
    service("restore")
    assert json.loads(service("counts")[1].out)["branch-002"] == 0


def test_without_a_fleet_the_inventory_knows_none(service):
    assert service("start", "--only", "tokyo-r1")[0] == 0
    groups = yaml.safe_load(service.inventory.read_text(encoding="utf-8"))
    assert list(groups) == ["ios_xe", "yamaha_rtx", "fortios", "bigip", "azure"]
    assert list(groups["ios_xe"]) == ["hosts"]
    assert list(groups["ios_xe"]["hosts"]["tokyo-r1"]) == [
        "ansible_host",
        "ansible_port",
        "ansible_user",
        "ansible_password",
        "ansible_become_password",
        "ansible_known_hosts_file",
    ]


def test_the_head_end_is_altered_from_outside_and_restored(service):
    assert service("start", "--only", "osaka-r1")[0] == 0
    status, said = service("head-end", "osaka-hub", "dc1", "ike.group=19", "psk=other")
    assert (status, json.loads(said.out)) == (0, {"ike.group": "20", "psk": "<secret>"})
    status, said = service("head-end", "osaka-hub", "dc1", "ike.grupe=19")
    assert status == 1
    assert "no such setting" in said.err
    service("restore")
    assert json.loads(service("head-end", "osaka-hub", "dc1", "ike.group=21")[1].out) == {"ike.group": "20"}


def test_one_router_on_a_port_of_its_own(service):
    assert service("start", "--only", "nagoya-r1")[0] == 0
    assert list(control.state(service.directory)["routers"]) == ["nagoya-r1"]


def test_an_unknown_router_is_told(service):
    status, output = service("start", "--only", "kyoto-r9")
    assert status == 1
    assert "kyoto-r9" in output.err


@pytest.mark.requirement("IX-50")
def test_alarms_ring_in_order_and_can_be_cancelled():
    clock, rung = Clock(), []
    clock.at(20, lambda: rung.append("late"))
    clock.at(10, lambda: rung.append("early"))
    cancelled = clock.at(15, lambda: rung.append("never"))
    cancelled.cancel()
    clock.advance(5)
    assert rung == []
    clock.advance(30)
    assert rung == ["early", "late"]


@pytest.mark.requirement("IX-50")
def test_a_fast_clock_rings_by_itself():
    async def wait():
        clock, rung = Clock(speed=1000), asyncio.Event()
        clock.attach(asyncio.get_running_loop())
        clock.at(60, rung.set)
        await asyncio.wait_for(rung.wait(), 2)

    asyncio.run(wait())
