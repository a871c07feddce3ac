# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The text of a pattern, read into its elements."""

from __future__ import annotations

import re

from .groups import AnyOf, OneOf, Optional, Repeated, Series
from .pattern import Element, Keyword, Place

_PLACE = re.compile(r"<([\w-]+)(?::([^>]*))?>")
_CHOICE = re.compile(r"(?:<[^>]*>|[^|<])+")
_MANY = re.compile(r"(.+?)\.\.\.(\d*)")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_MOST = 10_000


def read(text: str) -> Series:
    """A pattern or a part of one."""
    tokens = text.split()
    series = _series(tokens, ())
    if tokens:
        raise ValueError(f"{text!r}: what is {tokens[0]!r}?")
    return series


def _series(tokens: list[str], until: tuple[str, ...]) -> Series:
    """The elements up to a token of `until`, which stays."""
    elements: list[Element] = []
    while tokens and tokens[0].partition("...")[0] not in until:
        elements.append(_element(tokens))
    return Series(tuple(elements))


def _element(tokens: list[str]) -> Element:
    token = tokens.pop(0)
    if token in _CLOSING:
        return _group(token, tokens)
    many = _MANY.fullmatch(token)
    return _repeated(_choice(many[1]), many[2]) if many else _choice(token)


def _group(opening: str, tokens: list[str]) -> Element:
    closing, members = _CLOSING[opening], []
    while True:
        members.append(_series(tokens, (closing, "/")))
        token = tokens.pop(0)
        if token != "/":
            break
    inner = AnyOf(tuple(members)) if opening == "{" else OneOf(tuple(members))
    if opening == "[":
        return Optional(inner)
    return _repeated(inner, token.partition("...")[2]) if "..." in token else inner


def _repeated(element: Element, most: str) -> Element:
    return Repeated(element, int(most or _MOST))


def _choice(token: str) -> Element:
    """`on|off|<int:1-9>`, the same behind `name=`, or one of them."""
    prefix, equals, rest = token.partition("=")
    if equals and "<" not in prefix:
        prefix, token = prefix + "=", rest
    else:
        prefix = ""
    members = tuple(_word(each, prefix) for each in _CHOICE.findall(token))
    return members[0] if len(members) == 1 else OneOf(members)


def _word(text: str, prefix: str) -> Element:
    place = _PLACE.fullmatch(text)
    return Place(place[1], place[2] or "", prefix) if place else Keyword(text, prefix)
