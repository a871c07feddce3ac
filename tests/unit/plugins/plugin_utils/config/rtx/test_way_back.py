"""What a journal keeps of ours brings back what stood before a run, also what ours had replaced (VC-62, BZ-81)."""

from __future__ import annotations

import json

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Part, ours, plan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.ownership import as_data, from_data
from tests.unit.plugins.plugin_utils.config.rtx.model import Device
from tests.unit.plugins.plugin_utils.config.rtx.sites import EMPTY, RTX, SITE, absent, change, codes, lines, part

BEFORE = {
    "a usual branch": (SITE, {}),
    "another queue": (SITE + "speed lan2 50M\nqueue lan2 type shaping\nqueue lan2 class property 3 bandwidth=1M\nqueue lan1 default class 1\n", {}),
    "UPnP and SIP on": (SITE + "upnp use on\nsip use on\n", {"biztel_upnp_off_confirmed": True, "biztel_disable_router_sip": True}),
    "defaults that somebody typed": (SITE + "upnp use off\nsip use off\nqueue lan1 default class 2\nqueue lan2 type fifo\n", {}),
    "hairpin": (SITE, {"rtx__nat_hairpin": True}),
    "no list": (EMPTY, {"rtx__manage_default_policy": True}),
    "a timer and SIP of his own": (SITE + "nat descriptor timer 1000 protocol=udp port=5060 60\nnat descriptor sip 1000 on\n", {}),
    "a name": (SITE + "ip host s0123456789aB.u.biztel.jp 192.0.2.1\n", {"name_resolution": "rtx"}),
    "class filters of his own": (SITE + "queue class filter 1 1 ip 10.0.0.0/8 *\npp select 1\n queue pp class filter list 1\npp select none\n", {}),
}  # fmt: skip


def way_back(kept: str, wanted: Part) -> Part:
    """As the change room makes it out of a line of a journal."""
    return Part("biztel", kept, from_data(json.loads(json.dumps(as_data(wanted.ownership)))))


@pytest.mark.requirement("BZ-81")
@pytest.mark.parametrize("name", BEFORE)
@pytest.mark.parametrize("mode", ["priority", "shaping"])
def test_a_first_installation_is_undone(name: str, mode: str) -> None:
    site, options = BEFORE[name]
    device = Device(site, "RTX1300", "23.00.17")
    before, wanted = device.show(), part(qos__mode=mode, **options)
    kept = ours(RTX, before, wanted)
    found = change(device, wanted)
    assert codes(found) == []
    device.type(found.commands)
    back = plan(RTX, device.show(), [way_back(kept, wanted)])
    assert codes(back) == []
    device.type(back.commands)
    assert lines(device) == sorted(before.splitlines())
    assert plan(RTX, device.show(), [way_back(kept, wanted)]).commands == []


@pytest.mark.requirement("BZ-81")
@pytest.mark.parametrize("then", [
    absent(), part(("encrypted", "recording"), qos__mode="shaping"), part(qos__mode="none"),
], ids=["absent", "other", "none"])  # fmt: skip
def test_a_later_run_is_undone_whatever_has_happened_since(then: Part) -> None:
    device = Device(SITE)
    device.type(change(device, part()).commands)
    before = device.show()
    kept = ours(RTX, before, then)
    device.type(change(device, then).commands)
    device.type(["ip filter 3000 reject 10.7.0.0/16 *"])
    device.type(plan(RTX, device.show(), [way_back(kept, then)]).commands)
    assert lines(device) == sorted([*before.splitlines(), "ip filter 3000 reject 10.7.0.0/16 *"])


@pytest.mark.requirement("BZ-13")
def test_a_number_that_somebody_has_taken_since_is_not_overwritten_on_the_way_back() -> None:
    device = Device(SITE)
    device.type(change(device, part()).commands)
    kept = ours(RTX, device.show(), absent())
    device.type(change(device, absent()).commands)
    device.type(["ip filter 410020 reject 10.7.0.0/16 *"])
    assert codes(plan(RTX, device.show(), [way_back(kept, absent())])) == []
    device.type(["ip filter 410051 reject 10.7.0.0/16 *"])
    assert codes(plan(RTX, device.show(), [way_back(kept, absent())])) == ["KO-BZ113"]


def test_what_is_kept_reads_as_a_template_would_have_written_it() -> None:
    device = Device(SITE)
    wanted = part()
    assert "ip filter" not in ours(RTX, device.show(), wanted) and "no nat descriptor sip 1000" in ours(RTX, device.show(), wanted)
    device.type(change(device, wanted).commands)
    kept = ours(RTX, device.show(), wanted)
    assert "pp select 1\n ip pp secure filter in 410051 410052 410053 410054 410059\n" in kept
    assert not {"1003", "2000"} & set(kept.split())
