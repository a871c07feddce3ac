"""One disagreement at a time on tunnel 1: the affected layer shows it as a router would, tunnel 2 does not notice (T01..T24, IX-70)."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.lab.head_end import HeadEnd
from tests.unit.lab.head_end_support import FakeRouter, osaka, settle
from tests.unit.lab.test_head_end_healthy import ESP, PING, SA, TABLE, words

PEER, FAR, OTHER = "198.51.100.11", "100.64.10.1", "100.64.10.5"
GRE_ACL = " 10 permit gre host 203.0.113.5 host 198.51.100.12"


@dataclass
class Seen:
    """What the router shows of one tunnel: IKE status or "", ESP active, idents, line protocol, ping, BGP column, routes, default."""

    ike: str
    esp: bool
    block: str
    line: str
    ping: bool
    bgp: str
    routes: list[str]
    received: list[str]
    sent: list[str]
    default: bool
    interface: str

    @property
    def healthy(self) -> bool:
        """Everything in order."""
        return (self.ike, self.esp, self.line, self.ping, self.bgp, self.default, self.sent) == ("READY", True, "up", True, "2", True, [])


def look(router: FakeRouter, dc: int) -> Seen:
    """Read one tunnel's state from the outputs."""
    peer, far, number = [(PEER, FAR, 101), ("198.51.100.21", OTHER, 102)][dc]
    sa, block = router.run(SA, remote=peer), router.run(ESP, peer=peer)
    interface = router.run("show interfaces [INTERFACE]", interface=f"Tunnel{number}")
    rows = words(router.run("show ip bgp summary"))
    column = next((row[-1] for row in rows if row[:1] == [far]), "absent")
    tables = {word: router.run(f"show ip bgp {TABLE}", neighbors=far, **{word: word})
              for word in ("routes", "received-routes", "advertised-routes")}
    nets = {word: sorted(_network(row) for row in words(text) if row and row[0].startswith("*")) for word, text in tables.items()}
    return Seen("READY" if "READY " in sa else "IN-NEG" if "IN-NEG" in sa else "", block.count("ACTIVE(ACTIVE)") == 2, block,
                interface.splitlines()[0].split()[-1], "Success rate is 100" in router.run(PING, ping=far, source=f"Tunnel{number}"),
                column, nets["routes"], nets["received-routes"], nets["advertised-routes"],
                "Originating default network" in tables["advertised-routes"], interface)


def _network(row: list[str]) -> str:
    return row[1]


def config(*pairs: tuple[str, str]) -> Callable[[FakeRouter, HeadEnd], None]:
    """A mistake in the router's configuration."""
    return lambda router, head_end: router.replace(*pairs)


def far(**values: object) -> Callable[[FakeRouter, HeadEnd], None]:
    """A different value at the head end; `a__b` sets `a.b`."""
    def change(_router: FakeRouter, head_end: HeadEnd) -> None:
        for name, value in values.items():
            *path, last = name.split("__")
            target = getattr(head_end, path[0]) if path else head_end
            setattr(target, last, value)
    return change


def blocked(*kinds: str) -> Callable[[FakeRouter, HeadEnd], None]:
    """Something on the path filters."""
    return lambda router, head_end: head_end.path.blocked.update(kinds)


def no_ike(seen: Seen, router: FakeRouter) -> bool:
    """No SA at all, so nothing above it."""
    return seen.ike == "" and not seen.esp and "spi: 0x0(0)" in seen.block and not seen.ping and not seen.bgp.isdigit() and seen.line == "down"


def negotiating(seen: Seen, router: FakeRouter) -> bool:
    """The head end refuses: never READY."""
    return seen.ike == "IN-NEG" and not seen.esp and any("%IKEV2-3-NEG_ABORT" in text for text in router.messages)


def no_esp(seen: Seen, router: FakeRouter) -> bool:
    """IKE stands, ESP does not."""
    return seen.ike == "READY" and not seen.esp and "spi: 0x0(0)" in seen.block and seen.line == "down" and not seen.bgp.isdigit()


def logged(text: str) -> Callable[[Seen, FakeRouter], bool]:
    """IPsec and tunnel in order, no BGP session, and the log says why."""
    return lambda seen, router: seen.esp and seen.ping and seen.bgp in ("Idle", "Active") and any(text in line for line in router.messages)


