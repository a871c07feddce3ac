# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Calls and bandwidth (BZ-52, BZ-53). All arithmetic is that of the design room."""

from __future__ import annotations

from collections.abc import Iterator

from ...design import biztel_sizing
from ...problem import Problem
from ..view import View


def per_call(site: View) -> Iterator[Problem]:
    """BZ-52: the page's 200 kbit/s is the least, unless somebody answers for less."""
    if site["calls.kbps_per_call"] < biztel_sizing.KBPS_PER_CALL:
        accepted = site.option("biztel_allow_below_minimum")
        tell = site.warning if accepted else site.problem
        yield tell("KO-BZ052E" if accepted else "KO-BZ052D", "calls.kbps_per_call", least=biztel_sizing.KBPS_PER_CALL)


def calls_fit(site: View) -> Iterator[Problem]:
    """BZ-53: more than the line carries is an error, more than its share a warning."""
    site.require("wan.speed_up_kbps", "wan.speed_down_kbps", "calls.concurrent", "calls.kbps_per_call", "calls.utilisation_cap")
    found = biztel_sizing.capacity(site.data)
    details = {**found, "other": site.at(f"wan.speed_{found['narrower']}_kbps")}
    if found["concurrent"] > found["line_calls"]:
        yield site.problem("KO-BZ053", "calls.concurrent", **details)
    elif found["concurrent"] > found["calls"]:
        yield site.warning("KO-BZ053B", "calls.concurrent", **details)


SITE = [per_call, calls_fit]
