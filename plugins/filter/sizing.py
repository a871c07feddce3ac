# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filters over the arithmetic of ``plugin_utils.design`` (SZ-40)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..plugin_utils.design.capacity import bandwidth_for_calls, calls_for_bandwidth
from ..plugin_utils.design.erlang import erlang_b, erlang_lines, erlang_traffic
from ..plugin_utils.design.ports import interconnect_port
from ..plugin_utils.design.sizing import call_kbps, plaintext_mtu, tunnel_mtu, tunnel_packet
from ..plugin_utils.play.filters import filter_of

_FUNCTIONS = (
    bandwidth_for_calls, call_kbps, calls_for_bandwidth, erlang_b, erlang_lines, erlang_traffic, interconnect_port, plaintext_mtu, tunnel_mtu,
    tunnel_packet,
)  # fmt: skip


class FilterModule:
    """From a call's codec to the port that its company orders."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name; each has its documentation in a YAML file beside this one."""
        return {function.__name__: filter_of(function) for function in _FUNCTIONS}
