"""What a simulated FortiGate refuses beyond single fields, and that nothing it is sent can break it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.fortios.api import answer
from tests.lab.fortios.gate import FortiGate, Platform

from .fortios_support import CMDB, Client, policy


@pytest.fixture
def fg() -> Client:
    """As delivered, 7.4.4."""
    return Client()


@pytest.mark.requirement("FO-11", "FO-42")
@pytest.mark.parametrize(("line", "body", "refusal"), [
    ("PUT firewall/addrgrp/company", {"member": [{"name": "company"}]}, (500, -651)),
    ("PUT firewall/addrgrp/company", {"exclude": "enable", "exclude-member": [{"name": "company"}]}, (500, -651)),
    ("POST firewall/address", {"name": "company"}, (500, -5)),
    ("POST firewall/vip", {"name": "office", "extip": "198.51.100.9", "mappedip": [{"range": "10.0.0.1"}]}, (500, -5)),
    ("POST firewall.service/custom", {"name": "Web Access", "tcp-portrange": "80"}, (500, -5)),
    ("POST firewall.schedule/onetime", {"name": "always"}, (500, -5)),
    ("POST system/zone", {"name": "lan"}, (500, -5)),
    ("POST system/zone", {"name": "inside", "interface": [{"interface-name": "lan"}]}, (500, -23)),
    ("POST firewall/address", {"name": "a", "type": "iprange", "start-ip": "10.0.0.9", "end-ip": "10.0.0.1"}, (500, -651)),
    ("POST firewall/address", {"name": "a", "type": "fqdn"}, (500, -56)),
    ("POST firewall/address", {"name": "a", "type": "fqdn", "fqdn": "two words"}, (500, -651)),
    ("POST firewall/address", {"name": "a", "uuid": "mine"}, (500, -651)),
    ("POST firewall/vip", {"name": "v", "extip": "198.51.100.9"}, (500, -56)),
    ("POST firewall/vip", {"name": "v", "extip": "198.51.100.9-198.51.100.1", "mappedip": [{"range": "10.0.0.1"}]}, (500, -651)),
    ("POST firewall/policy", policy(2, "p", **{"tcp-mss-sender": "\u0661"}), (500, -651)),
    ("POST firewall/vip", {"name": "v", "extip": "198.51.100.9", "mappedip": [{"range": "here"}]}, (500, -651)),
    ("POST firewall/vip", {"name": "v", "extip": "198.51.100.9", "mappedip": [{"range": "10.0.0.1"}], "extintf": "wan9"}, (500, -3)),
    ("POST firewall/vip", {"name": "v", "mappedip": [{"range": "10.0.0.1"}], "portforward": "enable", "extport": "80"}, (500, -56)),
    ("POST firewall.shaper/traffic-shaper", {"name": "s", "guaranteed-bandwidth": 600, "maximum-bandwidth": 100}, (500, -651)),
    ("POST firewall.shaper/traffic-shaper", {"name": "s", "diffservcode": "46"}, (500, -651)),
    ("POST firewall/policy", policy(2, "p", **{"diffservcode-forward": "10111"}), (500, -651)),
    ("POST firewall/policy", policy(2, "p", tos="0x1ff"), (500, -651)),
    ("POST system/session-helper", {"id": 40, "name": "sip", "protocol": 17, "port": 65536}, (500, -651)),
    ("POST system/session-helper", {"id": 40, "name": "sip", "protocol": 256, "port": 5060}, (500, -651)),
    ("PUT system/session-ttl", {"port": [{"id": 1, "protocol": 17, "start-port": 9, "end-port": 2, "timeout": "900"}]}, (500, -651)),
    ("PUT system/session-ttl", {"port": [{"id": 1, "protocol": 17, "start-port": 9, "end-port": 70000, "timeout": "900"}]}, (500, -651)),
    ("POST system/dns-database", {"name": "d", "domain": "a.example", "dns-entry": [{"id": 1, "ip": "here"}]}, (500, -651)),
    ("POST system/dns-database", {"name": "d", "domain": "a.example", "dns-entry": [{"id": 1, "hostname": "a b", "ip": "10.0.0.1"}]}, (500, -651)),
    ("POST firewall.schedule/recurring", {"name": "s", "day": "monday", "start": "24:00"}, (500, -651)),
    ("POST firewall.schedule/group", {"name": "s", "member": []}, (500, -56)),
    ("POST firewall.service/custom", {"name": "s", "udp-portrange": "\u0661"}, (500, -651)),
    ("PUT system/interface/lan", {"ip": "192.168.30.1/33"}, (500, -651)),
    ("POST firewall/addrgrp/company/member", None, (500, -651)),
    ("POST firewall/addrgrp/company/member/all", {"name": "all"}, (405, 0)),
    ("PATCH firewall/addrgrp/company/member", {"name": "all"}, (405, 0)),
])  # fmt: skip
def test_what_does_not_fit_together_is_refused(fg: Client, line: str, body: Any, refusal: tuple[int, int]) -> None:
    before = fg.gate.running_text_plain()
    assert fg.refused(line, body) == refusal
    assert fg.gate.running_text_plain() == before


@pytest.mark.requirement("FO-42")
def test_groups_do_not_hold_themselves_by_way_of_others(fg: Client) -> None:
    fg.ask("POST firewall/addrgrp", {"name": "outer", "member": [{"name": "company"}]})
    fg.ask("POST firewall/addrgrp", {"name": "outermost", "member": [{"name": "outer"}]})
    assert fg.refused("PUT firewall/addrgrp/company", {"member": [{"name": "office"}, {"name": "outermost"}]}) == (500, -651)
    assert fg.refused("PUT firewall.service/group/Web%20Access", {"member": [{"name": "Web Access"}]}) == (500, -651)


@pytest.mark.requirement("FO-42", "FO-43")
def test_an_interface_of_a_zone_is_named_by_its_zone(fg: Client) -> None:
    assert fg.ask("POST system/zone", {"name": "inside", "interface": [{"interface-name": "dmz"}]})["http_status"] == 200
    assert fg.refused("POST system/zone", {"name": "other", "interface": [{"interface-name": "dmz"}]}) == (500, -23)
    assert fg.refused("POST firewall/policy", policy(2, "p", srcintf=[{"name": "dmz"}])) == (500, -3)
    assert fg.ask("POST firewall/policy", policy(2, "p", srcintf=[{"name": "inside"}]))["http_status"] == 200
    assert fg.refused("DELETE system/zone/inside") == (500, -23)


@pytest.mark.requirement("FO-10", "FO-39")
def test_what_it_cannot_do_it_does_not_pretend_to(fg: Client) -> None:
    before = fg.gate.running_text_plain()
    assert fg.refused("GET firewall/policy", action="schema") == (400, 0)
    assert fg.refused("PUT firewall/policy/1", {"name": "x"}, action="clone") == (400, 0)
    assert fg.refused("POST firewall/policy", policy(2, "x"), action="move", before="1") == (400, 0)
    assert fg.refused("GET firewall/policy", start="first") == fg.refused("GET firewall/policy", count="-1") == (400, 0)
    assert fg.gate.running_text_plain() == before


@pytest.mark.requirement("FO-42")
@pytest.mark.parametrize(("lenient", "status"), [(False, 500), (True, 200)])
def test_unknown_fields_are_an_error_or_passed_over(lenient: bool, status: int) -> None:
    fg = Client(lenient=lenient)
    assert fg.ask("POST firewall/address", {"name": "a", "colour": 3})["http_status"] == status
    assert not lenient or "colour" not in fg.row("firewall/address/a")


@pytest.mark.requirement("FO-44")
def test_the_old_name_of_a_protocol_is_a_name_there_only() -> None:
    fg = Client(version="7.6.3", old_protocol=True)
    fg.ask("POST firewall/address", {"name": "a", "comment": "TCP/UDP/SCTP"})
    assert fg.row("firewall/address/a")["comment"] == "TCP/UDP/SCTP"


@pytest.mark.requirement("FO-43", "FO-44")
@pytest.mark.parametrize(("version", "name"), [("7.0.12", "TCP/UDP/SCTP"), ("7.4.4", "TCP/UDP/SCTP"), ("7.6.3", "TCP/UDP/UDP-Lite/SCTP")])
def test_a_service_is_one_of_ports_unless_it_says_otherwise(version: str, name: str) -> None:
    fg = Client(version=version)
    assert (fg.row("firewall.service/custom/HTTP")["protocol"], fg.row("firewall.service/custom/ALL")["protocol"]) == (name, "IP")


@pytest.mark.requirement("FO-42")
def test_a_policy_by_internet_service_names_no_addresses(fg: Client) -> None:
    without = {**policy(2, "p", dstaddr=[], service=[]), "internet-service": "enable"}
    assert fg.ask("POST firewall/policy", without)["http_status"] == 200


@pytest.mark.requirement("FO-40", "FO-41")
@pytest.mark.parametrize("version", ["7.0.12", "7.2.5", "7.4.4", "7.6.3"])
def test_what_it_shows_it_takes_back_and_nothing_changes(version: str) -> None:
    fg = Client(version=version)
    for path, table in fg.gate.vdoms["root"].schema.items():
        found = fg.ask(f"GET {path}")["results"]
        for row in found if table.key else [found]:
            key = f"/{row[table.key]}" if table.key else ""
            assert fg.ask(f"PUT {path}{key}", row).get("revision_changed") is False, (path, row)


@pytest.mark.requirement("FO-41")
def test_rows_in_rows_have_their_keys_too(fg: Client) -> None:
    fg.ask("POST firewall/address", {"name": "a", "tagging": [{"name": "t", "tags": []}]})
    assert fg.row("firewall/address/a")["tagging"] == [{"q_origin_key": "t", "name": "t", "category": "", "tags": []}]
    fg.gate.vdoms["root"].others = {"system.object-tagging/tags": ["x"]}
    fg.ask("PUT firewall/address/a", {"tagging": [{"name": "t", "tags": [{"name": "x"}]}]})
    assert fg.row("firewall/address/a")["tagging"][0]["tags"] == [{"q_origin_key": "x", "name": "x"}]


@pytest.mark.requirement("FO-40")
def test_members_in_another_order_are_no_change_and_stay_as_they_were(fg: Client) -> None:
    before = fg.row("firewall/addrgrp/company")["member"]
    assert fg.ask("PUT firewall/addrgrp/company", {"member": before[::-1]})["revision_changed"] is False
    assert fg.row("firewall/addrgrp/company")["member"] == before


@pytest.mark.requirement("FO-42")
@pytest.mark.parametrize("text", ['{"name": NaN}', '{"name": Infinity}', '{"name":', "[" * 100_000])
def test_what_is_no_json(fg: Client, text: str) -> None:
    assert answer(fg.gate, "POST", f"{CMDB}firewall/address", {}, text)[0] == 400


_LEAF = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6)
_JSON = st.recursive(_LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=8)
_GATE = FortiGate("fg", platform=Platform())
_FIELDS = {path: sorted(table.fields) for path, table in _GATE.vdoms["root"].schema.items()}


@pytest.mark.requirement("FO-11", "FO-42")
@given(st.data())
def test_no_body_breaks_it_and_a_refusal_leaves_no_trace(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(_FIELDS)))
    fields = st.dictionaries(st.sampled_from(_FIELDS[path]), _JSON, max_size=4)
    line = data.draw(st.sampled_from([path, f"{path}/all", f"{path}/1", f"{path}/company/member", "firewall/policy/1/srcaddr/all"]))
    method = data.draw(st.sampled_from(["GET", "POST", "PUT", "DELETE"]))
    names = st.sampled_from(["action", "before", "start", "count", "filter", "format", "vdom", "global"])
    query = data.draw(st.dictionaries(names, st.text(max_size=4)))
    before = _GATE.running_text_plain()
    status, found = answer(_GATE, method, CMDB + line, query, json.dumps(data.draw(fields | _JSON)))
    told = found[0] if isinstance(found, list) else found
    assert (told["status"] == "success") == (status == 200)
    assert told.get("revision_changed") or _GATE.running_text_plain() == before
