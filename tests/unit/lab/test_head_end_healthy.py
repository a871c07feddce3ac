"""The reference configuration of each lab site comes up completely, and in time (IX-51..IX-56)."""
from __future__ import annotations

import pytest

from tests.lab.head_end import World
from tests.lab.ios_xe.secrets import encode_type7
from tests.unit.lab.head_end_support import NAGOYA, OSAKA, TOKYO, Clock, FakeRouter, Link, nagoya, osaka, settle, tokyo

SA = "show crypto ikev2 sa [detail] [remote A.B.C.D]"
ESP = "show crypto ipsec sa [interface INTERFACE|peer A.B.C.D] [detail]"
TABLE = "neighbors A.B.C.D {routes|received-routes|advertised-routes}"
PING = "ping [vrf WORD] A.B.C.D [source {INTERFACE|A.B.C.D}] [repeat <1-2147483647>] [size <36-18024>] [df-bit] [timeout <0-3600>]"
ROUTE = "show ip route [vrf WORD] [bgp|static|connected]"


def words(text: str) -> list[list[str]]:
    """The words of each line."""
    return [line.split() for line in text.splitlines()]


def sites() -> list[tuple[str, FakeRouter, list[Link], dict[str, str]]]:
    """Each lab router with its links and the VRF words of its BGP commands."""
    world = World(Clock())
    return [("osaka", osaka(world), OSAKA, {}), ("tokyo-1", tokyo(0, world), TOKYO[:1], {}), ("tokyo-2", tokyo(1, world), TOKYO[1:], {}),
            ("nagoya", nagoya(world), NAGOYA, {"vrf": "VOICE"})]


@pytest.mark.requirement("IX-51", "IX-52", "IX-17", "IX-18", "IX-22", "IX-23", "IX-24", "IX-25", "IX-26", "IX-28")
@pytest.mark.parametrize("index", range(4), ids=["osaka", "tokyo-1", "tokyo-2", "nagoya"])
def test_every_layer_is_up(index: int) -> None:
    _name, router, links, vrf = sites()[index]
    settle(router)
    family = "show ip bgp vpnv4 vrf WORD" if vrf else "show ip bgp"
    for link in links:
        assert f"{link.me}/500" in router.run(SA, remote=link.peer)
        assert router.run(SA, remote=link.peer).count("READY ") == 1
        block = router.run(ESP, peer=link.peer)
        assert block.count("Status: ACTIVE(ACTIVE)") == 2
        assert f"({link.own_gre}/255.255.255.255/47/0)" in block
        tunnel = router.run("show interfaces [INTERFACE]", interface=f"Tunnel{link.number}")
        assert tunnel.startswith(f"Tunnel{link.number} is up, line protocol is up \n")
        ping = router.run(PING, ping=link.far, source=f"Tunnel{link.number}", **vrf)
        assert "Success rate is 100 percent (5/5)" in ping
        row = next(row for row in words(router.run(f"{family} summary", **vrf)) if row[:1] == [link.far])
        assert (row[2], row[-1]) == ("64900", "2")
        accepted = router.run(f"{family} {TABLE}", neighbors=link.far, routes="routes", **vrf)
        assert sorted(row[1] for row in words(accepted) if row[:1] == ["*>"] or row[:1] == ["*"]) == \
            sorted([link.half, link.network.split("/")[0] if link.network.startswith(("192.", "198.")) else link.network])
        sent = router.run(f"{family} {TABLE}", neighbors=link.far, **{"advertised-routes": "advertised-routes"}, **vrf)
        assert "Originating default network 0.0.0.0\n" in sent
        assert sent.endswith("Total number of prefixes 0 ")
        routes = words(router.run(ROUTE, **vrf))
        assert any(row[:5] == ["B", link.half, "[20/0]", "via", link.far + ","] for row in routes)
    assert router.world.events == []


@pytest.mark.requirement("IX-53", "IX-56")
def test_the_layers_come_up_one_after_the_other() -> None:
    router = osaka()
    router.run(SA)
    assert "IN-NEG" in router.run(SA)
    assert "spi: 0x0(0)" in router.run(ESP)
    router.clock.advance(0.5)
    assert router.run(SA).count("READY ") == 2
    assert router.run(ESP).count("ACTIVE(ACTIVE)") == 4
    assert words(router.run("show ip bgp summary"))[-1][-2:] == ["never", "Active"]
    router.clock.advance(2.1)
    assert words(router.run("show ip bgp summary"))[-1][-1] == "2"
    assert "%BGP-5-ADJCHANGE: neighbor 100.64.10.1 Up " in router.messages
    assert "%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel101, changed state to up" in router.messages


