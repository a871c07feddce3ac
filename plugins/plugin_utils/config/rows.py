# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From one ordered list to another: entries that may stay keep their numbers, and the list is never empty on the way.

Devices refuse an entry at a number that is taken and an entry that is there already (section 8 item 10 of the platform's facts), and a list that loses
its last entry is gone while something still refers to it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from .tree import Node

_NO_END = 1 << 31


@dataclass(frozen=True)
class Edit:
    """One entry to remove, or to add at ``sequence`` (None: at the end)."""

    remove: bool
    row: Node
    sequence: int | None


def edits(before: Sequence[Node], after: Sequence[Node], step: int, last: int = 0) -> list[Edit]:
    """The edits in the order to send; none when content and order are equal. ``last`` bounds the numbers of our share of a foreign list."""
    if [row.key for row in before] == [row.key for row in after]:
        return []
    if any(row.sequence is None for row in before):
        return _unnumbered(before, after)
    numbers = _places(before, after, step, last)
    kept = {row.key for row in before if row.key in numbers and numbers[row.key] == row.sequence}
    going = [row for row in before if row.key not in kept]
    coming = [(row, numbers[row.key]) for row in after if row.key not in kept]
    return _ordered(going, coming, len(before))


def _places(before: Sequence[Node], after: Sequence[Node], step: int, last: int) -> dict[str, int]:
    """A number for each wanted entry: those in common order keep theirs, the others fit between; else all as intended."""
    kept = _common(before, after)
    numbers: dict[str, int] = {}
    low = 0
    for i, row in enumerate(after):
        if row.key not in kept:
            following = next((kept[other.key] for other in after[i + 1 :] if other.key in kept), last + 1 if last else _NO_END)
            gap = sum(1 for _ in _until_kept(after, i, kept))
            kept_number = _between(low, following, row.sequence, gap, step)
            if kept_number is None:
                return _as_intended(after, step)
            numbers[row.key] = kept_number
        else:
            numbers[row.key] = kept[row.key]
        low = numbers[row.key]
    return numbers


def _until_kept(after: Sequence[Node], start: int, kept: dict[str, int]) -> Sequence[Node]:
    end = next((i for i in range(start, len(after)) if after[i].key in kept), len(after))
    return after[start:end]


def _between(low: int, high: int, wish: int | None, count: int, step: int) -> int | None:
    """A free number above ``low`` that leaves room for ``count`` - 1 more below ``high``; the intended one where that fits."""
    if wish is not None and low < wish <= high - count:
        return wish
    if high == _NO_END:
        return (low // step + 1) * step
    number = low + max(1, (high - low) // (count + 1))
    return number if number <= high - count else None


def _as_intended(after: Sequence[Node], step: int) -> dict[str, int]:
    numbers: dict[str, int] = {}
    low = 0
    for row in after:
        low = row.sequence if row.sequence is not None and row.sequence > low else (low // step + 1) * step
        numbers[row.key] = low
    return numbers


def _common(before: Sequence[Node], after: Sequence[Node]) -> dict[str, int]:
    """The longest run of entries that both have in the same order, with their numbers (longest increasing subsequence, n log n)."""
    place = {row.key: i for i, row in enumerate(after)}
    tails: list[int] = []
    chain: list[tuple[Node, int]] = []
    ends: list[int] = []
    for row in before:
        if row.key not in place:
            continue
        at = bisect_left(tails, place[row.key])
        chain.append((row, ends[at - 1] if at else -1))
        tails[at:] = [place[row.key]] + tails[at + 1 :]
        ends[at:] = [len(chain) - 1] + ends[at + 1 :]
    found: dict[str, int] = {}
    link = ends[-1] if ends else -1
    while link >= 0:
        row, link = chain[link]
        found[row.key] = row.sequence or 0
    return found


def _ordered(going: list[Node], coming: list[tuple[Node, int]], live: int) -> list[Edit]:
    """Free places first; then each entry right after what stood in its place; the remaining removals last."""
    by_key, by_number = {row.key: row for row in going}, {row.sequence: row for row in going}
    free = [(row, n) for row, n in coming if row.key not in by_key and n not in by_number]
    found = [Edit(False, row, n) for row, n in free]
    live += len(found)
    for row, number in coming:
        if (row, number) in free:
            continue
        blocking = {id(there): there for there in (by_key.get(row.key), by_number.get(number)) if there is not None and there.key in by_key}
        if live == len(blocking) and row.key not in by_key:
            found.append(Edit(False, row, number + 1))
            live += 1
            continue
        for there in blocking.values():
            found.append(Edit(True, there, there.sequence))
            del by_key[there.key]
        live += 1 - len(blocking)
        found.append(Edit(False, row, number))
    return found + [Edit(True, row, row.sequence) for row in going if row.key in by_key]


def _unnumbered(before: Sequence[Node], after: Sequence[Node]) -> list[Edit]:
    """Where the device shows no numbers (older releases): entries go by their text and come at the end."""
    wanted = [row.key for row in after]
    stay = 0
    for row in before:
        if stay < len(wanted) and row.key == wanted[stay]:
            stay += 1
    kept = set(wanted[:stay])
    moved = [row for row in before if row.key in wanted[stay:]]
    stale = [row for row in before if row.key not in kept and row.key not in wanted]
    return [*(Edit(True, row, None) for row in moved), *(Edit(False, row, None) for row in after[stay:]), *(Edit(True, row, None) for row in stale)]
