"""The provider's edge and Twilio as the simulated routers meet them: sessions, routes, limits, the other location (TI-60..TI-68, X01..X09)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .interconnect_support import ASHBURN, OSAKA_ASHBURN, OSAKA_SAN_JOSE, SAN_JOSE, TWILIO, Connection, Sites

FAMILY = "show ip bgp vpnv4 vrf TWILIO"
EDGE = f"interface {ASHBURN.interface}"


def networks(text: str) -> list[str]:
    """The networks of a BGP table's rows."""
    return [words[1] for line in text.splitlines() if (words := line.split()) and words[0][0] in "*r" and len(words) > 1 and words[1][0].isdigit()]


def alter(sites: Sites, *lines: str, seconds: float = 5) -> None:
    """Type further configuration on the first router, and let time pass."""
    assert sites.routers["fukuoka-r1"].configure(list(lines)) == []
    sites.clock.advance(seconds)


def neighbor(*lines: str) -> list[str]:
    """Lines for the neighbour of Ashburn."""
    return ["router bgp 65030", " address-family ipv4 vrf TWILIO", *(f"  {line}" for line in lines)]


@pytest.mark.requirement("TI-60", "TI-61", "TI-62", "TI-63", "TI-64", "TI-65", "IX-52")
@pytest.mark.parametrize("each", [ASHBURN, SAN_JOSE, OSAKA_ASHBURN, OSAKA_SAN_JOSE], ids=lambda each: f"{each.router} {each.location}")
def test_the_reference_is_healthy_on_both_sides(each: Connection) -> None:
    sites = Sites(ASHBURN, SAN_JOSE, OSAKA_ASHBURN, OSAKA_SAN_JOSE)
    assert sites.state(each) == "3"
    for command in ("routes", "received-routes"):
        assert networks(sites.run(f"{FAMILY} neighbors {each.pe} {command}", each.router)) == TWILIO
    assert networks(sites.run(f"{FAMILY} neighbors {each.pe} advertised-routes", each.router)) == [each.prefix]
    link = sites.run(f"show interfaces {each.interface}", each.router)
    assert link.startswith(f"{each.interface} is up, line protocol is up")
    assert f"Vlan ID  {each.vlan}." in link
    assert f"Internet address is {each.own}/30" in link
    seen = sites.status(each.location, each.site)
    assert (seen["session"], seen["accepted"], seen["refused"]) == ("Established", [each.prefix], {})
    assert (seen["ingress"], seen["egress"]) == (each.primary, each.primary)
    assert seen["received"] == {each.prefix: [each.asn] * (1 if each.primary else 4)}


@pytest.mark.requirement("TI-56")
def test_the_customers_own_session_stands_beside_it() -> None:
    sites = Sites(ASHBURN)
    assert sites.run("show ip bgp summary").splitlines()[-1].split()[-1] == "1"
    sites.pe().leak = 1000
    sites.clock.advance(1)
    assert "B        10.5.8.0/24" in sites.run("show ip route")


@pytest.mark.requirement("TI-65")
def test_an_inside_route_is_nearer_than_null_and_without_one_the_device_is_in_a_black_hole() -> None:
    sites = Sites(ASHBURN, OSAKA_ASHBURN, OSAKA_SAN_JOSE)
    assert "directly connected, via GigabitEthernet0/0/1" in sites.run(f"show ip route vrf TWILIO {ASHBURN.device}")
    assert sites.routers["osaka-r1"].configure("interface GigabitEthernet0/0/1.30\n shutdown") == []
    sites.clock.advance(1)
    assert "via Null0" in sites.run(f"show ip route vrf TWILIO {OSAKA_ASHBURN.device}", "osaka-r1")


def pe(seconds: float = 5, **settings: object) -> Callable[[Sites], None]:
    """A change at the provider, and so much time."""

    def change(sites: Sites) -> None:
        for name, value in settings.items():
            setattr(sites.pe(), name, value)
        sites.clock.advance(seconds)

    return change


def ce(*lines: str) -> Callable[[Sites], None]:
    """A change at the customer."""
    return lambda sites: alter(sites, *lines)


