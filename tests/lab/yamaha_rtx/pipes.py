# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""`show ... | grep [-i] [-v] [-w] PATTERN | less` (RX-30)."""

from __future__ import annotations

import re

from .refused import Plain, Refused

SEARCHING = "Searching ...\n"


def split(line: str) -> tuple[str, list[list[str]]]:
    """(command, the words of each filter). A pipe has blanks around it and follows a `show` command only."""
    if line.split()[0].lower() not in ("show", "less"):
        return line, []
    body, *filters = re.split(r"\s\|\s", line + " ")
    return body.strip(), [each.split() for each in filters]


def apply(text: str, filters: list[list[str]]) -> str:
    """What the filters let through, after `Searching ...`; Refused when one is not understood."""
    searched = False
    for words in filters:
        if words == ["less"]:
            continue
        if not words or words[0].lower() != "grep":
            raise Refused(Plain("keyword"))
        text, searched = _grep(text, words[1:]), True
    return (SEARCHING if searched else "") + text


def _grep(text: str, words: list[str]) -> str:
    options = [word for word in words if word in ("-i", "-v", "-w")]
    rest = words[len(options):]
    if options != words[:len(options)] or not rest:
        raise Refused(Plain("count"))
    pattern = _pattern(" ".join(rest))
    found = re.compile(rf"\b(?:{pattern})\b" if "-w" in options else pattern, re.IGNORECASE if "-i" in options else 0)
    return "".join(line + "\n" for line in text.splitlines() if bool(found.search(line)) != ("-v" in options))


def _pattern(typed: str) -> str:
    """A Yamaha pattern as a Python one: quotes of the command line go, one backslash of a doubled one, unknown operators are plain."""
    text = typed[1:-1] if len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "'\"" else typed
    text = re.sub(r"\\([\\?|])", r"\1", text)
    shaped = re.sub(r"\\(\w)|([{}])", lambda each: each[1] or "\\" + each[2], text)
    try:
        re.compile(shaped)
    except re.error as bad:
        raise Refused(Plain("keyword")) from bad
    return shaped
