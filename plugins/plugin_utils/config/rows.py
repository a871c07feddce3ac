# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From one ordered list to another: entries that may stay keep their numbers, and the list is never empty on the way.

Devices refuse an entry at a number that is taken and an entry that is there already (section 8 item 10 of the platform's facts), and a list that
loses its last entry is gone while something still refers to it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from .tree import Node

_NO_END = 1 << 31


@dataclass(frozen=True)
class Edit:
    """One entry to remove or to add. An entry without a number is removed by its text, and added at the end."""

    remove: bool
    row: Node


def placed(before: Sequence[Node], after: Sequence[Node], last: int = 0) -> list[Node]:
    """``after`` with the numbers that its entries are to have; the entries of ``before`` where content and order are equal.

    Entries in an order common to both keep their numbers, others take the intended one where it fits between, or one that does. ``last`` bounds the
    numbers of our share of a foreign list.
    """
    if [row.key for row in before] == [row.key for row in after]:
        return list(before)
    if any(row.sequence is None for row in before):
        return [_at(row, None) for row in after]
    numbers = _numbers(before, after, last)
    if len(before) == len(after) == 1 and numbers[after[0].key] == before[0].sequence:
        numbers[after[0].key] = _beside(before[0].sequence or 0, last)
    return [_at(row, numbers[row.key]) for row in after]


def edits(before: Sequence[Node], after: Sequence[Node]) -> list[Edit]:
    """The edits between two lists with settled numbers, in the order to send: entries for free places, then each entry right after what stood in its
    place or was the same entry elsewhere, then what remains to be removed.
    """
    if any(row.sequence is None for row in before):
        return _unnumbered(before, after)
    there = {row.key: row.sequence for row in before}
    kept = {row.key for row in after if row.key in there and there[row.key] == row.sequence}
    going = {row.key: row for row in before if row.key not in kept}
    by_number = {row.sequence: row for row in going.values()}
    coming = [row for row in after if row.key not in kept]
    free = [row for row in coming if row.key not in going and row.sequence not in by_number]
    found = [Edit(False, row) for row in free]
    for row in coming:
        if row in free:
            continue
        blocking = (going.get(row.key), by_number.get(row.sequence))
        for entry in {id(entry): entry for entry in blocking if entry is not None and entry.key in going}.values():
            found.append(Edit(True, entry))
            del going[entry.key]
        found.append(Edit(False, row))
    return found + [Edit(True, row) for row in going.values()]


def _unnumbered(before: Sequence[Node], after: Sequence[Node]) -> list[Edit]:
    """Where the device shows no numbers (older releases): entries go by their text and come at the end."""
    wanted = [row.key for row in after]
    stay = 0
    for row in before:
        if stay < len(wanted) and row.key == wanted[stay]:
            stay += 1
    moved = [row for row in before if row.key in wanted[stay:]]
    stale = [row for row in before if row.key not in wanted]
    return [*(Edit(True, row) for row in moved), *(Edit(False, row) for row in after[stay:]), *(Edit(True, row) for row in stale)]


def _at(row: Node, number: int | None) -> Node:
    found = row.empty()
    found.sequence = number
    return found


def _beside(number: int, last: int) -> int:
    """The next number, so that the only entry of a list is replaced without a gap."""
    return number - 1 if last and number >= last else number + 1


def _numbers(before: Sequence[Node], after: Sequence[Node], last: int) -> dict[str, int | None]:
    kept = _common(before, after)
    numbers: dict[str, int | None] = {}
    low = 0
    for i, row in enumerate(after):
        if row.key in kept:
            low = kept[row.key]
        elif row.sequence is not None:
            following = [other.key for other in after[i + 1 :]]
            ahead = next((n for n, key in enumerate(following) if key in kept), len(following))
            high = kept[following[ahead]] if ahead < len(following) else last + 1 if last else _NO_END
            free = _between(low, high, row.sequence, ahead + 1)
            if free is None:
                return _fresh(before, after, last)
            low = free
        else:
            numbers[row.key] = None
            continue
        numbers[row.key] = low
    return numbers


def _fresh(before: Sequence[Node], after: Sequence[Node], last: int) -> dict[str, int | None]:
    """No room between: every entry at a number that is free now, or as intended where our share of a list has too few."""
    taken = {row.sequence or 0 for row in before}
    top = max(taken)
    free = [n for n in range(1, last + 1) if n not in taken] if last else [top + 10 * n for n in range(1, len(after) + 1)]
    if len(free) < len(after):
        return {row.key: row.sequence for row in after}
    return {row.key: number for row, number in zip(after, free, strict=False)}


def _between(low: int, high: int, wish: int, count: int) -> int | None:
    """A number above ``low`` that leaves room for ``count`` - 1 more below ``high``: the intended one, else one in the middle."""
    if low < wish <= high - count:
        return wish
    number = low + max(1, (high - low) // (count + 1)) if high < _NO_END else low + 10
    return number if number <= high - count else None


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
        tails[at : at + 1] = [place[row.key]]
        ends[at : at + 1] = [len(chain) - 1]
    found: dict[str, int] = {}
    link = ends[-1] if ends else -1
    while link >= 0:
        row, link = chain[link]
        found[row.key] = row.sequence or 0
    return found
