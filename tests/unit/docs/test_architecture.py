"""docs/architecture.md names the code as it is: every file, every message file, every key of the design."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.virtual_connect import design
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from tests.integration.branch import intent

ROOT = Path(__file__).resolve().parents[3]
UTILS = ROOT / "plugins" / "plugin_utils"
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FILE = re.compile(r"`([\w./]+(?:\.(?:py|yml|md)|/))`")


@pytest.mark.parametrize("name", sorted(set(FILE.findall(TEXT))))
def test_each_file_that_is_named_is_there(name: str) -> None:
    assert any((folder / name).exists() for folder in (ROOT, UTILS, UTILS / "messages")), name


def test_each_message_file_and_each_room_is_named() -> None:
    files = {path.name for path in (UTILS / "messages").glob("*.yml")}
    rooms = {f"{path.name}/" for path in UTILS.iterdir() if path.is_dir() and not path.name.startswith("__")}
    modules = {path.name for path in UTILS.glob("*.py")}
    named = {name.removeprefix("plugins/plugin_utils/") for name in FILE.findall(TEXT)}
    assert sorted((files | rooms | modules) - named) == []


def _keys(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from () if key == "sizing" else _keys(value)  # the arithmetic has a page of its own: design/demand.py
    elif isinstance(data, list):
        for value in data:
            yield from _keys(value)


def test_each_key_of_the_design_is_told() -> None:
    intents, _problems = check("virtual_connect", {"osaka-r1": intent("osaka-hub")})
    told = set(re.findall(r"\w+", TEXT.split("## The design of `virtual_connect`")[1]))
    assert sorted(set(_keys(design(intents["osaka-r1"], "osaka-r1"))) - told) == []
