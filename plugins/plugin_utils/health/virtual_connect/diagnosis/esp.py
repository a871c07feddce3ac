# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ESP layer: T08, T09, T10, and T02 and T03 where they show only here."""

from __future__ import annotations

from collections.abc import Iterator

from ...verdict import Finding
from .. import commands
from . import own
from .case import Case


def any_protocol(case: Case) -> Iterator[Finding]:
    """The ident pair protects more than GRE (T10)."""
    if case.code == "KO-HV021":
        yield case.finding("T10", "KO-HV110", "customer", case.value, name=case.tunnel["names"]["acl"])


def transport_mode(case: Case) -> Iterator[Finding]:
    """An SA in transport mode although our own set says tunnel: the far end chose it (T08)."""
    if case.code == "KO-HV023":
        yield case.finding("T08", "KO-HV158", "cisco")


def nothing_back(case: Case) -> Iterator[Finding]:
    """Packets go out and none comes back (T09). Without keepalives, where ESP did come back before, GRE or the far address may be it too."""
    if case.code == "KO-HV026" and case.check.problem:
        quiet = not case.tunnel["keepalive"]["enabled"] and case.check.problem.details["decaps"]
        yield case.finding("T09", "KO-HV173" if quiet else "KO-HV109", "customer", remote=case.tunnel["remote"]["tunnel_address"])


def nothing_out(case: Case) -> Iterator[Finding]:
    """The pings did not even enter the SA: GRE is dropped before encryption (T15)."""
    if case.code == "KO-HV025":
        yield case.finding("T15", "KO-HV159", "customer")


def no_sa(case: Case) -> Iterator[Finding]:
    """IKE is fine, our own values are the intent's, and still no ESP SA: the far end has others (T08)."""
    if case.code in ("KO-HV020", "KO-HV022", "KO-HV024", "KO-HV027"):
        yield case.finding("T08", "KO-HV108", "customer", command=commands.IPSEC_SA, line=case.check.line)


CAUSES = (any_protocol, own.ways, own.crypto_acl, own.crypto_map_entry, own.transform, transport_mode, nothing_back, nothing_out, no_sa)
