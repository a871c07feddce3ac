# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""TI-60 LINK: the (sub-)interface is up/up, with the address, the VLAN and the VRF of the intent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....problem import Problem
from ...parsers import interface, ip_interface
from ...parsers.interface import Interface
from ...rule import FailedError, Rule
from ...samples import UnreadableError
from .. import commands
from ..subject import Subject


def state_of(subject: Subject) -> Interface:
    """The interface as the router shows it; raises ``UnreadableError`` when it shows none."""
    command = commands.link(subject.connection)
    shown = subject.samples.read(command, interface.parse)
    if not shown:
        raise UnreadableError(command, "no interface in it")
    return shown[0]


def _judge(subject: Subject) -> list[Problem]:
    state = state_of(subject)
    for name, actual, expected, command in _settings(subject, state):
        if actual != expected:
            details: dict[str, Any] = {"name": name, "expected": expected, "interface": state.name}
            raise FailedError("KO-HV210", actual, command=command, line=f"{state.name}: {name} {actual}", **details)
    head = f"{state.name} is {state.admin}, line protocol is {state.line}"
    if state.admin not in ("up", "down"):
        raise FailedError("KO-HV211", interface=state.name, line=head)
    if not state.up:
        raise FailedError("KO-HV212", interface=state.name, line=head, waiting=True)
    return []


def _settings(subject: Subject, state: Interface) -> Iterator[tuple[str, str, str, str]]:
    """What is compared: (name, as shown, as intended, command). The VRF where the router tells it."""
    connection = subject.connection
    link, attached = commands.link(connection), commands.attached(connection)
    for shown in subject.samples.read_or_empty(attached, ip_interface.parse):
        yield "vrf", shown.vrf or "-", connection["vrf"], attached
    address = f"{state.address}/{state.prefix_length}" if state.address else "-"
    yield "address", address, f"{connection['address']}/{connection['prefix_length']}", link
    yield "vlan", str(state.vlan or "-"), str(connection["vlan"] or "-"), link


RULE = Rule("LINK", "TI-60", _judge, last=lambda connection: [commands.link(connection), commands.attached(connection)])
