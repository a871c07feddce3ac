"""The operational outputs as a client meets them: typed (and abbreviated) lines, exact layouts (IX-17..IX-28, IX-74)."""
from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.head_end import World
from tests.lab.head_end.derive.records import BgpPath, Flow
from tests.lab.head_end.derive.rib import Route, Table
from tests.lab.ios_xe.match import Matcher, Parsed
from tests.lab.ios_xe.pattern import Pattern
from tests.lab.ios_xe.show import COMMANDS, bgp_table, ip_route
from tests.lab.ios_xe.show.common import state, uptime
from tests.lab.ios_xe.show.crypto_ipsec import cipher, plaintext
from tests.unit.lab.head_end_support import Clock, FakeRouter, nagoya, osaka, settle


@lru_cache
def matcher() -> Matcher:
    """All patterns in one matcher."""
    return Matcher([Pattern(pattern, handler) for pattern, handler in COMMANDS])


def typed(router: FakeRouter, line: str) -> str:
    """What the router answers to a typed line."""
    parsed = matcher().match(line)
    assert isinstance(parsed, Parsed), (line, parsed)
    return parsed.rule(router, parsed.named())


@lru_cache
def healthy_osaka() -> FakeRouter:
    """osaka-r1 after 40 seconds."""
    router = osaka()
    settle(router)
    return router


@lru_cache
def healthy_nagoya() -> FakeRouter:
    """nagoya-r1 after 40 seconds."""
    router = nagoya()
    settle(router)
    return router


