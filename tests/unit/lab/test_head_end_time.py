"""Disagreements that need more than one look: NAT, bouncing, preferences, and what time does to a lost path (T02..T22)."""
from __future__ import annotations

import pytest

from tests.unit.lab.head_end_support import nagoya, osaka, settle
from tests.unit.lab.test_head_end_disagreements import FAR, OTHER, PEER, TUNNEL, look
from tests.unit.lab.test_head_end_healthy import ESP, PING, ROUTE, SA, words


@pytest.mark.requirement("VC-30", "IX-52")
def test_t02_a_netmask_for_a_wildcard_means_any_to_any() -> None:
    router = osaka()
    router.replace((" 10 permit gre host 203.0.113.6 host 198.51.100.22", " 10 permit gre 203.0.113.6 255.255.255.255 198.51.100.22 255.255.255.255"))
    settle(router)
    assert router.run(SA, remote="198.51.100.21") == ""
    assert "(0.0.0.0/0.0.0.0/47/0)" in router.run(ESP, peer="198.51.100.21")
    assert look(router, 0).healthy


def test_t05_with_a_nat_it_is_port_4500_that_counts() -> None:
    router = osaka()
    router.world.dc("osaka-hub", "dc1").path.nat = True
    settle(router)
    block = router.run(ESP, peer=PEER)
    assert f"current_peer {PEER} port 4500" in block
    assert "{Tunnel UDP-Encaps, }" in block
    assert "plaintext mtu 1438" in block
    assert "203.0.113.2/4500" in router.run(SA, remote=PEER)
    router.world.dc("osaka-hub", "dc1").path.blocked.add("udp4500")
    assert router.run(SA, remote=PEER) == ""


def test_t07_an_sa_that_bounces_stays_young() -> None:
    router = osaka()
    router.world.dc("osaka-hub", "dc1").answers_dpd = False
    settle(router)
    for _turn in range(5):
        router.clock.advance(7)
        assert int(router.run(SA, remote=PEER).split("Time: 86400/")[1].split()[0]) <= 10
        assert int(router.run(SA, remote="198.51.100.21").split("Time: 86400/")[1].split()[0]) > 10


@pytest.mark.requirement("VC-29")
def test_t08_transport_mode_on_both_sides_is_shown() -> None:
    router = osaka()
    router.world.dc("osaka-hub", "dc1").esp.mode = "transport"
    router.replace((" mode tunnel\n", " mode transport\n"))
    settle(router)
    assert "in use settings ={Transport, }" in router.run(ESP, peer=PEER)
    assert look(router, 1).esp is False


def test_t16_transport_addresses_never_answer_and_ipsec_devices_do() -> None:
    router = osaka()
    settle(router)
    assert "Success rate is 0 percent (0/5)" in router.run(PING, ping="198.51.100.12", source="Loopback101")
    assert "Success rate is 100 percent (5/5)" in router.run(PING, ping=PEER)
    assert "Success rate is 100 percent (5/5)" in router.run(PING, ping="10.1.0.2")
    assert "Success rate is 0 percent (0/5)" in router.run(PING, ping="10.1.0.99")


@pytest.mark.requirement("VC-31")
def test_t20_di_answers_the_lan_only_when_it_knows_the_default() -> None:
    router = osaka()
    settle(router)
    assert "(5/5)" in router.run(PING, ping="192.0.2.10", source="GigabitEthernet0/0/1")
    router.replace((f"  neighbor {FAR} default-originate\n", ""))
    assert "(0/5)" in router.run(PING, ping="192.0.2.10", source="GigabitEthernet0/0/1")


@pytest.mark.requirement("VC-23")
def test_t22_a_preference_pulls_the_half_of_dc1_to_tunnel_2() -> None:
    router = osaka()
    router.world.dc("osaka-hub", "dc2").announces.append("192.0.2.0/25")
    router.replace(("router bgp", "route-map PREFER permit 10\n set local-preference 200\nrouter bgp"),
                   (f"  neighbor {OTHER} prefix-list VC-DC2-IN in\n", f"  neighbor {OTHER} route-map PREFER in\n"))
    settle(router)
    routes = words(router.run(ROUTE))
    assert next(row for row in routes if "192.0.2.0/25" in row)[4] == OTHER + ","


@pytest.mark.requirement("VC-23")
def test_t22_when_tunnel_1_is_down_its_half_is_covered_by_the_24() -> None:
    router = osaka()
    settle(router)
    router.world.dc("osaka-hub", "dc1").path.blocked.add("all")
    router.clock.advance(60)
    routes = [row for row in words(router.run(ROUTE)) if row[:1] == ["B"]]
    assert [(row[1], row[4]) for row in routes] == [("192.0.2.0/24", OTHER + ","), ("192.0.2.128/25", OTHER + ",")]


