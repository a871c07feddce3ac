"""What is rendered for a CE: the reference of the requirements line for line, and what each option makes of it (TI-04, TI-50..TI-56)."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest

from tests.unit.plugins.plugin_utils.design.interconnect.made import designed, given, rendered, rules, section, text
from tests.unit.plugins.plugin_utils.intent.interconnect.sites import SECOND
from tests.unit.plugins.plugin_utils.intent.sites import change

# Section 5 of the requirements, first connection. Two things are ours: the page prints "200 ... media" after its dots, which by its own rule (each of
# three addresses of two edges: one entry for UDP, two for TLS) is entry 210, and it prints the inbound list only, while TI-04 and TI-55 want both.
ROUTING = """\
vrf definition TWILIO
 rd 65010:310
 address-family ipv4
 exit-address-family
ip prefix-list TI-ASHBURN-OUT seq 5 permit 203.0.113.0/25
ip prefix-list TI-ASHBURN-IN seq 5 permit 67.213.136.64/26
ip prefix-list TI-ASHBURN-IN seq 10 permit 168.86.128.0/18
ip prefix-list TI-ASHBURN-IN seq 15 permit 208.78.112.64/26
route-map TI-ASHBURN-IN permit 10
 match ip address prefix-list TI-ASHBURN-IN
 set local-preference 200
route-map TI-ASHBURN-OUT permit 10
 match ip address prefix-list TI-ASHBURN-OUT
"""
INWARD = """\
ip access-list extended TI-ASHBURN-ACL-IN
 10 permit tcp host 198.51.100.1 host 198.51.100.2 eq bgp
 20 permit tcp host 198.51.100.1 eq bgp host 198.51.100.2
 30 permit udp host 208.78.112.64 host 203.0.113.10 eq 5060
 40 permit udp host 208.78.112.65 host 203.0.113.10 eq 5060
 50 permit udp host 208.78.112.66 host 203.0.113.10 eq 5060
 60 permit tcp host 208.78.112.64 host 203.0.113.10 eq 5061
 70 permit tcp host 208.78.112.64 eq 5061 host 203.0.113.10 established
 80 permit tcp host 208.78.112.65 host 203.0.113.10 eq 5061
 90 permit tcp host 208.78.112.65 eq 5061 host 203.0.113.10 established
 100 permit tcp host 208.78.112.66 host 203.0.113.10 eq 5061
 110 permit tcp host 208.78.112.66 eq 5061 host 203.0.113.10 established
 120 permit udp host 67.213.136.64 host 203.0.113.10 eq 5060
 130 permit udp host 67.213.136.65 host 203.0.113.10 eq 5060
 140 permit udp host 67.213.136.66 host 203.0.113.10 eq 5060
 150 permit tcp host 67.213.136.64 host 203.0.113.10 eq 5061
 160 permit tcp host 67.213.136.64 eq 5061 host 203.0.113.10 established
 170 permit tcp host 67.213.136.65 host 203.0.113.10 eq 5061
 180 permit tcp host 67.213.136.65 eq 5061 host 203.0.113.10 established
 190 permit tcp host 67.213.136.66 host 203.0.113.10 eq 5061
 200 permit tcp host 67.213.136.66 eq 5061 host 203.0.113.10 established
 210 permit udp 168.86.128.0 0.0.63.255 range 10000 60000 host 203.0.113.10 range 16384 32767
 220 permit icmp any any echo
 230 permit icmp any any echo-reply
 240 permit icmp any any unreachable
 250 permit icmp any any ttl-exceeded
 260 deny ip any any log
"""
QUEUES = """\
ip access-list extended TI-RTP
 10 permit udp 203.0.113.0 0.0.0.127 168.86.128.0 0.0.63.255 range 10000 60000
ip access-list extended TI-SIP
 10 permit udp 203.0.113.0 0.0.0.127 any eq 5060
 20 permit tcp 203.0.113.0 0.0.0.127 any range 5060 5061
 30 permit udp 203.0.113.0 0.0.0.127 eq 5060 any
 40 permit tcp 203.0.113.0 0.0.0.127 range 5060 5061 any
class-map match-any TI-VOICE
 match access-group name TI-RTP
class-map match-any TI-SIGNALLING
 match access-group name TI-SIP