EXACT = [
    ("show ip bgp summary", "\nNeighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd\n"
     "100.64.10.1     4        64900       5       4        5    0    0 00:00:37        2\n"),
    ("sh ip bgp nei 100.64.10.1 routes", "\n     Network          Next Hop            Metric LocPrf Weight Path\n"
     " *>   192.0.2.0        100.64.10.1              0             0 64900 i\n"
     " *>   192.0.2.0/25     100.64.10.1              0             0 64900 i\n\nTotal number of prefixes 2 "),
    ("show bgp ipv4 unicast neighbors 100.64.10.5 advertised-routes",
     "\nOriginating default network 0.0.0.0\n\n     Network          Next Hop            Metric LocPrf Weight Path\n\nTotal number of prefixes 0 "),
    ("show ip route 192.0.2.5", "Routing entry for 192.0.2.0/25\n  Known via \"bgp 65001\", distance 20, metric 0\n"),
    ("show ip route 172.16.0.1", "% Network not in table"),
    ("show ip route 203.0.113.200", "% Subnet not in table"),
    ("show ip route bgp", "\n      192.0.2.0/24 is variably subnetted, 3 subnets, 2 masks\n"
     "B        192.0.2.0/24 [20/0] via 100.64.10.1, 00:00:37\nB        192.0.2.0/25 [20/0] via 100.64.10.1, 00:00:37\n"),
    ("show ip route static", "\n      198.51.100.0/32 is subnetted, 4 subnets\nS        198.51.100.11 [1/0] via 203.0.113.1\n"),
    ("show crypto ikev2 sa remote 198.51.100.21", " IPv4 Crypto IKEv2  SA \n\n"
     "Tunnel-id Local                 Remote                fvrf/ivrf            Status \n"
     "1         203.0.113.2/500       198.51.100.21/500     none/none            READY \n"
     "      Encr: AES-GCM, keysize: 256, PRF: SHA384, Hash: None, DH Grp:20, Auth sign: PSK, Auth verify: PSK\n"
     "      Life/Active Time: 86400/39 sec\n\n IPv6 Crypto IKEv2  SA \n"),
    ("show cry ikev2 sa det", "\n      DPD configured for 10 seconds, retry 3\n      Fragmentation not  configured.\n"
     "      Dynamic Route Update: enabled\n      Extended Authentication not configured.\n      NAT-T is not detected\n"),
    ("show crypto ipsec sa peer 198.51.100.11", "     plaintext mtu 1446, path mtu 1500, ip mtu 1500, ip mtu idb GigabitEthernet0/0/0\n"),
    ("show crypto ipsec sa interface gi0/0/0", "\ninterface: GigabitEthernet0/0/0\n    Crypto map tag: VC-MAP, local addr 203.0.113.2\n\n"
     "   protected vrf: (none)\n   local  ident (addr/mask/prot/port): (203.0.113.5/255.255.255.255/47/0)\n"),
    ("show crypto map tag VC-MAP", '"VC-MAP" 10 ipsec-isakmp\n\tPeer = 198.51.100.11\n'),
    ("show crypto session detail", "  IPSEC FLOW: permit 47 host 203.0.113.5 host 198.51.100.12 \n        Active SAs: 2, origin: crypto map\n"),
    ("sh int tu101", "Tunnel101 is up, line protocol is up \n  Hardware is Tunnel\n  Description: kyoten:virtual_connect:osaka-hub:dc1\n"
     "  Internet address is 100.64.10.2/30\n  MTU 9976 bytes, BW 100 Kbit/sec, DLY 50000 usec, \n"),
    ("show interfaces Tunnel101", "\n  Tunnel source 203.0.113.5 (Loopback101), destination 198.51.100.12\n  Tunnel protocol/transport GRE/IP\n"),
    ("show ip interface brief", "\nTunnel102              100.64.10.6     YES NVRAM  up                    up      "),
    ("show ip interface", "\n  Internet address is 203.0.113.2/30\n"),
    ("show interfaces description", "\nTu101                          up             up       kyoten:virtual_connect:osaka-hub:dc1\n"),
    ("show ip prefix-list VC-OUT", "ip prefix-list VC-OUT: 1 entries\n   seq 5 permit 0.0.0.0/0"),
    ("show ip access-lists VC-GRE-DC1", "Extended IP access list VC-GRE-DC1\n    10 permit gre host 203.0.113.5 host 198.51.100.12 ("),
    ("show crypto ikev2 proposal default", " IKEv2 proposal: default\n     Encryption : AES-CBC-256\n     Integrity  : SHA512 SHA384\n"),
    ("show ip cef 192.0.2.5", "192.0.2.0/25\n  nexthop 100.64.10.1 Tunnel101"),
    ("ping 100.64.10.1 source Tunnel101 size 1400 df-bit repeat 3",
     "Packet sent with a source address of 100.64.10.2 \nPacket sent with the DF bit set\n!!!\nSuccess rate is 100 percent (3/3), round-trip"),
    ("ping 100.64.10.1 df-bit size 1401 source Tunnel101", "\nMMMMM\nSuccess rate is 0 percent (0/5)"),
    ("ping 100.64.10.1 repeat 100", "\n" + 70 * "!" + "\n" + 30 * "!" + "\nSuccess rate is 100 percent (100/100)"),
    ("traceroute 198.51.100.11", "\n  1 203.0.113.1 11 msec 12 msec 11 msec\n  2 198.51.100.11 "),
    ("show cdp neighbors detail", "% CDP is not enabled"),
    ("show ip bgp neighbors 10.9.9.9 routes", "% No such neighbor or address family"),
]


@pytest.mark.requirement("IX-17", "IX-18", "IX-19", "IX-20", "IX-21", "IX-22", "IX-23", "IX-24", "IX-25", "IX-26", "IX-27", "IX-28")
@pytest.mark.parametrize(("line", "expected"), EXACT, ids=[line for line, _text in EXACT])
def test_a_healthy_router_prints(line: str, expected: str) -> None:
    assert expected in typed(healthy_osaka(), line)


