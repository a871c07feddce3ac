"""docs/codes: one page per code, English and Japanese, out of the message table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import table

_PLACEHOLDER = re.compile(r"\{(\w+)[^{}]*\}")
_HEADS = {"en": ("English", "Message", "Why", "How to mend"), "ja": ("日本語", "メッセージ", "理由", "対処")}


def pages() -> Iterator[tuple[str, str]]:
    """``(path below docs/, text)`` of every page and of the index."""
    codes = table()
    yield "codes/README.md", _index(codes)
    for code, entry in codes.items():
        yield f"codes/{code}.md", _page(code, entry)


def _page(code: str, entry: Mapping[str, Any]) -> str:
    requirement = ", ".join(entry["requirement"]) or "none"
    parts = [f"# {code}\n\nRequirement: {requirement}. Generated from the message table by `make docs`; all codes: [README.md](README.md).\n"]
    return "\n".join(parts + [_section(language, entry[language]) for language in _HEADS])


def _section(language: str, texts: Mapping[str, str]) -> str:
    head, *titles = _HEADS[language]
    rows = [f"- **{title}**: {_shown(texts[part])}\n" for title, part in zip(titles, ("message", "why", "mend"), strict=True)]
    return f"## {head}\n\n" + "".join(rows)


def _index(codes: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [f"| [{code}]({code}.md) | {_cell(entry['en']['message'])} | {_cell(entry['ja']['message'])} |" for code, entry in sorted(codes.items())]
    head = ["# Codes", "", "Every problem has a code, and every code has a page: what it means, why it matters, how to mend it.", ""]
    return "\n".join([*head, "| code | English | 日本語 |", "|---|---|---|", *rows, ""])


def _shown(text: object) -> str:
    """Placeholders as ``<name>``, in code marks so that Markdown leaves them alone."""
    return _PLACEHOLDER.sub(r"`<\1>`", str(text).strip())


def _cell(text: object) -> str:
    return _shown(text).replace("|", "\\|").replace("\n", " ")
