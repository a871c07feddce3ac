"""Every row of mistakes_interconnect.yml: all lines that the user gets, in both languages, and whether the work goes on."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, line, table
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from tests.unit.plugins.plugin_utils.intent.interconnect.sites import BASES, FIRST, found_in, inventory, listed, mistaken, told, variables
from tests.unit.plugins.plugin_utils.intent.sites import FIXTURES, change

TABLE = yaml.safe_load((FIXTURES / "mistakes_interconnect.yml").read_text(encoding="utf-8"))
ROWS = [pytest.param(row, id=row["name"]) for row in TABLE["mistakes"]]
# The IDs of all rows, written out for whoever searches the sources for them.
PROVEN = pytest.mark.requirement(
    "TI-01", "TI-02", "TI-03", "TI-05", "TI-06", "TI-07", "TI-08", "TI-09", "TI-10", "TI-11", "TI-12", "TI-14", "TI-15", "TI-16", "TI-20", "TI-21",
    "TI-22", "TI-23", "TI-24", "TI-25", "TI-30", "TI-31", "TI-32", "TI-33", "TI-34", "TI-35", "TI-36", "TI-40", "TI-41", "TI-42", "TI-43", "TI-44",
    "TI-45", "TI-46", "TI-47", "TI-48", "TI-49", "TI-52", "TI-54", "TI-55", "TI-56", "TI-57", "SZ-15", "SZ-16", "SZ-17", "SZ-18",
)  # fmt: skip
ALWAYS = {
    "en": "KO-TI034 {hosts}: interconnect_site.customer_routes[0]: 203.0.113.0/25 is longer than /24 — ask the carrier whether it lets this one pass",
    "ja": "KO-TI034 {hosts}: interconnect_site.customer_routes[0]: 203.0.113.0/25 は /24 より長いプレフィックスです"
    " — この経路が通るかどうか、通信事業者に確認してください",
}
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
OURS = {code: entry for code, entry in table().items() if code.startswith("KO-TI0") and int(code[5:8]) < 60}
ELSEWHERE = {"KO-TI014D": "the router's VRF, see config/interconnect", "KO-TI015": "the day, see test_dates.py"}


def apart(lines: list[str]) -> list[str]:
    """Without the warning that every base has."""
    return [text for text in lines if "KO-TI034" not in text or "203.0.113.0/25" not in text]


@PROVEN
@pytest.mark.parametrize("row", ROWS)
def test_mistake_is_told_completely(row: dict[str, Any]) -> None:
    intents, found = check("interconnect", mistaken(row))
    for language in LANGUAGES:
        assert apart([line(problem, language) for problem in listed(found)]) == row[language]
    assert bool(errors(found)) == row.get("stops", True)
    assert not {problem.host for problem in errors(found)} & set(intents)


@pytest.mark.parametrize("row", ROWS[::5])
def test_one_mistake_more_hides_none_of_the_others(row: dict[str, Any]) -> None:
    found = apart(told({host: {**given, "interconnect_allow_disuption": True} for host, given in mistaken(row).items()}))
    assert [text for text in found if "interconnect_allow_disuption" not in text] == row["en"]
    assert any("interconnect_allow_disuption: unknown variable" in text for text in found)


@pytest.mark.requirement("TI-34")
@pytest.mark.parametrize("base", sorted(set(BASES) - {"one_ce"}))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_site_has_one_warning_only(base: str, language: str) -> None:
    assert told(inventory(variables(base)), language) == [ALWAYS[language].format(hosts="ce-tokyo-1, ce-tokyo-2")]


def test_the_rows_prove_what_is_said_of_them() -> None:
    assert set(PROVEN.args) == {requirement for row in TABLE["mistakes"] for requirement in row["requirement"]}


def test_every_code_is_told_by_a_mistake() -> None:
    """So every placeholder is filled by what the rules really hand over."""
    seen = {text.split()[0] for row in TABLE["mistakes"] for text in row["en"]}
    assert set(OURS) - seen == set(ELSEWHERE)


def test_each_row_is_another_mistake() -> None:
    assert len({row["name"] for row in TABLE["mistakes"]}) == len(TABLE["mistakes"]) >= 100


@pytest.mark.parametrize("code", OURS)
def test_our_words_are_of_one_style(code: str) -> None:
    entry = OURS[code]
    assert all(re.fullmatch(r"(TI|SZ)-\d\d", requirement) for requirement in entry["requirement"])
    assert f"TI-{code[6:8]}" in entry["requirement"] or entry["requirement"][0] == "TI-05"
    for part in ("message", "why", "mend"):
        assert JAPANESE.search(str(entry["ja"][part])) and not JAPANESE.search(str(entry["en"][part]))
        assert not str(entry["en"][part]).strip().endswith(".") or part == "why"


@pytest.mark.requirement("TI-14")
def test_a_route_distinguisher_is_one_that_a_router_takes() -> None:
    def refused(text: str) -> bool:
        return "KO-TI014B" in [problem.code for problem in found_in(inventory(variables(set={"interconnect_site.connections.0.rd": text})))]

    taken = ["65010:310", "65535:4294967295", "1:0", "65536:65535", "4294967295:1", "198.51.100.1:65535"]
    assert [text for text in taken if refused(text)] == []
    wrong = ["0:1", "065010:310", "65010:0310", "65536:65536", "4294967296:1", "65010:4294967296", "300.1.1.1:5", "01.1.1.1:5", "1.1.1.1:65536"]
    assert [text for text in wrong if not refused(text)] == []


@pytest.mark.requirement("TI-49")
def test_a_secret_is_in_no_problem() -> None:
    for secret in ("never-show-this-secret-text", "never show", "x" * 300, "tab\there", ["never", "show"]):
        found = found_in(inventory(variables(set={"interconnect_site.connections.0.bgp_password": secret})))
        assert len(found) >= 2
        assert not any(text in repr(found) for text in ("never", "xxx", "tab"))


def test_with_state_absent_nothing_but_the_form_is_asked() -> None:
    """What only matters while something is to be there does not stand in the way of removing it."""
    how = {"interconnect_site.state": "absent", "interconnect_site.carrier": "gone", "interconnect_site.preflight.extranet_agreement": False}
    assert found_in(inventory(change(variables(), {"set": how}))) == []
    wrong = change(variables(), {"set": {**how, "interconnect_site.connections.0.vlan": 4095}})
    assert [problem.code for problem in found_in({FIRST: wrong})][:1] == ["KO-TI042"]
