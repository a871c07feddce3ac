"""How the body of a write becomes an object: names, properties, subcollections (BP-03, BP-38, BP-42, BP-47)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .refusal import bad, exists, fixed, needed, unknown, wrong
from .values import ABSENT, full, kept

if TYPE_CHECKING:
    from .schema import Table
    from .store import Row, Store

DECORATION = ("kind", "selfLink", "generation", "fullPath", "name", "partition", "subPath", "passphrase", "nameReference")
_MEMBERS = {"members": "Pool Member", "profiles": "profile", "interfaces": "interface"}


def as_object(body: Any) -> dict[str, Any]:
    """A body that is to be an object."""
    if not isinstance(body, dict):
        raise bad("body", body)
    return dict(body)


def named(store: Store, table: Table, given: Mapping[str, Any], word: str = "") -> str:
    """The full path of a new object; its folder is there."""
    name, partition = given.get("name"), given.get("partition", "Common")
    if not isinstance(name, str) or not name or not isinstance(partition, str):
        raise needed("name")
    if table.plain or table.path == "sys/folder":
        return name
    if len(name) > 255:
        raise wrong("01070712", f"Max string size exceeded for attribute name ({name[:32]}...).")
    path = name if name.startswith("/") else f"/{partition}/{name}"
    try:
        full(path)
    except ValueError:
        raise wrong("01070734", f"Configuration error: Invalid name {name!r}") from None
    if path.rpartition("/")[0] not in store.tables["sys/folder"]:
        raise wrong("01070734", f"Configuration error: Can't associate {word or table.word} ({path}) folder does not exist")
    return path


def take(store: Store, table: Table, row: Row, given: Mapping[str, Any], new: bool) -> None:
    """Properties and subcollections; what the device only shows is passed over (BP-07)."""
    for name in table.needed if new else ():
        if name not in given:
            raise needed(name)
    for name, value in given.items():
        if name in table.children:
            _take_children(store, table, row, name, value)
        elif name not in DECORATION and not name.endswith("Reference"):
            _take_property(table, row, name, value, new)
    for child in table.children:
        row.children.setdefault(child, {})


def take_child(store: Store, table: Table, row: Row, child: str, body: Any) -> str:
    """A new row of a subcollection; its key."""
    given = as_object(body)
    key = named(store, table, given, f"{child[:-1]} of {row.name}")
    there = row.children.setdefault(child, {})
    if key in there:
        raise exists(_MEMBERS.get(child, child), f"{row.name} {key}")
    there[key] = store.new(table, key, {})
    take(store, table, there[key], given, True)
    return key


def _take_property(table: Table, row: Row, name: str, value: Any, new: bool) -> None:
    said = table.fields.get(name)
    if said is None:
        raise unknown(name)
    if said.readonly:
        return
    found = kept(said, value)
    if said.fixed and not new and found != row.given.get(name):
        raise fixed(name)
    if found is ABSENT:
        row.given.pop(name, None)
        return
    if said.kind == "flag":
        row.given.pop(said.words[0], None)
    if said.kind == "object":
        found = {key: each for key, each in {**row.given.get(name, {}), **found}.items() if each is not ABSENT}
    row.given[name] = found


def _take_children(store: Store, table: Table, row: Row, child: str, value: Any) -> None:
    """A whole list replaces what was there (BP-38)."""
    row.children[child] = {}
    if value in ("none", None, ""):
        return
    for each in value if isinstance(value, list) else value.split() if isinstance(value, str) else [value]:
        take_child(store, table.children[child], row, child, {"name": each} if isinstance(each, str) else each)
