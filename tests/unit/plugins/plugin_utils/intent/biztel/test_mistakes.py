"""Every row of mistakes_biztel.yml: all lines that the user gets, in both languages, and whether the work goes on."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check, once
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, line, table
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from tests.unit.plugins.plugin_utils.intent.biztel.sites import HOST, mistaken, variables
from tests.unit.plugins.plugin_utils.intent.sites import FIXTURES, change

TABLE = yaml.safe_load((FIXTURES / "mistakes_biztel.yml").read_text(encoding="utf-8"))
ROWS = [pytest.param(row, id=row["name"]) for row in TABLE["mistakes"]]
# The IDs of all rows, written out for whoever searches the sources for them.
PROVEN = pytest.mark.requirement(
    "BZ-01", "BZ-02", "BZ-03", "BZ-04", "BZ-05", "BZ-06", "BZ-07", "BZ-08", "BZ-09", "BZ-11", "BZ-12", "BZ-13", "BZ-22", "BZ-52", "BZ-53", "BZ-54",
)  # fmt: skip
JAPANESE = re.compile(r"[ぁ-んァ-ヶ]")
PAPERS = re.compile("ご利用案内|サービスご紹介資料")  #: titles of BIZTEL's papers, which are Japanese
OURS = {code: entry for code, entry in table().items() if code.startswith("KO-BZ0")}
NOTES = {"KO-BZ075", "KO-BZ076", "KO-BZ077", "KO-BZ078", "KO-BZ079"}


@PROVEN
@pytest.mark.parametrize("row", ROWS)
def test_mistake_is_told_completely(row: dict[str, Any]) -> None:
    intents, found = check("biztel", mistaken(row))
    for language in LANGUAGES:
        assert [line(problem, language) for problem in once(found)] == row[language]
    assert bool(errors(found)) == row.get("stops", True)
    assert (HOST in intents) != row.get("stops", True)


@pytest.mark.parametrize("row", ROWS)
def test_one_mistake_more_hides_none_of_the_others(row: dict[str, Any]) -> None:
    inventory = {host: {**given, "biztel_exprot": "x"} for host, given in mistaken(row).items()}
    told = [line(problem) for problem in once(check("biztel", inventory)[1])]
    assert [text for text in told if "biztel_exprot" not in text] == row["en"]
    assert any("biztel_exprot: unknown variable" in text for text in told)


def test_the_rows_prove_what_is_said_of_them() -> None:
    assert set(PROVEN.args) <= {requirement for row in TABLE["mistakes"] for requirement in row["requirement"]}


def test_every_code_is_told_by_a_mistake_or_is_a_note() -> None:
    """So every placeholder is filled by what the rules really hand over."""
    told = {text.split()[0] for row in TABLE["mistakes"] for text in row["en"]}
    assert set(OURS) - told == NOTES


@pytest.mark.parametrize("code", OURS)
def test_our_words_are_of_one_style(code: str) -> None:
    entry = OURS[code]
    assert all(re.fullmatch(r"BZ-\d\d", requirement) for requirement in entry["requirement"])
    assert int(entry["requirement"][0][3:]) == int(code[5:8]) or f"BZ-{code[6:8]}" in entry["requirement"]
    for part in ("message", "why", "mend"):
        assert JAPANESE.search(str(entry["ja"][part])) and not JAPANESE.search(PAPERS.sub("", str(entry["en"][part])))
        assert not str(entry["en"][part]).strip().endswith(".") or part == "why"


@pytest.mark.requirement("BZ-05", "BZ-06")
@pytest.mark.parametrize(
    ("how", "told"),
    [
        pytest.param({"biztel_site.name": "kobe"}, ["KO-BZ006E"], id="two branches"),
        pytest.param({}, [], id="two routers of one branch"),
        pytest.param({"biztel_site.name": "kobe", "biztel_state": "absent"}, [], id="one goes away"),
        pytest.param({"biztel_site.name": "kobe", "biztel_site.lan.phone_networks": ["192.168.21.0/24"]}, [], id="neighbours"),
        pytest.param({"biztel_site.name": "kobe", "biztel_site.lan.phone_networks": ["192.168.0.0/16"]}, ["KO-BZ006E"], id="one inside the other"),
    ],
)
def test_phones_of_two_branches_in_the_closed_network(how: dict[str, Any], told: list[str]) -> None:
    found = check("biztel", {"rt1": variables("vpn"), "rt2": change(variables("vpn"), {"set": how})})[1]
    assert [problem.code for problem in found] == told


@pytest.mark.requirement("BZ-06")
def test_phones_of_two_branches_behind_nat_may_be_the_same() -> None:
    other = change(variables(), {"set": {"biztel_site.name": "kobe"}})
    same = change(variables(), {"set": {"biztel_site.name": "ube", "biztel_site.lan.phone_networks": ["192.168.20.0/24"]}})
    assert check("biztel", {"rt1": variables(), "rt2": other, "rt3": variables("vpn"), "rt4": same})[1] == []
