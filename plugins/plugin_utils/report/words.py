# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The words of the sheets, English and Japanese, from ``words.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from .. import data_file


@cache
def words(language: str = "en") -> dict[str, dict[str, str]]:
    """``{sheet: {key: text}}``; an unknown language falls back to English."""
    table: dict[str, Any] = data_file.read(Path(__file__).with_name("words.yml"))
    chosen = language if language in ("en", "ja") else "en"
    return {sheet: {key: text[chosen] for key, text in entries.items()} for sheet, entries in table.items()}
