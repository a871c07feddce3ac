"""One connection, trust, patience, and no token in any error."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.errors import DeviceError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rest import Endpoint, Rest, asked_pause
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, describe
from tests.unit.plugins.plugin_utils.device.fortigate import TOKEN, FortiGate, serving, write_certificate

STATUS, ADDRESSES = "/api/v2/monitor/system/status", "/api/v2/cmdb/firewall/address"


def client(device, certificate, pauses=None, token=TOKEN, **settings):
    slept = pauses if pauses is not None else []
    settings = {"ca_path": str(certificate), "timeout": 5.0, **settings}
    return Rest(Endpoint("fg1", "127.0.0.1", device.port, {"Authorization": f"Bearer {token}"}, **settings), slept.append)


def failure(call, *args):
    with pytest.raises(DeviceError) as caught:
        call(*args)
    shown = " ".join(" ".join(vars(describe(problem, language)).values()) for problem in caught.value.problems for language in LANGUAGES)
    assert TOKEN not in shown + str(caught.value) + repr(caught.value.problems)
    return caught.value


@pytest.mark.requirement("FO-01", "FO-02")
def test_all_requests_go_over_one_connection(fortigate, certificate):
    rest = client(fortigate, certificate)
    for _try in range(5):
        assert rest.get(STATUS).status == 200
    assert rest.send("POST", ADDRESSES, {"vdom": "root"}, {"name": "a b/c"}).data["status"] == "success"
    assert (rest.requests, fortigate.connections, len(fortigate.asked)) == (6, 1, 6)


@pytest.mark.requirement("FO-01")
def test_a_certificate_is_verified(fortigate, certificate, tmp_path):
    assert failure(client(fortigate, certificate, ca_path=None).get, STATUS).problems[0].code == "KO-DV061"
    assert fortigate.asked == []
    assert client(fortigate, certificate, ca_path=None, validate_certs=False).get(STATUS).status == 200
    other = write_certificate(tmp_path / "other.pem", "192.0.2.1")
    with serving(FortiGate(), other) as wrong:
        assert failure(client(wrong, other).get, STATUS).problems[0].code == "KO-DV061"
        assert wrong.asked == []


@pytest.mark.requirement("FO-46")
@pytest.mark.parametrize("fault", ["lost before", "lost after", "HTTP 429", "HTTP 503"])
def test_a_read_is_tried_again_with_growing_pauses(fortigate, certificate, fault):
    pauses: list[float] = []
    rest = client(fortigate, certificate, pauses)
    rest.get(STATUS)
    fortigate.faults = {2: fault, 3: fault}
    assert rest.get(STATUS).status == 200
    assert pauses == [0.5, 1.0]


@pytest.mark.requirement("FO-46")
def test_a_busy_api_says_how_long(fortigate, certificate):
    pauses: list[float] = []
    rest = client(fortigate, certificate, pauses)
    fortigate.faults = {1: "HTTP 429 after"}
    error = failure(rest.send, "POST", ADDRESSES, None, {"name": "x"})
    assert error.kind == "busy"
    assert rest.get(STATUS).status == 200
    assert pauses == [0.01]


@pytest.mark.requirement("FO-46")
@pytest.mark.parametrize(("fault", "kind"), [("lost before", "lost"), ("lost after", "lost"), ("HTTP 503", "busy"), ("HTTP 429", "busy")])
def test_a_write_is_never_sent_again(fortigate, certificate, fault, kind):
    rest = client(fortigate, certificate)
    fortigate.faults = {1: fault}
    assert failure(rest.send, "POST", ADDRESSES, None, {"name": "x"}).kind == kind
    assert fortigate.asked == ["POST firewall/address"]


def test_patience_ends(fortigate, certificate):
    rest = client(fortigate, certificate)
    fortigate.faults = dict.fromkeys(range(1, 20), "HTTP 429")
    assert failure(rest.get, STATUS).problems[0].code == "KO-DV065"
    assert len(fortigate.asked) == 5


def test_a_page_that_is_no_json(fortigate, certificate):
    fortigate.faults = {1: "no json"}
    assert failure(client(fortigate, certificate).get, STATUS).problems[0].code == "KO-DV064"


def test_nothing_answers(fortigate, certificate):
    rest = client(fortigate, certificate)
    fortigate.port = 1
    assert failure(client(fortigate, certificate).get, STATUS).problems[0].code == "KO-DV060"
    assert rest.get(STATUS).status == 200


def test_a_slow_answer(fortigate, certificate):
    rest = client(fortigate, certificate, timeout=0.05)
    with fortigate.lock:
        assert failure(rest.send, "POST", ADDRESSES, None, {"name": "x"}).problems[0].code == "KO-DV063"


@pytest.mark.parametrize("token", ["", "with\nbreak", "ｗｉｄｅ"])
@pytest.mark.requirement("FO-35")
def test_a_token_that_no_header_can_carry(fortigate, certificate, token):
    error = failure(lambda: Rest(Endpoint("fg1", "127.0.0.1", fortigate.port, {"Authorization": token})))
    assert error.problems[0].code == "KO-DV023"
    assert not token or token not in repr(error.problems)


@pytest.mark.requirement("FO-35")
def test_a_token_follows_no_redirection(fortigate, certificate):
    fortigate.faults = {1: "HTTP 302"}
    assert failure(client(fortigate, certificate).get, STATUS).problems[0].code == "KO-DV064"
    assert len(fortigate.asked) == 1


@pytest.mark.requirement("FO-35")
def test_a_token_is_hidden_wherever_it_stands(fortigate, certificate):
    rest = client(fortigate, certificate)
    assert TOKEN not in repr(rest.error("KO-DV062", f"GET /x?access_token={TOKEN}", reason=f"no {TOKEN}", address="x", port=1).problems)


@pytest.mark.requirement("FO-35")
def test_no_secret_in_what_is_shown_of_an_endpoint():
    assert TOKEN not in repr(Endpoint("fg1", "x", headers={"Authorization": f"Bearer {TOKEN}"}))


@pytest.mark.parametrize("settings", [{"ca_path": "/nowhere/at/all.pem"}])
def test_settings_that_cannot_be_used(fortigate, certificate, settings):
    assert failure(lambda: client(fortigate, certificate, **settings)).problems[0].code == "KO-DV023"


@pytest.mark.parametrize("host", ["bad host", "x" * 300, "a..b", "\udcff"])
def test_a_host_that_is_none(certificate, host):
    error = failure(lambda: Rest(Endpoint("fg1", host, 1, {"Authorization": f"Bearer {TOKEN}"}), lambda _: None).get(STATUS))
    assert error.problems[0].code in ("KO-DV023", "KO-DV060")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("3", 3.0), ("0.5", 0.5), (None, 0.0), ("-1", 0.0), ("soon", 0.0), ("nan", 0.0), ("inf", 60.0), ("86400", 60.0)],
)
def test_a_pause_is_one_that_can_be_waited(said: str | None, seconds: float) -> None:
    assert asked_pause(said) == seconds
