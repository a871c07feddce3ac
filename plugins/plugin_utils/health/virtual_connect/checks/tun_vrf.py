# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VC-26 TUN-VRF: the tunnel's transport VRF is the VRF of its source. Only where the intent names a transport VRF."""

from __future__ import annotations

from ....problem import Problem
from ...parsers import section
from ...rule import FailedError, Rule
from .. import commands
from ..commands import Tunnel
from ..subject import Subject


def _judge(subject: Subject) -> list[Problem]:
    tunnel = subject.tunnel
    wanted = tunnel["vrf"]["transport"]
    for name, keyword in ((tunnel["interface"], "tunnel vrf"), (tunnel["source_interface"], "vrf forwarding")):
        command = commands.interface_config(name)
        lines = subject.samples.read(command, section.parse)
        actual = section.setting(lines, keyword)
        if actual != wanted:
            shown = "-" if actual is None else actual
            raise FailedError("KO-HV035", shown, name=name, keyword=keyword, expected=wanted, command=command, line=f"{keyword} {shown}")
    return []


def _commands(tunnel: Tunnel) -> list[str]:
    names = (tunnel["interface"], tunnel["source_interface"])
    return [commands.interface_config(name) for name in names]


def _applies(tunnel: Tunnel) -> bool:
    return bool(tunnel["vrf"]["transport"])


RULE = Rule("TUN-VRF", "VC-26", _judge, last=_commands, applies=_applies)
