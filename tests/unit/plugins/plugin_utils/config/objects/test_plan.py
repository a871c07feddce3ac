"""Whatever stands on a device: the writes bring what is wanted, nothing else, in an order that it takes, and back again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.objects import (
    Kind,
    Operation,
    Ref,
    Standing,
    Store,
    Want,
    diff,
    inverse,
    lines,
    plan,
    same,
    standing,
)
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.objects.values import sendable

KINDS = {
    "address": Kind("name"),
    "group": Kind("name", refers={"member": ["address"]}),
    "policy": Kind("id", unique=("name",), ordered=True, refers={"src": ["group", "address"]}),
    "settings": Kind(),
    "ttl": Kind(shared={"port": "id"}),
}
NAMES = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)


@st.composite
def devices(draw):
    """Tables in which names in capitals are somebody else's, and the rest ours from an earlier run; some in other spellings."""
    addresses = [{"name": name, "subnet": draw(st.sampled_from(["10.0.0.1/32", "10.0.0.1 255.255.255.255", "10.9.0.0/16"])), "uuid": name}
                 for name in [*draw(NAMES), "X"]]
    groups = [{"name": "g", "member": [{"name": row["name"], "q_origin_key": 1} for row in addresses[:2]]}] if draw(st.booleans()) else []
    ids = draw(st.lists(st.integers(1, 12), unique=True, max_size=8))
    source = groups[:1] or addresses[-1:]
    named = draw(st.permutations([f"p{number}" for number in range(8)]))
    policies = [{"id": number, "name": name if draw(st.booleans()) else f"F{number}", "src": [{"name": source[0]["name"]}],
                 "nat": draw(st.sampled_from(["enable", "disable"]))} for number, name in zip(ids, named, strict=False)]
    ttl = [{"id": number, "timeout": str(number)} for number in draw(st.lists(st.integers(1, 5), unique=True))]
    return {"address": addresses, "group": groups, "policy": policies, "settings": [{"mode": draw(st.sampled_from("ab")), "x": 1}],
            "ttl": [{"port": ttl, "default": 3600}]}


@st.composite
def wishes(draw):
    names = draw(NAMES)
    wants = [Want("address", name, {"name": name, "subnet": "10.0.0.1 255.255.255.255"}) for name in names]
    if names:
        wants.append(Want("group", "g", {"name": "g", "member": [{"name": name} for name in names]}))
    ids = draw(st.lists(st.integers(1, 12), unique=True, max_size=6))
    sources = ["g"] if names else []
    refer = [{"name": name} for name in sources]
    named = draw(st.permutations([f"p{number}" for number in range(8)]))
    wants += [Want("policy", n, {"id": n, "name": p, "src": refer, "nat": "enable", "profile": ""}) for n, p in zip(ids, named, strict=False)]
    wants.append(Want("settings", "", {"mode": "b"}))
    wants.append(Want("ttl", "", {"port": [{"id": 2, "timeout": 9}]}, {"port": [3]} if draw(st.booleans()) else {}))
    return wants


def _gone(shown, wants):
    keys = {(want.table, str(want.key)) for want in wants}
    ours = [("address", row["name"]) for row in shown["address"] if row["name"].islower()] + [("group", row["name"]) for row in shown["group"]]
    ours += [("policy", row["id"]) for row in shown["policy"] if row["name"].startswith("p")]
    return [Ref(table, key) for table, key in ours if (table, str(key)) not in keys]


def _sound(shown, wants):
    """As the caller makes sure: no wanted policy has the number of somebody else's, and nobody else's uses what is ours."""
    wanted = {want.key for want in wants if want.table == "policy"}
    policies = [{**row, "src": [{"name": "X"}]} if row["name"].startswith("F") else row for row in shown["policy"]]
    return {**shown, "policy": [row for row in policies if not (row["name"].startswith("F") and row["id"] in wanted)]}


def _valid(store, operation):
    """What any device refuses: a name that is not there yet, or that is still in use."""
    rows = {(table, str(store.key(table, row))) for table, found in store.tables.items() for row in found}
    if operation.verb == "delete":
        users = [row for table, kind in KINDS.items() for field, tables in kind.refers.items() if operation.table in tables
                 for row in store.rows(table) for each in row.get(field, ()) if each["name"] == operation.key]
        assert not users, (operation, users)
        return
    for field, tables in KINDS[operation.table].refers.items():
        for each in operation.body.get(field, ()):
            assert any((table, each["name"]) in rows for table in tables), operation
    if operation.verb == "create":
        assert (operation.table, str(operation.key)) not in rows
    for name in KINDS[operation.table].unique:
        holders = [row for row in store.rows(operation.table) if row.get(name) == operation.body.get(name)]
        assert name not in operation.body or not holders, operation


def _plain(store):
    return {table: [sendable(row) for row in rows] for table, rows in store.tables.items()}


