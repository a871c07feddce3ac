"""Any customer's router, any branch, one after the other: intended, reversible, once only, nobody else's moved, and the packets pass."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Part, ours, plan, same
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.ownership import as_data, from_data
from tests.unit.plugins.plugin_utils.config.rtx.model import Device
from tests.unit.plugins.plugin_utils.config.rtx.sites import RTX, absent, change, codes, lines, part

OURS = re.compile(r"41\d{4}")
SET_BY_US = re.compile(r"nat descriptor (sip|timer)|queue \S+ (type|class property|default class)|speed|(sip|upnp) use|nat descriptor type")
FEATURES = ("plain", "encrypted", "webrtc", "hardphone", "recording", "uniconnect_android", "uniconnect_ios")
ADDRESSES = ["*", "10.0.0.0/8", "192.168.100.0/24", "203.0.113.0/24", "203.0.113.10", "198.51.100.0/28", "192.168.0.0/16,172.16.0.0/12"]
PORTS = ["*", "135", "5000-5100", "1024-65535", "445,8000"]


@st.composite
def customers(draw: st.DrawFn) -> str:
    """A router with lists, filters, queues and settings of its own."""
    numbers = draw(st.lists(st.integers(1000, 1012), unique=True, min_size=1, max_size=9))
    text = ""
    for number in numbers:
        protocol = draw(st.sampled_from(["*", "udp", "tcp", "udp,tcp", "established", "icmp"]))
        ports = [draw(st.sampled_from(PORTS)) for _end in "sd"] if protocol in ("udp", "tcp", "udp,tcp") else []
        action = draw(st.sampled_from(["pass", "reject", "reject-nolog", "restrict", "pass-log"]))
        pair = [draw(st.sampled_from(ADDRESSES)) for _end in "sd"]
        text += " ".join(["ip filter", str(number), action, *pair, protocol, *ports]) + "\n"
    text += "ip filter dynamic 100 * * ftp\nip filter dynamic 101 * * www\n"
    some = st.lists(st.sampled_from([*map(str, numbers), "9999"]), unique=True, min_size=1)
    text += "pp select 1\n pppoe use lan2\n ip pp nat descriptor 1000\n"
    for way in ("in", "out"):
        tail = draw(st.sampled_from(["", " dynamic 100", " dynamic 100 101"]))
        text += draw(st.sampled_from(["", f" ip pp secure filter {way} {' '.join(draw(some))}{tail}\n"]))
    classed = draw(st.booleans())
    text += " queue pp class filter list 1 2\n" if classed else ""
    text += "pp select none\n" + ("queue class filter 1 1 ip 10.0.0.0/8 *\nqueue class filter 2 3 ip * * udp\n" if classed else "")
    text += "".join(draw(st.lists(st.sampled_from([
        "nat descriptor timer 1000 protocol=tcp port=www 120\n", "nat descriptor timer 1000 600\n", "nat descriptor sip 1000 on\n",
        "description 1 Osaka\n", "queue lan2 type shaping\n", "speed lan2 50M\n", "queue lan2 class property 5 bandwidth=1M\n",
        "queue lan2 class property 3 bandwidth=1M\n",
        "queue lan2 length 1 40\n", "upnp use off\n",
        "ip lan1 secure filter in 1000\n", "ip lan3 secure filter out 1001 dynamic 100\n", "queue lan1 default class 1\n", "syslog debug on\n",
    ]), unique=True)))  # fmt: skip
    return text + "nat descriptor type 1000 masquerade\n"


@st.composite
def branches(draw: st.DrawFn) -> Part:
    """What is wanted at some time."""
    features = draw(st.lists(st.sampled_from(FEATURES), unique=True).filter(lambda each: {"plain", "encrypted", "webrtc"} & set(each)))
    return part(
        tuple(features), qos__mode=draw(st.sampled_from(["priority", "shaping", "none"])), qos__downlink=draw(st.booleans()),
        lan__inside_networks=draw(st.sampled_from([[], ["192.168.200.0/24"]])), nat_timer__rtp=draw(st.sampled_from([None, 600])),
        rtx__strict_tcp_in=draw(st.booleans()), contract__server_ip=draw(st.sampled_from(["203.0.113.10", "203.0.113.77"])),
    )  # fmt: skip


def theirs(device: Device) -> list[str]:
    """Everybody else's lines and, in their order, everybody else's numbers in lists."""
    found = []
    for line in device.lines.values():
        if re.match(rf"ip filter {OURS.pattern}|queue class filter [45]\d ", line) or SET_BY_US.match(line):
            continue
        words = [word for word in line.split() if not OURS.fullmatch(word) and not ("class filter list" in line and re.fullmatch(r"[45]\d", word))]
        found += [" ".join(words)] if words[-1] != "list" else []
    return sorted(found)


def apart(shown: list[str]) -> list[list[str]]:
    """Lines whose lists have ours, in order, after everybody else's."""
    return sorted(sorted(line.split(), key=lambda word: (bool(OURS.fullmatch(word)), OURS.fullmatch(word) and word)) for line in shown)


