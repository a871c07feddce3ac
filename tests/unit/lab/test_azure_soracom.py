"""SORACOM's API in the lab (AR-104, AZ-82)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.lab.azure.api import answer
from tests.lab.azure.cloud import Cloud
from tests.lab.azure.exchange import Answer, Request
from tests.lab.azure.soracom import KEY, KEY_ID

PATH = "/v1/virtual_private_gateways/0f000000-0000-0000-0000-000000000001"


def log_in(cloud: Cloud, **changes: Any) -> Answer:
    return answer(cloud, Request("POST", "/v1/auth", text=json.dumps({"authKeyId": KEY_ID, "authKey": KEY, **changes})))


def ask(cloud: Cloud, path: str, given: dict[str, str]) -> Answer:
    headers = {"x-soracom-api-key": given.get("apiKey", ""), "x-soracom-token": given.get("token", "")}
    return answer(cloud, Request("GET", path, headers=headers))


@pytest.mark.requirement("AR-104", "AZ-82")
def test_a_gateway_is_read_by_who_has_logged_in():
    cloud = Cloud("azure-hub")
    given = log_in(cloud).body
    assert set(given) == {"apiKey", "token", "operatorId"}
    found = ask(cloud, PATH, given).body
    assert (found["status"], found["vpgSubnetCidrRange"], found["ueSubnetCidrRange"]) == ("running", "100.96.8.0/22", "10.128.0.0/9")
    assert list(found["vpnConnections"].values()) == [{"id": "vpn-0a1b2c3d4e5f60001", "bgpAsn": "64512", "useDynamicRouting": False}]
    assert ask(cloud, "/v1/virtual_private_gateways", given).body[0] == found
    assert ask(cloud, PATH[:-1] + "9", given).status == 404
    assert ask(cloud, PATH, {**given, "token": "x"}).status == 401 and ask(cloud, PATH, {}).status == 401
    cloud.clock.advance(86401)
    assert ask(cloud, PATH, given).status == 401


@pytest.mark.requirement("AR-104", "AZ-82")
@pytest.mark.parametrize(("changes", "status"), [
    ({"authKey": "wrong"}, 401), ({"authKeyId": "wrong"}, 401), ({"tokenTimeoutSeconds": 172801}, 400), ({"tokenTimeoutSeconds": 172800}, 200),
])  # fmt: skip
def test_who_may_log_in(changes: dict[str, Any], status: int):
    found = log_in(Cloud("azure-hub"), **changes)
    assert found.status == status and ("code" in found.body) is (status != 200) and "wrong" not in str(found.body)


@pytest.mark.requirement("AR-104", "AZ-82")
def test_what_soracom_has_or_has_not_built():
    cloud = Cloud("azure-hub")
    given = log_in(cloud).body
    cloud.alter("door-tokyo", {"provisioned": "false", "status": "stopped", "denied": "[10.20.0.0/16]"})
    found = ask(cloud, PATH, given).body
    assert (found["vpnConnections"], found["status"]) == ({}, "stopped")
    assert found["routingFilterEntries"] == [{"action": "deny", "ipRange": "10.20.0.0/16"}]
    cloud.alter("door-tokyo", {"provisioned": "true", "dynamic": "true"})
    assert ask(cloud, PATH, given).body["vpnConnections"]["vpn-0a1b2c3d4e5f60001"]["useDynamicRouting"] is True
    cloud.faults.set("soracom_fail", "1")
    assert [ask(cloud, PATH, given).status for _try in range(2)] == [500, 200]
    assert answer(cloud, Request("POST", PATH)).status == 404
