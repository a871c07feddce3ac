# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Forms of values that only a BIG-IP has: names, interfaces, services of a self IP, IPv4 alone (SB-02, SB-23)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from ...problem import Problem
from .. import formats
from ..shown import shown

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,200}", re.ASCII)
_INTERFACE = re.compile(r"\d{1,2}(?:/\d{1,2})?\.\d{1,2}|[A-Za-z][A-Za-z0-9_.-]{0,62}", re.ASCII)
_SERVICE = re.compile(r"default|all|none|[a-z]{2,12}:(?:[1-9][0-9]{0,4}|[a-z][a-z0-9-]{0,30})", re.ASCII)
_LARGEST_PORT = 65535


def ipv4(rest: formats.Form, text: str, path: str) -> Iterator[Problem]:
    """IPv6 is refused in words, not half-supported (SB-23); else whatever ``rest`` has to say."""
    if ":" in text:
        yield Problem("KO-SB023B", path, shown(text))
    else:
        yield from rest(text, path)


def service(text: str, path: str) -> Iterator[Problem]:
    """What a self IP answers to."""
    found, number = _SERVICE.fullmatch(text), text.rpartition(":")[2]
    if not found or (number.isdigit() and int(number) > _LARGEST_PORT):
        yield Problem("KO-SB002C", path, shown(text))


def _pattern(allowed: re.Pattern[str], code: str, text: str, path: str) -> Iterator[Problem]:
    if not allowed.fullmatch(text):
        yield Problem(code, path, shown(text))


FORMS: dict[str, Callable[[str, str], Iterator[Problem]]] = {
    "bigip_name": partial(_pattern, _NAME, "KO-SB023"),
    "bigip_interface": partial(_pattern, _INTERFACE, "KO-SB001B"),
    "bigip_address": partial(ipv4, formats.address),
    "bigip_prefix": partial(ipv4, formats.prefix),
    "bigip_interface_address": partial(ipv4, formats.interface_address),
    "bigip_service": service,
}
