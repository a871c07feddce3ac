"""An RTX as site.yml leaves it is healthy for BIZTEL; each way to be ill fails its own check with its own code (BZ-55..BZ-59)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health import biztel
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.show import as_data, lines
from tests.unit.plugins.plugin_utils.config.rtx.model import Device
from tests.unit.plugins.plugin_utils.config.rtx.test_plan import EMPTY, SITE, change, part
from tests.unit.plugins.plugin_utils.design.biztel.branches import branch, designed


def brought(site: str = SITE) -> Device:
    """A device with BIZTEL on it."""
    device = Device(site)
    device.type(change(device, part()).commands)
    return device


def judged(device: Device, own_way: bool = False) -> Any:
    design = designed(branch())
    (commands,) = biztel.rounds(design)
    return biztel.judge(design, [dict.fromkeys(commands, device.show(own_way))])


@pytest.mark.requirement("BZ-55", "BZ-56", "BZ-57", "BZ-58", "BZ-59")
@pytest.mark.parametrize("own_way", [False, True])
def test_what_site_yml_leaves_is_healthy(own_way: bool) -> None:
    verdict = judged(brought(), own_way)
    assert verdict.status == "healthy"
    assert [check.name for check in verdict.checks] == ["FILTER", "NAT", "SIP", "UPNP", "QOS"]
    assert verdict.problems == []


@pytest.mark.requirement("BZ-55", "BZ-56", "BZ-57", "BZ-58", "BZ-59", "BZ-63", "BZ-64", "BZ-65", "BZ-69", "BZ-70", "BZ-72")
@pytest.mark.parametrize(("typed", "check", "code", "status"), [
    (["ip filter 410052 pass 203.0.113.99 192.168.100.0/24 udp 10000-20000 *"], "FILTER", "KO-BZ155", "down"),
    (["pp select 1", "ip pp secure filter in 1003 410051 410053 410054 410059 2000", "pp select none"], "FILTER", "KO-BZ155B", "down"),
    (["pp select 1", "ip pp secure filter in 2000 410051 410052 410053 410054 410059", "pp select none"], "FILTER", "KO-BZ155C", "down"),
    (["nat descriptor timer 1000 protocol=udp port=5060 900"], "NAT", "KO-BZ156", "down"),
    (["no nat descriptor timer 1000 protocol=udp port=5060"], "NAT", "KO-BZ156", "down"),
    (["nat descriptor sip 1000 on"], "SIP", "KO-BZ157", "down"),
    (["sip use on"], "SIP", "KO-BZ157", "down"),
    (["upnp use on"], "UPNP", "KO-BZ158", "down"),
    (["queue lan2 type fifo"], "QOS", "KO-BZ159", "degraded"),
    (["pp select 1", "queue pp class filter list 41", "pp select none"], "QOS", "KO-BZ159", "degraded"),
])  # fmt: skip
def test_each_fault_is_its_check_s(typed: list[str], check: str, code: str, status: str) -> None:
    device = brought()
    device.type(typed)
    verdict = judged(device)
    failed = [each for each in verdict.checks if each.status == "fail"]
    assert [(each.name, each.problem.code) for each in failed] == [(check, code)]
    assert verdict.status == status
    assert any(code in line for line in lines(verdict)) and any(code in line for line in lines(verdict, "ja"))
    assert [each["check"] for each in as_data(verdict)["checks"] if each["problem"]] == [check]


@pytest.mark.requirement("BZ-35", "BZ-55")
def test_where_no_list_is_nothing_is_closed() -> None:
    verdict = judged(brought(EMPTY))
    assert verdict.status == "healthy"
    assert [problem.code for problem in verdict.problems] == ["KO-BZ135", "KO-BZ135"]


@pytest.mark.requirement("BZ-40", "BZ-47", "BZ-57")
@pytest.mark.parametrize(("applied", "failed"), [("", []), (" ip pp nat descriptor 1000\n", ["SIP"])])
def test_where_the_line_has_no_nat_nothing_is_asked_of_it(applied: str, failed: list[str]) -> None:
    device = Device(f"nat descriptor type 1000 masquerade\npp select 1\n pppoe use lan2\n{applied}pp select none\n")
    device.type(change(device, part(vpn=True)).commands)
    if failed:
        device.type(["nat descriptor sip 1000 on"])
    verdict = biztel.judge(designed(branch(vpn=True)), [{"show config": device.show()}])
    assert [each.name for each in verdict.checks if each.status == "fail"] == failed


def test_absent_asks_nothing() -> None:
    design = designed(branch(), biztel_state="absent")
    assert biztel.rounds(design) == []
    assert biztel.judge(design, []).status == "absent"
