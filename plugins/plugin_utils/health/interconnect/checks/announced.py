# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""TI-63 OUT: exactly the customer's routes are announced to the PE."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

from ....problem import Problem
from ...parsers import bgp_routes
from ...rule import FailedError, Rule
from .. import commands
from ..subject import Subject
from .received import few


def announced_of(subject: Subject) -> set[str]:
    """What the router tells the PE."""
    return {route.prefix for route in subject.samples.read(commands.bgp_routes(subject.connection, "advertised-routes"), bgp_routes.parse)}


def _judge(subject: Subject) -> list[Problem]:
    announced, wanted = announced_of(subject), set(subject.design["customer_routes"])
    missing, more = wanted - announced, announced - wanted
    if missing == wanted and not more:
        raise FailedError("KO-HV225", few(wanted), line="Total number of prefixes 0", waiting=True)
    if missing:
        raise FailedError("KO-HV226", few(missing), line=few(announced), waiting=not more, carries=_reachable(subject, announced))
    if more:
        raise FailedError("KO-HV227", few(more), line=few(more), carries=True)
    return []


def _reachable(subject: Subject, announced: set[str]) -> bool:
    """Whether Twilio finds every border device all the same."""
    known = [IPv4Network(prefix) for prefix in announced]
    return all(any(IPv4Address(device["address"]) in prefix for prefix in known) for device in subject.design["border_devices"])


RULE = Rule("OUT", "TI-63", _judge, last=lambda connection: [commands.bgp_routes(connection, "advertised-routes")])