ROUTE_DC1 = "ip route 198.51.100.11 255.255.255.255 203.0.113.1 name VC-DC1-IPSEC\n"
GRE_DC1 = "ip route 198.51.100.12 255.255.255.255 203.0.113.1 name VC-DC1-GRE\n"
TUNNEL = " ip address 100.64.10.2 255.255.255.252\n ip mtu 1400\n ip tcp adjust-mss 1350\n keepalive 10 3\n"
PROFILE = "crypto ikev2 profile VC-DC1\n match identity remote address "
MAP10 = " set peer 198.51.100.11\n set transform-set VC-TS\n set pfs group20\n"
RULES: list[tuple[str, Callable[[FakeRouter, HeadEnd], None], Callable[[Seen, FakeRouter], bool]]] = [
    ("T02 not gre", config((GRE_ACL, GRE_ACL.replace("gre", "esp"))), lambda s, r: no_ike(s, r) and "/50/0)" in s.block and bool(r.world.events)),
    ("T02 wrong hosts", config((GRE_ACL, GRE_ACL.replace("203.0.113.5", "203.0.113.9"))), no_ike),
    ("T02 ip", config((GRE_ACL, GRE_ACL.replace("gre", "ip"))), lambda s, r: no_ike(s, r) and "255.255.255.255/0/0)" in s.block),
    ("T02 deny first", config((GRE_ACL, GRE_ACL.replace("10 permit", "5 deny") + "\n" + GRE_ACL)), no_ike),
    ("T02 no acl", config(("ip access-list extended VC-GRE-DC1\n" + GRE_ACL, "!")),
     lambda s, r: s.ike == "" and "incomplete state" in r.run("show crypto map [interface INTERFACE|tag WORD]")),
    ("T03 no route to the peer", config((ROUTE_DC1, "")), lambda s, r: no_ike(s, r) and not s.block.count("#send errors 0")),
    ("T03 wrong next hop", config((ROUTE_DC1, ROUTE_DC1.replace(" 203.0.113.1 ", " 203.0.113.3 "))), no_ike),
    ("T03 all blocked", blocked("all"), no_ike),
    ("T04 encryption", far(ike__encryption="aes-gcm-128"), negotiating),
    ("T04 cbc", far(ike__encryption="aes-cbc-256", ike__integrity="sha256"), negotiating),
    ("T04 prf", far(ike__prf="sha256"), negotiating),
    ("T04 group", far(ike__group=19), negotiating),
    ("T04 version", config((" set ikev2-profile VC-DC1\n", "")), no_ike),
    ("T04 psk", config(("pre-shared-key lab-osaka-hub-dc1-psk", "pre-shared-key other-osaka-hub-dc1-psk")), negotiating),
    ("T04 psk far", far(psk="something-else-entirely-0"), negotiating),
    ("T04 identity of the peer", config((PROFILE + PEER, PROFILE + "198.51.100.99")), negotiating),
    ("T04 own identity", far(expected_identity="203.0.113.99"), negotiating),
    ("T05 udp 500", blocked("udp500"), no_ike),
    ("T08 transform", far(esp__transform="esp-aes 256 esp-sha256-hmac"), no_esp),
    ("T08 pfs", far(esp__pfs="group19"), no_esp),
    ("T08 no pfs", config((MAP10, MAP10.replace(" set pfs group20\n", ""))), no_esp),
    ("T08 transport mode at the head end", far(esp__mode="transport"), no_esp),
    ("T08 endpoints", far(peer_gre="203.0.113.7"), no_esp),
    ("T09 esp blocked", blocked("esp"), lambda s, r: s.esp and "decaps: 0," in s.block and "encaps: 0," not in s.block and not s.ping),
    ("T10 ident 0 on both sides", lambda r, h: (far(acl_protocol="ip")(r, h), config((GRE_ACL, GRE_ACL.replace("gre", "ip")))(r, h)),
     lambda s, r: s.esp and "(203.0.113.5/255.255.255.255/0/0)" in s.block),
    ("T11 tunnel vrf", config(("interface Loopback101", "vrf definition INET\ninterface Loopback101"),
                              (" tunnel destination 198.51.100.12\n", " tunnel destination 198.51.100.12\n tunnel vrf INET\n")),
     lambda s, r: s.line == "down" and "evaluation down - no output interface" in s.interface),
    ("T12 off here", config((TUNNEL, TUNNEL.replace(" keepalive 10 3\n", ""))),
     lambda s, r: s.line == "up" and "Keepalive not set" in s.interface and not s.ping and not s.bgp.isdigit()),
    ("T12 off there", far(keepalive=None), lambda s, r: s.ike == "READY" and s.line == "down" and "Keepalive set (10 sec)" in s.interface),
    ("T13 mask", config((TUNNEL, TUNNEL.replace("255.255.255.252", "255.255.255.254"))),
     lambda s, r: s.line == "up" and "Internet address is 100.64.10.2/31" in s.interface and not s.ping and not s.bgp.isdigit()),
    ("T13 address", config((TUNNEL, TUNNEL.replace("100.64.10.2", "100.64.10.18"))), lambda s, r: s.line == "up" and not s.ping),
    ("T14 destination", config((" tunnel destination 198.51.100.12", " tunnel destination 198.51.100.13")),
     lambda s, r: s.line == "down" and bool(r.world.events)),
    ("T14 no destination", config((" tunnel destination 198.51.100.12\n", "")),
     lambda s, r: s.line == "down" and "down - no IPv4 tunnel destination address" in s.interface),
    ("T14 source", config((" tunnel source Loopback101", " tunnel source Loopback102")),
     lambda s, r: s.line == "down" and "203.0.113.6 (Loo" in s.interface),
    ("T15 gre filtered", blocked("gre"), lambda s, r: s.esp and "decaps: 0," not in s.block and not s.ping and not s.bgp.isdigit()),
    ("T17 remote as", config((f"neighbor {FAR} remote-as 64900", f"neighbor {FAR} remote-as 64901")),
     logged("sent to neighbor 100.64.10.1 active 2/2 (peer in wrong AS) 2 bytes FD84")),
    ("T17 local as", far(expected_peer_asn=65009), logged("received from neighbor 100.64.10.1 active 2/2 (peer in wrong AS) 2 bytes FDE9")),
    ("T18 tcp 179", blocked("bgp"), lambda s, r: s.ping and s.bgp == "Active"),
    ("T18 neighbour is the transport address", lambda r, h: r.replace((f"neighbor {FAR} ", "neighbor 198.51.100.12 ")),
     lambda s, r: s.ping and s.bgp == "absent" and words(r.run("show ip bgp summary"))[-1][-1] == "Idle"),
    ("T18 password", far(bgp_password="another"), logged("%TCP-6-BADAUTH: Invalid MD5 digest from 100.64.10.1(179) to 100.64.10.2(")),
    ("T18 no password", config((f" neighbor {FAR} password lab-osaka-hub-dc1-bgp\n", "")), logged("No MD5 digest")),
    ("T19 halves swapped", lambda r, h: h.swap_half(),
     lambda s, r: s.routes == ["192.0.2.0"] and s.received == ["192.0.2.0", "192.0.2.128/25"] and s.bgp == "1"),
    ("T19 no /24", lambda r, h: h.announces.remove("192.0.2.0/24"), lambda s, r: s.routes == ["192.0.2.0/25"]),
    ("T20 no default", config((f"  neighbor {FAR} default-originate\n", "")), lambda s, r: s.bgp == "2" and not s.default and s.sent == []),
    ("T20 condition", config((f"  neighbor {FAR} default-originate\n", f"  neighbor {FAR} default-originate route-map VC-DC1-COND\n"),
                             ("router bgp", "ip prefix-list VC-COND seq 5 permit 10.99.0.0/16\nroute-map VC-DC1-COND permit 10\n"
                                            " match ip address prefix-list VC-COND\nrouter bgp")), lambda s, r: s.bgp == "2" and not s.default),
    ("T21 more specifics", config((f"  neighbor {FAR} prefix-list VC-OUT out\n", ""),
                                  (" bgp router-id 203.0.113.5\n", " bgp router-id 203.0.113.5\n redistribute connected\n")),
     lambda s, r: "10.1.0.0/24" in s.sent and "192.0.2.128/25" in s.sent and s.default),
    ("T23 icmp filtered", lambda r, h: (far(path__mtu=1400)(r, h), blocked("icmp-too-big")(r, h)),
     lambda s, r: s.esp and "plaintext mtu 1446, path mtu 1500" in s.block
     and "\n.....\n" in r.run(PING, ping=FAR, source="Tunnel101", size="1400", **{"df-bit": "df-bit"})),
    ("T24 recursive", lambda r, h: (h.announces.append("198.51.100.0/24"), config(
        (GRE_DC1, ""), (ROUTE_DC1, ROUTE_DC1), ("ip route 0.0.0.0 0.0.0.0 10.1.0.254", "ip route 0.0.0.0 0.0.0.0 203.0.113.1"),
        (f"  neighbor {FAR} prefix-list VC-DC1-IN in\n", ""))(r, h)),
     lambda s, r: s.line == "down" and "%TUN-5-RECURDOWN: Tunnel101 temporarily disabled due to recursive routing" in r.messages),
    ("no host route to the GRE device", config((GRE_DC1, "")),
     lambda s, r: s.line == "down" and [event.kind for event in r.world.events] == ["clear-text GRE"]),
    ("no crypto map on the interface entry", config(("crypto map VC-MAP 10 ipsec-isakmp \n" + MAP10, "crypto map OTHER 10 ipsec-isakmp \n" + MAP10)),
     lambda s, r: s.ike == "" and s.block == "" and [event.kind for event in r.world.events] == ["clear-text GRE"]),
]


@pytest.mark.requirement("IX-52", "IX-54", "IX-56", "IX-70", "VC-78")
@pytest.mark.parametrize(("change", "expected"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
@pytest.mark.parametrize("when", ["from the start", "while up"])
def test_a_disagreement_is_visible_where_it_is(change: Callable[[FakeRouter, HeadEnd], None], expected: Callable[[Seen, FakeRouter], bool],
                                               when: str) -> None:
    router = osaka()
    if when == "while up":
        settle(router, 50)
        assert look(router, 0).healthy
    change(router, router.world.dc("osaka-hub", "dc1"))
    settle(router, 300)
    seen = look(router, 0)
    assert expected(seen, router), seen
    assert look(router, 1).healthy


@pytest.mark.requirement("IX-52")
def test_without_a_disagreement_both_tunnels_are_healthy() -> None:
    router = osaka()
    settle(router, 300)
    assert look(router, 0).healthy
    assert look(router, 1).healthy
    assert "1446, path mtu 1500" in look(router, 0).block
