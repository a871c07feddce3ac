"""What the simulated Azure answers, without a wire: the token endpoint and Azure Resource Manager (AR-90)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .actions import act, shared_key
from .address import Address, resource
from .exchange import Answer, Request
from .groups import Groups
from .platform import GROUP_VERSIONS, VERSIONS
from .questions import effective_routes
from .refusal import Refusal, unsupported
from .resources import Resources
from .schema import types
from .tokens import Application, Denied, allowed

if TYPE_CHECKING:
    from .cloud import Cloud

_VERSION = re.compile(r"\d{4}-\d\d-\d\d")
_ACTION = {"GET": "read", "HEAD": "read", "PUT": "write", "PATCH": "write", "DELETE": "delete", "POST": "action"}


def answer(cloud: Cloud, request: Request) -> Answer:
    """Whatever is asked, something is answered."""
    cloud.settle()
    try:
        return _answer(cloud, request)
    except Denied as denied:
        return Answer(denied.status, denied.answer())
    except Refusal as refusal:
        return Answer(refusal.status, {"error": refusal.error()}, refusal.headers)


def _answer(cloud: Cloud, request: Request) -> Answer:
    parts = request.segments
    words = [part.lower() for part in parts]
    if words[1:] in (["oauth2", "v2.0", "token"], ["oauth2", "token"]) and request.method == "POST":
        return cloud.tokens.give(request, parts[0])
    if words[1:] == ["v2.0", ".well-known", "openid-configuration"] and request.method == "GET":
        return cloud.tokens.configuration(parts[0], request.base)
    if words[:2] == ["metadata", "endpoints"] and request.method == "GET":
        return _endpoints(request)
    if words == ["metadata", "identity", "oauth2", "token"] and request.method == "GET":
        return cloud.tokens.managed(request)
    if words[:1] == ["v1"]:
        return cloud.soracom.answer(request)
    if words[:1] == ["subscriptions"]:
        return _manager(cloud, request, parts[1:])
    raise Refusal(404, "NotFound", f"No resource was found at {request.path}.")


def _endpoints(request: Request) -> Answer:
    """Old versions answer an object, new ones a list (AR-90)."""
    one = {
        "name": "Lab", "authentication": {"loginEndpoint": request.base, "audiences": [request.base], "tenant": "common", "identityProvider": "AAD"},
        "resourceManager": request.base, "galleryEndpoint": request.base, "graphEndpoint": request.base, "portalEndpoint": request.base,
    }  # fmt: skip
    return Answer(200, one if request.query.get("api-version") in ("1.0", "2015-01-01") else [one])


def _manager(cloud: Cloud, request: Request, parts: list[str]) -> Answer:
    """Who asks, in which version, for which subscription; then what for."""
    who = cloud.tokens.check(request)
    _versioned(request)
    if not parts or parts[0].lower() != cloud.subscription:
        raise Refusal(404, "SubscriptionNotFound", f"The subscription '{parts[0] if parts else ''}' could not be found.")
    words, rest = [part.lower() for part in parts], parts[1:]
    if not rest:
        own = {"subscriptionId": parts[0], "displayName": "Lab", "state": "Enabled", "tenantId": cloud.tenant}
        return Answer(200, {"id": f"/subscriptions/{parts[0]}", **own})
    if words[1] == "resourcegroups":
        return _in_group(cloud, request, who, rest[1:])
    if words[1:3] == ["providers", "microsoft.network"]:
        return _in_subscription(cloud, request, rest[2:])
    raise _no_type("/".join(rest), request)


def _versioned(request: Request) -> None:
    """AR-21."""
    wanted, network = request.query.get("api-version"), "/providers/microsoft.network" in request.path.lower()
    if not wanted:
        raise Refusal(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.")
    if not _VERSION.fullmatch(wanted):
        raise Refusal(400, "InvalidApiVersionParameter", f"The api-version '{wanted}' is invalid.")
    known = VERSIONS if network else GROUP_VERSIONS
    if wanted not in known:
        space = "Microsoft.Network" if network else "Microsoft.Resources"
        text = f"No registered resource provider found for location '' and API version '{wanted}' for namespace '{space}'."
        raise Refusal(400, "NoRegisteredProviderFound", f"{text} The supported api-versions are '{', '.join(known)}'.")


def _no_type(kind: str, request: Request) -> Refusal:
    version = request.query.get("api-version", "")
    text = f"The resource type '{kind}' could not be found in the namespace 'Microsoft.Network' for api version '{version}'."
    return Refusal(404, "InvalidResourceType", text)


def _in_subscription(cloud: Cloud, request: Request, rest: list[str]) -> Answer:
    """Operations, lists of the whole subscription, what the provider knows."""
    words = [part.lower() for part in rest]
    if request.method != "GET":
        raise unsupported(request.method)
    if not rest:
        return Answer(200, {"namespace": "Microsoft.Network", "registrationState": "Registered",
                            "resourceTypes": [{"resourceType": kind, "apiVersions": list(VERSIONS)} for kind in types()]})  # fmt: skip
    if words[0] == "locations" and len(words) == 4 and words[2] == "operations":
        return cloud.operations.status(rest[3])
    if words[0] == "locations" and len(words) == 4 and words[2] == "operationresults":
        return cloud.operations.outcome(rest[3], request.base)
    kind = next((kind for kind in types() if [kind.lower()] == words), None)
    if kind is None:
        raise _no_type("/".join(rest), request)
    return Resources(cloud, request).listed(kind)


def _in_group(cloud: Cloud, request: Request, who: Application, rest: list[str]) -> Answer:
    words = [part.lower() for part in rest]
    groups = Groups(cloud, request)
    if len(rest) < 2:
        allowed(who, f"Microsoft.Resources/subscriptions/resourceGroups/{_ACTION.get(request.method, 'action')}", request.path)
        return groups.answer(rest[0]) if rest else groups.listed()
    if words[1:] == ["resources"] and request.method == "GET":
        return groups.contents(rest[0])
    if words[1:3] != ["providers", "microsoft.network"]:
        raise _no_type("/".join(rest[1:]), request)
    return _in_provider(cloud, request, who, rest[0], rest[3:])


def _in_provider(cloud: Cloud, request: Request, who: Application, group: str, tail: list[str]) -> Answer:
    kinds = list(types())
    found = resource(cloud.subscription, group, tail, kinds)
    address, left = found if found else (None, tail)
    if address and not left:
        allowed(who, f"Microsoft.Network/{address.kind}/{_ACTION.get(request.method, 'action')}", address.id)
        return _one(Resources(cloud, request), request, address)
    if address and [part.lower() for part in left] == ["sharedkey"] and request.method in ("GET", "PUT"):
        allowed(who, f"Microsoft.Network/connections/sharedKey/{'action' if request.method == 'GET' else 'write'}", address.id)
        return shared_key(cloud, request, address)
    if len(tail) == 3 and (tail[0].lower(), tail[2].lower(), request.method) == ("networkinterfaces", "effectiveroutetable", "POST"):
        return effective_routes(cloud, request, tail[1])
    listed = next((kind for kind in kinds if kind.lower() == "/".join([*(address.kind.split("/") if address else []), *left]).lower()), None)
    if listed and request.method == "GET":
        cloud.group_of(group)
        within = address.id if address else Address(cloud.subscription, group, "", ()).scope
        return Resources(cloud, request).listed(listed, f"{within}/")
    if address:
        allowed(who, f"Microsoft.Network/{address.kind}/{'/'.join(left)}/{'read' if request.method == 'GET' else 'action'}", address.id)
        done = act(cloud, request, address, "/".join(left).lower())
        if done:
            return done
    raise _no_type("/".join(tail), request)


def _one(resources: Resources, request: Request, address: Address) -> Answer:
    calls = {"GET": resources.get, "PUT": resources.put, "PATCH": resources.patch, "DELETE": resources.delete}
    if request.method not in calls:
        raise unsupported(request.method)
    return calls[request.method](address)
