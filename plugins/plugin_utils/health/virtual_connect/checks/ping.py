# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VC-71 PING: tunnel address to tunnel address, at least 4 of 5 (the first may be lost while IKE negotiates)."""

from __future__ import annotations

from ....problem import Problem
from ...parsers import ping
from ...rule import FailedError, Rule
from ...samples import FIRST, UnreadableError
from .. import commands
from ..subject import Subject

_NEEDED = 4


def _judge(subject: Subject) -> list[Problem]:
    command = commands.ping(subject.tunnel)
    results = subject.samples.read(command, ping.parse, FIRST)
    if not results:
        raise UnreadableError(command, "no result in it")
    result = results[-1]
    if result.received < _NEEDED:
        line = f"Success rate ({result.received}/{result.sent})"
        raise FailedError("KO-HV040", result.received, sent=result.sent, needed=_NEEDED, command=command, line=line, waiting=True)
    return []


RULE = Rule("PING", "VC-71", _judge, first=lambda tunnel: [commands.ping(tunnel)])
