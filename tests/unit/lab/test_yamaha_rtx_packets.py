# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules of a simulated RTX by their effect on packets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.yamaha_rtx.config import Config
from tests.lab.yamaha_rtx.models import model
from tests.lab.yamaha_rtx.packet import Packet
from tests.lab.yamaha_rtx.packets import Traffic, verdict

_ME, _PHONE, _PBX, _STRANGER = "203.0.113.254", "192.168.100.7", "203.0.113.10", "198.51.100.66"
_BRANCH = """\
pp select 1
 ip pp secure filter in 410051 410052 410054 2000
 ip pp secure filter out 410001 410002 2010 2011 dynamic 80 81
 ip pp nat descriptor 1000
ip filter 2000 reject * *
ip filter 2010 reject * * tcp * telnet
ip filter 2011 pass * *
ip filter 410001 pass 192.168.100.0/24 203.0.113.10 udp * 5060
ip filter 410002 pass 192.168.100.0/24 203.0.113.10 udp * 10000-20000
ip filter 410051 pass 203.0.113.10 192.168.100.0/24 udp 5060 *
ip filter 410052 pass 203.0.113.10 192.168.100.0/24 udp 10000-20000 *
ip filter 410054 pass 203.0.113.10 192.168.100.0/24 established 8000 *
ip filter dynamic 80 * * www
ip filter dynamic 81 * * filter 900 timeout=10
ip filter 900 reject 10.0.0.1 10.0.0.2 udp * 4000-4009
nat descriptor type 1000 masquerade
nat descriptor timer 1000 protocol=udp 120
nat descriptor timer 1000 protocol=udp port=5060 3600
nat descriptor masquerade static 1000 1 192.168.100.9 tcp 8080=www
"""


