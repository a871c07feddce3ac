# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filters over BIZTEL's rule of bandwidth (BZ-52)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..plugin_utils.design.biztel_sizing import biztel_bandwidth, biztel_calls
from ..plugin_utils.play.filters import filter_of


class FilterModule:
    """Calls for a bandwidth, and bandwidth for calls, at 200 kbit/s each."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name; each has its documentation in a YAML file beside this one."""
        return {function.__name__: filter_of(function) for function in (biztel_bandwidth, biztel_calls)}
