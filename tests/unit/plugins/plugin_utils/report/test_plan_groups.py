"""Which changes are alike, and which are not."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.plan_groups import abstract, grouped
from tests.unit.plugins.plugin_utils.report.plans import MSS, branch, entry, mss, plan


def hosts_of(data: dict[str, Any], diffs: dict[str, str], sites: list[dict[str, Any]] | None = None) -> list[tuple[str, ...]]:
    return [group.hosts for group in grouped(data, diffs, sites or [])]


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("interface Tunnel101", "interface Tunnel#"),
        ("interface GigabitEthernet0/0/0.100", "interface GigabitEthernet#"),
        ("interface TwentyFiveGigE1/0/1", "interface TwentyFiveGigE#"),
        ("interface Port-channel1", "interface Port-channel#"),
        (" ip address 100.64.10.2 255.255.255.252", " ip address * 255.255.255.252"),
        ("permit 192.0.2.128/25", "permit */25"),
        ("permit 0.0.0.0/0", "permit 0.0.0.0/0"),
        ("ipv6 address 2001:db8::1/64", "ipv6 address */64"),
        ("router bgp 65001", "router bgp #"),
        (" description kyoten:virtual_connect:osaka-hub:dc1", " description kyoten:virtual_connect:<name>:dc1"),
        ("hostname osaka-hub-r1", "hostname <name>"),
    ],
)
def test_what_differs_by_nature_is_looked_away_from(text: str, shape: str) -> None:
    assert abstract(text, frozenset({"65001", "osaka-hub", "osaka-hub-r1"})) == shape


@pytest.mark.parametrize(
    "text",
    [
        " ip mtu 1400", " keepalive 10 3", "crypto map VC-MAP 10 ipsec-isakmp", " encryption aes-gcm-256", " prf sha384", " set pfs group20",
        "ip prefix-list VC-DC1-IN seq 5", " lifetime 86400", " key <secret>", " neighbor ffff", "kyoten:virtual_connect:x:dc1",
    ],
)
def test_what_somebody_chose_is_kept(text: str) -> None:
    assert abstract(text, frozenset({"65001"})) == text


def test_long_words_take_no_longer_than_others() -> None:
    """Each way to read them would double the time for every letter: this would never end."""
    for word in ("A" + "a" * 5000, "Aa" * 5000, "Aa-" * 5000, "1." * 5000, "a:" * 5000, ":" * 5000, "1" * 5000):
        assert abstract(f"{word}!")


def test_like_changes_are_one_group_and_another_value_is_another() -> None:
    hosts = {f"branch-{n}": mss(100 + n, site=f"site-{n}") for n in (1, 2, 3)}
    diffs = {f"branch-{n}": MSS.format(number=100 + n, mss=1300 if n < 3 else 1200) for n in (1, 2, 3)}
    assert hosts_of(plan(hosts), diffs) == [("branch-1", "branch-2"), ("branch-3",)]


def test_numbers_of_the_site_are_its_own() -> None:
    hosts = {f"branch-{n}": entry(touched=[[f"router bgp {65000 + n}", "changed"]], site=f"site-{n}") for n in (1, 2)}
    diffs = {f"branch-{n}": f" router bgp {65000 + n}\n+ bgp log-neighbor-changes" for n in (1, 2)}
    assert hosts_of(plan(hosts), diffs, [branch(1), branch(2)]) == [("branch-1", "branch-2")]
    assert len(hosts_of(plan(hosts), diffs)) == 2


def test_without_a_diff_what_is_touched_counts() -> None:
    hosts = {"a": mss(101), "b": mss(102), "c": entry(touched=[["interface Loopback1", "changed"]])}
    assert hosts_of(plan(hosts), {}) == [("a", "b"), ("c",)]


def test_groups_that_disturb_come_first_then_the_largest() -> None:
    hosts = {"a": mss(), "b": mss(), "c": mss(disturbs=["dc1"]), "d": entry("failed"), "e": entry("unchanged"), "f": mss(platform="other")}
    groups = grouped(plan(hosts), {}, [])
    assert [(group.hosts, group.disturbs, group.counts) for group in groups] == [
        (("c",), ("dc1",), (0, 1, 0)), (("a", "b"), (), (0, 1, 0)), (("f",), (), (0, 1, 0)),
    ]
