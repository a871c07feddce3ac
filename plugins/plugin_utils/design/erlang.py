# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Erlang B: lines for an offered traffic, and back (SZ-12, SZ-13). Calls that find no line are lost and not tried again.

``B(A, n) = A B(n-1) / (n + A B(n-1))`` is computed by its inverse: with ``A = p/q``, ``p^n / B(A, n)`` is a whole number ``J``, and
``J(n) = p^n + n q J(n-1)``. Whole numbers only, so that no rounding decides whether a line more is needed (SZ-01).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import count
from typing import Any

from ..problem import OnrampError, Problem
from .packet import exact, is_number, is_whole, show

MOST_TRAFFIC, MOST_LINES = 20_000, 22_000  #: erlang, lines: more is a slip of the pen
GRADE = 0.01  #: usual share of calls that may be lost in the busy hour
_STEP = Fraction(1, 10**6)  #: erlang, of ``erlang_traffic`` (SZ-13)
_PLACES = 6


def erlang_b(traffic: int | float, lines: int) -> dict[str, Any]:
    """The share of calls lost when ``traffic`` erlang are offered to ``lines``: ``{traffic, lines, blocking}``, ``blocking`` as text, 6 decimals."""
    offered, most = _traffic(traffic), _lines(lines)
    power, whole = next(step for number, *step in _inverse(offered) if number == most)
    return {"traffic": traffic, "lines": lines, "blocking": show(Fraction(power, whole), _PLACES)}


def erlang_lines(traffic: int | float, grade: int | float = GRADE) -> dict[str, Any]:
    """The fewest lines that lose at most ``grade`` of the calls: ``{traffic, grade, lines, blocking}``; none for no traffic."""
    offered, allowed = _traffic(traffic), _grade(grade)
    if not offered:
        return {"traffic": traffic, "grade": grade, "lines": 0, "blocking": show(0, _PLACES)}
    lines, power, whole = next(step for step in _inverse(offered) if _within(step[1], step[2], allowed))
    return {"traffic": traffic, "grade": grade, "lines": lines, "blocking": show(Fraction(power, whole), _PLACES)}


def erlang_traffic(lines: int, grade: int | float = GRADE) -> dict[str, Any]:
    """The most traffic, in whole millionths of an erlang, of which ``lines`` lose at most ``grade``: ``{lines, grade, traffic}`` (text)."""
    most, allowed = _lines(lines), _grade(grade)
    low, high = _bracket(most, allowed)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _carries(most, middle * _STEP, allowed) else (low, middle)
    return {"lines": lines, "grade": grade, "traffic": show(low * _STEP, _PLACES) if most else show(0, _PLACES)}


def _bracket(lines: int, allowed: Fraction) -> tuple[int, int]:
    """Steps of traffic that are surely carried and surely not: around what floating point finds, proven with whole numbers (SZ-01)."""
    least, most = 0, int(2 * (lines + 1) / (1 - allowed) / _STEP)
    near = int(_nearly(lines, float(allowed)) / _STEP)
    low, high = max(near - 1, least), min(near + 2, most)
    return (low if _carries(lines, low * _STEP, allowed) else least), (most if _carries(lines, high * _STEP, allowed) else high)


def _nearly(lines: int, grade: float) -> float:
    """The traffic at which ``lines`` lose ``grade``, by Newton's way on the logarithm of the loss: ``(ln B)' = n/A - 1 + B``."""
    traffic = float(max(lines, 1))
    for _round in range(50):
        loss = 1.0
        for number in range(1, lines + 1):
            loss = traffic * loss / (number + traffic * loss)
        step = math.log(loss / grade) / (lines / traffic - 1 + loss) if lines else 0.0
        traffic = max(traffic - step, traffic / 10)
        if abs(step) < 1e-10 * traffic:
            break
    return traffic


def busy_hour(calls: int | float, hold_seconds: int | float, path: str = "sizing") -> Fraction:
    """Erlang from calls in the busy hour and their mean duration (SZ-12): 300 calls of 180 s are 15."""
    wrong = [(name, value) for name, value in (("busy_hour_calls", calls), ("hold_seconds", hold_seconds)) if not is_number(value) or value < 0]
    if wrong:
        raise OnrampError([Problem("KO-SZ016", f"{path}.{name}", value, details={"most": MOST_TRAFFIC}) for name, value in wrong])
    return exact(calls) * exact(hold_seconds) / 3600


def _inverse(offered: Fraction) -> Iterator[tuple[int, int, int]]:
    """``(n, p^n, J(n))`` for n = 0, 1, 2 …"""
    power = whole = 1
    for number in count():
        yield number, power, whole
        power *= offered.numerator
        whole = power + (number + 1) * offered.denominator * whole


def _within(power: int, whole: int, allowed: Fraction) -> bool:
    return power * allowed.denominator <= allowed.numerator * whole


def _carries(lines: int, offered: Fraction, allowed: Fraction) -> bool:
    return next(_within(power, whole, allowed) for number, power, whole in _inverse(offered) if number == lines)


def _traffic(value: object) -> Fraction:
    if not is_number(value) or not 0 <= value <= MOST_TRAFFIC:
        raise OnrampError([Problem("KO-SZ016", "traffic", value, details={"most": MOST_TRAFFIC})])
    return exact(value)


def _lines(value: object) -> int:
    if not is_whole(value) or not 0 <= value <= MOST_LINES:
        raise OnrampError([Problem("KO-SZ017", "lines", value, details={"most": MOST_LINES})])
    return value


def _grade(value: object) -> Fraction:
    if not is_number(value) or not 0 < value < 1:
        raise OnrampError([Problem("KO-SZ018", "grade", value)])
    return exact(value)
