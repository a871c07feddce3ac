"""One spelling for many: what a device may print in several ways is one line, and nothing that it prints raises (RX-21, RX-34, RX-35)."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import plan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.yamaha_rtx.forms import ports, understood
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.yamaha_rtx.lines import read
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.yamaha_rtx.overlap import overlap
from tests.unit.plugins.plugin_utils.config.rtx.model import Device
from tests.unit.plugins.plugin_utils.config.rtx.sites import RTX, SITE, part

SAME = [
    ("ip filter 7 pass * *", "ip filter 7 pass-nolog * * * * *"),
    ("ip filter 7 reject * *", "IP FILTER 7 REJECT-LOG *"),
    ("ip filter 7 pass 192.168.1.0/24 *", "ip filter 7 pass 192.168.1.0/255.255.255.0"),
    ("ip filter 7 pass 192.168.1.0/24 *", "ip filter 7 pass 192.168.1.0/0xffffff00 *"),
    ("ip filter 7 pass 192.168.1.0/24 *", "ip filter 7 pass 192.168.1.* *"),
    ("ip filter 7 pass 192.168.1.9 *", "ip filter 7 pass 192.168.1.9/32 *"),
    ("ip filter 7 pass * *", "ip filter 7 pass 0.0.0.0/0 *"),
    ("ip filter 7 pass 10.0.0.1,10.0.0.2 *", "ip filter 7 pass 10.0.0.2,10.0.0.1/32 *"),
    ("ip filter 7 pass * * udp * 123", "ip filter 7 pass * * 17 * ntp"),
    ("ip filter 7 pass * * tcp,udp * 53", "ip filter 7 pass * * udp,tcp * domain"),
    ("ip filter 7 pass * * tcp * 20,21", "ip filter 7 pass * * 6 * ftp"),
    ("ip filter 7 pass * * udp * 3478,3479", "ip filter 7 pass * * udp * 3478-3479"),
    ("ip filter 7 pass * * udp -1023 60000-", "ip filter 7 pass * * udp 0-1023 60000-65535"),
    ("queue class filter 41 4 ip * 203.0.113.10 udp * 5060", "queue class filter 41 4 ip * 203.0.113.10/32 17 * 5060"),
    ("nat descriptor timer 1000 protocol=tcp port=www 120", "nat descriptor timer 1000 protocol=6 port=80 120"),
    ("nat descriptor type 1000 masquerade", "nat descriptor type 1000 masquerade hairpin=off"),
    ("speed lan2 100M", "speed lan2 100000k"),
    ("speed lan2 100M", "speed lan2 100000000"),
    ("queue lan2 class property 4 bandwidth=6M,100M", "queue lan2 class property 4 bandwidth=100M,6000k"),
    ("queue lan2 type shaping", "queue lan2 type shaping shaping-level=2"),
    ("ip host S0.u.biztel.jp 100.64.0.10", "ip host s0.u.biztel.jp 100.64.0.10 ttl=1"),
]
DEFAULT = ["sip use off", "upnp use off", "queue lan1 type fifo", "queue pp default class 2", "speed lan1 0"]
ODD = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60)
HEADS = st.sampled_from([
    "ip filter 7 ", "ip filter 7 reject ", "ip filter 7 reject 10.0.0.0/", "queue class filter 3 ", "ip pp secure filter in ", "speed lan2 ",
    "nat descriptor timer 1000 protocol=", "nat descriptor type 1000 ", "queue lan2 class property 4 ", "queue lan2 type ", "no ", "pp select ",
    "ip filter dynamic 5 ", "nat descriptor ftp port ", "tunnel encapsulation ", " ip pp nat descriptor ", "ip host ", "# ",
])  # fmt: skip


@pytest.mark.requirement("RX-34", "RX-35")
@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_one_line(one: str, other: str) -> None:
    mine, theirs = understood(one), understood(other)
    assert mine and theirs and (mine[0], mine[2]) == (theirs[0], theirs[2])


@pytest.mark.requirement("RX-21")
@pytest.mark.parametrize("line", DEFAULT)
def test_a_default_that_somebody_typed_is_as_if_it_did_not_stand(line: str) -> None:
    found = understood(line)
    assert found and found[2] == ""


@pytest.mark.requirement("RX-35")
@pytest.mark.parametrize(("one", "other"), [
    ("ip filter 7 pass *", "ip filter dynamic 7 * * ftp"), ("ip lan1 secure filter in 1", "ip lan1 secure filter out 1"),
    ("nat descriptor timer 1000 protocol=udp port=5060 60", "nat descriptor timer 1000 protocol=tcp port=5060 60"),
    ("nat descriptor timer 1000 600", "nat descriptor timer 1000 protocol=udp port=5060 60"), ("speed lan1 1M", "speed lan2 1M"),
])  # fmt: skip
def test_lines_with_keys_of_their_own(one: str, other: str) -> None:
    assert understood(one) != understood(other)
    assert len(read(f"{one}\n{other}\n")) == len([each for each in (one, other) if understood(each)])


@pytest.mark.requirement("RX-34")
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)).map(sorted), min_size=1, max_size=10))
def test_ports_are_the_same_set_in_the_fewest_words(spans: list[list[int]]) -> None:
    text = ",".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)
    found = ports(text)
    named = {port for low, high in spans for port in range(low, high + 1)}
    pairs = [each.partition("-") for each in found.split(",")]
    assert {port for low, _dash, high in pairs for port in range(int(low), int(high or low) + 1)} == named
    assert ports(found) == found
    edges = [int(value) for low, _dash, high in pairs for value in (low, high or low)]
    assert all(high + 1 < low for high, low in zip(edges[1::2], edges[2::2], strict=False))


@given(HEADS, ODD, ODD)
@example("ip filter 7 reject 10.0.0.0/", "0xzz", "")
@example("queue class filter 3 ", "3", "")
@example("ip filter 7 reject ", "a-b-c 1.2.3.* tcp ²-³", "")
def test_nothing_that_a_router_prints_raises(head: str, tail: str, other: str) -> None:
    text = f"{SITE}{head}{tail}\n{other}\n"
    plan(RTX, Device(SITE).head + text, [part()])
    found = understood(f"{head}{tail}")
    if found and found[0].startswith(("ip filter 7", "queue class filter")):
        overlap(found[2], "reject * * * * *")
    assert RTX.mask(text) and RTX.sections(text)  # type: ignore[attr-defined]
