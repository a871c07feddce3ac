"""The resources of a subscription, and how they are found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .address import of_id
from .refusal import group_missing
from .resource import Resource, references
from .schema import types


class Estate:
    """`groups` by name and `resources` by id, both in lower case."""

    groups: dict[str, dict[str, Any]]
    resources: dict[str, Resource]

    def resource(self, key: str) -> Resource | None:
        """A resource, by its id in any spelling."""
        return self.resources.get(key.lower())

    def named(self, text: str, kind: str) -> Resource | None:
        """What a reference to a resource of this type names."""
        found = of_id(text, [name for name in types() if kind == name or kind.startswith(f"{name}/")])
        return self.resource(found.key) if found and found.kind == kind else None

    def of_kind(self, kind: str) -> Iterator[Resource]:
        """All of one type."""
        return (each for each in self.resources.values() if each.address.kind == kind)

    def users(self, key: str) -> list[Resource]:
        """Who names this resource."""
        return [each for each in self.resources.values() if any(name.lower() == key for name, _kind in references(each))]

    def group_of(self, name: str) -> dict[str, Any]:
        """A resource group. `Refusal` (AR-50): there is none."""
        if name.lower() not in self.groups:
            raise group_missing(name)
        return self.groups[name.lower()]