@pytest.mark.requirement("IX-53", "VC-31")
def test_the_first_ping_is_lost_while_ike_negotiates_and_nothing_starts_without_traffic() -> None:
    router = osaka()
    router.world.dc("osaka-hub", "dc1").keepalive = None
    router.text = router.text.replace(" keepalive 10 3\n", "").split("router bgp")[0]
    router.replace()
    settle(router)
    assert router.run(SA) == ""
    assert "#send errors 0" in router.run(ESP)
    assert "matches" not in router.run("show ip access-lists [WORD]")
    reply = router.run(PING, ping="100.64.10.1", source="Tunnel101")
    assert ".!!!!" in reply
    assert "Success rate is 80 percent (4/5)" in reply
    router.clock.advance(3)
    assert router.run(SA).count("READY ") == 1
    assert "!!!!!" in router.run(PING, ping="100.64.10.1", source="Tunnel101")


@pytest.mark.requirement("IX-53", "VC-69")
def test_active_time_and_counters_grow() -> None:
    router = osaka()
    settle(router, 20)
    first, sent = router.run(SA, remote="198.51.100.11"), router.run(ESP, peer="198.51.100.11")
    assert "86400/19 sec" in first
    router.clock.advance(5)
    assert "86400/24 sec" in router.run(SA, remote="198.51.100.11")
    for _turn in range(3):
        router.run(PING, ping="100.64.10.1", source="Tunnel101", repeat="1")
    later = router.run(ESP, peer="198.51.100.11")
    for counter in ("encaps", "decaps"):
        before, after = (int(text.split(f"#pkts {counter}: ")[1].split(",")[0]) for text in (sent, later))
        assert after >= before + 3


@pytest.mark.requirement("IX-69")
def test_a_rekey_shows_two_sas_for_a_moment() -> None:
    router = osaka()
    settle(router, 86401.0)
    assert router.run(SA, remote="198.51.100.11").count("READY ") == 2
    router.clock.advance(10)
    assert router.run(SA, remote="198.51.100.11").count("READY ") == 1
    router.clock.advance(3600 - 86411 % 3600 + 1)
    assert router.run(ESP, peer="198.51.100.11").count("ACTIVE(ACTIVE)") == 4
    router.clock.advance(40)
    assert router.run(ESP, peer="198.51.100.11").count("ACTIVE(ACTIVE)") == 2


@pytest.mark.requirement("VC-66")
def test_touching_a_crypto_map_entry_drops_its_sas_only() -> None:
    router = osaka()
    settle(router, 100)
    entry = " set peer 198.51.100.11\n"
    router.replace((entry, ""))
    router.replace((" set transform-set VC-TS\n set pfs group20\n set ikev2-profile VC-DC1\n",
                    entry + " set transform-set VC-TS\n set pfs group20\n set ikev2-profile VC-DC1\n"))
    router.run(SA)
    router.clock.advance(5)
    assert "/4 sec" in router.run(SA, remote="198.51.100.11")
    assert "/104 sec" in router.run(SA, remote="198.51.100.21")


def test_clear_and_reload_begin_anew() -> None:
    router = osaka()
    settle(router, 100)
    router.cleared[0]("clear crypto sa")
    router.run(SA)
    router.clock.advance(5)
    assert router.run(SA).count("86400/4 sec") == 2
    router.cleared[0]("clear ip bgp *")
    assert words(router.run("show ip bgp summary"))[-1][-1] == "Active"
    router.clock.advance(5)
    assert words(router.run("show ip bgp summary"))[-1][-1] == "2"
    router.boot_time = router.clock.now()
    router.replace()
    assert words(router.run("show ip bgp summary"))[-1][-2:] == ["never", "Active"]


def test_a_type_7_password_and_asdot_are_understood() -> None:
    router = osaka()
    router.replace(("remote-as 64900", "remote-as 0.64900"),
                   ("password lab-osaka-hub-dc1-bgp", f"password 7 {encode_type7('lab-osaka-hub-dc1-bgp')}"))
    settle(router)
    assert [row[-1] for row in words(router.run("show ip bgp summary"))[-2:]] == ["2", "2"]
