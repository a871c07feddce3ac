"""Which spellings of a value are one (FO-14, FO-40, FO-41)."""

from __future__ import annotations

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.objects import Kind, same
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.objects.values import changed, sendable

KIND = Kind("name", ports=("udp-portrange",))
EQUAL = [
    ("203.0.113.10 255.255.255.255", "203.0.113.10/32"), ("203.0.113.10/32", "203.0.113.10"), ("198.51.100.0 255.255.255.240", "198.51.100.0/28"),
    ("2001:db8::1/128", "2001:0db8:0:0::1"), (3600, "3600"), ("0", 0), ("10.0.0.1-10.0.0.1", "10.0.0.1"), ("5060-5060", "5060"), ("", None),
    ([], ""), ("", []), ([], None), ("", {}), ([{"name": "a"}, {"name": "b"}], [{"name": "b", "q_origin_key": "b"}, {"name": "a"}]),
    ({"sip": {"status": "disable"}}, {"sip": {"status": "disable", "rtp": "enable"}, "name": "default"}), (["a", "b"], ["b", "a"]),
]
DIFFERENT = [
    ("203.0.113.10/31", "203.0.113.10/32"), ("192.168.1.5/24", "192.168.1.0/24"), (3600, "360"), ("a", "A"), ("enable", "disable"), ("a", ""),
    ([{"name": "a"}], [{"name": "a"}, {"name": "b"}]), ([{"name": "a"}, {"name": "a"}], [{"name": "a"}, {"name": "b"}]), ([], ["a"]), (["a"], "a"),
    ({"sip": {"status": "disable"}}, {"sip": ""}), ("a", ["a"]), ("a-a", "a"), ("10.0.0.1-10.0.0.2", "10.0.0.1"),
]


@pytest.mark.requirement("FO-14", "FO-40", "FO-41", "FO-47")
@pytest.mark.parametrize(("wanted", "shown"), EQUAL)
def test_one_value_in_two_spellings(wanted, shown):
    assert same(wanted, shown, KIND)


@pytest.mark.requirement("FO-14")
@pytest.mark.parametrize(("wanted", "shown"), DIFFERENT)
def test_two_values(wanted, shown):
    assert not same(wanted, shown, KIND)


@pytest.mark.requirement("FO-40")
@given(st.ip_addresses(v=4), st.integers(0, 32))
def test_a_mask_has_two_forms(address, length):
    network = IPv4Network((address, length), strict=False)
    assert same(f"{network.network_address} {network.netmask}", str(network), KIND)
    if length:
        assert not same(str(network), f"{network.network_address}/{length - 1}", KIND)


@st.composite
def ranges_of(draw, ports):
    """``ports`` cut into ranges anywhere, in any order, some told twice."""
    ordered, ranges = sorted(ports), []
    while ordered:
        most = next((n for n in range(1, len(ordered)) if ordered[n] != ordered[0] + n), len(ordered))
        length = draw(st.integers(1, most))
        ranges.append(f"{ordered[0]}-{ordered[length - 1]}" if length > 1 or draw(st.booleans()) else f"{ordered[0]}")
        ordered = ordered[length:]
    return " ".join(draw(st.permutations(ranges + ranges[:1])))


PORTS = st.sets(st.integers(1, 12), min_size=1)


@pytest.mark.requirement("BZ-19", "FO-47")
@given(PORTS, PORTS, st.data())
def test_ports_are_the_same_when_they_are_the_same_ports(one, other, data):
    first, second, third = (data.draw(ranges_of(ports)) for ports in (one, one, other))
    assert same({"udp-portrange": first}, {"udp-portrange": second}, KIND)
    assert same({"udp-portrange": first}, {"udp-portrange": third}, KIND) == (one == other)


def test_source_ports_are_apart():
    assert same({"udp-portrange": "5060:1-65535"}, {"udp-portrange": "5060"}, KIND)
    assert not same({"udp-portrange": "1-65535:5060"}, {"udp-portrange": "1-65535"}, KIND)
    assert same({"udp-portrange": "any"}, {"udp-portrange": "any"}, KIND)


@pytest.mark.requirement("FO-07")
def test_only_what_differs_is_sent():
    shown = {"name": "x", "nat": "enable", "member": [{"name": "a", "q_origin_key": "a"}], "sip": {"status": "enable", "rtp": "enable"}}
    wanted = {"name": "x", "nat": "disable", "member": [{"name": "a"}], "sip": {"status": "disable", "rtp": "enable"}}
    assert changed(wanted, shown, KIND) == {"nat": "disable", "sip": {"status": "disable"}}


def test_what_can_be_sent_again():
    row = {"policyid": 1, "uuid": "x", "q_origin_key": 1, "srcaddr": [{"name": "a", "q_origin_key": "a"}], "comments": "", "groups": [], "nat": 0}
    assert sendable(row) == {"policyid": 1, "srcaddr": [{"name": "a"}], "nat": 0}
