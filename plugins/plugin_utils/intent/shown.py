# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Given values as they may be shown in a message: short, printable, never a secret, never the inside of a container."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_LONGEST = 60
_PRINTED = 10**30  #: numbers beyond are cut short
#: Unicode categories that have no place in any input (section 2 row 10 of the requirements): control and format characters, surrogates,
#: private use, unassigned, line and paragraph separators.
_REFUSED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def first_unprintable(text: str) -> tuple[int, str] | None:
    """Position (from 1) and name (``U+0002``) of the first character that must not stand in any text, or None."""
    if text.isascii() and text.isprintable():
        return None
    for position, character in enumerate(text, start=1):
        if unicodedata.category(character) in _REFUSED:
            return position, f"U+{ord(character):04X}"
    return None


def shown(value: object) -> str:
    """``value`` in the notation of YAML, the same in every language: ``null``, ``true``, ``101``, ``text``, ``[...]``, ``{...}``."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{...}"
    if isinstance(value, (str, int, float)):
        return _short(_digits(value))
    return "[...]"


def printable(number: int | float) -> int | float | str:
    """``number`` itself, or cut short when it is too long for any message."""
    return number if abs(number) < _PRINTED else shown(number)


def _digits(value: str | int | float) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses to print integers of more than 4300 digits
        return "9" * (_LONGEST + 1)


def _short(text: str) -> str:
    clean = "".join(c if not first_unprintable(c) else f"<U+{ord(c):04X}>" for c in text[: _LONGEST + 1])
    return clean if len(text) <= _LONGEST else f"{clean[:_LONGEST]}..."
