"""The reference configuration and its variants: first installation, second run, removal, inverse, diff."""

from __future__ import annotations

import itertools

import pytest

from tests.unit.plugins.plugin_utils.config.model import Router
from tests.unit.plugins.plugin_utils.config.sites import DC1, DC2, DRIVER, EMPTY, ONE_CPE, REFERENCE, WAN, codes, planned, stripped

VRFS = EMPTY.replace(f"interface {WAN}\n", f"vrf definition INET\nvrf definition VOICE\ninterface {WAN}\n vrf forwarding INET\n")
FRONT_DOOR = ONE_CPE.but(transport="INET")
VARIANTS = {
    "one CPE": (ONE_CPE, EMPTY),
    "first of two CPEs": (ONE_CPE.but(tunnels=(DC1,)), EMPTY),
    "second of two CPEs": (ONE_CPE.but(tunnels=(DC2,)), EMPTY),
    "CBC": (ONE_CPE.but(cbc=True, keepalive=""), EMPTY),
    "inside VRF": (ONE_CPE.but(inside="VOICE"), EMPTY + "vrf definition VOICE\n"),
    "front-door VRF": (FRONT_DOOR, VRFS),
    "both VRFs": (FRONT_DOOR.but(inside="VOICE"), VRFS),
}


@pytest.mark.requirement("VC-51")
def test_first_installation_equals_the_reference_line_for_line():
    change = planned(EMPTY, ONE_CPE.part())
    assert change.problems == []
    assert change.commands == REFERENCE.splitlines()


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.requirement("VC-51", "VC-57", "VC-58", "VC-62", "IX-35")
def test_variant_installs_in_send_order_and_the_second_run_sends_nothing(variant):
    site, base = VARIANTS[variant]
    change = planned(base, site.part())
    assert change.problems == []
    assert change.commands == site.text().splitlines()
    running = Router(base).run(change.commands)
    again = planned(running.text(), site.part())
    assert (again.commands, again.inverse, again.diff, again.touched) == ([], [], "", [])


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.requirement("VC-52", "VC-57", "VC-58")
def test_variant_is_removed_without_a_trace_and_the_inverse_brings_it_back(variant):
    site, base = VARIANTS[variant]
    installed = Router(base).run(site.text().splitlines())
    change = planned(installed.text(), site.absent())
    assert change.problems == []
    removed = Router(installed.text()).run(change.commands)
    assert removed.state() == Router(base).state()
    assert removed.run(change.inverse).state() == installed.state()


@pytest.mark.requirement("VC-52")
def test_removal_order():
    change = planned(Router(EMPTY).run(ONE_CPE.text().splitlines()).text(), ONE_CPE.absent())
    assert stripped(change.commands) == [
        "no router bgp 65001",
        f"interface {WAN}",
        "no crypto map VC-MAP",
        "no interface Tunnel101",
        "no interface Tunnel102",
        "no crypto map VC-MAP 10",
        "no crypto map VC-MAP 20",
        "no crypto ikev2 profile VC-DC1",
        "no crypto ikev2 profile VC-DC2",
        "no crypto ikev2 keyring VC-KEYS",
        "no crypto ikev2 policy VC-POL",
        "no crypto ikev2 proposal VC-PROP",
        "no crypto ipsec transform-set VC-TS",
        "no ip access-list extended VC-GRE-DC1",
        "no ip access-list extended VC-GRE-DC2",
        "no ip prefix-list VC-OUT",
        "no ip prefix-list VC-DC1-IN",
        "no ip prefix-list VC-DC2-IN",
        "no ip route 198.51.100.11 255.255.255.255 203.0.113.1 name VC-DC1-IPSEC",
        "no ip route 198.51.100.12 255.255.255.255 203.0.113.1 name VC-DC1-GRE",
        "no ip route 198.51.100.21 255.255.255.255 203.0.113.1 name VC-DC2-IPSEC",
        "no ip route 198.51.100.22 255.255.255.255 203.0.113.1 name VC-DC2-GRE",
        "no interface Loopback101",
        "no interface Loopback102",
    ]


