# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A part of the running configuration as evidence: ``show running-config interface X``, ``| section X``."""

from __future__ import annotations

import re

from .text import ParseError, clean

_REFUSED = re.compile(r"\^$|%|Command authorization failed")


def parse(text: str) -> list[str]:
    """The configuration lines, stripped, without separators and headers."""
    lines = clean(text)
    if any(_REFUSED.match(line) for line in lines):
        raise ParseError("the router refused to show its configuration")
    noise = ("!", "Building configuration", "Current configuration", "end")
    return [line for line in lines if not line.startswith(noise)]


def setting(lines: list[str], keyword: str) -> str | None:
    """What follows ``keyword`` on the first line that begins with it (``""`` for a bare keyword), or None."""
    for line in lines:
        if line == keyword or line.startswith(keyword + " "):
            return line[len(keyword) :].strip()
    return None
