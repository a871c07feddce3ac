"""What an RTX's console shows, whatever its character set and however its pager leaves the screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rtx_screen import decode, refusal, reply

LINES = st.lists(st.from_regex(r"\A {0,2}[a-z][a-z0-9 .*/]{0,40}[a-z0-9]\Z"), min_size=1, max_size=30)


@pytest.mark.requirement("RX-16")
@pytest.mark.parametrize("words", [" --- つづく  ---", "---つづく---", "---more---"])
@pytest.mark.parametrize("passed", ["\r            \r", "\r\n\r            \r", "\n            \n", "\b \b" * 3])
@given(before=LINES, after=LINES)
def test_a_page_that_was_turned_leaves_nothing_and_takes_nothing(words: str, passed: str, before: list[str], after: list[str]) -> None:
    text = "\r\n".join([*before, f"{words}{passed}{after[0]}", *after[1:], "RTX1210# "])
    assert reply(text, "", 4096) == "\n".join([*before, *after])


@pytest.mark.requirement("RX-18", "RX-23")
@pytest.mark.parametrize("charset", ["utf-8", "cp932", "euc_jp"])
@pytest.mark.parametrize("colon", [": ", "："])
def test_a_refusal_in_every_character_set(charset: str, colon: str) -> None:
    assert refusal(decode(f"エラー{colon}パラメータの数が不適当です".encode(charset))) == "パラメータの数が不適当です"