@pytest.mark.requirement("VC-67", "IX-36")
def test_diff_shows_our_lines_in_their_sections_and_no_secret():
    installed = Router(EMPTY).run(ONE_CPE.text().splitlines()).text().replace(" ip mtu 1400", " ip mtu 1390", 1)
    new = ONE_CPE.but(tunnels=(DC1, DC2.__class__(**{**vars(DC2), "psk": "another-psk-01234567890", "half": "192.0.2.0/25"})))
    change = planned(installed, new.part())
    assert change.diff.splitlines() == [
        "-ip prefix-list VC-DC2-IN seq 5 permit 192.0.2.128/25",
        "+ip prefix-list VC-DC2-IN seq 5 permit 192.0.2.0/25",
        " crypto ikev2 keyring VC-KEYS",
        "  peer DC2",
        "-  pre-shared-key <secret>",
        "+  pre-shared-key <secret>",
        " interface Tunnel101",
        "- ip mtu 1390",
        "+ ip mtu 1400",
    ]
    for secret in (DC1.psk, DC2.psk, DC1.password, DC2.password, "another-psk"):
        assert secret not in change.diff + repr(change) + repr(new.part()) + repr(change.problems)


@pytest.mark.requirement("VC-66")
def test_touched_names_what_a_change_disturbs():
    installed = Router(EMPTY).run(ONE_CPE.text().splitlines()).text()
    second = DC2.__class__(**{**vars(DC2), "remote": "100.64.10.7", "psk": "another-psk-01234567890"})
    touched = planned(installed, ONE_CPE.but(tunnels=(DC1, second)).part()).touched
    assert {(touch.section, touch.kind) for touch in touched} == {
        ("crypto ikev2 keyring VC-KEYS / peer DC2", "changed"),
        ("router bgp 65001 / neighbor 100.64.10.5", "removed"),
        ("router bgp 65001 / neighbor 100.64.10.7", "added"),
        ("router bgp 65001 / address-family ipv4 / neighbor 100.64.10.5", "removed"),
        ("router bgp 65001 / address-family ipv4 / neighbor 100.64.10.7", "added"),
    }
    first = planned(EMPTY, ONE_CPE.part()).touched
    assert {touch.kind for touch in first} == {"added"}
    assert ("interface Tunnel101", "removed") in {(t.section, t.kind) for t in planned(installed, ONE_CPE.absent()).touched}


@pytest.mark.requirement("IX-32")
def test_changed_entries_free_their_place_first_and_the_list_is_never_empty():
    installed = Router(EMPTY).run(ONE_CPE.text().splitlines()).text()
    moved = DC1.__class__(**{**vars(DC1), "gre": "198.51.100.13", "half": "192.0.2.128/25"})
    change = planned(installed, ONE_CPE.but(tunnels=(moved, DC2)).part())
    lines = stripped(change.commands)
    at = lines.index("no ip prefix-list VC-DC1-IN seq 5 permit 192.0.2.0/25")
    assert lines[at + 1] == "ip prefix-list VC-DC1-IN seq 5 permit 192.0.2.128/25"
    at = lines.index("ip access-list extended VC-GRE-DC1")
    assert lines[at + 1 : at + 3] == ["11 permit gre host 203.0.113.5 host 198.51.100.13", "no 10"]
    assert planned(Router(installed).run(change.commands).text(), ONE_CPE.but(tunnels=(moved, DC2)).part()).commands == []


@pytest.mark.requirement("VC-58", "IX-30")
def test_a_new_vrf_wipes_the_address_which_is_sent_again():
    base = EMPTY + "vrf definition VOICE\n"
    installed = Router(base).run(ONE_CPE.text().splitlines()).text()
    new = ONE_CPE.but(inside="VOICE")
    lines = stripped(planned(installed, new.part()).commands)
    at = lines.index("interface Tunnel101")
    assert lines[at + 1 : at + 3] == ["vrf forwarding VOICE", "ip address 100.64.10.2 255.255.255.252"]
    assert Router(installed).run(lines).state() == Router(base).run(new.text().splitlines()).state()
    back = planned(Router(base).run(new.text().splitlines()).text(), ONE_CPE.part())
    assert Router(base).run(new.text().splitlines()).run(back.commands).state() == Router(installed).state()


