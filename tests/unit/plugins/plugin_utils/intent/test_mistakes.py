"""Every row of mistakes.yml: all lines that the user gets, in both languages, and whether the work goes on."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check, once
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, line
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from tests.unit.plugins.plugin_utils.intent.sites import FIXTURES, inputs, mistaken

TABLE = yaml.safe_load((FIXTURES / "mistakes.yml").read_text(encoding="utf-8"))
ROWS = [pytest.param(row, id=row["name"]) for row in TABLE["mistakes"]]
# The IDs of all rows, written out for whoever searches the sources for them.
PROVEN = pytest.mark.requirement(
    "RX-59", "VC-03", "VC-04", "VC-05", "VC-06", "VC-07", "VC-09", "VC-10", "VC-11", "VC-12", "VC-14", "VC-15", "VC-16", "VC-17", "VC-20", "VC-24",
    "VC-26", "VC-27", "VC-28", "VC-33", "VC-35", "VC-36", "VC-37", "VC-38", "VC-39", "VC-40", "VC-41", "VC-42", "VC-43", "VC-44", "VC-45", "VC-46",
    "VC-47", "VC-49", "VC-50", "VC-53", "VC-55", "VC-59", "VC-64", "SZ-05", "SZ-20", "SZ-22", "SZ-23", "SZ-24", "SZ-31",
)


@PROVEN
@pytest.mark.parametrize("row", ROWS)
def test_mistake_is_told_completely(row: dict[str, Any]) -> None:
    inventory = mistaken(row)
    intents, found = check("virtual_connect", inventory)
    for language in LANGUAGES:
        assert [line(problem, language) for problem in once(found)] == row[language]
    assert bool(errors(found)) == row.get("stops", True)
    assert {host for host in intents if errors(p for p in found if p.host == host)} == set()


@pytest.mark.parametrize("row", ROWS)
def test_one_mistake_more_hides_none_of_the_others(row: dict[str, Any]) -> None:
    """All at once: with a further, independent mistake every line is still there."""
    further = {"set": {"virtual_connect_allow_disuption": True}}
    inventory = {host: {**given, **further["set"]} for host, given in mistaken(row).items()}
    _intents, found = check("virtual_connect", inventory)
    told = [line(problem) for problem in once(found)]
    assert [text for text in told if not text.startswith("KO-IN015")] == [text for text in row["en"] if not text.startswith("KO-IN015")]
    assert any("virtual_connect_allow_disuption: unknown variable" in text for text in told)


@pytest.mark.requirement("VC-11")
def test_the_reference_site_has_one_warning_only() -> None:
    _intents, found = check("virtual_connect", inputs())
    assert {language: [line(problem, language) for problem in found] for language in LANGUAGES} == {
        language: [TABLE["always"][language]] for language in LANGUAGES
    }


def test_the_rows_prove_what_is_said_of_them() -> None:
    assert set(PROVEN.args) == {requirement for row in TABLE["mistakes"] for requirement in row["requirement"]}


def test_there_are_enough_different_mistakes() -> None:
    assert len({row["name"] for row in TABLE["mistakes"]}) == len(TABLE["mistakes"]) >= 60
    assert len({text.split()[0] for row in TABLE["mistakes"] for text in row["en"]}) >= 60
