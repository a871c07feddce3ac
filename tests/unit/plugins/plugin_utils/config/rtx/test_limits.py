"""What a model and a revision can, and what the router says against BIZTEL (BZ-10, BZ-36..BZ-41, BZ-50, RX-48, RX-55, RX-56)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Part, plan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.yamaha_rtx.models import known_models, model
from tests.unit.plugins.plugin_utils.config.rtx.model import Device
from tests.unit.plugins.plugin_utils.config.rtx.sites import RTX, SITE, absent, change, codes, part

CLOSED = {"vpn": True, "features": ("plain",)}


@pytest.mark.requirement("BZ-36", "RX-55")
@pytest.mark.parametrize(("name", "revision", "known"), [("RTX1210", "14.01.42", True), ("RTX9999", "1.02.03", False), ("RTX1210", "new", False)])
def test_a_router_whose_limits_are_not_known_is_refused(name: str, revision: str, known: bool) -> None:
    found = change(Device(SITE, name, revision), part())
    assert codes(found) == ([] if known else ["KO-CF030"])
    assert known or (not found.commands and "RTX830" in str(found.problems[0].details))


@pytest.mark.requirement("BZ-42")
def test_ours_can_be_removed_from_a_router_that_we_no_longer_know() -> None:
    device = Device(SITE)
    device.type(change(device, part()).commands)
    device.head = device.head.replace("RTX1210", "RTX9999")
    assert codes(change(device, absent())) == []


@pytest.mark.requirement("BZ-50", "RX-48", "RX-56")
@pytest.mark.parametrize(("name", "revision", "lacks"), [
    ("vRX", "19.01.01", {"hairpin", "upnp", "queue_tunnel_default_class"}), ("RTX1210", "14.01.39", {"hairpin", "queue_tunnel_default_class"}),
    ("RTX1210", "14.01.40", {"hairpin"}), ("RTX1220", "15.04.03", {"hairpin"}), ("RTX1220", "15.04.10", set()), ("RTX830", "15.02.23", {"hairpin"}),
    ("RTX830", "15.02.24", set()), ("RTX830", "15.02.19", {"hairpin", "queue_tunnel_default_class"}), ("RTX3510", "23.01.03", {"upnp"}),
    ("RTX5000", "14.00.32", {"hairpin", "upnp"}), ("RTX3500", "14.00.31", {"hairpin", "upnp", "queue_tunnel_default_class"}),
    ("RTX840", "23.02.02", set()), ("RTX1300", "23.00.17", set()),
])  # fmt: skip
def test_what_a_revision_lacks(name: str, revision: str, lacks: set[str]) -> None:
    box = model(name, revision)
    assert box and {each for each in ("hairpin", "upnp", "queue_tunnel_default_class") if not box.has(each)} == lacks
    assert (box.entries, box.priority_classes) == ((300, 16) if name in ("vRX", "RTX5000", "RTX3500", "RTX3510") else (129, 4))


def test_every_model_that_is_driven_is_in_the_table() -> None:
    assert set(known_models()) == {"RTX830", "RTX840", "RTX1210", "RTX1220", "RTX1300", "RTX3510", "RTX3500", "RTX5000", "vRX"}


@pytest.mark.requirement("RX-56")
def test_a_command_that_the_revision_lacks_is_refused_and_a_default_needs_none() -> None:
    site = f"{SITE}tunnel select 3\n tunnel encapsulation ipsec\n queue tunnel default class 1\ntunnel select none\n"
    assert codes(change(Device(site, revision="14.01.39"), part(**CLOSED))) == ["KO-CF031"]
    assert codes(change(Device(site, revision="14.01.40"), part(**CLOSED))) == []
    assert codes(change(Device(site.replace(" queue tunnel default class 1\n", ""), revision="14.01.39"), part(**CLOSED))) == []


@pytest.mark.requirement("RX-56")
def test_a_class_that_strict_precedence_does_not_know_is_refused() -> None:
    wanted = part()
    five = replace(wanted, intended=wanted.intended.replace("queue class filter 41 4 ", "queue class filter 41 5 "))
    assert codes(plan(RTX, Device(SITE).show(), [five])) == ["KO-CF032"]
    assert codes(plan(RTX, Device(SITE, "RTX5000", "14.00.34").show(), [five])) == []


@pytest.mark.requirement("BZ-10")
@pytest.mark.parametrize(("line", "type_", "fits"), [
    ("tunnel select 1\n tunnel encapsulation map-e\ntunnel select none", "pppoe", False), ("nat descriptor address outer 1000 map-e", "dhcp", False),
    ("nat descriptor address outer 1000 hb46pp", "static", False),
    ("tunnel select 1\n tunnel encapsulation ipip\ntunnel select none", "pppoe", False),
    ("tunnel select 1\n tunnel encapsulation map-e\ntunnel select none", "map_e", True),
    ("tunnel select 1\n tunnel encapsulation map-e\ntunnel select none", "ds_lite", False),
    ("tunnel select 1\n tunnel encapsulation ipip\ntunnel select none", "ipoe_fixed_ip", True),
    ("tunnel select 1\n tunnel encapsulation ipsec\ntunnel select none", "pppoe", True), ("nat descriptor address outer 1000 ipcp", "pppoe", True),
])  # fmt: skip
def test_a_line_that_contradicts_the_inventory(line: str, type_: str, fits: bool) -> None:
    found = change(Device(f"{SITE}{line}\n"), part(wan__type=type_))
    assert codes(found) == ([] if fits else ["KO-BZ110"])
    assert fits or str(found.problems[0].details["line"]) in line


@pytest.mark.requirement("BZ-10", "BZ-47")
def test_how_the_closed_network_is_reached_is_another_matter() -> None:
    assert codes(change(Device(f"{SITE}tunnel select 3\n tunnel encapsulation ipip\ntunnel select none\n"), part(**CLOSED))) == []


@pytest.mark.requirement("BZ-40", "BZ-47")
def test_with_the_vpn_option_a_line_without_nat_gets_no_nat_lines() -> None:
    bare = SITE.replace(" ip pp nat descriptor 1000\n", "").replace("nat descriptor type 1000 masquerade\n", "")
    found = change(Device(bare), part(**CLOSED))
    assert codes(found) == [] and not [line for line in found.commands if line.startswith("nat ")]
    assert "nat descriptor sip 1000 off" in change(Device(SITE), part(**CLOSED)).commands
    assert codes(change(Device(bare), part())) == ["KO-BZ140"]


@pytest.mark.requirement("BZ-37", "BZ-38", "RX-51")
@pytest.mark.parametrize("text", ["", "sip use off\nupnp use off\n"])
def test_what_is_off_is_not_switched_off_again(text: str) -> None:
    found = change(Device(SITE + text), part(biztel_disable_router_sip=True, biztel_upnp_off_confirmed=True))
    assert found.problems == [] and not [line for line in found.commands if " use " in line]


@pytest.mark.requirement("BZ-39")
@pytest.mark.parametrize(("line", "told"), [
    ("ip filter dynamic 200 * 203.0.113.20 ftp", 1), ("ip filter dynamic 200 * 203.0.113.0/24 ftp", 1),
    ("ip filter dynamic 200 * 198.51.100.9 ftp", 0), ("ip filter dynamic 200 * 203.0.113.20 www", 0),
    ("nat descriptor ftp port 1000 21 20990", 1), ("nat descriptor ftp port 1000 21", 0),
])  # fmt: skip
def test_ftp_rewriting_of_the_recording_download_is_told(line: str, told: int) -> None:
    site = SITE.replace("ip filter dynamic 100 * * ftp", line)
    assert codes(change(Device(site), part(("plain", "recording"))), "warning") == ["KO-BZ139"] * told
    assert codes(change(Device(site), part(("plain",))), "warning") == [], "without the download it is nobody's business"


@pytest.mark.requirement("BZ-41")
@pytest.mark.parametrize(("kind", "refused"), [
    ("cbq", True), ("wfq", True), ("fifo", False), ("priority", False), ("shaping shaping-level=2", False),
])  # fmt: skip
def test_a_queue_of_another_kind_is_not_taken_over(kind: str, refused: bool) -> None:
    site = f"{SITE}queue lan2 type {kind}\n"
    assert codes(change(Device(site), part())) == (["KO-BZ141"] if refused else [])
    assert codes(change(Device(site), part(qos__mode="none"))) == []


@pytest.mark.requirement("BZ-50")
@pytest.mark.parametrize(("kind", "text"), [
    ("masquerade", "masquerade"), ("nat-masquerade", "nat-masquerade"), ("masquerade hairpin=off", "masquerade"),
])  # fmt: skip
def test_hairpin_keeps_the_type_that_stands(kind: str, text: str) -> None:
    device = Device(SITE.replace("type 1000 masquerade", f"type 1000 {kind}"), "RTX1300", "23.00.17")
    found = change(device, part(rtx__nat_hairpin=True))
    assert f"nat descriptor type 1000 {text} hairpin=on" in found.commands
    device.type(found.commands)
    assert change(device, part(rtx__nat_hairpin=True)).commands == []
    assert codes(change(Device(SITE.replace("1000 masquerade", "1000 nat"), "RTX1300", "23.00.17"), part(rtx__nat_hairpin=True))) == ["KO-BZ150"]


@pytest.mark.requirement("BZ-42")
def test_a_removal_asks_nothing_of_the_router() -> None:
    device = Device(SITE)
    device.type(change(device, part()).commands)
    device.type(["upnp use on", "sip use on", "tunnel select 1", "tunnel encapsulation map-e", "tunnel select none"])
    found = change(device, absent())
    assert found.problems == [] and "upnp use off" not in found.commands


def test_problems_carry_where_in_the_inventory_they_are_mended() -> None:
    found = change(Device(f"{SITE}upnp use on\nsip use on\n"), part())
    assert {problem.code: problem.path for problem in found.problems} == {
        "KO-BZ137": "biztel_disable_router_sip", "KO-BZ138": "biztel_upnp_off_confirmed",
    }  # fmt: skip
    assert isinstance(part(), Part)
