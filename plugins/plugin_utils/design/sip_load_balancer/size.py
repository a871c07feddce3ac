# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How many records and how large messages become (SB-85, SB-86)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_VIA, _RECORD_ROUTE = 48, 46  #: bytes at most, for addresses of 15 digits and ports of 5; the branch comes on top
_LARGEST_SAFE = 1300  #: bytes of a request over UDP where the path's MTU is unknown (RFC 3261 18.1.1)


def size(site: Mapping[str, Any]) -> dict[str, Any]:
    """``records``: persistence records at once. ``largest_request``: bytes of a client's request, less its branch, that stays within 1300."""
    held = site["talk_s"] + site["persistence"]["timeout"]
    return {
        "records": round(site["calls_per_second"] * held) + site["registered_users"], "growth": _VIA + _RECORD_ROUTE,
        "largest_request": _LARGEST_SAFE - _VIA - _RECORD_ROUTE,
    }  # fmt: skip
