# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The words of a command line with their quotes and backslashes (RX-19)."""

from __future__ import annotations

import re

_WORD = re.compile(r"""(?:\\.|"[^"]*"|'[^']*'|\S)+""")
_PART = re.compile(r"""\\(.)|"([^"]*)"|'([^']*)'|(.)""", re.DOTALL)


def split(line: str) -> list[str]:
    """The words as typed: a blank in quotes or behind a backslash parts nothing."""
    return _WORD.findall(line)


def plain(word: str) -> str:
    """What a word means: without its quotes and backslashes."""
    return "".join("".join(part) for part in _PART.findall(word))
