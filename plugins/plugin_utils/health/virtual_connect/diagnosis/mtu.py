# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""MTU layer: T23."""

from __future__ import annotations

from collections.abc import Iterator

from ...verdict import Finding
from .. import commands
from ..checks.mtu import sizes_of
from .case import Case


def own_sizes(case: Case) -> Iterator[Finding]:
    """Our tunnel interface has another MTU or MSS than the intent (T23, SZ-20)."""
    for keyword, actual, expected in sizes_of(case.subject):
        command = commands.interface_config(case.tunnel["interface"])
        yield case.finding("T23", "KO-HV170", "customer", actual, command, f"{keyword} {actual}", keyword=keyword, expected=expected)


def too_big(case: Case) -> Iterator[Finding]:
    """The device leaves less room than the intent's MTU takes (T23, IX-74)."""
    if case.code == "KO-HV090" and case.check.problem:
        problem = case.check.problem
        yield case.finding("T23", "KO-HV171", "customer", problem.value, commands.IPSEC_SA, case.check.line, **problem.details)


def path_too_narrow(case: Case) -> Iterator[Finding]:
    """The sizes fit the input, and a full packet is lost: the path is narrower, or ICMP 3/4 does not come back (T23)."""
    if case.code == "KO-HV091":
        yield case.finding("T23", "KO-HV123", "customer", case.tunnel["ip_mtu"])


CAUSES = (own_sizes, too_big, path_too_narrow)
