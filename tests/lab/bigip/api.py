"""iControl REST without a wire: a request of somebody known in, status and body out (BP-01 to BP-09, BP-25, BP-33 to BP-38)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from . import shown, stats
from .refusal import SCHEMA, Refusal, bad, wrong
from .target import ROOT, target, unregistered

if TYPE_CHECKING:
    from .box import BigIp

Body = dict[str, Any]
_TOKENS, _TRANSACTION, _SAVE, _BASH = "/mgmt/shared/authz/tokens/", "/mgmt/tm/transaction", "/mgmt/tm/sys/config", "/mgmt/tm/util/bash"
_COORDINATION = "X-F5-REST-Coordination-Id"


def answer(box: BigIp, method: str, path: str, query: Mapping[str, str], text: str, headers: Mapping[str, str]) -> tuple[int, Body | None]:
    """`path` as it came, still percent-encoded; None: an empty body."""
    try:
        return 200, _found(box, method, path.rstrip("/"), query, _body(text), headers)
    except Refusal as refusal:
        return refusal.status, error(refusal)


def error(refusal: Refusal) -> Body:
    """The body of an error."""
    return {"code": refusal.status, "message": refusal.message, "errorStack": [], "apiError": refusal.number}


def write(box: BigIp, method: str, path: str, body: Any) -> Body | None:
    """POST, PUT, PATCH or DELETE of an object; what a GET would show afterwards."""
    found, store = target(box.store.schema, path), box.store
    table, name, child, key = found.table.path, found.name, found.child, found.key
    if method == "POST" and not name:
        return shown.item(box, found.table, store.row(table, store.create(table, body)))
    if method == "POST" and child and not key:
        made = store.create_child(table, name, child, body)
        return shown.read(box, target(box.store.schema, f"{path}/{made.replace('/', '~')}"), {})
    if method in ("PUT", "PATCH") and name and (key or not child):
        if child:
            store.update_child(table, name, child, key, body)
        else:
            store.update(table, name, body, method == "PUT")
        return shown.read(box, found, {})
    if method == "DELETE" and name and (key or not child):
        if child:
            store.delete_child(table, name, child, key)
        else:
            store.delete(table, name)
        return None
    raise unregistered(path)


def _found(box: BigIp, method: str, path: str, query: Mapping[str, str], body: Any, headers: Mapping[str, str]) -> Body | None:
    if path.startswith(_TOKENS):
        return _token(box, method, path.removeprefix(_TOKENS), body)
    if path == _TRANSACTION or path.startswith(_TRANSACTION + "/"):
        rest = [part for part in path.removeprefix(_TRANSACTION).split("/") if part]
        return box.transactions.answer(method, rest, body, lambda *each: _applied(box, *each))
    number = headers.get(_COORDINATION)
    if number and method != "GET":
        if path in (_SAVE, _BASH) or not path.startswith(ROOT):
            raise Refusal(400, f"{path} cannot be used within a transaction", SCHEMA)
        return box.transactions.queue(number, method, path, body)
    if box.faults.no_ltm and path.startswith("/mgmt/tm/ltm/"):
        raise unregistered(path)
    own = _OWN.get(path)
    if own:
        return own(box, method, body)
    if method == "GET":
        return _read(box, path, query)
    return write(box, method, path, body)


def _applied(box: BigIp, method: str, path: str, body: Any) -> None:
    write(box, method, path, body)


def _read(box: BigIp, path: str, query: Mapping[str, str]) -> Body:
    inner = [each for each in box.store.schema if each.startswith(path.removeprefix(ROOT) + "/")]
    if path.startswith(ROOT) and inner and path.removeprefix(ROOT) not in box.store.schema:
        parts = sorted({each.removeprefix(path.removeprefix(ROOT) + "/").split("/")[0] for each in inner})
        items = [{"reference": {"link": shown.link(box, f"{path.removeprefix(ROOT)}/{part}")}} for part in parts]
        kind = f"tm:{path.removeprefix(ROOT).replace('/', ':')}:{path.rpartition('/')[2]}collectionstate"
        return {"kind": kind, "selfLink": shown.link(box, path.removeprefix(ROOT)), "items": items}
    found = target(box.store.schema, path)
    return stats.read(box, found) if found.stats else shown.read(box, found, {key: unquote(value) for key, value in query.items()})


def _token(box: BigIp, method: str, key: str, body: Any) -> Body:
    if method == "PATCH":
        return box.access.lengthen(key, body.get("timeout") if isinstance(body, dict) else None).shown()
    found = box.access.token(key)
    if method == "DELETE":
        del box.access.tokens[key]
    return found.shown()


def _body(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        raise Refusal(400, "Found invalid JSON body in the request.", SCHEMA) from None


# --- what the device is asked besides its objects -----------------------------------------------------------------------------


def _save(box: BigIp, method: str, body: Any) -> Body:
    if method != "POST" or not isinstance(body, dict) or body.get("command") != "save":
        raise bad("command", body)
    if box.faults.save_fails:
        raise Refusal(500, "01071769:3: Saving the configuration has failed.")
    box.save()
    return {"kind": "tm:sys:config:savestate", "command": "save"}


def _version(box: BigIp, _method: str, _body: Any) -> Body:
    words = stats.described(Build="0.0.6", Date="Mon Nov  6 14:00:00 PST 2023", Edition="Point Release 1", Product="BIG-IP", Title="Main Package",
                            Version=box.platform.version)  # fmt: skip
    return stats.single(box, "sys/version", words)


def _system(box: BigIp, _method: str, _body: Any) -> Body:
    items = [{"reference": {"link": shown.link(box, f"sys/{name}")}} for name in ("folder", "provision", "version")]
    return {"kind": "tm:sys:syscollectionstate", "selfLink": shown.link(box, "sys"), "items": items}


def _failover_status(box: BigIp, _method: str, _body: Any) -> Body:
    color = "green" if box.active else "gray"
    words = stats.described(color=color, status=box.failover_state.upper(), summary="1/1 active" if box.active else "1/1 standby")
    return stats.single(box, "cm/failover-status", words)


def _sync_status(box: BigIp, _method: str, _body: Any) -> Body:
    grouped = bool(box.store.tables["cm/device-group"])
    alone = stats.described(color="green", mode="standalone", status="Standalone", summary=" ")
    pair = stats.described(color="green", mode="high-availability", status="In Sync", summary="All devices in the device group are in sync")
    return stats.single(box, "cm/sync-status", pair if grouped else alone)


def _failover(box: BigIp, method: str, body: Any) -> Body:
    """`{"command": "run", "standby": true}`, or `"offline"`, `"online"`."""
    wanted = [name for name in ("standby", "offline", "online") if isinstance(body, dict) and body.get(name) is True]
    if method != "POST" or len(wanted) != 1 or body.get("command") != "run":
        raise bad("command", body)
    box.failover_state = {"online": "active"}.get(wanted[0], wanted[0])
    return {"kind": "tm:sys:failover:runstate", **body}


def _bash(box: BigIp, method: str, body: Any) -> Body:
    """Refused in Appliance mode (BP-12); else one command is known: what sticks to which member."""
    if box.platform.appliance:
        raise Refusal(403, "Operation is not allowed in appliance mode.", SCHEMA)
    if method != "POST" or "show ltm persistence persist-records" not in str(body):
        raise wrong("01070734", "Configuration error: only persist-records can be shown")
    return {"kind": "tm:util:bash:runstate", **body, "commandResult": box.persist_records()}


_OWN = {
    _SAVE: _save, "/mgmt/tm/sys/version": _version, "/mgmt/tm/sys": _system, "/mgmt/tm/cm/failover-status": _failover_status,
    "/mgmt/tm/cm/sync-status": _sync_status, "/mgmt/tm/sys/failover": _failover, _BASH: _bash,
}  # fmt: skip
