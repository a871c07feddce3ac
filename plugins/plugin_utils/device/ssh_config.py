# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The part of the OpenSSH client configuration that matters for reaching a device.

libssh2 knows nothing of it, and the socket is ours anyway (TCP_NODELAY, bounded time, jump hosts); so host name, port, user, keys and
proxies are read here.
"""

from __future__ import annotations

import fnmatch
import os
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_LINE = re.compile(r"^\s*(\w+)(?:\s*=\s*|\s+)(.+?)\s*$")
_REST_OF_LINE = frozenset({"proxycommand"})  # the value is the whole rest, quotes and all
_LISTS = frozenset({"identityfile"})
_DEPTH = 16  # of Include, as OpenSSH

#: what a Host section may say here, in lower case as OpenSSH ignores case
KEYWORDS = frozenset({"hostname", "port", "user", "identityfile", "proxycommand", "proxyjump", "userknownhostsfile", "hostkeyalias"})

Lines = tuple[tuple[str, str], ...]


def lookup(path: str | None, host: str) -> dict[str, list[str]]:
    """What the configuration says for ``host``: keyword (lower case) -> values; the first value found wins, as in OpenSSH.

    ``path=None`` is ``~/.ssh/config``. A file that is missing or not readable says nothing. ``Match`` sections other than ``all`` are skipped.
    """
    name = os.path.expanduser(path or "~/.ssh/config")  # noqa: PTH111 -- asked for every session; Path costs twenty times as much
    try:
        changed = os.stat(name).st_mtime_ns  # noqa: PTH116
    except OSError:
        return {}
    found: dict[str, list[str]] = {}
    active = True
    for keyword, value in _lines(name, changed):
        if keyword in ("host", "match"):
            active = _applies(keyword, value, host)
        elif active and keyword in KEYWORDS:
            _note(found, keyword, value)
    return found


def options_from_args(text: str) -> dict[str, str]:
    """The options of an ssh command line (``-o Name=value``, ``-J host``, ``-F file``), names in lower case; ``ValueError`` on bad quoting."""
    words = iter(shlex.split(text))
    options: dict[str, str] = {}
    for word in words:
        flag, rest = word[:2], word[2:]
        if flag not in ("-o", "-J", "-F"):
            continue
        value = rest or next(words, "")
        name = {"-J": "proxyjump", "-F": "config"}.get(flag)
        if name is None:
            name, _equals, value = (part.strip() for part in re.sub(r"^\s*(\w+)\s+", r"\1=", value).partition("="))
        options.setdefault(name.lower(), value)
    return options


def expand(text: str, *, host: str, port: str, user: str, alias: str) -> str:
    """Replace the tokens of OpenSSH that make sense here: %h %p %r %n %%."""
    tokens = {"%h": host, "%p": port, "%r": user, "%n": alias, "%%": "%"}
    return re.sub(r"%[hprn%]", lambda match: tokens[match.group()], text)


def _note(found: dict[str, list[str]], keyword: str, value: str) -> None:
    text = value if keyword in _REST_OF_LINE else " ".join(_words(value)) if keyword not in _LISTS else value.strip("\"'")
    if keyword in _LISTS:
        found.setdefault(keyword, []).append(text)
    else:
        found.setdefault(keyword, [text])


def _applies(keyword: str, value: str, host: str) -> bool:
    patterns = _words(value)
    if keyword == "match":
        return patterns == ["all"]
    if any(pattern[0] == "!" and fnmatch.fnmatchcase(host, pattern[1:]) for pattern in patterns):
        return False
    return any(fnmatch.fnmatchcase(host, pattern) for pattern in patterns)


def _words(value: str) -> list[str]:
    try:
        return shlex.split(value, comments=True)
    except ValueError:
        return value.split()


@cache
def _lines(path: str, changed: int) -> Lines:
    """The lines of one file with its includes; ``changed`` (its time stamp) is a part of the cache's key only."""
    return tuple(_read(Path(path), 0))


def _read(path: Path, depth: int) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None or line.lstrip().startswith("#"):
            continue
        keyword, value = match.group(1).lower(), match.group(2)
        if keyword != "include":
            yield keyword, value
        elif depth < _DEPTH:
            for each in _words(value):
                pattern = path.parent / Path(each).expanduser()
                for name in sorted(Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))):
                    yield from _read(name, depth + 1)
