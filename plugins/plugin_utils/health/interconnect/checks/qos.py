# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""TI-67 QOS: the policy is attached, the shaper has the port's rate, and voice (EF) loses nothing between two samples."""

from __future__ import annotations

from ....problem import Problem
from ...parsers import policy_map
from ...parsers.policy_map import InterfacePolicy, PolicyClass
from ...rule import FailedError, Rule
from ...samples import FIRST, LAST
from .. import commands
from ..subject import Subject


def policy_of(subject: Subject, sample: int = LAST) -> InterfacePolicy | None:
    """What is attached outbound."""
    found = subject.samples.read(commands.queues(subject.connection), policy_map.parse, sample)
    return next((policy for policy in found if policy.direction == "output"), None)


def voice_drops(subject: Subject, sample: int = LAST) -> int:
    """Packets that the voice class, or the queue that priority classes share, has dropped."""
    policy = policy_of(subject, sample)
    inner, voice = subject.connection["names"]["child"], subject.design["names"]["voice_class"]
    return max((each.drops for each in policy.classes if each.policy == inner and each.name in (voice, "")), default=0) if policy else 0


def _judge(subject: Subject) -> list[Problem]:
    names, policy = subject.connection["names"], policy_of(subject)
    if policy is None or policy.name != names["shaper"]:
        shown = policy.name if policy else "-"
        raise FailedError("KO-HV250", shown, expected=names["shaper"], line=f"Service-policy output: {shown}", carries=True)
    rate = next((each.shape for each in policy.classes if each.policy == policy.name and each.shape), None)
    if rate != subject.connection["shape_bps"]:
        line = f"shape (average) cir {rate or '-'}"
        raise FailedError("KO-HV251", rate or "-", expected=subject.connection["shape_bps"], line=line, carries=True)
    if _class(policy, names["child"], subject.design["names"]["voice_class"]) is None:
        line = f"Service-policy : {names['child']}"
        raise FailedError("KO-HV253", subject.design["names"]["voice_class"], policy=names["child"], line=line, carries=True)
    before, now = voice_drops(subject, FIRST), voice_drops(subject)
    lost = now - before if now >= before else now
    if lost:
        raise FailedError("KO-HV252", lost, before=before, now=now, line=f"drops: {before}, then {now}", carries=True)
    return []


def _class(policy: InterfacePolicy, inside: str, name: str) -> PolicyClass | None:
    return next((each for each in policy.classes if (each.policy, each.name) == (inside, name)), None)


RULE = Rule(
    "QOS", "TI-67", _judge, first=lambda connection: [commands.queues(connection)], last=lambda connection: [commands.queues(connection)],
    applies=lambda connection: bool(connection["qos"]),
)  # fmt: skip
