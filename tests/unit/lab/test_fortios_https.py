"""The lab's FortiGate over the wire, asked with Python's own HTTP client: TLS, tokens, logins, faults, log, control channel."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.lab import Lab, control
from tests.lab.fortios.gate import READER, TOKEN, FortiGate

STATUS, POLICIES, ADDRESS = "/api/v2/monitor/system/status", "/api/v2/cmdb/firewall/policy", "/api/v2/cmdb/firewall/address"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Answer:
    """What came back."""

    status: int
    text: str
    headers: http.client.HTTPMessage

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    def cookies(self) -> dict[str, str]:
        """Those that are set, without their attributes."""
        pairs = [text.split(";")[0].partition("=")[::2] for text in self.headers.get_all("Set-Cookie") or []]
        return dict(pairs)


class Wire:
    """One connection, kept open."""

    def __init__(self, lab: Lab, gate: FortiGate) -> None:
        self.gate = gate
        context = ssl.create_default_context(cadata=lab.authority.pem)
        self.line = http.client.HTTPSConnection("127.0.0.1", gate.port, timeout=5, context=context)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request, with the token unless other headers are given."""
        text = body if isinstance(body, str) else json.dumps(body) if body is not None else None
        self.line.request(method, path, text, headers or BEARER)
        found = self.line.getresponse()
        return Answer(found.status, found.read().decode(), found.headers)


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """A FortiGate with two virtual domains, and one without the JSON login."""
    with Lab() as lab:
        lab.add_fortigate("fg", vdoms=["root", "branch"])
        lab.add_fortigate("old", version="7.0.12", json_login=False)
        yield lab


@pytest.fixture
def wire(lab: Lab) -> Iterator[Wire]:
    """To `fg` as delivered."""
    gate = lab.routers["fg"]
    assert isinstance(gate, FortiGate)
    gate.restore()
    gate.log.clear()
    made = Wire(lab, gate)
    yield made
    made.line.close()


