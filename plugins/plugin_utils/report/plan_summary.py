# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A plan to read: what would change on a fleet, as Markdown fit for the comment of a pull request, however large the fleet is."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .fleet_picture import picture
from .markdown import table
from .plan_attention import CALM, attention, centres
from .plan_diffs import folded
from .plan_groups import Group, grouped
from .safe import code, fenced, names
from .words import words

_NAMED = 3  # hosts of a group that its row names
Words = Mapping[str, str]


def plan_summary(
    plan: Mapping[str, Any], diffs: Mapping[str, str], sites: Sequence[Mapping[str, Any]], language: str = "en", limit: int = 60000
) -> str:
    """Markdown of less than ``limit`` characters; what finds no place is counted, and said where it stands.

    ``plan`` is the data of ``change.plan_file.PlanFile``, ``diffs`` maps hosts to their masked diffs (texts, where no device was read), ``sites``
    are the complete site dictionaries of the hosts: only fields without secrets are looked at.
    """
    say = words(language)["plan"]
    groups = grouped(plan, diffs, sites)
    parts = [_head(plan, groups, say)[: max(0, limit - 1)]]
    room = limit - 1 - len(parts[0])
    for part in (
        lambda room: attention(plan["hosts"], language, room * 6 // 10),
        lambda room: _changes(groups, say["changes" if plan["read"] else "asked"], say, room // 2),
        lambda room: _picture(plan["hosts"], sites, language, room // 2),
        lambda room: folded(groups, plan, diffs, language, room),
    ):
        parts.append(part(room))
        room -= len(parts[-1])
    return "".join(parts)


def _head(plan: Mapping[str, Any], groups: Sequence[Group], say: Words) -> str:
    """How many hosts stand how, and which run said so."""
    hosts = plan["hosts"]
    found = Counter(entry["status"] if entry["status"] in CALM else "cannot" for entry in hosts.values())
    counts = say["comma"].join(say[f"count_{status}"].format(number=found[status]) for status in (*CALM, "cannot") if found[status])
    lines = sum(int(entry["lines"]) for entry in hosts.values() if entry["status"] == "would_change")
    numbers = {"hosts": len(hosts), "lines": lines, "run": code(plan["run"]), "time": _time(plan["time"])}
    numbers["systems"] = names(plan["systems"], 200, say["more"])
    notes = [say["run" if plan["read"] else "run_unread"].format(**numbers)]
    notes += [] if plan["read"] else [say["not_read"]]
    notes += [say["nothing"]] if hosts and set(found) == {"unchanged"} else []
    return f"## {say['title'].format(counts=counts or say['no_hosts'])}\n\n" + "".join(f"{note}\n\n" for note in notes)


def _time(value: object) -> str:
    """A moment in UTC: whoever reads may be anywhere."""
    try:
        return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(float(str(value))))
    except (ValueError, OverflowError, OSError):
        return "–"


def _changes(groups: Sequence[Group], name: str, say: Words, room: int) -> str:
    """One row for hosts whose changes are alike."""
    if not groups:
        return ""
    title = f"### {name}\n\n" + (f"{say['grouped']}\n\n" if any(len(group.hosts) > 1 for group in groups) else "")
    head = say["table"].split("|")
    room -= len(title) + len(table(head, [])) + len(say["rows_left"]) + 20
    rows: list[list[object]] = []
    for group in groups:
        row = _row(group, say)
        room -= len(table(row, []).partition("\n")[0]) + 1
        if room < 0:
            break
        rows.append(row)
    left = groups[len(rows) :]
    note = say["rows_left"].format(kinds=len(left), hosts=sum(len(group.hosts) for group in left))
    text = title + table(head, rows) + (f"{note}\n\n" if left else "")
    return text if room >= 0 or rows else ""


def _row(group: Group, say: Words) -> list[object]:
    shown = ", ".join(code(host, 60) for host in group.hosts[:_NAMED])
    more = len(group.hosts) - _NAMED
    hosts = f"**{len(group.hosts)}**: {shown}{say['more'].format(number=more) if more > 0 else ''}" if len(group.hosts) > 1 else shown
    sites = code(group.sites[0], 60) if len(group.sites) == 1 else say["sites"].format(number=len(group.sites))
    low, high = group.lines
    return [hosts, sites, low if low == high else f"{low}–{high}", _sections(group), f"**{centres(group.disturbs)}**" if group.disturbs else "–"]


def _sections(group: Group) -> str:
    """``22 / 1 / 0``, with their names where they are few."""
    if not group.touched:
        return "–"
    counts = " / ".join(map(str, group.counts))
    named = list(dict.fromkeys(section for section, _kind in group.touched))
    return f"{counts} ({', '.join(code(section, 60) for section in named)})" if len(named) <= _NAMED and len(group.hosts) == 1 else counts


def _picture(hosts: Mapping[str, Mapping[str, Any]], sites: Sequence[Mapping[str, Any]], language: str, room: int) -> str:
    say = words(language)["plan"]
    text = picture(sites, {host: "disturbs" if _interrupts(entry) else str(entry["status"]) for host, entry in hosts.items()}, language)
    if not text:
        return ""
    whole = f"### {say['picture']}\n\n{fenced(text, 'mermaid')}"
    note = f"{say['picture_left']}\n\n"
    return whole if len(whole) <= room else note if len(note) <= room else ""


def _interrupts(entry: Mapping[str, Any]) -> bool:
    return bool(entry["disturbs"]) and entry["status"] == "would_change"
