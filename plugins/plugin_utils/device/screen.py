# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a person would read on the terminal, out of the bytes that were sent to it."""

from __future__ import annotations

import re

_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_=>78c])")
_MORE = re.compile(rb" ?-- ?[Mm]ore ?-- ?(?:(?:\x08+ *\x08+)+|\r +\r|\r?(?=\x1b|$))?")
_NOISE = re.compile(rb"[\x00\x07]")
_MESSAGE = re.compile(r"(?m)^[^\r\n%]{0,60}%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+:[^\n]*(?:\n|\Z)")


def clean(data: bytes) -> str:
    """Text with ``\\n`` line ends: escapes, paging stops and erased characters gone, bytes that are no UTF-8 replaced."""
    if b"\x1b" in data:
        data = _ESCAPES.sub(b"", data)
    if b"ore" in data:
        data = _MORE.sub(b"", data)
    text = _NOISE.sub(b"", data).replace(b"\r\n", b"\n").decode("utf-8", "replace")
    if "\x08" not in text and "\r" not in text:
        return text
    return "\n".join(_overwritten(line) for line in text.split("\n"))


def without_messages(text: str) -> str:
    """``text`` less the asynchronous log messages (IX-14), which stand on lines of their own."""
    return _MESSAGE.sub("", text) if "%" in text else text


def has_message(text: str) -> bool:
    """Whether an asynchronous log message stands in ``text``."""
    return _MESSAGE.search(text) is not None


def _overwritten(line: str) -> str:
    """One line after its backspaces and carriage returns have moved the cursor."""
    cells: list[str] = []
    at = 0
    for character in line.rstrip("\r"):
        if character == "\x08":
            at = max(at - 1, 0)
        elif character == "\r":
            at = 0
        else:
            cells[at:at + 1] = [character]
            at += 1
    return "".join(cells).rstrip() if "\x08" in line or "\r" in line.rstrip("\r") else "".join(cells)
