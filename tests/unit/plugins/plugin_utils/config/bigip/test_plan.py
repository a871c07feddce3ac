"""What a BIG-IP shows against what is wanted: the fewest writes, and only of what is ours (SB-01 to SB-22, BP-38, BP-49)."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.bigip import KINDS, plan, read_for, refused, rules
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.bigip.wire import members_of, row
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.objects import Operation, Store, diff, inverse, lines
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, describe
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import Problem, errors
from tests.unit.plugins.plugin_utils.intent.sip_load_balancer.services import designed

MARK = "kyoten:sip_load_balancer:webotx"
FOREIGN = {
    "net/vlan": [{"name": "/Common/lan", "interfaces": [{"name": "1.2", "tagged": False}], "tag": 4093}],
    "net/self": [{"name": "/Common/lan_self", "address": "198.51.100.1/24", "vlan": "/Common/lan", "allowService": []}],
    "ltm/monitor/sip": [{"name": "/Common/sip", "interval": 5, "timeout": 16}],
    "ltm/profile/sip": [{"name": "/Common/sip", "terminateOnBye": "enabled"}],
    "ltm/rule": [{"name": "/Common/web", "text": "when HTTP_REQUEST { }"}],
    "ltm/node": [{"name": "/Common/198.51.100.9", "address": "198.51.100.9"}],
    "ltm/pool": [{"name": "/Common/web", "monitor": []}],
    "ltm/pool/members": [{
        "name": "/Common/web /Common/198.51.100.9:80", "address": "198.51.100.9", "ratio": 1, "state": "enabled", "node": "/Common/198.51.100.9",
    }],
    "ltm/virtual": [{
        "name": "/Common/web", "destination": "/Common/198.51.100.80:80", "ipProtocol": "tcp", "pool": "/Common/web", "profiles": [],
        "rules": ["/Common/web"], "persist": "", "snat": "none", "enabled": True, "vlans": [],
    }],
}  # fmt: skip


def planned(shown: Any, design: Any) -> Any:
    read = {table: shown.get(table, []) for table in read_for(design)}
    made = plan(design, rules(design), (17, 1, 1), read, {})
    for problem in made.problems:
        for language in LANGUAGES:
            assert "{" not in describe(problem, language).message
    return made


def after(shown: Any, design: Any) -> Any:
    made = planned(shown, design)
    assert not errors(made.problems), made.problems
    return done(shown, made.operations)


def done(shown: Any, operations: list[Operation]) -> Any:
    """The tables after the writes; a pool brings its members, and takes them away."""
    store = Store(deepcopy(shown), KINDS)
    for each in operations:
        if each.table == "ltm/pool" and each.verb == "create":
            body = {name: value for name, value in each.body.items() if name != "members"}
            store.apply([Operation("create", each.table, each.key, body)])
            for one in each.body.get("members", ()):
                _join(store, one)
            continue
        if each.table == "ltm/pool/members" and each.verb == "create":
            _join(store, each.body)
            continue
        always = {"vlans": []} if (each.table, each.verb) == ("ltm/virtual", "create") else {}  # a reading always has them
        store.apply([replace(each, body={**always, **each.body})])
        if each.table == "ltm/pool" and each.verb == "delete":
            store.tables["ltm/pool/members"] = [one for one in store.rows("ltm/pool/members") if not one["name"].startswith(f"{each.key} ")]
    return store.tables


def _join(store: Store, member: Any) -> None:
    """A member, and the node that comes with it."""
    node = member["name"].partition(" ")[2].rpartition(":")[0]
    store.apply([Operation("create", "ltm/pool/members", member["name"], {**member, "node": node})])
    if store.find("ltm/node", node) is None:
        store.apply([Operation("create", "ltm/node", node, {"name": node, "address": node[8:]})])


def plain(tables: Any) -> Any:
    """Tables without their order, and without what is empty."""
    empty = (None, "", [], {})
    return {table: sorted(({k: v for k, v in each.items() if v not in empty} for each in rows), key=str) for table, rows in tables.items() if rows}


def codes(made: Any) -> list[str]:
    return [problem.code for problem in made.problems]


@pytest.mark.requirement("SB-20", "SB-21")
def test_first_everything_then_nothing_then_nothing_left() -> None:
    there = after(FOREIGN, designed())
    assert planned(there, designed()).operations == []
    gone = planned(there, designed(state="absent", remove_network=True))
    assert [f"{each.verb} {each.table}" for each in gone.operations] == [
        "delete ltm/virtual", "delete ltm/pool", "delete ltm/node", "delete ltm/node", "delete ltm/rule", "delete ltm/rule",
        "delete ltm/persistence/sip", "delete ltm/profile/sip", "delete ltm/profile/udp", "delete ltm/monitor/sip", "delete net/self",
        "delete net/vlan",
    ]  # fmt: skip
    assert plain(done(there, gone.operations)) == plain(FOREIGN)


@pytest.mark.requirement("SB-20")
def test_the_network_stays_unless_it_is_to_go() -> None:
    left = after(after(FOREIGN, designed()), designed(state="absent"))
    assert [each["name"] for each in left["net/self"]] == ["/Common/lan_self", "/Common/voice_self"]


@pytest.mark.requirement("SB-20")
def test_a_node_that_serves_somebody_else_stays() -> None:
    there = after(FOREIGN, designed())
    theirs = {"name": "/Common/web /Common/192.0.2.21:80", "address": "192.0.2.21", "ratio": 1, "state": "enabled", "node": "/Common/192.0.2.21"}
    there["ltm/pool/members"].append(theirs)
    there["ltm/node"][-1]["description"] = "mine"
    gone = planned(there, designed(state="absent"))
    assert not [each for each in gone.operations if each.table == "ltm/node"] and codes(gone) == []


@pytest.mark.requirement("SB-17")
def test_one_member_more_is_one_write() -> None:
    there = after(FOREIGN, designed())
    members = [{"address": "192.0.2.21"}, {"address": "192.0.2.22", "port": 5061}, {"address": "192.0.2.23"}]
    assert lines(planned(there, designed(pool__members=members)).operations) == [
        "create ltm/pool/members /Common/webotx /Common/192.0.2.23:5060 "
        '{"name": "/Common/webotx /Common/192.0.2.23:5060", "address": "192.0.2.23", "ratio": 1, "state": "enabled"}'
    ]
    assert lines(planned(there, designed(pool__members=members[:1])).operations) == ["delete ltm/pool/members /Common/webotx /Common/192.0.2.22:5061"]


@pytest.mark.requirement("SB-22")
def test_a_member_is_drained() -> None:
    there = after(FOREIGN, designed())
    members = [{"address": "192.0.2.21", "state": "disabled"}, {"address": "192.0.2.22", "port": 5061}]
    (write,) = planned(there, designed(pool__members=members)).operations
    assert (write.verb, write.key, write.body) == ("update", "/Common/webotx /Common/192.0.2.21:5060", {"state": "disabled"})


@pytest.mark.requirement("SB-01", "SB-02", "SB-06", "SB-20")
@pytest.mark.parametrize(("table", "changes", "code"), [
    ("ltm/virtual", {"name": "/Common/other", "destination": "/Common/192.0.2.100:5060", "ipProtocol": "udp"}, ["KO-SB123"]),
    ("ltm/virtual", {"name": "/voice/other", "destination": "/voice/192.0.2.100:5060", "ipProtocol": "udp"}, ["KO-SB123"]),
    ("ltm/virtual", {"name": "/voice/other", "destination": "/voice/192.0.2.100%1:5060", "ipProtocol": "udp"}, []),
    ("ltm/virtual", {"name": "/Common/other", "destination": "/Common/192.0.2.100:5060", "ipProtocol": "tcp"}, []),
    ("ltm/virtual", {"name": "/Common/sip_vs", "destination": "/Common/192.0.2.100:5060"}, ["KO-SB121"]),
    ("ltm/pool", {"name": "/Common/webotx", "monitor": []}, ["KO-SB121"]),
    ("ltm/rule", {"name": "/Common/_sip_request_send_rule", "text": "when SIP_REQUEST { }"}, ["KO-SB121"]),
    ("net/vlan", {"name": "/Common/x", "interfaces": [{"name": "1.1", "tagged": False}]}, ["KO-SB124"]),
    ("net/vlan", {"name": "/Common/x", "interfaces": [{"name": "1.1", "tagged": True}]}, []),
    ("net/vlan", {"name": "/Common/voice", "interfaces": [{"name": "1.1", "tagged": False}]}, []),
    ("net/vlan", {"name": "/Common/voice", "interfaces": [{"name": "1.2", "tagged": False}]}, ["KO-SB121"]),
    ("net/self", {"name": "/Common/voice_self", "address": "192.0.2.11/24", "vlan": "/Common/voice", "description": MARK}, ["KO-SB122"]),
])  # fmt: skip
def test_what_stands_against_it(table: str, changes: dict[str, Any], code: list[str]) -> None:
    shown = {**FOREIGN, table: [*({**FOREIGN[table][0], **each} for each in ({}, changes))]}
    shown["net/vlan"] = [each for each in shown["net/vlan"] if each["name"] != "/Common/lan"]
    made = planned(shown, designed())
    assert codes(made) == code
    assert bool(made.operations) != bool(code)


@pytest.mark.requirement("SB-15")
def test_a_monitor_of_another_type_needs_another_name() -> None:
    there = after(FOREIGN, designed())
    assert codes(planned(there, designed(pool__monitor={"type": "udp"}))) == ["KO-SB127"]
    assert codes(planned(there, designed(pool__monitor={"type": "udp", "name": "webotx_udp"}))) == []


@pytest.mark.requirement("SB-02")
@pytest.mark.parametrize(("reached", "services", "refused"), [
    ("192.0.2.10", ["none"], True), ("192.0.2.10", ["tcp:22"], True), ("192.0.2.10", ["tcp:443"], False), ("192.0.2.10", ["default"], False),
    ("198.51.100.5", ["none"], False),
])  # fmt: skip
def test_the_way_to_the_device_itself_is_not_shut(reached: str, services: list[str], refused: bool) -> None:
    design = {**designed(self_ip__allow_service=services), "reached_at": reached}
    assert codes(planned(FOREIGN, design)) == (["KO-SB126"] if refused else [])


@pytest.mark.requirement("SB-20")
def test_what_somebody_else_made_is_taken_over_on_request() -> None:
    shown = {**FOREIGN, "ltm/pool": [*FOREIGN["ltm/pool"], {"name": "/Common/webotx", "monitor": ["/Common/x"], "loadBalancingMode": "round-robin"}]}
    made = planned(shown, designed(adopt=True))
    update = next(each for each in made.operations if each.table == "ltm/pool")
    assert (update.verb, update.body["description"], update.body["monitor"]) == ("update", MARK, ["/Common/webotx_sip"])


@pytest.mark.requirement("SB-20", "SB-21")
def test_a_pool_that_is_taken_over_has_its_members_from_the_first_run_on() -> None:
    there = {table: [{**each, "description": "theirs"} for each in rows] for table, rows in after(FOREIGN, designed()).items()}
    made = planned(there, designed(adopt=True, pool__members=[{"address": "192.0.2.21"}]))
    assert [each.key for each in made.operations if each.verb == "delete"] == ["/Common/webotx /Common/192.0.2.22:5061"]
    assert planned(done(there, made.operations), designed(adopt=True, pool__members=[{"address": "192.0.2.21"}])).operations == []


@pytest.mark.requirement("SB-20")
def test_what_others_use_is_not_removed() -> None:
    there = after(FOREIGN, designed())
    there["ltm/virtual"].append({**there["ltm/virtual"][0], "name": "/Common/guest", "pool": "/Common/webotx"})
    made = planned(there, designed(state="absent"))
    assert (codes(made), made.operations) == (["KO-SB120"], [])


@pytest.mark.requirement("SB-09", "SB-14", "SB-76")
@pytest.mark.parametrize(("table", "field", "value"), [
    ("ltm/virtual", "rules", ["/Common/_sip_response_send_rule", "/Common/_sip_request_send_rule"]), ("ltm/virtual", "rules", []),
    ("ltm/virtual", "profiles", ["/Common/webotx_udp"]), ("ltm/virtual", "persist", ""), ("ltm/virtual", "snat", "none"),
    ("ltm/profile/sip", "terminateOnBye", "enabled"), ("ltm/profile/sip", "insertViaHeader", "enabled"), ("ltm/persistence/sip", "sipInfo", "none"),
])  # fmt: skip
def test_what_somebody_changed_is_set_right(table: str, field: str, value: Any) -> None:
    there = after(FOREIGN, designed())
    ours = next(each for each in there[table] if each.get("description") == MARK)
    wanted = ours[field]
    there[table] = [{**each, field: value} if each is ours else each for each in there[table]]
    (write,) = planned(there, designed()).operations
    assert (write.verb, write.table, write.body) == ("update", table, {field: wanted})


@pytest.mark.requirement("SB-21")
def test_a_rule_is_shown_line_by_line() -> None:
    there = after(FOREIGN, designed())
    text = diff(planned(there, designed(irule__debug_log=True)).operations)
    changed = [line for line in text.splitlines() if line[0] in "+-"]
    assert len(changed) == 2 and all("log local0.info" in line for line in changed)


@pytest.mark.requirement("SB-21")
def test_spellings_of_a_device_are_no_difference() -> None:
    """The traps of BP-49."""
    assert row("ltm/pool", {"name": "p", "monitor": "/Common/b and /Common/a "})["monitor"] == ["/Common/b", "/Common/a"]
    assert row("ltm/pool", {"name": "p", "monitor": "min 1 of { /Common/a /Common/b }"})["monitor"] == ["min 1 of { /Common/a /Common/b }"]
    assert row("ltm/rule", {"name": "r", "apiAnonymous": "\r\nwhen X {\r\n}\n\n"}) == {"name": "/Common/r", "text": "when X {\n}"}
    everything = {"name": "/Common/s", "vlan": "/Common/voice", "allowService": ["all"]}
    assert row("net/self", {"name": "s", "vlan": "voice", "allowService": "all"}) == everything
    assert row("net/self", {"name": "s", "vlan": "/Common/voice"})["allowService"] == []
    assert row("ltm/profile/udp", {"name": "u", "description": "none", "idleTimeout": "60"}) == {"name": "/Common/u", "idleTimeout": "60"}
    states = [
        ("monitor-enabled", "up", "enabled"), ("monitor-enabled", "down", "enabled"), ("user-disabled", "up", "disabled"),
        ("user-disabled", "user-down", "offline"),
    ]  # fmt: skip
    for session, state, word in states:
        member = {"name": "192.0.2.21:5060", "fullPath": "/Common/192.0.2.21:5060", "address": "192.0.2.21", "session": session, "state": state}
        (found,) = members_of({"name": "p", "membersReference": {"items": [member]}})
        assert (found["state"], found["name"], found["node"]) == (word, "/Common/p /Common/192.0.2.21:5060", "/Common/192.0.2.21")
    assert members_of({"name": "p", "membersReference": {"link": "x"}}) == []
    virtual = row("ltm/virtual", {
        "name": "v", "disabled": True, "persist": [{"name": "c", "partition": "Common"}], "sourceAddressTranslation": {"type": "snat", "pool": "s"},
    })  # fmt: skip
    assert (virtual["enabled"], virtual["persist"], virtual["snat"], virtual["vlans"]) == (False, "/Common/c", "/Common/s", [])


@pytest.mark.requirement("SB-01")
def test_a_refusal_is_placed_and_explained() -> None:
    why = [Problem("KO-DV093", details={"line": "PATCH", "reason": "HTTP 400 ... (/Common/webotx_callid) ..."})]
    assert refused(designed(), why, ["1.1", "1.2"])[0].path == "sip_load_balancer.persistence.name"
    first, second = refused(designed(vlan__interface="1.9"), why, ["1.1", "1.2"])
    assert (first.code, first.path) == ("KO-SB125", "sip_load_balancer.vlan.interface")
    assert describe(first).message == "no interface '1.9' on the device (has 1.1, 1.2)"
    assert second.code == "KO-DV093"


@pytest.mark.requirement("SB-01", "SB-20")
@pytest.mark.parametrize(("words", "path"), [
    ("The requested self IP (/Common/voice_self) ...", "self_ip.name"), ("... VLAN /Common/voice.", "vlan.name"),
    ("The requested monitor (/Common/webotx_sip) already exists in partition Common.", "pool.monitor.name"),
    ("The requested profile (/Common/webotx_sip) was not found.", "sip_profile.name"),
    ("Rule [/Common/_sip_response_send_rule] error: /Common/_sip_response_send_rule:7: ...", "irule.response_name"),
    ("Virtual Server /Common/sip_vs illegally shares ... with Virtual Server /Common/webotx.", "virtual.name"),
    ("Pool Member (/Common/webotx_snat2 ...) folder does not exist", ""),
])  # fmt: skip
def test_a_refusal_is_placed_at_the_object_that_is_named(words: str, path: str) -> None:
    """Whole names: `voice` is no `voice_self`; a monitor and a profile have one name unless somebody says otherwise."""
    (told,) = refused(designed(), [Problem("KO-DV093", details={"line": "PATCH", "reason": f"HTTP 400 {words}"})], ["1.1"])
    assert told.path == (path and f"sip_load_balancer.{path}")


@pytest.mark.requirement("SB-20")
@pytest.mark.parametrize(("table", "path"), [("ltm/monitor/sip", "pool.monitor.name"), ("ltm/profile/sip", "sip_profile.name")])
def test_a_name_that_is_taken_is_told_at_its_own_input(table: str, path: str) -> None:
    (told,) = planned({**FOREIGN, table: [{"name": "/Common/webotx_sip"}]}, designed()).problems
    assert (told.code, told.path) == ("KO-SB121", f"sip_load_balancer.{path}")


MEMBERS = st.lists(
    st.builds(
        lambda last, port, state, ratio: {"address": f"192.0.2.{last}", "port": port, "state": state, "ratio": ratio},
        st.integers(20, 24), st.sampled_from([5060, 5061]), st.sampled_from(["enabled", "disabled", "offline"]), st.integers(1, 3),
    ), min_size=1, max_size=4, unique_by=lambda member: (member["address"], member["port"]),
)  # fmt: skip
SERVICES = st.fixed_dictionaries({}, optional={
    "pool__members": MEMBERS, "pool__name": st.sampled_from(["webotx", "other"]), "virtual__enabled": st.booleans(),
    "virtual__port": st.sampled_from([5060, 5080]), "virtual__name": st.sampled_from(["sip_vs", "vs2"]), "irule__debug_log": st.booleans(),
    "irule__request_name": st.sampled_from(["_sip_request_send_rule", "r1"]), "persistence__timeout": st.sampled_from([3600, 7200]),
    "virtual__vlans": st.sampled_from([[], ["voice"]]),
    "sip_profile__max_size": st.sampled_from([4000, 65535]),
})  # fmt: skip


@pytest.mark.requirement("SB-17", "SB-20", "SB-21")
@settings(max_examples=40)
@given(SERVICES, SERVICES)
def test_running_and_change_is_intended_and_back_again(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Running + change = intended; a second plan is empty; + inverse = running; nothing foreign moves; nothing is left after absent."""
    before = after(FOREIGN, designed(**first))
    made = planned(before, designed(**second))
    now = done(before, made.operations)
    assert planned(now, designed(**second)).operations == []
    assert plain(done(now, inverse(made.operations))) == plain({**before, "ltm/node": done(now, inverse(made.operations))["ltm/node"]})
    for table, rows in FOREIGN.items():
        assert all(each in now[table] for each in rows)
    left, foreign = plain(after(now, designed(state="absent", remove_network=True))), plain(FOREIGN)
    assert {**left, "ltm/node": []} == {**foreign, "ltm/node": []}
