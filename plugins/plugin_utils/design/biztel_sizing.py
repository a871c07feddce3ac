# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""BIZTEL's rule of bandwidth: so many kbit/s for each call, in each direction (BZ-29, BZ-52..BZ-54).

Whole numbers and exact fractions only (SZ-01): a share of 0.8 is 4/5, whatever the nearest binary float is.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

from ..problem import OnrampError, Problem
from .packet import is_number, is_whole

KBPS_PER_CALL = 200  #: the requirements page's


def biztel_calls(kbps: int | float, per_call: int | float = KBPS_PER_CALL, cap: int | float = 1.0) -> int:
    """How many calls a line of ``kbps`` carries in one direction when voice may fill the share ``cap`` of it, rounded down (BZ-52)."""
    problems = [*_not_positive(kbps, "kbps", "KO-BZ052", zero=True), *_not_positive(per_call, "per_call", "KO-BZ052B"), *_no_share(cap)]
    if problems:
        raise OnrampError(problems)
    return floor(_exact(kbps) * _exact(cap) / _exact(per_call))


def biztel_bandwidth(calls: int, per_call: int | float = KBPS_PER_CALL) -> int | float:
    """kbit/s that ``calls`` at the same time need in each direction (BZ-52); a whole number wherever it is one."""
    counted = [] if is_whole(calls) and calls >= 0 else [Problem("KO-SZ012", "calls", calls)]
    problems = [*counted, *_not_positive(per_call, "per_call", "KO-BZ052B")]
    if problems:
        raise OnrampError(problems)
    needed = calls * _exact(per_call)
    return int(needed) if needed.denominator == 1 else float(needed)


def capacity(site: Mapping[str, Any]) -> dict[str, Any]:
    """What the line of a ``biztel_site`` carries (BZ-52, BZ-53); up and down each for itself, and the narrower counts.

    ``{up_calls, down_calls}`` with the cap, ``narrower`` (``up`` or ``down``), its ``kbps``, ``calls`` with the cap and ``line_calls`` without;
    the inputs ``concurrent per_call cap`` and ``needed_kbps`` of them, in each direction.
    """
    speeds = {way: site["wan"][f"speed_{way}_kbps"] for way in ("up", "down")}
    calls = site["calls"]
    per_call, cap = calls["kbps_per_call"], calls["utilisation_cap"]
    narrower = min(speeds, key=lambda way: speeds[way])
    capped = {way: biztel_calls(kbps, per_call, cap) for way, kbps in speeds.items()}
    return {
        "up_calls": capped["up"], "down_calls": capped["down"], "narrower": narrower, "kbps": speeds[narrower], "calls": capped[narrower],
        "line_calls": biztel_calls(speeds[narrower], per_call), "concurrent": calls["concurrent"], "per_call": per_call, "cap": cap,
        "needed_kbps": biztel_bandwidth(calls["concurrent"], per_call),
    }  # fmt: skip


def _exact(value: int | float) -> Fraction:
    return Fraction(value) if isinstance(value, int) else Fraction(str(value))


def _not_positive(value: object, path: str, code: str, zero: bool = False) -> list[Problem]:
    """The problem of a number that is none, or not above 0."""
    sound = is_number(value) and (value > 0 or (zero and value == 0))
    return [] if sound else [Problem(code, path, value)]


def _no_share(cap: object) -> list[Problem]:
    return [] if is_number(cap) and 0 < cap <= 1 else [Problem("KO-BZ052C", "cap", cap)]