policy-map TI-ASHBURN-CHILD
 class TI-VOICE
  set dscp ef
  priority percent 60
 class TI-SIGNALLING
  set dscp cs3
  bandwidth percent 5
 class class-default
  fair-queue
policy-map TI-ASHBURN-SHAPE
 class class-default
  shape average 100000000
  service-policy TI-ASHBURN-CHILD
"""
LINK = """\
interface GigabitEthernet0/0/1.310
 description kyoten:interconnect:tokyo-sbc:ashburn
 encapsulation dot1Q 310
 vrf forwarding TWILIO
 ip address 198.51.100.2 255.255.255.252
 ip access-group TI-ASHBURN-ACL-IN in
 ip access-group TI-ASHBURN-ACL-OUT out
 service-policy output TI-ASHBURN-SHAPE
ip route vrf TWILIO 203.0.113.0 255.255.255.128 Null0 name TI-ORIGIN
router bgp 65010
 bgp log-neighbor-changes
 address-family ipv4 vrf TWILIO
  network 203.0.113.0 mask 255.255.255.128
  neighbor 198.51.100.1 remote-as 64700
  neighbor 198.51.100.1 description kyoten:interconnect:tokyo-sbc:ashburn
  neighbor 198.51.100.1 password lab-tokyo-ashburn-bgp
  neighbor 198.51.100.1 activate
  neighbor 198.51.100.1 soft-reconfiguration inbound
  neighbor 198.51.100.1 route-map TI-ASHBURN-IN in
  neighbor 198.51.100.1 route-map TI-ASHBURN-OUT out
  neighbor 198.51.100.1 maximum-prefix 50 80
 exit-address-family