DISAGREEMENTS = [
    ("X01 the provider's ASN", pe(asn=64701), "Idle", "active 2/2 (peer in wrong AS) 2 bytes FCBD"),
    ("X01 our ASN at the provider", pe(expected_peer_asn=65031), "Idle", "(peer in wrong AS) 2 bytes FE06"),
    ("X01 password", pe(password="other"), "Active", "%TCP-6-BADAUTH: Invalid MD5 digest from 198.51.100.129(179) to 198.51.100.130("),
    ("X01 no password there", pe(password=None), "Active", "%TCP-6-BADAUTH: No MD5 digest"),
    ("X01 the PE's address", pe(200, address="198.51.100.131"), "Active", "Down BGP Notification sent"),
    ("X01 our address at the provider", pe(peer_address="198.51.100.131"), "Active", ""),
    ("X01 VLAN at the provider", pe(vlan=312), "Active", ""),
    ("X01 VLAN here", ce(EDGE, " encapsulation dot1Q 312"), "Active", ""),
    ("X01 VRF", ce("vrf definition OTHER", " address-family ipv4", EDGE, " no ip address", " vrf forwarding OTHER",
                   " ip address 198.51.100.130 255.255.255.252"), "Idle", ""),
    ("port down", ce("interface GigabitEthernet0/0/2", " shutdown"), "Idle", "Down Interface flap"),
    ("closed by the provider", pe(shutdown=True), "Active", "Down Peer closed the session"),
    ("closed by us", ce(*neighbor("neighbor 198.51.100.129 shutdown")), "Idle (Admin)", "Down Admin. shutdown"),
    ("X02 no extranet agreement", pe(extranet=False), "0", ""),
]  # fmt: skip


@pytest.mark.requirement("TI-61", "IX-52", "IX-56")
@pytest.mark.parametrize(("change", "state", "logged"), [rule[1:] for rule in DISAGREEMENTS], ids=[rule[0] for rule in DISAGREEMENTS])
def test_a_disagreement_is_visible_where_it_is(change: Callable[[Sites], None], state: str, logged: str) -> None:
    sites = Sites(ASHBURN, SAN_JOSE)
    assert sites.state() == "3"
    change(sites)
    assert sites.state() == state
    assert logged in "\n".join(sites.routers["fukuoka-r1"].messages)
    assert sites.state(SAN_JOSE) == "3"
    seen = sites.status()
    assert (seen["session"] == "Established") is state.isdigit()
    assert seen["ingress"] is False
    assert seen["egress"] is False
    assert sites.status("san-jose")["ingress"] is True


@pytest.mark.requirement("TI-62")
def test_what_is_not_twilios_is_received_and_not_accepted() -> None:
    sites = Sites(ASHBURN)
    sites.pe().announces += ["0.0.0.0/0", "168.86.128.0/19", "203.0.113.128/26"]
    sites.pe().announces.remove("208.78.112.64/26")
    sites.clock.advance(1)
    assert networks(sites.run(f"{FAMILY} neighbors {ASHBURN.pe} received-routes")) == [
        "0.0.0.0", "67.213.136.64/26", "168.86.128.0/18", "168.86.128.0/19", "203.0.113.128/26",
    ]  # fmt: skip
    assert networks(sites.run(f"{FAMILY} neighbors {ASHBURN.pe} routes")) == TWILIO[:2]
    assert "Gateway of last resort is not set" in sites.run("show ip route vrf TWILIO")
    assert "0.0.0.0/0" not in sites.run("show ip route")


@pytest.mark.requirement("TI-62")
def test_x02_other_prefixes_than_twilios_routes_are_refused_all() -> None:
    sites = Sites(ASHBURN)
    sites.pe().announces = ["203.0.112.0/24", "168.86.128.0/17"]
    sites.clock.advance(1)
    assert sites.state() == "0"
    assert (sites.status()["ingress"], sites.status()["egress"]) == (True, False)


@pytest.mark.requirement("TI-50", "TI-51", "TI-63")
def test_what_the_carrier_did_not_agree_to_is_heard_and_refused() -> None:
    sites = Sites(ASHBURN)
    alter(sites, "ip prefix-list TI-ASHBURN-OUT seq 10 permit 0.0.0.0/0 le 32", "route-map TI-ASHBURN-OUT permit 10",
          *neighbor("redistribute connected", "neighbor 198.51.100.129 default-originate"))  # fmt: skip
    seen = sites.status()
    assert seen["accepted"] == ["203.0.113.128/26"]
    assert list(seen["refused"]) == ["198.51.100.128/30"]
    assert seen["default_received"] is True


