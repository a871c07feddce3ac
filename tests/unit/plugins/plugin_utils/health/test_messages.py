"""Every code of the health room has its words in both languages, and every word a code."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils import health

ROOM = Path(health.__file__).parent
TABLES = sorted((ROOM.parent / "messages").glob("health*.yml"))
TABLE = {code: entry for path in TABLES for code, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items()}


def placeholders(text):
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


def test_codes_and_words_are_the_same_set():
    used = {code for path in ROOM.rglob("*.py") for code in re.findall(r"KO-HV\d{3}", path.read_text(encoding="utf-8"))}
    assert used == set(TABLE)


@pytest.mark.parametrize("code", sorted(TABLE))
def test_both_languages_say_the_same_things(code):
    entry = TABLE[code]
    assert entry["requirement"] and all(re.fullmatch(r"(VC|IX|SZ|TI)-\d\d", found) for found in entry["requirement"])
    for part in ("message", "why", "mend"):
        assert entry["en"][part].isascii() and not entry["ja"][part].isascii(), part
        assert placeholders(entry["en"][part]) >= placeholders(entry["ja"][part]), part
    assert placeholders(entry["en"]["message"]) == placeholders(entry["ja"]["message"])