@pytest.mark.requirement("IX-52")
def test_the_keepalive_brings_the_line_down_after_period_times_retries_and_bgp_with_it() -> None:
    router = osaka()
    settle(router)
    router.world.dc("osaka-hub", "dc1").path.blocked.add("esp")
    router.clock.advance(29)
    assert look(router, 0).line == "up"
    assert look(router, 0).bgp == "2"
    router.clock.advance(2)
    assert look(router, 0).line == "down"
    assert look(router, 0).bgp == "Idle"
    assert "%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel101, changed state to down" in router.messages


@pytest.mark.requirement("IX-52")
def test_without_keepalive_the_hold_timer_ends_the_session() -> None:
    router = osaka()
    router.world.dc("osaka-hub", "dc1").keepalive = None
    router.replace((TUNNEL, TUNNEL.replace(" keepalive 10 3\n", "")))
    settle(router)
    router.world.dc("osaka-hub", "dc1").path.blocked.add("gre")
    router.clock.advance(179)
    assert look(router, 0).bgp == "2"
    router.clock.advance(2)
    assert (look(router, 0).bgp, look(router, 0).line) == ("Active", "up")
    router.world.dc("osaka-hub", "dc1").path.blocked.clear()
    router.clock.advance(3)
    assert look(router, 0).bgp == "2"


EDGE = ("ip access-list extended EDGE\n 10 permit udp host 198.51.100.21 host 203.0.113.2 eq isakmp\n"
        " 20 permit esp host 198.51.100.21 host 203.0.113.2\n")


@pytest.mark.requirement("VC-32", "VC-61")
@pytest.mark.parametrize(("lines", "ike", "esp_comes_in", "mtu"), [
    ("", False, False, 1500),
    (" 30 permit udp host 198.51.100.11 host 203.0.113.2 eq isakmp\n", True, False, 1500),
    (" 30 permit udp any any eq isakmp\n 40 permit esp any any\n", True, True, 1500),
    (" 30 permit udp any any eq isakmp\n 40 permit esp any any\n 50 permit icmp any any packet-too-big\n", True, True, 1454),
    (" 30 permit udp any any eq snmp\n 40 permit esp any any\n", False, False, 1500),
    (" 30 permit ip any any\n", True, True, 1454),
])
def test_t05_t09_the_routers_own_access_list_counts(lines: str, ike: bool, esp_comes_in: bool, mtu: int) -> None:
    router = osaka()
    router.world.dc("osaka-hub", "dc1").path.mtu = 1454
    router.replace(("interface GigabitEthernet0/0/0\n", EDGE + lines + "interface GigabitEthernet0/0/0\n ip access-group EDGE in\n"))
    settle(router)
    seen = look(router, 0)
    assert (seen.ike == "READY", seen.esp and "decaps: 0," not in seen.block) == (ike, esp_comes_in)
    assert f"path mtu {mtu}," in seen.block
    assert look(router, 1).healthy


@pytest.mark.requirement("VC-26")
def test_t11_the_loopback_in_another_vrf_than_the_tunnels_transport() -> None:
    router = nagoya()
    router.replace(("interface Loopback101\n vrf forwarding INET\n", "interface Loopback101\n"))
    settle(router)
    tunnels = [router.run("show interfaces [INTERFACE]", interface=f"Tunnel{number}") for number in (101, 102)]
    assert "Tunnel101 is up, line protocol is down" in tunnels[0]
    assert "Tunnel linestate evaluation down - no output interface" in tunnels[0]
    assert "Tunnel102 is up, line protocol is up" in tunnels[1]


@pytest.mark.requirement("VC-59")
def test_t12_keepalives_across_vrfs_are_not_answered() -> None:
    router = nagoya()
    router.world.dc("nagoya-hub", "dc1").keepalive = (10, 3)
    router.replace((" ip tcp adjust-mss 1326\n tunnel source Loopback101", " ip tcp adjust-mss 1326\n keepalive 10 3\n tunnel source Loopback101"))
    settle(router)
    assert "line protocol is down" in router.run("show interfaces [INTERFACE]", interface="Tunnel101")
    assert router.run(SA, remote="198.51.100.51").count("READY ") == 1


def test_packets_for_elsewhere_die_at_the_head_end_and_next_hops_are_not_found_by_the_default() -> None:
    router = osaka()
    router.text += "ip route 172.16.0.0 255.255.0.0 Tunnel101\nip route 172.20.0.0 255.255.0.0 192.168.77.1\n"
    settle(router)
    assert "(0/5)" in router.run(PING, ping="172.16.0.1", source="Tunnel101")
    static = router.run("show ip route [vrf WORD] [bgp|static|connected]", static="static")
    assert "172.16.0.0" in static
    assert "172.20.0.0" not in static


