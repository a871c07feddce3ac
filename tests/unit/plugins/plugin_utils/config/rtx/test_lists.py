"""Whole lists: ours in their place, everybody else's where they were (BZ-34, BZ-35, BZ-36, BZ-49)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.yamaha_rtx.lists import Numbers, blocker, merged
from tests.unit.plugins.plugin_utils.config.rtx.model import Device
from tests.unit.plugins.plugin_utils.config.rtx.sites import EMPTY, SITE, absent, change, codes, lines, part

IN = ("pp 1", "ip pp secure filter in")


@pytest.mark.requirement("BZ-34")
@given(
    theirs=st.lists(st.sampled_from("abcdef"), unique=True), wanted=st.lists(st.sampled_from("123"), unique=True),
    stale=st.lists(st.sampled_from("456"), unique=True), dynamic=st.lists(st.sampled_from("xyz"), unique=True),
    blocking=st.sets(st.sampled_from("abcdef")), shuffle=st.randoms(),
)  # fmt: skip
def test_merged(theirs: list[str], wanted: list[str], stale: list[str], dynamic: list[str], blocking: set[str], shuffle: object) -> None:
    mixed = [*theirs, *wanted[:2], *stale]
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    there = Numbers(tuple(mixed), tuple(dynamic))
    found = merged(there, wanted, str.isdecimal, blocking.__contains__)
    assert found.dynamic == there.dynamic
    assert [each for each in found.static if each.isalpha()] == [each for each in mixed if each.isalpha()]
    assert sorted(each for each in found.static if each.isdecimal()) == sorted(wanted)
    first = next((at for at, each in enumerate(found.static) if each in blocking), len(found.static))
    assert all(found.static.index(each) < first for each in wanted)
    assert merged(found, wanted, str.isdecimal, blocking.__contains__) == found
    assert merged(found, [], str.isdecimal, blocking.__contains__).static == tuple(each for each in mixed if each.isalpha())
    before = next((at for at, each in enumerate(mixed) if each in blocking), len(mixed))
    if not set(mixed) & set(stale) and set(wanted) <= set(mixed[:before]):
        assert found == there, "where all of ours stand before it, nothing moves"


@pytest.mark.requirement("BZ-34")
def test_only_what_is_no_pass_and_overlaps_blocks() -> None:
    filters = {"1": "pass * * * * *", "2": "reject 10.0.0.0/8 * * * *", "3": "reject * * udp * *", "4": "restrict * * * * *"}
    filters["9"] = "pass 192.0.2.1 * udp 5060 *"
    assert [number for number in "12345" if blocker(filters, ["9"])(number)] == ["3", "4"]


@pytest.mark.requirement("BZ-34")
def test_ours_stay_where_the_customer_put_them_as_long_as_they_work() -> None:
    device = Device(SITE)
    device.type(change(device, part()).commands)
    device.type(["pp select 1", "ip pp secure filter in 410059 410051 1003 410052 1030 410053 410054 1032 2000", "pp select none"])
    assert change(device, part()).commands == []
    found = change(device, part(("plain",)))
    assert " ip pp secure filter in 410051 1003 410052 1030 410053 410054 1032 2000" in [f" {line}" for line in found.commands]


@pytest.mark.requirement("BZ-35")
def test_a_named_set_is_an_error_that_names_it() -> None:
    found = change(Device(EMPTY + "pp select 1\n ip pp secure filter name OFFICE\npp select none\n"), part())
    assert codes(found) == ["KO-BZ135B"]
    assert "OFFICE" in str(found.problems[-1].value) and found.commands == []


@pytest.mark.requirement("BZ-35", "BZ-41")
def test_a_list_is_made_with_leave_only_told_and_taken_away_again() -> None:
    device = Device(EMPTY)
    found = change(device, part(rtx__manage_default_policy=True))
    assert codes(found, "warning") == ["KO-BZ135C", "KO-BZ135C"]
    device.type(found.commands)
    assert change(device, part(rtx__manage_default_policy=True)).commands == change(device, part()).commands == []
    found = change(device, absent(rtx__manage_default_policy=True))
    assert found.commands[:3] == ["pp select 1", "no ip pp secure filter in", "no ip pp secure filter out"], "lists go first"
    device.type(found.commands)
    assert lines(device) == lines(Device(EMPTY))


@pytest.mark.requirement("BZ-35", "BZ-42")
def test_the_last_filters_of_a_list_are_not_taken_away_unasked() -> None:
    """Without its list the interface would let everything through."""
    device = Device(SITE)
    device.type(change(device, part()).commands)
    device.type(["pp select 1", "ip pp secure filter in 410051 410052", "pp select none"])
    found = change(device, absent())
    assert (codes(found), found.commands) == (["KO-BZ135D"], [])


@pytest.mark.requirement("BZ-49")
@pytest.mark.parametrize("leave", [True, False])
def test_no_list_is_ever_made_towards_the_phones(leave: bool) -> None:
    inside = {"lan__inside_networks": ["192.168.200.0/24"], "rtx__manage_default_policy": leave}
    found = change(Device(SITE), part(**inside))
    assert codes(found) == [] and not [line for line in found.commands if line.startswith("ip lan1 secure")]
    device = Device(SITE + "ip lan1 secure filter in 1003 2000\n")
    device.type(change(device, part(**inside)).commands)
    assert device.lines["", "ip lan1 secure filter in"] == "ip lan1 secure filter in 1003 410070 410071 2000"
    assert ("", "ip lan1 secure filter out") not in device.lines


@pytest.mark.requirement("BZ-36")
@pytest.mark.parametrize(("static", "dynamic", "refused"), [(124, 0, False), (100, 24, False), (125, 0, True), (100, 25, True)])
def test_static_and_dynamic_entries_count(static: int, dynamic: int, refused: bool) -> None:
    numbers = " ".join(str(5000 + n) for n in range(static))
    tail = f" dynamic {' '.join(str(700 + n) for n in range(dynamic))}" if dynamic else ""
    found = change(Device(SITE.replace("in 1003 1020 1030 1032 2000", f"in {numbers}{tail}")), part())
    assert codes(found) == (["KO-BZ136"] if refused else [])
    if refused:
        assert (found.problems[0].value, found.problems[0].details["most"]) == (130, 129)


@pytest.mark.requirement("BZ-34", "RX-22")
def test_class_filters_that_would_be_asked_first_come_after_ours() -> None:
    theirs = "queue class filter 1 1 ip 10.0.0.0/8 * tcp\nqueue class filter 2 1 cos=3 ip * * udp\nqueue class filter 3 2 ip * *\n"
    device = Device(f"{SITE}{theirs}pp select 1\n queue pp class filter list 1 2 3\npp select none\n")
    device.type(change(device, part()).commands)
    assert device.lines["pp 1", "queue pp class filter list"] == "queue pp class filter list 1 41 42 2 3"
    assert change(device, part()).commands == []
    device.type(change(device, absent()).commands)
    assert device.lines["pp 1", "queue pp class filter list"] == "queue pp class filter list 1 2 3"
    assert ("", "queue lan2 type") in device.lines, "the customer's own list needs it"


@pytest.mark.requirement("BZ-34", "RX-35")
def test_a_line_that_moves_leaves_nothing_behind_on_the_old_interface() -> None:
    device = Device(SITE + "ip lan3 secure filter in 2000\nip lan3 secure filter out 2001\nip lan3 nat descriptor 1000\n")
    before = lines(device)
    device.type(change(device, part()).commands)
    moved = {"rtx__wan": {"kind": "lan", "number": 3}}
    device.type(change(device, part(**moved)).commands)
    assert device.lines["", "ip lan3 secure filter in"] == "ip lan3 secure filter in 410051 410052 410053 410054 410059 2000"
    assert device.lines[IN] == "ip pp secure filter in 1003 1020 1030 1032 2000"
    device.type(change(device, absent(**moved)).commands)
    assert set(before) <= set(lines(device))
