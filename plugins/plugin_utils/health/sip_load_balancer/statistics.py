# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Statistics of a BIG-IP: nested entries under self links, some further in (BP-27)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_PATH = re.compile(r"~[^/~]+~[^/?]+")


def availability(shown: Any) -> dict[str, str]:
    """``status.availabilityState`` of every object told of, by its full path, such as ``/Common/192.0.2.21:5060``."""
    return {_key(link, entry): str(_said(entry, "status.availabilityState", "unknown")) for link, entry in _entries(shown)}


def records(shown: Any, virtual: str) -> dict[str, int]:
    """How many persistence records bind to each member (``192.0.2.21:5060``)."""
    counted: dict[str, int] = {}
    for _link, entry in _entries(shown):
        if str(_said(entry, "virtual", virtual)) in (virtual, virtual.rpartition("/")[2]):
            member = f"{_said(entry, 'poolMemberAddr', '?')}:{_said(entry, 'poolMemberPort', '?')}"
            counted[member] = counted.get(member, 0) + 1
    return counted


def _entries(shown: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object that says something of itself; a collection's statistics hold those of its objects."""
    found = shown.get("entries") if isinstance(shown, Mapping) else None
    for link, value in (found or {}).items():
        nested = value.get("nestedStats") if isinstance(value, Mapping) else None
        entries = nested.get("entries") if isinstance(nested, Mapping) else None
        if isinstance(entries, Mapping):
            yield link, entries


def _key(link: str, entry: Mapping[str, Any]) -> str:
    """The name from the link. A member's own link ends with its pool's, member's and statistics' parts."""
    found = _PATH.findall(link)
    named = found[-1] if found else str(_said(entry, "tmName", link))
    return named.replace("~", "/").replace("%25", "%")


def _said(entry: Mapping[str, Any], name: str, default: Any) -> Any:
    value = entry.get(name)
    return (value.get("description", value.get("value", default)) if isinstance(value, Mapping) else value) or default
