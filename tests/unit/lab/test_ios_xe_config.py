"""The running configuration of the simulated router: what it takes, what it refuses, how it writes it back (IX-30..IX-37, IX-50, IX-57)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.ios_xe.config import Configuration
from tests.lab.ios_xe.secrets import clear, decode_type7, encode_type7, mask

from .ios_xe_support import REFERENCE, REMOVAL, bare, lines_of, osaka

NOTES = ("% NOTE: This new crypto map", "IKEv2 p")


def refused(router, *lines):
    """What the router says to the last of the lines."""
    said = router.configure("\n".join(lines))
    return said[-1] if said else ""


@pytest.mark.requirement("VC-51", "IX-04", "IX-50")
def test_reference_configuration_is_accepted_line_by_line_and_removed_again():
    router = osaka()
    before = router.running_text()
    path = ()
    for line in REFERENCE:
        path = () if line[0] != " " else path
        answer = router.config.enter(path, line)
        path = answer.path
        assert not answer.error, line
        assert not answer.text or answer.text.startswith((*NOTES, "% Warning: A hold time")) or "IKEv2 policy MUST" in answer.text
    assert "keepalive 10 3" in lines_of(router, "interface Tunnel101")
    router.configure(REMOVAL)
    assert router.running_text() == before


@pytest.mark.requirement("IX-30")
def test_tunnel_lines_come_in_the_order_of_ios_with_defaults_hidden():
    router = bare()
    router.configure(
        "interface Loopback1\ninterface Tunnel5\n tunnel destination 192.0.2.9\n tunnel mode gre ip\n no shutdown\n keepalive\n"
        " tunnel source Loopback 1\n"
        " tunnel path-mtu-discovery age-timer 10\n ip address 10.0.0.1 255.255.255.252\n description a % sign\n ip mtu 1400"
    )
    assert lines_of(router, "interface Tunnel5") == [
        "description a % sign",
        "ip address 10.0.0.1 255.255.255.252",
        "ip mtu 1400",
        "keepalive 10 3",
        "tunnel source Loopback1",
        "tunnel destination 192.0.2.9",
        "tunnel path-mtu-discovery",
    ]


@pytest.mark.requirement("IX-30")
def test_vrf_forwarding_wipes_the_address_and_says_so():
    router = bare("vrf definition A\n address-family ipv4\n")
    said = refused(router, "interface Tunnel1", " ip address 10.0.0.1 255.255.255.0", " vrf forwarding A")
    assert said == "% Interface Tunnel1 IPv4 disabled and address(es) removed due to enabling VRF A"
    assert lines_of(router, "interface Tunnel1") == ["vrf forwarding A", "no ip address"]
    assert refused(router, "interface Tunnel1", " vrf forwarding A") == ""
    assert refused(router, "interface Tunnel1", " vrf forwarding MISSING") == "% VRF MISSING not configured."


REFUSALS = [
    (["interface GigabitEthernet0/0/9"], "invalid"),
    (["interface Frob1"], "invalid"),
    (["interface Tunnel1", " tunnel source Loopback77"], "invalid"),
    (["interface Tunnel1", " ip address 10.0.0.1 255.0.255.0"], "Bad mask 0xFF00FF00 for address 10.0.0.1"),
    (["interface Tunnel1", " ip address 10.0.0.0 255.255.255.252"], "Bad mask /30 for address 10.0.0.0"),
    (
        ["interface Tunnel1", " ip address 100.64.10.2 255.255.255.252", "interface Tunnel2", " ip address 100.64.10.1 255.255.255.252"],
        "% 100.64.10.0 overlaps with Tunnel1",
    ),
    (
        ["interface Loopback0", " ip address 10.9.0.1 255.255.255.0", "interface Tunnel2", " ip address 10.9.0.9 255.255.255.252"],
        "% 10.9.0.8 overlaps with Loopback0",
    ),
    (["router bgp 65001", " neighbor 192.0.2.1 description x"], "% Specify remote-as or peer-group commands first"),
    (["router bgp 65001", "router bgp 65002"], "BGP is already running; AS is 65001"),
    (["router bgp 65001", " address-family ipv4", "  bgp router-id 10.0.0.1"], "% General session commands not allowed under the address family"),
    (["router bgp 65001", " address-family ipv4 vrf NONE"], "% VRF NONE not configured."),
    (["crypto ikev2 proposal P", " encryption aes-gcm-256", " integrity sha256"], "% Invalid integrity algorithm"),
    (["crypto ikev2 proposal P", " integrity sha256", " encryption aes-gcm-256"], "% Invalid combination"),
    (["crypto ikev2 proposal P", " encryption aes-gcm-256 aes-cbc-256"], "% Invalid combination"),
    (["crypto ikev2 proposal P", " encryption rot13"], "invalid"),
    (["crypto ipsec transform-set T esp-gcm 256 esp-sha-hmac"], "ERROR: Invalid transform combination"),
    (["crypto map M 10 ipsec-isakmp", " set transform-set NONE"], 'ERROR: transform set with tag "NONE" does not exist.'),
    (["crypto map M 10"], "incomplete"),
    (["interface Tunnel1", " crypto map M"], 'ERROR: Crypto Map with tag "M" does not exist.'),
    (["crypto map M 10 ipsec-isakmp", "interface Tunnel1", " crypto map M"], "% NOTE: crypto map is configured on tunnel interface."),
    (["policy-map P", " class C"], "% class map C not configured"),
    (["interface Tunnel1", " service-policy output P"], "% policy map P not configured"),
    (["ip access-list extended 10"], "% Invalid access list name."),
    (["ip access-list standard A", "ip access-list extended A"], "% A named IP access list with this name already exists"),
    (["ip access-list extended A", " 10 permit ip any any", " 10 deny ip any any"], "% Duplicate sequence number"),
    (["ip access-list extended A", " permit ip any any", " permit ip any any"], "% Duplicate permit statement ignored."),
    (["ip access-list extended A", " no 10"], "% Specified access-list entry does not exist"),
    (["ip access-list extended A", " permit udp any eq www any"], "invalid"),
    (["ip prefix-list P seq 5 permit 10.0.0.0/8", "ip prefix-list P seq 5 deny 10.0.0.0/8"], "%Insertion failed - seq # exists in configuration."),
    (["ip prefix-list P permit 10.0.0.0/24 ge 8"], "% Invalid prefix range for 10.0.0.0/24, make sure: len < ge-value <= le-value"),
    (["ip route 10.0.0.1 255.255.255.0 192.0.2.1"], "%Inconsistent address and mask"),
    (["no ip route 10.0.0.0 255.255.255.0 192.0.2.1"], "%No matching route to delete"),
    (["no interface GigabitEthernet0/0/0"], "% Removal of physical interfaces is not permitted"),
    (["interface Loopback0", " keepalive"], "incomplete|invalid"),
    (["interface Tunnel1", " ip mtu 20"], "invalid"),
    (["interface Tunnel1", " ip mtu"], "incomplete"),
    (["ip"], "incomplete"),
    (["i"], "ambiguous"),
    (["frobnicate"], "invalid"),
]


@pytest.mark.requirement("IX-11", "IX-31", "IX-57")
@pytest.mark.parametrize(("lines", "said"), REFUSALS, ids=[" / ".join(line.strip() for line in lines) for lines, _said in REFUSALS])
def test_refused_with_the_words_of_ios_and_without_effect(lines, said):
    router = bare()
    router.configure("\n".join(lines[:-1]))
    path = ()
    for line in lines[:-1]:
        path = router.config.enter(() if line[0] != " " else path, line).path
    before = router.running_text()
    answer = router.config.enter(() if lines[-1][0] != " " else path, lines[-1])
    text = answer.text or (answer.refused.reason if answer.refused else "")
    assert any(text.startswith(option) for option in said.split("|")), text
    assert router.running_text() == before


IN_USE = [
    ("no crypto ikev2 proposal VC-PROP", "in use"),
    ("no crypto ikev2 keyring VC-KEYS", "in use"),
    ("no crypto ikev2 profile VC-DC1", "in use"),
    ("no crypto ipsec transform-set VC-TS", "in use"),
    ("no crypto map VC-MAP", "is in use by interface(s): GigabitEthernet0/0/0"),
]


@pytest.mark.requirement("IX-37", "VC-52")
@pytest.mark.parametrize(("line", "said"), IN_USE)
def test_objects_in_use_are_not_removed(line, said):
    router = osaka()
    router.configure(REFERENCE)
    before = router.running_text()
    assert said in refused(router, line)
    assert router.running_text() == before


CANONICAL = [
    ("network 203.0.113.0 mask 255.255.255.0", "network 203.0.113.0"),
    ("network 10.1.0.0 mask 255.255.0.0", "network 10.1.0.0 mask 255.255.0.0"),
    ("neighbor 192.0.2.1 timers 60 180", None),
    ("neighbor 192.0.2.1 timers 10 30 20", "neighbor 192.0.2.1 timers 10 30 20"),
    ("neighbor 192.0.2.1 local-as 64000.2017 no-prepend replace-as", "neighbor 192.0.2.1 local-as 4194306017 no-prepend replace-as"),
]


@pytest.mark.requirement("IX-32", "IX-33", "IX-35")
@pytest.mark.parametrize(("typed", "stored"), CANONICAL)
def test_bgp_lines_are_written_back_as_ios_does(typed, stored):
    router = bare()
    router.configure(f"router bgp 65001\n neighbor 192.0.2.1 remote-as 64900\n {typed}")
    lines = lines_of(router, "router bgp 65001")
    assert [line for line in lines if line.split()[:3] == typed.split()[:3] or line.startswith("network")] == ([stored] if stored else [])


@pytest.mark.requirement("IX-33")
def test_flat_ipv4_lines_move_into_the_address_family_once_one_is_named():
    router = bare()
    router.configure("router bgp 65001\n neighbor 192.0.2.1 remote-as 64900\n neighbor 192.0.2.1 soft-reconfiguration inbound\n network 10.0.0.0")
    flat = ["bgp log-neighbor-changes", "network 10.0.0.0", "neighbor 192.0.2.1 remote-as 64900", "neighbor 192.0.2.1 soft-reconfiguration inbound"]
    assert lines_of(router, "router bgp 65001") == flat
    router.configure("router bgp 65001\n address-family ipv4")
    assert lines_of(router, "router bgp 65001") == ["bgp log-neighbor-changes", "neighbor 192.0.2.1 remote-as 64900", "address-family ipv4"]
    family = next(child for node in router.tree.children if node.text == "router bgp 65001" for child in node.children if child.children)
    assert [child.text for child in family.children] == [
        "network 10.0.0.0",
        "neighbor 192.0.2.1 activate",
        "neighbor 192.0.2.1 soft-reconfiguration inbound",
    ]
    router.configure("router bgp 65001\n network 10.8.0.0 mask 255.255.0.0")
    assert "network 10.8.0.0 mask 255.255.0.0" not in lines_of(router, "router bgp 65001")


@pytest.mark.requirement("IX-32")
def test_access_list_entries_are_numbered_named_and_canonical():
    router = bare()
    router.configure(
        "ip access-list extended A\n permit udp host 192.0.2.1 eq 500 host 192.0.2.2 eq 4500\n permit tcp any any eq 179\n"
        " permit gre 10.0.0.1 0.0.0.0 10.9.9.9 "
        "255.255.255.255\n remark for voice\n 15 permit ip 10.1.1.1 0.0.0.255 any\n no permit tcp any any eq bgp\n"
        "access-list 10 permit 10.0.0.7 0.0.0.0"
    )
    assert lines_of(router, "ip access-list extended A") == [
        "10 permit udp host 192.0.2.1 eq isakmp host 192.0.2.2 eq non500-isakmp",
        "15 permit ip 10.1.1.0 0.0.0.255 any",
        "30 permit gre host 10.0.0.1 any",
        "40 remark for voice",
    ]
    assert lines_of(router, "ip access-list standard 10") == ["10 permit 10.0.0.7"]
    router.configure("ip access-list resequence A 100 5")
    assert [line.split()[0] for line in lines_of(router, "ip access-list extended A")] == ["100", "105", "110", "115"]


@pytest.mark.requirement("IX-32")
def test_prefix_list_entries_are_numbered_by_five_and_masked():
    router = bare()
    router.configure(
        "ip prefix-list P permit 10.0.0.9/8\nip prefix-list P seq 7 deny 10.1.0.0/16 le 24\n"
        "ip prefix-list P permit 0.0.0.0/0\nip prefix-list P permit 10.0.0.0/8"
    )
    texts = [node.text for node in router.tree.children if "prefix-list" in node.text]
    assert texts == [
        "ip prefix-list P seq 5 permit 10.0.0.0/8",
        "ip prefix-list P seq 7 deny 10.1.0.0/16 le 24",
        "ip prefix-list P seq 10 permit 0.0.0.0/0",
    ]


@pytest.mark.requirement("IX-32")
def test_crypto_lines_have_their_trailing_spaces_and_no_separator_between_entries():
    router = osaka()
    router.configure(REFERENCE)
    router.configure("crypto map VC-MAP 20 ipsec-isakmp")
    text = router.running_text()
    assert "crypto ipsec transform-set VC-TS esp-gcm 256 \n mode tunnel\n!\n" in text
    assert " match address VC-GRE-DC1\ncrypto map VC-MAP 20 ipsec-isakmp \n!\n" in text
    assert " peer DC1\n  address 198.51.100.11\n  pre-shared-key lab-osaka-hub-dc1-psk-0123456789\n !\n!\n" in text


@pytest.mark.requirement("IX-33", "IX-32")
def test_the_text_of_a_process_with_address_families():
    router = bare("hostname R1\nvrf definition V\n address-family ipv4\n")
    router.configure(
        "router bgp 65001\n no bgp default ipv4-unicast\n neighbor 192.0.2.10 remote-as 1\n neighbor 192.0.2.9 remote-as 2\n"
        " address-family ipv4 vrf V\n"
        "  network 203.0.113.0 mask 255.255.255.0\n address-family ipv4\n  neighbor 192.0.2.10 activate\nno crypto ikev2 http-url cert"
    )
    text = router.running_text()
    assert "vrf definition V\n !\n address-family ipv4\n exit-address-family\n!\n" in text
    assert text.partition("router bgp 65001\n")[2].startswith(
        " bgp log-neighbor-changes\n no bgp default ipv4-unicast\n neighbor 192.0.2.9 remote-as 2\n neighbor 192.0.2.10 remote-as 1\n !\n"
        " address-family ipv4\n  neighbor 192.0.2.10 activate\n exit-address-family\n !\n"
        " address-family ipv4 vrf V\n  network 203.0.113.0\n exit-address-family\n!\n"
    )


MASKED = [
    "  pre-shared-key hush",
    "  pre-shared-key 6 hush",
    "  pre-shared-key local hush",
    " neighbor 192.0.2.1 password 7 hush",
    "username x privilege 15 secret 9 hush",
    "enable secret level 5 0 hush",
    "key config-key password-encrypt hush",
    "snmp-server community hush RO",
    "snmp-server host 192.0.2.1 version 2c hush",
    "ntp authentication-key 1 md5 hush",
    "crypto isakmp key hush address 192.0.2.1",
    " key 7 hush",
    "  key-string hush",
    "pre-shared-key hex 0hush",
    " authentication local pre-share key hush",
    "username x password hush",
    " ip ospf authentication-key 7 hush",
    " standby 1 authentication text hush",
]


@pytest.mark.requirement("IX-36", "IX-55")
@pytest.mark.parametrize("line", MASKED)
def test_no_secret_passes_the_mask(line):
    assert "hush" not in mask(line)
    assert mask(line).split()[0] == line.split()[0]


@pytest.mark.parametrize(
    "line", ["service password-encryption", "password encryption aes", "key chain RIP", " description plain text", "show key config-key"]
)
def test_lines_without_a_secret_stay(line):
    assert mask(line) == line


@pytest.mark.requirement("IX-36")
@pytest.mark.parametrize(("salt", "text"), [(5, "05201F00354940443B222743"), (0, "002F0A09105E054B2D067C1F"), (15, "15391203102F25690A140573")])
def test_type_7_vectors(salt, text):
    assert encode_type7("Kyoten-BGP1", salt) == text
    assert decode_type7(text) == "Kyoten-BGP1"
    assert {decode_type7(vector) for vector in ("0822455D0A16", "02050D480809", "070C285F4D06")} == {"cisco"}


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60), st.integers(0, 15))
def test_type_7_comes_back(text, salt):
    assert decode_type7(encode_type7(text, salt)) == text


@pytest.mark.requirement("IX-36")
def test_passwords_are_encrypted_only_with_the_service_and_keys_only_with_a_master_key():
    router = bare(
        "router bgp 65001\n neighbor 192.0.2.1 remote-as 1\n neighbor 192.0.2.1 password Secret-1\n"
        "crypto ikev2 keyring K\n peer P\n  pre-shared-key Secret-2\n"
    )
    assert "password Secret-1" in router.running_text()
    router.configure("service password-encryption")
    stored = next(line for line in lines_of(router, "router bgp 65001") if "password" in line).split()
    assert stored[-2] == "7"
    assert clear(stored[-2:]) == "Secret-1"
    assert "pre-shared-key Secret-2" in router.running_text()
    router.configure("key config-key password-encrypt master-key-1\npassword encryption aes")
    peer = (
        next(child for node in router.tree.children if node.text.startswith("crypto ikev2 keyring") for child in node.children)
        .children[0]
        .text.split()
    )
    assert peer[:2] == ["pre-shared-key", "6"]
    assert clear(peer[1:]) == "Secret-2"
    router.configure("no key config-key password-encrypt")
    peer = (
        next(child for node in router.tree.children if node.text.startswith("crypto ikev2 keyring") for child in node.children)
        .children[0]
        .text.split()
    )
    assert clear(peer[1:]) == ""


@pytest.mark.requirement("IX-10", "IX-50")
def test_replacing_removing_and_resetting_lines():
    router = bare()
    router.configure("interface Tunnel1\n ip mtu 1400\n ip mtu 1300\n shutdown\n ip ospf cost 5")
    assert lines_of(router, "interface Tunnel1") == ["no ip address", "ip mtu 1300", "ip ospf cost 5", "shutdown"]
    router.configure("interface Tunnel1\n no ip mtu 9000\n no shutdown\n default ip ospf cost")
    assert lines_of(router, "interface Tunnel1") == ["no ip address"]
    router.configure("default interface GigabitEthernet0/0/0\nno ip http server\nno cdp run")
    assert {"no ip http server", "no cdp run"} <= {node.text for node in router.tree.children}
    router.configure("ip http server\ncdp run\nno ip domain lookup\ndefault ip domain lookup")
    assert {"ip http server", "cdp run"} <= {node.text for node in router.tree.children}
    assert "no ip domain lookup" not in {node.text for node in router.tree.children}


@pytest.mark.requirement("IX-10")
def test_banners_of_several_lines_survive():
    router = bare("banner motd ^C\nline one#\nline two\n^C\nhostname R7\n")
    assert router.hostname == "R7"
    assert "banner motd ^C\nline one#\nline two\n^C\n" in router.running_text()
    assert bare(router.running_text()).running_text() == router.running_text()


def test_a_router_without_saved_configuration_has_its_ports_shut():
    assert "shutdown" in lines_of(bare(), "interface GigabitEthernet0/0/0")


# --- whatever is typed, the text that is shown gives the same router again --------------------------------------------

NAMES = st.sampled_from(["A", "B-1", "VC-OUT", "x.y", "CORE"])
OCTET = st.integers(1, 223)
HOSTS = st.builds("{}.{}.{}.{}".format, OCTET, st.integers(0, 255), st.integers(0, 255), st.integers(1, 254))
SMALL = st.integers(1, 40)
PORTS = st.one_of(st.integers(1, 65535).map(str), st.sampled_from(["ntp", "isakmp", "non500-isakmp", "domain"]))
ADDRESSES = st.one_of(st.just("any"), HOSTS.map("host {}".format), HOSTS.map("{} 0.0.0.255".format), HOSTS.map("{} 0.0.0.0".format))
LINES = st.one_of(
    st.builds("ip prefix-list {} seq {} permit {}/{}".format, NAMES, SMALL, HOSTS, st.integers(0, 32)),
    st.builds("ip prefix-list {} deny {}/{}".format, NAMES, HOSTS, st.integers(0, 32)),
    st.builds("ip access-list extended E{}\n {} permit udp {} eq {} {}".format, NAMES, SMALL, ADDRESSES, PORTS, ADDRESSES),
    st.builds("ip access-list standard S{}\n permit {}".format, NAMES, ADDRESSES),
    st.builds("ip access-list extended E{}\n remark {}".format, NAMES, NAMES),
    st.builds("interface Tunnel{}\n ip mtu {}\n keepalive {}".format, SMALL, st.integers(68, 9976), st.integers(0, 30)),
    st.builds("interface Loopback{}\n ip address {} 255.255.255.255\n description {}".format, SMALL, HOSTS, NAMES),
    st.builds("interface Tunnel{}\n vrf forwarding V{}\n ip address {} 255.255.255.252".format, SMALL, NAMES, HOSTS),
    st.builds("interface GigabitEthernet0/0/1\n ip address {} 255.255.255.0 secondary".format, HOSTS),
    st.builds("vrf definition V{}\n address-family ipv4".format, NAMES),
    st.builds("no vrf definition V{}".format, NAMES),
    st.builds("ip route {} 255.255.255.255 {} {} name {}".format, HOSTS, HOSTS, st.integers(1, 255), NAMES),
    st.builds(
        "route-map {} {} {}\n match ip address prefix-list {}\n set local-preference {}".format,
        NAMES,
        st.sampled_from(["permit", "deny"]),
        SMALL,
        NAMES,
        SMALL,
    ),
    st.builds("router bgp 65001\n neighbor {} remote-as {}\n neighbor {} soft-reconfiguration inbound".format, HOSTS, SMALL, HOSTS),
    st.builds(
        "router bgp 65001\n address-family ipv4\n  network {} mask 255.255.255.0".format, HOSTS.map(lambda host: host.rsplit(".", 1)[0] + ".0")
    ),
    st.just("router bgp 65001\n no bgp default ipv4-unicast"),
    st.builds("router bgp 65001\n address-family ipv4 vrf V{}\n  neighbor {} remote-as 5".format, NAMES, HOSTS),
    st.builds("crypto ikev2 keyring {}\n peer {}\n  address {}\n  pre-shared-key {}".format, NAMES, NAMES, HOSTS, NAMES),
    st.builds("crypto map {} {} ipsec-isakmp\n set peer {}\n set pfs".format, NAMES, SMALL, HOSTS),
    st.builds("class-map match-any {}\n match dscp ef".format, NAMES),
    st.builds("policy-map P{}\n class class-default\n  fair-queue\n class {}\n  priority percent {}".format, NAMES, NAMES, SMALL),
    st.builds("username {} privilege {} secret {}".format, NAMES, st.integers(0, 15), NAMES),
    st.builds("ntp server {} prefer".format, HOSTS),
    st.just("service password-encryption"),
)


@pytest.mark.requirement("IX-35", "IX-50")
@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_what_is_shown_gives_the_same_router(blocks):
    router = bare("hostname R1\n")
    router.configure("\n".join(blocks))
    text = router.running_text()
    again = bare(text)
    assert again.refused_at_start == []
    assert again.running_text() == text


def test_ten_thousand_lines_are_taken_quickly():
    lines = [f"ip route 10.{number // 250}.{number % 250}.0 255.255.255.0 192.0.2.1 name N{number}" for number in range(10_000)]
    config = Configuration(("GigabitEthernet0/0/0",))
    assert config.load(lines) == []
    assert len(config.tree.children) >= 10_000