@pytest.mark.requirement("FO-36", "FO-37")
def test_only_who_trusts_the_labs_authority_gets_in_and_only_with_a_token(wire: Wire) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        http.client.HTTPSConnection("127.0.0.1", wire.gate.port, context=ssl.create_default_context()).request("GET", STATUS)
    found = wire.ask("GET", STATUS).body
    assert (found["version"], found["build"], found["serial"][:4], found["status"]) == ("v7.4.4", 2662, "FGVM", "success")
    for header in ({"Accept": "*/*"}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic YWRtaW46"}):
        assert wire.ask("GET", STATUS, **header).status == wire.ask("GET", POLICIES, **header).status == 401
    assert wire.ask("GET", f"{STATUS}?access_token={TOKEN}", Accept="*/*").status == 401


@pytest.mark.requirement("FO-36")
def test_one_connection_serves_many_requests(wire: Wire, lab: Lab) -> None:
    for _time in range(5):
        wire.ask("GET", STATUS)
    assert (wire.gate.connections, wire.gate.requests) == (1, 5)
    Wire(lab, wire.gate).ask("GET", STATUS)
    assert (wire.gate.connections, wire.gate.requests) == (2, 6)


@pytest.mark.requirement("FO-36", "FO-46")
def test_who_may_only_read_only_reads(wire: Wire) -> None:
    for header in ({"Authorization": f"Bearer {READER}"}, {"Authorization": f"Bearer {_login(wire, 'auditor').body['session_key']}"}):
        assert wire.ask("GET", POLICIES, **header).status == 200
        assert wire.ask("POST", ADDRESS, {"name": "a"}, **header).status == 403
    wire.gate.faults.set("read_only", "yes")
    assert wire.ask("POST", ADDRESS, {"name": "a"}).status == 403
    assert wire.ask("GET", f"{ADDRESS}/a").status == 404


def _login(wire: Wire, user: str = "kyoten", **changes: Any) -> Answer:
    password = {"kyoten": wire.gate.login["password"], "auditor": "lab-auditor-password"}[user]
    return wire.ask("POST", "/api/v2/authentication", {"username": user, "secretkey": password, "request_key": True, **changes}, Accept="*/*")


@pytest.mark.requirement("FO-02", "FO-38")
def test_a_login_gives_a_key_that_ends_with_a_logout(wire: Wire) -> None:
    assert _login(wire, secretkey="wrong").status == _login(wire, username="nobody").status == 401
    found = _login(wire).body
    assert found["status_message"] == "LOGIN_SUCCESS"
    header = {"Authorization": f"Bearer {found['session_key']}"}
    assert wire.ask("POST", ADDRESS, {"name": "a"}, **header).status == 200
    wire.ask("DELETE", "/api/v2/authentication", **header)
    assert wire.ask("GET", POLICIES, **header).status == 401
    assert wire.ask("GET", POLICIES).status == 200  # the token of an administrator is no session


@pytest.mark.requirement("FO-02", "FO-38")
def test_a_session_by_cookie_writes_with_its_own_token_only(wire: Wire) -> None:
    form = urlencode({"username": "kyoten", "secretkey": wire.gate.login["password"], "ajax": 1})
    assert wire.ask("POST", "/logincheck", form.replace("lab-", "no-"), Accept="*/*").text == "0"
    entered = wire.ask("POST", "/logincheck", form, Accept="*/*")
    cookies = entered.cookies()
    assert entered.text.startswith("1") and set(cookies) == {f"APSCOOKIE_{wire.gate.port}", f"VDOM_{wire.gate.port}", "ccsrftoken"}
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    key = {"Cookie": f"APSCOOKIE_{wire.gate.port}={cookies[f'APSCOOKIE_{wire.gate.port}']}"}
    assert wire.ask("GET", POLICIES, **cookie).status == 200
    for headers in (cookie, key, {**cookie, "x-csrftoken": "0"}, {"Cookie": f"{key['Cookie']}; ccsrftoken=0", "x-csrftoken": "0"}):
        assert wire.ask("POST", ADDRESS, {"name": "a"}, **headers).status == 401
    assert wire.ask("POST", ADDRESS, {"name": "a"}, **cookie, **{"x-csrftoken": cookies["ccsrftoken"]}).status == 200
    wire.ask("POST", "/logout", **cookie)
    assert wire.ask("GET", POLICIES, **cookie).status == 401


@pytest.mark.requirement("FO-02")
def test_one_without_the_json_login_says_404(lab: Lab) -> None:
    gate = lab.routers["old"]
    assert isinstance(gate, FortiGate)
    assert _login(Wire(lab, gate)).status == 404


@pytest.mark.requirement("FO-04")
def test_virtual_domains_do_not_share_their_objects(wire: Wire) -> None:
    assert wire.ask("POST", f"{ADDRESS}?vdom=branch", {"name": "a"}).body["vdom"] == "branch"
    assert [wire.ask("GET", f"{ADDRESS}/a?vdom={vdom}").status for vdom in ("branch", "root", "")] == [200, 404, 404]
    assert isinstance(wire.ask("GET", f"{ADDRESS}/all?global=1").body, list)
    assert wire.ask("GET", f"{ADDRESS}?vdom=nowhere").status == 403


@pytest.mark.requirement("FO-05")
def test_keys_are_percent_encoded_whatever_stands_in_them(wire: Wire) -> None:
    assert wire.ask("POST", ADDRESS, {"name": "10.0.0.0/8 東京"}).status == 200
    assert wire.ask("PUT", f"{ADDRESS}/10.0.0.0%2F8%20%E6%9D%B1%E4%BA%AC", {"comment": "x"}).body["revision_changed"] is True


@pytest.mark.requirement("FO-46")
def test_a_write_that_took_effect_and_was_never_answered(wire: Wire, lab: Lab) -> None:
    for fault, there in (("cut_before_write", False), ("cut_after_write", True)):
        wire.gate.restore()
        wire.gate.faults.set(fault, "2")
        wire.ask("POST", ADDRESS, {"name": "first"})
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            wire.ask("POST", ADDRESS, {"name": "second"})
        wire.line.close()
        names = [row["name"] for row in Wire(lab, wire.gate).ask("GET", ADDRESS).body["results"]]
        assert ("first" in names, "second" in names) == (True, there)


@pytest.mark.requirement("FO-11", "FO-46")
def test_faults_end_when_they_have_been(wire: Wire) -> None:
    wire.gate.faults.set("busy", "1")
    wire.gate.faults.set("retry_after", "7")
    busy = wire.ask("GET", STATUS)
    assert (busy.status, busy.headers["Retry-After"], wire.ask("GET", STATUS).status) == (429, "7", 200)
    wire.gate.faults.set("fail_write", "2")
    wire.gate.faults.set("fail_error", "-61")
    tried = [wire.ask("POST", ADDRESS, {"name": name}) for name in "abc"]
    assert [(each.status, each.body.get("error")) for each in tried] == [(200, None), (500, -61), (200, None)]
    wire.gate.faults.set("no_json", "POST")
    assert wire.ask("POST", ADDRESS, {"name": "d"}).text.startswith("<html>")
    wire.gate.faults.set("expire_at", "2")
    assert [wire.ask("GET", STATUS).status for _time in range(3)] == [200, 401, 401]


@pytest.mark.requirement("FO-40", "FO-46")
def test_another_administrator_comes_between_once(wire: Wire) -> None:
    wire.gate.faults.set("other_on", "GET firewall/policy")
    wire.gate.faults.set("other_write", 'PUT firewall/policy/1 {"name": "theirs"}')
    first, second, third = (wire.ask("GET", f"{POLICIES}/1").body for _time in range(3))
    assert [each["results"][0]["name"] for each in (first, second, third)] == ["all-out", "theirs", "theirs"]
    assert first["revision"] != second["revision"] == third["revision"]
    wire.ask("PUT", f"{POLICIES}/1", {"name": "ours"})
    assert wire.ask("GET", f"{POLICIES}/1").body["results"][0]["name"] == wire.ask("GET", f"{POLICIES}/1").body["results"][0]["name"] == "ours"
    wire.gate.faults.set("no_revision", "yes")
    assert "revision_changed" not in wire.ask("PUT", f"{POLICIES}/1", {"name": "other"}).body


@pytest.mark.requirement("FO-33")
def test_a_restart_ends_sessions_and_keeps_what_was_written(wire: Wire, lab: Lab) -> None:
    header = {"Authorization": f"Bearer {_login(wire).body['session_key']}"}
    wire.ask("POST", ADDRESS, {"name": "a"}, **header)
    wire.gate.reload()
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)):
        wire.ask("GET", STATUS)
    again = Wire(lab, wire.gate)
    assert (again.ask("GET", STATUS, **header).status, again.ask("GET", f"{ADDRESS}/a").status) == (401, 200)


