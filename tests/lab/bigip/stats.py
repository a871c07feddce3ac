"""Counters and states, nested as the device nests them (BP-27; the names of the counters are after public dumps)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .irule import events
from .shown import link
from .target import Target, segment
from .values import split

if TYPE_CHECKING:
    from .box import BigIp

Body = dict[str, Any]
_WORDS = {
    "available": "The {0} is available",
    "offline": "The children pool member(s) are down",
    "unknown": "The children pool member(s) either don't have service checking enabled, or service check results are not available yet",
}
_COUNTERS = ("bitsIn", "bitsOut", "curConns", "maxConns", "pktsIn", "pktsOut", "totConns")


def read(box: BigIp, target: Target) -> Body:
    """`.../stats` of an object, of a subcollection or of a whole table."""
    path = target.table.path
    base = path + (f"/{segment(target.name)}" if target.name else "") + (f"/{target.child}" if target.child else "")
    found: dict[str, Body] = {}
    if target.child == "members":
        keys = [target.key] if target.key else list(box.store.row(path, target.name).children["members"])
        found = {f"{base}/{segment(key)}": _member(box, target.name, key) for key in keys}
    else:
        for name in [target.name] if target.name else list(box.store.tables[path]):
            box.store.row(path, name)
            found |= _object(box, path, name)
    kind = f"tm:{path.replace('/', ':')}"
    entries = {f"https://localhost/mgmt/tm/{where}/stats": {"nestedStats": {"entries": values}} for where, values in found.items()}
    return {"kind": f"{kind}:{path.rpartition('/')[2]}stats", "selfLink": link(box, f"{base}/stats"), "entries": entries}


def single(box: BigIp, path: str, values: Body) -> Body:
    """Counters of the device itself: one nested entry."""
    entries = {f"https://localhost/mgmt/tm/{path}/0": {"nestedStats": {"entries": values}}}
    return {"kind": f"tm:{path.replace('/', ':')}:{path.rpartition('/')[2]}stats", "selfLink": link(box, path), "entries": entries}


def described(**texts: str) -> Body:
    """Entries that are words."""
    return {name: {"description": text} for name, text in texts.items()}


def _object(box: BigIp, path: str, name: str) -> dict[str, Body]:
    where = f"{path}/{segment(name)}"
    if path == "ltm/pool":
        return {where: _pool(box, name)}
    if path == "ltm/virtual":
        return {where: _virtual(box, name)}
    if path == "ltm/rule":
        text = box.store.row(path, name).given["apiAnonymous"]
        return {f"{where}:{event}": _event(box, name, event) for event in events(text)}
    return {where: described(tmName=name)}


def _status(state: str, enabled: bool, word: str) -> Body:
    return {
        "status.availabilityState": {"description": state}, "status.enabledState": {"description": "enabled" if enabled else "disabled"},
        "status.statusReason": {"description": _WORDS[state].format(word)},
    }  # fmt: skip


def _side(side: str, counts: dict[str, int]) -> Body:
    return {f"{side}.{name}": {"value": counts.get(name, 0)} for name in _COUNTERS}


def _pool(box: BigIp, name: str) -> Body:
    members = box.store.row("ltm/pool", name).children["members"]
    up = sum(box.member_state(name, key)["state"] == "up" for key in members)
    rule = box.store.row("ltm/pool", name).given.get("monitor")
    return {
        "activeMemberCnt": {"value": up}, "memberCnt": {"value": len(members)}, "availableMemberCnt": {"value": up},
        "curSessions": {"value": box.plane_count("records", name)}, "monitorRule": {"description": rule or "none"}, "tmName": {"description": name},
        **_side("serverside", box.plane_counts("pool", name)), **_status(box.pool_state(name), True, "pool"),
    }  # fmt: skip


def _member(box: BigIp, pool: str, key: str) -> Body:
    state, (_folder, address, port) = box.member_state(pool, key), split(key)
    shown = {"up": "available", "unchecked": "unknown", "checking": "unknown"}.get(state["state"], "offline")
    return {
        **described(addr=address, poolName=pool, nodeName=key.rpartition(":")[0], monitorStatus=state["state"]), "port": {"value": port},
        **described(sessionStatus="enabled" if "enabled" in state["session"] else "user-disabled"),
        "curSessions": {"value": box.plane_count("records", f"{pool} {key}")}, **_side("serverside", box.plane_counts("member", f"{pool} {key}")),
        **_status(shown, "enabled" in state["session"], "pool member"),
    }  # fmt: skip


def _virtual(box: BigIp, name: str) -> Body:
    row = box.store.row("ltm/virtual", name)
    pool, enabled = row.given.get("pool"), "disabled" not in row.given
    state = box.pool_state(pool) if pool else "unknown"
    return {
        "destination": {"description": row.given["destination"].rpartition("/")[2]}, "tmName": {"description": name},
        **_side("clientside", box.plane_counts("virtual", name)), **_status(state, enabled, "virtual server"),
    }  # fmt: skip


def _event(box: BigIp, rule: str, event: str) -> Body:
    counts = box.plane_counts("rule", f"{rule} {event}")
    return {
        **described(tmName=rule, eventType=event), "priority": {"value": 500},
        **{name: {"value": counts.get(name, 0)} for name in ("aborts", "failures", "totalExecutions")},
    }  # fmt: skip
