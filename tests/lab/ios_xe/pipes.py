"""Output filters: `| include`, `exclude`, `begin`, `section`, `count` (IX-13)."""

from __future__ import annotations

import re

FILTERS = ("append", "begin", "count", "exclude", "format", "include", "redirect", "section", "tee")


class BadFilter(Exception):
    """The filter is not understood; `offset` is the place in the text after the pipe."""

    def __init__(self, reason: str, offset: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


def split(line: str) -> tuple[str, str, int]:
    """(command, filter, offset of the filter); the filter is "" without a pipe."""
    found = re.search(r"\s\|", line)
    return (line[:found.start()], line[found.end():], found.end()) if found else (line, "", 0)


def apply(text: str, filter_text: str) -> str:
    """The filtered text. BadFilter when the filter is unknown, ambiguous or has no expression."""
    words = filter_text.lstrip().split(None, 1)
    lead = len(filter_text) - len(filter_text.lstrip())
    names = [name for name in FILTERS if words and name.startswith(words[0].lower())]
    if not words or (len(names) == 1 and len(words) < 2):
        raise BadFilter("incomplete")
    if len(names) != 1 or names[0] in ("append", "redirect", "tee", "format"):
        raise BadFilter("ambiguous" if len(names) > 1 else "invalid", lead)
    if names[0] == "section" and words[1].split()[0] in ("include", "exclude") and len(words[1].split()) > 1:
        kind, expression = words[1].split(None, 1)
        return _section(text, _compiled(expression), keep=kind == "include")
    return _FUNCTIONS[names[0]](text, _compiled(words[1]))


def _compiled(expression: str) -> re.Pattern[str]:
    """An IOS regular expression: `_` stands for a delimiter; an expression that is no regular one is taken literally."""
    try:
        return re.compile(expression.strip('"'))
    except re.error:
        return re.compile(re.escape(expression))


def _include(text: str, pattern: re.Pattern[str]) -> str:
    return "".join(line + "\n" for line in text.splitlines() if pattern.search(line))


def _exclude(text: str, pattern: re.Pattern[str]) -> str:
    return "".join(line + "\n" for line in text.splitlines() if not pattern.search(line))


def _begin(text: str, pattern: re.Pattern[str]) -> str:
    lines = text.splitlines()
    start = next((place for place, line in enumerate(lines) if pattern.search(line)), len(lines))
    return "".join(line + "\n" for line in lines[start:])


def _count(text: str, pattern: re.Pattern[str]) -> str:
    return f"Number of lines which match regexp = {sum(bool(pattern.search(line)) for line in text.splitlines())}\n"


def _section(text: str, pattern: re.Pattern[str], keep: bool = True) -> str:
    """Sections (a line and the deeper ones below it) whose heading matches; a matching inner line brings itself and what is below."""
    found: list[str] = []
    depth: int | None = None
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        if depth is None or indent <= depth or not line.strip():
            depth = indent if pattern.search(line) else None
        if (depth is not None) == keep:
            found.append(line)
    return "".join(line + "\n" for line in found)


_FUNCTIONS = {"include": _include, "exclude": _exclude, "begin": _begin, "count": _count, "section": _section}