VRF = [
    ("show crypto ikev2 sa", "203.0.113.50/500      198.51.100.51/500     INET/INET            READY \n"
     "      Encr: AES-CBC, keysize: 256, PRF: SHA256, Hash: SHA256, DH Grp:19, Auth sign: PSK, Auth verify: PSK\n"
     "      Life/Active Time: 28800/39 sec\n"),
    ("show crypto ipsec sa", "        transform: esp-256-aes esp-sha256-hmac ,\n        in use settings ={Tunnel, }\n"),
    ("show crypto ipsec sa", "     plaintext mtu 1390, path mtu 1454, ip mtu 1500, ip mtu idb GigabitEthernet0/0/0\n"),
    ("show ip bgp vpnv4 vrf VOICE summary", "\n100.64.30.5     4        64900 "),
    ("show bgp vpnv4 unicast vrf VOICE neighbors 100.64.30.1 routes", " *>   198.18.20.0      100.64.30.1              0             0 64900 i\n"
     " *>   198.18.20.128/25 100.64.30.1              0             0 64900 i\n"),
    ("show ip route vrf VOICE bgp", "\nRouting Table: VOICE\n"),
    ("show ip route vrf NONE", "% IP routing table NONE does not exist"),
    ("show vrf", "  VOICE                            65003:1               ipv4        Tu101\n" + 69 * " " + "Tu102"),
    ("ping vrf VOICE 100.64.30.1 source Tunnel101", "Success rate is 100 percent (5/5)"),
    ("ping 100.64.30.1", "Success rate is 0 percent (0/5)"),
    ("ping vrf VOICE 100.64.30.1 size 1366 df-bit", "Success rate is 100 percent (5/5)"),
]


@pytest.mark.requirement("IX-17", "IX-18", "IX-23", "IX-24", "IX-26", "VC-58")
@pytest.mark.parametrize(("line", "expected"), VRF, ids=[f"{line} {index}" for index, (line, _text) in enumerate(VRF)])
def test_a_router_with_vrfs_prints(line: str, expected: str) -> None:
    assert expected in typed(healthy_nagoya(), line)


@pytest.mark.requirement("IX-17", "IX-18")
def test_without_configuration_nothing_is_shown_and_nothing_fails() -> None:
    router = FakeRouter("empty", "hostname empty\n", World(Clock(), sites=[]))
    for pattern, handler in COMMANDS:
        args = {"a.b.c.d": "192.0.2.1", "ping": "192.0.2.1", "neighbors": "192.0.2.1"} if "A.B.C.D" in pattern and "[A.B" not in pattern else {}
        assert isinstance(handler(router, args), str)
    assert typed(router, "show crypto ikev2 sa") == ""
    assert typed(router, "show crypto ipsec sa") == ""
    assert typed(router, "show ip bgp summary") == "% BGP not active"


@pytest.mark.requirement("IX-52")
@settings(max_examples=25)
@given(st.sets(st.integers(0, 200), max_size=40), st.booleans())
def test_any_part_of_the_configuration_may_be_missing(gone: set[int], vrfs: bool) -> None:
    router = nagoya() if vrfs else osaka()
    settle(router)
    kept = [line for index, line in enumerate(router.text.splitlines()) if index not in gone]
    router.text = "\n".join(kept) + "\n"
    router.replace()
    router.clock.advance(60)
    for pattern, handler in COMMANDS:
        args = {"a.b.c.d": "100.64.10.1", "ping": "100.64.10.1", "neighbors": "100.64.10.1"} if "A.B.C.D" in pattern else {}
        assert isinstance(handler(router, args), str)


@pytest.mark.requirement("IX-19", "IX-37")
def test_a_map_without_its_list_is_incomplete() -> None:
    router = osaka()
    router.replace((" match address VC-GRE-DC1\n", ""))
    text = typed(router, "show crypto map")
    assert '"VC-MAP" 10 ipsec-isakmp\n\tWARNING: This crypto map is in an incomplete state!\n\t(missing peer or access-list definitions)\n' in text
    assert text.count("WARNING") == 1


QOS = """class-map match-any VOICE
 match dscp ef
policy-map WAN-OUT
 class VOICE
  priority percent 60
 class class-default
  shape average 50000000
"""


