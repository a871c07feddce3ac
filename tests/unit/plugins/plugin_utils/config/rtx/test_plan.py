"""A change on an RTX: smallest, in order, exactly reversible, and nothing of anybody else's moves (BZ-13, BZ-34..BZ-42, RX-21, RX-22, RX-34)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Part, ours, plan, same, sections
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.ownership import as_data, from_data
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.yamaha_rtx.overlap import overlap
from tests.unit.plugins.plugin_utils.config.rtx.model import Device
from tests.unit.plugins.plugin_utils.config.rtx.sites import EMPTY, RTX, SITE, change, codes, part
from tests.unit.plugins.plugin_utils.design.biztel.branches import VARIANTS


def foreign(device: Device) -> list[str]:
    """Everybody else's: our numbers out of the lists, our lines left out."""
    lines = []
    for line in device.lines.values():
        words = [word for word in line.split() if not word.startswith("410")]
        if not line.startswith(("ip filter 410", "nat descriptor sip", "nat descriptor timer", "queue ", "speed ")):
            lines.append(" ".join(words))
    return lines


@pytest.mark.requirement("BZ-34")
def test_the_worked_merge_of_the_requirements() -> None:
    device = Device(SITE)
    device.type(change(device, part()).commands)
    assert device.lines["pp 1", "ip pp secure filter in"] == "ip pp secure filter in 1003 1020 1030 1032 410051 410052 410053 410054 410059 2000"
    assert device.lines["pp 1", "ip pp secure filter out"] == (
        "ip pp secure filter out 1013 410001 410002 410003 410004 410009 1020 2001 dynamic 100 101"
    ), "1020 stops port 135 as a source, which a phone may have"


@pytest.mark.requirement("BZ-41", "BZ-61", "RX-21", "RX-34")
def test_the_second_run_sends_nothing_whatever_the_device_s_spelling() -> None:
    device = Device(SITE)
    first = change(device, part())
    device.type(first.commands)
    assert change(device, part()).commands == []
    assert change(device, part(), own_way=True).commands == []
    device.type(["queue lan1 default class 2"])
    assert change(device, part()).commands == []
    assert "queue lan1 default class" not in " ".join(first.commands), "the default is nothing to say"


@pytest.mark.requirement("BZ-42", "BZ-81")
@pytest.mark.parametrize("site", [SITE, SITE.replace(" 2000\n", "\n").replace(" 2001 dynamic", " dynamic")])
def test_absent_leaves_the_site_as_it_was(site: str) -> None:
    device = Device(site)
    before = device.show()
    device.type(change(device, part()).commands)
    device.type(change(device, part(biztel_state="absent")).commands)
    assert sorted(device.show().splitlines()) == sorted(before.splitlines())
    assert change(device, part(biztel_state="absent")).commands == []


@pytest.mark.requirement("BZ-41", "RX-25", "RX-55")
def test_filters_come_before_lists_and_leave_after_them() -> None:
    device = Device(SITE)
    there = change(device, part()).commands
    first_list = next(index for index, line in enumerate(there) if "secure filter" in line)
    assert max(index for index, line in enumerate(there) if line.startswith("ip filter")) < first_list
    device.type(there)
    gone = change(device, part(biztel_state="absent")).commands
    last_list = max(index for index, line in enumerate(gone) if "secure filter" in line)
    assert min(index for index, line in enumerate(gone) if line.startswith("no ip filter")) > last_list
    assert there.count("pp select 1") == there.count("pp select none") > 0


@pytest.mark.requirement("BZ-13", "BZ-34", "BZ-42", "BZ-81")
@settings(max_examples=80)
@given(
    features=st.sampled_from(list(VARIANTS.values())), mode=st.sampled_from(["priority", "shaping", "none"]),
    other=st.sampled_from(list(VARIANTS.values())), mode_then=st.sampled_from(["priority", "shaping", "none"]),
    statics=st.lists(st.sampled_from(["1003", "1020", "1030", "1032", "2000", "9999"]), unique=True, min_size=1), dynamic=st.booleans(),
)  # fmt: skip
def test_running_and_change_is_intended_and_the_inverse_leads_back(
    features: tuple[str, ...], mode: str, other: tuple[str, ...], mode_then: str, statics: list[str], dynamic: bool,
) -> None:
    tail = " dynamic 100 101" if dynamic else ""
    device = Device(SITE.replace("in 1003 1020 1030 1032 2000", f"in {' '.join(statics)}{tail}"))
    untouched = foreign(device)
    for wanted in (part(features=features, qos__mode=mode), part(features=other, qos__mode=mode_then)):
        before = device.show()
        found = change(device, wanted)
        assert codes(found) == []
        device.type(found.commands)
        assert same(RTX, wanted.intended, device.show()) == []
        assert change(device, wanted).commands == []
        assert foreign(device) == untouched
        device.type(found.inverse)
        assert sorted(device.show().splitlines()) == sorted(before.splitlines())
        device.type(found.commands)


@pytest.mark.requirement("BZ-81", "RX-22")
def test_what_somebody_changed_of_ours_is_repaired() -> None:
    device = Device(SITE)
    device.type(change(device, part()).commands)
    device.type(["ip filter 410001 reject * *", "pp select 1", "ip pp secure filter in 1003 2000 410051", "pp select none"])
    found = change(device, part())
    device.type(found.commands)
    assert device.lines["pp 1", "ip pp secure filter in"].endswith("1003 410051 410052 410053 410054 410059 2000")
    assert "- ip filter 410001 reject * *\n+ ip filter 410001 pass" in found.diff
    assert change(device, part()).commands == []


