"""What is left out without HYPOTHESIS_PROFILE=deep."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.thorough import some


@given(st.integers(0, 300), st.integers(2, 40))
def test_the_ends_are_there_and_nothing_comes_twice(length: int, most: int) -> None:
    cases = range(1, length + 1)
    found = some(cases, most, deep=False)
    assert len(found) == min(length, most) == len(set(found)) and found == sorted(found)
    assert found[:1] == list(cases[:1]) and found[-1:] == list(cases[-1:])
    assert some(cases, most, deep=True) == list(cases)
