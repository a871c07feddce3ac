# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""BGP routes and RIB: T19..T22."""

from __future__ import annotations

from collections.abc import Iterator

from ...parsers import ip_route, prefix_list
from ...verdict import Finding
from .. import commands
from ..checks.bgp_in import received_of
from .case import Case


def swapped(case: Case) -> Iterator[Finding]:
    """The other DC's /25 comes over this tunnel (T19, VC-40)."""
    if case.code == "KO-HV060":
        own, other = case.tunnel["own_half"], case.tunnel["other_half"]
        yield case.finding("T19", "KO-HV166", "customer", own, commands.bgp_routes(case.tunnel, "received-routes"), other, other=other)


def own_filter(case: Case) -> Iterator[Finding]:
    """Our inbound prefix-list is not exactly {own /25, /24}, or drops what did arrive (T19)."""
    name, wanted = case.tunnel["names"]["prefix_in"], [case.tunnel["own_half"], case.design["di_network"]]
    lists = case.read(commands.PREFIX_LISTS, prefix_list.parse)
    found = next((found for found in lists or [] if found.name == name), None)
    entries = [entry.text for entry in found.entries] if found else []
    missing = {prefix for prefix in wanted if prefix in str(case.check.problem.value)} if case.check.problem else set()
    dropped = case.code == "KO-HV061" and missing & received_of(case.subject)
    if dropped or case.code == "KO-HV062" or (lists is not None and sorted(entries) != sorted(f"permit {prefix}" for prefix in wanted)):
        shown = "; ".join(entries) or "-"
        yield case.finding("T19", "KO-HV167", "customer", name, commands.PREFIX_LISTS, f"{name}: {shown}", expected=", ".join(wanted), shown=shown)


def not_sent(case: Case) -> Iterator[Finding]:
    """Our side takes it, and it does not come: Cisco must announce it (T19)."""
    yield case.finding("T19", "KO-HV119", "cisco", case.value)


def condition_unmet(case: Case) -> Iterator[Finding]:
    """The default depends on a prefix that is not in the routing table (VC-55, T20)."""
    condition = case.tunnel["default_condition"]
    if case.code == "KO-HV070" and condition:
        command = commands.inside_route(case.tunnel, condition)
        if not any(route.prefix == condition for route in case.read(command, ip_route.parse) or []):
            yield case.finding("T20", "KO-HV168", "customer", condition, command, "not in table")


def no_default(case: Case) -> Iterator[Finding]:
    """The default is not announced here (T20)."""
    if case.code == "KO-HV070":
        yield case.finding("T20", "KO-HV120", "customer", case.tunnel["remote"]["tunnel_address"])


def leaking(case: Case) -> Iterator[Finding]:
    """More than the default leaves (T21)."""
    if case.code == "KO-HV071":
        name = case.design["names"]["prefix_out"]
        yield case.finding("T21", "KO-HV121", "customer", case.value, name=name)


def preferred_elsewhere(case: Case) -> Iterator[Finding]:
    """The /25 of this DC goes another way although its own tunnel is up (T22)."""
    if case.code == "KO-HV081":
        yield case.finding("T22", "KO-HV122", "customer", case.tunnel["own_half"])


def not_installed(case: Case) -> Iterator[Finding]:
    """Accepted by BGP, and not what the routing table uses (T22)."""
    if case.code in ("KO-HV080", "KO-HV082"):
        yield case.finding("T22", "KO-HV169", "customer", case.value)


IN_CAUSES = (swapped, own_filter, not_sent)
OUT_CAUSES = (condition_unmet, no_default, leaking)
RIB_CAUSES = (preferred_elsewhere, not_installed)
