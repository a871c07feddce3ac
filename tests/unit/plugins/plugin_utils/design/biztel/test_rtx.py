"""What an RTX gets when a branch is not the usual one: several networks, narrower sources, other wishes for QoS (BZ-18, BZ-22, BZ-33)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError
from tests.unit.plugins.plugin_utils.design.biztel.branches import FEATURES, branch, designed, text_of

NETWORKS = [f"192.168.{n}.0/24" for n in range(12)]
STUN = ["198.51.100.0/28", "198.51.100.32/32"]
RULES = [f"O{n}" for n in range(1, 12)] + [f"W{n}" for n in range(1, 6)]
SOURCES = st.lists(st.sampled_from(NETWORKS[:4]), min_size=1, max_size=3, unique=True)


def pairs(made: dict[str, Any]) -> dict[int, tuple[str, ...]]:
    """Both ends and both ports of each filter by its number, seen from inside."""
    out = {each["number"]: tuple(each[part] for part in ("src", "dst", "sport", "dport")) for each in made["filters_out"]}
    back = {each["number"]: tuple(each[part] for part in ("dst", "src", "dport", "sport")) for each in made["filters_in"]}
    assert not out.keys() & back.keys()
    return out | back


@pytest.mark.requirement("BZ-15", "BZ-16", "BZ-33")
@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(1, 2), st.dictionaries(st.sampled_from(RULES[:11]), SOURCES), st.booleans())
def test_each_filter_has_its_own_way_back_fifty_further(phones: int, stun: int, sources: dict[str, list[str]], vpn: bool) -> None:
    changes = {"lan__phone_networks": NETWORKS[:phones], "contract__stun_servers": STUN[:stun], "sources": sources}
    found = pairs(designed(branch(FEATURES, vpn, **changes)))
    assert len(set(found.values())) == len(found) / 2
    for number in (number for number in found if number % 100 < 50):
        assert found[number] == found[number + 50], number


@pytest.mark.requirement("BZ-15", "BZ-22")
def test_rtp_of_two_variants_with_different_sources_is_one_row() -> None:
    text = text_of(designed(branch(("plain", "encrypted"), sources={"O2": NETWORKS[:2], "O7": NETWORKS[1:3]})))
    assert re.findall(r"^ip filter (\d+) pass (\S+) \S+ udp \* 10000-20000$", text, re.M) == [
        ("410002", NETWORKS[0]), ("410102", NETWORKS[1]), ("410202", NETWORKS[2]),
    ]  # fmt: skip
    assert "queue class filter 41 4 ip * 203.0.113.10 udp * 10000-20000\n" in text


@pytest.mark.requirement("BZ-33", "BZ-41")
def test_everything_without_number_or_room_is_refused_at_once() -> None:
    changes = {
        "lan__phone_networks": ["192.168.0.0/24"], "lan__inside_networks": [f"10.{n}.0.0/16" for n in range(6)],
        "sources": {"O1": NETWORKS[:11], "O4": NETWORKS[:11]}, "qos__mode": "shaping", "wan__speed_up_kbps": 6000, "wan__speed_down_kbps": 6010,
        "calls__utilisation_cap": 1,
    }  # fmt: skip
    with pytest.raises(OnrampError) as caught:
        designed(branch(**changes))
    found = [(problem.code, problem.path, problem.host) for problem in caught.value.problems]
    assert found == [
        ("KO-BZ233", "biztel_site.sources.O1", "r1"), ("KO-BZ233", "biztel_site.sources.O4", "r1"),
        ("KO-BZ233", "biztel_site.lan.inside_networks", "r1"), ("KO-BZ241", "biztel_site.qos.mode", "r1"), ("KO-BZ241", "biztel_site.qos.mode", "r1"),
    ]  # fmt: skip


@pytest.mark.requirement("BZ-36")
def test_a_branch_of_ten_networks_fits_a_command_line() -> None:
    text = text_of(designed(branch(tuple(each for each in FEATURES if each != "uniconnect_ios"), lan__phone_networks=NETWORKS[:10])))
    assert 253 < max(map(len, text.splitlines())) < 4095


@pytest.mark.requirement("BZ-18")
@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(RULES), st.booleans()), st.booleans(), st.sampled_from(["priority", "shaping", "none"]), st.booleans())
def test_a_wish_for_qos_is_one_class_filter_in_one_list(wishes: dict[str, bool], vpn: bool, mode: str, downlink: bool) -> None:
    made = designed(branch(FEATURES, vpn, qos={"mode": mode, "downlink": downlink, "overrides": wishes}))
    text = text_of(made)
    assert not re.search(r"list *$", text, re.M)
    defined = dict(re.findall(r"^queue class filter (\d+) .* (?:tcp|udp) (.*)$", text, re.M))
    listed = [number for numbers in re.findall(r"class filter list (.*)$", text, re.M) for number in numbers.split()]
    assert sorted(listed) == sorted(defined) and all(41 <= int(number) <= 60 for number in defined)
    types = re.findall(r"^queue (\S+) type", text, re.M)
    assert len(set(types)) == len(types)
    if mode != "none":
        marked = {name for name in ("O1", "O2", "O6", "O7", "O8") if wishes.get(name, True)} | {name for name, on in wishes.items() if on}
        assert ("* 5060" in defined.values()) == ("O1" in marked)
        assert ("* 10000-20000" in defined.values()) == bool({"O2", "O7"} & marked)
        assert ("* 123" in defined.values()) == ("O9" in marked)
        assert ("5060 *" in defined.values()) == (downlink and wishes.get("W1", True))


@pytest.mark.requirement("BZ-18", "BZ-47")
def test_with_the_vpn_option_what_stays_on_the_internet_queues_there() -> None:
    text = text_of(designed(branch(("plain", "hardphone"), vpn=True, qos__overrides={"O9": True})))
    assert "tunnel select 3\n queue tunnel class filter list 41 42\n" in text
    assert "pp select 1\n queue pp class filter list 47\n queue pp default class 2\npp select none\n" in text
    assert text.count("queue lan2 type priority\nspeed lan2 100M\n") == 1


@pytest.mark.requirement("BZ-18")
def test_several_servers_of_a_row_are_one_class_filter_of_ranges() -> None:
    text = text_of(designed(branch(contract__stun_servers=STUN, qos__overrides={"O3": True})))
    assert "queue class filter 47 3 ip * 198.51.100.0-198.51.100.15,198.51.100.32 udp * 3478,3479\n" in text


@pytest.mark.requirement("BZ-18")
def test_more_rules_than_numbers_for_class_filters_are_refused() -> None:
    pushes = [{"address": f"17.0.{n}.0/24", "proto": "tcp", "ports": str(5223 + n)} for n in range(8)]
    given_ = {"ios_push_destinations": pushes, "qos__overrides": {"O10": True}}
    with pytest.raises(OnrampError, match=r"KO-BZ242 biztel_site\.qos\.overrides"):
        designed(branch(FEATURES, **given_))
    assert designed(branch(FEATURES, **given_, qos__mode="none"))["qos"] is None


@pytest.mark.requirement("BZ-41")
@settings(max_examples=60, deadline=None)
@given(st.integers(1000, 10_000_000), st.integers(1000, 10_000_000), st.integers(1, 4))
def test_guarantees_of_shaping_are_the_speed_of_their_line(up: int, down: int, calls: int) -> None:
    text = text_of(designed(branch(wan__speed_up_kbps=up, wan__speed_down_kbps=down, calls={"concurrent": calls}, qos__mode="shaping")))
    for interface, kbps in (("lan2", up), ("lan1", down)):
        shares = re.findall(rf"^queue {interface} class property (\d) bandwidth=(\S+),(\S+)$", text, re.M)
        assert [share[0] for share in shares] == ["4", "3", "2"]
        assert sum(in_kbps(share[1]) for share in shares) == kbps and {in_kbps(share[2]) for share in shares} == {kbps}
        assert re.search(rf"^speed {interface} {kbps // 1000}M$" if kbps % 1000 == 0 else rf"^speed {interface} {kbps}k$", text, re.M)
    assert "G" not in "".join(re.findall(r"bandwidth=\S+|^speed .*", text, re.M))


def in_kbps(text: str) -> int:
    return int(text[:-1]) * (1000 if text.endswith("M") else 1)
