# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""TI-61 BGP: the session with the PE is Established, with the AS numbers of the intent, and within its prefix limit."""

from __future__ import annotations

from ....problem import Problem
from ...parsers import bgp_summary
from ...parsers.bgp_summary import Neighbor
from ...rule import FailedError, Rule
from .. import commands
from ..subject import Subject


def neighbor_of(subject: Subject) -> Neighbor | None:
    """The row of the PE, or None."""
    rows = subject.samples.read(commands.summary(subject.connection), bgp_summary.parse)
    return bgp_summary.find(rows, subject.connection["pe_address"])


def _judge(subject: Subject) -> list[Problem]:
    connection, row = subject.connection, neighbor_of(subject)
    address = connection["pe_address"]
    if row is None:
        raise FailedError("KO-HV215", address, line=f"no neighbor {address}")
    for side, actual, expected in (("remote", row.asn, connection["pe_asn"]), ("local", row.local_asn, subject.design["asn"])):
        if actual not in (None, expected):
            raise FailedError("KO-HV216", actual, side=side, neighbor=address, expected=expected, line=row.text)
    if row.accepted is None:
        raise FailedError("KO-HV217", row.state, neighbor=address, line=row.text, waiting=not row.held)
    if row.accepted > connection["max_prefixes"]:
        raise FailedError("KO-HV218", row.accepted, neighbor=address, limit=connection["max_prefixes"], line=row.text, carries=True)
    return []


RULE = Rule("BGP", "TI-61", _judge, last=lambda connection: [commands.summary(connection)])
