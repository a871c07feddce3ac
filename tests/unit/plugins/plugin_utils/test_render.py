"""The rendered IOS-XE text against golden files, and the last look that the renderer takes itself (VC-30)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils import render as room
from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.virtual_connect import design
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.render import check, render
from tests.unit.plugins.plugin_utils.design.sites import CBC, intent, one_cpe, two_cpes

GOLDEN = Path(__file__).parents[2] / "fixtures" / "golden"
VOICE = {"inside": "VOICE", "transport": None}
INET = {"inside": None, "transport": "INET"}
BOTH = {"inside": "VOICE", "transport": "INET"}
DEFINED: dict[str, tuple[dict[str, Any], str]] = {
    "one_cpe": (one_cpe(), "osaka-r1"),
    "two_cpes_dc1": (two_cpes(), "tokyo-r1"),
    "two_cpes_dc2": (two_cpes(), "tokyo-r2"),
    "inside_vrf": (one_cpe(tunnels__all__vrf=VOICE), "osaka-r1"),
    "front_door_vrf": (one_cpe(tunnels__all__vrf=INET), "osaka-r1"),
    "both_vrfs_cbc_1454": (
        one_cpe(**CBC, access__path_mtu=1454, tunnels__all__vrf=BOTH, tunnels__all__keepalive={"enabled": False, "period": 10, "retries": 3}),
        "osaka-r1",
    ),
    "mixed_vrfs": (
        one_cpe(
            tunnels__dc2__vrf=BOTH,
            tunnels__dc2__wan={"interface": "GigabitEthernet0/0/2", "next_hop": "203.0.113.65"},
            tunnels__dc2__local__ipsec_address="203.0.113.66",
        ),
        "osaka-r1",
    ),
    "cbc": (one_cpe(**CBC), "osaka-r1"),
    "path_mtu_1454": (one_cpe(access__path_mtu=1454), "osaka-r1"),
    "options": (
        one_cpe(
            crypto__dpd={"interval": 30, "retry": 5, "mode": "on-demand"},
            crypto__ipsec={"encryption": "aes-gcm-128", "integrity": None, "pfs_group": None, "lifetime": 7200},
            lan_redistribution={"ospf_process": 7},
            tunnels__all__bgp_timers={"keepalive": 10, "hold": 30},
            tunnels__all__local__bgp_process_asn=65010,
            tunnels__all__wan_acl="WAN-IN",
            tunnels__all__nat_exempt_acl="NAT",
            tunnels__dc1__default_condition="10.1.0.0/16",
            tunnels__dc2__bgp_password=None,
            tunnels__dc2__keepalive={"enabled": False, "period": 10, "retries": 3},
        ),
        "osaka-r1",
    ),
    "weak_crypto": (
        one_cpe(
            crypto__allow_weak=True,
            crypto__ike={"version": 2, "encryption": ["3des"], "integrity": ["sha1"], "prf": ["sha1"], "dh_group": [2], "lifetime": 86400},
            crypto__ipsec={"encryption": "3des", "integrity": "sha1", "pfs_group": 2, "lifetime": 3600},
        ),
        "osaka-r1",
    ),
    "no_loopback": (two_cpes(tunnels__all__local__gre_transport="203.0.113.18", tunnels__dc2__local__gre_transport="203.0.113.34"), "tokyo-r1"),
    "vti": (one_cpe(ipsec_style="vti", access__path_mtu=1454), "osaka-r1"),
    "vti_front_door_vrf": (one_cpe(ipsec_style="vti", tunnels__all__vrf=INET), "osaka-r1"),
}


def text_of(site: dict[str, Any], host: str = "osaka-r1") -> str:
    return render("virtual_connect", "ios_xe", design(intent(site), host))


@pytest.mark.requirement("VC-10", "VC-14", "VC-20", "VC-21", "VC-29", "VC-49", "VC-50", "VC-51", "VC-53", "VC-54", "VC-55", "VC-56", "VC-57", "VC-58")
@pytest.mark.parametrize("name", DEFINED)
def test_each_shape_of_a_site_renders_as_its_golden_file(name: str) -> None:
    assert text_of(*DEFINED[name]) == (GOLDEN / f"{name}.cfg").read_text(encoding="utf-8")


@pytest.mark.requirement("VC-19", "VC-21", "VC-54")
def test_each_neighbour_accepts_its_own_half_and_the_24_and_gets_the_default_only() -> None:
    lines = text_of(one_cpe(di_halves={"dc1": "192.0.2.128/25", "dc2": "192.0.2.0/25"})).splitlines()
    lists: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("ip prefix-list "):
            lists.setdefault(line.split()[2], []).append(line.split(" permit ")[1])
    assert lists == {"VC-OUT": ["0.0.0.0/0"], "VC-DC1-IN": ["192.0.2.128/25", "192.0.2.0/24"], "VC-DC2-IN": ["192.0.2.0/25", "192.0.2.0/24"]}
    for neighbour, name in (("100.64.10.1", "VC-DC1-IN"), ("100.64.10.5", "VC-DC2-IN")):
        assert {f"  neighbor {neighbour} prefix-list {name} in", f"  neighbor {neighbour} prefix-list VC-OUT out"} <= set(lines)


def test_two_cpes_share_no_line_that_names_a_dc() -> None:
    one, two = (text_of(two_cpes(), host) for host in ("tokyo-r1", "tokyo-r2"))
    assert "DC2" not in one and "dc2" not in one
    assert "DC1" not in two and "dc1" not in two


@pytest.mark.requirement("VC-52")
@pytest.mark.parametrize("site", [one_cpe(state="absent"), one_cpe(state="absent", ipsec_style="vti")])
def test_an_absent_site_renders_nothing(site: dict[str, Any]) -> None:
    assert text_of(site) == ""


@pytest.mark.requirement("VC-58")
@pytest.mark.parametrize("name", DEFINED)
def test_vrf_comes_before_the_address_and_the_default_route_of_bgp_is_always_explicit(name: str) -> None:
    lines = text_of(*DEFINED[name]).splitlines()
    for index, line in enumerate(lines):
        assert not (line.startswith(" vrf forwarding") and lines[index - 1].startswith(" ip address"))
    originate = [line for line in lines if "default-originate" in line]
    assert len(originate) == sum(line.endswith(" activate") for line in lines) > 0
    assert not [line for line in lines if "local-preference" in line or "weight" in line or "metric" in line]


@pytest.mark.requirement("VC-51")
@pytest.mark.parametrize("name", DEFINED)
def test_nothing_is_referred_to_before_it_stands(name: str) -> None:
    """Every name of ours is introduced (as the last words of an unindented line) before another line uses it."""
    defined: set[str] = set()
    for line in text_of(*DEFINED[name]).splitlines():
        words = [word for word in line.split() if word.startswith("VC-") and "-IPSEC" not in word and not line.startswith("ip route")]
        if line.startswith(" ") or (" seq " in line and words[0] in defined):
            assert set(words) <= defined, line
        else:
            defined.update(words)


@pytest.mark.requirement("VC-30")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ip access-list extended A\n 10 permit ip host 1.1.1.1 host 2.2.2.2\n", [("KO-RN004", "line 2")]),
        ("ip access-list extended A\n permit ip any any\n", [("KO-RN004", "line 2")]),
        ("ip access-list extended A\n 10 permit gre 1.1.1.1 255.255.255.255 2.2.2.2 255.255.255.255\n", [("KO-RN005", "line 2")]),
        ("interface Loopback1\n ip address 1.1.1.1 255.255.255.255\n", []),
        ("ip prefix-list A seq 5 permit 0.0.0.0/0\n", []),
        ("ip access-list extended A\n 10 permit gre host 1.1.1.1 host 2.2.2.2\ninterface X\n 20 permit ip any any\n", []),
        ("a\x02b\n", [("KO-RN001", "line 1")]),
        ("a\x7f\n", [("KO-RN001", "line 1")]),
        ("a\x85\n", [("KO-RN001", "line 1")]),
        ("x" * 253, []),
        ("x" * 254, [("KO-RN003", "line 1")]),
    ],
)
def test_the_text_is_looked_over(text: str, found: list[tuple[str, str]]) -> None:
    assert [(p.code, p.path) for p in check(text)] == found


@pytest.mark.requirement("VC-30", "VC-43")
@pytest.mark.parametrize("character", ["\n", "\r", "\x00", "\x02", "\x7f", "\x85", "\u2028"])
def test_a_control_character_in_a_value_is_refused_and_a_secret_not_shown(character: str) -> None:
    site = one_cpe(tunnels__dc1__psk=f"tell{character}nobody", name=f"osaka{character}hub")
    with pytest.raises(OnrampError) as caught:
        text_of(site)
    assert {p.code for p in caught.value.problems} == {"KO-RN001"}
    assert "design.tunnels[0].psk" in {p.path for p in caught.value.problems}
    assert "tell" not in repr(caught.value.problems)


@pytest.mark.requirement("VC-30")
def test_an_overlong_line_and_a_missing_value_are_refused() -> None:
    with pytest.raises(OnrampError) as caught:
        text_of(one_cpe(name="x" * 240))
    assert {p.code for p in caught.value.problems} == {"KO-RN003"}
    broken = design(intent(one_cpe()), "osaka-r1")
    broken["router_id"] = None
    with pytest.raises(OnrampError) as caught:
        render("virtual_connect", "ios_xe", broken)
    assert [p.code for p in caught.value.problems] == ["KO-RN002"]


@pytest.mark.requirement("VC-43")
def test_a_design_in_a_traceback_shows_no_secret() -> None:
    shown = repr(design(intent(one_cpe()), "osaka-r1"))
    assert "lab-osaka-hub" not in shown
    assert shown.count("<secret>") == 4


def test_what_is_prepared_is_not_compiled_again(monkeypatch):
    assert room.prepare("virtual_connect") == ["ios_xe"]
    monkeypatch.setattr(room._environment("virtual_connect"), "compile", None)
    assert render("virtual_connect", "ios_xe", design(intent(one_cpe()), "osaka-r1"))


def test_a_key_of_a_design_comes_before_the_methods_of_a_mapping() -> None:
    template = room._environment("virtual_connect").from_string("{{ group.items }} {{ group.get('items') }} {{ group.keys() | list }}")
    assert template.render(group={"items": "mine"}) == "mine mine ['items']"
