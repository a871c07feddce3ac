# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VC-70 TUN: the tunnel interface is as intended, and up/up."""

from __future__ import annotations

from ....problem import Problem
from ...parsers import interface
from ...parsers.interface import Interface
from ...rule import FailedError, Rule
from ...samples import UnreadableError
from .. import commands
from ..commands import Tunnel
from ..subject import Subject


def state_of(subject: Subject) -> Interface:
    """The interface, after its settings were found as intended: source, destination, address and mask, keepalive. Raises ``FailedError``."""
    state = interface_of(subject)
    for name, actual, expected in _settings(state, subject.tunnel):
        if actual != expected:
            raise FailedError("KO-HV030", actual, name=name, expected=expected, interface=state.name, line=_LINES[name](state))
    return state


def interface_of(subject: Subject) -> Interface:
    """The interface as the router shows it; raises ``UnreadableError`` when it shows none."""
    command = commands.interface(subject.tunnel["interface"])
    shown = subject.samples.read(command, interface.parse)
    if not shown:
        raise UnreadableError(command, "no interface in it")
    return shown[0]


def _judge(subject: Subject) -> list[Problem]:
    state = state_of(subject)
    if state.admin != "up":
        raise FailedError("KO-HV031", interface=state.name, line=_head(state))
    if not state.up:
        raise FailedError("KO-HV032", state.reason or state.line, interface=state.name, line=_head(state), waiting=True)
    return []


def _settings(state: Interface, tunnel: Tunnel) -> list[tuple[str, str, str]]:
    """What is compared: (name, as shown, as intended). An address as tunnel source must be the transport address itself."""
    local, alive = tunnel["local"], tunnel["keepalive"]
    wanted = f"{alive['period']} {alive['retries']}" if alive["enabled"] else "-"
    return [
        ("source", state.source or "-", local["gre_transport"]),
        ("destination", state.destination or "-", tunnel["remote"]["gre_transport"]),
        ("address", _address(state), f"{local['tunnel_address']}/{local['prefix_length']}"),
        ("keepalive", "{} {}".format(*state.keepalive) if state.keepalive else "-", wanted),
    ]


def _address(state: Interface) -> str:
    return f"{state.address}/{state.prefix_length}" if state.address else "-"


def _head(state: Interface) -> str:
    return f"{state.name} is {state.admin}, line protocol is {state.line}"


def _tunnel_line(state: Interface) -> str:
    return f"Tunnel source {state.source or '-'}, destination {state.destination or '-'}"


def _keepalive_line(state: Interface) -> str:
    return "Keepalive set ({} sec), retries {}".format(*state.keepalive) if state.keepalive else "Keepalive not set"


_LINES = {
    "source": _tunnel_line,
    "destination": _tunnel_line,
    "address": lambda state: f"Internet address is {_address(state)}",
    "keepalive": _keepalive_line,
}

RULE = Rule("TUN", "VC-70", _judge, last=lambda tunnel: [commands.interface(tunnel["interface"])])
