# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""When two values mean the same: masks, numbers as text, members in any order, fields that nobody asked for (FO-14, FO-40, FO-41)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_interface
from typing import Any

from .model import Kind, Row

_ADDRESS = re.compile(r"[0-9a-fA-F:.]*[.:][0-9a-fA-F:.]*(?:[/ ][0-9.]+)?")
_ANY_SOURCE = ("", "1-65535", "0-65535")
_METADATA = ("q_origin_key", "uuid")  #: what a device adds to a row and does not take back (FO-41)


def same(wanted: Any, shown: Any, kind: Kind, name: str = "") -> bool:
    """Whether ``shown`` is as ``wanted``. Of an object only the wanted fields count; nothing, an empty text and an empty list are one."""
    if name in kind.exact:
        return bool(wanted == shown)
    if isinstance(wanted, Mapping):
        return isinstance(shown, Mapping) and all(same(value, shown.get(field), kind, field) for field, value in wanted.items())
    if isinstance(wanted, Sequence) and not isinstance(wanted, str):
        return _same_members(wanted, [] if shown in (None, "") else shown, kind, name)
    if isinstance(shown, Mapping | list):
        return wanted in (None, "") and not shown
    return canonical(wanted, name in kind.ports) == canonical(shown, name in kind.ports)


def canonical(value: Any, ports: bool = False) -> str:
    """A single value as the text that all its spellings share."""
    text = "" if value is None else " ".join(str(value).split())
    if ports:
        return _ports(text)
    low, dash, high = text.partition("-")
    if dash and low == high and (low.isdecimal() or _ADDRESS.fullmatch(low)):
        text = low
    if _ADDRESS.fullmatch(text):
        try:
            return str(ip_interface(text.replace(" ", "/")))
        except ValueError:
            return text
    return text


def changed(wanted: Row, shown: Row, kind: Kind) -> dict[str, Any]:
    """The fields to send so that ``shown`` becomes as ``wanted``: of an object within the object only its own, of a child table all rows."""
    found: dict[str, Any] = {}
    for name, value in wanted.items():
        if not same(value, shown.get(name), kind, name):
            inner = shown.get(name)
            found[name] = changed(value, inner, kind) if isinstance(value, Mapping) and isinstance(inner, Mapping) else value
    return found


def sendable(value: Any) -> Any:
    """What a row holds, without what the device alone puts there and without what is empty: with these it can be made again."""
    if isinstance(value, Mapping):
        return {name: kept for name, each in value.items() if name not in _METADATA and (kept := sendable(each)) not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [sendable(each) for each in value]
    return value


def _same_members(wanted: Sequence[Any], shown: Any, kind: Kind, name: str) -> bool:
    """Each has its own counterpart; the one that says most is looked for first."""
    if not isinstance(shown, Sequence) or isinstance(shown, str) or len(wanted) != len(shown):
        return False
    left = list(shown)
    for each in sorted(wanted, key=lambda member: -len(member) if isinstance(member, Mapping) else 0):
        at = next((at for at, other in enumerate(left) if same(each, other, kind, name)), None)
        if at is None:
            return False
        del left[at]
    return True


def _ports(text: str) -> str:
    """``443 5223 8000-8010:1024-2000``: destination ports, each with source ports or any. Those that touch are one range."""
    by_source: dict[str, list[tuple[int, int]]] = {}
    try:
        for part in text.split():
            ports, _colon, source = part.partition(":")
            low, _dash, high = ports.partition("-")
            by_source.setdefault("" if source in _ANY_SOURCE else canonical(source), []).append((int(low), int(high or low)))
    except ValueError:
        return text
    return " ".join(f"{low}-{high}:{source}" for source, ranges in sorted(by_source.items()) for low, high in _joined(ranges))


def _joined(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return found
