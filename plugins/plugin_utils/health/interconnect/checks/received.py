# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""TI-62 IN: exactly Twilio's routes are accepted from the PE. The media range has a finding of its own: without it there is no audio."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network
from typing import Any

from ....problem import Problem
from ...parsers import bgp_routes
from ...rule import FailedError, Rule
from .. import commands
from ..subject import Subject

_NAMED = 5  #: a full table by mistake has a million routes


def accepted_of(subject: Subject) -> set[str]:
    """What passed the filter."""
    return {route.prefix for route in subject.samples.read(commands.bgp_routes(subject.connection, "routes"), bgp_routes.parse)}


def received_of(subject: Subject) -> set[str]:
    """What the PE sent before the filter; empty where the router does not keep it."""
    command = commands.bgp_routes(subject.connection, "received-routes")
    return {route.prefix for route in subject.samples.read_or_empty(command, bgp_routes.parse)}


def media_of(design: dict[str, Any]) -> set[str]:
    """Those of Twilio's routes that media comes from and goes to (TI-21)."""
    media = IPv4Network(design["media"]["prefix"])
    return {route for route in design["twilio_routes"] if IPv4Network(route).overlaps(media)}


def few(prefixes: Iterable[str]) -> str:
    """Prefixes to read: in the order of addresses, the first ones."""
    ordered = sorted(prefixes, key=lambda prefix: IPv4Network(prefix, strict=False))
    more = f" (+{len(ordered) - _NAMED})" if len(ordered) > _NAMED else ""
    return ", ".join(ordered[:_NAMED]) + more


def _judge(subject: Subject) -> list[Problem]:
    accepted, received = accepted_of(subject), received_of(subject)
    wanted, media = set(subject.design["twilio_routes"]), media_of(subject.design)
    missing = wanted - accepted
    facts: dict[str, Any] = {"line": few(accepted) or "Total number of prefixes 0", "waiting": not received & missing}
    if missing == wanted:
        raise FailedError("KO-HV220", few(wanted), **facts)
    if missing & media:
        raise FailedError("KO-HV221", few(missing & media), others=few(missing - media) or "-", **facts)
    if missing:
        raise FailedError("KO-HV222", few(missing), carries=bool(wanted - missing - media), **facts)
    if more := accepted - wanted:
        raise FailedError("KO-HV223", few(more), line=few(more), carries=True)
    dropped = received - accepted
    return [subject.note("KO-HV224", few(dropped))] if dropped else []


RULE = Rule("IN", "TI-62", _judge, last=lambda connection: [commands.bgp_routes(connection, kind) for kind in ("routes", "received-routes")])