@pytest.mark.requirement("IX-57")
def test_addresses_that_change_places_are_let_go_first():
    installed = Router(EMPTY).run(ONE_CPE.text().splitlines()).text()
    swapped = (DC1.__class__(**{**vars(DC1), "source": DC2.source}), DC2.__class__(**{**vars(DC2), "source": DC1.source}))
    change = planned(installed, ONE_CPE.but(tunnels=swapped).part())
    after = Router(installed).run(change.commands)
    assert planned(after.text(), ONE_CPE.but(tunnels=swapped).part()).commands == []
    assert after.run(change.inverse).state() == Router(installed).state()


@pytest.mark.requirement("IX-37")
def test_an_object_that_the_customer_still_uses_is_left_and_told():
    text = Router(EMPTY).run(ONE_CPE.text().splitlines()).text()
    text = text.replace(f"interface {WAN}\n", f"interface {WAN}\n ip access-group VC-GRE-DC1 in\n")
    change = planned(text, ONE_CPE.absent())
    assert codes(change) == ["KO-CF011"]
    assert change.problems[0].level == "warning"
    assert not any("VC-GRE-DC1" in command for command in change.commands)
    assert "no ip access-list extended VC-GRE-DC2" in change.commands


@pytest.mark.requirement("IX-37")
def test_what_has_changed_its_name_is_bound_before_the_old_one_goes():
    installed = Router(EMPTY).run(ONE_CPE.but(prefix="VC-OLD", step=30).text().splitlines())
    change = planned(installed.text(), ONE_CPE.part())
    after = Router(installed.text()).run(change.commands)
    assert after.state() == Router(EMPTY).run(ONE_CPE.text().splitlines()).state()


@pytest.mark.requirement("IX-40")
def test_entries_of_a_crypto_map_in_use_are_replaced_without_losing_the_map():
    installed = Router(EMPTY).run(ONE_CPE.but(step=30).text().splitlines())
    change = planned(installed.text(), ONE_CPE.part())
    lines = stripped(change.commands)
    assert lines.index("crypto map VC-MAP 10 ipsec-isakmp") < lines.index("no crypto map VC-MAP 30")
    assert not any(line == "no crypto map VC-MAP" for line in lines)


@pytest.mark.requirement("IX-10")
def test_a_global_line_that_an_interface_would_misread_is_sent_from_outside():
    text = Router(EMPTY).run(ONE_CPE.text().splitlines()).text().replace(" ip mtu 1400\n", "", 1).replace(" set pfs group20\n", "", 1)
    text = text.replace(f"interface {WAN}", f"interface {WAN}\n crypto map VC-MAP").replace(
        " crypto map VC-MAP\n crypto map VC-MAP", " crypto map VC-MAP"
    )
    lines = planned(text, ONE_CPE.absent()).commands
    for before, line in itertools.pairwise(lines):
        if line.startswith("no crypto map"):
            assert not before.startswith((" ", "interface"))


@pytest.mark.requirement("IX-68")
def test_a_running_configuration_that_was_cut_is_refused():
    text = Router(EMPTY).run(ONE_CPE.text().splitlines()).text()
    change = planned(text[: len(text) // 2], ONE_CPE.part())
    assert (codes(change), change.commands) == (["KO-CF013"], [])


@pytest.mark.requirement("IX-36", "VC-67")
@pytest.mark.parametrize(
    "line",
    [
        " pre-shared-key S3CRET",
        " pre-shared-key local 6 S3CRET",
        "neighbor 192.0.2.1 password 7 S3CRET",
        "username x privilege 15 secret 9 S3CRET",
        "snmp-server community S3CRET RO",
        "enable password S3CRET",
        " key 7 S3CRET",
        "crypto isakmp key S3CRET address 192.0.2.1",
        "  key-string S3CRET",
        "line refused: neighbor 192.0.2.1 password S3CRET",
    ],
)
def test_mask_hides_secrets_anywhere(line):
    assert "S3CRET" not in DRIVER.mask(f"before\n{line}\nafter")
    assert DRIVER.mask(f"before\n{line}\nafter").startswith("before\n") and DRIVER.mask(f"before\n{line}\nafter").endswith("\nafter")


def test_mask_leaves_what_is_no_secret():
    for line in (
        "crypto ikev2 keyring VC-KEYS",
        " keyring local VC-KEYS",
        "service password-encryption",
        " neighbor 192.0.2.1 send-community both",
        " pre-shared-key <secret>",
    ):
        assert DRIVER.mask(line) == line