@pytest.mark.requirement("FO-08", "FO-20", "FO-31", "BZ-44")
@given(devices(), wishes(), st.data())
def test_any_device_to_any_wish_and_back(shown, wants, data):
    shown = _sound(shown, wants)
    gone, foreign = _gone(shown, wants), [row["id"] for row in shown["policy"] if row["name"].startswith("F")]
    before = {"policy": data.draw(st.sampled_from([None, *foreign]))}
    operations = plan(shown, wants, gone, KINDS, before)
    store = Store(shown, KINDS)
    for operation in operations:
        _valid(store, operation)
        assert standing(operation, store.tables, KINDS) is Standing.PENDING
        store.apply([operation])
        assert standing(operation, store.tables, KINDS) is Standing.DONE
    _reached(store, wants, gone, before["policy"], foreign)
    _others_stay(shown, store, foreign)
    assert not any(str(row["id"]) in map(str, wants[-1].without.get("port", ())) for row in store.rows("ttl")[0]["port"])
    assert plan(store.tables, wants, gone, KINDS, before) == []
    back = store.apply(inverse(operations))
    assert _plain(back)["policy"] == _plain(Store(shown, KINDS))["policy"]
    assert {table: sorted(map(str, rows)) for table, rows in _plain(back).items()} == {
        table: sorted(map(str, rows)) for table, rows in _plain(Store(shown, KINDS)).items()
    }


def _reached(store, wants, gone, anchor, foreign):
    for want in wants:
        values = {name: value for name, value in want.values.items() if name != "port"}
        assert same(values, store.find(want.table, want.key), KINDS[want.table]), want
    assert not any(store.find(ref.table, ref.key) for ref in gone)
    order = [want.key for want in wants if want.table == "policy"]
    order += [anchor] if anchor is not None and order else []
    assert [row["id"] for row in store.rows("policy") if row["id"] in order] == order


def _others_stay(shown, store, foreign):
    assert [row for row in store.rows("policy") if row["id"] in foreign] == [row for row in shown["policy"] if row["id"] in foreign]
    assert store.find("address", "X") == next(row for row in shown["address"] if row["name"] == "X")
    ports = {row["id"]: row for row in store.rows("ttl")[0]["port"]}
    assert same({"timeout": 9}, ports[2], KINDS["ttl"])
    assert all(ports[row["id"]] == row for row in shown["ttl"][0]["port"] if row["id"] not in (2, 3))


@pytest.mark.requirement("FO-31")
def test_no_move_when_already_right():
    rows = [{"id": number, "name": f"p{number}"} for number in (5, 1, 9, 2, 7)]
    wants = [Want("policy", number, {"id": number}) for number in (5, 1, 2)]
    assert plan({"policy": rows}, wants, [], KINDS, {"policy": 7}) == []
    moves = plan({"policy": rows}, wants, [], KINDS, {"policy": 9})
    assert lines(moves) == ['move policy 2 {"before": 9}']


@pytest.mark.requirement("FO-46")
@pytest.mark.parametrize(
    ("operation", "rows"),
    [
        (Operation("create", "policy", 1, {"id": 1, "nat": "enable"}), [{"id": 1, "nat": "disable"}]),
        (Operation("update", "policy", 1, {"nat": "enable"}, {"id": 1, "nat": "disable"}), [{"id": 1, "nat": "other"}]),
        (Operation("update", "policy", 1, {"nat": "enable"}, {"id": 1, "nat": "disable"}), []),
        (Operation("delete", "policy", 1, {}, {"id": 1, "nat": "disable"}), [{"id": 1, "nat": "enable"}]),
        (Operation("move", "policy", 1, {"before": 2}), [{"id": 1}]),
    ],
)
def test_somebody_else_was_there(operation, rows):
    assert standing(operation, {"policy": rows}, KINDS) is Standing.OTHER


def test_a_difference_to_read():
    shown = {"policy": [{"id": 1, "name": "p1", "nat": "enable", "src": [{"name": "a", "q_origin_key": "a"}]}, {"id": 3, "name": "p3"}, {"id": 2}]}
    made = Want("policy", 4, {"id": 4, "src": [{"name": "a"}, {"name": "b", "id": 2}]})
    wants = [made, Want("policy", 1, {"nat": "disable", "src": [], "sip": {"rtp": 1}})]
    assert diff(plan(shown, wants, [Ref("policy", 2), Ref("policy", 9)], KINDS, {"policy": 3})).split("\n") == [
        "+ policy 4:", "+     id: 4", "+     src: [a, {name: b, id: 2}]",
        "  policy 1:", "-     nat: enable", "+     nat: disable", "-     src: [a]", "+     src: []", "      sip:", "+       rtp: 1",
        "  policy 4: moved before 1",
        "- policy 2",
    ]


def test_who_holds_a_name_that_is_wanted_leaves_first():
    shown = {"policy": [{"id": 1, "name": "p1", "nat": "enable"}, {"id": 2, "name": "old"}]}
    operations = plan(shown, [Want("policy", 5, {"id": 5, "name": "p1"})], [Ref("policy", 1), Ref("policy", 2)], KINDS, {"policy": 2})
    assert [(each.verb, each.key) for each in operations] == [("delete", 1), ("create", 5), ("move", 5), ("delete", 2)]
    assert _plain(Store(shown, KINDS).apply([*operations, *inverse(operations)])) == shown


def test_two_that_exchange_their_names():
    shown = {"policy": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]}
    operations = plan(shown, [Want("policy", 1, {"id": 1, "name": "b"}), Want("policy", 2, {"id": 2, "name": "a"})], [], KINDS)
    assert lines(operations) == ['update policy 1 {"name": "a~"}', 'update policy 2 {"name": "a"}', 'update policy 1 {"name": "b"}']


def test_a_name_that_somebody_else_has_is_not_taken_from_them():
    operations = plan({"policy": [{"id": 1, "name": "a"}]}, [Want("policy", 2, {"id": 2, "name": "a"})], [], KINDS)
    assert [each.key for each in operations] == [2]
