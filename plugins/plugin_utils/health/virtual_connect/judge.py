# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From outputs to a verdict: which commands, which checks, in which order; and what follows from verdicts (VC-77)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..rule import all_waiting, in_order, rounds_of
from ..samples import Samples, UnreadableError
from ..verdict import Check, TunnelVerdict, Verdict
from .checks import RULES, WATCHED, bgp, ike
from .subject import Subject

SAMPLE_SECONDS = 5.0  #: between the two rounds (VC-68)


def rounds(design: Mapping[str, Any]) -> list[list[str]]:
    """The commands of the first and the second sample, each once; none where nothing is wanted. The pings end the first (VC-69)."""
    tunnels = design["tunnels"]
    if not tunnels or design["state"] == "absent":
        return []
    return rounds_of(RULES, tunnels)


def watched(design: Mapping[str, Any]) -> list[str]:
    """The commands that show whether negotiation and sessions are through; none where nothing is wanted."""
    tunnels = () if design["state"] == "absent" else design["tunnels"]
    return list(dict.fromkeys(command for rule in WATCHED for tunnel in tunnels for command in rule.last(tunnel)))


def coming(design: Mapping[str, Any], outputs: Mapping[str, str]) -> bool:
    """Whether waiting may help a tunnel, by the outputs of ``watched``: its BGP session is not up, or its SA is young yet or missing.

    BGP comes last and is quickly read: most looks end there.
    """
    samples = Samples([outputs])
    subjects = [Subject(dict(design), tunnel, samples) for tunnel in design["tunnels"]]
    return any(bgp.RULE.check(subject).waiting for subject in subjects) or any(map(_young, subjects))


def _young(subject: Subject) -> bool:
    try:
        return ike.age(subject) <= ike.SETTLED_SECONDS - SAMPLE_SECONDS
    except UnreadableError:
        return False


def judge(design: Mapping[str, Any], outputs: Sequence[Mapping[str, str]]) -> Verdict:
    """The verdict over every tunnel of this host. ``outputs`` has one mapping command ─► text for each of ``rounds``."""
    samples = Samples(outputs)
    tunnels = () if design["state"] == "absent" else design["tunnels"]
    return Verdict(design["site"], design["host"], tuple(_tunnel(Subject(dict(design), tunnel, samples)) for tunnel in tunnels), design["state"])


def _tunnel(subject: Subject) -> TunnelVerdict:
    tunnel, design = subject.tunnel, subject.design
    return TunnelVerdict(
        dc=tunnel["dc"], label=tunnel["label"], host=design["host"], interface=tunnel["interface"],
        own_half=tunnel["own_half"], other_half=tunnel["other_half"], network=design["di_network"], checks=tuple(in_order(RULES, subject)),
    )  # fmt: skip


def pending(verdict: Verdict) -> bool:
    """Whether waiting may help (see ``rule.all_waiting``)."""
    return all_waiting(verdict.tunnels)


def site_verdict(verdicts: Sequence[Verdict]) -> Verdict:
    """One verdict over the hosts of a site (VC-77). A data centre that no host reported counts as not tested, hence not carrying."""
    tunnels = {tunnel.dc: tunnel for verdict in verdicts for tunnel in verdict.tunnels}
    for tunnel in list(tunnels.values()):
        other = "dc2" if tunnel.dc == "dc1" else "dc1"
        tunnels.setdefault(other, _unseen(other, tunnel))
    names = dict.fromkeys(verdict.host for verdict in verdicts)
    state = "absent" if verdicts and all(verdict.state == "absent" for verdict in verdicts) else "present"
    return Verdict(verdicts[0].site if verdicts else "", ", ".join(names), tuple(tunnels[dc] for dc in sorted(tunnels)), state)


def _unseen(dc: str, seen: TunnelVerdict) -> TunnelVerdict:
    checks = tuple(Check(rule.name, rule.requirement) for rule in RULES if rule.name in {check.name for check in seen.checks})
    return TunnelVerdict(dc, dc.upper(), "", "", seen.other_half, seen.own_half, seen.network, checks)
