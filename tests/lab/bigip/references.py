"""Which object names which (BP-74): what is named must be there, what is named is not deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .refusal import missing
from .values import monitors, split

if TYPE_CHECKING:
    from .schema import Field, Table
    from .store import Row, Store

_CHILDREN = {("ltm/virtual", "profiles"): "ltm/profile/", ("net/vlan", "interfaces"): "net/interface", ("ltm/virtual", "policies"): "ltm/policy"}
_KINDS = {"monitors": "ltm/monitor/", "persist": "ltm/persistence/"}
_WORDS = {"ltm/monitor/": "monitor", "ltm/persistence/": "persistence profile", "ltm/profile/": "profile"}


def check_exist(store: Store, table: Table, row: Row) -> None:
    """`Refusal` 404 for the first name that means nothing."""
    for where, name in named(table, row):
        if not any(name in store.tables[path] for path in _paths(store, where)):
            raise missing(_WORDS.get(where) or store.schema[where].word, name)


def users(store: Store, path: str, name: str) -> Iterator[tuple[str, str]]:
    """Word and full path of whatever uses this object."""
    for table in store.schema.values():
        for user, row in store.tables[table.path].items():
            if any(target == name and path in _paths(store, where) for where, target in (*named(table, row), *_bound(table, row))):
                yield table.word, user


def profile_table(store: Store, name: str, within: str = "ltm/profile/") -> str:
    """In which table of its kind the object is."""
    return next(path for path in _paths(store, within) if name in store.tables[path])


def named(table: Table, row: Row) -> Iterator[tuple[str, str]]:
    """Where (a table, or what tables begin with) and full path of all that the object names."""
    for key, value in row.given.items():
        yield from _of_field(table.fields[key], value)
    for child, rows in row.children.items():
        where = _CHILDREN.get((table.path, child))
        if where:
            yield from ((where, key) for key in rows)


def _bound(table: Table, row: Row) -> Iterator[tuple[str, str]]:
    """What came into being with the object and is needed as long as it is there."""
    if table.path == "ltm/pool":
        yield from (("ltm/node", member_node(key)) for key in row.children.get("members", {}))
    if table.path == "ltm/virtual":
        yield "ltm/virtual-address", "/".join(split(row.given["destination"])[:2])
    if table.path == "ltm/snatpool":
        yield from (("ltm/snat-translation", name) for name in row.given.get("members", ()))


def member_node(key: str) -> str:
    """`/Common/192.0.2.21:5060` → `/Common/192.0.2.21`."""
    return key.rpartition("." if key.count(":") > 1 else ":")[0]


def _of_field(said: Field, value: Any) -> Iterator[tuple[str, str]]:
    if said.kind == "ref":
        yield said.words[0], value
    elif said.kind == "refs":
        yield from ((said.words[0], name) for name in value)
    elif said.kind == "monitors":
        yield from ((_KINDS[said.kind], name) for name in monitors(value))
    elif said.kind == "persist":
        yield from ((_KINDS[said.kind], f"/{each['partition']}/{each['name']}") for each in value)
    elif said.kind == "object":
        for name, each in value.items():
            yield from _of_field(said.fields[name], each)


def _paths(store: Store, where: str) -> list[str]:
    return [path for path in store.tables if path.startswith(where)] if where.endswith("/") else [where]
