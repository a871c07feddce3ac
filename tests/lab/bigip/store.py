"""The configuration of one BIG-IP: objects by table and full path, checked as the device checks them (BP-73 to BP-76)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from .implied import implied
from .references import check_exist, users
from .refusal import Refusal, exists, missing, needed, wrong
from .rules import check
from .schema import Table, delivered, schema
from .taking import DECORATION, as_object, named, take, take_child


@dataclass
class Row:
    """One object: what was said of it, its subcollections, the count of its last change."""

    name: str
    given: dict[str, Any] = field(default_factory=dict)
    children: dict[str, dict[str, Row]] = field(default_factory=dict)
    generation: int = 1
    system: bool = False


class Store:
    """`tables[path][full path]`. Every write is whole or not at all."""

    def __init__(self, release: int, now: Any) -> None:
        self.schema, self.now = schema(release), now
        self.tables: dict[str, dict[str, Row]] = {path: {} for path in self.schema}
        self.generation = 1
        for path, rows in delivered().items():
            for name, given in rows.items():
                self.tables[path][name] = self.new(self.schema[path], name, {**given}, system=True)

    # --- reading -------------------------------------------------------------------------------------------------------

    def row(self, path: str, name: str) -> Row:
        """One object. `Refusal` 404: there is none."""
        found = self.tables[path].get(name)
        if found is None:
            raise missing(self.schema[path].word, name)
        return found

    def values(self, table: Table, row: Row) -> dict[str, Any]:
        """Every property that shows, with what its parents and the device say (BP-73)."""
        found = {name: deepcopy(said.default) for name, said in table.fields.items() if said.default is not None}
        parent = self.tables[table.path].get(row.given.get("defaultsFrom", "")) if table.parent else None
        if parent is not None:
            inherited = self.values(table, parent)
            found |= {name: value for name, value in inherited.items() if name not in ("defaultsFrom", "description", "partition")}
        for name, value in row.given.items():
            found[name] = {**found.get(name, {}), **value} if isinstance(value, dict) else value
            if table.fields[name].kind == "flag":
                found.pop(table.fields[name].words[0], None)
        return found

    def all(self, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Full path and properties of each object of a table."""
        for name, row in self.tables[path].items():
            yield name, self.values(self.schema[path], row)

    # --- writing -------------------------------------------------------------------------------------------------------

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What happens inside is undone if it is refused (BP-77)."""
        before, generation = deepcopy(self.tables), self.generation
        try:
            yield
        except Refusal:
            self.tables, self.generation = before, generation
            raise

    def create(self, path: str, body: Any) -> str:
        """A new object; its full path."""
        table, given = self.schema[path], as_object(body)
        name = named(self, table, given)
        if any(name in self.tables[each] for each in self._namespace(path)):
            raise exists(table.word, name)
        with self.whole():
            row = self.tables[path][name] = Row(name)
            if table.parent:
                row.given["defaultsFrom"] = table.parent
            take(self, table, row, given, True)
            self._settle(table, row)
        return name

    def update(self, path: str, name: str, body: Any, instead: bool = False) -> None:
        """Properties of an object; with `instead` (PUT) what is not said is as if never said."""
        table, row, given = self.schema[path], self.row(path, name), as_object(body)
        if not set(given) - set(DECORATION):
            raise needed()
        if row.system and path == "ltm/rule":
            raise wrong("01020057", f"The requested {table.word} ({name}) is marked nowrite.")
        with self.whole():
            row = self.row(path, name)
            if instead:
                row.given = {key: row.given[key] for key in ("defaultsFrom", *table.needed) if key in row.given}
            take(self, table, row, given, False)
            self._settle(table, row)

    def delete(self, path: str, name: str) -> None:
        """An object that nothing uses."""
        table, row = self.schema[path], self.row(path, name)
        if row.system:
            raise wrong("01020057", f"The requested {table.word} ({name}) is a system object and cannot be deleted.")
        found = next(users(self, path, name), None)
        if found:
            raise wrong("01070265", f"The requested {table.word} ({name}) cannot be deleted because it is in use by a {found[0]} ({found[1]}).")
        if path == "auth/partition" and any(each.startswith(f"/{name}/") for rows in self.tables.values() for each in rows):
            raise wrong("0107082a", "All objects must be removed from a partition before the partition may be removed")
        del self.tables[path][name]
        self.generation += 1
        if path == "auth/partition":
            self.tables["sys/folder"].pop(f"/{name}", None)

    def create_child(self, path: str, name: str, child: str, body: Any) -> str:
        """A new row of a subcollection; its key."""
        table = self.schema[path]
        self.row(path, name)
        with self.whole():
            row = self.row(path, name)
            key = take_child(self, table.children[child], row, child, body)
            self._settle(table, row)
        return key

    def update_child(self, path: str, name: str, child: str, key: str, body: Any) -> None:
        """Properties of a row of a subcollection."""
        table, given = self.schema[path], as_object(body)
        if not set(given) - set(DECORATION):
            raise needed()
        self.child(path, name, child, key)
        with self.whole():
            row = self.row(path, name)
            take(self, table.children[child], row.children[child][key], given, False)
            self._settle(table, row, row.children[child][key])

    def delete_child(self, path: str, name: str, child: str, key: str) -> None:
        """A row of a subcollection."""
        self.child(path, name, child, key)
        with self.whole():
            row = self.row(path, name)
            del row.children[child][key]
            self._settle(self.schema[path], row)

    def child(self, path: str, name: str, child: str, key: str) -> Row:
        """A row of a subcollection. `Refusal` 404: there is none (BP-40)."""
        found = self.row(path, name).children.get(child, {}).get(key)
        if found is None:
            raise Refusal(404, f"Object not found - {key}", 1)
        return found

    # --- how ------------------------------------------------------------------------------------------------------------

    def new(self, table: Table, name: str, given: dict[str, Any], system: bool = False) -> Row:
        """An object that says `given`."""
        return Row(name, given, {child: {} for child in table.children}, self.generation, system)

    def _namespace(self, path: str) -> list[str]:
        """The tables that share names with this one: pools and virtual servers name a monitor, or a profile, without its type."""
        shared = next((each for each in ("ltm/monitor/", "ltm/profile/") if path.startswith(each)), "")
        return [each for each in self.tables if each.startswith(shared)] if shared else [path]

    def _settle(self, table: Table, row: Row, child: Row | None = None) -> None:
        """The object is there: what it brings with it, whether everything holds, its new count."""
        self.generation += 1
        row.generation = self.generation
        for each in [child] if child else (each for rows in row.children.values() for each in rows.values() if each.generation <= 1):
            each.generation = self.generation
        check_exist(self, table, row)
        implied(self, table, row)
        check(self, table, row)