@pytest.mark.requirement("TI-50", "TI-63")
def test_x03_a_network_without_a_route_is_not_announced() -> None:
    sites = Sites(OSAKA_ASHBURN, OSAKA_SAN_JOSE)
    gone = "interface GigabitEthernet0/0/1.30\n shutdown\nno ip route vrf TWILIO 203.0.113.192 255.255.255.192 Null0 name TI-ORIGIN"
    assert sites.routers["osaka-r1"].configure(gone) == []
    sites.clock.advance(1)
    seen = sites.status("ashburn", "osaka-sbc")
    assert (seen["session"], seen["received"], seen["ingress"]) == ("Established", {}, False)
    assert sites.run(f"{FAMILY} neighbors {OSAKA_ASHBURN.pe} advertised-routes", "osaka-r1").endswith("Total number of prefixes 0 ")


@pytest.mark.requirement("TI-51", "TI-53")
def test_x09_a_leaked_table_is_stopped_by_the_filter_and_ends_the_session() -> None:
    sites = Sites(ASHBURN, SAN_JOSE)
    router = sites.routers["fukuoka-r1"]
    sites.pe().leak = 30
    sites.clock.advance(1)
    assert sites.state() == "3"
    assert len(networks(sites.run(f"{FAMILY} neighbors {ASHBURN.pe} received-routes"))) == 33
    assert "11.0." not in sites.run("show ip route vrf TWILIO")
    sites.pe().leak = 40
    sites.clock.advance(1)
    assert sites.state() == "3"
    assert "%BGP-4-MAXPFX: Number of prefixes received from 198.51.100.129 vpn vrf TWILIO (afi 4) reaches 43, max 50" in "\n".join(router.messages)
    sites.pe().leak = 1000
    sites.clock.advance(1)
    assert sites.state() == "Idle (PfxCt)"
    said = [line.partition(": ")[2] for line in router.messages][-3:]
    assert said == [
        "%BGP-3-MAXPFXEXCEED: Number of prefixes received from 198.51.100.129 vpn vrf TWILIO (afi 4): 1003 exceeds limit 50",
        "%BGP-3-NOTIFICATION: sent to neighbor 198.51.100.129 6/1 (Maximum Number of Prefixes Reached) 7 bytes 00010100 000032",
        "%BGP-5-ADJCHANGE: neighbor 198.51.100.129 vpn vrf TWILIO Down Peer over prefix limit",
    ]
    assert "168.86" not in sites.run("show ip route vrf TWILIO")
    assert (sites.status()["ingress"], sites.status("san-jose")["ingress"]) == (False, True)
    sites.pe().leak = 0
    sites.clock.advance(86_400)
    assert sites.state() == "Idle (PfxCt)"
    for clear in router.cleared:
        clear("clear ip bgp *")
    sites.clock.advance(5)
    assert sites.state() == "3"


@pytest.mark.requirement("TI-53")
@pytest.mark.parametrize(("option", "after_leak", "an_hour_later"), [("", "Idle (PfxCt)", "Idle (PfxCt)"), ("warning-only", "3", "3"),
                                                                     ("restart 30", "Idle (PfxCt)", "3")])  # fmt: skip
def test_what_maximum_prefix_does_is_configured(option: str, after_leak: str, an_hour_later: str) -> None:
    sites = Sites(ASHBURN)
    alter(sites, *neighbor(f"neighbor 198.51.100.129 maximum-prefix 50 {option}"))
    sites.pe().leak = 60
    sites.clock.advance(1)
    assert sites.state() == after_leak
    assert "63 exceeds limit 50" in "\n".join(sites.routers["fukuoka-r1"].messages)
    sites.pe().leak = 0
    sites.clock.advance(3600)
    assert sites.state() == an_hour_later


@pytest.mark.requirement("TI-53")
def test_without_soft_reconfiguration_only_what_is_accepted_counts() -> None:
    sites = Sites(ASHBURN)
    alter(sites, *neighbor("no neighbor 198.51.100.129 soft-reconfiguration inbound"))
    sites.pe().leak = 60
    sites.clock.advance(1)
    assert sites.state() == "3"
    assert "not enabled" in sites.run(f"{FAMILY} neighbors {ASHBURN.pe} received-routes")


