"""A body against its type: what is missing, misspelt or of the wrong kind is refused, what is not there gets its default (AR-22, AR-97)."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from .refusal import Refusal, unreadable
from .schema import Field

_OF_A_REFERENCE = {"id", "name", "type", "etag", "location", "tags", "properties", "sku"}


class Reader:
    """Reads one body. `lenient`: members that it does not know are passed over, as Azure mostly does."""

    def __init__(self, lenient: bool = False) -> None:
        self.lenient = lenient

    def read(self, said: Field, body: Mapping[str, Any]) -> dict[str, Any]:
        """The whole resource. `Refusal`: the first thing that is wrong with it."""
        if "location" in said.fields and not body.get("location"):
            raise Refusal(400, "LocationRequired", "The location property is required for this definition.")
        return self._object(said, body, "")

    def _object(self, said: Field, value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise _wrong(said, value, path)
        unknown = [name for name in value if name not in said.fields and name not in said.served]
        if unknown and not self.lenient:
            where = _join(path, unknown[0])
            raise unreadable("InvalidJson", f"Could not find member '{unknown[0]}' on object of type '{said.name}'. Path '{where}'.")
        found = {name: self._member(inner, value.get(name), path) for name, inner in said.fields.items()}
        return {name: each for name, each in found.items() if each is not None}

    def _member(self, said: Field, value: Any, path: str) -> Any:
        where = _join(path, said.name)
        if value is None and said.required:
            raise _absent(said, where)
        if value is None:
            empty: dict[str, Any] = {}
            return self._defaults(said, empty) if said.kind == "object" else deepcopy(said.default)
        return self._value(said, value, where)

    @staticmethod
    def _defaults(said: Field, made: dict[str, Any]) -> dict[str, Any] | None:
        """An object that is left out: there only if all its members have defaults (a SKU)."""
        made.update({name: deepcopy(inner.default) for name, inner in said.fields.items()})
        return None if None in made.values() else made

    def _value(self, said: Field, value: Any, path: str) -> Any:
        if said.kind == "object":
            return self._object(said, value, path)
        if said.kind == "rows":
            return self._rows(said, value, path)
        if said.kind == "reference":
            return self._reference(said, value, path)
        try:
            return _KINDS[said.kind](said, value)
        except (ValueError, TypeError, AttributeError):
            raise _wrong(said, value, path) from None

    def _rows(self, said: Field, value: Any, path: str) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            raise _wrong(said, value, path)
        found = [self._object(said, row, f"{path}[{number}]") for number, row in enumerate(value)]
        names = [str(row["name"]).lower() for row in found if "name" in row]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise unreadable("DuplicateResourceName", f"{path} has two resources named {twice}.")
        return found

    def _reference(self, said: Field, value: Any, path: str) -> dict[str, Any]:
        """Only the id counts, whatever else stands there (AR-39)."""
        if not isinstance(value, Mapping):
            raise _wrong(said, value, path)
        unknown = sorted(set(value) - _OF_A_REFERENCE)
        if unknown and not self.lenient:
            raise unreadable("InvalidJson", f"Could not find member '{unknown[0]}' on object of type '{said.name}'. Path '{path}.{unknown[0]}'.")
        if not isinstance(value.get("id"), str) or not value["id"]:
            raise unreadable("MissingJsonReferenceId", f"Value for reference id is missing. Path {path}.")
        return {"id": value["id"]}


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _absent(said: Field, path: str) -> Refusal:
    if said.kind == "reference":
        return unreadable("MissingJsonReferenceId", f"Value for reference id is missing. Path {path}.")
    return unreadable("InvalidJson", f"Required property '{said.name}' not found in JSON. Path '{path}'.")


def _wrong(said: Field, value: Any, path: str) -> Refusal:
    if said.kind in ("prefix", "prefixes"):
        text = f"Address prefix {value!r} of resource member {path} is not formatted correctly."
        return Refusal(400, "InvalidAddressPrefixFormat", f"{text} It should follow CIDR notation, for example 10.0.0.0/24.")
    return unreadable("InvalidJson", f"Error converting value {_shown(said, value)} to type '{said.name}'. Path '{path}'.")


def _shown(said: Field, value: Any) -> str:
    return "***" if said.kind == "secret" else f"{value!r}"


def _text(_said: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _bool(_said: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _int(said: Field, value: Any) -> int:
    low, high = said.bounds
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(value)
    return value


def _enum(said: Field, value: Any) -> str:
    if value not in said.options:
        raise ValueError(value)
    return str(value)


def _list(said: Field, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(value)
    return [_text(said, each) for each in value]


def _prefix(said: Field, value: Any) -> str:
    network = ipaddress.ip_network(_text(said, value))
    if str(network) != value:
        raise ValueError(value)
    return str(network)


def _prefixes(said: Field, value: Any) -> list[str]:
    return [_prefix(said, each) for each in _list(said, value)]


def _tags(said: Field, value: Any) -> dict[str, str]:
    return {_text(said, key): _text(said, each) for key, each in value.items()}


_KINDS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text, "secret": _text, "bool": _bool, "int": _int, "enum": _enum, "list": _list, "prefix": _prefix, "prefixes": _prefixes, "tags": _tags,
    "any": lambda _said, value: deepcopy(value),
}  # fmt: skip
