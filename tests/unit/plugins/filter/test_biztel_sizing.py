"""BIZTEL's filters of bandwidth: they give what the room gives and refuse in our words (BZ-52, BZ-54)."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.kyoten.onramp.plugins.filter import biztel_sizing

FILTERS = biztel_sizing.FilterModule().filters()
FOLDER = Path(biztel_sizing.__file__).parent


@pytest.mark.requirement("BZ-52", "BZ-54")
def test_results() -> None:
    assert set(FILTERS) == {"biztel_bandwidth", "biztel_calls"}
    assert FILTERS["biztel_calls"](100000, cap=0.8) == 400
    assert FILTERS["biztel_bandwidth"](30) == 6000


@pytest.mark.requirement("BZ-54")
@pytest.mark.parametrize(
    ("name", "arguments", "keywords", "text"),
    [
        ("biztel_calls", (-1,), {}, "KO-BZ052 kbps: -1 is not a bandwidth in kbit/s"),
        ("biztel_calls", ("100000",), {}, "KO-BZ052 kbps: '100000' is not a bandwidth in kbit/s"),
        ("biztel_calls", (100000,), {"cap": 0}, "KO-BZ052C cap: 0 is not a share above 0 and up to 1"),
        ("biztel_calls", (100000,), {"per_call": None}, "KO-BZ052B per_call: None is not the kbit/s of a call"),
        ("biztel_bandwidth", (1.5,), {}, "KO-SZ012 calls: 1.5 is not a whole number of calls, 0 or more"),
        ("biztel_bandwidth", (1,), {"cap": 1}, "biztel_bandwidth() got an unexpected keyword argument 'cap'"),
    ],
)
def test_bad_input_gets_code_and_reason(name: str, arguments: tuple[Any, ...], keywords: dict[str, Any], text: str) -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        FILTERS[name](*arguments, **keywords)
    assert str(caught.value).partition(" — ")[0] == text


@pytest.mark.parametrize("name", FILTERS)
def test_the_documentation_is_that_of_the_function(name: str) -> None:
    documented = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    first, *others = inspect.signature(FILTERS[name]).parameters.values()
    assert documented["DOCUMENTATION"]["name"] == name and f"kyoten.onramp.{name}" in documented["EXAMPLES"]
    options = documented["DOCUMENTATION"]["options"]
    assert set(options) == {"_input", *(each.name for each in others)} and first.name not in options
    assert all(options[each.name]["default"] == each.default for each in others)
