# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an RTX's console shows, as text: whatever its character set, broken at its columns, stopped by its pager (RX-15..RX-18)."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEAD = 12  # characters of a line's echo, which the console may break further on
_CHARSETS = ("utf-8", "euc_jp", "cp932")  # what a console may speak before it is told (RX-18)
PAGER = re.compile(r"[ \t]*---\s*(?:つづく|more)\s*---[ \t]*\Z", re.IGNORECASE)
_PAGER_PASSED = re.compile(r"[ \t]*---\s*(?:つづく|more)\s*---[ \t]*(?:[\r\n]+[ \t]*[\r\n]|[\x08 \t]*\x08)?", re.IGNORECASE)
_CONTEXT = r"(?P<context>(?:pp(?:\d+|anonymous)|tunnel\d+)?)(?P<mark>[>#]) "
_PROMPT = re.compile(rf"(?:^|[\r\n])(?P<base>[^\r\n]{{0,64}}?){_CONTEXT}\Z")
_LIST = re.compile(r" *(?:ip|queue) \S+ (?:secure filter (?:in|out)|class filter list) ")  # the longest lines by far
_REST_OF_A_LIST = re.compile(r"[\d ]*d?y?n?a?m?i?c?[\d ]*")
_ERROR = re.compile(r"^(?:Error|エラー)[:：] ?(?P<text>.*)$", re.MULTILINE)


def decode(data: bytes) -> str:
    """``data`` in the first character set that it is whole in; never fails."""
    for charset in _CHARSETS:
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def prompt_of(text: str, base: str | None = None) -> re.Match[str] | None:
    """The prompt at the very end of ``text`` (RX-06), of a console whose prompts begin with ``base``; None: any."""
    found = _PROMPT.search(text[-200:])
    return found if found and base in (None, found["base"]) else None


def prompts_in(text: str, base: str, typed: Sequence[str]) -> int:
    """How many prompts that begin with ``base`` stand in ``text``: each at the beginning of a line, with nothing behind it or one of ``typed``."""
    behind = "|".join([r"[\r\n]", r"\Z", *(re.escape(line[:_HEAD]) for line in typed if line)])
    return len(re.findall(rf"(?:^|[\r\n]){re.escape(base)}{_CONTEXT}(?={behind})", text))


def reply(text: str, line: str, columns: int, asked: int = 0) -> str:
    """What stands between the echo of ``line`` and the prompt at the end: pager gone, ``\\n`` line ends, broken lines whole.

    ``asked``: how often Enter was pressed meanwhile, each time for one more prompt.
    """
    text = _PAGER_PASSED.sub("", text) if "---" in text else text
    said = _after_echo(text, line)
    for _prompt in range(asked + 1):
        found = prompt_of(said) or prompt_of(f"\n{said}")
        if not found:
            break
        said = said[: len(said) - len(found[0].lstrip("\r\n"))].rstrip("\r\n")
    lines = [each.rstrip("\r") for each in said.split("\n")]
    return "\n".join(_joined(lines, columns)).strip("\n")


def refusal(said: str) -> str | None:
    """The device's words when it refuses (RX-23), else None. A refusal is one line; a configuration that quotes one is many."""
    found = _ERROR.search(said) if said.count("\n") < 3 else None
    return found["text"].strip() if found else None


def refused_any(said: str) -> bool:
    """Whether the device refuses one of several settings, whose replies hold nothing else."""
    return bool(_ERROR.search(said))


def echoed(text: str, line: str) -> bool:
    """Whether the console has shown ``line`` as it was typed."""
    return _echo(text, line) is not None


def _after_echo(text: str, line: str) -> str:
    found = _echo(text, line)
    return text[found.end() :] if found else text.lstrip("\r\n")


def _echo(text: str, line: str) -> re.Match[str] | None:
    """The line as typed, which the console has broken at its columns, up to its end."""
    pattern = r"[\r\n]*".join(re.escape(character) for character in line)
    return re.search(pattern + r"[ \t]*\r*\n?", text) if line else None


def _joined(lines: list[str], columns: int) -> list[str]:
    """A line that fills its columns goes on in the next; a list only if there is more of one, as it may end just there."""
    found: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and (_REST_OF_A_LIST.fullmatch(line) or not _LIST.match(found[-1])):
            found[-1] += line
        else:
            found.append(line)
        goes_on = len(line) == columns
    return found
