# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How large a BIZTEL branch is, in the form that all systems share (BZ-29, BZ-52, BZ-53)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ..biztel_sizing import capacity
from ..packet import exact, show


def size(intent: Mapping[str, Any]) -> dict[str, Any]:
    """See ``design.virtual_connect.size``; the page's kbit/s for each call, in each direction, against the narrower one of the line."""
    site = intent["biztel_site"]
    found = capacity(site)
    calls, each = found["concurrent"], found["per_call"]
    mbps, usable = Fraction(calls * each, 1000), exact(found["cap"]) * found["kbps"] / 1000
    fits = calls <= found["line_calls"]
    line = {"name": "line", "needed_mbps": show(mbps), "usable_mbps": show(usable), "calls": found["calls"], "fits": fits}
    worked = {"kind": "flat", "calls": calls, "each": each, "total": calls * each}
    return {
        "system": "biztel", "site": site["name"], "calls": calls, "per_call": show(each), "worked": worked,
        "mbps": show(mbps), "needed_mbps": show(mbps / exact(found["cap"])), "limits": [line], "mtu": [], "fits": fits,
        "headroom_calls": found["calls"] - calls,
    }  # fmt: skip


def undecided(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The same variables of a host; what does not fit is refused (BZ-53), as nothing accepts it."""
    return dict(variables)
