# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an access list denies or lacks: X04 signalling, X05 media, X13 the Voice SDK; and X07 where Twilio never comes in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from ...commands import LOGGING
from ...parsers.text import IPV4
from ...verdict import Finding
from .. import commands
from ..checks.firewall import difference, entries_of, lists_of
from .case import Case, Cause, as_found

_DENIED = re.compile(rf"denied (\S+) ({IPV4})(?:\((\d+)\))?\D.*?-> ({IPV4})(?:\((\d+)\))?", re.ASCII)
_SIP, _SDK = {5060, 5061}, 443  #: TI-20, TI-25


def lacking(case: Case) -> Iterator[Finding]:
    """The list itself is another one: what it lacks tells which calls fail."""
    for _way, name, wanted in lists_of(case.connection):
        found = difference(entries_of(case.subject, name), wanted) if case.code == "KO-HV240" and name == case.value else None
        if found:
            media = str(IPv4Network(case.design["media"]["prefix"]).network_address)
            yield case.itself("X05" if found.missing and all(f" {media} " in rule for rule in found.missing) else "X04")


def denied_twilio(case: Case) -> Iterator[Finding]:
    """The newest logged denial of this list, by whose packet it was."""
    found = _logged(case)
    if found is None:
        return
    line, protocol, ends, ports = found
    media = case.design["media"]["prefix"]
    if _inside(ends, [media]) and protocol == "tcp" and _SDK in ports:
        yield case.finding("X13", "KO-HV285", "customer", case.value, LOGGING, line, media=media)
    elif _inside(ends, [media]):
        yield case.finding("X05", "KO-HV281", "customer", case.value, LOGGING, line, media=media)
    elif _inside(ends, case.design["twilio_routes"]) and (ports & _SIP or protocol == "tcp"):
        yield case.finding("X04", "KO-HV280", "customer", case.value, LOGGING, line)
    elif _inside(ends, case.design["twilio_routes"]) and protocol == "udp":
        yield case.finding("X05", "KO-HV284", "twilio", case.value, LOGGING, line, media=media)
    elif not _inside(ends, case.design["twilio_routes"]):
        yield case.finding("", "KO-HV282", "carrier", case.value, LOGGING, line)


def denied_unknown(case: Case) -> Iterator[Finding]:
    """No line in the log: SIP or media, that is for the customer to look up."""
    if case.code == "KO-HV242":
        command = commands.access_list(str(case.problem.details["name"])) if case.problem else ""
        yield case.finding("X04", "KO-HV283", "customer", case.value, command, f"denied: {case.value} matches more")


def never_used(case: Case) -> Iterator[Finding]:
    """The list lets Twilio in, and Twilio never comes."""
    if case.code == "KO-HV243":
        line = f"permit udp, tcp: no matches; BGP up {case.facts['uptime']}"
        yield case.finding("X07", "KO-HV243", "customer", case.value, commands.access_list(str(case.value)), line)


def _logged(case: Case) -> tuple[str, str, list[str], set[int]] | None:
    """(line, protocol, addresses, ports) of the newest denial that the log holds."""
    name = str(case.problem.details.get("name")) if case.problem and case.code == "KO-HV242" else ""
    line = case.log(rf"IPACCESSLOG\S*: list {re.escape(name)} denied", name) if name else ""
    found = _DENIED.search(line)
    if found is None:
        return None
    return line, found[1], [found[2], found[4]], {int(port) for port in (found[3], found[5]) if port}


def _inside(ends: list[str], prefixes: list[str]) -> bool:
    return any(IPv4Address(end) in IPv4Network(prefix) for end in ends for prefix in prefixes)


CAUSES: tuple[Cause, ...] = (
    lacking, as_found("X04", "customer", "KO-HV241", "KO-HV244"), never_used, denied_twilio, denied_unknown,
)  # fmt: skip
