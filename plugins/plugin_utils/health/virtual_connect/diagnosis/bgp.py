# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""BGP session layer: T17 and T18."""

from __future__ import annotations

from collections.abc import Iterator

from ...verdict import Finding
from .. import commands
from ..checks.bgp import neighbor_of
from .case import Case


def not_configured(case: Case) -> Iterator[Finding]:
    """No neighbour at the far tunnel address (T18)."""
    if case.code == "KO-HV050":
        address = case.tunnel["remote"]["tunnel_address"]
        yield case.finding("T18", "KO-HV162", "customer", address, case.check.command, f"no neighbor {address}")


def own_numbers(case: Case) -> Iterator[Finding]:
    """Our own router has another AS number than the intent (T17)."""
    row = case.sampled(neighbor_of)
    wanted = (("remote", row.asn, case.tunnel["remote"]["asn"]), ("local", row.local_asn, case.design["asn"])) if row else ()
    for side, actual, expected in wanted:
        if actual not in (None, expected):
            yield case.finding("T17", "KO-HV163", "customer", actual, side=side, expected=expected)


def closed_by_hand(case: Case) -> Iterator[Finding]:
    """The neighbour is shut down, or ran into its prefix limit."""
    row = case.sampled(neighbor_of)
    if row and row.held:
        yield case.finding("T18", "KO-HV164", "customer", row.state, neighbor=row.address)


def logged(case: Case) -> Iterator[Finding]:
    """What the log says last about this neighbour: another AS (T17), or a password that does not fit (T18)."""
    address = case.tunnel["remote"]["tunnel_address"]
    kind, line = case.refusal()
    if kind == "password":
        yield case.finding("T18", "KO-HV165", "customer", address, commands.LOGGING, line)
    elif kind == "asn":
        yield case.finding("T17", "KO-HV117", "customer", address, commands.LOGGING, line)


def counted(case: Case) -> Iterator[Finding]:
    """Without a log: messages were exchanged, so TCP and password are fine and the OPEN was refused (T17); or none ever was (T18)."""
    row = case.sampled(neighbor_of)
    if row is None:
        return
    line = f"{row.address} MsgRcvd {row.received} MsgSent {row.sent} {row.state}"
    spoken = row.received > 0
    yield case.finding("T17" if spoken else "T18", "KO-HV117" if spoken else "KO-HV118", "customer", row.address, case.check.command, line)


CAUSES = (not_configured, own_numbers, closed_by_hand, logged, counted)