@pytest.mark.requirement("BZ-35")
def test_no_list_is_made_where_none_is_unless_asked() -> None:
    found = change(Device(EMPTY), part())
    assert codes(found, "warning") == ["KO-BZ135", "KO-BZ135"]
    assert "secure filter" not in " ".join(found.commands)
    made = change(Device(EMPTY), part(rtx__manage_default_policy=True))
    assert "ip pp secure filter in 410051 410052 410053 410054 410059" in made.commands
    named = change(Device(EMPTY + "pp select 1\n ip pp secure filter name OFFICE\npp select none\n"), part())
    assert (codes(named), named.commands) == (["KO-BZ135B"], [])


@pytest.mark.requirement("BZ-36")
def test_a_list_that_would_be_too_long_is_refused() -> None:
    many = " ".join(str(5000 + n) for n in range(126))
    site = SITE.replace("in 1003 1020 1030 1032 2000", f"in {many}")
    found = change(Device(site), part())
    assert codes(found) == ["KO-BZ136"]
    assert found.commands == []
    assert codes(change(Device(site, model="RTX5000", revision="14.00.34"), part())) == []


@pytest.mark.requirement("BZ-10", "BZ-13", "BZ-37", "BZ-38", "BZ-39", "BZ-40")
@pytest.mark.parametrize(("line", "code", "leave", "sent"), [
    ("tunnel select 1\n tunnel encapsulation map-e\ntunnel select none", "KO-BZ110", None, ""),
    ("ip filter 410500 reject * *\nip filter 410998 pass * *", "KO-BZ113", None, ""),
    ("sip use on", "KO-BZ137", "biztel_disable_router_sip", "sip use off"),
    ("upnp use on", "KO-BZ138", "biztel_upnp_off_confirmed", "upnp use off"),
], ids=["MAP-E", "foreign filter in the block", "sip", "upnp"])  # fmt: skip
def test_what_the_router_says_against_it(line: str, code: str, leave: str | None, sent: str) -> None:
    device = Device(f"{SITE}{line}\n")
    found = change(device, part())
    assert codes(found) == [code]
    assert found.commands == []
    if leave:
        allowed = change(device, part(**{leave: True}))
        assert codes(allowed) == []
        assert sent in allowed.commands
        device.type(allowed.commands)
        device.type(allowed.inverse)
        assert device.lines["", sent.replace(" off", "")] == sent.replace("off", "on")


@pytest.mark.requirement("BZ-40")
def test_a_descriptor_must_exist_and_be_applied() -> None:
    assert codes(change(Device(SITE.replace("nat descriptor type 1000 masquerade\n", "")), part())) == ["KO-BZ140"]
    assert codes(change(Device(SITE.replace(" ip pp nat descriptor 1000\n", "")), part())) == ["KO-BZ140B"]


@pytest.mark.requirement("BZ-50")
def test_hairpin_keeps_the_type_and_asks_the_model() -> None:
    assert codes(change(Device(SITE), part(rtx__nat_hairpin=True))) == ["KO-BZ150"]
    newer = change(Device(SITE, "RTX830", "15.02.27"), part(rtx__nat_hairpin=True))
    assert "nat descriptor type 1000 masquerade hairpin=on" in newer.commands


@pytest.mark.requirement("RX-36")
def test_the_difference_shows_numbers_that_come_and_go() -> None:
    found = change(Device(SITE), part())
    assert "  pp 1: ip pp secure filter in: +410051 +410052 +410053 +410054 +410059" in found.diff
    assert "+ nat descriptor sip 1000 off" in found.diff
    assert ("pp 1 / ip pp secure filter in", "changed") in [(touch.section, touch.kind) for touch in found.touched]


@pytest.mark.requirement("RX-31")
def test_a_secret_is_masked_and_a_text_without_header_is_no_configuration() -> None:
    assert RTX.mask(" pp auth myname user@isp secret-word") == " pp auth myname user@isp <secret>"
    assert RTX.mask("login user kyoten secret-word") == "login user kyoten <secret>"
    assert RTX.mask("login password *") == "login password *"
    assert codes(plan(RTX, "ip filter 1 pass * *\n", [part()])) == ["KO-CF013"]


def test_what_was_ours_is_an_intention_that_leads_back_and_survives_a_journal() -> None:
    device = Device(SITE)
    device.type(change(device, part(features=("plain",))).commands)
    before = device.show()
    wanted = part(features=("plain", "encrypted"), qos__mode="shaping")
    kept = ours(RTX, before, wanted)
    device.type(change(device, wanted).commands)
    back = Part("biztel", kept, from_data(as_data(wanted.ownership)))
    device.type(plan(RTX, device.show(), [back]).commands)
    assert sorted(device.show().splitlines()) == sorted(before.splitlines())
    assert " ip pp secure filter in" in kept and "pp 1" in sections(RTX, before)


@pytest.mark.requirement("BZ-34")
@pytest.mark.parametrize(("one", "other", "met"), [
    ("pass 192.0.2.1 * udp * 5060", "reject * * * * *", True),
    ("pass 192.0.2.1 * udp * 5060", "reject 10.0.0.0/8 * * * *", False),
    ("pass 192.0.2.1 * udp * 5060", "reject * * tcp * *", False),
    ("pass 192.0.2.1 * established 8000 *", "reject * * tcp,udp 7000-9000 *", True),
    ("pass 192.0.2.1 * udp * 5060", "reject 192.0.2.* * udp * 5000-5059,5061", False),
    ("pass 192.0.2.1 * udp * 5060", "reject 192.0.2.0-192.0.2.9 * udp * *", True),
    ("pass 192.0.2.1 * udp * 5060", "reject www.example.jp * udp * *", True),
])  # fmt: skip
def test_overlap(one: str, other: str, met: bool) -> None:
    assert [overlap(*pair) for pair in ((one, other), (other, one))] == [met, met]
