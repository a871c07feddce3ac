"""The lab's Azure: who may ask, versions, paths, bodies, operations, etags, lists; without a wire."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.lab.azure.api import answer
from tests.lab.azure.cloud import TENANT
from tests.lab.azure.exchange import Request

from .azure_support import AUDITOR, BASE, GATEWAY, GROUP, KEY, LINK, NETWORK, PIP, SITE, SUBNET, Client, full, gateway, link, public_ip, site


@pytest.mark.requirement("AR-10", "AR-11")
@pytest.mark.parametrize(("given", "status", "error", "number"), [
    ({"secret": "wrong"}, 401, "invalid_client", 7000215), ({"client": "unknown"}, 400, "unauthorized_client", 700016),
    ({"scope": "https://elsewhere/.default"}, 400, "invalid_resource", 500011), ({"scope": BASE}, 400, "invalid_resource", 500011),
    ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
    ({"client_assertion": "wrong", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, 401, "invalid_client", 700211),
])  # fmt: skip
def test_no_token_without_the_right_words(given: dict[str, Any], status: int, error: str, number: int):
    found = Client().token_answer(**given)
    assert (found.status, found.body["error"], found.body["error_codes"]) == (status, error, [number])
    assert found.body["error_description"].startswith(f"AADSTS{number}: ") and "lab-azure-secret" not in str(found.body)


@pytest.mark.requirement("AR-10", "AR-12", "AR-90")
def test_tokens_of_both_versions_and_of_an_assertion():
    client = Client()
    found = client.token_answer()
    assert found.status == 200 and (found.body["token_type"], found.body["expires_in"], found.body["ext_expires_in"]) == ("Bearer", 3599, 3599)
    assertion = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert client.token_answer(secret="", client_assertion_type=assertion, client_assertion="lab-azure-assertion-0123456789").status == 200
    form = f"grant_type=client_credentials&client_id={client.application.client}&client_secret={client.application.secret}&resource={BASE}/"
    assert answer(client.cloud, Request("POST", f"/{TENANT}/oauth2/token", text=form, base=BASE)).status == 200
    assert answer(client.cloud, Request("POST", "/00000000-0000-0000-0000-000000000000/oauth2/token", text=form, base=BASE)).status == 400
    found = answer(client.cloud, Request("GET", f"/{TENANT}/v2.0/.well-known/openid-configuration", base=BASE))
    assert found.body["token_endpoint"] == f"{BASE}/{TENANT}/oauth2/v2.0/token"


@pytest.mark.requirement("AR-13")
def test_a_machine_gets_a_token_of_its_own():
    client = Client()
    asked = {"path": "/metadata/identity/oauth2/token", "query": {"api-version": "2018-02-01", "resource": f"{BASE}/"}, "base": BASE}
    assert answer(client.cloud, Request("GET", **asked)).status == 400
    found = answer(client.cloud, Request("GET", headers={"metadata": "true"}, **asked))
    client.token = found.body["access_token"]
    assert client.ask("GET virtualNetworks/vnet-iot").status == 200


@pytest.mark.requirement("AR-14", "AR-91")
def test_only_a_living_token_lets_in():
    client = Client(token_life=100)
    assert client.ask(f"GET {PIP}", headers={"authorization": ""}).body["error"]["code"] == "AuthenticationFailed"
    found = client.ask(f"GET {PIP}", headers={"authorization": "Bearer made-up"})
    assert (found.status, found.body["error"]["code"]) == (401, "InvalidAuthenticationToken")
    assert found.headers["WWW-Authenticate"].startswith("Bearer authorization_uri=")
    client.cloud.clock.advance(101)
    assert client.refused(f"GET {PIP}") == (401, "ExpiredAuthenticationToken")
    client.log_in()
    assert client.refused(f"GET {PIP}") == (404, "ResourceNotFound")


@pytest.mark.requirement("AR-64")
def test_a_reader_reads_but_no_keys():
    owner = Client().plan()
    reader = Client(AUDITOR, owner.cloud)
    assert [reader.ask(f"GET {path}").status for path in (LINK, f"{GATEWAY}/connections")] == [200, 200]
    assert reader.refused(f"GET {LINK}/sharedkey") == (403, "AuthorizationFailed")
    assert reader.refused(f"PUT {SITE}", site()) == (403, "AuthorizationFailed")
    assert reader.refused(f"DELETE {SITE}") == (403, "AuthorizationFailed")
    assert reader.refused(f"PUT {GROUP}", {"location": "japaneast"})[0] == 400  # the group's versions are others
    assert reader.ask(f"PUT {GROUP}", {"location": "japaneast"}, version="2022-09-01").status == 403


@pytest.mark.requirement("AR-20", "AR-21", "AR-50", "AR-51")
def test_versions_paths_and_what_is_missing():
    client = Client()
    asked = [(f"GET {PIP}", None), (f"GET {PIP}", "yesterday"), (f"GET {PIP}", "1999-01-01"), (f"GET {GROUP}", "2024-05-01"),
             ("GET /subscriptions/other/resourceGroups/x", "2022-09-01"), ("GET routers/x", "2024-05-01"), ("POST connections/x/dance", "2024-05-01"),
             (f"GET {GROUP}-x/providers/Microsoft.Network/{PIP}", "2024-05-01"), (f"GET {PIP}", "2024-05-01")]  # fmt: skip
    codes = ["MissingApiVersionParameter", "InvalidApiVersionParameter", "NoRegisteredProviderFound", "NoRegisteredProviderFound",
             "SubscriptionNotFound", "InvalidResourceType", "InvalidResourceType", "ResourceGroupNotFound", "ResourceNotFound"]  # fmt: skip
    found = [client.ask(line, version=version) for line, version in asked]
    assert [each.body["error"]["code"] for each in found] == codes
    assert [each.status for each in found] == [400, 400, 400, 400, 404, 404, 404, 404, 404]
    assert found[-1].body["error"]["message"].startswith(
        "The Resource 'Microsoft.Network/publicIPAddresses/pip-vng-iot-1' under resource group 'rg-iot-vpn' was not found."
    )
    client.plan(PIP)
    shouted = full(PIP).upper().replace("/SUBSCRIPTIONS", "/subscriptions")
    assert client.ask(f"GET {shouted}").body["id"] == full(PIP)


@pytest.mark.requirement("AR-66", "AR-97")
@pytest.mark.parametrize(("body", "code", "said"), [
    ("{", "InvalidRequestContent", "deserialized"), ([], "InvalidRequestContent", "no object"), ({"properties": {}}, "LocationRequired", "location"),
    (site(gatewayIPAddress="203.0.113.21"), "InvalidRequestFormat", "Could not find member 'gatewayIPAddress'"),
    ({**site(), "tag": {}}, "InvalidRequestFormat", "'tag'"), ({"location": "japaneast"}, "InvalidRequestFormat", "Required property 'properties'"),
    (site(gatewayIpAddress=7), "InvalidRequestFormat", "properties.gatewayIpAddress"), (site("203.0.113.300"), "InvalidGatewayIpAddress", "300"),
    (site(localNetworkAddressSpace={"addressPrefix": []}), "InvalidRequestFormat", "properties.localNetworkAddressSpace.addressPrefix"),
    (site(prefixes=("100.96.8.1/22",)), "InvalidAddressPrefixFormat", "100.96.8.1/22"), (site(fqdn="door.example"), "LocalNetworkGateway", "either"),
    (site(bgpSettings={"asn": 4294967296}), "InvalidRequestFormat", "bgpSettings.asn"),
])  # fmt: skip
def test_a_body_that_is_not_right(body: Any, code: str, said: str):
    found = Client().ask(f"PUT {SITE}", body)
    error = found.body["error"]
    assert found.status == 400 and error["code"].startswith(code) and said in f"{error['message']} {error['details']}"


@pytest.mark.requirement("AR-97")
def test_a_lenient_azure_passes_over_what_it_does_not_know():
    found = Client(lenient=True).settled(f"PUT {SITE}", site(gatewayIPAddress="203.0.113.99"))
    assert found["properties"]["gatewayIpAddress"] == "203.0.113.21" and "gatewayIPAddress" not in found["properties"]


@pytest.mark.requirement("AR-23", "AR-43", "AR-44", "AR-93")
def test_a_write_is_an_operation():
    client = Client()
    made = client.ask(f"PUT {PIP}", public_ip())
    assert made.status == 201 and made.body["properties"]["provisioningState"] == "Updating" and "ipAddress" not in made.body["properties"]
    assert client.follow(made.headers["Azure-AsyncOperation"]).body == {"status": "InProgress"} and made.headers["Retry-After"] == "1"
    assert client.ask(f"GET {PIP}").body["properties"]["provisioningState"] == "Updating"
    client.cloud.clock.advance(1)
    assert client.follow(made.headers["Azure-AsyncOperation"]).body == {"status": "Succeeded"}
    found = client.ask(f"GET {PIP}")
    assert (found.body["properties"]["provisioningState"], found.body["properties"]["ipAddress"]) == ("Succeeded", "192.0.2.10")
    assert found.headers["ETag"] == found.body["etag"] and found.body["type"] == "Microsoft.Network/publicIPAddresses"
    assert client.ask(f"PUT {PIP}", public_ip()).status == 200
    client.cloud.clock.advance(1)
    gone = client.ask(f"DELETE {PIP}")
    assert gone.status == 202 and client.follow(gone.headers["Location"]).status == 202
    assert client.ask(f"GET {PIP}").body["properties"]["provisioningState"] == "Deleting"
    client.cloud.clock.advance(1)
    assert client.follow(gone.headers["Location"]).status == 204 and client.ask(f"DELETE {PIP}").status == 204
    assert client.refused(f"GET {PIP}") == (404, "ResourceNotFound")
    unknown = f"{NETWORK.partition('/resourceGroups')[0]}/providers/Microsoft.Network/locations/x/operations/y"
    assert client.refused(f"GET {unknown}") == (404, "OperationNotFound")


@pytest.mark.requirement("AR-48", "AR-53", "AR-93", "AR-94")
def test_a_gateway_takes_its_time_and_lets_nobody_in():
    client = Client(realistic=True).plan(SUBNET, PIP)
    made = client.ask(f"PUT {GATEWAY}", gateway())
    found = client.ask(f"PUT {GATEWAY}", gateway())
    assert (found.status, found.body["error"]["code"]) == (429, "AnotherOperationInProgress")
    assert made.headers["Azure-AsyncOperation"] in found.body["error"]["message"]
    client.plan(SITE)
    assert client.refused(f"PUT {LINK}", link()) == (429, "AnotherOperationInProgress")
    client.cloud.clock.advance(2300)
    assert client.ask(f"GET {GATEWAY}").body["properties"]["provisioningState"] == "Updating"
    client.cloud.clock.advance(100)
    assert client.ask(f"GET {GATEWAY}").body["properties"]["provisioningState"] == "Succeeded"
    client.plan(LINK)
    client.ask(f"PUT {LINK}", link(dpdTimeoutSeconds=30))
    assert [client.refused(f"PUT {path}", body)[1] for path, body in ((GATEWAY, gateway()), (SITE, site()))] == ["AnotherOperationInProgress"] * 2


@pytest.mark.requirement("AR-24", "AR-95")
def test_etags():
    client = Client().plan(SITE)
    etag = client.ask(f"GET {SITE}").body["etag"]
    assert client.refused(f"PUT {SITE}", site(), **{"if-none-match": "*"}) == (412, "PreconditionFailed")
    assert client.settled(f"PUT {SITE}", site(), **{"if-match": etag})["etag"] != etag
    assert client.refused(f"PUT {SITE}", site(), **{"if-match": etag}) == (412, "PreconditionFailed")
    assert client.refused(f"PATCH {SITE}", {"tags": {}}, **{"if-match": etag}) == (412, "PreconditionFailed")
    assert client.refused(f"DELETE {SITE}", **{"if-match": etag}) == (412, "PreconditionFailed")
    assert client.refused("PUT localNetworkGateways/new", site(), **{"if-match": "*"}) == (412, "PreconditionFailed")
    assert Client(ignore_etags=True).plan(SITE).ask(f"PUT {SITE}", site(), {"if-match": etag}).status == 200


@pytest.mark.requirement("AR-22")
def test_a_put_replaces_everything_and_a_patch_the_tags():
    client = Client()
    assert client.settled(f"PUT {SITE}", {**site(), "tags": {"a": "1"}})["tags"] == {"a": "1"}
    found = client.settled(f"PATCH {SITE}", {"tags": {"b": "2"}})
    assert found["tags"] == {"b": "2"} and found["properties"]["gatewayIpAddress"] == "203.0.113.21"
    assert client.refused(f"PATCH {SITE}", {"properties": {}}) == (400, "InvalidRequestFormat")
    bare = {"location": "Japan East", "properties": {"gatewayIpAddress": "203.0.113.22"}}
    found = client.settled(f"PUT {SITE}", bare)
    assert (found["location"], found["tags"]) == ("japaneast", {}) and "localNetworkAddressSpace" not in found["properties"]
    assert client.refused(f"PUT {SITE}", {**site(), "location": "westeurope"}) == (409, "InvalidResourceLocation")
    assert client.refused(f"PUT {SITE}", {**site(), "location": "mars"}) == (400, "LocationNotAvailableForResourceType")


@pytest.mark.requirement("AZ-32")
@pytest.mark.parametrize(("name", "code"), [
    ("lng-t1", ""), ("a", ""), ("a_", ""), ("x" * 80, ""), ("x" * 81, "InvalidResourceName"), ("-a", "InvalidResourceName"),
    ("a-", "InvalidResourceName"), ("a b", "InvalidResourceName"), ("a.", "InvalidResourceName"),
])  # fmt: skip
def test_names(name: str, code: str):
    found = Client().ask(f"PUT localNetworkGateways/{quote(name)}", site()).body
    assert found.get("error", {}).get("code", "") == code


@pytest.mark.requirement("AR-22", "AR-30", "AZ-98")
def test_lists_come_in_pages_and_groups_have_contents():
    client = Client()
    client.cloud.faults.set("page", "2")
    for name in "abc":
        client.settled(f"PUT localNetworkGateways/{name}", site())
    first = client.ask("GET localNetworkGateways").body
    second = client.follow(first["nextLink"]).body
    assert [row["name"] for row in first["value"] + second["value"]] == ["a", "b", "c"] and "nextLink" not in second
    everywhere = f"{NETWORK.partition('/resourceGroups')[0]}/providers/Microsoft.Network/localNetworkGateways"
    assert len(client.ask(f"GET {everywhere}").body["value"]) == 2
    found = client.ask(f"GET {GROUP}/resources", version="2022-09-01").body
    assert found["value"][0]["type"] == "Microsoft.Network/virtualNetworks" and "nextLink" in found


@pytest.mark.requirement("AR-30")
def test_resource_groups():
    client, path = Client(), GROUP.replace("rg-iot-vpn", "rg-new")
    assert client.ask(f"HEAD {path}", version="2022-09-01").status == 404
    made = client.ask(f"PUT {path}", {"location": "Japan West", "tags": {"a": "1"}}, version="2022-09-01")
    assert (made.status, made.body["location"], made.body["properties"]) == (201, "japanwest", {"provisioningState": "Succeeded"})
    assert client.ask(f"PUT {path}", {"location": "japaneast"}, version="2022-09-01").body["error"]["code"] == "InvalidResourceGroupLocation"
    inside = f"{path}/providers/Microsoft.Network/{SITE}"
    client.settled(f"PUT {inside}", site())
    gone = client.ask(f"DELETE {path}", version="2022-09-01")
    assert gone.status == 202 and client.ask(f"GET {path}", version="2022-09-01").body["properties"]["provisioningState"] == "Deleting"
    client.cloud.clock.advance(20)
    assert client.refused(f"GET {inside}") == (404, "ResourceGroupNotFound")
    assert len(client.ask(f"GET {path.removesuffix('/rg-new')}", version="2022-09-01").body["value"]) == 1


@pytest.mark.requirement("AR-36", "AR-40", "AR-42", "AR-47", "AR-99", "AZ-47")
def test_the_shared_key_has_a_path_of_its_own():
    client = Client().plan()
    before = client.cloud.key_digest("cn-t1")
    assert client.ask(f"GET {LINK}/sharedkey").body["value"] == KEY and KEY not in client.text(LINK)
    client.settled(f"PUT {LINK}", link(key="Other.Key.0123456789"))
    assert client.cloud.key_digest("cn-t1") == before
    made = client.ask(f"PUT {LINK}/sharedkey", {"value": "Other.Key.0123456789"})
    assert made.status == 200 and client.cloud.key_digest("cn-t1") == before
    assert client.refused(f"PUT {LINK}", link()) == (429, "AnotherOperationInProgress")
    client.cloud.clock.advance(60)
    assert client.ask(f"GET {LINK}").body and client.cloud.key_digest("cn-t1") != before
    assert client.ask(f"GET {LINK}/sharedkey").body["value"] == "Other.Key.0123456789"
    assert client.refused(f"PUT {LINK}/sharedkey", {"value": "with blank 0123"}) == (400, "SharedKeyInvalid")
    assert client.refused(f"PUT {LINK}/sharedkey", {"key": "x"}) == (400, "InvalidRequestFormat")
    assert client.ask(f"POST {LINK}/sharedkey/reset", {"keyLength": 32}).status == 202
    client.cloud.clock.advance(60)
    assert client.refused(f"POST {LINK}/sharedkey/reset", {"keyLength": 129}) == (400, "InvalidRequestFormat")
    assert len(client.ask(f"GET {LINK}/sharedkey").body["value"]) == 32
    assert KEY in Client(echo_key=True).plan().text(LINK)


@pytest.mark.requirement("AR-64", "AR-99", "AZ-47", "AZ-48")
def test_keys_that_cannot_be_read_or_are_not_what_was_sent():
    client = Client().plan(SUBNET, PIP, GATEWAY, SITE)
    client.cloud.faults.set("key_differs", "yes")
    client.settled(f"PUT {LINK}", link())
    assert client.ask(f"GET {LINK}/sharedkey").body["value"] != KEY
    found = []
    for how in ("403", "500", "empty"):
        client.cloud.faults.set("key_read", how)
        answered = client.ask(f"GET {LINK}/sharedkey")
        found.append((answered.status, answered.body.get("value")))
    assert found == [(403, None), (500, None), (200, [])]


@pytest.mark.requirement("AR-45", "AR-46", "AR-106")
def test_operations_that_fail_late_hang_or_get_lost():
    client = Client()
    client.cloud.faults.set("operation_fails", "PUT publicIPAddresses")
    client.cloud.faults.set("operation_error", "OverconstrainedAllocationRequest No room.")
    made = client.ask(f"PUT {PIP}", public_ip())
    client.cloud.clock.advance(1)
    error = {"code": "OverconstrainedAllocationRequest", "message": "No room.", "details": []}
    assert client.follow(made.headers["Azure-AsyncOperation"]).body == {"status": "Failed", "error": error}
    assert client.ask(f"GET {PIP}").body["properties"]["provisioningState"] == "Failed"
    client.cloud.faults.set("operation_canceled", "PUT local")
    canceled = client.ask(f"PUT {SITE}", site())
    client.cloud.clock.advance(1)
    assert client.follow(canceled.headers["Azure-AsyncOperation"]).body["status"] == "Canceled"
    client.cloud.faults.clear()
    client.cloud.faults.set("operation_stuck", "PUT local")
    client.ask(f"PUT {SITE}", site())
    client.cloud.clock.advance(3000)
    assert client.ask(f"GET {SITE}").body["properties"]["provisioningState"] == "Updating"
    client.cloud.faults.set("operation_lost", "yes")
    assert client.follow(made.headers["Azure-AsyncOperation"]).status == 404
    client.cloud.faults.set("foreign_operation", "https://192.0.2.66")
    assert client.ask("PUT localNetworkGateways/x", site()).headers["Azure-AsyncOperation"].startswith("https://192.0.2.66/subscriptions/")
    client.cloud.faults.set("no_operation", "yes")
    assert client.ask("PUT localNetworkGateways/y", site()).headers == {}
