"""/api/v2/cmdb and /api/v2/monitor of a FortiGate, without a wire: a request in, status and envelope out (FO-04 to FO-11, FO-37, FO-39 to FO-41)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from . import children
from .refusal import VALUE, Refusal, missing, wrong

if TYPE_CHECKING:
    from .gate import FortiGate

_CMDB, _STATUS = "/api/v2/cmdb/", "/api/v2/monitor/system/status"
Envelope = dict[str, Any]


def answer(gate: FortiGate, method: str, path: str, query: Mapping[str, str], text: str) -> tuple[int, Any]:
    """Status and body of the answer to a request whose sender is known already. `path` is as it came, still percent-encoded."""
    known = {"http_method": method, "serial": gate.serial, "version": f"v{gate.platform.version}", "build": gate.platform.build}
    everywhere = query.get("global") == "1"
    try:
        vdom = "root" if everywhere else query.get("vdom") or "root"
        if vdom not in gate.vdoms:
            raise Refusal(403)
        found = {"vdom": vdom, **_found(gate.vdoms[vdom], gate, method, path, query, text)}
        whole = {**known, **found, "status": "success", "http_status": 200}
    except Refusal as refusal:
        told = {"error": refusal.error} if refusal.error else {}
        words = {"cli_error": refusal.words} if refusal.words else {}
        whole = {**known, "vdom": query.get("vdom") or "root", **told, **words, "status": "error", "http_status": refusal.status}
    whole["revision"] = gate.revision
    return whole["http_status"], [whole] if everywhere else whole


def _found(store: Any, gate: FortiGate, method: str, path: str, query: Mapping[str, str], text: str) -> Envelope:
    if path == _STATUS:
        if method != "GET":
            raise Refusal(405)
        return {"results": {"hostname": gate.name, "model_name": "FortiGate"}, "path": "system", "name": "status"}
    if not path.startswith(_CMDB):
        raise missing()
    group, name, *rest = [unquote(part) for part in path.removeprefix(_CMDB).split("/") if part] + ["", ""]
    table = store.table(f"{group}/{name}")
    rest = [part for part in rest if part]
    key, inner = ("", rest) if not table.key else ((rest or [""])[0], rest[1:])
    told = {"path": group, "name": name, **({"mkey": key} if key else {})}
    body = _body(text)
    if inner and method == "GET":
        return {**told, "results": _inner(*children.found(store, table.path, key, inner))}
    if inner:
        return {**told, **_written(gate, lambda: children.write(store, table.path, key, inner, method, body))}
    if query.get("action", "") not in (("", "move") if method == "PUT" else ("",)):
        raise Refusal(400)
    if method == "GET":
        return {**told, "results": _results(store, table, key, query)}
    return {**told, **_written(gate, lambda: _write(store, table.path, key, method, query, body))}


def _body(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number) if text else None
    except (ValueError, RecursionError):
        raise Refusal(400, VALUE, "no JSON") from None


def _no_number(text: str) -> None:
    raise ValueError(text)


def _results(store: Any, table: Any, key: str, query: Mapping[str, str]) -> Any:
    """One row in a list, all rows, or of a singleton its object (FO-06)."""
    if not table.key:
        return shown(table, store.row(table.path, ""), query)
    rows = [store.row(table.path, key)] if key else store.tables[table.path]
    first, most = _number(query.get("start", "0")), _number(query.get("count", str(len(rows))))
    rows = [row for row in rows if _passes(row, query.get("filter", ""))][first : first + most]
    return [shown(table, row, query) for row in rows]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise Refusal(400)
    return int(text)


def shown(table: Any, row: Mapping[str, Any], query: Mapping[str, str]) -> Envelope:
    """A row with its defaults, its key and those of its child rows; `format=name|policyid` shows these only (FO-39, FO-41)."""
    wanted = query.get("format", "").split("|") if query.get("format") else list(row)
    found = {name: _inner(table.fields[name], value) for name, value in row.items() if name in wanted}
    return {**({"q_origin_key": row[table.key]} if table.key else {}), **found}


def _inner(said: Any, value: Any) -> Any:
    if said.kind == "object":
        return {name: _inner(said.fields[name], each) for name, each in value.items()}
    if said.kind != "rows":
        return value
    return [{"q_origin_key": row[next(iter(said.fields))], **{name: _inner(said.fields[name], each) for name, each in row.items()}} for row in value]


def _passes(row: Mapping[str, Any], given: str) -> bool:
    """`filter=name==value` and `name=@part`."""
    for sign in ("==", "=@"):
        name, found, value = given.partition(sign)
        if found:
            return str(row.get(name)) == value if sign == "==" else value in str(row.get(name, ""))
    return True


def _written(gate: FortiGate, do: Any) -> Envelope:
    before = gate.revision
    mkey, changed = do()
    if changed:
        gate.touched()
    told = {} if gate.faults.no_revision else {"revision_changed": changed, "old_revision": before}
    return {**told, **({"mkey": mkey} if mkey != "" else {})}


def _write(store: Any, path: str, key: str, method: str, query: Mapping[str, str], body: Any) -> tuple[Any, bool]:
    """The key, and whether anything changed."""
    table = store.table(path)
    if method == "POST" and not key:
        return store.create(path, body)[table.key or path], True
    if method == "PUT" and query.get("action") == "move":
        side = next((side for side in ("before", "after") if side in query), "")
        if not side:
            raise wrong(VALUE, "move where?")
        return key, store.move(path, key, side, query[side])
    if method == "PUT" and (key or not table.key):
        return key, store.update(path, key, body)
    if method == "DELETE" and key:
        store.delete(path, key)
        return key, True
    raise Refusal(405)
