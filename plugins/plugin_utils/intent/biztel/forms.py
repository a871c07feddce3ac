# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Forms of values that only BIZTEL has: what is a placeholder of the manual, what is IPv6, ports, names of interfaces (BZ-02, BZ-03)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial

from ...problem import Problem
from .. import formats
from ..shown import shown

#: As the manual prints addresses: XXX.XXX.XXX.XXX, YYY..., ZZZ..., ***.***.***.***/**; also 203.0.113.X of one's own making.
_PLACEHOLDER = re.compile(r"\*|([XYZ])\1\1|\A(?=.*[XYZ])[0-9XYZ./]+\Z")
_NAME_PLACEHOLDER = re.compile(r"\*|([XYZ])\1{5}")
_PORTS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?", re.ASCII)
_MOST_PORT, _MOST_ITEMS = 65535, 10  #: RX-53
_RTX_INTERFACE = re.compile(r"lan\d{1,2}(?:[/.]\d{1,4})?|vlan\d{1,4}|bridge\d{1,2}", re.ASCII | re.IGNORECASE)
_RTX_LAN = re.compile(r"lan\d{1,2}", re.ASCII | re.IGNORECASE)
_FORTIOS_NAME = re.compile(r"[^<>()#'\"\\?]{1,35}")


def _not_yet(placeholder: re.Pattern[str], rest: formats.Form | None, text: str, path: str) -> Iterator[Problem]:
    """A placeholder or IPv6 under the codes of BIZTEL, else whatever ``rest`` has to say."""
    if placeholder.search(_plain(text)):
        yield Problem("KO-BZ002", path, shown(text))
    elif rest and ":" in text:
        yield Problem("KO-BZ003", path, shown(text))
    elif rest:
        yield from rest(text, path)


def _plain(text: str) -> str:
    """Capitals of ASCII, also for the wide letters that copying out of the manual gives (BZ-30)."""
    return unicodedata.normalize("NFKC", text).upper()


def address_or_prefix(text: str, path: str) -> Iterator[Problem]:
    """One IPv4 address, or a prefix without host bits."""
    yield from formats.prefix(text, path) if "/" in text else formats.address(text, path)


def ports(text: str, path: str) -> Iterator[Problem]:
    """``443,5223,2195-2197``: what a filter takes, at most 10 items (RX-53)."""
    items = text.split(",")
    if not all(map(_is_range, items)):
        yield Problem("KO-BZ049", path, shown(text))
    elif len(items) > _MOST_ITEMS:
        yield Problem("KO-BZ049B", path, shown(text), details={"count": len(items), "most": _MOST_ITEMS})


def _is_range(text: str) -> bool:
    found = _PORTS.fullmatch(text)
    return found is not None and 1 <= int(found[1]) <= int(found[2] or found[1]) <= _MOST_PORT


def _pattern(allowed: re.Pattern[str], code: str, text: str, path: str) -> Iterator[Problem]:
    if not allowed.fullmatch(text):
        yield Problem(code, path, shown(text))


FORMS: dict[str, Callable[[str, str], Iterator[Problem]]] = {
    "biztel_address": partial(_not_yet, _PLACEHOLDER, formats.address),
    "biztel_prefix": partial(_not_yet, _PLACEHOLDER, formats.prefix),
    "biztel_destination": partial(_not_yet, _PLACEHOLDER, address_or_prefix),
    "biztel_host_name": partial(_not_yet, _NAME_PLACEHOLDER, None),
    "ports": ports,
    "rtx_interface": partial(_pattern, _RTX_INTERFACE, "KO-BZ035"),
    "rtx_lan": partial(_pattern, _RTX_LAN, "KO-BZ035B"),
    "fortios_name": partial(_pattern, _FORTIOS_NAME, "KO-BZ044"),
}
