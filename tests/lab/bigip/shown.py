"""Objects as a GET shows them (BP-02, BP-04 to BP-07, BP-73)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .references import profile_table
from .refusal import Refusal
from .target import Target, segment

if TYPE_CHECKING:
    from .box import BigIp
    from .schema import Field, Table
    from .store import Row

Body = dict[str, Any]


def read(box: BigIp, target: Target, query: Mapping[str, str]) -> Body:
    """One object, or a collection."""
    store, expand = box.store, query.get("expandSubcollections") == "true"
    if not target.name:
        rows = [item(box, target.table, row, "", expand) for row in store.tables[target.table.path].values()]
        return _selected(collection(box, target.table, target.table.path, rows, query), query)
    _folder(box, target.name)
    row = store.row(target.table.path, target.name)
    if not target.child:
        return _selected(item(box, target.table, row, "", expand), query)
    inner, base = target.table.children[target.child], f"{target.table.path}/{segment(target.name)}/{target.child}"
    if target.key:
        return _selected(item(box, inner, store.child(target.table.path, target.name, target.child, target.key), base, False, row), query)
    rows = [item(box, inner, each, base, False, row) for each in row.children[target.child].values()]
    return _selected(collection(box, inner, base, rows, query), query)


def item(box: BigIp, table: Table, row: Row, base: str = "", expand: bool = False, owner: Row | None = None) -> Body:
    """One object; `base`: the URL of its subcollection, `owner` the object that it belongs to."""
    where = f"{base or table.path}/{segment(row.name)}"
    folder, _slash, name = row.name.rpartition("/")
    named = {"name": row.name} if table.plain or row.name == "/" else {"name": name, "partition": folder.strip("/")}
    head = {"kind": _kind(table, "state"), **named, "fullPath": row.name, "generation": row.generation, "selfLink": link(box, where)}
    values = _told(box, table, row, owner)
    found = {**head, **dict(sorted({**values, **_references(box, table, row, values)}.items()))}
    for child, inner in table.children.items():
        found[f"{child}Reference"] = {"link": link(box, f"{where}/{child}"), "isSubcollection": True}
        rows = [item(box, inner, each, f"{where}/{child}", False, row) for each in row.children[child].values()]
        if expand and (rows or box.faults.empty_items):
            found[f"{child}Reference"]["items"] = rows
    return found


def collection(box: BigIp, table: Table, base: str, rows: list[Body], query: Mapping[str, str]) -> Body:
    """`items` is left out when there is none (BP-01)."""
    kept = [row for row in rows if _passes(row, query.get("$filter", ""))]
    found: Body = {"kind": _kind(table, "collectionstate"), "selfLink": link(box, base)}
    if "$top" in query:
        top, skip, total = _count(query["$top"]), _count(query.get("$skip", "0")), len(kept)
        found |= {"currentItemCount": top, "itemsPerPage": top, "pageIndex": skip // max(top, 1) + 1, "startIndex": skip + 1, "totalItems": total}
        kept = kept[skip : skip + top]
    return {**found, "items": kept} if kept or box.faults.empty_items else found


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise Refusal(400, f"invalid number {text}", 26214401)
    return int(text)


def link(box: BigIp, path: str) -> str:
    """A selfLink; it tells the version (BP-02)."""
    return f"https://localhost/mgmt/tm/{path}?ver={box.platform.version}"


def _kind(table: Table, end: str) -> str:
    parts = table.path.split("/")
    return f"tm:{':'.join(parts)}:{parts[-1]}{end}"


def _told(box: BigIp, table: Table, row: Row, owner: Row | None) -> Body:
    values = box.store.values(table, row)
    if table.path == "ltm/pool/members" and owner is not None:
        values |= box.member_state(owner.name, row.name)
    if table.path == "ltm/node" and values["session"] == "user-enabled" and values["monitor"] == "default":
        values["state"] = "unchecked" if values["state"] == "user-up" else values["state"]
    if table.path == "cm/device":
        values |= box.identity()
    if table.path == "sys/provision" and box.faults.no_ltm and row.name == "ltm":
        values["level"] = "none"
    if "monitor" in values and box.faults.monitor_blank:
        values["monitor"] += " "
    return values


def _references(box: BigIp, table: Table, row: Row, values: Body) -> Body:
    """Decoration only (BP-07)."""
    found: Body = {}
    for name, value in values.items():
        found |= _reference(box, table.fields[name], value)
    if "persist" in values:
        found["persist"] = [{**each, "nameReference": _to(box, profile_table(box.store, f"/{each['partition']}/{each['name']}", "ltm/persistence/"),
                             f"/{each['partition']}/{each['name']}")} for each in values["persist"]]  # fmt: skip
    if table.path == "ltm/virtual/profiles":
        found["nameReference"] = _to(box, profile_table(box.store, row.name), row.name)
    if table.path == "ltm/pool/members":
        found["nameReference"] = _to(box, "ltm/node", row.name.rpartition(":")[0])
    return found


def _reference(box: BigIp, said: Field, value: Any) -> Body:
    if said.kind == "ref" and value != "none":
        return {f"{said.name}Reference": _to(box, said.words[0], value)}
    if said.kind == "refs":
        return {f"{said.name}Reference": [_to(box, said.words[0], name) for name in value]}
    if said.kind == "object":
        inner: Body = {}
        for name, each in value.items():
            inner |= _reference(box, said.fields[name], each)
        return {said.name: {**value, **inner}} if inner else {}
    return {}


def _to(box: BigIp, path: str, name: str) -> Body:
    return {"link": link(box, f"{path}/{segment(name)}")}


def _folder(box: BigIp, name: str) -> None:
    """A folder that is not there is another error than an object that is not (400)."""
    folder = name.rpartition("/")[0]
    if folder and folder not in box.store.tables["sys/folder"]:
        raise Refusal(400, f"The requested folder ({folder}) was not found.", 26214401)


def _passes(row: Body, text: str) -> bool:
    """`$filter=partition eq Common` (BP-04)."""
    words = text.split()
    return len(words) != 3 or words[1] != "eq" or str(row.get(words[0])) == words[2]


def _selected(body: Body, query: Mapping[str, str]) -> Body:
    wanted = query.get("$select", "").split(",") if query.get("$select") else []
    if not wanted:
        return body
    if "items" in body:
        return {**body, "items": [{name: row[name] for name in wanted if name in row} for row in body["items"]]}
    return {name: body[name] for name in ("kind", "selfLink", *wanted) if name in body}
