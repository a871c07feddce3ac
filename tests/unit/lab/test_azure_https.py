"""The lab's Azure over the wire, asked with Python's own HTTP client: TLS, tokens, faults, log (AR-90, AR-103, AR-106)."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.lab import Lab
from tests.lab.azure.cloud import CLIENT, TENANT, Cloud

from .azure_support import KEY, LINK, PIP, SITE, full, public_ip, site


class Wire:
    """Asks one Azure, with a token."""

    def __init__(self, lab: Lab, cloud: Cloud) -> None:
        self.lab, self.cloud, self.base = lab, cloud, f"https://127.0.0.1:{cloud.port}"
        self.context = ssl.create_default_context(cadata=lab.authority.pem)
        self.token = ""

    def log_in(self, secret: str = CLIENT.secret) -> int:
        form = {"grant_type": "client_credentials", "client_id": CLIENT.client, "client_secret": secret, "scope": f"{self.base}/.default"}
        status, text, _headers = self.send("POST", f"/{TENANT}/oauth2/v2.0/token", urlencode(form))
        self.token = json.loads(text).get("access_token", "")
        return status

    def send(self, method: str, path: str, text: str = "", **headers: str) -> tuple[int, str, Any]:
        line = http.client.HTTPSConnection("127.0.0.1", self.cloud.port, timeout=5, context=self.context)
        kind = {"Content-Type": "application/json"} if text.startswith("{") else {}
        line.request(method, path, text or None, {"Authorization": f"Bearer {self.token}", **kind, **headers})
        found = line.getresponse()
        made = found.status, found.read().decode(), found.headers
        line.close()
        return made

    def ask(self, line: str, body: Any = None) -> tuple[int, Any, Any]:
        method, path = line.split(" ", 1)
        status, text, headers = self.send(method, f"{full(path)}?api-version=2024-05-01", json.dumps(body) if body else "")
        return status, json.loads(text) if text else None, headers

    def fault(self, **faults: Any) -> None:
        for name, value in faults.items():
            self.cloud.faults.set(name, str(value))


@pytest.fixture(scope="module")
def started() -> Iterator[tuple[Lab, Cloud]]:
    with Lab() as lab:
        yield lab, lab.add_azure("azure-hub")


@pytest.fixture
def wire(started: tuple[Lab, Cloud]) -> Wire:
    lab, cloud = started
    cloud.restore()
    cloud.log.clear()
    made = Wire(lab, cloud)
    assert made.log_in() == 200
    return made


@pytest.mark.requirement("AR-25", "AR-90", "AR-103")
def test_a_write_is_followed_over_the_wire_and_logged(wire: Wire):
    status, body, headers = wire.ask(f"PUT {SITE}", {**site(), "tags": {"a": "1"}})
    assert status == 201 and body["properties"]["provisioningState"] == "Updating" and headers["x-ms-request-id"]
    url = headers["Azure-AsyncOperation"]
    assert url.startswith(f"{wire.base}/subscriptions/")
    wire.lab.clock.advance(1)
    assert json.loads(wire.send("GET", url.removeprefix(wire.base))[1]) == {"status": "Succeeded"}
    assert wire.ask(f"GET {SITE}")[1]["properties"]["provisioningState"] == "Succeeded"
    lines = [entry.line for entry in wire.cloud.log]
    assert lines[0].startswith(f"POST /{TENANT}/oauth2/v2.0/token 200 grant_type=client_credentials") and "client_secret=*" in lines[0]
    assert lines[1].startswith(f"PUT {full(SITE)}?api-version=2024-05-01 201 ") and '"gatewayIpAddress": "203.0.113.21"' in lines[1]
    assert (wire.cloud.configuration_lines, wire.cloud.requests, len(lines)) == (1, 4, 4)


@pytest.mark.requirement("AR-103", "AZ-46")
def test_no_secret_is_logged(wire: Wire):
    assert wire.log_in("Marker.Secret.1") == 401
    wire.log_in()
    for path, body in ((LINK, {"properties": {"sharedKey": KEY, "authorizationKey": KEY}}), (f"{LINK}/sharedkey", {"value": KEY})):
        wire.ask(f"PUT {path}", body)
    wire.send("PUT", f"{full(LINK)}?api-version=2024-05-01", '{"sharedKey": "' + KEY)
    text = "\n".join(entry.line for entry in wire.cloud.log)
    assert '"sharedKey": "*"' in text and '"value": "*"' in text and "(unreadable)" in text
    assert not any(secret in text for secret in (KEY, "Marker.Secret.1", CLIENT.secret, wire.token))


@pytest.mark.requirement("AR-25", "AR-106")
def test_requests_that_are_refused_without_effect(wire: Wire):
    wire.fault(busy=1, retry_after="7", fail=1, fail_on="PUT local", fail_status=503)
    found = [wire.ask(f"PUT {SITE}", site()) for _try in range(3)]
    assert [(status, headers["Retry-After"]) for status, _body, headers in found[:2]] == [(429, "7"), (503, None)]
    assert [body["error"]["code"] for _status, body, _headers in found[:2]] == ["TooManyRequests", "ServiceUnavailable"] and found[2][0] == 201
    wire.fault(fail=1, fail_on="GET local", fail_status=403)
    assert wire.ask(f"GET {SITE}")[1]["error"]["code"] == "AuthorizationFailed"
    wire.fault(token_fail=1)
    assert [wire.log_in(), wire.log_in()] == [500, 200]


@pytest.mark.requirement("AR-106")
def test_connections_that_break_before_and_after_a_write(wire: Wire):
    wire.fault(cut_before_write=1)
    with pytest.raises((http.client.HTTPException, OSError)):
        wire.ask(f"PUT {SITE}", site())
    assert wire.ask(f"GET {SITE}")[0] == 404
    wire.fault(cut_after_write=1)
    with pytest.raises((http.client.HTTPException, OSError)):
        wire.ask(f"PUT {SITE}", site())
    assert wire.ask(f"GET {SITE}")[0] == 200 and " 201 " in wire.cloud.log[-2].line


@pytest.mark.requirement("AR-14", "AR-91", "AR-106")
def test_a_token_expires_in_the_middle(wire: Wire):
    wire.fault(expire_at=2)
    assert [wire.ask(f"GET {SITE}")[0] for _try in range(3)] == [404, 401, 401]
    wire.log_in()
    assert wire.ask(f"GET {SITE}")[0] == 404


@pytest.mark.requirement("AR-24", "AR-106", "AZ-74")
def test_somebody_else_writes_in_between(wire: Wire):
    wire.ask(f"PUT {PIP}", public_ip())
    wire.lab.clock.advance(1)
    etag = wire.ask(f"GET {PIP}")[1]["etag"]
    wire.fault(other_on="PUT public")
    status, text, _headers = wire.send("PUT", f"{full(PIP)}?api-version=2024-05-01", json.dumps(public_ip()), **{"If-Match": etag})
    assert status == 412 and json.loads(text)["error"]["code"] == "PreconditionFailed"
    assert wire.ask(f"GET {PIP}")[1]["tags"] == {"other": "somebody"}


@pytest.mark.requirement("AR-106")
def test_answers_that_are_no_json_and_a_closed_port(wire: Wire):
    wire.fault(truncated="GET local")
    with pytest.raises(json.JSONDecodeError):
        wire.ask(f"GET {SITE}")
    wire.fault(truncated="", html="GET local")
    assert wire.send("GET", f"{full(SITE)}?api-version=2024-05-01")[1].startswith("<html>")
    wire.fault(unreachable=True)
    with pytest.raises(OSError):
        wire.ask(f"GET {SITE}")
    wire.cloud.faults.clear()
    assert wire.ask(f"GET {SITE}")[0] == 404


@pytest.mark.requirement("AR-66")
def test_a_body_says_what_it_is(wire: Wire):
    found = wire.send("PUT", f"{full(SITE)}?api-version=2024-05-01", json.dumps(site()), **{"Content-Type": "text/plain"})
    assert found[0] == 415 and json.loads(found[1])["error"]["code"] == "UnsupportedMediaType"


@pytest.mark.requirement("AR-105")
def test_only_those_who_trust_the_labs_authority_get_through(wire: Wire):
    wire.context = ssl.create_default_context()
    with pytest.raises(ssl.SSLCertVerificationError):
        wire.log_in()
