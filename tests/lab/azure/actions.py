"""What is asked of a resource by POST, and the shared key, which has a path of its own (AR-36, AR-47, AR-99)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .address import Address
from .exchange import Answer, Request
from .questions import associations, learned, of_gateway, peers
from .refusal import Refusal, missing, unreadable
from .resource import Resource
from .resources import Resources, short
from .rules import kind_of
from .rules.connection import check_key

if TYPE_CHECKING:
    from .cloud import Cloud

_LONGEST = 128


def shared_key(cloud: Cloud, request: Request, address: Address) -> Answer:
    """Read or change the key of a connection. A change answers with success while it is still being made (AR-47)."""
    found = _found(cloud, address)
    if request.method == "GET":
        return _key_read(cloud, found)
    body = request.json()
    unknown = set(body) - {"value", "id", "properties"}
    if "value" not in body or not isinstance(body["value"], str) or (unknown and not cloud.platform.lenient):
        raise unreadable("InvalidJson", "Required property 'value' not found in JSON, or there is more than it. Path 'value'.")
    check_key(address.name, body["value"])
    _change_key(cloud, request, found, body["value"])
    return Answer(200, {"id": f"{found.address.id}/sharedkey", "value": body["value"]})


def _key_read(cloud: Cloud, found: Resource) -> Answer:
    action = "Microsoft.Network/connections/sharedKey/action"
    if cloud.faults.key_read == "403":
        text = f"The client does not have authorization to perform action '{action}' over scope '{found.address.id}' or the scope is invalid."
        raise Refusal(403, "AuthorizationFailed", text)
    if cloud.faults.key_read == "500":
        raise Refusal(500, "InternalServerError", "An error occurred.")
    if cloud.faults.key_read == "empty":
        return Answer(200, {"value": []})
    return Answer(200, {"id": f"{found.address.id}/sharedkey", "value": found.key})


def _change_key(cloud: Cloud, request: Request, found: Resource, key: str) -> dict[str, str]:
    """The connection has the key when it is not busy any more."""
    return _run(cloud, request, found, "key", lambda: setattr(found, "key", key))


def act(cloud: Cloud, request: Request, address: Address, action: str) -> Answer | None:
    """POST (and lists below a gateway); None: there is no such action."""
    calls: dict[tuple[str, str, str], Callable[[Cloud, Request, Resource], Answer]] = {
        ("POST", "connections", "sharedkey/reset"): _reset_key,
        ("POST", "connections", "getikesas"): associations,
        ("POST", "virtualNetworkGateways", "getbgppeerstatus"): peers,
        ("POST", "virtualNetworkGateways", "getlearnedroutes"): learned,
        ("POST", "connections", "resetconnection"): _reset,
        ("POST", "virtualNetworkGateways", "reset"): _reset,
        ("GET", "virtualNetworkGateways", "connections"): _connections,
    }
    call = calls.get((request.method, address.kind, action))
    return call(cloud, request, _found(cloud, address)) if call else None


def _found(cloud: Cloud, address: Address) -> Resource:
    cloud.group_of(address.group)
    found = cloud.resource(address.key)
    if found is None or address.kind not in ("connections", "virtualNetworkGateways"):
        raise missing(address.kind, "/".join(address.names), address.group)
    return found


def _run(cloud: Cloud, request: Request, found: Resource, verb: str, done: Callable[[], Any]) -> dict[str, str]:
    """An operation that keeps the resource busy; where to ask for it."""
    cloud.operations.free({found.address.key, *kind_of(found).depends(cloud, found)}, request.base)
    found.state, found.etag = "Updating", cloud.etag()

    def end(error: dict[str, Any] | None) -> None:
        found.state, found.error, found.etag = "Failed" if error else "Succeeded", error, cloud.etag()
        if not error:
            done()

    seconds = cloud.platform.seconds(f"{verb} {found.address.kind}")
    made = cloud.operations.start(short(request), found.body["location"], seconds, {found.address.key}, end)
    return cloud.operations.headers(made, request.base, location=True)


def _reset_key(cloud: Cloud, request: Request, found: Resource) -> Answer:
    length = request.json().get("keyLength")
    if not isinstance(length, int) or not 1 <= length <= _LONGEST:
        raise unreadable("InvalidJson", "keyLength must be between 1 and 128. Path 'keyLength'.")
    headers = _change_key(cloud, request, found, secrets.token_hex(_LONGEST)[:length])
    return Answer(202, None, headers)


def _reset(cloud: Cloud, request: Request, found: Resource) -> Answer:
    return Answer(202, None, _run(cloud, request, found, "reset", lambda: cloud.tunnels.reset(found)))


def _connections(cloud: Cloud, request: Request, found: Resource) -> Answer:
    return Resources(cloud, request).paged([kind_of(each).show(cloud, each) for each in of_gateway(cloud, found)])
