"""Every sample of platforms/cisco_ios_xe.md, section 3, and its variants, as the records they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers import (
    access_list,
    bgp_routes,
    bgp_summary,
    crypto_map,
    ikev2_proposal,
    ikev2_sa,
    interface,
    ip_route,
    ipsec_sa,
    ping,
    prefix_list,
    section,
    version,
)
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.access_list import AclEntry
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.ip_route import Route
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.prefix_list import PrefixEntry
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.text import ParseError

OUTPUTS = next(folder for folder in Path(__file__).parents if folder.name == "unit") / "fixtures" / "outputs"

PARSERS = [
    access_list.parse, bgp_routes.parse, bgp_summary.parse, crypto_map.parse, ikev2_proposal.parse, ikev2_proposal.parse_policies, ikev2_sa.parse,
    interface.parse, ip_route.parse, ipsec_sa.parse, ping.parse, prefix_list.parse, version.parse,
]  # fmt: skip


def output(name: str) -> str:
    return (OUTPUTS / f"{name}.txt").read_text(encoding="utf-8")


def test_ike_sa_plain():
    (sa,) = ikev2_sa.parse(output("ikev2_sa"))
    assert (sa.local, sa.local_port, sa.remote, sa.remote_port, sa.fvrf, sa.status) == ("203.0.113.2", 500, "198.51.100.11", 500, None, "READY")
    assert (sa.encryption, sa.prf, sa.integrity, sa.dh_group, sa.lifetime, sa.active) == ("aes-gcm-256", "sha384", None, 20, 86400, 137)
    assert sa.local_spi is None and sa.ready


def test_ike_sa_detail():
    (sa,) = ikev2_sa.parse(output("ikev2_sa_detail"))
    assert (sa.local_spi, sa.remote_spi, sa.local_id, sa.remote_id) == ("0A1B2C3D4E5F6071", "9182736455463728", "203.0.113.2", "198.51.100.11")
    assert (sa.description, sa.initiator) == ("Negotiation done", True)


def test_ike_sa_with_nat_two_sas_vrfs_swapped_labels_and_ipv6():
    old, new = ikev2_sa.parse(output("ikev2_sa_variants"))
    assert (old.local_port, old.fvrf, old.ivrf, old.encryption, old.integrity) == (4500, "INET", "VOICE", "aes-cbc-256", "sha256")
    assert (old.local_spi, old.initiator, old.active) == ("0A1B2C3D4E5F6071", False, 28799)
    assert (new.status, new.encryption, new.prf, new.remote_spi) == ("IN-NEG", None, None, "0000000000000000")


def test_ipsec_sa():
    (flow,) = ipsec_sa.parse(output("ipsec_sa"))
    assert (flow.interface, flow.crypto_map, flow.local_address, flow.peer, flow.port) == (
        "GigabitEthernet0/0/0", "VC-MAP", "203.0.113.2", "198.51.100.11", 500,
    )  # fmt: skip
    assert flow.local == ipsec_sa.Ident("203.0.113.5", "255.255.255.255", 47, 0)
    assert (flow.encaps, flow.decaps, flow.plaintext_mtu, flow.outbound_spi, flow.pfs, flow.dh_group) == (57, 55, 1446, 0x5A5A0011, True, "group20")
    assert flow.inbound == (ipsec_sa.EspSa(0x1F2E3D4C, "esp-gcm 256", ("Tunnel",), "ACTIVE", 3121),)
    assert [sa.spi for sa in flow.outbound] == [0x5A5A0011]


def test_ipsec_sa_with_nat_transport_any_protocol_no_sa_and_ipv6():
    first, second = ipsec_sa.parse(output("ipsec_sa_variants"))
    assert (first.port, first.inbound[0].settings, first.inbound[1].settings) == (4500, ("Tunnel UDP-Encaps",), ("Transport",))
    assert (first.pfs, first.dh_group, first.inbound[0].transform) == (False, None, "esp-256-aes esp-sha256-hmac")
    assert [sa.remaining for sa in first.inbound] == [3121, None]
    assert (second.local.protocol, second.outbound_spi, second.inbound, second.outbound) == (0, 0, (), ())


def test_interface():
    (state,) = interface.parse(output("interface_tunnel"))
    assert (state.name, state.up, state.address, state.prefix_length, state.keepalive) == ("Tunnel101", True, "100.64.10.2", 30, (10, 3))
    assert (state.source, state.source_interface, state.destination, state.transport) == ("203.0.113.5", "Loopback101", "198.51.100.12", "GRE/IP")
    assert state.reason is None


def test_interface_down():
    down, off = interface.parse(output("interface_variants"))
    assert (down.up, down.keepalive, down.address, down.reason) == (False, None, None, "no output interface")
    assert (down.source, down.source_interface, down.destination) == ("203.0.113.6", None, "198.51.100.22")
    assert (off.admin, off.keepalive, off.source) == ("administratively down", (10, 3), None)


def test_bgp_summary():
    first, second = bgp_summary.parse(output("bgp_summary"))
    assert (first.address, first.asn, first.accepted, first.state, first.received, first.sent) == ("100.64.10.1", 64900, 2, "Established", 41, 39)
    assert (second.accepted, second.state, second.uptime) == (None, "Idle", "never")


def test_bgp_summary_in_a_vrf_with_asdot_wrap_and_ipv6():
    rows = bgp_summary.parse(output("bgp_summary_vrf"))
    assert [row.address for row in rows] == ["100.64.30.1", "100.64.30.5", "100.64.30.9", "203.0.113.200"]
    assert [row.state for row in rows] == ["Established", "Idle (Admin)", "OpenConfirm", "Idle (PfxCt)"]
    assert (rows[0].asn, rows[0].local_asn) == (64000 * 65536 + 2017, 65003)


def test_bgp_summary_without_a_process():
    assert bgp_summary.parse("% BGP not active\n") == []


@pytest.mark.requirement("VC-73")
def test_bgp_routes_have_their_classful_masks_back():
    routes = bgp_routes.parse(output("bgp_routes"))
    assert [(route.prefix, route.next_hop, route.best) for route in routes] == [
        ("192.0.2.0/25", "100.64.10.1", True), ("192.0.2.0/24", "100.64.10.1", True),
    ]  # fmt: skip


def test_bgp_routes_wrapped_continued_and_marked():
    routes = bgp_routes.parse(output("bgp_received_wrapped"))
    assert [(route.prefix, route.next_hop, route.status) for route in routes] == [
        ("192.0.2.128/25", "100.64.10.1", "*>"), ("192.0.2.128/25", "100.64.10.5", "*m"), ("198.51.100.128/25", "100.64.10.1", "r>i"),
        ("10.0.0.0/8", "100.64.10.1", "*>"), ("172.16.0.0/16", "100.64.10.1", "*"), ("203.0.113.0/24", "100.64.10.1", "*>"),
        ("0.0.0.0/0", "100.64.10.1", "*>"),
    ]  # fmt: skip


@pytest.mark.requirement("VC-74")
def test_default_originate_is_a_line_and_no_row():
    (default,) = bgp_routes.parse(output("bgp_advertised_default"))
    assert (default.prefix, default.originated) == ("0.0.0.0/0", True)
    assert bgp_routes.parse("     Network          Next Hop            Metric LocPrf Weight Path\n\nTotal number of prefixes 0 \n") == []
    assert bgp_routes.parse("Originating default network 0.0.0.0/0\n") == [default]


def test_ip_route_table():
    routes = {route.prefix: route for route in ip_route.parse(output("ip_route"))}
    assert routes["192.0.2.0/24"] == Route("192.0.2.0/24", "B", ("100.64.10.5", "100.64.10.1"))
    assert routes["192.0.2.0/25"].next_hops == ("100.64.10.1",)
    assert routes["10.1.0.0/16"] == Route("10.1.0.0/16", "O E2", ("10.1.0.254",), ("GigabitEthernet0/0/1",))
    assert routes["10.1.0.0/24"].interfaces == ("GigabitEthernet0/0/1",)
    assert routes["198.51.100.12/32"].next_hops == ("203.0.113.1",)
    assert routes["203.0.113.0/24"].next_hops == ("100.64.10.1",)
    assert routes["0.0.0.0/0"] == Route("0.0.0.0/0", "S*", ("10.1.0.254",))
    assert len(routes) == 10


def test_ip_route_lookup():
    assert ip_route.parse(output("ip_route_entry")) == [
        Route("198.51.100.11/32", "static", ("203.0.113.1", "203.0.113.9"), ("GigabitEthernet0/0/0",))
    ]
    assert ip_route.parse(output("ip_route_entry_bgp")) == [Route("192.0.2.0/25", "bgp 65001", ("100.64.10.1",))]
    direct = 'Routing entry for 10.1.0.0/24\n Known via "connected"\n Routing Descriptor Blocks:\n * directly connected, via Tunnel101\n'
    assert ip_route.parse(direct) == [Route("10.1.0.0/24", "connected", (), ("Tunnel101",))]


@pytest.mark.parametrize("text", ["% Network not in table\n", "% Subnet not in table\r\n"])
def test_ip_route_lookup_that_finds_nothing(text):
    assert ip_route.parse(text) == []


def test_crypto_map():
    first, second = crypto_map.parse(output("crypto_map"))
    assert (first.peers, first.acl, first.profile, first.pfs, first.dh_group) == (("198.51.100.11",), "VC-GRE-DC1", "VC-DC1", True, "group20")
    assert (first.transforms, first.interfaces, first.incomplete) == ((("VC-TS", "esp-gcm 256"),), ("GigabitEthernet0/0/0",), False)
    assert (second.peers, second.acl, second.incomplete, second.transforms, second.pfs) == ((), None, True, (), False)


def test_proposals_and_policies():
    own, builtin = ikev2_proposal.parse(output("ikev2_proposal"))
    assert (own.name, own.encryption, own.integrity, own.prf, own.dh_group) == ("VC-PROP", ("aes-gcm-256",), (), ("sha384",), (20,))
    assert (builtin.integrity, builtin.dh_group) == (("sha512", "sha384"), (19, 14, 21))
    mine, default = ikev2_proposal.parse_policies(output("ikev2_policy"))
    assert (mine.name, mine.fvrf, mine.local, mine.proposals) == ("VC-POL", "INET", ("203.0.113.50",), ("VC-PROP",))
    assert (default.fvrf, default.local) == (None, ("any",))


def test_lists():
    inbound, other = prefix_list.parse(output("prefix_list"))
    assert inbound.entries == (PrefixEntry(5, "permit", "192.0.2.0/25"), PrefixEntry(10, "permit", "192.0.2.0/24"))
    assert other.entries == (PrefixEntry(5, "deny", "10.0.0.0/8", 9, 32),)
    lists = {found.name: found.entries for found in access_list.parse(output("access_lists"))}
    assert lists["VC-GRE-DC1"] == (AclEntry(10, "permit gre host 203.0.113.5 host 198.51.100.12", 1),)
    assert lists["OLD"][0] == AclEntry(None, "permit ip any any log")
    assert lists["10"][0].matches == 3


def test_ping():
    assert ping.parse(output("ping_4_of_5")) == [ping.Ping(5, 4)]
    assert ping.parse(output("ping_too_big")) == [ping.Ping(3, 0, too_big=True)]
    with pytest.raises(ParseError):
        ping.parse("Sending 5, 100-byte ICMP Echos to 100.64.10.1, timeout is 2 seconds:\n..")


def test_version():
    (c8300,) = version.parse(output("version_c8300"))
    assert (c8300.platform, c8300.release, c8300.licences) == ("C8300-1N1S-6T", "17.09.04a", ("network-advantage",))
    (isr,) = version.parse(output("version_isr4331"))
    assert isr.platform == "ISR4331/K9"


def test_section():
    lines = section.parse(
        "Building configuration...\n\nCurrent configuration : 99 bytes\n!\ninterface Tunnel101\n ip mtu 1400\n tunnel vrf INET\nend\n"
    )
    assert (section.setting(lines, "tunnel vrf"), section.setting(lines, "ip mtu"), section.setting(lines, "ip"), section.setting(lines, "vrf")) == (
        "INET", "1400", "mtu 1400", None,
    )  # fmt: skip


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    "text", ["", "\r\n \r\n", "Load for five secs: 1%/0%\nTime source is NTP\n", "*Nov 23 22:00:01.123: %BGP-5-ADJCHANGE: neighbor 100.64.10.1 Up\n"]
)
def test_empty_output_is_an_empty_list(parse, text):
    assert parse(text) == []


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    "text", ["         ^\n% Invalid input detected at '^' marker.\n", "Command authorization failed.\n", "so long, and thanks\n"]
)
def test_text_that_is_neither_is_an_error(parse, text):
    with pytest.raises(ParseError):
        parse(text)


@pytest.mark.parametrize("text", ["% Invalid input detected at '^' marker.\n", "Command authorization failed.\n"])
def test_a_refused_section_is_an_error(text):
    with pytest.raises(ParseError):
        section.parse(text)
