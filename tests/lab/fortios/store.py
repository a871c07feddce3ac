"""The tables of one FortiGate: rows with every field, checked as the device checks them (FO-06 to FO-09, FO-20, FO-40 to FO-42)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from .references import users
from .refusal import DUPLICATE, EMPTY, IN_USE, VALUE, missing, wrong
from .rules import check
from .schema import Field, Table
from .values import kept, same

Row = dict[str, Any]


class Store:
    """`tables` by path; `others`: names of objects in tables that nobody changes here, by the tables' paths; `alias`: old words → new ones;
    `lenient`: fields that it does not know are passed over."""

    def __init__(
        self, schema: Mapping[str, Table], start: Mapping[str, list[Row]], others: Mapping[str, list[str]], alias: Mapping[str, str] | None = None,
        lenient: bool = False,
    ) -> None:
        self.schema, self.others, self.alias, self.lenient = schema, others, alias or {}, lenient
        self.tables: dict[str, list[Row]] = {path: [] for path in schema}
        for path, table in schema.items():
            rows = start.get(path, []) if table.key else (start.get(path) or [{}])
            self.tables[path] = [self._whole(table, {name: value for name, value in row.items() if name in table.fields}) for row in rows]

    # --- reading -------------------------------------------------------------------------------------------------------

    def table(self, path: str) -> Table:
        """The table's description. `Refusal` 404: there is none."""
        if path not in self.schema:
            raise missing()
        return self.schema[path]

    def row(self, path: str, key: str) -> Row:
        """One row. `Refusal` 404: there is none."""
        table = self.table(path)
        for row in self.tables[path]:
            if not table.key or str(row[table.key]) == key:
                return row
        raise missing()

    # --- writing -------------------------------------------------------------------------------------------------------

    def create(self, path: str, body: Mapping[str, Any]) -> Row:
        """A new row, at the end."""
        table = self.table(path)
        if not table.key:
            raise wrong(VALUE, "a singleton is not created")
        row = self._whole(table, self._taken(table, body))
        if row[table.key] == 0 and table.key != "name":
            row[table.key] = max((other[table.key] for other in self.tables[path]), default=0) + 1
        if row[table.key] == "":
            raise wrong(EMPTY, table.key)
        if any(str(other[table.key]) == str(row[table.key]) for other in self.tables[path]):
            raise wrong(DUPLICATE, f"{table.key} {row[table.key]}")
        check(self, table, row, None)
        self.tables[path].append(row)
        return row

    def update(self, path: str, key: str, body: Mapping[str, Any]) -> bool:
        """Fields of a row; child tables as a whole (FO-08). Whether it really changed."""
        table, row = self.table(path), self.row(path, key)
        taken = self._taken(table, body)
        if table.key and str(taken.get(table.key, row[table.key])) != str(row[table.key]):
            raise wrong(VALUE, f"{table.key} of an object does not change")
        after = {**row, **{name: {**row[name], **value} if table.fields[name].kind == "object" else value for name, value in taken.items()}}
        check(self, table, after, row)
        changed = not all(same(said, row[name], after[name]) for name, said in table.fields.items())
        if changed:
            row.update(after)
        return changed

    def delete(self, path: str, key: str) -> None:
        """A row that nothing refers to."""
        table, row = self.table(path), self.row(path, key)
        found = [f"{user} {name}" for user, name in users(self, path, str(row.get(table.key, "")))]
        if found or not table.key:
            raise wrong(IN_USE, f"used by {', '.join(found)}")
        self.tables[path].remove(row)

    def move(self, path: str, key: str, side: str, anchor: str) -> bool:
        """A row of an ordered table next to another one. Whether the order changed."""
        if not self.table(path).ordered:
            raise wrong(VALUE, "no order here")
        rows, row, there = self.tables[path], self.row(path, key), self.row(path, anchor)
        before = list(map(id, rows))
        if row is not there:
            rows.remove(row)
            rows.insert(next(n for n, other in enumerate(rows) if other is there) + (side == "after"), row)
        return before != list(map(id, rows))

    # --- what it keeps ---------------------------------------------------------------------------------------------------

    def _whole(self, table: Table, given: Mapping[str, Any]) -> Row:
        row = {name: deepcopy(said.default) for name, said in table.fields.items()}
        for name, value in given.items():
            found = kept(table.fields[name], value)
            row[name] = {**row[name], **found} if table.fields[name].kind == "object" else found
        if "uuid" in row and not row["uuid"]:
            row["uuid"] = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{table.path} {row[table.key]}"))
        return row

    def _taken(self, table: Table, body: Any) -> Row:
        """The fields of a body, as they are kept."""
        if not isinstance(body, dict):
            raise wrong(VALUE, "no object")
        unknown = [name for name in body if name not in table.fields and name != "q_origin_key"]
        if unknown and not self.lenient:
            raise wrong(VALUE, f"no field {', '.join(unknown)} in {table.path}")
        return {name: kept(said, self._today(said, body[name])) for name, said in table.fields.items() if name in body}

    def _today(self, said: Field, value: Any) -> Any:
        """An old word of an enumeration is the new one (FO-44)."""
        return self.alias.get(value, value) if said.kind == "enum" and isinstance(value, str) else value
