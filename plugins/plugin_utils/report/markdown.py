# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The few Markdown forms that the sheets are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def cell(value: object) -> str:
    """``value`` inside a table: a bar would end the cell, a line break the row."""
    return " ".join(str(value).split()).replace("|", "\\|")


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A table with its closing blank line."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell(value) for value in line)} |\n" for line in lines) + "\n"


def heading(level: int, text: str) -> str:
    """A heading with its blank line."""
    return f"{'#' * level} {cell(text)}\n\n"


def bullets(items: Iterable[str]) -> str:
    """A list with its closing blank line."""
    return "".join(f"- {item}\n" for item in items) + "\n"


def code(lines: Iterable[str], language: str = "") -> str:
    """A fenced block with its closing blank line."""
    return f"```{language}\n" + "".join(f"{line}\n" for line in lines) + "```\n\n"
