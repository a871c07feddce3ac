"""A resource that the simulated Azure keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .address import Address
from .schema import Field, types


@dataclass
class Resource:
    """`body` as `reading` gives it; `served`: what the server adds (an address); `key`: the shared key of a connection; `effective`: the
    properties that are in force, those of the last write that succeeded."""

    address: Address
    body: dict[str, Any]
    guid: str
    state: str = "Updating"
    etag: str = ""
    served: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    error: dict[str, Any] | None = None
    effective: dict[str, Any] | None = None

    @property
    def properties(self) -> dict[str, Any]:
        """What the client wrote, with defaults."""
        found: dict[str, Any] = self.body["properties"]
        return found

    def names(self, reference: str) -> str:
        """The key of the resource that the property `reference` names, "" without."""
        found: Mapping[str, str] = self.properties.get(reference) or {}
        return str(found.get("id", "")).lower()


def references(resource: Resource) -> Iterator[tuple[str, str]]:
    """Every id that it names, with the type that it must be of."""
    yield from _references(types()[resource.address.kind], resource.body)


def _references(said: Field, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, inner in said.fields.items():
        found = value.get(name)
        if not found:
            continue
        if inner.kind == "reference":
            yield found["id"], inner.to
        for row in found if inner.kind == "rows" else [found] if inner.kind == "object" else []:
            yield from _references(inner, row)


def without_secrets(said: Field, value: Mapping[str, Any]) -> dict[str, Any]:
    """What of an object may be read: secrets are only written (AR-42)."""
    return {name: _readable(said.fields[name], each) for name, each in value.items() if said.fields[name].kind != "secret"}


def _readable(said: Field, value: Any) -> Any:
    if said.kind == "object":
        return without_secrets(said, value)
    if said.kind == "rows":
        return [without_secrets(said, row) for row in value]
    return value


def fixed_change(said: Field, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, Any, Any] | None:
    """The first member that may not change and does: its name, what it was, what it would be."""
    for name, inner in said.fields.items():
        one, other = before.get(name), after.get(name)
        if inner.kind == "object" and one and other and (found := fixed_change(inner, one, other)):
            return found
        if inner.fixed and _plain(one) != _plain(other):
            return name, one, other
    return None


def _plain(value: Any) -> Any:
    return value["id"].lower() if isinstance(value, dict) and "id" in value else value
