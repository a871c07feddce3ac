# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Forms of values that only Azure has: names, ids, regions, addresses of APIs (AZ-32, AR-05)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlsplit

from ...problem import Problem
from ..shown import shown

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?", re.ASCII)
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_VNET = re.compile(
    rf"/subscriptions/{_GUID.pattern}/resourceGroups/[^/]+/providers/Microsoft\.Network/virtualNetworks/{NAME.pattern}", re.ASCII | re.IGNORECASE,
)
_PRIVATE = re.compile(r"(?<=//).*@|(?<=[?#]).+", re.DOTALL)  #: of a URL: its login, and what is asked of it
_LOCATION = re.compile(r"[A-Za-z][A-Za-z0-9 ]{1,39}", re.ASCII)


def _pattern(allowed: re.Pattern[str], code: str, text: str, path: str) -> Iterator[Problem]:
    if not allowed.fullmatch(text):
        yield Problem(code, path, shown(text))


def https_url(text: str, path: str) -> Iterator[Problem]:
    """``https://host[:port]`` with nothing behind it: a token is never sent unencrypted, nor to a path that somebody made up.
    A login in it is not told.
    """
    try:
        parts = urlsplit(text)
        good = parts.scheme == "https" and bool(parts.hostname) and parts.username is None and (parts.port or 443) > 0
    except ValueError:
        good = False
    if not good or parts.path.strip("/") or parts.query or parts.fragment:
        yield Problem("KO-AZ005", path, shown(_PRIVATE.sub("...", text)))


FORMS: dict[str, Callable[[str, str], Iterator[Problem]]] = {
    "azure_name": partial(_pattern, NAME, "KO-AZ032"),
    "guid": partial(_pattern, _GUID, "KO-AZ030"),
    "vnet_id": partial(_pattern, _VNET, "KO-AZ018B"),
    "azure_location": partial(_pattern, _LOCATION, "KO-AZ030B"),
    "https_url": https_url,
}
