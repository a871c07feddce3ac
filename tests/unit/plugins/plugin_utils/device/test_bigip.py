"""iControl REST: one token that is given back, patience with a unit that restarts, the device's own words, no password in any (BP-08 to BP-12)."""

from __future__ import annotations

import socket
import threading

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.objects import Operation
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.bigip import BigIp as Client
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.bigip_access import access
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.bigip_login import Account
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.errors import DeviceError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rest import Endpoint, Rest
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.sip_options import options
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, describe
from tests.unit.plugins.plugin_utils.device.bigip import PASSWORD, USER, BigIp, serving

KEY = "/Common/p /Common/192.0.2.9:5060"
MEMBER = Operation("create", "ltm/pool/members", KEY, {"name": KEY, "address": "192.0.2.9"})


@pytest.fixture
def bigip(certificate):
    device = BigIp()
    device.create("ltm/pool", {"name": "p", "members": [{"name": "192.0.2.8:5060", "address": "192.0.2.8"}]})
    with serving(device, certificate):
        yield device


@pytest.fixture
def slept():
    return []


@pytest.fixture
def client(bigip, certificate, slept):
    rest = Rest(Endpoint("lb1", "127.0.0.1", bigip.port, ca_path=str(certificate), timeout=5.0), lambda _seconds: None)
    made = Client(rest, Account(USER, PASSWORD), slept.append)
    yield made
    made.close()


def failure(call, *args):
    with pytest.raises(DeviceError) as caught:
        call(*args)
    shown = " ".join(" ".join(vars(describe(problem, language)).values()) for problem in caught.value.problems for language in LANGUAGES)
    assert PASSWORD not in shown + str(caught.value) + repr(caught.value.problems) and "TOKEN0" not in shown
    return caught.value


@pytest.mark.requirement("SB-21")
def test_one_login_and_its_token_is_given_back(bigip, client):
    assert client.connect() == (17, 1, 1) and client.connect() == (17, 1, 1)
    assert [each["name"] for each in client.rows("ltm/pool")] == ["/Common/p"]
    assert [each["name"] for each in client.rows("ltm/pool/members")] == ["/Common/p /Common/192.0.2.8:5060"]
    assert client.row("ltm/pool", "/Common/p") and client.row("ltm/pool", "/Common/q") is None
    assert client.rows("ltm/snatpool") == []  # no items at all
    client.close()
    assert (bigip.tokens, bigip.logins, bigip.connections) == ([], 1, 1)


def test_a_password_that_is_wrong_is_not_told(bigip, client):
    client._login._account = Account(USER, "other-Secret9")
    error = failure(client.connect)
    assert error.problems[0].code == "KO-DV090" and "other-Secret9" not in str(error.problems)
    assert "Authentication failed. <secret>" in str(error.problems)


def test_too_many_tokens(bigip, client, monkeypatch):
    answer = (400, {"message": "Bad Request: user admin has reached maximum active login tokens"})
    monkeypatch.setattr(bigip, "answer", lambda *_: answer)
    assert failure(client.connect).problems[0].code == "KO-DV092"


def test_an_expired_token_is_renewed_once(bigip, client):
    client.connect()
    bigip.faults[len(bigip.asked) + 1] = "expired"
    assert client.rows("ltm/pool") and bigip.logins == 2
    bigip.faults[len(bigip.asked) + 2] = "expired"  # within the transaction: begun again from its start
    client.commit([MEMBER])
    assert bigip.logins == 3 and len(bigip.tables["ltm/pool"]["/Common/p"]["members"]) == 2


def test_a_unit_that_restarts_is_waited_for(bigip, client, slept):
    client.connect()
    number = len(bigip.asked)
    bigip.faults = {number + 1: "HTTP 502", number + 2: "HTTP 502"}
    assert client.rows("ltm/pool") and slept == [30.0, 30.0]
    bigip.faults = {number + extra: "HTTP 502" for extra in range(4, 12)}
    assert failure(client.rows, "ltm/pool").problems[0].code == "KO-DV097"


@pytest.mark.requirement("SB-96")
def test_the_devices_own_words(bigip, client):
    client.connect()
    error = failure(client.commit, [Operation("delete", "ltm/pool", "/Common/none")])
    assert error.problems[0].code == "KO-DV093"
    assert "transaction failed:01020036:3: The requested ltm/pool (/Common/none) was not found." in str(error.problems[0].details["reason"])
    assert (bigip.transactions, client.in_doubt) == ({}, False)


@pytest.mark.requirement("SB-104")
def test_a_collection_that_is_not_there(bigip, client):
    client.connect()
    assert failure(client.rows, "ltm/none").problems[0].code == "KO-DV096"
    assert client.facts("ltm/persistence/persist-records/stats") is None


def test_names_are_spelled_for_a_path(bigip, client):
    client.connect()
    failure(client.commit, [Operation("update", "ltm/virtual", "/Common/v%1", {"enabled": False})])
    assert "PATCH /tm/ltm/virtual/~Common~v%251" in bigip.asked


@pytest.mark.parametrize(("given", "variables", "setting"), [
    ({}, {}, "user"), ({}, {"ansible_user": "admin"}, "password"), ({"port": 0}, {"ansible_user": "a", "ansible_password": "b"}, "port"),
])  # fmt: skip
def test_settings_that_cannot_be_used(given, variables, setting):
    with pytest.raises(DeviceError) as caught:
        access("lb1", given, variables)
    assert (caught.value.problems[0].code, caught.value.problems[0].details["setting"]) == ("KO-DV023", setting)


def test_settings_of_the_task_go_first():
    passwords = {"ansible_password": "b", "ansible_httpapi_password": "c"}
    variables = {"ansible_host": "192.0.2.1", "ansible_httpapi_port": 8443, "ansible_user": "a", **passwords}
    at, account = access("lb1", {"port": 443}, variables)
    assert (at.host, at.port, account.user, account.password, account.provider) == ("192.0.2.1", 443, "a", "c", "tmos")
    assert "c" not in repr(account).replace("Account", "")


@pytest.mark.requirement("SB-80")
@pytest.mark.parametrize(("answers", "status"), [
    ([b"SIP/2.0 200 OK\r\n\r\n"], 200), ([b"\r\n", b"SIP/2.0 100 Trying\r\n\r\n", b"SIP/2.0 486 Busy\r\n\r\n"], 486), ([], None),
])  # fmt: skip
def test_an_options_through_udp(answers, status):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        other.settimeout(5)
        got = []

        def serve():
            packet, peer = other.recvfrom(65535)
            got.append(packet)
            for answer in answers:
                other.sendto(answer, peer)

        thread = threading.Thread(target=serve)
        thread.start()
        found = options("lb1", "127.0.0.1", other.getsockname()[1], timeout=2.0 if answers else 0.2)
        thread.join()
    assert found == status
    assert got[0].startswith(b"OPTIONS sip:127.0.0.1:") and b";branch=z9hG4bK" in got[0] and got[0].endswith(b"Content-Length: 0\r\n\r\n")


def test_nobody_listens():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    assert options("lb1", "127.0.0.1", port, timeout=0.3) is None
    with pytest.raises(DeviceError) as caught:
        options("lb1", "255.255.255.255", 5060, timeout=0.3)
    assert caught.value.problems[0].code == "KO-DV099"
