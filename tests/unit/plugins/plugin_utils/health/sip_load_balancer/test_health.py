"""A BIG-IP as bigip_sip leaves it is healthy; each way to be ill fails its own check with its own code (SB-80, SB-87 to SB-96)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.bigip import plan, read_for, rules
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.objects import ObjectPlan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.show import as_data, lines
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.sip_load_balancer import judge, paths
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, listing
from tests.unit.plugins.plugin_utils.intent.sip_load_balancer.services import designed

MEMBERS = "https://localhost/mgmt/tm/ltm/pool/~Common~webotx/members/~Common~{}/stats"
VIRTUAL = "https://localhost/mgmt/tm/ltm/virtual/~Common~sip_vs/~Common~sip_vs/stats"


def stats(**states: str) -> dict[str, Any]:
    return {"entries": {link: {"nestedStats": {"entries": {"status.availabilityState": {"description": state}}}} for link, state in states.items()}}


def bound(*members: tuple[str, int]) -> dict[str, Any]:
    virtual = {"virtual": {"description": "/Common/sip_vs"}}
    entries = [{"poolMemberAddr": {"description": address}, "poolMemberPort": {"value": port}, **virtual} for address, port in members]
    return {"entries": {f"https://localhost/{n}": {"nestedStats": {"entries": each}} for n, each in enumerate(entries)}}


@pytest.fixture
def shown() -> dict[str, Any]:
    states = {MEMBERS.format("192.0.2.21:5060"): "available", MEMBERS.format("192.0.2.22:5061"): "available"}
    return {"members": stats(**states), "virtual": stats(**{VIRTUAL: "available"}), "persistence": bound(("192.0.2.21", 5060), ("192.0.2.21", 5060))}


def told(shown: Any, found: ObjectPlan | None = None, answered: int | None = 200, **options: Any) -> Any:
    verdict = judge(designed(**options), found or ObjectPlan(), shown, answered, asked=True)
    for language in LANGUAGES:
        assert "{" not in listing(verdict.problems, language).replace('{"', "")
        assert lines(verdict, language)
    return verdict


@pytest.mark.requirement("SB-80")
def test_what_site_yml_leaves_is_healthy(shown: Any) -> None:
    verdict = told(shown)
    assert (verdict.status, verdict.problems) == ("healthy", [])
    assert [check.name for check in verdict.checks] == ["CONFIG", "MEMBERS", "VIRTUAL", "PERSISTENCE", "OPTIONS"]
    assert verdict.checks[3].line == "webotx1 2"
    assert as_data(verdict)["status"] == "healthy"
    assert judge(designed(state="absent"), ObjectPlan(), {}, None, asked=False).status == "absent"


@pytest.mark.requirement("SB-80", "SB-87", "SB-88", "SB-89", "SB-90", "SB-96")
def test_what_is_not_as_it_should_be_is_named(shown: Any) -> None:
    design = designed()
    missing = plan(design, rules(design), (), {table: [] for table in read_for(design)}, {})
    verdict = told(shown, missing)
    assert verdict.status == "down" and {problem.code for problem in verdict.problems} == {"KO-SB180"} and len(verdict.problems) == 10


@pytest.mark.requirement("SB-80", "SB-93", "SB-94")
def test_members(shown: Any) -> None:
    one = deepcopy(shown)
    one["members"] = stats(**{MEMBERS.format("192.0.2.21:5060"): "available", MEMBERS.format("192.0.2.22:5061"): "offline"})
    verdict = told(one)
    assert (verdict.status, [(problem.code, problem.value) for problem in verdict.problems]) == ("degraded", [("KO-SB181", "webotx2")])
    assert told(one, pool__members=[{"address": "192.0.2.21"}, {"address": "192.0.2.22", "port": 5061, "state": "disabled"}]).status == "healthy"
    assert told({**shown, "members": {}}).status == "down"


@pytest.mark.requirement("SB-80", "SB-87", "SB-99")
def test_virtual_server_options_and_records(shown: Any) -> None:
    assert [problem.code for problem in told({**shown, "virtual": stats(**{VIRTUAL: "offline"})}).problems] == ["KO-SB182"]
    assert [problem.code for problem in told(shown, answered=None).problems] == ["KO-SB184"]
    verdict = told({**shown, "persistence": None})
    assert (verdict.status, [problem.code for problem in verdict.problems]) == ("healthy", ["KO-SB183B"])
    assert judge(designed(), ObjectPlan(), shown, None, asked=False).checks[-1].status == "not tested"
    assert told(shown, answered=404).status == "healthy"  # whoever answers is there


def test_what_is_read() -> None:
    assert paths(designed())["members"] == "ltm/pool/~Common~webotx/members/stats"
