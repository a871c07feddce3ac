"""Every row of mistakes_sip_load_balancer.yml: all that is told, in words of both languages, and whether the work goes on."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import care, check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.sip_load_balancer import notes
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, describe, line, table
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from tests.unit.plugins.plugin_utils.intent.sip_load_balancer.services import HOST, variables
from tests.unit.plugins.plugin_utils.intent.sites import FIXTURES

TABLE = yaml.safe_load((FIXTURES / "mistakes_sip_load_balancer.yml").read_text(encoding="utf-8"))
ROWS = [pytest.param(row, id=row["name"]) for row in TABLE["mistakes"]]
# The IDs of all rows, written out for whoever searches the sources for them.
PROVEN = pytest.mark.requirement(
    "SB-01", "SB-02", "SB-03", "SB-04", "SB-05", "SB-07", "SB-09", "SB-10", "SB-11", "SB-12", "SB-13", "SB-14", "SB-15", "SB-19", "SB-22", "SB-23",
    "SB-26", "SB-41", "SB-43", "SB-48", "SB-58", "SB-59", "SB-82",
)  # fmt: skip
JAPANESE = re.compile(r"[ぁ-んァ-ヶ]")


def told(given: dict[str, Any]) -> tuple[list[str], Any]:
    intents, problems = check("sip_load_balancer", {HOST: given})
    for problem in problems:
        for language in LANGUAGES:
            text = describe(problem, language)
            assert all((text.message, text.why, text.mend)) and "{" not in text.message + text.mend
    return [f"{problem.code} {problem.path.removeprefix('sip_load_balancer.')}" for problem in problems], (intents, problems)


@PROVEN
@pytest.mark.parametrize("row", ROWS)
def test_mistake_is_told_completely(row: dict[str, Any]) -> None:
    found, (intents, problems) = told(variables(**{name.replace(".", "__"): value for name, value in row["set"].items()}))
    assert found == row["told"]
    assert bool(errors(problems)) == row.get("stops", True)
    assert (HOST in intents) != row.get("stops", True)


def test_the_rows_prove_what_is_said_of_them() -> None:
    assert set(PROVEN.args) == {requirement for row in TABLE["mistakes"] for requirement in row["requirement"]}


def test_every_code_is_told_by_a_mistake_or_is_a_note() -> None:
    said = {text.split()[0] for row in TABLE["mistakes"] for text in row["told"]}
    ours = {code for code in table() if code.startswith("KO-SB0")}
    assert ours - said == {"KO-SB006", "KO-SB097", "KO-SB098"}


@pytest.mark.requirement("SB-05", "SB-11", "SB-13", "SB-19")
@pytest.mark.parametrize(("changes", "text"), [
    ({"pool__members": [{"address": "192.0.2.21"}, {"address": "192.0.2.22", "role": "ua"}]},
     "sip_load_balancer.pool.members[1].role: ua differs from sip_load_balancer.pool.members[0].role, proxy; one pool may hold only one type"),
    ({"snat__type": "none"},
     "sip_load_balancer.snat.type: none makes the inserted Via carry the client's address; replies would bypass the load balancer"),
    ({"persistence__timeout": 2400},
     "persistence.timeout: 2400 is shorter than sip_load_balancer.longest_call_s 3600; an in-dialog request after a quiet period would go to"),
    ({"sip_profile__insert_via_header": True}, "sip_load_balancer.sip_profile.insert_via_header: Via would be added twice"),
])  # fmt: skip
def test_the_words_of_the_requirement(changes: dict[str, Any], text: str) -> None:
    (problem,) = check("sip_load_balancer", {HOST: variables(**changes)})[1]
    assert text in line(problem)


@pytest.mark.requirement("SB-06")
def test_two_services_at_one_address() -> None:
    both = {"lb1": variables(), "lb2": variables(name="other")}
    assert [problem.code for problem in check("sip_load_balancer", both)[1]] == ["KO-SB006"]
    assert check("sip_load_balancer", {"lb1": variables(), "lb2": variables()})[1] == []  # the units of a pair
    assert check("sip_load_balancer", {"lb1": variables(), "lb2": variables(name="other", virtual__port=5080)})[1] == []


def test_a_valid_service_has_no_problem_and_its_defaults() -> None:
    intents, problems = check("sip_load_balancer", {HOST: variables(), "pc": {}, "web": {"other": 1}})
    assert problems == [] and list(intents) == [HOST]
    site = intents[HOST]["sip_load_balancer"]
    assert (site["persistence"]["timeout"], site["udp_profile"]["idle_timeout"], site["snat"]["type"]) == (7200, 300, "automap")
    assert site["pool"]["members"][0]["role"] == "proxy" and care("sip_load_balancer", intents[HOST])["revert_minutes"] == 0


def test_nothing_is_asked_of_what_is_to_go() -> None:
    assert told(variables(state="absent", snat__type="none"))[0] == []


@pytest.mark.requirement("SB-97", "SB-98", "SB-100", "SB-102")
@pytest.mark.parametrize(("role", "codes"), [
    ("proxy", ["KO-SB097", "KO-SB098", "KO-SB102"]), ("ua", ["KO-SB097", "KO-SB098", "KO-SB100", "KO-SB102"]),
])  # fmt: skip
def test_what_the_user_is_told(role: str, codes: list[str]) -> None:
    intents, _problems = check("sip_load_balancer", {HOST: variables(pool__members=[{"address": "192.0.2.21", "role": role}])})
    found = list(notes(intents[HOST], HOST))
    assert [problem.code for problem in found] == codes
    for problem in found:
        assert JAPANESE.search(describe(problem, "ja").message) and "192.0.2.100:5060" in describe(problem).message
