# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How large a site of Twilio Interconnect is, port by port and in the form that all systems share (TI-11, TI-44, TI-45, SZ-14..SZ-18)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ...problem import OnrampError
from ..capacity import Rate, rate
from ..packet import show
from ..ports import interconnect_port

_KEPT = ("codec", "ptime_ms", "srtp_tag", "opus_kbps", "method", "ceiling")


def ports_of(site: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One for each connection: ``{location, mbps, calls, carries, demand_mbps, needed_mbps, wanted_mbps, fits, other}``.

    ``calls`` is what the port must carry when one location is gone (SZ-17), ``carries`` what it can, ``wanted_mbps`` the smallest port offered
    there that can (None: none is large enough), ``other`` what the other method says (SZ-16).
    """
    taken, calls = rate_of(site), share(site)
    return [_port(site, given, taken, calls) for given in site["connections"]]


def _port(site: Mapping[str, Any], given: Mapping[str, Any], taken: Rate, calls: int) -> dict[str, Any]:
    carries, chosen = taken.calls(Fraction(given["mbps"])), _chosen(site, given["location"], calls)
    return {
        "location": given["location"], "mbps": given["mbps"], "calls": calls, "carries": carries, "demand_mbps": show(taken.demand(calls)),
        "needed_mbps": show(taken.needed(calls)), "usable_mbps": show(given["mbps"] * taken.ceiling), "wanted_mbps": chosen.get("port_mbps"),
        "fits": calls <= carries, "other": chosen.get("other"),
    }  # fmt: skip


def _chosen(site: Mapping[str, Any], location: str, calls: int) -> dict[str, Any]:
    """The port for so many calls, as for two locations of which one is gone; nothing where none is large enough."""
    try:
        return interconnect_port(calls, location.replace("-", "_"), **_described(site))
    except OnrampError:
        return {}


def rate_of(site: Mapping[str, Any]) -> Rate:
    """What a call takes, by the site's own method."""
    return rate(**_described(site))


def frame_kbps(site: Mapping[str, Any]) -> Fraction:
    """kbit/s of one call on Ethernet, whatever the method (TI-45)."""
    return rate(**{**_described(site), "method": "exact", "ceiling": None}).each


def _described(site: Mapping[str, Any]) -> dict[str, Any]:
    return {name: site["sizing"][name] for name in _KEPT}


def share(site: Mapping[str, Any]) -> int:
    """The calls that one location must carry when another is gone, rounded up; of a single location all (SZ-17)."""
    locations = len({given["location"] for given in site["connections"]})
    return -(-int(site["sizing"]["concurrent_calls"]) // max(locations - 1, 1))


def size(intent: Mapping[str, Any]) -> dict[str, Any]:
    """See ``design.virtual_connect.size``; a limit for each port."""
    site = intent["interconnect_site"]
    taken, ports, calls = rate_of(site), ports_of(site), int(site["sizing"]["concurrent_calls"])
    limits = [{"name": "port_at", "location": port["location"], "mbps": port["mbps"], **_limit(port)} for port in ports]
    return {
        "system": "interconnect", "site": site["name"], "calls": calls, "per_call": taken.inputs["kbps_per_call"], "worked": _worked(taken, ports),
        "mbps": show(taken.demand(calls)), "needed_mbps": show(taken.needed(calls)), "limits": limits, "mtu": [],
        "fits": all(port["fits"] for port in ports), "headroom_calls": min(port["carries"] for port in ports) - share(site),
    }  # fmt: skip


def _limit(port: Mapping[str, Any]) -> dict[str, Any]:
    return {"needed_mbps": port["demand_mbps"], "usable_mbps": port["usable_mbps"], "calls": port["carries"], "fits": port["fits"]}


def _worked(taken: Rate, ports: list[dict[str, Any]]) -> dict[str, Any]:
    """The arithmetic of a port, and what the other method says of it; ``ports`` and ``other_ports`` are ``{location: Mbps or None}``."""
    first = ports[0]
    other = first["other"] or {}
    wanted = {port["location"]: port["wanted_mbps"] for port in ports}
    by_other = {port["location"]: (port["other"] or {}).get("port_mbps") for port in ports}
    facts = {name: taken.inputs[name] for name in ("kbps_per_call", "ceiling", "method", "codec")}
    told = {"other_method": other.get("method"), "other_mbps": other.get("needed_mbps"), "other_port": other.get("port_mbps")}
    sizes = {name: first[name] for name in ("calls", "demand_mbps", "needed_mbps", "wanted_mbps")}
    return {"kind": "port", **facts, **sizes, **told, "ports": wanted, "other_ports": by_other}


def undecided(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The same variables of a host, with any size accepted: a sheet says what does not fit instead of refusing it."""
    site = variables.get("interconnect_site")
    sizing = site.get("sizing") if isinstance(site, Mapping) else None
    if not isinstance(site, Mapping) or not isinstance(sizing, Mapping):
        return dict(variables)
    return {**variables, "interconnect_site": {**site, "sizing": {**sizing, "accept_too_small": True}}}
