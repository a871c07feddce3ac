# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The diffs of a plan, folded: one example of every kind of change, others while there is room, and where the rest stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .plan_groups import Group
from .safe import code, fenced, html
from .words import words

_LEAST = 1200  # characters below which a piece of a diff is of no use
Words = Mapping[str, str]


def file_of(host: str) -> str:
    """Where the diff of ``host`` stands, seen from the plan's folder."""
    return "hosts/" + re.sub(r"[^\w.@-]", "_", host) + ".diff"


def folded(groups: Sequence[Group], plan: Mapping[str, Any], diffs: Mapping[str, str], language: str, room: int) -> str:
    """The section in Markdown, ``room`` characters at most; empty without diffs."""
    say = words(language)["plan"]
    title, note = f"### {say['diffs' if plan['read'] else 'configurations']}\n\n", say["diffs_left"]
    every = [host for group in groups for host in group.hosts if diffs.get(host)]
    room -= len(title) + len(note) + 20
    if not every or room < 0:
        return ""
    shown = dict(_examples(groups, plan, diffs, say, room))
    room -= sum(map(len, shown.values()))
    for host in every:
        if room < 200:
            break
        if host not in shown and len(diffs[host]) < room:
            text = _whole(host, plan, diffs[host], "", say)
            if len(text) <= room:
                shown[host] = text
                room -= len(text)
    left = len(every) - len(shown)
    return title + "".join(shown.values()) + (f"{note.format(number=left)}\n" if left else "")


def _examples(groups: Sequence[Group], plan: Mapping[str, Any], diffs: Mapping[str, str], say: Words, room: int) -> Iterator[tuple[str, str]]:
    """The first host of each group, long ones cut so that the others find their place."""
    firsts = [(group, host) for group in groups for host in group.hosts[:1] if diffs.get(host)][: max(1, room // _LEAST)]
    texts = {host: _whole(host, plan, diffs[host], _alike(group, say), say) for group, host in firsts}
    most = _level([len(text) for text in texts.values()], room)
    for group, host in firsts:
        text = texts[host] if len(texts[host]) <= most else _cut(host, plan, diffs[host], _alike(group, say), say, most)
        if text:
            yield host, text


def _level(sizes: Sequence[int], room: int) -> int:
    """The size to which all must be cut so that their sum is ``room`` at most."""
    for place, size in enumerate(sorted(sizes)):
        share = room // (len(sizes) - place)
        if size > share:
            return share
        room -= size
    return max(sizes, default=0)


def _whole(host: str, plan: Mapping[str, Any], diff: str, alike: str, say: Words, end: str = "") -> str:
    entry = plan["hosts"][host]
    site = f" · {html(entry['site'], 40)}" if entry["site"] else ""
    summary = f"{html(host)}{site} · {say['lines_are'].format(number=entry['lines'])}{alike}"
    block = fenced(diff, "diff" if plan["read"] else "text")
    return f"<details><summary>{summary}</summary>\n\n{block}{end}</details>\n\n"


def _cut(host: str, plan: Mapping[str, Any], diff: str, alike: str, say: Words, most: int) -> str:
    """As many lines as fit, and where the others stand. Empty where that is none."""
    lines = diff.split("\n")
    kept, size = 0, len(_end(host, lines, 0, say)) + len(_whole(host, plan, "", alike, say)) + 20
    for line in lines:
        size += len(line) + 1
        if size > most:
            break
        kept += 1
    while kept:
        text = _whole(host, plan, "\n".join(lines[:kept]), alike, say, _end(host, lines, kept, say))
        if len(text) <= most:
            return text
        kept //= 2  # a long fence, or characters that are spelt out
    return ""


def _end(host: str, lines: Sequence[str], kept: int, say: Words) -> str:
    return f"{say['cut'].format(number=len(lines) - kept, file=code(file_of(host), 120))}\n\n"


def _alike(group: Group, say: Words) -> str:
    return f" · {say['alike'].format(number=len(group.hosts) - 1)}" if len(group.hosts) > 1 else ""
