"""What crosses the provider's circuits: entries that match, classes and queues, rates (TI-54, TI-55, TI-66, TI-67, X04..X06)."""

from __future__ import annotations

import re
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.head_end.read.filters import AclEntry, read_acls
from tests.lab.head_end.read.packets import Packet, first_match

from .head_end_support import parse
from .interconnect_support import ASHBURN, SAN_JOSE, Sites

DEVICE = ASHBURN.device
PORT, RTP, SIP = "GigabitEthernet0/0/2", 210, 60


def talking(calls: int, seconds: float = 100) -> Sites:
    """Both routers, so many calls, for so long."""
    sites = Sites(ASHBURN, SAN_JOSE)
    sites.world.interconnect.sites["fukuoka-sbc"].calls = calls
    sites.clock.advance(seconds)
    return sites


def near(found: int, expected: float) -> bool:
    """Equal but for what has passed while the test ran."""
    return expected - 1 <= found <= expected * 1.02 + 2


@pytest.mark.requirement("TI-55", "TI-66", "IX-27")
def test_calls_count_at_the_entries_that_let_them_in() -> None:
    sites = talking(40)
    hits = sites.hits()
    assert near(hits[RTP], 40 * 50 * 100)
    assert near(hits[SIP], 100 / 30)
    assert 260 not in hits
    assert SIP not in sites.hits(SAN_JOSE)
    before = sites.hits()[RTP]
    sites.clock.advance(10)
    assert near(sites.hits()[RTP] - before, 40 * 50 * 10)


@pytest.mark.requirement("TI-66", "TI-21")
def test_x05_media_from_the_former_range_meets_the_deny() -> None:
    sites = talking(10)
    sites.world.interconnect.sites["fukuoka-sbc"].media_address = "208.78.112.100"
    before = sites.hits()
    sites.clock.advance(10)
    assert near(sites.hits()[260], 10 * 50 * 10)
    assert sites.hits()[RTP] == before[RTP]


@pytest.mark.requirement("TI-66")
def test_counters_begin_anew_when_they_are_cleared_and_with_an_entry() -> None:
    sites = talking(10)
    router = sites.routers["fukuoka-r1"]
    assert sites.hits()[RTP] > 10_000
    for clear in router.cleared:
        clear("clear ip access-list TI-ASHBURN-ACL-IN")
    assert RTP not in sites.hits() or sites.hits()[RTP] < 1000
    rule = f"210 permit udp 168.86.128.0 0.0.63.255 range 10000 60000 host {DEVICE} range 16384 40000"
    assert router.configure(["ip access-list extended TI-ASHBURN-ACL-IN", " no 210", f" {rule}"]) == []
    sites.clock.advance(10)
    assert near(sites.hits()[RTP], 10 * 50 * 10)


PACKETS = [
    (f"udp 208.78.112.64:5060 {DEVICE}:5060", True, "60 permit udp host 208.78.112.64"),
    (f"udp 208.78.112.67:5060 {DEVICE}:5060", False, "260 deny ip any any log"),
    (f"tcp 208.78.112.64:40000 {DEVICE}:5061", True, "150 permit tcp"),
    (f"tcp 208.78.112.64:5061 {DEVICE}:40000 established", True, "160 permit tcp"),
    (f"tcp 208.78.112.64:5061 {DEVICE}:40000", False, "260 deny"),
    (f"udp 168.86.191.255:60000 {DEVICE}:32767", True, "210 permit udp"),
    (f"udp 168.86.192.0:60000 {DEVICE}:32767", False, "260 deny"),
    (f"udp 168.86.128.0:9999 {DEVICE}:16384", False, "260 deny"),
    (f"udp 168.86.128.0:10000 {DEVICE}:16383", False, "260 deny"),
    (f"icmp 8.8.8.8 {DEVICE} 3 4", True, "240 permit icmp any any unreachable"),
    (f"icmp 8.8.8.8 {DEVICE} 5 0", False, "260 deny"),
    (f"tcp {ASHBURN.pe}:40000 {ASHBURN.own}:179", True, "10 permit tcp"),
]


@pytest.mark.requirement("TI-55", "IX-32")
@pytest.mark.parametrize(("packet", "permitted", "entry"), PACKETS, ids=[packet for packet, _permitted, _entry in PACKETS])
def test_a_packet_meets_the_entry_that_speaks_about_it(packet: str, permitted: bool, entry: str) -> None:
    sites = Sites(ASHBURN)
    found = sites.world.interconnect.send("fukuoka-sbc", "ashburn", packet, 3)
    assert (found["direction"], found["permitted"], found["acl"]) == ("in", permitted, "TI-ASHBURN-ACL-IN")
    assert found["entry"].startswith(entry)
    assert sites.hits()[int(entry.split()[0])] in (3, 4)
    denied = [line for line in sites.routers["fukuoka-r1"].messages if "%SEC-6-IPACCESSLOG" in line]
    assert bool(denied) is not permitted
    assert not denied or "list TI-ASHBURN-ACL-IN denied" in denied[0]
    assert not denied or denied[0].endswith(", 3 packets")


@pytest.mark.requirement("TI-55")
def test_without_an_entry_for_bgp_the_session_is_lost_after_the_hold_time() -> None:
    sites = Sites(ASHBURN)
    router = sites.routers["fukuoka-r1"]
    router.configure(["ip access-list extended TI-ASHBURN-ACL-IN", " no 10"])
    sites.clock.advance(200)
    assert sites.state() == "3"
    router.configure(["ip access-list extended TI-ASHBURN-ACL-IN", " no 20"])
    sites.clock.advance(170)
    assert sites.state() == "3"
    sites.clock.advance(20)
    assert sites.state() == "Active"


