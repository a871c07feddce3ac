"""Resource groups (AR-30): made at once, taken away with everything in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .exchange import Answer, Request
from .naming import place
from .reading import Reader
from .refusal import Refusal, unsupported
from .resources import Resources, tags_of
from .schema import Field

if TYPE_CHECKING:
    from .cloud import Cloud


_TYPE = Field("ResourceGroup", "object", served=frozenset({"id", "name", "type", "properties"}), fields={
    "location": Field("location", "text", required=True), "tags": Field("tags", "tags", default={}), "managedBy": Field("managedBy", "text"),
})  # fmt: skip


class Groups:
    """What one request does to the resource groups of `cloud`."""

    def __init__(self, cloud: Cloud, request: Request) -> None:
        self.cloud, self.request = cloud, request

    def answer(self, name: str) -> Answer:
        """GET, HEAD, PUT, PATCH, DELETE of one."""
        calls = {"GET": self._get, "HEAD": self._head, "PUT": self._put, "PATCH": self._patch, "DELETE": self._delete}
        if self.request.method not in calls:
            raise unsupported(self.request.method)
        return calls[self.request.method](name)

    def listed(self) -> Answer:
        """All of them."""
        if self.request.method != "GET":
            raise unsupported(self.request.method)
        return Resources(self.cloud, self.request).paged([self._shown(name) for name in self.cloud.groups])

    def contents(self, name: str) -> Answer:
        """What is in one: parts of resources do not count as resources."""
        self.cloud.group_of(name)
        found = [each for each in self.cloud.resources.values() if each.address.group.lower() == name.lower() and not each.address.parent]
        rows = [{"id": each.address.id, "name": each.address.name, "type": f"Microsoft.Network/{each.address.kind}",
                 "location": each.body["location"], "tags": each.body["tags"]} for each in found]  # fmt: skip
        return Resources(self.cloud, self.request).paged(rows)

    def _shown(self, name: str) -> dict[str, Any]:
        found = self.cloud.group_of(name)
        return {
            "id": f"/subscriptions/{self.cloud.subscription}/resourceGroups/{found['name']}", "name": found["name"],
            "type": "Microsoft.Resources/resourceGroups", "location": found["location"], "tags": found["tags"],
            "properties": {"provisioningState": found.get("state", "Succeeded")},
        }  # fmt: skip

    def _get(self, name: str) -> Answer:
        return Answer(200, self._shown(name))

    def _head(self, name: str) -> Answer:
        return Answer(204 if name.lower() in self.cloud.groups else 404)

    def _put(self, name: str) -> Answer:
        body, old = Reader(self.cloud.platform.lenient).read(_TYPE, self.request.json()), self.cloud.groups.get(name.lower())
        here = place(body["location"], "Microsoft.Resources/resourceGroups")
        if old and old["location"] != here:
            text = f"Invalid resource group location '{here}'. The Resource group already exists in location '{old['location']}'."
            raise Refusal(409, "InvalidResourceGroupLocation", text)
        self.cloud.groups[name.lower()] = {"name": old["name"] if old else name, "location": here, "tags": body["tags"]}
        return Answer(200 if old else 201, self._shown(name))

    def _patch(self, name: str) -> Answer:
        found = self.cloud.group_of(name)
        found["tags"] = tags_of(self.request.json())
        return self._get(name)

    def _delete(self, name: str) -> Answer:
        found, cloud = self.cloud.group_of(name), self.cloud
        inside = {key for key, each in cloud.resources.items() if each.address.group.lower() == name.lower()}
        cloud.operations.free(inside, self.request.base)
        found["state"] = "Deleting"

        def end(error: dict[str, Any] | None) -> None:
            found["state"] = "Succeeded"
            for key in [] if error else [*inside]:
                cloud.resources.pop(key, None)
            if not error:
                del cloud.groups[name.lower()]

        made = cloud.operations.start(f"DELETE resourceGroups/{name}", found["location"], cloud.platform.seconds("delete group"), inside, end)
        return Answer(202, None, cloud.operations.headers(made, self.request.base, location=True))