def test_a_head_end_that_starts_ike_itself_needs_no_traffic_from_here() -> None:
    router = osaka()
    head_end = router.world.dc("osaka-hub", "dc1")
    head_end.keepalive = None
    router.text = router.text.split("router bgp")[0].replace(" keepalive 10 3\n", "")
    router.replace()
    settle(router)
    assert router.run(SA, remote=PEER) == ""
    head_end.passive = False
    router.clock.advance(1)
    assert "READY" in router.run(SA, remote=PEER)


@pytest.mark.requirement("IX-51")
def test_a_head_end_is_altered_by_texts_and_restored() -> None:
    router = osaka()
    settle(router)
    before = router.world.alter("osaka-hub", "dc1", {
        "path.blocked": "[esp, gre]", "keepalive": "null", "ike.group": "19", "psk": "another-key-altogether"})
    assert before == {"path.blocked": "[]", "keepalive": "(10, 3)", "ike.group": "20", "psk": "<secret>"}
    assert "IN-NEG" in router.run(SA, remote=PEER)
    assert look(router, 1).healthy
    router.world.restore()
    router.clock.advance(5)
    assert look(router, 0).healthy


@pytest.mark.parametrize(("name", "text"), [("pks", "x"), ("path.mtu", "wide"), ("path.nothing.more", "1"), ("ike", "x"), ("path.blocked", "esp"),
                                            ("listener", "null")])
def test_an_unknown_setting_or_kind_changes_nothing(name: str, text: str) -> None:
    world = osaka().world
    with pytest.raises(ValueError, match=name):
        world.alter("osaka-hub", "dc1", {"asn": "65000", name: text})
    assert world.dc("osaka-hub", "dc1").asn == 64900


def test_identities_may_be_names() -> None:
    router = osaka()
    head_end = router.world.dc("osaka-hub", "dc1")
    head_end.expected_identity, head_end.identity = "cpe.osaka.example", "dc1.cisco.example"
    settle(router)
    assert "IN-NEG" in router.run(SA, remote=PEER)
    head = "crypto ikev2 profile VC-DC1\n match identity remote address 198.51.100.11 255.255.255.255\n identity local "
    router.replace((f"{head}address 203.0.113.2\n", f"{head.replace('address 198.51.100.11 255.255.255.255', 'fqdn dc1.cisco.example')}"
                                                    "fqdn cpe.osaka.example\n"))
    settle(router)
    assert "READY" in router.run(SA, remote=PEER)
    assert "Local id: cpe.osaka.example\n      Remote id: dc1.cisco.example\n" in router.run(SA, remote=PEER, detail="detail")


@pytest.mark.requirement("VC-50")
def test_an_ipsec_tunnel_interface_takes_the_place_of_a_map_entry() -> None:
    router = osaka()
    entry = ("crypto map VC-MAP 10 ipsec-isakmp \n set peer 198.51.100.11\n set transform-set VC-TS\n set pfs group20\n"
             " set ikev2-profile VC-DC1\n match address VC-GRE-DC1\n")
    router.replace((entry, "crypto ipsec profile VC-DC1\n set transform-set VC-TS\n set pfs group20\n set ikev2-profile VC-DC1\n"
                           "interface Tunnel201\n tunnel source GigabitEthernet0/0/0\n tunnel mode ipsec ipv4\n tunnel destination 198.51.100.11\n"
                           " tunnel protection ipsec policy ipv4 VC-GRE-DC1\n tunnel protection ipsec profile VC-DC1\n"),
                   ("ip route 198.51.100.12 255.255.255.255 203.0.113.1 name VC-DC1-GRE", "ip route 198.51.100.12 255.255.255.255 Tunnel201"))
    settle(router)
    assert look(router, 0).healthy
    assert look(router, 1).healthy
    assert "\ninterface: Tunnel201\n    Crypto map tag: Tunnel201-head-0, local addr 203.0.113.2\n" in router.run(ESP, peer=PEER)
    assert "Tunnel201 is up, line protocol is up" in router.run("show interfaces [INTERFACE]", interface="Tunnel201")
    router.world.dc("osaka-hub", "dc1").esp.pfs = None
    router.clock.advance(40)
    assert look(router, 0).line == "down"
    assert "Tunnel201 is up, line protocol is down" in router.run("show interfaces [INTERFACE]", interface="Tunnel201")
