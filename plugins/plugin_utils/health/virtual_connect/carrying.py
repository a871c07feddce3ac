# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether a CPE carries calls as it stands (VC-65): its tunnels work, whether or not with the values that the intent now wants.

A change of both CPEs finds each of them with the old values: judged by the new design neither could ever be the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...problem import Problem
from ..parsers import bgp_routes
from ..samples import LAST, Samples, UnreadableError
from ..verdict import PASS
from . import commands
from .checks import ping
from .checks.bgp import neighbor_of
from .checks.esp import active, flow_of
from .checks.ike import sas_of
from .subject import Subject


def healthy_peer(design: Mapping[str, Any], outputs: Sequence[Mapping[str, str]]) -> Problem | None:
    """None when the other CPE (its ``design``, its outputs of ``rounds``) shows every sign of ``_SIGNS`` on each of its tunnels."""
    samples = Samples(outputs)
    for tunnel in design["tunnels"]:
        lacking = _first_lacking(Subject(dict(design), tunnel, samples))
        if lacking:
            return Problem("KO-HV004", tunnel["dc"], lacking, design["host"], details={"dc": tunnel["label"]})
    return None


def _first_lacking(subject: Subject) -> str:
    for name, shown in _SIGNS.items():
        try:
            if not shown(subject):
                return name
        except UnreadableError:
            return name
    return ""


def _ready(subject: Subject) -> bool:
    return any(sa.ready for sa in sas_of(subject.tunnel, subject.samples, LAST))


def _encrypts(subject: Subject) -> bool:
    flow = flow_of(subject.tunnel, subject.samples)
    return flow is not None and active(flow.inbound) and active(flow.outbound)


def _answers(subject: Subject) -> bool:
    """A dead path is seen at once; SAs and BGP sessions outlive it by their timers."""
    return ping.RULE.check(subject).status == PASS


def _established(subject: Subject) -> bool:
    row = neighbor_of(subject)
    return row is not None and row.accepted is not None


def _has_routes(subject: Subject) -> bool:
    routes = subject.samples.read(commands.bgp_routes(subject.tunnel, "routes"), bgp_routes.parse)
    return {subject.tunnel["own_half"], subject.design["di_network"]} <= {route.prefix for route in routes}


#: IKE READY, ESP ACTIVE, BGP Established, its /25 and the /24 (VC-65), and packets that come back
_SIGNS: Mapping[str, Callable[[Subject], bool]] = {"IKE": _ready, "ESP": _encrypts, "PING": _answers, "BGP": _established, "BGP-IN": _has_routes}
