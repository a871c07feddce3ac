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


@pytest.mark.requirement("RX-15", "RX-77")
@pytest.mark.parametrize("following", [" ip pp nat descriptor 1000", "pp select none", "ip filter 1 pass * *", " queue pp default class 2"])
@pytest.mark.parametrize("head", [" ip pp secure filter in", "ip lan1 secure filter out", " queue pp class filter list"])
def test_a_list_that_just_fills_its_columns_does_not_swallow_the_next_line(head: str, following: str) -> None:
    numbers = " ".join(str(410_001 + number) for number in range(20))
    for length in range(1, 121):
        text = [f"{head} {numbers[:length].rstrip()} dynamic 100 101", f"{head} {numbers[:length].rstrip()}", following]
        rows = [line[at : at + 40] for line in text for at in range(0, len(line), 40)]
        assert reply("\r\n".join(["show config", *rows, "# "]), "show config", 40) == "\n".join(text)