INTERVAL, FALL_OVER = [EDGE, " bfd interval 300 min_rx 300 multiplier 3"], neighbor("neighbor 198.51.100.129 fall-over bfd")


@pytest.mark.requirement("TI-61")
@pytest.mark.parametrize(("lines", "provider", "fast"), [([*INTERVAL, *FALL_OVER], True, True), ([*INTERVAL, *FALL_OVER], False, False),
                                                         (INTERVAL, True, False), (FALL_OVER, True, False)])  # fmt: skip
def test_a_silent_provider_is_noticed_by_bfd_on_both_sides_or_by_the_hold_timer(lines: list[str], provider: bool, fast: bool) -> None:
    sites = Sites(ASHBURN)
    sites.pe().bfd = provider
    alter(sites, *lines)
    sites.pe().down = True
    sites.clock.advance(1)
    assert sites.state() == ("Idle" if fast else "3")
    assert ASHBURN.pe not in sites.run("show ip arp vrf TWILIO")
    sites.clock.advance(180)
    assert sites.state() == ("Idle" if fast else "Active")


@pytest.mark.requirement("TI-61")
def test_the_hold_timer_is_the_configured_one() -> None:
    sites = Sites(ASHBURN)
    alter(sites, *neighbor("neighbor 198.51.100.129 timers 10 30"))
    sites.pe().down = True
    sites.clock.advance(25)
    assert sites.state() == "3"
    sites.clock.advance(6)
    assert sites.state() == "Active"


@pytest.mark.requirement("TI-52", "TI-64", "TI-68")
def test_the_other_location_takes_over_and_gives_back() -> None:
    sites = Sites(OSAKA_ASHBURN, OSAKA_SAN_JOSE)
    route = "B        168.86.128.0 [20/0] via {}, "
    assert route.format(OSAKA_ASHBURN.pe) in sites.run("show ip route vrf TWILIO", "osaka-r1")
    assert OSAKA_SAN_JOSE.pe in sites.run(FAMILY, "osaka-r1")
    sites.pe("ashburn", "osaka-sbc").shutdown = True
    sites.clock.advance(1)
    assert route.format(OSAKA_SAN_JOSE.pe) in sites.run("show ip route vrf TWILIO", "osaka-r1")
    seen = sites.status("san-jose", "osaka-sbc")
    assert (seen["ingress"], seen["egress"]) == (True, True)
    sites.pe("ashburn", "osaka-sbc").shutdown = False
    sites.clock.advance(5)
    assert route.format(OSAKA_ASHBURN.pe) in sites.run("show ip route vrf TWILIO", "osaka-r1")


@pytest.mark.requirement("TI-52")
def test_x08_a_preference_set_one_way_only_makes_the_ways_differ() -> None:
    sites = Sites(OSAKA_ASHBURN, OSAKA_SAN_JOSE)
    sites.routers["osaka-r1"].configure("route-map TI-SAN-JOSE-IN permit 10\n set local-preference 300")
    sites.clock.advance(1)
    assert (sites.status("ashburn", "osaka-sbc")["ingress"], sites.status("san-jose", "osaka-sbc")["egress"]) == (True, True)


@pytest.mark.requirement("TI-69")
def test_a_ping_is_answered_by_the_provider_and_by_twilio_only_when_it_likes() -> None:
    sites = Sites(ASHBURN)
    ping = "ping vrf TWILIO 208.78.112.64 source GigabitEthernet0/0/1"
    assert "(5/5)" in sites.run(f"ping vrf TWILIO {ASHBURN.pe}")
    assert "(0/5)" in sites.run(ping)
    sites.world.interconnect.sites["fukuoka-sbc"].answers_ping = True
    assert "(5/5)" in sites.run(ping)
    alter(sites, "ip access-list extended TI-ASHBURN-ACL-IN", " no 230")
    assert "(0/5)" in sites.run(ping)


def test_what_is_the_sites_own_can_be_asked_for() -> None:
    sites = Sites(ASHBURN, settled=False)
    sites.world.interconnect.alter("fukuoka-sbc", "site", {"calls": "400"})
    found = sites.world.interconnect.status("fukuoka-sbc", "site")
    assert (found["calls"], found["devices"]) == (400, ["203.0.113.138"])
