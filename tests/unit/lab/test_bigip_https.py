"""The lab's BIG-IP over the wire, asked with Python's own HTTP client: TLS, tokens, faults, log (BP-08 to BP-11, BP-72, BP-78, BP-82)."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
from collections.abc import Iterator
from typing import Any

import pytest

from tests.lab import Lab
from tests.lab.bigip.box import BigIp

POOL, TOKENS = "/mgmt/tm/ltm/pool", "/mgmt/shared/authz/tokens/"


class Wire:
    """One connection, kept open, and one token."""

    def __init__(self, lab: Lab, box: BigIp) -> None:
        self.box, self.token = box, ""
        context = ssl.create_default_context(cadata=lab.authority.pem)
        self.line = http.client.HTTPSConnection("127.0.0.1", box.port, timeout=5, context=context)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """One request with the token, if there is one."""
        own = {"X-F5-Auth-Token": self.token} if self.token and not headers else headers
        self.line.request(method, path, json.dumps(body) if body is not None else None, {"Content-Type": "application/json", **own})
        found = self.line.getresponse()
        text = found.read().decode()
        return found.status, json.loads(text) if text.startswith("{") else text

    def login(self, user: str = "kyoten", password: str = "lab-login-password") -> dict[str, Any]:
        """Get a token; what the device says."""
        status, found = self.ask("POST", "/mgmt/shared/authn/login", {"username": user, "password": password, "loginProviderName": "tmos"})
        self.token = found["token"]["token"] if status == 200 else ""
        return {"status": status, **found}


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """One BIG-IP."""
    with Lab() as lab:
        lab.add_bigip("lb1")
        yield lab


@pytest.fixture
def wire(lab: Lab) -> Iterator[Wire]:
    """Logged in to the device as delivered."""
    box = lab.routers["lb1"]
    assert isinstance(box, BigIp)
    box.restore()
    box.log.clear()
    made = Wire(lab, box)
    made.login()
    yield made
    made.line.close()


@pytest.mark.requirement("BP-08", "BP-09", "BP-72")
def test_a_token_from_login_to_its_end(wire: Wire) -> None:
    found = wire.login()
    assert (found["username"], found["token"]["timeout"], found["token"]["partition"]) == ("kyoten", 1200, "[All]")
    assert wire.ask("GET", POOL)[0] == 200 and len(wire.box.access.tokens) == 2
    assert wire.ask("PATCH", TOKENS + wire.token, {"timeout": 3600})[1]["timeout"] == 3600
    status, body = wire.ask("PATCH", TOKENS + wire.token, {"timeout": 36001})
    assert (status, body["message"]) == (406, "Auth-token absolute timeout (36000 seconds) exceeded")
    assert wire.ask("DELETE", TOKENS + wire.token)[0] == 200
    status, body = wire.ask("GET", POOL)
    assert (status, body["message"], body["kind"]) == (401, "X-F5-Auth-Token does not exist.", ":resterrorresponse")
    assert (wire.box.access.logins, wire.box.connections) == (2, 1)


@pytest.mark.requirement("BP-10", "BP-78", "BP-82")
def test_tokens_run_out(wire: Wire, lab: Lab) -> None:
    lab.clock.advance(1201)
    assert wire.ask("GET", POOL)[1]["message"] == "X-F5-Auth-Token has expired."
    wire.login()
    wire.box.faults.expire_at = 2
    assert [wire.ask("GET", POOL)[0] for _each in range(3)] == [200, 401, 401]
    assert wire.login()["status"] == 200 and wire.ask("GET", POOL)[0] == 200
    wire.box.faults.forget_at = 1
    assert wire.ask("GET", POOL)[1]["message"] == "X-F5-Auth-Token does not exist."


@pytest.mark.requirement("BP-09", "BP-78", "BP-82")
def test_a_hundred_tokens_at_most_but_for_admin(wire: Wire) -> None:
    for _each in range(99):
        assert wire.login()["status"] == 200
    found = wire.login()
    assert (found["status"], found["message"]) == (400, "Bad Request: user kyoten has reached maximum active login tokens")
    assert wire.login("admin")["status"] == 200
    wire.box.restore()
    wire.box.faults.token_limit = True
    assert wire.login()["status"] == 400


@pytest.mark.requirement("BP-10", "BP-12")
def test_who_may_not(wire: Wire) -> None:
    found = wire.login("kyoten", "wrong")
    assert (found["status"], found["message"]) == (401, "Authentication failed.")
    assert wire.ask("GET", POOL)[0] == 401
    wire.login("auditor", "lab-auditor-password")
    assert wire.ask("GET", POOL)[0] == 200
    status, body = wire.ask("POST", POOL, {"name": "a"})
    assert status == 401 and body["message"].startswith("Authorization failed: user=")
    basic = "Basic " + base64.b64encode(b"kyoten:lab-login-password").decode()
    assert wire.ask("GET", "/mgmt/tm/sys", Authorization=basic)[0] == 200
    assert wire.ask("GET", "/mgmt/tm/sys", Authorization="Basic eDp5")[0] == 401


@pytest.mark.requirement("BP-78")
def test_both_headers_at_once_are_slow(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire.box.clock, "speed", 1000.0)
    assert wire.ask("GET", POOL, **{"X-F5-Auth-Token": wire.token, "Authorization": "Basic eDp5"})[0] == 200
    assert wire.box.access.both == 1


@pytest.mark.requirement("BP-11", "BP-82")
def test_while_it_restarts(wire: Wire) -> None:
    wire.box.faults.restart = 2
    status, page = wire.ask("GET", POOL)
    assert status == 503 and page.startswith("<html>")
    wire.box.faults.restart_text = True
    assert wire.ask("GET", POOL) == (503, "Configuration Utility restarting...")
    assert wire.ask("GET", POOL)[0] == 200


@pytest.mark.requirement("BP-82")
def test_answers_that_are_lost(wire: Wire) -> None:
    wire.box.faults.cut_before_write = 1
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        wire.ask("POST", POOL, {"name": "a"})
    assert wire.ask("GET", POOL + "/a")[0] == 404
    wire.box.faults.cut_after_write = 1
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        wire.ask("POST", POOL, {"name": "a"})
    assert wire.ask("GET", POOL + "/a")[0] == 200


@pytest.mark.requirement("BP-82")
@pytest.mark.parametrize(("fault", "there"), [("cut_before_commit", 404), ("cut_after_commit", 200)])
def test_a_commit_whose_answer_is_lost(wire: Wire, fault: str, there: int) -> None:
    number = wire.ask("POST", "/mgmt/tm/transaction", {})[1]["transId"]
    token = {"X-F5-Auth-Token": wire.token}
    wire.ask("POST", POOL, {"name": "a"}, **token, **{"X-F5-REST-Coordination-Id": str(number)})
    wire.box.faults.set(fault, "true")
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        wire.ask("PATCH", f"/mgmt/tm/transaction/{number}", {"state": "VALIDATING"})
    assert wire.ask("GET", POOL + "/a")[0] == there


@pytest.mark.requirement("BP-82")
@pytest.mark.parametrize(("fault", "value", "status"), [("conflict", "1", 409), ("fail_write", "1", 500), ("no_ltm", "true", 404)])
def test_refused_by_a_fault(wire: Wire, fault: str, value: str, status: int) -> None:
    wire.box.faults.set(fault, value)
    assert wire.ask("POST", POOL, {"name": "a"})[0] == status
    wire.box.faults.clear()
    assert wire.ask("GET", POOL + "/a")[0] == 404


@pytest.mark.requirement("BP-08", "BP-46", "BP-78", "BP-82")
def test_filters_of_the_management(wire: Wire) -> None:
    wire.box.faults.refuse_tags = True
    rule = "when SIP_REQUEST_SEND { SIP::header insert Record-Route %s }"
    status, body = wire.ask("POST", "/mgmt/tm/ltm/rule", {"name": "r", "apiAnonymous": rule % "<sip:192.0.2.100;lr>"})
    assert (status, body["message"], body["apiError"]) == (400, "HTML Tag-like Content in the Request URL/Body", 26214401)
    assert wire.ask("POST", "/mgmt/tm/ltm/rule", {"name": "r", "apiAnonymous": rule % '[format "%csip:a>" 60]'})[0] == 200
    wire.box.faults.refuse_both = True
    assert wire.ask("GET", POOL, **{"X-F5-Auth-Token": wire.token, "Authorization": "Basic eDp5"})[0] == 401
    wire.box.faults.no_ltm = True
    assert wire.ask("GET", "/mgmt/tm/sys/provision/ltm")[1]["level"] == "none"


@pytest.mark.requirement("BP-25", "BP-32", "BP-82")
def test_somebody_else_writes_and_saving_fails(wire: Wire) -> None:
    wire.ask("POST", POOL, {"name": "a"})
    wire.box.faults.other_on, wire.box.faults.other_write = f"GET {POOL}", f'PATCH {POOL}/a {{"slowRampTime": 20}}'
    assert [wire.ask("GET", POOL + "/a")[1]["slowRampTime"] for _each in range(2)] == [10, 20]
    wire.box.faults.save_fails = True
    assert wire.ask("POST", "/mgmt/tm/sys/config", {"command": "save"})[0] == 500
    wire.box.faults.clear()
    assert wire.ask("POST", "/mgmt/tm/sys/config", {"command": "save"})[0] == 200
    assert wire.box.startup_text() == wire.box.running_text_plain()


@pytest.mark.requirement("BP-01", "BP-82")
def test_empty_collections(wire: Wire) -> None:
    assert "items" not in wire.ask("GET", POOL)[1]
    wire.box.faults.empty_items = True
    assert wire.ask("GET", POOL)[1]["items"] == []


@pytest.mark.requirement("BP-72", "BP-48")
def test_the_log_has_no_secrets(wire: Wire) -> None:
    wire.ask("DELETE", TOKENS + wire.token)
    wire.ask("POST", POOL, {"name": "a"})
    lines = [entry.line for entry in wire.box.log]
    assert lines[-1] == f'POST {POOL} {{"name": "a"}}' and lines[-2] == f"DELETE {TOKENS}*"
    assert not any("lab-login-password" in line or wire.token in line for line in lines)
    assert (wire.box.requests, wire.box.configuration_lines) == (3, 1)