"""
RULE = re.compile(r"permit (\S+) (any|host \S+|\S+ \S+)( eq \S+| range \S+ \S+)? (any|host \S+|\S+ \S+?)( eq \S+| range \S+ \S+)?( established)?")


def mirrored(rule: str) -> str:
    """The entry that lets the other half of the same conversation pass, worked out from the words alone."""
    found = RULE.fullmatch(rule)
    assert found, rule
    protocol, source, source_port, destination, destination_port, tail = (part or "" for part in found.groups())
    if protocol == "tcp" and "bgp" not in rule:
        tail = "" if tail else " established"
    return f"permit {protocol} {destination}{destination_port} {source}{source_port}{tail}"


@pytest.mark.requirement("TI-50", "TI-51", "TI-52", "TI-53", "TI-54", "TI-55", "TI-56")
def test_the_reference_of_the_requirements_line_for_line() -> None:
    found = text()
    outward = "ip access-list extended TI-ASHBURN-ACL-OUT\n"
    before, _header, rest = found.partition(outward)
    assert before == ROUTING + INWARD
    assert rest[rest.index("ip access-list extended TI-RTP") :] == QUEUES + LINK


@pytest.mark.requirement("TI-04", "TI-55")
def test_the_outbound_list_mirrors_the_inbound_one() -> None:
    """Ports change sides, and a session that may begin one way is answered the other way."""
    out = rules(text(), "TI-ASHBURN-ACL-OUT")
    assert out[0] == "permit tcp host 198.51.100.2 eq bgp host 198.51.100.1"
    assert out[2] == "permit udp host 203.0.113.10 eq 5060 host 208.78.112.64"
    assert out[5:7] == [
        "permit tcp host 203.0.113.10 eq 5061 host 208.78.112.64 established", "permit tcp host 203.0.113.10 host 208.78.112.64 eq 5061",
    ]  # fmt: skip
    assert out[20:] == [
        "permit udp host 203.0.113.10 range 16384 32767 168.86.128.0 0.0.63.255 range 10000 60000", "permit icmp any any echo",
        "permit icmp any any echo-reply", "permit icmp any any unreachable", "permit icmp any any ttl-exceeded", "deny ip any any log",
    ]  # fmt: skip


SHAPES: dict[str, dict[str, Any]] = {
    "reference": {},
    "two devices": {
        "border_devices": [
            {"name": "sbc1", "address": "203.0.113.10", "sip": ["udp/5060", "tcp/5060", "tls/5071"], "media_ports": "16384-32767"},
            {"name": "sbc2", "address": "203.0.113.20", "sip": ["udp/5080", "tcp/5061"], "media_ports": "20000-29999"},
        ],
    },
    "clients": {
        "clients": {"enabled": True, "networks": ["203.0.113.64/27", "203.0.113.96/32"], "signalling": ["54.172.60.0/23", "44.1.1.1/32"]},
    },
    "untagged": {"connections__0__vlan": None},
    "no log": {"acl__log_denies": False, "acl__icmp": ["packet-too-big"]},
}


@pytest.mark.requirement("TI-04", "TI-25", "TI-55")
@pytest.mark.parametrize("shape", SHAPES)
def test_every_permission_has_its_mirror_and_nothing_else_passes(shape: str) -> None:
    config = text(**SHAPES[shape])
    inward, outward = rules(config, "TI-ASHBURN-ACL-IN"), rules(config, "TI-ASHBURN-ACL-OUT")
    own = [rule for rule in inward if not rule.startswith(("permit icmp", "deny"))]
    assert outward == [*map(mirrored, own), *inward[len(own) :]]
    assert [mirrored(mirrored(rule)) for rule in own] == own
    assert inward[-1].startswith("deny ip any any") and len(set(inward)) == len(inward)
    numbers = [int(line.split()[0]) for line in section(config, "ip access-list extended TI-ASHBURN-ACL-IN")]
    assert numbers == [10 * place for place in range(1, len(numbers) + 1)]


@pytest.mark.requirement("TI-24", "TI-55")
def test_several_devices_each_on_its_own_ports() -> None:
    inward = rules(text(**SHAPES["two devices"]), "TI-ASHBURN-ACL-IN")
    of_one = [rule for rule in inward if "208.78.112.64 " in rule]
    assert of_one == [
        "permit udp host 208.78.112.64 host 203.0.113.10 eq 5060",
        "permit udp host 208.78.112.64 host 203.0.113.20 eq 5080",
        "permit tcp host 208.78.112.64 host 203.0.113.10 eq 5060",
        "permit tcp host 208.78.112.64 eq 5060 host 203.0.113.10 established",
        "permit tcp host 208.78.112.64 host 203.0.113.10 eq 5071",
        "permit tcp host 208.78.112.64 eq 5061 host 203.0.113.10 established",
        "permit tcp host 208.78.112.64 host 203.0.113.20 eq 5061",
        "permit tcp host 208.78.112.64 eq 5060 host 203.0.113.20 established",
    ]
    assert [rule for rule in inward if "168.86.128.0" in rule] == [
        "permit udp 168.86.128.0 0.0.63.255 range 10000 60000 host 203.0.113.10 range 16384 32767",
        "permit udp 168.86.128.0 0.0.63.255 range 10000 60000 host 203.0.113.20 range 20000 29999",
    ]
    marked = rules(text(**SHAPES["two devices"]), "TI-SIP")
    assert marked[4:] == ["permit tcp 203.0.113.0 0.0.0.127 eq 5071 any", "permit udp 203.0.113.0 0.0.0.127 eq 5080 any"]


@pytest.mark.requirement("TI-25")
def test_clients_reach_signalling_and_media() -> None:
    config = text(**SHAPES["clients"])
    assert [rule for rule in rules(config, "TI-ASHBURN-ACL-IN") if "203.0.113.64" in rule or "203.0.113.96" in rule] == [
        "permit tcp host 44.1.1.1 eq 443 203.0.113.64 0.0.0.31 established",
        "permit tcp 54.172.60.0 0.0.1.255 eq 443 203.0.113.64 0.0.0.31 established",
        "permit udp 168.86.128.0 0.0.63.255 range 10000 60000 203.0.113.64 0.0.0.31",
        "permit tcp host 44.1.1.1 eq 443 host 203.0.113.96 established",
        "permit tcp 54.172.60.0 0.0.1.255 eq 443 host 203.0.113.96 established",
        "permit udp 168.86.128.0 0.0.63.255 range 10000 60000 host 203.0.113.96",
    ]
    assert "permit tcp host 203.0.113.96 host 44.1.1.1 eq 443" in rules(config, "TI-ASHBURN-ACL-OUT")
    off = {**SHAPES["clients"]["clients"], "enabled": False}
    assert text(clients=off) == text()


@pytest.mark.requirement("TI-25", "VC-30")
def test_clients_whose_signalling_is_anywhere() -> None:
    config = text(clients={"enabled": True, "networks": ["203.0.113.64/27"], "signalling": ["0.0.0.0/0"]})
    assert "permit tcp any eq 443 203.0.113.64 0.0.0.31 established" in rules(config, "TI-ASHBURN-ACL-IN")
    assert "permit tcp 203.0.113.64 0.0.0.31 any eq 443" in rules(config, "TI-ASHBURN-ACL-OUT")


@pytest.mark.requirement("TI-52")
def test_primary_and_secondary_differ_in_both_directions() -> None:
    first, second = text(), text(host=SECOND)
    assert section(first, "route-map TI-ASHBURN-IN permit 10")[1:] == ["set local-preference 200"]
    assert section(first, "route-map TI-ASHBURN-OUT permit 10")[1:] == []
    assert section(second, "route-map TI-SAN-JOSE-IN permit 10")[1:] == ["set local-preference 100"]
    assert section(second, "route-map TI-SAN-JOSE-OUT permit 10")[1:] == ["set as-path prepend 65010 65010 65010"]


@pytest.mark.requirement("TI-52")
@pytest.mark.parametrize("host", ["ce-tokyo-1", SECOND])
def test_active_connections_have_no_preference(host: str) -> None:
    assert not re.search("local-preference|prepend", text("active", host))


@pytest.mark.requirement("TI-42", "TI-56")
def test_an_untagged_port_is_the_interface_itself() -> None:
    lines = section(text(connections__0__vlan=None), "interface GigabitEthernet0/0/1")
    assert lines[:3] == ["description kyoten:interconnect:tokyo-sbc:ashburn", "vrf forwarding TWILIO", "ip address 198.51.100.2 255.255.255.252"]
    assert "encapsulation" not in " ".join(lines)


@pytest.mark.requirement("TI-55")
def test_without_access_lists_nothing_is_applied() -> None:
    config = text(acl__enabled=False)
    assert "ACL" not in config and "access-group TI" not in config.replace("access-group name", "")
    assert "ip access-list extended TI-RTP" in config


@pytest.mark.requirement("TI-54")
def test_without_queues_nothing_is_marked() -> None:
    config = text(qos__enabled=False)
    assert not re.search("policy-map|class-map|service-policy|TI-RTP|TI-SIP|shape", config)
    assert rules(config, "TI-ASHBURN-ACL-IN") == rules(text(), "TI-ASHBURN-ACL-IN")


@pytest.mark.requirement("TI-54")
def test_shaper_shares_and_marks_are_those_of_the_site() -> None:
    config = text(connections__0__mbps=1000, qos={"voice_percent": 40, "signalling_percent": 10, "voice_dscp": "46", "signalling_dscp": "AF31"})
    child = section(config, "policy-map TI-ASHBURN-CHILD")
    assert child == [
        "class TI-VOICE", "set dscp ef", "priority percent 40", "class TI-SIGNALLING", "set dscp af31", "bandwidth percent 10",
        "class class-default", "fair-queue",
    ]  # fmt: skip
    assert "shape average 1000000000" in section(config, "policy-map TI-ASHBURN-SHAPE")


@pytest.mark.requirement("TI-50")
def test_without_a_route_to_null0_the_network_is_announced_all_the_same() -> None:
    config = text(connections__0__origin_static=False)
    assert "Null0" not in config and "  network 203.0.113.0 mask 255.255.255.128\n" in config


@pytest.mark.requirement("TI-50", "TI-51")
def test_what_is_announced_and_accepted_is_exactly_what_was_listed() -> None:
    config = text(customer_routes=["44.2.0.0/16", "203.0.113.0/25", "44.1.1.0/24"])
    prefixes = re.findall(r"^ip prefix-list (\S+) seq (\d+) permit (\S+)$", config, re.MULTILINE)
    out = [" ".join(entry[1:]) for entry in prefixes if entry[0] == "TI-ASHBURN-OUT"]
    assert out == ["5 44.1.1.0/24", "10 44.2.0.0/16", "15 203.0.113.0/25"]
    assert [entry[2] for entry in prefixes if entry[0] == "TI-ASHBURN-IN"] == ["67.213.136.64/26", "168.86.128.0/18", "208.78.112.64/26"]
    networks = re.findall(r"^  network (\S+ mask \S+)$", config, re.MULTILINE)
    assert networks == ["44.1.1.0 mask 255.255.255.0", "44.2.0.0 mask 255.255.0.0", "203.0.113.0 mask 255.255.255.128"]
    assert re.findall(r"^ip route vrf TWILIO (\S+ \S+) Null0 name TI-ORIGIN$", config, re.MULTILINE) == [net.replace(" mask", "") for net in networks]
    assert not re.search(r"redistribute|default-originate|default-information|0\.0\.0\.0/0", config)


@pytest.mark.requirement("TI-43", "TI-53")
@pytest.mark.parametrize(
    ("limit", "routes", "words"), [(None, 3, "20 80"), (None, 11, "22 80"), (3, 3, "3 80"), (77, 3, "77 80")],
)
def test_the_limit_of_prefixes(limit: int | None, routes: int, words: str) -> None:
    listed = [f"168.86.{128 + 2 * n}.0/24" for n in range(routes)]
    config = text(connections__0__max_prefixes=limit, twilio_routes=listed)
    assert f"  neighbor 198.51.100.1 maximum-prefix {words}\n" in config
    asked = text(connections__0__max_prefixes=limit, twilio_routes=listed, connections__0__max_prefixes_warning_only=True)
    assert f"  neighbor 198.51.100.1 maximum-prefix {words} warning-only\n" in asked


def test_password_and_timers_stand_where_they_are_given() -> None:
    timed = text(connections__0__bgp_timers={"keepalive": 10, "hold": 30})
    assert "  neighbor 198.51.100.1 timers 10 30\n" in timed and "timers" not in text()
    assert "password" not in text(host=SECOND)


@pytest.mark.requirement("TI-56")
def test_the_vrf_stands_before_the_address_and_what_is_referred_to_before_its_user() -> None:
    config = text("one_ce")
    for one, other in (
        ("vrf definition TWILIO", "vrf forwarding TWILIO"), ("\n vrf forwarding TWILIO", "\n ip address"), ("ip prefix-list TI-", "route-map TI-"),
        ("ip access-list extended TI-RTP", "match access-group name TI-RTP"), ("class-map match-any TI-VOICE", " class TI-VOICE"),
        ("policy-map TI-ASHBURN-CHILD", "service-policy TI-ASHBURN-CHILD"), ("policy-map TI-SAN-JOSE-SHAPE", "service-policy output"),
        ("ip access-list extended TI-ASHBURN-ACL-OUT", "ip access-group TI-ASHBURN-ACL-OUT"), ("route-map TI-ASHBURN-IN permit", "neighbor"),
    ):  # fmt: skip
        assert config.index(one) < config.index(other), one


@pytest.mark.requirement("TI-14", "TI-56")
def test_two_locations_on_one_router_share_the_vrf_the_marks_and_the_process() -> None:
    config = text("one_ce")
    for once in ("vrf definition", "router bgp 65010", "address-family ipv4 vrf TWILIO", "class-map match-any TI-VOICE", "extended TI-RTP"):
        assert config.count(once) == 1
    assert config.count("ip route vrf TWILIO 203.0.113.0") == config.count("  network 203.0.113.0") == 1
    assert re.findall("description (.*)", config) == 2 * [f"kyoten:interconnect:tokyo-sbc:{place}" for place in ("ashburn", "san-jose")]
    assert text("one_ce").splitlines()[-1] == " exit-address-family"


@pytest.mark.requirement("TI-56")
def test_a_site_that_is_to_go_is_no_text() -> None:
    assert text(state="absent") == ""
    gone = designed(given(state="absent"))
    assert (gone["connections"], gone["vrfs"], gone["mark"]) == ([], [{"name": "TWILIO", "rd": "65010:310"}], "kyoten:interconnect:tokyo-sbc")


@pytest.mark.requirement("TI-55")
@pytest.mark.parametrize("seed", range(8))
def test_the_text_is_the_same_however_lists_are_sorted(seed: int) -> None:
    """Whatever has no order of its own: routes, edges, devices, their ports, clients, ICMP messages, connections."""
    shuffle = Random(seed).shuffle
    base = change(given("one_ce", **SHAPES["two devices"]), {"set": {"interconnect_site.clients": SHAPES["clients"]["clients"]}})
    shuffled = change(base, {})
    site = shuffled["interconnect_site"]
    lists = [site["customer_routes"], site["twilio_routes"], site["edges"], site["border_devices"], site["acl"]["icmp"], site["clients"]["networks"]]
    lists.append(site["connections"])
    for each in [*lists, site["clients"]["signalling"], *(device["sip"] for device in site["border_devices"])]:
        shuffle(each)
    assert rendered(shuffled) == rendered(base)
