"""The filters: each gives what its room gives, and refuses in our words (SZ-05, SZ-40)."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.kyoten.onramp.plugins.filter import addresses, sizing
from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.capacity import rate

FILTERS = addresses.FilterModule().filters() | sizing.FilterModule().filters()
FOLDER = Path(addresses.__file__).parent


@pytest.mark.requirement("VC-18", "SZ-07", "SZ-09", "SZ-10", "SZ-11", "SZ-20")
@pytest.mark.parametrize(
    ("name", "arguments", "keywords", "expected"),
    [
        ("split_prefix", ("192.0.2.0/24", 25), {}, ["192.0.2.0/25", "192.0.2.128/25"]),
        ("public_cidr", ("8.8.8.0/24",), {}, "8.8.8.0/24"),
        ("public_cidr", ("203.0.113.0/24",), {"allow_documentation": True}, "203.0.113.0/24"),
        ("plaintext_mtu", (1500, "cbc-sha256"), {}, 1438),
        ("plaintext_mtu", (1500, "cbc-sha256", True), {}, 1422),
    ],
)
def test_plain_results(name: str, arguments: tuple[Any, ...], keywords: dict[str, Any], expected: object) -> None:
    assert FILTERS[name](*arguments, **keywords) == expected


@pytest.mark.requirement("SZ-04")
@pytest.mark.parametrize(
    ("name", "arguments", "keywords", "expected"),
    [
        ("tunnel_mtu", (1454, "gcm"), {}, {"path_mtu": 1454, "suite": "gcm", "plaintext": 1398, "inner": 1374, "mss_max": 1334, "ip_mtu": 1374}),
        ("tunnel_mtu", (1454, "gcm"), {"mss": 1300}, {"mss": 1300}),
        ("tunnel_packet", (200, "gcm"), {}, {"packet": 200, "gre": 224, "esp": 280, "outer": 280, "suite": "gcm", "nat_t": False}),
        ("tunnel_packet", (200,), {"gre": False}, {"gre": None, "esp": None, "outer": 200}),
        ("call_kbps", ("g711",), {"layer": "ethernet"}, {"kbps": "87.20", "bps": "87200", "codec": "g711", "ptime_ms": 20, "bytes": 218}),
        ("call_kbps", ("g711",), {"gre": True, "suite": "gcm", "srtp_tag": 10}, {"kbps": "115.20", "srtp_tag": 10, "payload": 160}),
        ("call_kbps", ("g711",), {"ptime_ms": 30}, {"kbps": "74.67", "bps": "224000/3"}),
    ],
)
def test_results_that_carry_their_inputs(name: str, arguments: tuple[Any, ...], keywords: dict[str, Any], expected: dict[str, Any]) -> None:
    assert expected.items() <= FILTERS[name](*arguments, **keywords).items()


@pytest.mark.requirement("SZ-05", "SZ-20", "TI-30", "TI-31", "TI-35", "VC-09")
@pytest.mark.parametrize(
    ("name", "arguments", "keywords", "text"),
    [
        ("split_prefix", ("192.0.2.9/24", 25), {}, "KO-AD002 192.0.2.9/24 has host bits set, did you mean 192.0.2.0/24?"),
        ("split_prefix", ("192.0.2.0/24", 23), {}, "KO-AD005 23 is not a length that 192.0.2.0/24 can be split into"),
        ("public_cidr", ("8.0.0.0/5",), {}, "KO-AD003 8.0.0.0/5 is not a customer route"),
        ("public_cidr", ("100.127.255.255/32",), {}, "KO-AD004 100.127.255.255/32 overlaps 100.64.0.0/10, shared address space (RFC 6598)"),
        ("public_cidr", ("168.86.130.0/24",), {}, "KO-TI030 168.86.130.0/24 overlaps 168.86.128.0/18, Twilio's own"),
        ("public_cidr", ("2001:db8::/32",), {}, "KO-AD001 '2001:db8::/32': write a prefix length"),
        ("plaintext_mtu", (500, "gcm"), {}, "KO-SZ006 path_mtu: 500 is not a path MTU in 576-9216 bytes"),
        ("plaintext_mtu", (1500, "aes"), {}, "KO-SZ005 suite: 'aes' is not a known ESP suite"),
        ("plaintext_mtu", (1500, "gcm", "no"), {}, "KO-SZ015 nat_t: 'no' is neither true nor false"),
        ("tunnel_mtu", (1454, "gcm"), {"mss": 1350}, "KO-SZ011 tunnel.mss: 1350 exceeds 1334 (path MTU 1454, gcm)"),
        ("tunnel_packet", ("200", "gcm"), {}, "KO-SZ008 packet: '200' is not the length of an IP packet"),
        ("tunnel_packet", (200, "gcm"), {"gre": 1}, "KO-SZ015 gre: 1 is neither true nor false"),
        ("call_kbps", ("g729",), {"ptime_ms": 25}, "KO-SZ002 sizing.ptime_ms: 25 is not a multiple of the 10 ms frame of g729"),
        ("call_kbps", ("g729",), {"layer": "atm"}, "KO-SZ007 layer: 'atm' is not a layer at which bandwidth is counted"),
        ("calls_for_bandwidth", ("10",), {}, "KO-SZ014 mbps: '10' is not a bandwidth in Mbps"),
        ("interconnect_port", (9175, "ashburn"), {}, "KO-SZ023 interconnect: 1000.08 Mbps needed at ashburn, largest offered port is 1000 Mbps"),
        ("erlang_lines", (10, 1), {}, "KO-SZ018 grade: 1 is not a grade of service between 0 and 1"),
        ("call_kbps", ("g711",), {"vlan_tag": "yes"}, "KO-SZ015 vlan_tag: 'yes' is neither true nor false"),
    ],
)
def test_bad_input_gets_code_and_reason(name: str, arguments: tuple[Any, ...], keywords: dict[str, Any], text: str) -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        FILTERS[name](*arguments, **keywords)
    assert str(caught.value).partition(" — ")[0] == text


def test_an_unknown_argument_is_an_ansible_error_too() -> None:
    with pytest.raises(AnsibleFilterError, match="unexpected keyword argument 'vlan'"):
        FILTERS["call_kbps"]("g711", vlan=True)


def test_every_filter_is_documented_and_nothing_else_is() -> None:
    documented = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.yml")}
    assert set(documented) >= set(FILTERS)
    for name in FILTERS:
        assert documented[name]["DOCUMENTATION"]["name"] == name
        assert f"kyoten.onramp.{name}" in documented[name]["EXAMPLES"]
        assert documented[name]["RETURN"]["_value"]["type"]


@pytest.mark.parametrize("name", FILTERS)
def test_the_documented_options_are_those_of_the_function(name: str) -> None:
    options = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))["DOCUMENTATION"]["options"]
    first, *others = inspect.signature(FILTERS[name]).parameters.values()
    described = inspect.signature(rate).parameters if any(each.kind is each.VAR_KEYWORD for each in others) else {}
    parameters = {each.name for each in others if each.kind is not each.VAR_KEYWORD} | set(described)
    assert set(options) == {"_input", *parameters - {"path"}}
    assert first.name not in options
