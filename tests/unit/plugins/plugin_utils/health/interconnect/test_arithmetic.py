"""Differences of access lists, growth of counters, ways to Twilio: for whatever stands in them."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.interconnect.checks.firewall import denied, difference
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.interconnect.checks.received import few, media_of
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.interconnect.subject import Subject
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.access_list import AclEntry
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.samples import Samples
from tests.unit.lab.interconnect_support import ASHBURN

from .rows import ACL
from .scene import design, entries

WANTED = entries(ASHBURN)
LAST = len(WANTED) - 1
PLACE, COUNT = st.integers(min_value=0, max_value=LAST), st.integers(min_value=0, max_value=2**40)


def shown(rules: list[str], numbered: bool = True) -> list[AclEntry]:
    """A list as a router shows it; older releases without numbers (IX-72)."""
    return [AclEntry(7 * place if numbered else None, rule, place) for place, rule in enumerate(rules, 1)]


def rules() -> list[str]:
    return [entry["rule"] for entry in WANTED]


@pytest.mark.requirement("TI-66", "IX-35", "IX-72")
@given(numbered=st.booleans(), spelled=st.booleans())
def test_numbers_and_spelling_are_no_difference(numbered: bool, spelled: bool) -> None:
    other = [rule.replace("eq bgp", "eq 179").replace(" any any", " 0.0.0.0 255.255.255.255 any") if spelled else rule for rule in rules()]
    assert difference(shown(other, numbered), WANTED) is None


@pytest.mark.requirement("TI-66")
@given(place=PLACE)
def test_an_entry_that_is_gone_is_named_and_a_permit_blocks(place: int) -> None:
    found = difference(shown([rule for index, rule in enumerate(rules()) if index != place]), WANTED)
    assert found is not None
    assert (len(found.missing), found.foreign, found.blocks) == (1, (), place != LAST)


@pytest.mark.requirement("TI-66")
@given(place=PLACE, verdict=st.sampled_from(["permit", "deny"]))
def test_an_entry_of_somebody_else_is_named_and_a_deny_before_ours_blocks(place: int, verdict: str) -> None:
    found = difference(shown([*rules()[:place], f"{verdict} ip host 192.0.2.1 any", *rules()[place:]]), WANTED)
    assert found is not None
    assert (found.missing, found.foreign, found.blocks) == ((), (f"{verdict} ip host 192.0.2.1 any",), verdict == "deny")


@pytest.mark.requirement("TI-66")
@given(one=PLACE, other=PLACE)
def test_another_order_is_a_difference(one: int, other: int) -> None:
    swapped = rules()
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert (difference(shown(swapped), WANTED) is None) == (one == other)


@pytest.mark.requirement("TI-66")
@given(before=COUNT, now=COUNT)
def test_denials_are_counted_between_the_samples_and_from_zero_after_a_clear(before: int, now: int) -> None:
    texts = (f"Extended IP access list TI-ASHBURN-ACL-IN\n    250 deny ip any any log ({count} matches)\n" for count in (before, now))
    made = design(ASHBURN)
    subject = Subject(made, made["connections"][0], Samples([{ACL: text} for text in texts]))
    assert denied(subject, "TI-ASHBURN-ACL-IN") == (now - before if now >= before else now)


@given(st.sets(st.integers(min_value=0, max_value=2**16 - 1), max_size=12))
def test_many_prefixes_are_told_by_the_first_and_how_many_more(numbers: set[int]) -> None:
    prefixes = [str(IPv4Network(((10 << 24) + (number << 8), 24))) for number in numbers]
    said = few(prefixes)
    assert said.count("/24") == min(5, len(prefixes))
    assert (f"(+{len(prefixes) - 5})" in said) == (len(prefixes) > 5)


@pytest.mark.requirement("TI-62", "TI-21")
@pytest.mark.parametrize(
    ("routes", "media"),
    [
        (["168.86.128.0/18"], {"168.86.128.0/18"}), (["168.86.128.0/19", "168.86.160.0/19"], {"168.86.128.0/19", "168.86.160.0/19"}),
        (["168.86.0.0/16", "208.78.112.64/26"], {"168.86.0.0/16"}), (["208.78.112.64/26"], set()),
    ],
)  # fmt: skip
def test_the_media_range_may_come_in_parts_or_in_a_larger_block(routes: list[str], media: set[str]) -> None:
    made: dict[str, Any] = design(ASHBURN, twilio_routes=routes)
    assert media_of(made) == media
