# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""TI-65 RIB-OWN: behind the announced routes somebody lives. The Null0 static alone makes BGP announce what nobody reaches.

The connection itself is not to blame, and must be there first where the role makes the VRF: the failure leaves it carrying.
"""

from __future__ import annotations

from typing import Any

from ....problem import Problem
from ...parsers import ip_route
from ...rule import FailedError, Part, Rule
from .. import commands
from ..subject import Subject

_NULL = "Null0"


def _judge(subject: Subject) -> list[Problem]:
    devices = subject.design["border_devices"]
    dead = {device["name"]: shown for device in devices if (shown := _lost(subject, device))}
    if dead:
        first = next(device for device in devices if device["name"] in dead)
        command = commands.way_to(subject.connection, first["address"])
        said = "; ".join(f"{name} ({shown})" for name, shown in dead.items())
        line = f"{first['address']} {dead[first['name']]}"
        raise FailedError("KO-HV235", said, command=command, line=line, carries=True)
    return []


def _lost(subject: Subject, device: dict[str, Any]) -> str:
    """Where packets for the device end, when not inside: not in the table, in Null0, or back at a PE."""
    found = subject.samples.read(commands.way_to(subject.connection, device["address"]), ip_route.parse)
    outside = {each["pe_address"] for each in subject.design["connections"]}
    for route in found:
        if route.next_hops and not set(route.next_hops) <= outside:
            return ""
        if not route.next_hops and route.interfaces and set(route.interfaces) != {_NULL}:
            return ""
    return f"{found[0].prefix} via {', '.join(found[0].next_hops or found[0].interfaces) or '-'}" if found else "not in table"


def _commands(connection: Part) -> list[str]:
    return [commands.way_to(connection, address) for address in connection["devices"]]


RULE = Rule("RIB-OWN", "TI-65", _judge, last=_commands)
