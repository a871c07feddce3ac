"""What the role really renders, every shape of a site: installed in send order, unchanged on the second run, removed without a trace."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Part, same, sections
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.ownership import load_ownership
from tests.unit.plugins.plugin_utils.config.sites import DRIVER, EMPTY, ONE_CPE, REFERENCE, planned

GOLDEN = sorted((Path(__file__).parents[3] / "fixtures" / "golden").glob("*.cfg"))


def world_for(text: str) -> tuple[str, dict]:
    """A customer's router on which a rendered text can stand, and the part of its design that ownership reads."""
    vrfs = sorted(set(re.findall(r"vrf (?:forwarding )?(?!any)([A-Z]+)", text)))
    wans = sorted(set(re.findall(r"^interface (GigabitEthernet\S+)$", text, re.MULTILINE)) | set(re.findall(r"ip unnumbered (\S+)", text)))
    vrf = next(iter(re.findall(r"^ match fvrf (?!any)(\S+)", text, re.MULTILINE)), None)
    lists = [name for name in re.findall(r"^ip access-list extended (\S+)", text, re.MULTILINE) if not name.startswith("VC-")]
    base = "".join(f"vrf definition {name}\n" for name in vrfs)
    base += "".join(f"interface {name}\n" + (f" vrf forwarding {vrf}\n" if vrf else "") for name in wans)
    base += "".join(f"ip access-list extended {name}\n 10 deny ip any any\n" for name in lists)
    base += "".join(f"{header}\n passive-interface default\n" for header in re.findall(r"^router ospf.*$", text, re.MULTILINE))
    router_id = re.search(r"bgp router-id (\S+)", text)
    design = {
        "mark": "kyoten:virtual_connect:" + re.search(r"kyoten:virtual_connect:([^:]+)", text)[1],
        "router_id": router_id[1] if router_id else None,
        "tunnels": [{"wan": {"interface": name}, "vrf": {"transport": vrf}} for name in wans],
        "wan_acls": [{"name": name} for name in lists if name != "NAT"],
        "nat_exempt_acls": [{"name": name} for name in lists if name == "NAT"],
    }
    return base, design


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
@pytest.mark.requirement("VC-51", "VC-57", "VC-58", "VC-62")
def test_rendered_text_installs_in_send_order_and_stays(path):
    text = path.read_text(encoding="utf-8")
    base, design = world_for(text)
    if path.stem == "mixed_vrfs":
        design["tunnels"] = []
    part = Part("virtual_connect", text, load_ownership("ios_xe", "virtual_connect", design))
    change = planned(base, part)
    assert change.problems == []
    assert change.commands == text.splitlines()
    assert planned(base + text + "!\n", part).commands == []
    absent = Part("virtual_connect", "", load_ownership("ios_xe", "virtual_connect", {**design, "tunnels": []}))
    gone = planned(base + text, absent)
    assert gone.problems == []
    assert all("no " in line or not line.startswith(" ") or line in (" exit-address-family",) for line in gone.commands)


@pytest.mark.requirement("IX-65")
def test_same_names_what_was_refused_silently():
    part = ONE_CPE.part()
    assert same(DRIVER, REFERENCE, EMPTY + REFERENCE) == []
    running = EMPTY + REFERENCE.replace(" set pfs group20\n", "", 1).replace(" ip mtu 1400", " ip mtu 1390", 1).replace(
        "  pre-shared-key example-dc2-psk-0123456789\n", ""
    )
    assert same(DRIVER, REFERENCE, running) == [
        "crypto ikev2 keyring VC-KEYS / peer DC2 / pre-shared-key <secret>",
        "crypto map VC-MAP 10 ipsec-isakmp / set pfs group20",
        "interface Tunnel101 / ip mtu 1400",
    ]
    running = EMPTY + REFERENCE.replace(" bgp router-id 203.0.113.5", " bgp router-id 10.1.0.1")
    assert same(DRIVER, REFERENCE, running) == ["router bgp 65001 / bgp router-id 203.0.113.5"]
    assert same(DRIVER, REFERENCE, running, part.ownership) == []
    assert "ip access-list extended VC-GRE-DC1" in same(DRIVER, REFERENCE, EMPTY)


def test_sections_are_lines_by_header():
    assert sections(DRIVER, "!\ninterface Tunnel101\n ip mtu 1400\n !\n shutdown\n!\nhostname R1\n") == {
        "interface Tunnel101": ["ip mtu 1400", "shutdown"],
        "hostname R1": [],
    }