@pytest.mark.requirement("IX-27")
def test_policies_and_route_maps_as_configured() -> None:
    router = osaka()
    router.replace(("interface GigabitEthernet0/0/0\n", QOS + "interface GigabitEthernet0/0/0\n service-policy output WAN-OUT\n"),
                   ("router bgp", "route-map PREFER permit 10\n match ip address prefix-list VC-OUT\n set local-preference 200\nrouter bgp"))
    text = typed(router, "show policy-map interface Gi0/0/0")
    for part in (" GigabitEthernet0/0/0 \n\n  Service-policy output: WAN-OUT\n\n    Class-map: VOICE (match-any)  \n      0 packets, 0 bytes\n",
                 "      Priority: 60% (600000 kbps), burst bytes 15000000, b/w exceed drops: 0\n", "    Class-map: class-default (match-any)  \n",
                 "      shape (average) cir 50000000, bc 200000, be 0"):
        assert part in text
    assert typed(router, "show policy-map interface") == text
    assert typed(router, "show policy-map interface Gi0/0/1") == ""
    assert typed(router, "show route-map PREFER").startswith(
        "route-map PREFER, permit, sequence 10\n  Match clauses:\n    ip address prefix-lists: VC-OUT \n  Set clauses:\n    local-preference 200\n")


@pytest.mark.requirement("IX-22")
def test_variants_of_a_tunnel() -> None:
    router = osaka()
    router.replace((" tunnel source Loopback101\n", " tunnel source 203.0.113.5\n"),
                   (" tunnel source Loopback102\n", " shutdown\n tunnel source Loopback102\n"),
                   (" ip address 100.64.10.6 255.255.255.252\n", ""))
    settle(router)
    first, second = typed(router, "show interfaces Tunnel101"), typed(router, "show interfaces Tunnel102")
    assert "  Tunnel source 203.0.113.5, destination 198.51.100.12\n" in first
    assert first.startswith("Tunnel101 is up, line protocol is up \n")
    assert second.startswith("Tunnel102 is administratively down, line protocol is down \n")
    assert "Internet address" not in second
    assert typed(router, "show ip bgp summary").splitlines()[-1].split()[-2:] == ["never", "Idle"]


def test_received_routes_need_soft_reconfiguration() -> None:
    router = osaka()
    router.replace(("  neighbor 100.64.10.1 soft-reconfiguration inbound\n", ""))
    settle(router)
    assert typed(router, "show ip bgp neighbors 100.64.10.1 received-routes") == "% Inbound soft reconfiguration not enabled on 100.64.10.1"


@pytest.mark.requirement("IX-25")
def test_a_default_by_network_is_a_row() -> None:
    router = osaka()
    router.replace((" address-family ipv4\n", " address-family ipv4\n  network 0.0.0.0\n"),
                   ("  neighbor 100.64.10.1 default-originate\n", ""))
    settle(router)
    text = typed(router, "show ip bgp neighbors 100.64.10.1 advertised-routes")
    assert " *>   0.0.0.0          10.1.0.254               0         32768 i\n\nTotal number of prefixes 1 " in text
    assert "Originating" not in text


@pytest.mark.requirement("IX-74")
def test_a_platform_may_take_eight_bytes_more() -> None:
    router = osaka()
    state(router).extra_overhead = 8
    settle(router)
    assert "plaintext mtu 1438, path mtu 1500" in typed(router, "show crypto ipsec sa")


SUITES = [("esp-gcm 256", 1500, 500, 1446), ("esp-gcm 256", 1500, 4500, 1438), ("esp-aes 256 esp-sha256-hmac", 1500, 500, 1438),
          ("esp-aes 256 esp-sha-hmac", 1500, 4500, 1422), ("esp-aes 256 esp-sha384-hmac", 1500, 500, 1422),
          ("esp-aes esp-sha512-hmac", 1500, 4500, 1406), ("esp-gcm 256", 1454, 500, 1398), ("esp-aes 256 esp-sha256-hmac", 1454, 500, 1390),
          ("esp-aes 256 esp-sha512-hmac", 1454, 4500, 1358), ("esp-gcm", 9184, 500, 9130), ("esp-gcm 256", 1400, 500, 1346)]


