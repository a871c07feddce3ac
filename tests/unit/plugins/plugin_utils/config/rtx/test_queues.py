"""Queues: type, speed and guarantees come with our class filters and go with the last list, never what the customer sorts by (BZ-41, BZ-42)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Part
from tests.unit.plugins.plugin_utils.config.rtx.model import Device
from tests.unit.plugins.plugin_utils.config.rtx.sites import SITE, absent, change, lines, part

THEIRS = (
    "queue class filter 1 1 ip 10.0.0.0/8 * tcp\nqueue lan2 type shaping\nspeed lan2 50M\nqueue lan2 class property 1 bandwidth=1M\n"
    "queue lan2 class property 3 bandwidth=2M\npp select 1\n queue pp class filter list 1\n queue pp default class 1\npp select none\n"
)


@pytest.mark.requirement("BZ-41")
def test_the_type_comes_before_what_needs_it_and_leaves_after() -> None:
    device = Device(SITE)
    there = change(device, part(qos__mode="shaping")).commands
    order = [line for line in there if line.startswith(("queue lan2", "speed lan2", "queue pp"))]
    assert [line.split()[-2] for line in order[:2]] == ["type", "lan2"] and "class filter list" in order[-1]
    device.type(there)
    gone = [line for line in change(device, absent()).commands if "queue" in line or "speed" in line]
    kinds = ["list", "property", "speed", "type", "queue class filter"]
    assert [kind for kind in kinds for line in gone if kind in line] == [kind for line in gone for kind in kinds if kind in line]


@pytest.mark.requirement("BZ-42")
@pytest.mark.parametrize("then", [part(qos__mode="none"), absent()], ids=["none", "absent"])
def test_where_nothing_but_ours_is_sorted_nothing_is_left(then: Part) -> None:
    device = Device(SITE)
    device.type(change(device, part(qos__mode="shaping")).commands)
    device.type(change(device, then).commands)
    assert not [line for line in lines(device) if "queue" in line or "speed" in line]


@pytest.mark.requirement("BZ-42", "BZ-47")
@pytest.mark.parametrize(("vpn", "then"), [(False, {"vpn": True}), (True, {"rtx__closed_network": {"kind": "tunnel", "number": 3}})])
def test_nor_where_voice_goes_another_way_from_now_on(vpn: bool, then: dict[str, Any]) -> None:
    device = Device(SITE)
    device.type(change(device, part(vpn=vpn, qos__mode="shaping")).commands)
    device.type(change(device, part(qos__mode="none", **then)).commands)
    assert not [line for line in lines(device) if "queue" in line or "speed" in line]


@pytest.mark.requirement("BZ-42")
def test_what_the_customer_sorts_by_stays_with_his_list() -> None:
    device = Device(SITE + THEIRS)
    device.type(change(device, part(qos__mode="shaping")).commands)
    assert change(device, part(qos__mode="shaping")).commands == []
    device.type(change(device, absent()).commands)
    kept = {line for line in THEIRS.splitlines() if not {"select", "speed", "default", "bandwidth=2M"} & set(line.split())}
    assert kept <= set(lines(device))
    assert {"speed lan2 100M", "queue lan2 class property 3 bandwidth=1M,100M"} <= set(lines(device)), "his own sorting goes on"


@pytest.mark.requirement("BZ-61")
def test_from_shaping_to_precedence_our_guarantees_go_and_a_customer_s_stay() -> None:
    device = Device(SITE)
    device.type(change(device, part(qos__mode="shaping")).commands)
    device.type(["queue lan2 class property 7 bandwidth=1M"])
    device.type(change(device, part()).commands)
    assert [line for line in lines(device) if "property" in line] == ["queue lan2 class property 7 bandwidth=1M"]
    device.type(["queue lan2 class property 3 bandwidth=1M"])
    assert change(device, part()).commands == [], "without effect, and not ours to judge"


@pytest.mark.requirement("BZ-42", "BZ-61")
def test_guarantees_that_stood_before_us_are_left_where_precedence_is_wanted() -> None:
    device = Device(SITE + "queue lan2 type shaping\nqueue lan2 class property 3 bandwidth=1M\nqueue lan2 class property 5 bandwidth=1M\n")
    device.type(change(device, part()).commands)
    assert change(device, part()).commands == []
    assert len([line for line in lines(device) if "property" in line]) == 2


@pytest.mark.requirement("BZ-42")
def test_a_second_line_on_the_same_interface_keeps_the_queue() -> None:
    device = Device(SITE + "pp select 2\n queue pp class filter list 1\npp select none\nqueue class filter 1 1 ip 10.0.0.0/8 *\n")
    device.type(change(device, part()).commands)
    device.type(change(device, absent()).commands)
    assert ("", "queue lan2 type") in device.lines and ("", "queue lan1 type") not in device.lines
    assert ("pp 1", "queue pp class filter list") not in device.lines
