"""Section 5 of sizing.md: every vector of Erlang B, and what must hold between its three functions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.erlang import busy_hour, erlang_b, erlang_lines, erlang_traffic
from tests.unit.plugins.plugin_utils.design.vectors import refused, rows

# A n B
BLOCKING = """
1 1 0.500000
0.5 1 0.333333
2 5 0.036697
5 10 0.018385
5 11 0.008287
10 15 0.036497
10 17 0.012949
10 18 0.007142
10 20 0.001869
10 21 0.000889
20 29 0.012794
20 30 0.008457
50 63 0.010894
50 64 0.008439
100 116 0.011568
100 117 0.009790
200 220 0.011042
200 221 0.009894
1000 1029 0.009942
0 1 0.000000
0 0 1.000000
"""
# A, then lines for 5 %, 2 %, 1 %, 0.5 %, 0.1 %
LINES = """
0.1 | 2 2 2 2 3
0.5 | 3 3 4 4 5
1 | 4 4 5 5 6
2 | 5 6 7 7 8
5 | 9 10 11 12 14
10 | 15 17 18 19 21
20 | 26 28 30 32 35
30 | 36 39 42 44 47
50 | 56 61 64 66 71
100 | 105 113 117 121 128
200 | 202 214 221 227 238
500 | 489 514 527 537 555
1000 | 966 1009 1029 1045 1072
2000 | 1917 1993 2028 2053 2095
15 | 20 22 24 26 29
0 | 0 0 0 0 0
"""
GRADES = (0.05, 0.02, 0.01, 0.005, 0.001)


def number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


@pytest.mark.requirement("SZ-12")
@pytest.mark.parametrize("row", [cells[0] for cells in rows(BLOCKING)], ids=" ".join)
def test_blocking(row: list[str]) -> None:
    traffic, lines, blocking = row
    assert erlang_b(number(traffic), int(lines)) == {"traffic": number(traffic), "lines": int(lines), "blocking": blocking}


@pytest.mark.requirement("SZ-12")
@pytest.mark.parametrize(("traffic", "lines"), rows(LINES)[:-2] + rows(LINES)[-1:])
def test_lines(traffic: list[str], lines: list[str]) -> None:
    assert [erlang_lines(number(traffic[0]), grade)["lines"] for grade in GRADES] == [int(each) for each in lines]


@pytest.mark.requirement("SZ-12")
def test_the_worked_example_300_calls_of_180_seconds_need_24_lines() -> None:
    assert busy_hour(300, 180) == 15
    assert erlang_lines(15) == {"traffic": 15, "grade": 0.01, "lines": 24, "blocking": erlang_b(15, 24)["blocking"]}


@pytest.mark.requirement("SZ-01", "SZ-12")
def test_an_equality_is_no_line_more() -> None:
    """B(1, 1) is exactly one half; B(0.1, 1) is exactly 1/11, which no binary float hits."""
    assert erlang_lines(1, 0.5)["lines"] == 1
    assert erlang_lines(0.1, 0.0909090909090909)["lines"] == 2
    assert erlang_lines(0.1, 0.090909090909090910)["lines"] == 1


@pytest.mark.requirement("SZ-13")
@settings(max_examples=40)
@given(lines=st.integers(0, 300), grade=st.sampled_from([0.5, 0.05, 0.01, 0.001]))
def test_the_traffic_of_lines_fits_them_and_a_millionth_more_does_not(lines: int, grade: float) -> None:
    most = float(erlang_traffic(lines, grade)["traffic"])
    assert erlang_lines(most, grade)["lines"] <= lines
    assert erlang_lines(round(most + 1e-6, 6), grade)["lines"] > lines


@pytest.mark.requirement("SZ-06", "SZ-12")
@given(traffic=st.integers(1, 200_000), more=st.integers(0, 20_000), lines=st.integers(0, 200))
def test_more_traffic_or_fewer_lines_never_lose_less(traffic: int, more: int, lines: int) -> None:
    def lost(millis: int, number: int) -> float:
        return float(erlang_b(millis / 1000, number)["blocking"])

    assert lost(traffic + more, lines) >= lost(traffic, lines) >= lost(traffic, lines + 1)


@pytest.mark.requirement("SZ-05")
@pytest.mark.parametrize(("function", "arguments", "code", "path"), [
    (erlang_b, (-1, 5), "KO-SZ016", "traffic"),
    (erlang_b, ("10", 5), "KO-SZ016", "traffic"),
    (erlang_b, (True, 5), "KO-SZ016", "traffic"),
    (erlang_b, (float("nan"), 5), "KO-SZ016", "traffic"),
    (erlang_b, (10**6, 5), "KO-SZ016", "traffic"),
    (erlang_b, (10, 5.0), "KO-SZ017", "lines"),
    (erlang_b, (10, -1), "KO-SZ017", "lines"),
    (erlang_b, (10, [1]), "KO-SZ017", "lines"),
    (erlang_traffic, (10**9,), "KO-SZ017", "lines"),
    (erlang_lines, (10, 0), "KO-SZ018", "grade"),
    (erlang_lines, (10, 1), "KO-SZ018", "grade"),
    (erlang_traffic, (10, None), "KO-SZ018", "grade"),
    (busy_hour, (-1, 180), "KO-SZ016", "sizing.busy_hour_calls"),
])  # fmt: skip
def test_what_is_no_traffic_line_or_grade_is_refused(function: Any, arguments: tuple[Any, ...], code: str, path: str) -> None:
    problem = refused(function, *arguments)
    assert (problem.code, problem.path) == (code, path)
