"""Any branch on a customer's FortiGate, another one over it, and back: what the customer has stays, and nothing of ours does."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.fortios import KINDS, plan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.fortios.tables import owned
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.objects import Store, inverse
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.objects.values import sendable
from tests.unit.plugins.plugin_utils.design.biztel.branches import FEATURES, branch, designed
from tests.unit.plugins.plugin_utils.device.fortigate import REFERENCES, start

PUSHES = [{"address": "17.0.0.0/8", "proto": "tcp", "ports": "443,5223"}, {"address": "192.0.2.7", "proto": "udp", "ports": "3478"}]


@st.composite
def designs(draw):
    """Through intent and design, as a run does it."""
    features = draw(st.sets(st.sampled_from(FEATURES))) | {draw(st.sampled_from(["plain", "encrypted", "webrtc"]))}
    changes = {
        "lan__phone_networks": draw(st.sampled_from([["192.168.100.0/24"], ["192.168.100.0/24", "192.168.101.0/24"]])),
        "lan__inside_networks": draw(st.sampled_from([[], ["172.16.0.0/16"]])), "qos__mode": draw(st.sampled_from(["none", "priority"])),
        "sources": draw(st.sampled_from([{}, {"O4": ["192.168.100.16/28"]}, {"O6": ["192.168.100.0/28"]}])),
        "fortios__policy_base": draw(st.sampled_from([4100, 5100])), "fortios__place_before": draw(st.sampled_from([None, "1", "guests"])),
        "ios_push_destinations": PUSHES[: draw(st.integers(1, 2))],
    }
    return designed(branch(tuple(features), draw(st.booleans()), "fortios", **changes))


def customers():
    """A device with policies, addresses and services of its own."""
    shown = start()
    shown["firewall/policy"] += [{**shown["firewall/policy"][0], "policyid": 9, "name": "guests", "srcintf": [{"name": "guest"}]}]
    shown["firewall/address"].append({"name": "biztel-printer", "subnet": "192.0.2.9 255.255.255.255", "uuid": "x"})
    return shown


def brought(tables, design, taken):
    made = plan(design, (7, 4, 4), tables, taken)
    assert not [problem for problem in made.problems if problem.level == "error"], made.problems
    store = Store(deepcopy(tables), KINDS)
    for operation in made.operations:
        _takes(store, operation)
        store.apply([operation])
    assert plan(design, (7, 4, 4), store.tables, {**taken, **made.borrowed}).operations == []
    back = Store(deepcopy(store.tables), KINDS).apply(inverse(made.operations))
    assert plain(back.tables) == plain(tables)
    return store.tables, {**taken, **made.borrowed}


def plain(tables):
    found = {table: [sendable(row) for row in rows] for table, rows in tables.items() if rows}
    return {table: rows if KINDS[table].ordered else sorted(rows, key=str) for table, rows in found.items()}


def _takes(store, operation):
    """A device takes no name that is not there, and lets go of none that is in use."""
    if operation.verb == "delete":
        used = [row for field, tables in REFERENCES.items() if operation.table in tables for rows in store.tables.values()
                for row in rows for each in row.get(field, ()) if each["name"] == operation.key]
        assert not used, operation
    for field, tables in REFERENCES.items():
        there = {row["name"] for table in tables for row in store.rows(table)}
        assert {each["name"] for each in operation.body.get(field, ())} <= there, operation
    names = [row.get("name") for row in store.rows(operation.table) if str(store.key(operation.table, row)) != str(operation.key)]
    assert not KINDS[operation.table].unique or operation.body.get("name") not in names, operation


@pytest.mark.requirement("BZ-44", "BZ-61", "BZ-82", "FO-20", "FO-26", "FO-31")
@given(designs(), designs())
def test_one_branch_another_and_back(one, other):
    tables, taken = brought(customers(), one, {})
    tables, taken = brought(tables, other, taken)
    assert [row["policyid"] for row in tables["firewall/policy"] if row["policyid"] < 100] == [1, 9]
    absent = {**other, "state": "absent", "objects": [], "place_before": None}
    tables, _taken = brought(tables, absent, taken)
    assert plain(tables) == plain(customers())


@pytest.mark.requirement("BZ-12", "BZ-23")
def test_a_timer_that_is_wished_no_more_goes_also_where_its_number_is_used_again():
    features = ("plain", "encrypted", "uniconnect_ios")
    one = designed(branch(features, platform="fortios", sources={"O6": ["192.168.100.0/28"]}, nat_timer={"sip": 3600, "rtp": 300}))
    other = designed(branch(features[::2], platform="fortios", ios_push_destinations=PUSHES))
    tables, taken = brought(customers(), one, {})
    assert {row["policyid"]: row.get("session-ttl") for row in tables["firewall/policy"]}[4141] == "3600"
    tables, _taken = brought(tables, other, taken)
    row = next(row for row in tables["firewall/policy"] if row["policyid"] == 4141)
    assert (row["name"], row["session-ttl"]) == ("biztel-out-ios-2", "0")
    assert [row["udp-idle-timer"] for row in tables["firewall.service/custom"] if row["name"] == "biztel-rtp"] == [0]


@pytest.mark.requirement("BZ-43", "FO-20")
def test_a_virtual_ip_is_there_before_a_policy_that_names_it_takes_over_a_number():
    sites = {"sources": {"O6": ["192.168.100.0/28"]}, "fortios": {"inbound_map": [{"address": "192.168.100.20", "port": 5060}]}}
    one, other = (
        designed(branch(("plain", "encrypted"), platform="fortios", **sites, fortios__policy_base=base, fortios__inbound=inbound))
        for base, inbound in ((4100, False), (4110, True))
    )
    tables, taken = brought(customers(), one, {})
    assert {row["policyid"]: row["name"] for row in tables["firewall/policy"]}[4141] == "biztel-out-sip-2"
    tables, _taken = brought(tables, other, taken)
    assert {row["policyid"]: row["name"] for row in tables["firewall/policy"]}[4141] == "biztel-in"


@pytest.mark.requirement("FO-32")
@given(designs())
def test_each_name_of_the_design_is_known_as_ours(design):
    assert [each for each in design["objects"] if not owned("biztel", each["table"], each["object"])] == []