class _Clock:
    """Seconds by hand."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def branch(*more: str) -> Config:
    """A branch behind PPPoE."""
    made = Config(model("RTX1210", "14.01.42"))
    assert made.load([*_BRANCH.splitlines(), *more]) == []
    return made


def udp(source: str, source_port: int, destination: str, destination_port: int) -> Packet:
    """A datagram."""
    return Packet("udp", source, source_port, destination, destination_port)


def tcp(source: str, source_port: int, destination: str, destination_port: int, *flags: str) -> Packet:
    """A segment."""
    return Packet("tcp", source, source_port, destination, destination_port, frozenset(flags))


@pytest.mark.requirement("RX-75")
@pytest.mark.parametrize(("packet", "number", "passed"), [
    (udp(_PHONE, 5060, _PBX, 5060), 410001, True), (udp(_PHONE, 12000, _PBX, 20000), 410002, True), (udp(_PHONE, 12000, _PBX, 20001), 2011, True),
    (tcp(_PHONE, 40000, _STRANGER, 23), 2010, False), (udp("192.168.101.7", 5060, _PBX, 5060), 2011, True),
    (Packet("icmp", _PHONE, 0, _PBX, 0), 2011, True),
])
def test_the_first_filter_decides(packet: Packet, number: int, passed: bool) -> None:
    found = verdict(branch(), "out", "pp 1", packet)
    assert (found.number, found.passed, found.why) == (number, passed, "filter")


@pytest.mark.requirement("RX-52")
def test_nat_comes_before_the_in_filter_and_after_the_out_filter() -> None:
    traffic, config = Traffic(outside=_ME), branch()
    sent = verdict(config, "out", "pp 1", udp(_PHONE, 5060, _PBX, 5060), traffic).packet
    assert (sent.source, sent.destination) == (_ME, _PBX) and sent.source_port >= 60000
    back = verdict(config, "in", "pp 1", sent.answer(), traffic)
    assert back.passed and back.number == 410051 and (back.packet.destination, back.packet.destination_port) == (_PHONE, 5060)
    global_only = branch(f"ip filter 410051 pass {_PBX} {_ME} udp 5060 *")
    assert verdict(global_only, "in", "pp 1", sent.answer(), traffic).number == 2000


def test_nobody_comes_in_without_an_entry() -> None:
    traffic, config = Traffic(outside=_ME), branch()
    sent = verdict(config, "out", "pp 1", udp(_PHONE, 5060, _PBX, 5060), traffic).packet
    stranger = udp(_STRANGER, 5060, _ME, sent.source_port)
    for policy, passed, why in (("reject", False, "nat reject"), ("discard", False, "nat discard"), ("through", False, "filter"),
                                (f"forward {_PHONE}", False, "filter")):
        found = verdict(branch(f"nat descriptor masquerade incoming 1000 {policy}"), "in", "pp 1", stranger, traffic)
        assert (found.passed, found.why) == (passed, why)
    assert not verdict(config, "in", "pp 1", stranger, traffic).passed


@pytest.mark.requirement("RX-50")
def test_a_static_mapping_leads_inside() -> None:
    config = branch("ip filter 2000 pass * *")
    found = verdict(config, "in", "pp 1", tcp(_STRANGER, 40000, _ME, 8080, "syn"), Traffic(outside=_ME))
    assert found.passed and (found.packet.destination, found.packet.destination_port) == ("192.168.100.9", 80)
    sent = verdict(config, "out", "pp 1", found.packet.answer(), Traffic(outside=_ME)).packet
    assert (sent.source, sent.source_port) == (_ME, 8080)


@pytest.mark.requirement("RX-49")
@pytest.mark.parametrize(("port", "seconds"), [(5060, 3600), (10000, 120)])
def test_an_entry_lives_as_long_as_its_timer_says(port: int, seconds: int) -> None:
    clock, config = _Clock(), branch()
    traffic = Traffic(outside=_ME, now=clock)
    sent = verdict(config, "out", "pp 1", udp(_PHONE, 5060, _PBX, port), traffic).packet
    for later in (seconds - 1, 2 * seconds - 2):
        clock.time = later
        assert verdict(config, "in", "pp 1", sent.answer(), traffic).passed
    clock.time = 3 * seconds
    assert verdict(config, "in", "pp 1", sent.answer(), traffic).why == "nat reject"


@pytest.mark.requirement("RX-54")
def test_answers_of_a_dynamic_filter_pass_while_it_lasts() -> None:
    clock, config = _Clock(), branch("pp select 1", "no ip pp nat descriptor")
    traffic = Traffic(now=clock)
    call, web = udp(_PHONE, 9, _STRANGER, 4003), tcp(_PHONE, 40000, _STRANGER, 80, "syn")
    assert verdict(config, "in", "pp 1", web.answer(), traffic).number == 2000
    assert verdict(config, "out", "pp 1", web, traffic).passed and verdict(config, "out", "pp 1", call, traffic).passed
    assert [verdict(config, "in", "pp 1", each.answer(), traffic).why for each in (web, call)] == ["dynamic", "dynamic"]
    clock.time = 11
    assert [verdict(config, "in", "pp 1", each.answer(), traffic).why for each in (web, call)] == ["dynamic", "filter"]
    rejected = tcp(_PHONE, 40000, _STRANGER, 23, "syn")
    assert not verdict(config, "out", "pp 1", rejected, traffic).passed and not verdict(config, "in", "pp 1", rejected.answer(), traffic).passed


@pytest.mark.requirement("RX-53")
@pytest.mark.parametrize(("rule", "packet", "matches"), [
    ("* * established 8000 *", tcp(_PBX, 8000, _PHONE, 40000, "syn"), False),
    ("* * established 8000 *", tcp(_PBX, 8000, _PHONE, 40000, "syn", "ack"), True),
    ("* * tcpfin", tcp(_PBX, 1, _PHONE, 2, "fin"), True), ("* * tcpflag=0x0002/0x0017", tcp(_PBX, 1, _PHONE, 2, "syn"), True),
    ("* * tcpflag=0x0002/0x0017", tcp(_PBX, 1, _PHONE, 2, "syn", "ack"), False), ("* * tcpflag!=0x0002/0x0017", tcp(_PBX, 1, _PHONE, 2, "ack"), True),
    ("* * icmp-error", Packet("icmp", _PBX, 0, _PHONE, 0, frozenset({"error"})), True), ("* * icmp-info", Packet("icmp", _PBX, 0, _PHONE, 0), True),
    ("203.0.113.* 192.168.100.1-192.168.100.7", udp(_PBX, 1, _PHONE, 2), True), ("203.0.113.11,203.0.113.0/29 *", udp(_PBX, 1, _PHONE, 2), False),
    ("pbx.example *", udp(_PBX, 1, _PHONE, 2), True), ("other.example *", udp(_PBX, 1, _PHONE, 2), False),
    ("* * tcp,17", udp(_PBX, 1, _PHONE, 2), True),
    ("* * udp ntp,-1 2-", udp(_PBX, 1, _PHONE, 2), True), ("* * * 1 *", Packet("esp", _PBX, 0, _PHONE, 0), False),
    ("203.0.113.0/255.255.255.0 *", udp(_PBX, 1, _PHONE, 2), True),
])
def test_what_a_filter_means(rule: str, packet: Packet, matches: bool) -> None:
    config = Config(model("RTX1210", "14.01.42"))
    assert config.load([f"ip filter 1 pass {rule}", "ip lan2 secure filter in 1", f"ip host pbx.example {_PBX}"]) == []
    assert verdict(config, "in", "lan2", packet).passed == matches


@pytest.mark.requirement("RX-55")
def test_lists_sets_and_no_list() -> None:
    config = branch("ip filter set voice in 410051", "ip lan2 secure filter name voice", "ip lan3 secure filter name nothing")
    packet = udp(_PBX, 5060, _PHONE, 1)
    assert verdict(config, "in", "lan1", packet).why == verdict(config, "in", "lan3", packet).why == "no filter"
    assert verdict(config, "in", "lan2", packet).number == 410051
    assert verdict(config, "in", "lan2", udp(_STRANGER, 5060, _PHONE, 1)).why == "no match"
    assert config.load(["no ip filter 410051"]) == [] and verdict(config, "in", "lan2", packet).why == "no match"


@given(st.integers(1, 65535), st.integers(10000, 20000))
def test_a_call_finds_its_phone_again(port: int, media: int) -> None:
    traffic, config = Traffic(outside=_ME), branch()
    others = [verdict(config, "out", "pp 1", udp(f"192.168.100.{host}", port, _PBX, media), traffic).packet for host in (1, 2, 3)]
    assert len({each.source_port for each in others}) == 3
    for host, sent in zip((1, 2, 3), others, strict=True):
        back = verdict(config, "in", "pp 1", sent.answer(), traffic)
        assert back.passed and back.packet.destination == f"192.168.100.{host}" and back.packet.destination_port == port