def checked(device: Device, wanted: Part) -> None:
    """Apply it, and prove the step."""
    before, shown, foreign = lines(device), device.show(), theirs(device)
    found = change(device, wanted)
    assert codes(found) == []
    device.type(found.commands)
    assert same(RTX, wanted.intended, device.show(), wanted.ownership) == []
    for own_way in (False, True):
        again = change(device, wanted, own_way)
        assert (again.commands, again.inverse, again.diff, again.touched) == ([], [], "", [])
    assert theirs(device) == foreign
    assert plan(RTX, shown, [wanted]).commands == found.commands
    back = Device(device.show().replace(device.head, "").replace("console character en.ascii\nconsole columns 4096\n", "") + "pp select none\n")
    back.type(found.inverse)
    assert lines(back) == before
    kept = Part("biztel", ours(RTX, shown, wanted), from_data(as_data(wanted.ownership)))
    former = Device(device.show().replace(device.head, "").replace("console character en.ascii\nconsole columns 4096\n", "") + "pp select none\n")
    former.type(plan(RTX, former.show(), [kept]).commands)
    assert apart(lines(former)) == apart(before), "what a journal kept leads back, but not where among foreign numbers ours stood"


@pytest.mark.requirement("BZ-13", "BZ-34", "BZ-41", "BZ-42", "BZ-61", "BZ-81", "RX-21", "RX-22", "RX-34")
@settings(max_examples=120)
@given(customers(), branches(), branches())
def test_from_any_router_through_two_branches_and_back(customer: str, first: Part, then: Part) -> None:
    device = Device(customer)
    before = theirs(device)
    checked(device, first)
    checked(device, then)
    checked(device, absent())
    assert theirs(device) == before
    assert not re.search(r"(?<!\d)41\d{4}(?!\d)|(?<=list )4\d|queue class filter [45]\d", device.show())


@pytest.mark.requirement("BZ-34", "RX-52")
@settings(max_examples=120)
@given(customers(), branches())
def test_every_flow_of_biztel_passes_where_there_is_a_list(customer: str, wanted: Part) -> None:
    device = Device(customer)
    device.type(change(device, wanted).commands)
    for (context, key), line in list(device.lines.items()):
        if "secure filter" in key:
            for number in (number for number in line.split() if OURS.fullmatch(number)):
                packet = sample(device.lines["", f"ip filter {number}"])
                assert device.verdict(context, key, packet).startswith("+"), (line, number, packet)


def sample(line: str) -> tuple[str, str, str, int, int]:
    """A packet that a filter of ours is for."""
    source, target, protocol, sport, dport = line.split()[4:]
    hosts = [re.sub(r"\.0/\d+$", ".1", each) for each in (source, target)]
    ports = [40000 if each == "*" else int(re.split("[-,]", each)[0]) for each in (sport, dport)]
    return hosts[0], hosts[1], protocol, ports[0], ports[1]


@pytest.mark.requirement("BZ-42", "BZ-81")
@settings(max_examples=60)
@given(branches())
def test_removal_leaves_a_usual_router_exactly_as_it_was(wanted: Part) -> None:
    lists = "".join(f" ip pp secure filter {way} 2000\n" for way in ("in", "out"))
    device = Device(f"ip filter 2000 reject * *\nnat descriptor type 1000 masquerade\npp select 1\n{lists} ip pp nat descriptor 1000\npp select none")
    before = lines(device)
    device.type(change(device, wanted).commands)
    device.type(change(device, absent()).commands)
    assert lines(device) == before
