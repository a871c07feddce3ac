"""A FortiGate as fortios_biztel leaves it is healthy; each way to be ill fails its own check with its own code (BZ-55..BZ-59)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.fortios import KINDS, plan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.objects import Store
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.biztel.fortios import judge
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.show import as_data, lines
from tests.unit.plugins.plugin_utils.design.biztel.branches import branch, designed
from tests.unit.plugins.plugin_utils.device.fortigate import start

VERSION = (7, 4, 4)


def design(**changes: Any) -> dict[str, Any]:
    return {**designed(branch(platform="fortios", fortios={"place_before": "1"})), **changes}


@pytest.fixture
def shown() -> dict[str, list[dict[str, Any]]]:
    """The tables with the design in force."""
    tables = start()
    return Store(deepcopy(tables), KINDS).apply(plan(design(), VERSION, tables, {}).operations).tables


def row(shown: dict[str, list[dict[str, Any]]], table: str, **key: Any) -> dict[str, Any]:
    return next(each for each in shown[table] if all(each.get(name) == value for name, value in key.items()))


@pytest.mark.requirement("BZ-55", "BZ-56", "BZ-57", "BZ-58", "BZ-59")
def test_what_site_yml_leaves_is_healthy(shown: Any) -> None:
    verdict = judge(design(), VERSION, shown)
    assert verdict.status == "healthy"
    assert [check.name for check in verdict.checks] == ["FILTER", "NAT", "SIP", "FTP", "QOS"]
    assert verdict.problems == []


def _unbound(shown: Any) -> None:
    shown["firewall/policy"][:] = [each for each in shown["firewall/policy"] if each["name"] != "biztel-out-rtp"]


def _last(shown: Any) -> None:
    shown["firewall/policy"].sort(key=lambda each: str(each["name"]).startswith("biztel"))


def _other_server(shown: Any) -> None:
    row(shown, "firewall/address", name="biztel-pbx")["subnet"] = "203.0.113.99 255.255.255.255"


def _denying(shown: Any) -> None:
    shown["firewall/policy"].insert(0, {**row(shown, "firewall/policy", name="all-out"), "policyid": 9, "name": "no-voice", "action": "deny"})


def _impatient(shown: Any) -> None:
    row(shown, "firewall.service/custom", name="biztel-sip-udp").update({"udp-idle-timer": 180})


def _alg(shown: Any) -> None:
    shown["system/settings"][0]["default-voip-alg-mode"] = "proxy-based"


def _helper(shown: Any) -> None:
    shown["system/session-helper"].append({"id": 12, "name": "sip", "protocol": 17, "port": 5060})


def _profile(shown: Any) -> None:
    row(shown, "firewall/policy", name="biztel-out-sip")["voip-profile"] = "default"


def _unshaped(shown: Any) -> None:
    row(shown, "firewall.shaper/traffic-shaper", name="biztel-voice")["priority"] = "low"


@pytest.mark.requirement("BZ-55", "BZ-56", "BZ-57", "BZ-59", "BZ-63", "BZ-64", "BZ-65", "BZ-70")
@pytest.mark.parametrize(("spoil", "check", "code", "status"), [
    (_unbound, "FILTER", "KO-BZ155D", "down"), (_last, "FILTER", "KO-BZ155D", "down"), (_other_server, "FILTER", "KO-BZ155D", "down"),
    (_denying, "FILTER", "KO-BZ144D", "down"),
    (_impatient, "NAT", "KO-BZ156B", "down"), (_alg, "SIP", "KO-BZ157", "down"), (_helper, "SIP", "KO-BZ157", "down"),
    (_profile, "SIP", "KO-BZ157", "down"), (_unshaped, "QOS", "KO-BZ159B", "degraded"),
])  # fmt: skip
def test_each_fault_is_its_check_s(shown: Any, spoil: Any, check: str, code: str, status: str) -> None:
    spoil(shown)
    verdict = judge(design(), VERSION, shown)
    assert [(each.name, each.problem.code) for each in verdict.checks if each.status == "fail"] == [(check, code)]
    assert verdict.status == status
    assert any(code in line for line in lines(verdict)) and any(code in line for line in lines(verdict, "ja"))
    assert [each["check"] for each in as_data(verdict)["checks"] if each["problem"]] == [check]


@pytest.mark.requirement("BZ-55", "BZ-58", "BZ-68")
def test_who_takes_our_traffic_or_rewrites_the_recordings_is_told_and_fails_nothing(shown: Any) -> None:
    tables = start()
    wanted = {**designed(branch(("plain", "recording"), platform="fortios", fortios={"place_before": "1"}))}
    shown = Store(deepcopy(tables), KINDS).apply(plan(wanted, VERSION, tables, {}).operations).tables
    shown["system/session-helper"].append({"id": 30, "name": "ftp", "protocol": 6, "port": 20990})
    shown["firewall/policy"].insert(0, {**row(shown, "firewall/policy", name="all-out"), "policyid": 9, "name": "guests"})
    verdict = judge(wanted, VERSION, shown)
    assert verdict.status == "healthy"
    told = {check.name: [note.code for note in check.notes] for check in verdict.checks if check.notes}
    assert told == {"FILTER": ["KO-BZ144C"], "FTP": ["KO-BZ145C"]}


@pytest.mark.requirement("BZ-57", "FO-24")
def test_rewriting_is_a_fault_even_where_it_may_not_be_switched_off(shown: Any) -> None:
    _alg(shown)
    verdict = judge(design(sip_alg_off=False), VERSION, shown)
    assert [each.name for each in verdict.checks if each.status == "fail"] == ["SIP"]


@pytest.mark.requirement("BZ-44")
def test_without_the_policy_that_ours_stand_before_nothing_more_is_told(shown: Any) -> None:
    verdict = judge(design(place_before="gone"), VERSION, shown)
    assert [(each.name, each.status) for each in verdict.checks][:2] == [("FILTER", "fail"), ("NAT", "not tested")]
    assert verdict.checks[0].problem.code == "KO-BZ144"


def test_absent_asks_for_nothing(shown: Any) -> None:
    assert judge(design(state="absent", objects=[], place_before=None), VERSION, shown).status == "absent"
