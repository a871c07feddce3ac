"""BIZTEL's arithmetic: the vectors of BZ-54, and that no binary float decides (BZ-52, SZ-01)."""

from __future__ import annotations

from fractions import Fraction
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.biztel_sizing import biztel_bandwidth, biztel_calls, capacity
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError

SPEEDS, SHARES = st.integers(0, 10**7), st.integers(1, 1000)


@pytest.mark.requirement("BZ-52", "BZ-54")
@pytest.mark.parametrize(
    ("kbps", "options", "calls"),
    [
        (100000, {"cap": 0.8}, 400),
        (10000, {"cap": 0.8}, 40),
        (1500, {"cap": 0.8}, 6),
        (199, {}, 0),
        (200, {}, 1),
        (0, {}, 0),
        (100000, {}, 500),
        (250, {"cap": 0.8}, 1),
        (22000, {"cap": 0.7}, 77),  # 76.99999999999999 in floats
        (42000, {"cap": 0.7}, 147),
        (1000000, {"cap": 0.07}, 350),
        (30000, {"cap": 0.29, "per_call": 100}, 87),
        (261.6, {"per_call": 87.2}, 3),
    ],
)
def test_calls(kbps: float, options: dict[str, Any], calls: int) -> None:
    assert biztel_calls(kbps, **options) == calls


@pytest.mark.requirement("BZ-52", "BZ-54")
@pytest.mark.parametrize(("calls", "options", "kbps"), [(30, {}, 6000), (0, {}, 0), (3, {"per_call": 87.2}, 261.6), (10, {"per_call": 0.1}, 1)])
def test_bandwidth(calls: int, options: dict[str, Any], kbps: float) -> None:
    found = biztel_bandwidth(calls, **options)
    assert found == kbps and isinstance(found, type(kbps))


@pytest.mark.requirement("BZ-54")
@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ((-1,), ["KO-BZ052 kbps"]),
        (("100000",), ["KO-BZ052 kbps"]),
        ((None,), ["KO-BZ052 kbps"]),
        ((True,), ["KO-BZ052 kbps"]),
        ((nan,), ["KO-BZ052 kbps"]),
        ((inf,), ["KO-BZ052 kbps"]),
        (([],), ["KO-BZ052 kbps"]),
        ((1000, 0), ["KO-BZ052B per_call"]),
        ((1000, "200"), ["KO-BZ052B per_call"]),
        ((1000, 200, 0), ["KO-BZ052C cap"]),
        ((1000, 200, 1.01), ["KO-BZ052C cap"]),
        (("x", -1, "y"), ["KO-BZ052 kbps", "KO-BZ052B per_call", "KO-BZ052C cap"]),
    ],
)
def test_bad_input_is_told_by_its_name(arguments: tuple[Any, ...], codes: list[str]) -> None:
    with pytest.raises(OnrampError) as caught:
        biztel_calls(*arguments)
    assert [f"{problem.code} {problem.path}" for problem in caught.value.problems] == codes


@pytest.mark.requirement("BZ-54")
@pytest.mark.parametrize("calls", [-1, 1.5, "30", True, None])
def test_calls_are_whole(calls: Any) -> None:
    with pytest.raises(OnrampError) as caught:
        biztel_bandwidth(calls, 0)
    assert [f"{problem.code} {problem.path}" for problem in caught.value.problems] == ["KO-SZ012 calls", "KO-BZ052B per_call"]


@pytest.mark.requirement("BZ-52")
@given(SPEEDS, st.integers(1, 1000), SHARES)
def test_one_call_more_never_fits(kbps: int, per_call: int, thousandths: int) -> None:
    """The share is given as a float of three decimals and counted as exactly those."""
    calls, usable = biztel_calls(kbps, per_call, thousandths / 1000), kbps * Fraction(thousandths, 1000)
    assert calls * per_call <= usable < (calls + 1) * per_call


@pytest.mark.requirement("BZ-52")
@given(st.integers(1, 10**5), st.integers(1, 100), SHARES)
def test_what_fits_exactly_fits(calls: int, times: int, thousandths: int) -> None:
    assert biztel_calls(1000 * times * calls, thousandths * times, thousandths / 1000) == calls


@given(st.integers(0, 10**6), st.integers(1, 1000))
def test_the_bandwidth_of_calls_carries_them(calls: int, per_call: int) -> None:
    assert biztel_calls(biztel_bandwidth(calls, per_call), per_call) == calls


def site(up: int, down: int, calls: int, cap: float = 0.8) -> dict[str, Any]:
    """What ``capacity`` reads of a site."""
    return {
        "wan": {"speed_up_kbps": up, "speed_down_kbps": down}, "calls": {"concurrent": calls, "kbps_per_call": 200, "utilisation_cap": cap},
    }  # fmt: skip


@pytest.mark.requirement("BZ-52", "BZ-53")
def test_the_narrower_direction_counts() -> None:
    found = capacity(site(10000, 100000, 30))
    assert (found["narrower"], found["kbps"], found["calls"], found["line_calls"]) == ("up", 10000, 40, 50)
    assert (found["up_calls"], found["down_calls"], found["needed_kbps"]) == (40, 400, 6000)
    assert capacity(site(100000, 1500, 30))["narrower"] == "down"
