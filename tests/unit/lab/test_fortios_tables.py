"""What a simulated FortiGate takes, refuses and shows, as fortios.md lists it; without a wire."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.fortios.api import answer
from tests.lab.fortios.schema import schema

from .fortios_support import CMDB, Client, policy


@pytest.fixture
def fg() -> Client:
    """As delivered, 7.4.4."""
    return Client()


@pytest.mark.requirement("FO-06", "FO-41")
def test_an_object_shows_every_field_with_its_default_and_its_keys(fg: Client) -> None:
    shown = fg.row("firewall/policy/1")
    assert set(shown) == {"q_origin_key", *schema((7, 4, 4))["firewall/policy"].fields}
    assert shown["srcintf"] == [{"q_origin_key": "lan", "name": "lan"}] and len(shown["uuid"]) == 36
    assert (shown["q_origin_key"], shown["session-ttl"], shown["tcp-mss-sender"]) == (1, "0", 0)
    assert isinstance(fg.ask("GET system/settings")["results"], dict)
    assert [row["name"] for row in fg.ask("GET firewall/addrgrp")["results"]] == ["company"]


@pytest.mark.requirement("FO-07", "FO-08", "FO-40")
def test_a_put_merges_fields_and_replaces_child_tables(fg: Client) -> None:
    fg.ask("POST firewall/addrgrp", {"name": "g", "member": [{"name": "office"}, {"name": "printers"}], "comment": "x"})
    assert fg.ask("PUT firewall/addrgrp/g", {"member": [{"name": "printers"}]})["revision_changed"] is True
    shown = fg.row("firewall/addrgrp/g")
    assert (shown["comment"], [row["name"] for row in shown["member"]]) == ("x", ["printers"])
    fg.ask("PUT system/session-ttl", {"port": [{"id": 1, "protocol": 17, "start-port": 1, "end-port": 2, "timeout": "900"}]})
    fg.ask("PUT system/session-ttl", {"port": [{"id": 2, "protocol": 17, "start-port": 3, "end-port": 4, "timeout": 900}]})
    assert [(row["id"], row["timeout"]) for row in fg.ask("GET system/session-ttl")["results"]["port"]] == [(2, "900")]


@pytest.mark.requirement("FO-40")
@pytest.mark.parametrize(("path", "first", "again"), [
    ("firewall/address", {"name": "a", "subnet": "203.0.113.10/32"}, {"subnet": "203.0.113.10 255.255.255.255"}),
    ("firewall/address", {"name": "a", "subnet": "10.0.0.0/8"}, {"subnet": "10.0.0.0 255.0.0.0", "color": "0"}),
    ("firewall/addrgrp", {"name": "a", "member": [{"name": "office"}, {"name": "all"}]}, {"member": [{"name": "all"}, {"name": "office"}]}),
    ("firewall.service/custom", {"name": "a", "udp-portrange": "5060-5060", "session-ttl": 3600}, {"udp-portrange": "5060", "session-ttl": "3600"}),
])  # fmt: skip
def test_the_same_in_other_words_is_no_revision(fg: Client, path: str, first: dict[str, Any], again: dict[str, Any]) -> None:
    made = fg.ask(f"POST {path}", first)
    same = fg.ask(f"PUT {path}/a", again)
    assert (made["revision_changed"], same["revision_changed"]) == (True, False)
    assert same["revision"] == same["old_revision"] == made["revision"] != made["old_revision"]


@pytest.mark.requirement("FO-11", "FO-42")
@pytest.mark.parametrize(("line", "body", "refusal"), [
    ("GET firewall/address/nobody", None, (404, -3)),
    ("GET firewall/nothing", None, (404, -3)),
    ("PUT firewall/address/nobody", {"comment": "x"}, (404, -3)),
    ("DELETE firewall/address/nobody", None, (404, -3)),
    ("POST firewall/address/a", {"name": "a"}, (405, 0)),
    ("PATCH firewall/address/all", {}, (405, 0)),
    ("POST firewall/address", {"name": "all"}, (500, -5)),
    ("POST firewall/address", {"name": ""}, (500, -56)),
    ("POST firewall/address", {"name": "x" * 80}, (500, -651)),
    ("POST firewall/address", {"name": "a", "subnet": "203.0.113.300/32"}, (500, -651)),
    ("POST firewall/address", {"name": "a", "type": "ipmasq"}, (500, -651)),
    ("POST firewall/address", {"name": "a", "subnett": "10.0.0.0/8"}, (500, -651)),
    ("POST firewall/address", {"name": "a\nb"}, (500, -651)),
    ("POST firewall/addrgrp", {"name": "g", "member": [{"name": "nobody"}]}, (500, -3)),
    ("POST firewall/addrgrp", {"name": "g"}, (500, -56)),
    ("POST firewall.service/custom", {"name": "s", "udp-portrange": "20000-10000"}, (500, -651)),
    ("POST firewall.service/custom", {"name": "s", "udp-portrange": "70000"}, (500, -651)),
    ("POST firewall.service/custom", {"name": "s", "udp-idle-timer": 86401}, (500, -651)),
    ("POST firewall.service/custom", {"name": "s", "session-ttl": "299"}, (500, -651)),
    ("POST firewall.service/custom", {"name": "s", "protocol": "TCP/UDP/UDP-Lite/SCTP"}, (500, -651)),
    ("POST firewall/policy", policy(2, "all-out"), (500, -5)),
    ("POST firewall/policy", policy(2, "p" * 36), (500, -651)),
    ("POST firewall/policy", policy(2, "p", service=[]), (500, -56)),
    ("POST firewall/policy", policy(2, "p", srcintf=[{"name": "lan9"}]), (500, -3)),
    ("POST firewall/policy", policy(2, "p", **{"voip-profile": "nobody"}), (500, -3)),
    ("DELETE firewall/address/office", None, (500, -23)),
    ("DELETE firewall.schedule/recurring/always", None, (500, -23)),
    ("POST system/settings", {"sip-nat-trace": "disable"}, (500, -651)),
    ("PUT firewall/policy/1?", {"policyid": 7}, (404, -3)),
    ("PUT firewall/policy/1", {"policyid": 7}, (500, -651)),
])  # fmt: skip
def test_what_is_refused_and_leaves_no_trace(fg: Client, line: str, body: Any, refusal: tuple[int, int]) -> None:
    before = fg.gate.running_text_plain()
    assert fg.refused(line, body) == refusal
    assert fg.gate.running_text_plain() == before


@pytest.mark.requirement("FO-09", "FO-31", "FO-42")
def test_a_policy_without_a_number_gets_the_next_one_and_moves(fg: Client) -> None:
    assert fg.ask("POST firewall/policy", policy(0, "a"))["mkey"] == 2
    fg.ask("POST firewall/policy", policy(9, "b"))
    assert fg.ask("PUT firewall/policy/9", action="move", before="1")["revision_changed"] is True
    assert fg.ask("PUT firewall/policy/9", action="move", before="1")["revision_changed"] is False
    fg.ask("PUT firewall/policy/1", action="move", after="2")
    assert [row["policyid"] for row in fg.ask("GET firewall/policy")["results"]] == [9, 2, 1]
    assert fg.refused("PUT firewall/policy/9", action="move", before="77") == (404, -3)
    assert fg.refused("PUT firewall/policy/9", action="move") == (500, -651)
    assert fg.refused("PUT firewall/address/all", action="move", before="none") == (500, -651)


@pytest.mark.requirement("FO-17", "FO-39")
def test_single_rows_of_a_child_table(fg: Client) -> None:
    assert fg.refused("PUT firewall/addrgrp/company/member/all", {"name": "all"})[0] == 405
    fg.ask("POST firewall/addrgrp/company/member", {"name": "all"})
    assert fg.refused("POST firewall/addrgrp/company/member", {"name": "all"}) == (500, -5)
    fg.ask("DELETE firewall/addrgrp/company/member/printers")
    assert [row["name"] for row in fg.row("firewall/addrgrp/company")["member"]] == ["office", "all"]
    assert fg.refused("DELETE firewall/addrgrp/company/member/printers")[0] == 404
    fg.ask("POST system/session-ttl/port", {"id": 5, "protocol": 17, "start-port": 5060, "end-port": 5060, "timeout": "3600"})
    assert fg.ask("GET system/session-ttl/port/5")["results"][0]["timeout"] == "3600"


@pytest.mark.requirement("FO-04", "FO-39")
def test_domains_filters_and_parts(fg: Client) -> None:
    assert fg.refused("GET firewall/address", vdom="other") == (403, 0)
    everywhere = answer(fg.gate, "GET", f"{CMDB}firewall/address/all", {"global": "1"}, "")[1]
    assert isinstance(everywhere, list) and everywhere[0]["results"][0]["name"] == "all"
    assert [row["name"] for row in fg.ask("GET firewall/address", filter="name==office")["results"]] == ["office"]
    assert fg.ask("GET firewall/address", format="name", start="1", count="2")["results"] == [
        {"q_origin_key": "none", "name": "none"}, {"q_origin_key": "office", "name": "office"},
    ]


@pytest.mark.requirement("FO-18", "FO-22", "FO-43", "FO-44")
@pytest.mark.parametrize(("version", "old", "new"), [("7.0.12", 200, 500), ("7.2.5", 200, 500), ("7.4.8", 200, 500), ("7.6.3", 500, 200)])
def test_the_name_of_a_protocol_follows_the_version(version: str, old: int, new: int) -> None:
    fg = Client(version=version, sip_helper=12)
    for name, status in (("TCP/UDP/SCTP", old), ("TCP/UDP/UDP-Lite/SCTP", new)):
        service = {"name": name.replace("/", "."), "protocol": name, "udp-portrange": "1"}
        assert fg.ask("POST firewall.service/custom", service)["http_status"] == status
    assert fg.row("system/session-helper/12")["name"] == "sip" and fg.refused("GET system/session-helper/13") == (404, -3)


@pytest.mark.requirement("FO-44")
def test_a_7_6_that_still_takes_the_old_name_stores_the_new_one() -> None:
    fg = Client(version="7.6.3", old_protocol=True)
    fg.ask("POST firewall.service/custom", {"name": "s", "protocol": "TCP/UDP/SCTP", "udp-portrange": "1"})
    assert fg.row("firewall.service/custom/s")["protocol"] == "TCP/UDP/UDP-Lite/SCTP"


@given(st.lists(st.tuples(st.sampled_from(["create", "put", "delete", "move"]), st.integers(1, 6), st.integers(1, 6)), max_size=25))
def test_whatever_is_asked_numbers_and_names_stay_unique_and_references_hold(steps: list[tuple[str, int, int]]) -> None:
    fg = Client()
    for verb, one, other in steps:
        if verb == "create":
            fg.ask("POST firewall/policy", policy(one, f"p{other}", srcaddr=[{"name": "office"}]))
        elif verb == "put":
            fg.ask(f"PUT firewall/policy/{one}", {"name": f"p{other}", "srcaddr": [{"name": "printers"}]})
        elif verb == "delete":
            fg.ask(f"DELETE firewall/policy/{one}")
        else:
            fg.ask(f"PUT firewall/policy/{one}", action="move", before=str(other))
        rows = fg.ask("GET firewall/policy")["results"]
        assert len({row["policyid"] for row in rows}) == len({row["name"] for row in rows}) == len(rows)
        used = {each["name"] for row in rows for each in row["srcaddr"]}
        for name in ("office", "printers"):
            assert fg.refused(f"DELETE firewall/address/{name}") == (500, -23), used
