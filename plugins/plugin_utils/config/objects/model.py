# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tables of objects, what is wanted in them, one write, and what a device shows after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...problem import Problem

Row = Mapping[str, Any]
Shown = Mapping[str, Sequence[Row]]  #: the rows of each table, in the device's order; a singleton is a table of one row


@dataclass(frozen=True)
class Kind:
    """What is peculiar to one table.

    ``key``: the field that names a row, ``""`` for a singleton. ``unique``: further fields that no two rows share. ``ordered``: the position counts.
    ``ports``: fields of port ranges. ``refers``: field → tables whose rows it names. ``shared``: child tables in which rows of others live (FO-08),
    each with the key of its rows. ``exact``: fields in which the order of members, and every blank of a text, count.
    """

    key: str = ""
    unique: tuple[str, ...] = ()
    ordered: bool = False
    ports: tuple[str, ...] = ()
    refers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)
    exact: tuple[str, ...] = ()


Kinds = Mapping[str, Kind]  #: in the order of references: what is referred to stands first


@dataclass(frozen=True)
class Want:
    """An object that is to be there with these values; whatever else it has stays.

    ``without``: rows to take out of shared child tables, by their keys.
    """

    table: str
    key: Any
    values: Row
    without: Mapping[str, Sequence[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Ref:
    """An object by its table and key."""

    table: str
    key: Any


@dataclass(frozen=True)
class Operation:
    """One write.

    ``verb``: ``create`` (``body`` is the object), ``update`` (the fields that change), ``delete``, ``move`` (``{"before": key}`` or
    ``{"after": key}``). ``former``: the whole row as it was read. ``place``: where it stood, as the body of a move; only in ordered tables.
    """

    verb: str
    table: str
    key: Any
    body: Row = field(default_factory=dict)
    former: Row | None = None
    place: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ObjectPlan:
    """``operations`` bring the device to what is wanted; with a problem of level ``error`` there is nothing to write.

    ``borrowed``: what was there of objects that are not ours, to give back one day, by table; all of it, earlier runs' too.
    ``returns``: with this plan all of it is given back.
    """

    operations: list[Operation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    borrowed: dict[str, Any] = field(default_factory=dict)
    returns: bool = False


class Store:
    """The tables of a device as they are after each write: the model against which a plan is made."""

    def __init__(self, shown: Shown, kinds: Kinds) -> None:
        self.kinds = kinds
        self.tables: dict[str, list[Row]] = {table: list(rows) for table, rows in shown.items()}

    def rows(self, table: str) -> list[Row]:
        """The rows of ``table`` in their order."""
        return self.tables.setdefault(table, [])

    def key(self, table: str, row: Row) -> Any:
        """The key of a row, ``""`` in a singleton."""
        return row.get(self.kinds[table].key, "")

    def find(self, table: str, key: Any) -> Row | None:
        """One row, or None."""
        at = self.position(table, key)
        return None if at is None else self.rows(table)[at]

    def position(self, table: str, key: Any) -> int | None:
        """Where the row stands; keys are compared as text."""
        return next((at for at, row in enumerate(self.rows(table)) if str(self.key(table, row)) == str(key)), None)

    def place(self, table: str, key: Any) -> dict[str, Any]:
        """Where the row stands among the others, as the body of a move; empty where the order does not count, or it stands alone."""
        rows, at = self.rows(table), self.position(table, key)
        if at is None or not self.kinds[table].ordered or len(rows) < 2:
            return {}
        last = at + 1 == len(rows)
        return {"after" if last else "before": self.key(table, rows[at - 1 if last else at + 1])}

    def users(self, ref: Ref) -> list[Ref]:
        """The rows that name this one."""
        return [
            Ref(table, self.key(table, row))
            for table, kind in self.kinds.items()
            for field, tables in kind.refers.items()
            if ref.table in tables
            for row in self.rows(table)
            if ref.key in names(row.get(field))
        ]

    def apply(self, operations: Iterable[Operation]) -> Store:
        """Do these writes."""
        for operation in operations:
            self._do(operation)
        return self

    def _do(self, operation: Operation) -> None:
        rows, at = self.rows(operation.table), self.position(operation.table, operation.key)
        if operation.verb == "create":
            rows.append(operation.body)
        elif at is None:
            return
        elif operation.verb == "update":
            rows[at] = _merged(rows[at], operation.body)
        elif operation.verb == "delete":
            del rows[at]
        else:
            self._move(rows, rows.pop(at), operation)

    def _move(self, rows: list[Row], row: Row, operation: Operation) -> None:
        side, anchor = next(iter(operation.body.items()))
        there = self.position(operation.table, anchor)
        rows.insert(len(rows) if there is None else there + (side == "after"), row)


def _merged(row: Row, changed: Row) -> Row:
    """Single values and child tables are replaced, objects within the object are merged."""
    nested = {name: _merged(row[name], value) for name, value in changed.items() if isinstance(value, dict) and isinstance(row.get(name), dict)}
    return {**row, **changed, **nested}


def names(value: Any) -> list[Any]:
    """What a field names: the members of a child table, or the one name."""
    return [each.get("name") if isinstance(each, Mapping) else each for each in value] if isinstance(value, list | tuple) else [value]
