# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What every parser of an operational output needs: clean lines, and the difference between empty and not understood."""

from __future__ import annotations

import re
from functools import lru_cache

#: Lines that a router may add to any reply: `exec prompt timestamp` heads (IX-23) and asynchronous messages (IX-14).
_NOISE = re.compile(r"Load for five secs|Time source is|No time source|\W*(?:\w.*: )?%[A-Z][A-Z0-9_]*-(?:[A-Z0-9_]+-)?\d-[A-Z0-9_]+:")
_NOISY = ("%", "Load for five secs", "ime source")  # what no line of that kind is without
_REFUSED = ("%", "Command authorization failed", "Translating ")
_ADDRESS = r"\d{1,3}(?:\.\d{1,3}){3}"

IPV4 = _ADDRESS  #: a dotted address, as part of a regular expression


class ParseError(ValueError):
    """The text is neither the output that the parser knows nor empty (IX section 3)."""


def clean(text: str) -> list[str]:
    """The lines of ``text`` that say something: stripped, tabs as spaces, without blank lines and noise."""
    lines = [line for raw in text.replace("\t", " ").splitlines() if (line := raw.strip())]
    return [line for line in lines if not _NOISE.match(line)] if any(mark in text for mark in _NOISY) else lines


def body(text: str, known: re.Pattern[str]) -> list[str]:
    """Clean lines of an output; raises ``ParseError`` when the router refused, or when no line matches ``known``."""
    lines = clean(text)
    for line in lines:
        if line == "^" or line.startswith(_REFUSED):
            raise ParseError(f"the router answered {line[:80]!r}")
    if lines and not any(known.search(line) for line in lines):
        raise ParseError(f"not understood: {lines[0][:80]!r}")
    return lines


def blocks(lines: list[str], start: re.Pattern[str]) -> list[list[str]]:
    """``lines`` cut before each one that matches ``start``; what stands before the first is left out."""
    found: list[list[str]] = []
    for line in lines:
        if start.match(line):
            found.append([line])
        elif found:
            found[-1].append(line)
    return found


def field(pattern: str, text: str) -> str | None:
    """The first group of ``pattern`` in ``text`` (labels are searched, since their order varies by release), or None."""
    match = _compiled(pattern).search(text)
    return match[1].strip() if match else None


@lru_cache(512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE | re.IGNORECASE)


def number(pattern: str, text: str) -> int | None:
    """Like ``field``, as a whole number."""
    value = field(pattern, text)
    return int(value) if value is not None and value.isascii() and value.isdigit() else None


def classful(address: str) -> str:
    """``address`` with the mask that IOS omits (IX-24): the default /0, class A /8, B /16, C /24; anything else /32."""
    first = int(address.split(".")[0])
    if address == "0.0.0.0":  # noqa: S104
        return "0.0.0.0/0"
    return f"{address}/{8 if first < 128 else 16 if first < 192 else 24 if first < 224 else 32}"


def with_mask(network: str) -> str:
    """``network`` as prefix/length, whether the table printed its mask or not (IX-24)."""
    return network if "/" in network else classful(network)
