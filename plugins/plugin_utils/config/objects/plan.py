# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The smallest ordered list of writes that brings a device to what is wanted (FO-20, FO-31)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .model import Kind, Kinds, Operation, Ref, Row, Shown, Store, Want
from .values import changed, same, sendable


def plan(
    shown: Shown, wanted: Sequence[Want], gone: Sequence[Ref], kinds: Kinds, before: Mapping[str, Any] | None = None,
) -> list[Operation]:
    """Writes in order: what is wanted (in its order: that of references), moves, and last what is to be gone, users before what they use.

    ``before``: for ordered tables the key of the row before which the wanted ones stand. Rows of nobody's here never change, move or leave.
    """
    planner = _Planner(Store(shown, kinds), gone)
    planner.bring_all(wanted)
    for table in dict.fromkeys(want.table for want in wanted if kinds[want.table].ordered):
        planner.arrange(table, [want.key for want in wanted if want.table == table], (before or {}).get(table))
    planner.clear()
    return planner.operations


class _Planner:
    """Each write is planned against the tables as they are after those before it."""

    def __init__(self, store: Store, gone: Sequence[Ref]) -> None:
        self.store, self.kinds = store, store.kinds
        self.operations: list[Operation] = []
        self._coming: dict[tuple[str, str], Want] = {}
        self._wanted: frozenset[tuple[str, str]] = frozenset()
        places = list(self.kinds)
        self._gone = sorted((ref for ref in gone if store.find(ref.table, ref.key)), key=lambda ref: -places.index(ref.table))

    def bring_all(self, wanted: Sequence[Want]) -> None:
        """In their order; only who holds a value that another one is to have gives it up first."""
        self._coming = {(want.table, str(want.key)): want for want in wanted}
        self._wanted = frozenset(self._coming)
        while self._coming:
            self._bring(self._coming.pop(next(iter(self._coming))))

    def _bring(self, want: Want) -> None:
        """Create it, or change what differs."""
        kind, row = self.kinds[want.table], self.store.find(want.table, want.key)
        if row is None:
            self._make_room(want)
            self._add(Operation("create", want.table, want.key, sendable(want.values)))
            return
        body = changed(_whole(want, row, kind), row, kind)
        if body:
            self._make_room(want)
            self._add(Operation("update", want.table, want.key, body, self.store.find(want.table, want.key)))

    def arrange(self, table: str, keys: Sequence[Any], anchor: Any) -> None:
        """Each stands somewhere before the next one, the last before ``anchor``; only who does not is moved."""
        following = anchor
        for key in reversed(keys):
            here, there = self.store.position(table, key), None if following is None else self.store.position(table, following)
            if there is not None and here is not None and here > there:
                place = self.store.place(table, key)
                self._add(Operation("move", table, key, {"before": following}, self.store.find(table, key), place))
            following = key

    def clear(self) -> None:
        """Delete what is to be gone."""
        while self._gone:
            self._delete(self._gone.pop(0))

    def _make_room(self, want: Want) -> None:
        """Whoever holds a value that only one may have: one that is to be gone leaves, one that is to have another value takes that first.

        In a ring each waits for the next: one of them steps aside.
        """
        for name in self.kinds[want.table].unique:
            for holder in [row for row in self.store.rows(want.table) if want.values.get(name) and row.get(name) == want.values[name]]:
                ref = Ref(want.table, self.store.key(want.table, holder))
                place = (ref.table, str(ref.key))
                if ref in self._gone:
                    self._gone.remove(ref)
                    self._delete(ref)
                elif place in self._coming:
                    self._bring(self._coming.pop(place))
                elif place in self._wanted and str(ref.key) != str(want.key):
                    self._add(Operation("update", ref.table, ref.key, {name: f"{want.values[name]}~"}, holder))

    def _delete(self, ref: Ref) -> None:
        self._add(Operation("delete", ref.table, ref.key, {}, self.store.find(ref.table, ref.key), self.store.place(ref.table, ref.key)))

    def _add(self, operation: Operation) -> None:
        self.operations.append(operation)
        self.store.apply([operation])


def _whole(want: Want, row: Row, kind: Kind) -> dict[str, Any]:
    """The wanted values; a child table that others share is theirs and ours together (FO-08)."""
    names = [name for name in kind.shared if name in want.values or name in want.without]
    return {**want.values, **{name: list(_together(want, row, kind, name)) for name in names}}


def _together(want: Want, row: Row, kind: Kind, name: str) -> Iterator[Row]:
    """Theirs as they are, less those to take out; ours over those of the same key, with what else these have."""
    key = kind.shared[name]
    ours = {str(each[key]): each for each in want.values.get(name, ())}
    out = {str(each) for each in want.without.get(name, ())}
    for each in row.get(name) or ():
        mine = ours.pop(str(each[key]), None)
        if mine is not None:
            kept = sendable(each)
            yield kept if same(mine, each, kind, name) else {**kept, **mine}
        elif str(each[key]) not in out:
            yield sendable(each)
    yield from ours.values()
