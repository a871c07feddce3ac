# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""TI-69 PATH: does Twilio answer a ping? For information only, it never fails: whether it answers ICMP at all is not known."""

from __future__ import annotations

from dataclasses import replace

from ....problem import Problem
from ...parsers import ping
from ...rule import Part, Rule
from .. import commands
from ..subject import Subject


def _judge(subject: Subject) -> list[Problem]:
    """A router that does not own the border device's address refuses to ping from it, and nothing is known."""
    for command in _commands(subject.connection):
        results = subject.samples.read_or_empty(command, ping.parse)
        if results and not results[-1].received:
            return [replace(subject.note("KO-HV255", subject.connection["probe"], command=command), level="info")]
    return []


def _commands(connection: Part) -> list[str]:
    """From a border device's address, where that is the router's own (a NAT gateway, a CUBE): Twilio knows the way back only to those."""
    return [commands.ping(connection, connection["probe"], address) for address in connection["devices"][:1] if connection["probe"]]


RULE = Rule("PATH", "TI-69", _judge, last=_commands)
