"""Create, replace, read, list, delete resources (AR-22, AR-93 to AR-96)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .address import Address
from .exchange import Answer, Request
from .naming import check_name, check_references, place
from .reading import Reader
from .refusal import Refusal, missing, unreadable, unsupported
from .resource import Resource, fixed_change
from .rules import kind_of
from .schema import types

if TYPE_CHECKING:
    from .cloud import Cloud

_LATE = ("VmssVpnGatewayPublicIpsMustHaveZonesConfigured", "RegionalVmssVpnGatewayPublicIpsMustNotHaveZonesConfigured")


class Resources:
    """What one request does to the resources of `cloud`."""

    def __init__(self, cloud: Cloud, request: Request) -> None:
        self.cloud, self.request = cloud, request

    def get(self, address: Address) -> Answer:
        """One resource."""
        found = self._existing(address)
        return Answer(200, kind_of(found).show(self.cloud, found), {"ETag": found.etag})

    def put(self, address: Address) -> Answer:
        """Create it, or replace it as a whole."""
        old = self._place(address)
        made = self._read(address, old)
        self._etags(old)
        kind = kind_of(made)
        self.cloud.operations.free({made.address.key, *kind.depends(self.cloud, made)}, self.request.base)
        late = self._check(made, old)
        kind.accepted(self.cloud, made, old)
        return self._begin(made, old, late)

    def patch(self, address: Address) -> Answer:
        """Replace its tags (AR-22)."""
        found = self._existing(address)
        if "tags" not in found.body:
            raise unsupported("PATCH")
        tags = tags_of(self.request.json())
        self._etags(found)
        self.cloud.operations.free({address.key}, self.request.base)
        found.body["tags"] = tags
        found.etag = self.cloud.etag()
        return self.get(address)

    def delete(self, address: Address) -> Answer:
        """Take it away, if nobody uses it."""
        self.cloud.group_of(address.group)
        found = self.cloud.resource(address.key)
        if found is None:
            return Answer(204)
        kind = kind_of(found)
        self._etags(found)
        self.cloud.operations.free({address.key, *kind.depends(self.cloud, found)}, self.request.base)
        kind.removable(self.cloud, found)
        found.state, found.etag = "Deleting", self.cloud.etag()
        return self._run(found, "delete", lambda error: self._gone(found, error), Answer(202), location=True)

    def listed(self, kind: str, within: str = "") -> Answer:
        """All of a type, in a resource group or the whole subscription, page by page."""
        found = [each for each in self.cloud.of_kind(kind) if each.address.key.startswith(within.lower())]
        return self.paged([kind_of(each).show(self.cloud, each) for each in found])

    def paged(self, rows: list[Any]) -> Answer:
        """`value`, and `nextLink` where there is more."""
        token = self.request.query.get("$skiptoken", "0")
        if not token.isdecimal():
            raise Refusal(400, "InvalidSkipToken", f"The skip token '{token}' is not valid.")
        size, skip = self.cloud.faults.page or len(rows) or 1, int(token)
        body: dict[str, Any] = {"value": rows[skip:skip + size]}
        if skip + size < len(rows):
            body["nextLink"] = f"{self.request.base}{self.request.path}?api-version={self.request.query['api-version']}&$skiptoken={skip + size}"
        return Answer(200, body)

    # --- the steps of a write ------------------------------------------------------------------------------------------

    def _existing(self, address: Address) -> Resource:
        self.cloud.group_of(address.group)
        found = self.cloud.resource(address.key)
        if found is None:
            raise missing(address.kind, "/".join(address.names), address.group)
        return found

    def _place(self, address: Address) -> Resource | None:
        self.cloud.group_of(address.group)
        parent = address.parent
        if parent and self.cloud.resource(parent.key) is None:
            text = f"Failed to perform 'write' on resource(s) of type '{address.kind}', because the parent resource '{parent.id}' could not be found."
            raise Refusal(404, "ParentResourceNotFound", text)
        check_name(address)
        return self.cloud.resource(address.key)

    def _read(self, address: Address, old: Resource | None) -> Resource:
        body = Reader(self.cloud.platform.lenient).read(types()[address.kind], self.request.json())
        if "location" in body:
            body["location"] = place(body["location"], f"Microsoft.Network/{address.kind}")
        if old and body.get("location") != old.body.get("location"):
            text = f"The resource '{address.name}' already exists in location '{old.body['location']}' in resource group '{address.group}'."
            raise Refusal(409, "InvalidResourceLocation", f"{text} A resource with the same name cannot be created in location '{body['location']}'.")
        made = Resource(old.address if old else address, body, old.guid if old else self.cloud.guid())
        kind_of(made).prepare(self.cloud, made, old)
        return made

    def _etags(self, old: Resource | None) -> None:
        """AR-24, AR-95."""
        wanted, unwanted = self.request.headers.get("if-match"), self.request.headers.get("if-none-match")
        if self.cloud.platform.ignore_etags:
            return
        if (wanted and (old is None or wanted not in ("*", old.etag))) or (unwanted == "*" and old):
            raise Refusal(412, "PreconditionFailed", "Precondition failed. The condition specified by the etag in the request is not met.")

    def _check(self, made: Resource, old: Resource | None) -> dict[str, Any] | None:
        """`Refusal`: it cannot be. What comes back will be the error of the operation."""
        check_references(self.cloud, made)
        changed = fixed_change(types()[made.address.kind], old.body, made.body) if old else None
        if changed:
            name, before, after = changed
            code = f"{name[0].upper()}{name[1:]}CannotBeChanged"
            raise Refusal(400, code, f"{name} of {made.address.id} cannot be changed from {before} to {after}.")
        try:
            kind_of(made).check(self.cloud, made, old)
        except Refusal as refusal:
            if not (self.cloud.platform.zones_late and refusal.code in _LATE):
                raise
            return refusal.error()
        return None

    def _begin(self, made: Resource, old: Resource | None, late: dict[str, Any] | None) -> Answer:
        if old:
            made.served, made.key, made.effective = {**old.served, **made.served}, old.key, old.effective
        made.etag = self.cloud.etag()
        self.cloud.resources[made.address.key] = made
        status = 200 if old else 201
        return self._run(made, "write" if old else "create", lambda error: self._done(made, error), Answer(status), late=late)

    def _run(
        self, target: Resource, verb: str, finish: Any, answer: Answer, late: dict[str, Any] | None = None, location: bool = False,
    ) -> Answer:
        cloud, kind = self.cloud, kind_of(target)
        seconds = cloud.platform.seconds(f"{verb} {target.address.kind}")
        holds = {target.address.key, *kind.depends(cloud, target)}
        place = target.body.get("location", "japaneast")
        made = cloud.operations.start(short(self.request), place, seconds, holds, finish, late)
        answer.body = None if verb == "delete" else kind.show(cloud, target)
        answer.headers = {**cloud.operations.headers(made, self.request.base, location), **answer.headers}
        return answer

    def _done(self, made: Resource, error: dict[str, Any] | None) -> None:
        made.state, made.error, made.etag = ("Failed" if error else "Succeeded"), error, self.cloud.etag()
        if not error:
            made.effective = made.properties
            kind_of(made).finished(self.cloud, made)

    def _gone(self, found: Resource, error: dict[str, Any] | None) -> None:
        if error:
            found.state, found.error = "Failed", error
            return
        kind_of(found).gone(self.cloud, found)
        for key in [key for key in self.cloud.resources if key == found.address.key or key.startswith(f"{found.address.key}/")]:
            del self.cloud.resources[key]


def tags_of(body: dict[str, Any]) -> dict[str, str]:
    """What a PATCH may hold: a whole map of tags."""
    tags = body.get("tags")
    if set(body) != {"tags"} or not isinstance(tags, dict) or not all(isinstance(value, str) for value in tags.values()):
        raise unreadable("InvalidJson", "Only tags can be updated by PATCH. Path 'tags'.")
    return dict(tags)


def short(request: Request) -> str:
    """`METHOD path`, the path without what stands before `Microsoft.Network/`: what the patterns of faults are matched with."""
    at = request.path.lower().find("/providers/microsoft.network/")
    return f"{request.method} {request.path[at + len('/providers/microsoft.network/'):] if at >= 0 else request.path.lstrip('/')}"