@pytest.mark.requirement("FO-35")
def test_the_log_has_every_request_and_no_secret(wire: Wire) -> None:
    _login(wire)
    wire.ask("GET", f"{POLICIES}?vdom=root&access_token={TOKEN}&start=0")
    wire.ask("POST", ADDRESS, {"name": "a", "comment": "x"})
    wire.ask("POST", "/api/v2/cmdb/system/admin", {"name": "a", "password": 'secret"secret'})
    lines = [entry.line for entry in wire.gate.log]
    assert lines[1:3] == ["GET firewall/policy?vdom=root&access_token=*&start=0", 'POST firewall/address {"name": "a", "comment": "x"}']
    assert wire.gate.configuration_lines == 2
    assert not [line for line in lines if "secret" in line or TOKEN in line or wire.gate.login["password"] in line]


@pytest.mark.requirement("FO-45")
def test_the_control_channel_answers_for_traffic_and_counts(lab: Lab, tmp_path: Path) -> None:
    channel = control.Channel(lab)
    control.record(lab, tmp_path, lab.call(channel.open()), channel.token)
    packet = {"inward": "lan", "outward": "wan1", "source": "192.168.30.7", "target": "203.0.113.10", "proto": "udp", "sport": 1, "dport": 5060}
    found = control.ask(tmp_path, "traffic", router="fg", packet=packet)
    assert (found["policy"], found["idle"], found["sip"]) == (1, 180, True)
    status = control.ask(tmp_path, "status")["fg"]
    assert {"connections", "requests", "configuration_lines"} <= set(status)
    for wrong in ({"router": "nobody"}, {"vdom": "nowhere"}, {"packet": {**packet, "colour": 1}}, {"packet": {**packet, "source": "here"}}):
        with pytest.raises(ValueError, match="Error"):
            control.ask(tmp_path, "traffic", **{"router": "fg", "packet": packet, **wrong})
