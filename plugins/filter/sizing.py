# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filters over ``plugin_utils.design.sizing`` (SZ-40)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..plugin_utils.design.sizing import call_kbps, plaintext_mtu, tunnel_mtu, tunnel_packet
from ..plugin_utils.play.filters import filter_of


class FilterModule:
    """``call_kbps``, ``plaintext_mtu``, ``tunnel_mtu`` and ``tunnel_packet``."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name; each has its documentation in a YAML file beside this one."""
        return {function.__name__: filter_of(function) for function in (call_kbps, plaintext_mtu, tunnel_mtu, tunnel_packet)}
