"""Data stays text in Markdown, HTML and Mermaid."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.safe import code, fenced, html, label, names, short


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("osaka-r1", "`osaka-r1`"),
        ("", "–"),
        (" \n", "–"),
        ("a\nb", "`a b`"),
        ("<secret>", "<code>&#60;secret&#62;</code>"),
        ("a|b", "<code>a&#124;b</code>"),
        ("a`b_c", "<code>a&#96;b&#95;c</code>"),
        ("@all #12 https://x", "`@all #12 https://x`"),
        ("a\u202eb\x1b\ud800", "<code>a&#92;u202eb&#92;u001b&#92;ud800</code>"),
    ],
)
def test_inline_code(text: str, expected: str) -> None:
    assert code(text) == expected


def test_long_names_are_cut() -> None:
    assert short("a" * 100, 10) == "aaaaaaaaa…"


@given(st.text(st.characters()))
def test_inline_code_has_no_structure(text: str) -> None:
    for shown in (code(text), html(text)):
        assert shown.encode("utf-8")
        assert not re.search(r"[\n|\\]", code(text))
        body = re.sub("^<code>|</code>$", "", shown)
        assert "<" not in body or shown.startswith("`")
    assert code(text).count("`") in (0, 2)


@given(st.text(st.characters()))
def test_a_label_is_one_quoted_piece(text: str) -> None:
    assert re.fullmatch(r'"[^"`<>|{}\[\]%&$:;\n]*"', re.sub(r"#\d+;", "", label(text, "x")).replace("<br/>", ""))


@given(st.text("`\n a~"))
def test_no_text_leaves_its_fence(text: str) -> None:
    first, *inside = fenced(text, "diff").splitlines()
    assert re.fullmatch("`{3,}diff", first)
    fence = first.removesuffix("diff")
    assert inside[-2:] == [fence, ""]
    assert not any(re.match(rf" {{0,3}}{fence}", line) for line in inside[:-2])


def test_names_are_counted_when_they_do_not_fit() -> None:
    assert names("abc", 100, " and {number} more") == "`a`, `b`, `c`"
    assert names("abc", 10, " and {number} more") == "`a`, `b` and 1 more"
    assert names("abc", 0, " and {number} more") == "`a` and 2 more"