def policy(sites: Sites, name: str) -> dict[str, int]:
    """The numbers of one class on the way out."""
    text = sites.run(f"show policy-map interface {ASHBURN.interface} output")
    block = text.partition(f"Class-map: {name} (")[2].partition("Class-map:")[0]
    packets, size = re.search(r"(\d+) packets, (\d+) bytes", block).groups()  # type: ignore[union-attr]
    drops = re.search(r"no-buffer drops\) 0/(\d+)/0", block)
    sent = re.search(r"bytes output\) (\d+)/", block)
    exceed = re.search(r"b/w exceed drops: (\d+)", block)
    assert exceed is None or drops is None or exceed[1] == drops[1]
    return {"packets": int(packets), "bytes": int(size), "drops": int(drops[1]) if drops else 0, "sent": int(sent[1]) if sent else 0}


@pytest.mark.requirement("TI-54", "TI-67", "IX-27")
def test_classes_count_what_is_theirs_and_nothing_is_lost_in_a_port_that_is_large_enough() -> None:
    sites = talking(400)
    voice, signalling = policy(sites, "TI-VOICE"), policy(sites, "TI-SIGNALLING")
    assert near(voice["packets"], 400 * 50 * 100)
    assert near(voice["bytes"], 400 * 50 * 100 * 218)
    assert (voice["drops"], signalling["drops"]) == (0, 0)
    assert near(signalling["packets"], 3 * 100 / 30)
    text = sites.run(f"show policy-map interface {ASHBURN.interface} output")
    for part in (f" {ASHBURN.interface} \n\n  Service-policy output: TI-ASHBURN-SHAPE\n\n    Class-map: class-default (match-any)  \n",
                 "      shape (average) cir 100000000, bc 400000, be 0\n", "      Service-policy : TI-ASHBURN-CHILD\n",
                 "          Priority: 60% (60000 kbps), burst bytes 1500000, b/w exceed drops: 0\n",
                 "          bandwidth 5% (5000 kbps)\n", "          Match: access-group name TI-RTP\n", "            dscp ef\n",
                 "5 minute offered rate 34880 kbps"):  # fmt: skip
        assert part in text, part
    assert sites.run(f"show policy-map interface {ASHBURN.interface} input") == ""
    assert policy(sites, "TI-VOICE")["packets"] > 0
    port = sites.run(f"show interfaces {PORT}")
    assert re.search(r"5 minute output rate 3488\d{4} bits/sec, 20000 packets/sec", port)
    assert "Vlan ID  1., loopback not set" in port


@pytest.mark.requirement("TI-54")
@pytest.mark.parametrize(("kind", "taken"), [("match-any", True), ("match-all", False)])
def test_a_class_wants_any_or_all_of_its_matches(kind: str, taken: bool) -> None:
    sites = talking(10, 1)
    router = sites.routers["fukuoka-r1"]
    assert router.configure([f"class-map {kind} TI-VOICE", " match dscp ef"]) == []
    before = policy(sites, "TI-VOICE")["packets"]
    sites.clock.advance(10)
    assert (policy(sites, "TI-VOICE")["packets"] - before > 1000) is taken


@pytest.mark.requirement("TI-54", "TI-67")
def test_x06_more_calls_than_the_port_carries_lose_media_beyond_the_priority_share() -> None:
    sites = talking(1200)
    voice = policy(sites, "TI-VOICE")
    assert near(voice["packets"], 1200 * 50 * 100)
    assert near(voice["sent"], 60_000_000 / 8 / 218 * 100)
    assert abs(voice["packets"] - voice["sent"] - voice["drops"]) <= 2


@pytest.mark.requirement("TI-68")
def test_calls_move_to_the_other_location_with_the_session() -> None:
    sites = talking(10)
    sites.pe().shutdown = True
    sites.clock.advance(2)
    here, there = sites.hits(), sites.hits(SAN_JOSE)
    sites.clock.advance(10)
    assert sites.hits()[RTP] == here[RTP]
    assert near(sites.hits(SAN_JOSE)[RTP] - there.get(RTP, 0), 10 * 50 * 10)


_ADDRESS = st.integers(0, 2**32 - 1).map(lambda number: str(IPv4Address(number)))
_PORT = st.integers(0, 65535)


@given(_ADDRESS, _ADDRESS, _PORT, _PORT, st.integers(0, 65535), st.integers(0, 65535), st.integers(0, 32))
def test_an_entry_matches_exactly_its_prefix_and_ports(
    source: str, base: str, source_port: int, port: int, one: int, other: int, length: int
) -> None:
    low, high = sorted((one, other))
    wild = 2 ** (32 - length) - 1
    network = int(IPv4Address(base)) & ~wild
    text = f"ip access-list extended A\n 10 permit udp {IPv4Address(network)} {IPv4Address(wild)} any range {low} {high}\n"
    entries: list[AclEntry] = read_acls(parse(text))["A"][1]
    found = first_match(entries, Packet("udp", source, "192.0.2.1", source_port, port))
    assert (found is not None) is (int(IPv4Address(source)) & ~wild == network and low <= port <= high)
    assert first_match(entries, Packet("tcp", source, "192.0.2.1", source_port, port)) is None
