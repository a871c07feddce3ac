# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""TI-64 RIB: Twilio's routes are installed, through the primary; a secondary's own paths are the business of IN."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv4Network

from ....problem import Problem
from ...parsers import ip_route
from ...parsers.ip_route import Route
from ...rule import FailedError, Rule
from .. import commands
from ..subject import Subject


def doors(subject: Subject) -> set[str] | None:
    """The PEs through which a route of this connection may leave; None for any that BGP knows, where the primary is another router's."""
    here = [each for each in subject.design["connections"] if each["vrf"] == subject.connection["vrf"]]
    primary = {each["pe_address"] for each in here if each["role"] == "primary"}
    if subject.connection["role"] == "primary":
        return {subject.connection["pe_address"]}
    if subject.connection["role"] == "secondary" and not primary:
        return None
    return {each["pe_address"] for each in here}


def _judge(subject: Subject) -> list[Problem]:
    table = subject.samples.read(commands.rib(subject.connection), ip_route.parse)
    allowed = doors(subject)
    for prefix in subject.design["twilio_routes"]:
        route = next((route for route in table if route.prefix == prefix), None)
        if route is None:
            raise FailedError("KO-HV230", prefix, line=f"{prefix} not in table", waiting=True)
        if not _leaves(route, allowed):
            raise FailedError("KO-HV231", prefix, via=_via(route), expected=_names(allowed), line=_line(route), carries=route.code.startswith("B"))
    _no_detour(table, subject.design["twilio_routes"], allowed)
    return []


def _no_detour(table: list[Route], wanted: list[str], allowed: set[str] | None) -> None:
    """Longest match wins: a more specific route takes its part of Twilio elsewhere."""
    blocks = [IPv4Network(prefix) for prefix in wanted]
    for route in table:
        network = IPv4Network(route.prefix, strict=False)
        inside = any(network != block and network.subnet_of(block) for block in blocks)
        if inside and not _leaves(route, allowed):
            raise FailedError("KO-HV232", route.prefix, via=_via(route), expected=_names(allowed), line=_line(route), carries=True)


def _leaves(route: Route, allowed: Collection[str] | None) -> bool:
    return route.code.startswith("B") and (allowed is None or (bool(route.next_hops) and set(route.next_hops) <= set(allowed)))


def _via(route: Route) -> str:
    return ", ".join(route.next_hops or route.interfaces) or "-"


def _line(route: Route) -> str:
    return f"{route.code} {route.prefix} via {_via(route)}"


def _names(allowed: set[str] | None) -> str:
    return ", ".join(sorted(allowed)) if allowed else "BGP"


RULE = Rule("RIB", "TI-64", _judge, last=lambda connection: [commands.rib(connection)])
