# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VC-73 BGP-IN: exactly {own /25, /24} is accepted on this tunnel (VC-19)."""

from __future__ import annotations

from ....problem import Problem
from ...parsers import bgp_routes
from ...rule import FailedError, Rule
from .. import commands
from ..subject import Subject


def received_of(subject: Subject) -> set[str]:
    """What the neighbour sent before the filter; empty where the router does not keep it."""
    command = commands.bgp_routes(subject.tunnel, "received-routes")
    return {route.prefix for route in subject.samples.read_or_empty(command, bgp_routes.parse)}


def _judge(subject: Subject) -> list[Problem]:
    own, other, network = subject.tunnel["own_half"], subject.tunnel["other_half"], subject.design["di_network"]
    routes = subject.samples.read(commands.bgp_routes(subject.tunnel, "routes"), bgp_routes.parse)
    accepted, received = {route.prefix for route in routes}, received_of(subject)
    carries = bool(accepted & {own, network})
    if own not in accepted | received and other in accepted | received:
        raise FailedError("KO-HV060", own, line=other, carries=carries, other=other, dc=subject.tunnel["label"])
    if missing := sorted({own, network} - accepted):
        raise FailedError("KO-HV061", ", ".join(missing), line=", ".join(sorted(accepted)), waiting=not received & set(missing), carries=carries)
    if more := sorted(accepted - {own, network}):
        raise FailedError("KO-HV062", ", ".join(more), line=", ".join(more), carries=True)
    dropped = sorted(received - accepted)
    return [subject.note("KO-HV063", ", ".join(dropped))] if dropped else []


def _commands(tunnel: commands.Tunnel) -> list[str]:
    return [commands.bgp_routes(tunnel, kind) for kind in ("routes", "received-routes")]


RULE = Rule("BGP-IN", "VC-73", _judge, last=_commands)
