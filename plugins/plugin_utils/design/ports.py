# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The Twilio Interconnect port of a location (SZ-14..SZ-18, TI-06..TI-08). Ports are never added up."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..problem import OnrampError, Problem
from .capacity import METHODS, Rate, rate, whole_calls
from .data import load
from .packet import check_flags, is_whole, show


def offered(location: str) -> list[int]:
    """Mbps of the ports at ``location``, smallest first; an unknown one raises ``OnrampError`` (TI-07)."""
    table = load("interconnect_ports")
    if location not in table["locations"]:
        raise OnrampError([Problem("KO-SZ021", "location", location, details={"known": ", ".join(table["locations"])})])
    return sorted([*table["everywhere"], *(mbps for mbps, places in table["only"].items() if location in places)])


def interconnect_port(
    calls: int, location: str, locations: int = 2, accept_single_location: bool = False, path: str = "interconnect", **described: Any
) -> dict[str, Any]:
    """The smallest port at ``location`` for ``calls`` over ``locations`` places, any one of which may fail (SZ-17, SZ-18).

    ``described``: the arguments of ``capacity.rate``. ``{calls, location, locations, calls_per_port, demand_mbps, needed_mbps, port_mbps,
    offered_mbps, fits_calls, headroom_calls, other, …}``; ``other`` is what the other method says, None where it does not apply (SZ-16).
    No port that is large enough, or a single location without ``accept_single_location``, raises ``OnrampError``.
    """
    check_flags(accept_single_location=accept_single_location)
    ports, taken = offered(location), rate(**described)
    share = _share(whole_calls(calls), locations, accept_single_location)
    needed = taken.needed(share)
    port = next((mbps for mbps in ports if mbps >= needed), None)
    if port is None:
        raise OnrampError([Problem("KO-SZ023", path, show(needed), details={"location": location, "largest": ports[-1]})])
    return {
        "calls": calls, "location": location, "locations": locations, "calls_per_port": share, "demand_mbps": show(taken.demand(share), 4),
        "needed_mbps": show(needed, 4), "port_mbps": port, "offered_mbps": ports, **_headroom(taken, port, share),
        "other": _other(ports, share, described), **taken.inputs,
    }


def _share(calls: int, locations: object, single: bool) -> int:
    """The calls that one port must carry when one location is gone, rounded up."""
    if not is_whole(locations) or locations < 1 or (locations == 1 and not single):
        raise OnrampError([Problem("KO-SZ022", "locations", locations)])
    return -(-calls // max(locations - 1, 1))


def _headroom(taken: Rate, port: int, calls: int) -> dict[str, int]:
    fits = taken.calls(Fraction(port))
    return {"fits_calls": fits, "headroom_calls": fits - calls}


def _other(ports: list[int], calls: int, described: dict[str, Any]) -> dict[str, Any] | None:
    used = described.get("method", METHODS[0])
    kept = {name: value for name, value in described.items() if name not in ("method", "ceiling")}
    try:
        taken = rate(**kept, method=next(method for method in METHODS if method != used))
    except OnrampError:
        return None
    needed = taken.needed(calls)
    return {"method": taken.inputs["method"], "needed_mbps": show(needed, 4), "port_mbps": next((mbps for mbps in ports if mbps >= needed), None)}
