"""What a field takes, and how the device keeps it (FO-40 to FO-42)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from . import addresses
from .patterns import PATTERNS
from .refusal import VALUE, Refusal, wrong
from .schema import Field

_PORT = re.compile("([0-9]+)(?:-([0-9]+))?")
_LONGEST = 65535


def kept(said: Field, value: Any) -> Any:
    """`value` as the device keeps it. `Refusal`: it does not take it."""
    if isinstance(value, bool) or value is None:
        raise _no(said, value)
    try:
        return _KINDS[said.kind](said, value)
    except (ValueError, TypeError, AttributeError):
        raise _no(said, value) from None


def same(said: Field, one: Any, other: Any) -> bool:
    """Whether two kept values are the same: the order of names in a child table is none (FO-40)."""
    if said.kind == "rows" and set(said.fields) == {"name"}:
        return sorted(row["name"] for row in one) == sorted(row["name"] for row in other)
    return bool(one == other)


def _no(said: Field, value: Any) -> Refusal:
    return wrong(VALUE, f"node_check_object fail! for {said.name} {value}")


def _text(said: Field, value: Any) -> str:
    text = _string(value)
    if any(ord(letter) < 32 for letter in text) or len(text) > (said.length or _LONGEST) or set(text) & set('<>()#"'):
        raise ValueError(text)
    return text


def _spelled(said: Field, value: Any) -> str:
    text = _text(said, value)
    if text not in ("", said.default) and not PATTERNS[said.kind].fullmatch(text):
        raise ValueError(text)
    return text


def _located(said: Field, value: Any) -> str:
    return str(value) if value in ("", said.default) else _ADDRESSES[said.kind](_string(value))


def _string(value: Any) -> str:
    if not isinstance(value, str | int | float):
        raise TypeError(value)
    return str(value)


def _int(said: Field, value: Any) -> int:
    text, (low, high) = _string(value), said.bounds
    number = int(text)
    if not text.isascii() or (not low <= number <= high and number != said.default):
        raise ValueError(value)
    return number


def _enum(said: Field, value: Any) -> str:
    if _string(value) not in said.options:
        raise ValueError(value)
    return str(value)


def _any_of(said: Field, value: Any) -> str:
    words = _string(value).split()
    if not set(words) <= set(said.options):
        raise ValueError(value)
    return " ".join(words)


def _seconds(said: Field, value: Any, low: int = 300) -> str:
    """A text: 0 (the default), or 300..2764800 seconds, or `never`."""
    text = _string(value)
    if text != "never" and not ((int(text) == 0 and low == 300) or low <= int(text) <= 2764800):
        raise ValueError(value)
    return text if text == "never" else str(int(text))


def _ttl(said: Field, value: Any) -> str:
    return _seconds(said, value, 1)


def _port(said: Field, value: Any) -> str:
    return "" if value in ("", 0, "0", "0-65535") else _range(_string(value))


def _ports(said: Field, value: Any) -> str:
    """Ranges with blanks between, each `destination` or `destination:source`."""
    return " ".join(":".join(map(_range, each.split(":", 1))) for each in _string(value).split())


def _range(text: str) -> str:
    found = _PORT.fullmatch(text)
    low, high = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not found or not 0 <= low <= high <= 65535 or high == 0:
        raise ValueError(text)
    return str(low) if low == high else f"{low}-{high}"


def _object(said: Field, value: Any) -> dict[str, Any]:
    unknown = set(value) - set(said.fields)
    if unknown:
        raise ValueError(unknown)
    return {name: kept(said.fields[name], each) for name, each in value.items()}


def _rows(said: Field, value: Any) -> list[dict[str, Any]]:
    """A child table: whole rows, their numbers given out where they are 0."""
    rows: list[dict[str, Any]] = []
    for each in value if isinstance(value, list) else [value]:
        given = {name: inner for name, inner in each.items() if name != "q_origin_key"}
        row = {**{name: inner.default for name, inner in said.fields.items()}, **_object(said, given)}
        if row.get("id") == 0:
            row["id"] = max((other["id"] for other in rows), default=0) + 1
        rows.append(row)
    keys = [row[next(iter(said.fields))] for row in rows]
    if len(set(keys)) < len(keys) or "" in keys:
        raise ValueError(keys)
    return rows


_ADDRESSES = {"subnet": addresses.subnet, "interface": addresses.interface, "address": addresses.address, "addresses": addresses.addresses}
_KINDS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text, "int": _int, "enum": _enum, "any_of": _any_of, "seconds": _seconds, "ttl": _ttl, "port": _port, "ports": _ports,
    "object": _object, "rows": _rows, **dict.fromkeys(_ADDRESSES, _located), **dict.fromkeys(PATTERNS, _spelled),
}  # fmt: skip
