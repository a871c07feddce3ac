# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""TI-66 FW: the access lists stand as rendered and are attached; what they deny between two samples is told, with the count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ....config.driver import acl_spelling
from ....problem import Problem
from ...parsers import access_list, bgp_summary, ip_interface
from ...parsers.access_list import AclEntry
from ...rule import FailedError, Part, Rule
from ...samples import FIRST, LAST
from .. import commands
from ..subject import Subject

DIRECTIONS = ("in", "out")
_DAY = re.compile(r"\d[ywd]")  #: an uptime of at least a day: ``1d02h``, ``3w2d``, ``1y5w``
_CALLS = re.compile(r"permit (?:udp|tcp) ")


@dataclass(frozen=True)
class Difference:
    """What a list on the router lacks of ours, and what of it is not ours; both in one spelling.

    ``early``: a deny stands before the last entry. Where no list is ``there``, IOS lets all through.
    """

    missing: tuple[str, ...]
    foreign: tuple[str, ...]
    early: bool = False
    there: bool = True

    @property
    def blocks(self) -> bool:
        """Calls may not get through."""
        return self.there and (self.early or any(rule.startswith("permit") for rule in self.missing))

    def stops(self, address: str) -> bool:
        """What comes from or goes to ``address`` may not get through."""
        return self.there and (self.early or any(f"host {address} " in f"{rule} " for rule in self.missing))


def lists_of(connection: Part) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """(direction, name, intended entries) of each list that is wanted."""
    return [(way, connection["names"][f"acl_{way}"], entries) for way in DIRECTIONS if (entries := connection[f"acl_{way}"])]


def entries_of(subject: Subject, name: str, sample: int = LAST) -> list[AclEntry]:
    """The entries of a list; none where there is no such list."""
    found = subject.samples.read(commands.access_list(name), access_list.parse, sample)
    return [entry for each in found if each.name == name for entry in each.entries if not entry.rule.startswith("remark")]


def difference(shown: list[AclEntry], wanted: list[dict[str, Any]]) -> Difference | None:
    """None where the rules are the wanted ones in their order, whatever their numbers (IX-72)."""
    spell = acl_spelling("ios_xe")
    actual, intended = [spell(entry.rule) for entry in shown], [spell(entry["rule"]) for entry in wanted]
    if actual == intended:
        return None
    if not actual:
        return Difference(tuple(intended), (), there=False)
    missing, foreign = (tuple(rule for rule in one if rule not in other) for one, other in ((intended, actual), (actual, intended)))
    last = intended[-1] if actual[-1:] == intended[-1:] else ""
    return Difference(missing, foreign, any(rule.startswith("deny") and rule != last for rule in actual))


def denied(subject: Subject, name: str) -> int:
    """Packets that the list's denies have met between the two samples; counters that were cleared count from 0."""
    before, now = (sum(each.matches for each in entries_of(subject, name, sample) if each.rule.startswith("deny")) for sample in (FIRST, LAST))
    return now - before if now >= before else now


def _judge(subject: Subject) -> list[Problem]:
    notes = [*_denials(subject), *_unused(subject)]
    for _way, name, wanted in lists_of(subject.connection):
        found = difference(entries_of(subject, name), wanted)
        if found:
            shown: dict[str, Any] = {"missing": _first(found.missing), "foreign": _first(found.foreign)}
            facts: dict[str, Any] = {"command": commands.access_list(name), "line": f"{name}: {shown['missing']}", "carries": not found.blocks}
            raise FailedError("KO-HV240" if found.missing or found.foreign else "KO-HV244", name, notes=notes, **shown, **facts)
    for way, name, actual in _loose(subject):
        facts = {"command": commands.attached(subject.connection), "line": f"access list {way}: {actual}", "carries": True}
        raise FailedError("KO-HV241", actual, notes=notes, name=name, way=way, interface=subject.connection["interface"], **facts)
    return notes


def _denials(subject: Subject) -> Iterator[Problem]:
    for way, name, _wanted in lists_of(subject.connection):
        count = denied(subject, name)
        if count:
            yield subject.note("KO-HV242", count, name=name, way=way)


def _unused(subject: Subject) -> Iterator[Problem]:
    """A session that has stood for a day, over which Twilio never came in, although the list counts: calls take another way (X07)."""
    name = subject.connection["names"]["acl_in"]
    entries = entries_of(subject, name) if subject.connection["acl_in"] else []
    row = bgp_summary.find(subject.samples.read_or_empty(commands.summary(subject.connection), bgp_summary.parse), subject.connection["pe_address"])
    counting = any(entry.matches for entry in entries)
    calls = any(entry.matches for entry in entries if _CALLS.match(entry.rule) and subject.connection["pe_address"] not in entry.rule)
    used = calls or not counting or subject.connection["role"] == "secondary"
    if row and row.accepted and _DAY.match(row.uptime) and not used:
        yield subject.note("KO-HV243", name, uptime=row.uptime)


def _loose(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """(direction, wanted, shown) of each list that is not attached, where the router tells it."""
    for shown in subject.samples.read_or_empty(commands.attached(subject.connection), ip_interface.parse):
        for way, name, _wanted in lists_of(subject.connection):
            actual = shown.acl_in if way == "in" else shown.acl_out
            if actual != name:
                yield way, name, actual or "-"


def _first(rules: tuple[str, ...]) -> str:
    return f"{rules[0]}" + (f" (+{len(rules) - 1})" if len(rules) > 1 else "") if rules else "-"


def _commands(connection: Part) -> list[str]:
    return [commands.access_list(name) for _way, name, _wanted in lists_of(connection)]


RULE = Rule("FW", "TI-66", _judge, first=_commands, last=_commands, applies=lambda connection: bool(lists_of(connection)))
