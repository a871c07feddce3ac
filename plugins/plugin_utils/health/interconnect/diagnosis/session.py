# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Link and session: X01 and X09. First our own router, then what the log says, then what is left."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...commands import LOGGING
from ...parsers import arp
from ...verdict import Finding
from .. import commands
from ..checks.bgp import neighbor_of
from ..checks.firewall import difference, entries_of, lists_of
from .case import Case, Cause, as_found

_LIMIT = r"maxpfx|maximum.prefix|max(?:imum)? number of prefixes|exceeds limit"


def no_interface(case: Case) -> Iterator[Finding]:
    """The router does not know the interface."""
    reason = str(case.problem.details.get("reason", "")) if case.problem else ""
    if case.code == "KO-HV003" and ("Invalid" in reason or "no interface" in reason):
        yield case.finding("X01", "KO-HV267", "customer", case.connection["interface"], line=reason)


def over_limit(case: Case) -> Iterator[Finding]:
    """The PE sent more than the limit: X09."""
    row = case.sampled(neighbor_of)
    if row and (row.state.endswith("(PfxCt)") or case.code == "KO-HV218"):
        line = case.log(_LIMIT, case.neighbor)
        limit = case.connection["max_prefixes"]
        yield case.finding("X09", "KO-HV261", "customer", row.state, LOGGING if line else "", line, limit=limit)


def closed_by_hand(case: Case) -> Iterator[Finding]:
    """Somebody has shut the neighbour."""
    row = case.sampled(neighbor_of)
    if row and row.held:
        yield case.finding("X01", "KO-HV262", "customer", row.state)


def own_list(case: Case) -> Iterator[Finding]:
    """Our own inbound list denies the PE."""
    for way, name, wanted in lists_of(case.connection):
        shown = case.sampled(partial(entries_of, name=name))
        found = difference(shown, wanted) if shown is not None else None
        if found and found.stops(case.neighbor):
            line = found.missing[0] if found.missing else f"{name}: a deny before our entries"
            yield case.finding("X01", "KO-HV268", "customer", name, commands.access_list(name), line, way=way)


def refused(case: Case) -> Iterator[Finding]:
    """What the log says last: a password that does not fit, another AS."""
    kind, line = case.refusal()
    if kind:
        yield case.finding("X01", "KO-HV263" if kind == "password" else "KO-HV264", "carrier", case.neighbor, LOGGING, line)


def silent(case: Case) -> Iterator[Finding]:
    """The PE does not even answer ARP: nothing is there, or in another VLAN."""
    command = commands.arp(case.connection)
    entries = case.read(command, arp.parse)
    if entries is not None and not any(entry.address == case.neighbor and entry.mac for entry in entries):
        yield case.finding("X01", "KO-HV265", "carrier", case.neighbor, command, f"{case.neighbor} absent")


def no_session(case: Case) -> Iterator[Finding]:
    """The PE is there and does not speak BGP with us."""
    row = case.sampled(neighbor_of)
    if row:
        yield case.finding("X01", "KO-HV266", "carrier", row.state)


LINK: tuple[Cause, ...] = (no_interface, as_found("X01", "carrier", "KO-HV212"), as_found("X01"))
SESSION: tuple[Cause, ...] = (
    as_found("X01", "customer", "KO-HV215", "KO-HV216"), over_limit, closed_by_hand, own_list, refused, silent, no_session,
)  # fmt: skip
