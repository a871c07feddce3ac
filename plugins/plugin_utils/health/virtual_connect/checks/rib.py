# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VC-75 RIB: the own /25 goes through the own tunnel (VC-23), and the /24 through a tunnel to DI."""

from __future__ import annotations

from ....problem import Problem
from ...parsers import ip_route
from ...parsers.ip_route import Route
from ...rule import FailedError, Rule
from .. import commands
from ..subject import Subject


def route_to(subject: Subject, prefix: str) -> Route | None:
    """The route of exactly ``prefix`` in the inside VRF."""
    table = subject.samples.read(commands.rib(subject.tunnel), ip_route.parse)
    return next((route for route in table if route.prefix == prefix), None)


def _judge(subject: Subject) -> list[Problem]:
    own, network, here = subject.tunnel["own_half"], subject.design["di_network"], subject.tunnel["remote"]["tunnel_address"]
    half, whole = route_to(subject, own), route_to(subject, network)
    label = subject.tunnel["label"]
    if half is None:
        via = _via(whole) if whole else "-"
        raise FailedError("KO-HV080", own, dc=label, network=network, via=via, line=via, waiting=True, carries=True)
    if set(half.next_hops) != {here}:
        raise FailedError("KO-HV081", own, dc=label, via=_via(half), expected=here, line=f"{half.code} {own} via {_via(half)}", carries=True)
    doors = {tunnel["remote"]["tunnel_address"] for tunnel in subject.design["tunnels"]}
    if whole is None or not whole.next_hops or not set(whole.next_hops) <= doors:
        raise FailedError("KO-HV082", network, via=_via(whole) if whole else "-", line=f"{network} via {_via(whole) if whole else '-'}", carries=True)
    return []


def _via(route: Route) -> str:
    return ", ".join(route.next_hops or route.interfaces) or "-"


RULE = Rule("RIB", "VC-75", _judge, last=lambda tunnel: [commands.rib(tunnel)])
