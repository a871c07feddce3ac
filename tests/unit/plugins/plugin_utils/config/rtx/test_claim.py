"""Whose a number is: a customer's line in our block is told and never overwritten, and a router that never had us is left alone (BZ-13, BZ-42)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils.config.rtx.model import Device
from tests.unit.plugins.plugin_utils.config.rtx.sites import SITE, absent, change, codes, lines, part
from tests.unit.plugins.plugin_utils.design.biztel.branches import VARIANTS

CLASSES = "queue class filter 41 1 ip 10.0.0.1 *\nqueue class filter 60 2 ip * *\nqueue lan1 type priority\nqueue lan1 class filter list 41\n"


@pytest.mark.requirement("BZ-13")
@pytest.mark.parametrize("line", ["ip filter 410001 reject 10.9.0.0/16 *", "ip filter 410500 pass * *", "ip filter 410999 reject * *"])
def test_a_filter_of_somebody_else_s_in_our_block_stops_the_run(line: str) -> None:
    found = change(Device(f"{SITE}{line}\n"), part())
    assert (codes(found), found.commands) == (["KO-BZ113"], [])


@pytest.mark.requirement("BZ-13")
def test_all_numbers_that_are_taken_are_told_at_once() -> None:
    found = change(Device(SITE + CLASSES + "ip filter 410500 pass * *\nip filter 410002 reject * *\n"), part())
    told = {problem.code: problem for problem in found.problems}
    assert told["KO-BZ113"].value == "410002, 410500" and told["KO-BZ113"].path == "biztel_site.rtx.filter_base"
    assert told["KO-BZ113B"].value == "41, 60" and told["KO-BZ113B"].path == "biztel_site.rtx.class_filter_base"
    assert "ip filter 410002 reject * *" in str(told["KO-BZ113"].details)


@pytest.mark.requirement("BZ-13", "BZ-42")
def test_a_stranger_among_ours_is_told_too_and_survives_our_removal() -> None:
    device = Device(SITE)
    device.type(change(device, part()).commands)
    device.type(["ip filter 410020 reject 10.9.0.0/16 *"])
    assert codes(change(device, part())) == ["KO-BZ113"]
    device.type(change(device, absent()).commands)
    assert lines(device) == sorted([*lines(Device(SITE)), "ip filter 410020 reject 10.9.0.0/16 *"])


@pytest.mark.requirement("BZ-42")
@pytest.mark.parametrize("extra", [
    "", CLASSES, "ip filter 410001 reject 10.9.0.0/16 *\n", "nat descriptor sip 1000 auto\n", "speed lan2 50M\nqueue lan2 type shaping\n",
    "nat descriptor timer 1000 protocol=udp port=5060 600\n", "ip host s0123456789aB.u.biztel.jp 100.64.0.10\n",
])  # fmt: skip
def test_nothing_is_removed_from_a_router_that_never_had_us(extra: str) -> None:
    found = change(Device(SITE + extra), absent(name_resolution="rtx"))
    assert (found.commands, found.problems) == ([], [])


@pytest.mark.requirement("BZ-42", "BZ-81")
@given(
    first=st.sampled_from(list(VARIANTS.values())), then=st.sampled_from(list(VARIANTS.values())),
    server=st.sampled_from(["203.0.113.10", "203.0.113.99"]), phones=st.sampled_from(["192.168.100.0/24", "172.16.0.0/16"]),
)  # fmt: skip
def test_whatever_was_wanted_before_is_known_as_ours(first: tuple[str, ...], then: tuple[str, ...], server: str, phones: str) -> None:
    """Also when every address has changed since, so that no line stands as it is wanted now."""
    device = Device(SITE)
    device.type(change(device, part(first)).commands)
    moved = part(then, contract__server_ip=server, lan__phone_networks=[phones], contract__stun_servers=["192.0.2.0/28"])
    found = change(device, moved)
    assert codes(found) == []
    device.type(found.commands)
    assert change(device, moved).commands == []


@pytest.mark.requirement("BZ-81")
def test_a_push_that_broke_off_is_finished_or_taken_back() -> None:
    whole = change(Device(SITE), part()).commands
    for done in range(len(whole)):
        typed = whole[:done]
        opened = [line for line in typed if " select " in line]
        if opened and not opened[-1].endswith("none"):
            typed = [*typed, "pp select none"]
        device = Device(SITE)
        device.type(typed)
        device.type(change(device, absent()).commands)
        assert "ip filter 41" not in device.show() and " 410" not in device.show()
        device = Device(SITE)
        device.type(typed)
        device.type(change(device, part()).commands)
        assert change(device, part()).commands == []


@pytest.mark.requirement("BZ-42", "RX-55")
def test_a_filter_that_a_line_of_the_customer_s_names_is_left_and_told() -> None:
    device = Device(SITE)
    device.type(change(device, part()).commands)
    device.type(["ip filter dynamic 300 * * filter 410001 out 410002"])
    found = change(device, absent())
    device.type(found.commands)
    assert codes(found, "warning") == ["KO-CF011", "KO-CF011"]
    assert "ip filter 410001 pass" in device.show() and "ip filter 410003" not in device.show()
    assert change(device, absent()).commands == []
