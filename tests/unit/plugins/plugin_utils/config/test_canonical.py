"""What a router spells in another way is no change: one row per form (IX-30..IX-37), and rows that must remain a change."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.driver import acl_spelling
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.secrets import OPAQUE, canonical_secret, decode_type7
from tests.lab.ios_xe.kinds import PORTS
from tests.unit.plugins.plugin_utils.config.model import Router
from tests.unit.plugins.plugin_utils.config.sites import DRIVER, EMPTY, ONE_CPE, WAN, Site, planned

CBC = ONE_CPE.but(cbc=True)
LISTED = ONE_CPE.but(wan_acl="WAN-IN")
LIST = "ip access-list extended WAN-IN\n 10 permit tcp any any established\n"


def running_of(site: Site, base: str = EMPTY) -> str:
    return Router(base).run(site.text().splitlines()).text()


SAME = {
    "IX-30 keepalive without values": (ONE_CPE, [(" keepalive 10 3\n", " keepalive\n")]),
    "IX-30 tunnel mode shown": (ONE_CPE, [(" tunnel destination", " tunnel mode gre ip\n tunnel destination")]),
    "IX-30 no shutdown shown": (ONE_CPE, [(" ip mtu 1400", " no shutdown\n ip mtu 1400")]),
    "IX-30 path MTU discovery arguments": (ONE_CPE, [("path-mtu-discovery\n", "path-mtu-discovery age-timer 10 min-mtu 92\n")]),
    "IX-30 no keepalive shown": (ONE_CPE.but(keepalive=""), [(" ip mtu 1400", " no keepalive\n ip mtu 1400")]),
    "IX-31 lifetime shown": (ONE_CPE, [(" dpd 10", " lifetime 86400\n dpd 10")]),
    "IX-31 authentication in the other order": (
        ONE_CPE,
        [
            (
                " authentication remote pre-share\n authentication local pre-share\n",
                " authentication local pre-share\n authentication remote pre-share\n",
            )
        ],
    ),
    "IX-32 mode tunnel hidden": (ONE_CPE, [(" mode tunnel\n", "")]),
    "IX-32 SA lifetime shown": (ONE_CPE, [(" set peer", " set security-association lifetime seconds 3600\n set peer")]),
    "IX-32 transforms in the other order": (CBC, [("esp-aes 256 esp-sha256-hmac", "esp-sha256-hmac esp-aes 256 ")]),
    "IX-32 wildcard for host": (ONE_CPE, [("gre host 203.0.113.5 host 198.51.100.12", "gre 203.0.113.5 0.0.0.0 198.51.100.12 0.0.0.0")]),
    "IX-32 protocol number": (ONE_CPE, [("permit gre", "permit 47")]),
    "IX-32 other sequence numbers": (ONE_CPE, [(" 10 permit gre", " 30 permit gre")]),
    "IX-32 no sequence numbers": (ONE_CPE, [(" 10 permit gre", " permit gre")]),
    "IX-32 other numbers in a prefix-list": (ONE_CPE, [("IN seq 10", "IN seq 17"), ("IN seq 5", "IN seq 6")]),
    "IX-33 flat IPv4 lines": (ONE_CPE, [(" address-family ipv4\n", ""), (" exit-address-family\n", ""), ("\n  neighbor", "\n neighbor")]),
    "IX-33 address-family ipv4 unicast": (ONE_CPE, [(" address-family ipv4\n", " address-family ipv4 unicast\n")]),
    "IX-33 timers shown": (ONE_CPE, [(" neighbor 100.64.10.1 password", " neighbor 100.64.10.1 timers 60 180\n neighbor 100.64.10.1 password")]),
    "IX-33 exit-address-family without indentation": (ONE_CPE, [(" exit-address-family\n", "exit-address-family\n")]),
    "IX-35 asdot": (ONE_CPE.but(asn=4194306017), [("router bgp 4194306017", "router bgp 64000.2017")]),
    "IX-35 abbreviated interface": (ONE_CPE, [(" tunnel source Loopback101", " tunnel source Lo101")]),
    "IX-36 password type 7": (ONE_CPE, [("password Kyoten-BGP1", "password 7 05201F00354940443B222743")]),
    "IX-36 password 0": (ONE_CPE, [("password Kyoten-BGP1", "password 0 Kyoten-BGP1")]),
    "IX-36 pre-shared key type 6": (ONE_CPE, [("pre-shared-key example-dc1-psk-0123456789", "pre-shared-key 6 ABcdEFgh")]),
    "IX-09 carriage returns and trailing spaces": (ONE_CPE, [("\n", " \r\n")]),
    "IX-34 banner that looks like configuration": (
        ONE_CPE,
        [("version 17.9\n", f"version 17.9\nbanner motd ^C\ninterface Tunnel101\n ip mtu 1300\nrouter bgp 65009\n{WAN}#\n^C\n")],
    ),
    "IX-34 banner with another delimiter": (
        ONE_CPE,
        [("version 17.9\n", "version 17.9\nbanner login #\nrouter bgp 65009\ninterface Tunnel101\n#\n")],
    ),
    "IX-34 certificate": (
        ONE_CPE,
        [("version 17.9\n", "crypto pki certificate chain TP\n certificate self-signed 01\n  30820330 30820218 A0030201\n  \tquit\nversion 17.9\n")],
    ),
    "VC-61 port numbers and ICMP codes": (LISTED, [("eq isakmp", "eq 500"), ("eq non500-isakmp", "eq 4500"), ("packet-too-big", "3 4")]),
}


@pytest.mark.parametrize("name", SAME)
@pytest.mark.requirement("VC-62", "IX-30", "IX-31", "IX-32", "IX-33", "IX-34", "IX-35", "IX-36", "IX-72")
def test_another_spelling_is_no_change(name):
    site, replacements = SAME[name]
    text = running_of(site, EMPTY + LIST if site.wan_acl else EMPTY)
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    change = planned(text, site.part())
    assert (change.commands, change.problems, change.diff) == ([], [], "")


DIFFERENT = {
    "keepalive": (" keepalive 10 3\n", " keepalive 20\n", " keepalive 10 3"),
    "keepalive off": (" keepalive 10 3\n", "", " keepalive 10 3"),
    "mode": (" mode tunnel\n", " mode transport\n", " mode tunnel"),
    "netmask for wildcard": ("host 203.0.113.5 host", "203.0.113.5 255.255.255.255 host", " 11 permit gre host 203.0.113.5 host 198.51.100.12"),
    "description": ("osaka-hub:dc1 transport", "osaka-hub:dc1 other", " description kyoten:virtual_connect:osaka-hub:dc1 transport"),
    "extra line of a section of ours": (" ip mtu 1400\n", " ip mtu 1400\n ip ospf 1 area 0\n", " no ip ospf 1 area 0"),
    "shutdown": (" ip mtu 1400\n", " ip mtu 1400\n shutdown\n", " no shutdown"),
    "transform": ("esp-gcm 256", "esp-gcm 128", "crypto ipsec transform-set VC-TS esp-gcm 256"),
    "lifetime": (" dpd 10", " lifetime 3600\n dpd 10", " no lifetime 3600"),
    "second proposal": ("\n proposal VC-PROP\n", "\n proposal VC-PROP\n match address local 203.0.113.9\n", " no match address local 203.0.113.9"),
    "remote AS": ("10.1 remote-as 64900", "10.1 remote-as 64901", " neighbor 100.64.10.1 remote-as 64900"),
    "local preference": ("10.1 activate", "10.1 activate\n  neighbor 100.64.10.1 weight 50", "  no neighbor 100.64.10.1 weight 50"),
    "password": ("password Kyoten-BGP1", "password 7 0822455D0A16", " neighbor 100.64.10.1 password Kyoten-BGP1"),
    "prefix-list in": ("VC-DC1-IN in", "VC-OUT in", "  neighbor 100.64.10.1 prefix-list VC-DC1-IN in"),
}


@pytest.mark.parametrize("name", DIFFERENT)
@pytest.mark.requirement("VC-62", "IX-35")
def test_what_means_something_else_is_a_change_of_one_line_and_can_be_undone(name):
    old, new, expected = DIFFERENT[name]
    text = running_of(ONE_CPE).replace(old, new, 1)
    change = planned(text, ONE_CPE.part())
    assert expected in change.commands
    assert len([line for line in change.diff.splitlines() if line[0] in "+-"]) <= 2
    after = Router(text).run(change.commands)
    assert after.state() == Router(running_of(ONE_CPE)).state()
    assert after.run(change.inverse).state() == Router(text).state()


@pytest.mark.requirement("IX-36")
@pytest.mark.parametrize(
    ("stored", "clear"),
    [
        ("0822455D0A16", "cisco"),
        ("02050D480809", "cisco"),
        ("070C285F4D06", "cisco"),
        ("05201F00354940443B222743", "Kyoten-BGP1"),
        ("002F0A09105E054B2D067C1F", "Kyoten-BGP1"),
        ("15391203102F25690A140573", "Kyoten-BGP1"),
    ],
)
def test_type_7_vectors(stored, clear):
    assert decode_type7(stored) == clear
    assert canonical_secret(f"7 {stored}") == clear


@pytest.mark.requirement("IX-36")
def test_what_only_the_device_can_read_is_opaque():
    assert canonical_secret("6 XYZ") == OPAQUE + "6 XYZ"
    assert canonical_secret("7 99ZZ") == OPAQUE + "7 99ZZ"
    assert canonical_secret("6") == "6"


@pytest.mark.requirement("IX-36", "VC-62")
def test_secret_update_always_sends_what_cannot_be_compared_and_the_inverse_restores_it():
    text = running_of(ONE_CPE).replace("pre-shared-key example-dc1-psk-0123456789", "pre-shared-key 6 ABcdEFgh")
    change = planned(text, ONE_CPE.part(), secret_update="always")
    assert change.commands == ["crypto ikev2 keyring VC-KEYS", " peer DC1", "  pre-shared-key example-dc1-psk-0123456789"]
    assert change.inverse == ["crypto ikev2 keyring VC-KEYS", " peer DC1", "  pre-shared-key 6 ABcdEFgh"]
    assert change.diff.splitlines()[-2:] == ["-  pre-shared-key <secret>", "+  pre-shared-key <secret>"]


@pytest.mark.requirement("IX-31", "VC-28")
def test_integrity_goes_before_gcm_comes_and_the_section_stays():
    change = planned(running_of(CBC), ONE_CPE.part())
    at = change.commands.index("crypto ikev2 proposal VC-PROP")
    assert change.commands[at + 1 : at + 5] == [" no integrity sha256", " encryption aes-gcm-256", " prf sha384", " group 20"]
    assert "crypto ipsec transform-set VC-TS esp-gcm 256" in change.commands
    assert not any(line.startswith("no crypto") for line in change.commands)


@pytest.mark.parametrize(
    ("text", "canon"),
    [
        ("permit udp any eq non500-isakmp host 192.0.2.1 range isakmp 520", "permit udp any eq 4500 host 192.0.2.1 range 500 520"),
        ("permit ip 10.1.2.3 0.0.0.255 0.0.0.0 255.255.255.255", "permit ip 10.1.2.0 0.0.0.255 any"),
        ("permit icmp any any unreachable", "permit icmp any any 3"),
        ("permit 50 host 192.0.2.1 any", "permit esp host 192.0.2.1 any"),
        ("remark eq isakmp", "remark eq isakmp"),
    ],
)
@pytest.mark.requirement("IX-35")
def test_acl_entries(text, canon):
    from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.tree import parse

    tree = parse(DRIVER, f"ip access-list extended X\n {text}\n")
    assert list(tree.children["ip access-list extended X"].children) == [canon]


@pytest.mark.requirement("IX-35")
@pytest.mark.parametrize(("protocol", "name"), [(protocol, name) for protocol, names in PORTS.items() for name in names])
def test_a_port_is_the_same_by_name_and_by_number(protocol, name):
    spelling = acl_spelling("ios_xe")
    assert spelling(f"permit {protocol} any any eq {name}") == spelling(f"permit {protocol} any any eq {PORTS[protocol][name]}")


@pytest.mark.requirement("IX-32", "IX-35")
def test_classful_network_masks():
    from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.tree import parse

    def networks(text: str) -> list[str]:
        return [line.canon for line in parse(DRIVER, f"router bgp 1\n {text}\n").walk() if line.text.startswith("network")]

    for short, long in (("203.0.113.0", "255.255.255.0"), ("10.0.0.0", "255.0.0.0"), ("172.16.0.0", "255.255.0.0")):
        assert networks(f"network {short}") == networks(f"network {short} mask {long}")
    assert networks("network 10.0.0.0") != networks("network 10.0.0.0 mask 255.255.0.0")
