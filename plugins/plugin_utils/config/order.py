# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The order of operations, derived from references: nothing is bound before it exists, nothing is removed while bound."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network

from ..problem import OnrampError, Problem
from .driver import Object
from .operations import Operation, Path, negation
from .tree import Node

Edge = tuple[Operation, Operation]  #: the first comes before the second


def ordered(operations: list[Operation], standing: set[Object]) -> list[Operation]:
    """``operations`` in an order that no reference forbids; ``standing``: the objects that exist afterwards.

    Where references leave the choice: removals as the driver ranks them, then additions as intended. Raises KO-CF012 if there is no such order.
    """
    operations, edges = _released(operations)
    edges += [*_bound_after(operations), *_removed_after(operations, standing), *_inside_after(operations)]
    return _sorted(operations, edges)


def _bound_after(operations: list[Operation]) -> Iterator[Edge]:
    """A line that refers to an object comes after everything that makes the object."""
    givers = _by(operations, "gives")
    for operation in operations:
        for need in operation.needs:
            for giver in givers[need]:
                if giver is not operation:
                    yield giver, operation


def _removed_after(operations: list[Operation], standing: set[Object]) -> Iterator[Edge]:
    """An object goes after the last line that refers to it; an entry of one that stays goes after the entries that are new."""
    givers, droppers = _by(operations, "gives"), _by(operations, "drops")
    for operation in operations:
        for end in operation.ends:
            for other in givers[end] if end in standing else droppers[end]:
                if other is not operation:
                    yield other, operation


def _inside_after(operations: list[Operation]) -> Iterator[Edge]:
    """What stands inside a section comes after the section's own lines."""
    outside: dict[tuple[str, ...], list[Operation]] = defaultdict(list)
    for operation in operations:
        if not operation.first:
            outside[_keys(operation.path)].append(operation)
    for operation in operations:
        if not operation.first:
            for depth in range(1, len(operation.path)):
                for other in outside.get(_keys(operation.path[:depth]), ()):
                    yield other, operation


def _released(operations: list[Operation]) -> tuple[list[Operation], list[Edge]]:
    """What only one line may hold is let go before another takes it: by the removal of its section, or by a line of its own where that must wait."""
    edges: list[Edge] = []
    extra: dict[tuple[int, str], Operation] = {}
    dropped = {found for operation in operations for found in operation.drops}
    for taker in operations:
        for holder in operations:
            if holder is taker:
                continue
            for claim in [claim for claim in holder.frees if any(_clash(claim, wanted) for wanted in taker.takes)]:
                if holder.first and not holder.ends & dropped:
                    edges.append((holder, taker))
                    continue
                release = extra.setdefault((id(holder), claim), _release(holder, *holder.frees[claim]))
                edges += [(release, taker), (release, holder)]
    return operations + list(extra.values()), edges


def _release(holder: Operation, path: Path, line: Node) -> Operation:
    """The line's removal on its own, and no longer among the holder's lines."""
    holder.lines = [command for command in holder.lines if command != negation(line)]
    return Operation(path=path, lines=[negation(line)], rank=(0, -1, holder.rank[-1]))


def _clash(held: str, wanted: str) -> bool:
    """One thing twice, or two networks that overlap."""
    if "/" in held and "/" in wanted:
        return IPv4Network(held).overlaps(IPv4Network(wanted))
    return held == wanted


def _by(operations: Iterable[Operation], what: str) -> dict[Object, list[Operation]]:
    found: dict[Object, list[Operation]] = defaultdict(list)
    for operation in operations:
        for thing in getattr(operation, what):
            found[thing].append(operation)
    return found


def _keys(path: Path) -> tuple[str, ...]:
    return tuple(node.key for node in path)


def _sorted(operations: list[Operation], edges: Iterable[Edge]) -> list[Operation]:
    """Topological, the lowest rank that is free first."""
    after: dict[int, list[int]] = defaultdict(list)
    waits = [0] * len(operations)
    number = {id(operation): i for i, operation in enumerate(operations)}
    for first, second in {(number[id(a)], number[id(b)]) for a, b in edges}:
        after[first].append(second)
        waits[second] += 1
    free = [(operation.rank, i) for i, operation in enumerate(operations) if not waits[i]]
    heapq.heapify(free)
    found: list[Operation] = []
    while free:
        _rank, i = heapq.heappop(free)
        found.append(operations[i])
        for following in after[i]:
            waits[following] -= 1
            if not waits[following]:
                heapq.heappush(free, (operations[following].rank, following))
    if len(found) < len(operations):
        stuck = sorted({" / ".join(_keys(operation.path)) or "-" for i, operation in enumerate(operations) if waits[i]})
        raise OnrampError([Problem("KO-CF012", details={"sections": ", ".join(stuck)})])
    return found
