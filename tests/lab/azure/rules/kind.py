"""What a resource type adds to the general rules of `resources.py`; the base adds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..refusal import Refusal
from ..resource import Resource, without_secrets
from ..schema import types

if TYPE_CHECKING:
    from ..cloud import Cloud


class Kind:
    """One resource type; its methods are called in this order."""

    def prepare(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        """Defaults that depend on other values."""

    def depends(self, cloud: Cloud, made: Resource) -> set[str]:
        """Keys of resources that must not be written at the same time (AR-94)."""
        return {made.address.parent.key} if made.address.parent else set()

    def check(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        """`Refusal`: it cannot be."""

    def accepted(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        """Nothing is in the way: what happens at once."""

    def finished(self, cloud: Cloud, made: Resource) -> None:
        """The operation has succeeded."""

    def removable(self, cloud: Cloud, found: Resource) -> None:
        """`Refusal`: somebody uses it."""

    def gone(self, cloud: Cloud, found: Resource) -> None:
        """It is about to be taken away."""

    def served(self, cloud: Cloud, found: Resource) -> dict[str, Any]:
        """Properties that the server adds or puts in place of the client's (AR-41)."""
        return dict(found.served)

    def show(self, cloud: Cloud, found: Resource) -> dict[str, Any]:
        """The resource as it is read (AR-23)."""
        body = without_secrets(types()[found.address.kind], found.body)
        own = {"provisioningState": found.state, "resourceGuid": found.guid}
        properties = {**body.pop("properties"), **own, **self.served(cloud, found)}
        head = {"name": found.address.name, "id": found.address.id, "etag": found.etag, "type": f"Microsoft.Network/{found.address.kind}"}
        return {**head, **body, "properties": properties}


def in_use(code: str, what: str, users: list[Resource]) -> Refusal:
    """It cannot go as long as these are there."""
    return Refusal(400, code, f"{what} cannot be deleted because it is in use by {', '.join(each.address.id for each in users)}.")
