# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What somebody who reads a plan must see first: hosts that cannot be planned, tunnels that would be interrupted, warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .plan_groups import PLANNED, abstract
from .safe import code, names, short
from .words import words

CALM = (*PLANNED, "unchanged")
_PROBLEMS = 5  # of one host
_REASON = 300  # characters of one problem
_NAMES = 600  # characters of names where the host stands elsewhere too
Hosts = Mapping[str, Mapping[str, Any]]
Words = Mapping[str, str]


def attention(hosts: Hosts, language: str, room: int) -> str:
    """The section in Markdown, ``room`` characters at most; empty when all is calm. Names of hosts without a plan come before all reasons."""
    say = {**words(language)["progress"], **words(language)["plan"]}
    failed = {host: hosts[host] for host in sorted(hosts) if hosts[host]["status"] not in CALM}
    title = f"### {say['attention']}\n\n"
    text = _fit(_failures(failed, say, room - len(title)), room - len(title)) if failed else ""
    for part in (_disturbing(hosts, say), _warnings(hosts, say)):
        text += _fit(part, room - len(title) - len(text))
    return f"{title}{text}" if text else ""


def _failures(failed: Hosts, say: Words, room: int) -> list[str]:
    """One bullet for hosts with the same reasons, while there is room for the names of all the others."""
    title = f"**{say['cannot'].format(number=len(failed))}**\n\n"
    names_of = {host: len(code(host)) + 2 for host in failed}
    left = room - len(title) - sum(names_of.values()) - 200
    bullets, bare = [title], list[str]()
    for members in _alike(failed):
        status = failed[members[0]]["status"]
        begin = f"- {say.get(f'status_{status}') or code(status)}: "
        text = _reasons(failed, members, say) or f"  - {say['no_message']}\n"
        cost = len(begin) + len(text) + 1
        if cost <= left:
            left -= cost
            bullets.append(f"{begin}{names(members, room, '')}\n{text}")
        else:
            bare += members
    if bare:
        spent = sum(map(len, bullets)) + 200
        bullets.append(f"- {say['reasons_left']}: {names(sorted(bare), room - spent, say['more_in_plan'])}\n")
    return [*bullets, "\n"]


def _disturbing(hosts: Hosts, say: Words) -> list[str]:
    """By the data centres whose tunnels stand now and would be dropped for a while."""
    found: dict[str, list[str]] = {}
    for host in sorted(hosts):
        if hosts[host]["disturbs"] and hosts[host]["status"] in PLANNED:
            found.setdefault(centres(hosts[host]["disturbs"]), []).append(host)
    if not found:
        return []
    title = f"**{say['disturbing'].format(number=sum(map(len, found.values())))}**\n\n"
    return [title, *(f"- {dcs}: {names(members, _NAMES, say['more_in_plan'])}\n" for dcs, members in sorted(found.items())), "\n"]


def _warnings(hosts: Hosts, say: Words) -> list[str]:
    """What was said of hosts that can be planned."""
    warned = {host: hosts[host] for host in sorted(hosts) if hosts[host]["problems"] and hosts[host]["status"] in CALM}
    if not warned:
        return []
    title = f"**{say['warned'].format(number=len(warned))}**\n\n"
    texts = [f"- {names(members, _NAMES // 4, say['more_in_plan'])}\n{_reasons(warned, members, say)}" for members in _alike(warned)]
    shown = texts[:10]
    return [title, *shown, *([f"- {say['warnings_left'].format(number=len(texts) - len(shown))}\n"] if len(texts) > len(shown) else []), "\n"]


def _alike(hosts: Hosts) -> list[list[str]]:
    """Hosts with the same status and the same problems, but for names, addresses and numbers; the largest groups first."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for host, entry in hosts.items():
        own = frozenset({host, str(entry["site"])})
        shape = (str(entry["status"]), *(abstract(line, own) for line in _lines(host, entry)))
        groups.setdefault(shape, []).append(host)
    return sorted(groups.values(), key=lambda members: (-len(members), members))


def _reasons(hosts: Hosts, members: Sequence[str], say: Words) -> str:
    """The problems of the first of ``members``, marked as an example where the words of the others are not quite the same."""
    first = _lines(members[0], hosts[members[0]])
    example = "" if all(_lines(host, hosts[host]) == first for host in members[1:]) else say["example"]
    more = len(first) - _PROBLEMS
    texts = [f"  - {example}{code(line, _REASON)}\n" for line in first[:_PROBLEMS]]
    return "".join([*texts, *([f"  - {say['problems_left'].format(number=more)}\n"] if more > 0 else [])])


def _lines(host: str, entry: Mapping[str, Any]) -> list[str]:
    """``KO-CH002: …``: the bullet names the host."""
    return [str(line).replace(f" {host}: ", ": ", 1) for line in entry["problems"]]


def centres(dcs: Iterable[str]) -> str:
    """``DC1, DC2``."""
    return ", ".join(short(dc.upper(), 20) if dc.isalnum() else code(dc, 20) for dc in dcs)


def _fit(parts: Iterable[str], room: int) -> str:
    """The first of ``parts`` that fit together."""
    return "".join(_while(parts, room))


def _while(parts: Iterable[str], room: int) -> Iterator[str]:
    for part in parts:
        room -= len(part)
        if room < 0:
            return
        yield part
