"""Globally unique or not, and splitting: the vectors of interconnect.md section 3 and the messages of VC-09."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.addresses import (
    parse_prefix,
    public_prefix,
    special_block,
    special_blocks,
    split_prefix,
)
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import describe
from tests.unit.plugins.plugin_utils.design.vectors import refused

GLOBAL = [
    "172.56.42.132/32",
    "172.32.0.0/16",
    "100.63.0.0/16",
    "100.128.0.0/16",
    "198.17.0.0/16",
    "198.20.0.0/16",
    "192.0.1.0/24",
    "223.255.255.0/24",
]
OTHER_NOTATIONS: list[object] = [
    *("2001:db8::/32", "example.com", "8.8.8.0-8.8.8.9", "8.8.8.0/255.255.255.0", "8.8.8.8", "8.8.8.0/33", "8.8.256.0/24"),
    *("08.8.8.0/24", "٨.8.8.0/24", "", None, 8, True, ["8.8.8.0/24"]),
]
SPECIAL = {
    "172.31.255.255/32": "private (RFC 1918)",
    "100.127.255.255/32": "shared address space (RFC 6598)",
    "198.19.255.0/24": "benchmarking (RFC 2544)",
    "192.0.0.9/32": "IETF protocol assignments (RFC 6890)",
    "224.0.0.0/24": "multicast (RFC 5771)",
    "203.0.113.0/24": "documentation (RFC 5737)",
    "0.1.2.3/32": "this network (RFC 791)",
    "127.0.0.1/32": "loopback (RFC 1122)",
    "169.254.1.0/24": "link local (RFC 3927)",
    "192.88.99.1/32": "former 6to4 relay (RFC 7526)",
    "192.31.196.0/24": "AS112 (RFC 7535)",
    "192.175.48.0/25": "AS112 (RFC 7534)",
    "192.52.193.0/24": "AMT (RFC 7450)",
    "255.255.255.255/32": "reserved (RFC 1112)",
    "10.0.0.0/8": "private (RFC 1918)",
    "192.168.1.0/24": "private (RFC 1918)",
}
prefixes = st.builds(lambda address, length: IPv4Network((address, length), strict=False), st.integers(0, 2**32 - 1), st.integers(0, 32))


@pytest.mark.requirement("TI-30")
@pytest.mark.parametrize("prefix", GLOBAL)
def test_public_space_passes(prefix: str) -> None:
    assert special_block(prefix) is None
    assert public_prefix(prefix) == prefix


@pytest.mark.requirement("TI-30")
@pytest.mark.parametrize(("prefix", "reason"), SPECIAL.items())
def test_special_space_is_told_with_its_reason(prefix: str, reason: str) -> None:
    block = special_block(prefix)
    assert block is not None
    assert f"{block.reason} ({block.rfc})" == reason
    assert refused(public_prefix, prefix).code == "KO-AD004"


@pytest.mark.requirement("TI-30")
def test_overlap_counts_in_both_directions() -> None:
    block = special_block("8.0.0.0/5")
    assert block is not None and block.prefix == "10.0.0.0/8"


@given(prefixes)
def test_a_block_is_found_exactly_when_one_overlaps(prefix: IPv4Network) -> None:
    low, high = int(prefix.network_address), int(prefix.broadcast_address)
    expected = [block for network, block in special_blocks() if int(network.network_address) <= high and low <= int(network.broadcast_address)]
    assert special_block(prefix) == (expected[0] if expected else None)


@pytest.mark.requirement("TI-30")
def test_documentation_blocks_pass_only_with_the_switch() -> None:
    assert public_prefix("203.0.113.0/24", allow_documentation=True) == "203.0.113.0/24"
    assert special_block("203.0.113.7", allow_documentation=True) is None
    assert refused(public_prefix, "10.0.0.0/8", True).code == "KO-AD004"


@pytest.mark.requirement("TI-30", "SZ-05")
@pytest.mark.parametrize("switch", ["no", "", 1, [], None])
def test_a_switch_in_words_is_refused(switch: Any) -> None:
    assert refused(public_prefix, "8.8.8.0/24", switch).code == "KO-SZ015"


@pytest.mark.requirement("TI-31", "VC-09")
def test_host_bits_are_named_and_mended() -> None:
    problem = refused(parse_prefix, "203.0.113.9/29")
    assert describe(problem).message == "203.0.113.9/29 has host bits set, did you mean 203.0.113.8/29?"
    assert describe(refused(parse_prefix, "192.0.2.9/24")).message == "192.0.2.9/24 has host bits set, did you mean 192.0.2.0/24?"


@pytest.mark.requirement("TI-32")
@pytest.mark.parametrize("prefix", ["0.0.0.0/0", "8.0.0.0/5", "2.0.0.0/7"])
def test_a_prefix_shorter_than_8_is_no_customer_route(prefix: str) -> None:
    problem = refused(public_prefix, prefix)
    assert (problem.code, describe(problem).message) == ("KO-AD003", f"{prefix} is not a customer route")


@pytest.mark.requirement("TI-35")
@pytest.mark.parametrize("text", OTHER_NOTATIONS)
def test_other_notations_are_refused_with_the_form_that_is_accepted(text: object) -> None:
    problem = refused(parse_prefix, text)
    assert problem.code == "KO-AD001"
    assert describe(problem).message == f"{text!r}: write a prefix length"


@pytest.mark.requirement("VC-18")
def test_the_24_splits_into_two_25() -> None:
    assert split_prefix("192.0.2.0/24", 25) == ["192.0.2.0/25", "192.0.2.128/25"]
    assert split_prefix("192.0.2.0/24", 24) == ["192.0.2.0/24"]
    assert len(split_prefix("10.0.0.0/22", 32)) == 1024


@pytest.mark.parametrize("length", [23, 33, -1, True, "25", 25.0, None])
def test_a_length_that_is_no_split_is_refused(length: object) -> None:
    assert refused(split_prefix, "192.0.2.0/24", length).code == "KO-AD005"


def test_an_endless_split_is_refused() -> None:
    assert refused(split_prefix, "10.0.0.0/8", 32).code == "KO-AD006"


@given(prefixes.filter(lambda p: p.prefixlen <= 30), st.integers(0, 6))
def test_the_parts_are_the_whole(prefix: IPv4Network, more: int) -> None:
    length = min(prefix.prefixlen + more, 32)
    parts = [IPv4Network(part) for part in split_prefix(str(prefix), length)]
    assert {part.prefixlen for part in parts} == {length}
    assert parts == sorted(parts) and sum(part.num_addresses for part in parts) == prefix.num_addresses
    assert all(part.subnet_of(prefix) for part in parts)
