# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What one BIG-IP is to become, against what it shows: ordered writes, and all that stands against them (SB-01, SB-06, SB-17, SB-20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...problem import Problem, errors
from ...render import unprintable
from ..objects import ObjectPlan, Operation, Ref, Shown, Store, Want, same
from ..objects import plan as plan_writes
from .against import against
from .tables import KINDS, MEMBERS, NETWORK, NODES, POOLS, RULES, all_owned, members_in, owned

Row = Mapping[str, Any]


def plan(
    design: Mapping[str, Any], texts: Mapping[str, str], version: tuple[int, ...], shown: Shown, taken: Mapping[str, Any],
) -> ObjectPlan:
    """``design`` as design/sip_load_balancer makes it, ``texts`` of its rules by their keys. All problems at once, before anything is written."""
    unsafe = list(unprintable([each["values"] for each in design["objects"]]))
    if unsafe:
        return ObjectPlan(problems=unsafe)
    store = Store(shown, KINDS)
    wants = [want for want in _wanted(design, texts) if not _used_as_it_is(design, want, store)]
    gone = list(_gone(design, store, {(each["table"], each["key"]) for each in design["objects"]}))
    operations = plan_writes(shown, wants, gone, KINDS)
    problems = [*against(design, store, wants, gone), *_still_used(Store(shown, KINDS).apply(operations), gone)]
    if errors(problems):
        return ObjectPlan(problems=problems)
    return ObjectPlan(list(_folded(operations)), problems, returns=design["state"] == "absent")


def _wanted(design: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[Want]:
    for each in design["objects"]:
        text = {"text": texts[each["key"]]} if each["table"] == RULES else {}
        yield Want(each["table"], each["key"], {**each["values"], **text})


def _used_as_it_is(design: Mapping[str, Any], want: Want, store: Store) -> bool:
    """A VLAN or a self IP of somebody else's that is as we need it: used, and never ours."""
    row = store.find(want.table, want.key)
    if want.table not in NETWORK or row is None or owned(design["mark"], want.table, row) or design["adopt"]:
        return False
    needed = {name: value for name, value in want.values.items() if name not in ("description", "allowService")}
    return same(needed, row, KINDS[want.table])


def _gone(design: Mapping[str, Any], store: Store, wanted: set[tuple[str, Any]]) -> Iterator[Ref]:
    """What is ours and not wanted; VLAN and self IP, over which one may be connected, only when that is asked for. A pool that is taken over is ours
    with its members from this run on, not from the next."""
    taken_over = members_in({design["pool"]} if (POOLS, design["pool"]) in wanted else set(), store)
    for ref in dict.fromkeys([*all_owned(design["mark"], store), *taken_over]):
        if (ref.table, ref.key) not in wanted and (ref.table not in NETWORK or design["remove_network"]):
            yield ref
    if design["state"] == "absent":
        yield from _nodes(design, store)


def _nodes(design: Mapping[str, Any], store: Store) -> Iterator[Ref]:
    """Nodes that came with our members and serve nobody else: named by their address, and never touched by hand (BP-15)."""
    pools = {str(ref.key) for ref in all_owned(design["mark"], store) if ref.table == POOLS}
    users: dict[str, set[str]] = {}
    for row in store.rows(MEMBERS):
        users.setdefault(row["node"], set()).add(row["name"].partition(" ")[0])
    for node in store.rows(NODES):
        ours = users.get(node["name"], set())
        if ours and ours <= pools and "description" not in node and node["name"].rpartition("/")[2] == node.get("address"):
            yield Ref(NODES, node["name"])


def _still_used(after: Store, gone: Sequence[Ref]) -> Iterator[Problem]:
    for ref in gone:
        users = [f"{user.table} {user.key}" for user in after.users(ref)]
        if users:
            yield Problem("KO-SB120", value=f"{ref.table} {ref.key}", details={"users": ", ".join(users)})


def _folded(operations: Sequence[Operation]) -> Iterator[Operation]:
    """Members come, and go, with their pool in one write (BP-38)."""
    whole = {each.key: each.verb for each in operations if each.table == POOLS and each.verb in ("create", "delete")}
    within: dict[str, list[Row]] = {}
    for each in operations:
        pool = str(each.key).partition(" ")[0]
        if each.table == MEMBERS and whole.get(pool) == each.verb:
            within.setdefault(pool, []).append(each.body if each.verb == "create" else each.former or {})
    for each in operations:
        if each.table == MEMBERS and whole.get(str(each.key).partition(" ")[0]) == each.verb:
            continue
        members = within.get(str(each.key), []) if each.table == POOLS and each.verb in ("create", "delete") else []
        if members and each.verb == "create":
            yield Operation(each.verb, each.table, each.key, {**each.body, "members": members})
        elif members:
            yield Operation(each.verb, each.table, each.key, {}, {**(each.former or {}), "members": members})
        else:
            yield each
