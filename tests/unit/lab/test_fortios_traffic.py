"""What the lab says of a FortiGate's traffic: the first policy, its timer, who rewrites SIP, the shapers (FO-45)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.lab.fortios.traffic import Packet, decided

from .fortios_support import Client, policy

SIP = Packet("lan", "wan1", "192.168.30.7", "203.0.113.10", "udp", 40000, 5060)


@pytest.fixture
def fg() -> Client:
    """As delivered, 7.4.4."""
    return Client()


def says(fg: Client, packet: Packet = SIP, **changes: Any) -> dict[str, Any]:
    return decided(fg.gate.vdoms["root"], fg.gate.version, replace(packet, **changes))


def first(fg: Client, **changes: Any) -> None:
    """A policy 5 before all others, for the service `s` (UDP 5060)."""
    fg.ask("POST firewall.service/custom", {"name": "s", "udp-portrange": "5060", "tcp-portrange": "5060"})
    fg.ask("POST firewall/policy", policy(5, "five", service=[{"name": "s"}], **changes))
    assert fg.ask("PUT firewall/policy/5", action="move", before="1")["revision_changed"] is True


@pytest.mark.requirement("FO-27", "FO-31", "FO-45")
def test_the_first_policy_that_meets_it_decides(fg: Client) -> None:
    assert says(fg) == {"policy": 1, "action": "accept", "idle": 180, "sip": True, "shaper": "", "reverse": ""}
    fg.ask("POST firewall/policy", policy(5, "late", service=[{"name": "ALL"}]))
    assert says(fg)["policy"] == 1
    fg.ask("PUT firewall/policy/5", action="move", before="1")
    assert says(fg)["policy"] == 5
    fg.ask("PUT firewall/policy/5", {"status": "disable"})
    assert says(fg)["policy"] == 1
    assert says(fg, inward="wan1", outward="lan") == {"policy": 0, "action": "deny", "idle": 0, "sip": False, "shaper": "", "reverse": ""}


@pytest.mark.requirement("FO-27", "FO-45")
@pytest.mark.parametrize(("service", "ttl", "udp", "tcp"), [
    ({}, "0", 180, 3600),
    ({"udp-idle-timer": 3600}, "0", 3600, 3600),
    ({"session-ttl": "900"}, "0", 900, 900),
    ({}, "1200", 1200, 1200),
    ({"udp-idle-timer": 3600, "session-ttl": "3600"}, "3600", 3600, 3600),
    ({"udp-idle-timer": 3600, "session-ttl": "300"}, "3600", 300, 300),
    ({"udp-idle-timer": 600, "session-ttl": "never"}, "0", 600, None),
])  # fmt: skip
def test_the_shortest_of_the_timers_that_are_set(fg: Client, service: dict[str, Any], ttl: str, udp: int, tcp: int | None) -> None:
    first(fg, **{"session-ttl": ttl})
    fg.ask("PUT firewall.service/custom/s", service)
    assert [says(fg)["idle"], says(fg, proto="tcp")["idle"]] == [udp, tcp]


@pytest.mark.requirement("FO-08", "FO-27", "FO-45")
def test_the_timers_of_ports_are_what_is_left(fg: Client) -> None:
    rows = [{"id": 1, "protocol": 17, "start-port": 5060, "end-port": 5061, "timeout": "3600"}]
    fg.ask("PUT system/session-ttl", {"default": "7200", "port": rows})
    assert [says(fg)["idle"], says(fg, dport=5062)["idle"], says(fg, proto="tcp")["idle"]] == [3600, 180, 7200]
    fg.ask("PUT system/session-ttl", {"port": [{**rows[0], "timeout": "never"}]})
    assert says(fg)["idle"] is None


STEPS = {  # what is done, what undoes it
    "mode": [("PUT system/settings", {"default-voip-alg-mode": mode}) for mode in ("kernel-helper-based", "proxy-based")],
    "helper": [("DELETE system/session-helper/13", None), ("POST system/session-helper", {"id": 13, "name": "sip", "protocol": 17, "port": 5060})],
    "profile": [("PUT firewall/policy/5", {"voip-profile": name}) for name in ("", "default")],
}  # fmt: skip


@pytest.mark.requirement("FO-21", "FO-22", "FO-23", "FO-45")
@pytest.mark.parametrize("version", ["7.0.12", "7.2.5", "7.4.4", "7.6.3"])
@pytest.mark.parametrize("missing", STEPS)
def test_each_of_the_three_steps_alone_leaves_sip_rewritten(version: str, missing: str) -> None:
    fg = Client(version=version)
    first(fg)
    fg.ask(*STEPS["profile"][1])
    assert says(fg)["sip"] is True
    for step in STEPS.values():
        fg.ask(*step[0])
    assert says(fg)["sip"] is False
    fg.ask(*STEPS[missing][1])
    assert says(fg)["sip"] is ((version, missing) != ("7.0.12", "mode"))


@pytest.mark.requirement("FO-21", "FO-45")
@pytest.mark.parametrize(("version", "mode", "rewritten"), [("7.0.12", "flow", False), ("7.0.12", "proxy", True), ("7.2.5", "flow", True)])
def test_which_policies_the_proxy_inspects_follows_the_version(version: str, mode: str, rewritten: bool) -> None:
    fg = Client(version=version)
    fg.ask("DELETE system/session-helper/13")
    first(fg, **{"inspection-mode": mode})
    assert says(fg)["sip"] is rewritten


@pytest.mark.requirement("FO-23", "FO-45")
def test_a_service_without_a_helper_is_not_without_the_proxy(fg: Client) -> None:
    first(fg)
    fg.ask("PUT firewall.service/custom/s", {"helper": "disable"})
    assert says(fg)["sip"] is True
    fg.ask("PUT system/settings", {"default-voip-alg-mode": "kernel-helper-based"})
    assert [says(fg)["sip"], says(fg, dport=5061)["sip"]] == [False, False]
    fg.ask("PUT firewall.service/custom/s", {"helper": "sip"})
    assert says(fg)["sip"] is True


@pytest.mark.requirement("FO-45")
def test_source_ports_and_protocols_of_a_service(fg: Client) -> None:
    first(fg)
    fg.ask("PUT firewall.service/custom/s", {"udp-portrange": "1-65535:10000-20000 5060:5060"})
    assert [says(fg, sport=sport, dport=9)["policy"] for sport in (9999, 10000, 20000, 20001)] == [1, 5, 5, 1]
    assert [says(fg, sport=5060)["policy"], says(fg, sport=5061)["policy"]] == [5, 1]
    fg.ask("PUT firewall.service/custom/s", {"protocol": "ICMP"})
    assert says(fg, sport=10000)["policy"] == 1
    fg.ask("PUT firewall.service/custom/s", {"protocol": "IP", "protocol-number": 6})
    assert [says(fg)["policy"], says(fg, proto="tcp")["policy"]] == [1, 5]


@pytest.mark.requirement("FO-45")
def test_shapers_both_ways_by_shaping_policy_or_by_policy(fg: Client) -> None:
    first(fg, **{"traffic-shaper": "guarantee-100kbps"})
    assert (says(fg)["shaper"], says(fg)["reverse"]) == ("guarantee-100kbps", "")
    named = {field: [{"name": value}] for field, value in {"srcaddr": "office", "dstaddr": "all", "service": "s", "dstintf": "wan1"}.items()}
    shapers = {"traffic-shaper": "high-priority", "traffic-shaper-reverse": "high-priority"}
    fg.ask("POST firewall/shaping-policy", {"id": 1, "name": "q", **named, **shapers})
    assert (says(fg)["shaper"], says(fg)["reverse"]) == ("high-priority", "high-priority")
    assert says(fg, dport=80, proto="tcp")["shaper"] == ""


@pytest.mark.requirement("FO-28", "FO-45")
def test_from_outside_only_to_a_virtual_address_and_its_port(fg: Client) -> None:
    inward = Packet("wan1", "lan", "203.0.113.10", "198.51.100.130", "udp", 5060, 5060)
    vip = {"name": "v", "extip": "198.51.100.130", "extintf": "wan1", "mappedip": [{"range": "192.168.30.7"}], "portforward": "enable",
           "protocol": "udp", "extport": "5060", "mappedport": "5060"}
    fg.ask("POST firewall/vip", vip)
    sides = {"srcintf": "any", "dstintf": "lan", "srcaddr": "all", "dstaddr": "v", "service": "ALL"}
    made = fg.ask("POST firewall/policy", {**policy(7, "in"), **{side: [{"name": name}] for side, name in sides.items()}})
    assert made["http_status"] == 200
    assert [says(fg, inward)["policy"], says(fg, inward, dport=5061)["policy"], says(fg, inward, inward="wan2")["policy"]] == [7, 0, 0]
    fg.ask("PUT firewall/vip/v", {"status": "disable"})
    assert says(fg, inward)["policy"] == 0


@pytest.mark.requirement("FO-45")
def test_names_negation_groups_and_zones(fg: Client) -> None:
    fg.ask("POST firewall/address", {"name": "push", "type": "fqdn", "fqdn": "*.push.example"})
    fg.ask("POST system/zone", {"name": "inside", "interface": [{"interface-name": "dmz"}]})
    first(fg, dstaddr=[{"name": "push"}], srcaddr=[{"name": "company"}], srcintf=[{"name": "inside"}])
    names = {"a.push.example": ["203.0.113.10"]}
    assert says(fg, inward="dmz", names=names)["policy"] == 5
    assert says(fg, inward="dmz")["policy"] == says(fg, inward="dmz", names={"push.example.net": ["203.0.113.10"]})["policy"] == 0
    assert says(fg, names=names)["policy"] == 1
    fg.ask("PUT firewall/policy/5", {"dstaddr-negate": "enable"})
    assert [says(fg, inward="dmz", names=names)["policy"], says(fg, inward="dmz")["policy"]] == [0, 5]
    fg.ask("PUT firewall/policy/5", {"srcaddr-negate": "enable", "dstintf": [{"name": "any"}]})
    assert [says(fg, inward="dmz", source=source)["policy"] for source in ("192.168.30.7", "10.10.10.7")] == [0, 5]
    fg.ask("PUT firewall/policy/5", {"srcaddr-negate": "disable", "service-negate": "enable"})
    assert [says(fg, inward="dmz", dport=port)["policy"] for port in (5060, 5061)] == [0, 5]
    fg.ask("PUT firewall/policy/5", {"service-negate": "disable"})
    fg.ask("PUT firewall/addrgrp/company", {"exclude": "enable", "exclude-member": [{"name": "printers"}]})
    assert [says(fg, inward="dmz", source=f"192.168.30.{host}")["policy"] for host in (199, 200, 210, 211)] == [5, 0, 0, 5]


@pytest.mark.requirement("FO-45")
@pytest.mark.parametrize(("moment", "policy_"), [
    ("2026-11-27 21:59", 1), ("2026-11-27 22:00", 5), ("2026-11-28 05:59", 5), ("2026-11-28 06:00", 1), ("2026-11-28 22:00", 1),
    ("2029-12-31 12:00", 1), ("2030-01-01 12:00", 5), ("2030-01-02 00:00", 1),
])  # fmt: skip
def test_a_policy_whose_schedule_rests_is_not_there(fg: Client, moment: str, policy_: int) -> None:
    fg.ask("POST firewall.schedule/recurring", {"name": "friday-night", "day": "friday", "start": "22:00", "end": "06:00"})
    fg.ask("POST firewall.schedule/onetime", {"name": "new-year", "start": "00:00 2030/01/01", "end": "00:00 2030/01/02"})
    fg.ask("POST firewall.schedule/group", {"name": "rarely", "member": [{"name": "friday-night"}, {"name": "new-year"}]})
    first(fg, schedule="rarely")
    assert says(fg, at=datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())["policy"] == policy_