def _flow(transform: str, port: int) -> Flow:
    router = healthy_osaka()
    flow = state(router).view().flows[0]
    copy = Flow(flow.interface, None, flow.local, flow.entry, flow.ident, 0, flow.interface, transform=transform)
    copy.ike.port = port
    return copy


@pytest.mark.requirement("IX-18", "SZ-11")
@pytest.mark.parametrize(("transform", "path", "port", "expected"), SUITES)
def test_plaintext_mtu(transform: str, path: int, port: int, expected: int) -> None:
    assert plaintext(_flow(transform, port), path) == expected


@pytest.mark.requirement("SZ-11")
@given(st.sampled_from([suite[0] for suite in SUITES]), st.integers(576, 9216), st.sampled_from([500, 4500]))
def test_the_largest_packet_fits_and_one_more_does_not(transform: str, path: int, port: int) -> None:
    sizes, most = cipher(transform), plaintext(_flow(transform, port), path)

    def outer(size: int) -> int:
        return 20 + (8 if port == 4500 else 0) + 8 + sizes.iv + -(-(size + 2) // sizes.align) * sizes.align + sizes.icv

    assert outer(most) <= path < outer(most + 1)


@pytest.mark.requirement("IX-24")
@pytest.mark.parametrize(("prefix", "text"), [("192.0.2.0/24", "192.0.2.0"), ("192.0.2.0/25", "192.0.2.0/25"), ("10.0.0.0/8", "10.0.0.0"),
                                              ("172.16.0.0/16", "172.16.0.0"), ("172.16.0.0/24", "172.16.0.0/24"), ("0.0.0.0/0", "0.0.0.0"),
                                              ("198.18.10.0/24", "198.18.10.0"), ("10.1.0.0/16", "10.1.0.0/16")])
def test_the_classful_mask_is_omitted(prefix: str, text: str) -> None:
    assert bgp_table.network_text(IPv4Network(prefix)) == text


@pytest.mark.requirement("IX-24")
def test_internal_paths_show_their_preference() -> None:
    path = BgpPath(IPv4Network("10.1.8.0/22"), "10.1.0.2", (), "10.1.0.2", internal=True)
    assert bgp_table.row("*>", "198.51.100.128/25", path).splitlines() == [
        " *>   198.51.100.128/25", "                       10.1.0.2                 0    100      0 i"]
    assert bgp_table.row("*>i", "10.1.8.0/22", path) == " *>i  10.1.8.0/22      10.1.0.2                 0    100      0 i"


@pytest.mark.requirement("IX-26")
def test_long_rows_wrap_and_equal_routes_continue() -> None:
    table = Table()
    prefix = IPv4Network("198.51.100.64/26")
    for hop in ("203.0.113.1", "203.0.113.9"):
        table.add(Route(prefix, "S", 1, hop, None))
    table.add(Route(IPv4Network("198.51.100.128/25"), "S", 1, "203.0.113.49", "TenGigabitEthernet0/0/0.4000", metric=1234567))
    rows = ip_route._rows(table, "S", 0.0)
    assert rows[1:] == ["S        198.51.100.64/26 [1/0] via 203.0.113.1", "                          [1/0] via 203.0.113.9",
                        "S        198.51.100.128/25 ", "           [1/1234567] via 203.0.113.49, TenGigabitEthernet0/0/0.4000"]


@pytest.mark.parametrize(("seconds", "text"), [(0, "00:00:00"), (1867, "00:31:07"), (86399, "23:59:59"), (93600, "1d02h"), (700000, "1w1d")])
def test_uptime(seconds: int, text: str) -> None:
    assert uptime(seconds) == text
