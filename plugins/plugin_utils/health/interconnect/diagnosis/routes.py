# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Routes in both directions: X02, X03, and X05 where only the media range is missing."""

from __future__ import annotations

from collections.abc import Iterator

from ...parsers import ip_route, prefix_list
from ...verdict import Finding
from .. import commands
from ..checks.announced import announced_of
from ..checks.received import accepted_of, few, media_of, received_of
from .case import Case


def own_filter(case: Case) -> Iterator[Finding]:
    """Our inbound list is not exactly Twilio's routes, or drops what did arrive."""
    wanted, name = set(case.design["twilio_routes"]), case.connection["names"]["prefix_in"]
    shown = _entries(case, name)
    accepted, received = case.sampled(accepted_of) or set(), received_of(case.subject)
    different = shown is not None and sorted(shown) != sorted(f"permit {prefix}" for prefix in wanted)
    if different or (wanted - accepted) & received or case.code == "KO-HV223":
        text = "; ".join(shown or []) or "-"
        yield case.finding("X02", "KO-HV271", "customer", name, commands.PREFIX_LISTS, f"{name}: {text}", expected=few(wanted), shown=text)


def not_joined(case: Case) -> Iterator[Finding]:
    """Nothing at all arrives: the VPN is not joined with Twilio's (TI-10)."""
    if case.code == "KO-HV220":
        command = commands.bgp_routes(case.connection, "received-routes")
        yield case.finding("X02", "KO-HV270", "carrier", case.neighbor, command, "Total number of prefixes 0")


def no_media(case: Case) -> Iterator[Finding]:
    """Signalling arrives and the media range does not: calls without audio (TI-21)."""
    if case.code == "KO-HV221":
        missing = media_of(dict(case.design))
        command = commands.bgp_routes(case.connection, "received-routes")
        yield case.finding("X05", "KO-HV273", "twilio", few(missing), command, case.check.line)


def not_sent(case: Case) -> Iterator[Finding]:
    """Our side takes it, and it does not come."""
    if case.code == "KO-HV222":
        yield case.finding("X02", "KO-HV272", "twilio", case.value)


def no_route(case: Case) -> Iterator[Finding]:
    """``network`` announces only what the VRF's routing table holds exactly (TI-50)."""
    announced, command = case.sampled(announced_of) or set(), commands.rib(case.connection)
    table = case.sampled(lambda subject: subject.samples.read(command, ip_route.parse))
    held = {route.prefix for route in table or []}
    lacking = set(case.design["customer_routes"]) - announced - held
    if table is not None and lacking:
        yield case.finding("X03", "KO-HV275", "customer", few(lacking), command, f"{few(lacking)} not in table", vrf=case.connection["vrf"])


def own_announcement(case: Case) -> Iterator[Finding]:
    """The routes are there: the outbound list or the network statements are not the intent's."""
    if case.code in ("KO-HV225", "KO-HV226", "KO-HV227"):
        name = case.connection["names"]["prefix_out"]
        text = "; ".join(_entries(case, name) or []) or "-"
        yield case.finding("X03", "KO-HV276", "customer", case.value, commands.PREFIX_LISTS, f"{name}: {text}", name=name, shown=text)


def _entries(case: Case, name: str) -> list[str] | None:
    """The lines of a prefix-list; none where there is no such list, None where the router showed nothing."""
    lists = case.read(commands.PREFIX_LISTS, prefix_list.parse)
    entries = [entry for found in lists or [] if found.name == name for entry in found.entries]
    return None if lists is None else [entry.text for entry in entries]


IN = (own_filter, not_joined, no_media, not_sent)
OUT = (no_route, own_announcement)
