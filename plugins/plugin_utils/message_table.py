# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The one table of user-facing texts: ``messages/*.yml``, English and Japanese side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from . import data_file
from .problem import Problem

LANGUAGES = ("en", "ja")
_TABLE = Path(__file__).with_name("messages")
_ENTRY = re.compile(r"^([\w-]+):\n(?:[ #].*\n|\n)*", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """A problem in words: what is wrong, why that matters, how to mend it."""

    message: str
    why: str
    mend: str


@cache
def table() -> dict[str, Any]:
    """Every entry by code. Shape of one: ``{requirement: [..], en: {message, why, mend}, ja: {...}}``."""
    entries: dict[str, Any] = {}
    for path in sorted(_TABLE.glob("*.yml")):
        entries.update(data_file.read(path))
    return entries


@cache
def entry(code: str) -> dict[str, Any]:
    """One entry, without parsing all the others: a run that has one thing to say should not read three thousand lines for it."""
    return data_file.parse(written()[code])[code]


@cache
def written() -> dict[str, str]:
    """Every entry by code, as it is written."""
    texts = [path.read_text(encoding="utf-8") + "\n" for path in sorted(_TABLE.glob("*.yml"))]
    return {found[1]: found[0] for text in texts for found in _ENTRY.finditer(text)}


def describe(problem: Problem, language: str = "en") -> Text:
    """The words for ``problem``; an unknown language falls back to English."""
    words = entry(problem.code)
    texts = words.get(language, words["en"])
    fill = {**problem.details, "path": problem.path, "value": problem.value, "host": problem.host}
    return Text(*(str(texts[part]).format(**fill).strip() for part in ("message", "why", "mend")))


def line(problem: Problem, language: str = "en") -> str:
    """One line for a list of problems: ``KO-VC012 host: path: message — mend`` (host and path where there are any)."""
    text = describe(problem, language)
    parts = [part for part in (problem.host, problem.path, text.message) if part]
    return f"{problem.code} {': '.join(parts)} — {text.mend}"


def listing(problems: Iterable[Problem], language: str = "en") -> str:
    """Every problem, one a line, in the order found."""
    return "\n".join(line(problem, language) for problem in problems)
