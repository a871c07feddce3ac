"""Whatever is asked of the lab's Azure, it answers as Azure would: with a status and, if it refuses, a code; and nothing of what it refuses stays."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .azure_support import GATEWAY, GROUP, LINK, PIP, SITE, SUBNET, Client, full, gateway, link, public_ip, site

NETWORK = {"location": "japaneast", "properties": {"addressSpace": {"addressPrefixes": ["10.20.0.0/16"]}, "subnets": [
    {"name": "default", "properties": {"addressPrefix": "10.20.1.0/24"}}]}}  # fmt: skip
BODIES = {
    PIP: public_ip(), SITE: site(bgpSettings={"asn": 65010, "bgpPeeringAddress": "10.1.1.1"}),
    GATEWAY: gateway(bgpSettings={"asn": 65010, "bgpPeeringAddresses": [{"ipconfigurationId": "x", "customBgpIpAddresses": ["y"]}]}),
    LINK: link(trafficSelectorPolicies=[{"localAddressRanges": ["10.20.0.0/16"], "remoteAddressRanges": ["100.96.8.0/22"]}]),
    SUBNET: {"properties": {"addressPrefix": "10.20.255.0/27"}}, "virtualNetworks/vnet-iot": NETWORK, f"{LINK}/sharedkey": {"value": "x"},
    GROUP: {"location": "japaneast", "tags": {"a": "b"}},
}  # fmt: skip
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 2**33), st.text(max_size=5), st.just([]), st.just({}), st.just(""), st.just([{}]), st.just([None]),
    st.sampled_from(["10.20.0.0/16", "2001:db8::/64", "0.0.0.0/0", "::", "169.254.21.1", "/subscriptions/x", full(SITE)]),
)  # fmt: skip
WORDS = st.sampled_from([
    "subscriptions", "22222222-2222-2222-2222-222222222222", "resourceGroups", "rg-iot-vpn", "providers", "Microsoft.Network", "virtualNetworks",
    "vnet-iot", "subnets", "connections", "x", "sharedkey", "resources", "locations", "operations", "v1", "auth", "metadata", "oauth2", "token",
    "networkInterfaces",
])  # fmt: skip
TEXTS = ["", "{}", "[]", "{", '{"tags": 1}', '{"location": 1}', '{"location": "japaneast", "tags": "x"}', '{"keyLength": true}']
METHODS = st.sampled_from(["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS"])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something can be changed."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in inside for place in places(inner, (*path, key)))]


def changed(body: Any, path: tuple[Any, ...], junk: Any) -> Any:
    """The body with something else at one place."""
    if not path:
        return junk
    made = deepcopy(body)
    target = made
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = junk
    return made


@st.composite
def writes(draw: st.DrawFn) -> tuple[str, Any]:
    path = draw(st.sampled_from(sorted(BODIES)))
    where = draw(st.sampled_from(places(BODIES[path])))
    return path, changed(BODIES[path], where, draw(JUNK))


def version(path: str) -> str:
    return "2022-09-01" if path == GROUP else "2024-05-01"


@pytest.mark.requirement("AR-66", "AR-97")
@given(st.lists(writes(), min_size=1, max_size=4))
def test_no_body_breaks_it(asked: list[tuple[str, Any]]):
    client = Client().plan()
    for path, body in asked:
        before = client.cloud.running_text_plain()
        found = client.ask(f"PUT {path}", json.dumps(body), version=version(path))
        assert found.status in (200, 201, 400, 404, 409, 412, 429)
        if found.status >= 400:
            assert found.body["error"]["code"] and client.cloud.running_text_plain() == before
        client.cloud.clock.advance(60)
        json.dumps(client.ask(f"GET {path}", version=version(path)).body)


@pytest.mark.requirement("AR-20", "AR-66")
@given(METHODS, st.lists(WORDS, max_size=9), st.sampled_from(TEXTS), st.sampled_from(["", "x", "-1", "1"]))
def test_no_path_breaks_it(method: str, parts: list[str], text: str, token: str):
    client = Client()
    found = client.ask(f"{method} /{'/'.join(parts)}", text, version="2024-05-01", **({"$skiptoken": token} if token else {}))
    assert 200 <= found.status < 500
    for known in (GROUP, full("/".join(parts[-3:])), GROUP.rpartition("/")[0]):
        found = client.ask(f"{method} {known}", text, version="2024-05-01" if "providers" in known else "2022-09-01", **{"$skiptoken": token or "0"})
        assert 200 <= found.status < 500
