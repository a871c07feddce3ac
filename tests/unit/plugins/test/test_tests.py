"""The Jinja tests: each answers as the filter of its name accepts or refuses (TI-30)."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.filter.addresses import FilterModule
from ansible_collections.kyoten.onramp.plugins.test import addresses
from ansible_collections.kyoten.onramp.plugins.test.addresses import TestModule as Plugin

is_public = Plugin().tests()["public_cidr"]
public = FilterModule().filters()["public_cidr"]
prefixes = st.builds("{}.{}.{}.{}/{}".format, *[st.integers(0, 255)] * 4, st.integers(0, 32))


@pytest.mark.requirement("TI-30", "TI-31", "TI-32", "TI-35")
@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("172.56.42.132/32", {}, True),
        ("172.31.255.255/32", {}, False),
        ("192.0.0.9/32", {}, False),
        ("8.0.0.0/5", {}, False),
        ("8.8.8.9/24", {}, False),
        ("168.86.130.0/24", {}, False),
        ("54.172.60.2/32", {}, False),
        ("67.213.136.0/24", {}, False),
        ("203.0.113.0/24", {}, False),
        ("203.0.113.0/24", {"allow_documentation": True}, True),
        ("2001:db8::/32", {}, False),
        (None, {}, False),
        (["8.8.8.0/24"], {}, False),
    ],
)
def test_answers(text: Any, options: dict[str, Any], expected: bool) -> None:
    assert is_public(text, **options) is expected


@pytest.mark.requirement("TI-30")
@given(st.one_of(prefixes, st.text(max_size=20)))
def test_it_answers_as_the_filter_accepts(text: str) -> None:
    try:
        accepted = bool(public(text))
    except AnsibleFilterError:
        accepted = False
    assert is_public(text) is accepted


def test_arguments_that_it_does_not_take_are_refused() -> None:
    with pytest.raises(AnsibleFilterError, match="unexpected keyword argument 'documentation'"):
        is_public("8.8.8.0/24", documentation=True)


def test_a_switch_in_words_is_no_question() -> None:
    with pytest.raises(AnsibleFilterError, match="KO-SZ015 allow_documentation: 'false' is neither true nor false"):
        is_public("203.0.113.0/24", allow_documentation="false")


def test_the_documentation_is_that_of_the_function() -> None:
    documented = yaml.safe_load((Path(addresses.__file__).parent / "public_cidr.yml").read_text(encoding="utf-8"))["DOCUMENTATION"]
    _first, *others = inspect.signature(is_public).parameters.values()
    assert {each.name for each in others} - {"path"} == set(documented["options"]) - {"_input"}
