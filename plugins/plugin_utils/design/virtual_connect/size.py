# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How large a Virtual Connect site is, in the form that all systems share (SZ-31, SZ-42)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..demand import virtual_connect_demand
from ..sizing import site_tunnel_mtu

_SITE = "virtual_connect_site"


def size(intent: Mapping[str, Any]) -> dict[str, Any]:
    """Of the site in ``intent`` (complete): ``{system, site, calls, per_call, worked, mbps, needed_mbps, limits, mtu, fits, headroom_calls}``.

    ``per_call`` is kbit/s on Ethernet, ``worked`` the kind of arithmetic and its facts; ``limits`` are ``{name, needed_mbps, usable_mbps, calls,
    fits}``, ``mtu`` is ``{dc, …}`` for each tunnel. ``mbps`` is on the line's Ethernet, ``needed_mbps`` with the headroom of the ceiling.
    """
    site = intent[_SITE]
    demand = virtual_connect_demand(site)
    return {
        "system": "virtual_connect", "site": site["name"], "calls": demand["calls"], "per_call": demand["frame_kbps"],
        "worked": {"kind": "tunnel", **demand}, "mbps": demand["frame_mbps"],
        "needed_mbps": demand["frame_needed_mbps"], "limits": [_tunnel(demand), _line(demand)],
        "mtu": [{"dc": dc, **site_tunnel_mtu(site, dc)} for dc in site["tunnels"]], "fits": demand["fits"],
        "headroom_calls": demand["headroom_calls"],
    }  # fmt: skip


def undecided(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The same variables of a host, with any size accepted: a sheet says what does not fit instead of refusing it."""
    site = variables.get(_SITE)
    sizing = site.get("sizing") if isinstance(site, Mapping) else None
    if not isinstance(site, Mapping) or not isinstance(sizing, Mapping):
        return dict(variables)
    return {**variables, _SITE: {**site, "sizing": {**sizing, "accept_over_cap": True}}}


def _tunnel(demand: Mapping[str, Any]) -> dict[str, Any]:
    """One tunnel carries all after a failure (SZ-31)."""
    return {
        "name": "tunnel", "needed_mbps": demand["total_mbps"], "usable_mbps": demand["limit_mbps"], "calls": demand["max_calls"],
        "fits": demand["fits_cap"],
    }  # fmt: skip


def _line(demand: Mapping[str, Any]) -> dict[str, Any]:
    """The uplink of every CPE, less what is reserved."""
    return {
        "name": "line", "needed_mbps": demand["frame_mbps"], "usable_mbps": demand["uplink_limit_mbps"], "calls": demand["uplink_max_calls"],
        "fits": demand["fits_uplink"],
    }  # fmt: skip
