"""Every code in use has words in both languages that fill every placeholder, and the generated pages say the same."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import Any

import jsonschema
import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.spec import options
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, line, table
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import Problem
from tests.unit.plugins.plugin_utils.intent.sites import FIXTURES, change, inputs, mistaken, variables
from tests.unit.plugins.plugin_utils.intent.test_mistakes import TABLE
from tools.pages.json_schema import schema

ROOT = Path(__file__).parents[5]
CODE = re.compile(r"\bKO-[A-Z]{2}\d+[A-Z]?\b")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ]")
OURS = {code: entry for code, entry in table().items() if code.startswith(("KO-IN", "KO-VC"))}


def used(folder: Path) -> set[str]:
    """Codes in the sources and data below ``folder``, apart from the table itself."""
    files = [path for kind in ("*.py", "*.yml") for path in folder.rglob(kind) if "messages" not in path.parts]
    return {code for path in files for code in CODE.findall(path.read_text(encoding="utf-8"))}


def placeholders(text: str) -> set[str]:
    """Names that ``text`` wants to be filled."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(str(text)) if name}


@pytest.mark.requirement("VC-46")
def test_codes_in_use_and_codes_with_words_are_the_same() -> None:
    """In every room of the house."""
    assert used(ROOT / "plugins") == set(table())


@pytest.mark.parametrize("code", table())
def test_both_languages_fill_every_placeholder(code: str) -> None:
    for part in ("message", "why", "mend"):
        english, japanese = (table()[code][language][part] for language in LANGUAGES)
        assert placeholders(english) == placeholders(japanese)


@pytest.mark.parametrize("code", OURS)
def test_our_words_are_of_one_style(code: str) -> None:
    entry = OURS[code]
    assert re.fullmatch(r"(VC|SZ)-\d\d", " ".join(entry["requirement"][:1]))
    for part in ("message", "why", "mend"):
        assert JAPANESE.search(str(entry["ja"][part])) and not JAPANESE.search(str(entry["en"][part]))
        assert not str(entry["en"][part]).strip().endswith(".") or part == "why"


def test_every_code_of_ours_is_told_by_a_mistake() -> None:
    """So every placeholder is filled by what the rules really hand over."""
    told = {text.split()[0] for row in TABLE["mistakes"] for text in row["en"]} | {"KO-VC011"}
    assert set(OURS) - told == set()


def test_describing_any_of_our_problems_never_fails() -> None:
    for row in TABLE["mistakes"]:
        for problem in check("virtual_connect", mistaken(row))[1]:
            assert all(line(problem, language) for language in LANGUAGES)
            assert placeholders(table()[problem.code]["en"]["why"]) <= {"value", "path", "host", *problem.details}


def test_an_unknown_language_falls_back_to_english() -> None:
    assert line(Problem("KO-IN003", "a.b"), "fr") == line(Problem("KO-IN003", "a.b"), "en")


VALIDATOR = jsonschema.Draft202012Validator(schema("virtual_connect"))


def test_the_json_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("virtual_connect"))


SITES = sorted(path.stem for path in (FIXTURES / "sites").glob("*.yml"))


@pytest.mark.parametrize("name", SITES)
def test_the_json_schema_takes_every_valid_site(name: str) -> None:
    assert list(VALIDATOR.iter_errors(variables(name))) == []


def test_the_json_schema_takes_expressions() -> None:
    how = {"virtual_connect_site.tunnels.dc1.local.asn": "{{ asn_of[region] }}", "virtual_connect_site.crypto": "{{ vault_crypto }}"}
    assert list(VALIDATOR.iter_errors(change(variables(), {"set": how}))) == []


STRUCTURAL = ("KO-IN001", "KO-IN002", "KO-IN003", "KO-IN004", "KO-IN005", "KO-IN006", "KO-IN007", "KO-IN008", "KO-IN010", "KO-IN011", "KO-IN013")


#: JSON has neither infinite numbers nor keys that are numbers; and Opus' rate is a rule.
BEYOND = ("infinite bandwidth", "key that is no text", "Opus without its rate")


@pytest.mark.parametrize(
    "row", [row for row in TABLE["mistakes"] if row["en"][0].split()[0] in STRUCTURAL and row["name"] not in BEYOND], ids=lambda row: row["name"]
)
def test_the_json_schema_refuses_what_the_intent_room_refuses(row: dict[str, Any]) -> None:
    assert any(list(VALIDATOR.iter_errors(given)) for given in mistaken(row).values())


def test_ansibles_own_validation_takes_every_valid_site() -> None:
    """ansible-core checks the same argument specs when the role starts; it must not refuse what we let through."""
    from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

    given = inputs(*SITES)
    intents, _found = check("virtual_connect", given)
    assert set(intents) == set(given)
    for data in [*given.values(), *intents.values()]:
        assert ArgumentSpecValidator(options("virtual_connect")).validate(data).error_messages == []
