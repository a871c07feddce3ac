"""A branch's router before BIZTEL, and what is wanted on it, for the tests of this folder."""

from __future__ import annotations

from typing import Any

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Change, Part, plan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.driver import load_driver
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.ownership import load_ownership
from ansible_collections.kyoten.onramp.plugins.plugin_utils.render import render
from tests.unit.plugins.plugin_utils.config.rtx.model import Device
from tests.unit.plugins.plugin_utils.design.biztel.branches import branch, designed

RTX = load_driver("yamaha_rtx")
SITE = """
description 1 Osaka
pp select 1
 pppoe use lan2
 ip pp secure filter in 1003 1020 1030 1032 2000
 ip pp secure filter out 1013 1020 2001 dynamic 100 101
 ip pp nat descriptor 1000
 pp enable 1
pp select none
ip filter 1003 reject 10.0.0.0/8 *
ip filter 1013 reject * 10.0.0.0/8
ip filter 1020 reject * * udp,tcp 135 *
ip filter 1030 pass * 192.168.100.0/24 icmp
ip filter 1032 pass * 192.168.100.0/24 tcp * ident
ip filter 2000 reject * *
ip filter 2001 reject * *
ip filter dynamic 100 * * ftp
ip filter dynamic 101 * * www
nat descriptor type 1000 masquerade
"""
EMPTY = "nat descriptor type 1000 masquerade\npp select 1\n ip pp nat descriptor 1000\npp select none\n"


def part(features: tuple[str, ...] = ("plain", "hardphone"), **options: Any) -> Part:
    """BIZTEL as wanted: the variables of a branch by name, and the role's own."""
    variables = {name: options.pop(name) for name in list(options) if name.startswith("biztel_")}
    made = designed(branch(features, **options), **variables)
    return Part("biztel", render("biztel", "yamaha_rtx", made), load_ownership("yamaha_rtx", "biztel", made))


def absent(**options: Any) -> Part:
    """Everything of ours away."""
    return part(**options, biztel_state="absent")


def change(device: Device, wanted: Part, own_way: bool = False) -> Change:
    """The plan against what the device shows."""
    return plan(RTX, device.show(own_way), [wanted])


def codes(found: Change, level: str = "error") -> list[str]:
    """The codes of its problems."""
    return [problem.code for problem in found.problems if problem.level == level]


def lines(device: Device) -> list[str]:
    """What it shows, in no order."""
    return sorted(device.show().splitlines())
