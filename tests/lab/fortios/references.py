"""What names what in a FortiGate's tables (FO-20, FO-42)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .schema import Field

if TYPE_CHECKING:
    from .store import Store


def named(fields: Mapping[str, Field], row: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    """Every field of a row and of its child rows that names something of another table."""
    for name, said in fields.items():
        if said.kind in ("rows", "object"):
            for inner in row[name] if said.kind == "rows" else [row[name]]:
                yield from named(said.fields, {**dict.fromkeys(said.fields, ""), **inner})
        elif said.refers:
            yield said, row[name]


def users(store: Store, path: str, key: str) -> Iterator[tuple[str, str]]:
    """Table and key of every row that names the object `key` of `path`."""
    for other, table in store.schema.items():
        for row in store.tables[other]:
            if any(path in said.refers and value == key for said, value in named(table.fields, row)):
                yield other, str(row.get(table.key, ""))


def exists(store: Store, said: Field, value: Any) -> bool:
    """Whether there is an object of this name in one of the tables that the field refers to."""
    if any(value in store.others.get(path, ()) for path in said.refers):
        return True
    tables = [store.schema[path] for path in said.refers if path in store.schema]
    return any(str(row[table.key]) == str(value) for table in tables for row in store.tables[table.path])


def within(store: Store, path: str, key: str, fields: Sequence[str], name: str) -> bool:
    """Whether the group `key` names `name` in one of these child tables, itself or by a group in it."""
    groups = [row for row in store.tables[path] if row["name"] == key]
    members = [each["name"] for group in groups for field in fields for each in group[field]]
    return name in members or any(within(store, path, member, fields, name) for member in members)
