# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VC-72 BGP: the session with the neighbour at the far tunnel address is Established, with the AS of the intent."""

from __future__ import annotations

from ....problem import Problem
from ...parsers import bgp_summary
from ...parsers.bgp_summary import Neighbor
from ...rule import FailedError, Rule
from .. import commands
from ..subject import Subject


def neighbor_of(subject: Subject) -> Neighbor | None:
    """The row of this tunnel's neighbour, or None."""
    rows = subject.samples.read(commands.bgp_summary(subject.tunnel), bgp_summary.parse)
    return bgp_summary.find(rows, subject.tunnel["remote"]["tunnel_address"])


def _judge(subject: Subject) -> list[Problem]:
    address, asn = subject.tunnel["remote"]["tunnel_address"], subject.tunnel["remote"]["asn"]
    row = neighbor_of(subject)
    if row is None:
        raise FailedError("KO-HV050", address)
    if row.asn != asn:
        raise FailedError("KO-HV051", row.asn, neighbor=address, expected=asn, line=row.text)
    if row.accepted is None:
        raise FailedError("KO-HV052", row.state, neighbor=address, line=row.text, waiting=not row.held)
    return []


RULE = Rule("BGP", "VC-72", _judge, last=lambda tunnel: [commands.bgp_summary(tunnel)])
