"""Tables and objects of a FortiGate, and what each refusal is called (FO-03 to FO-11)."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.objects import Operation
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.errors import DeviceError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.fortios import FortiGate
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rest import Endpoint, Rest
from tests.unit.plugins.plugin_utils.device.fortigate import TOKEN


def session(device, certificate, vdom="root", token=TOKEN):
    rest = Rest(Endpoint("fg1", "127.0.0.1", device.port, {"Authorization": f"Bearer {token}"}, ca_path=str(certificate)), lambda _: None)
    return FortiGate(rest, vdom)


def code(call, *args):
    with pytest.raises(DeviceError) as caught:
        call(*args)
    return caught.value.problems[0].code


@pytest.mark.requirement("FO-03")
def test_version_and_serial(fortigate, certificate):
    fortigate.version = "v7.6.10"
    assert session(fortigate, certificate).status().version == (7, 6, 10)
    fortigate.version = "17.1"
    assert code(session(fortigate, certificate).connect) == "KO-DV076"


@pytest.mark.requirement("FO-05", "FO-06")
def test_rows_a_row_and_a_singleton(fortigate, certificate):
    device = session(fortigate, certificate)
    assert [row["policyid"] for row in device.rows("firewall/policy")] == [1]
    assert device.row("system/session-helper", 13)["name"] == "sip"
    assert device.row("firewall/address", "no/such name?") is None
    assert device.row("system/settings", "")["default-voip-alg-mode"] == "proxy-based"
    assert len(device.rows("system/settings")) == 1
    assert device.rows("no/table") == []


@pytest.mark.requirement("FO-07", "FO-09")
def test_each_kind_of_write(fortigate, certificate):
    device = session(fortigate, certificate)
    for policy in (7, 8):
        device.do(Operation("create", "firewall/policy", policy, {"policyid": policy, "name": f"p{policy}"}))
    device.do(Operation("update", "firewall/policy", 7, {"nat": "enable"}))
    device.do(Operation("move", "firewall/policy", 8, {"before": 1}))
    device.do(Operation("move", "firewall/policy", 1, {"after": 7}))
    device.do(Operation("update", "system/settings", "", {"sip-nat-trace": "disable"}))
    device.do(Operation("create", "firewall/address", "a b/c", {"name": "a b/c"}))
    device.do(Operation("update", "firewall/address", "a b/c", {"comment": "x"}))
    assert [(row["policyid"], row["nat"]) for row in device.rows("firewall/policy")] == [(8, "disable"), (7, "enable"), (1, "enable")]
    assert device.row("system/settings", "")["sip-nat-trace"] == "disable"
    assert device.row("firewall/address", "a b/c")["comment"] == "x"
    device.do(Operation("delete", "firewall/policy", 7))
    device.do(Operation("delete", "firewall/policy", 7))  # FO-13: gone is what was wanted
    assert device.row("firewall/policy", 7) is None
    assert fortigate.connections == 1


@pytest.mark.requirement("FO-11")
@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (Operation("create", "firewall/address", "all", {"name": "all"}), "KO-DV073"),
        (Operation("update", "firewall/policy", 9, {"nat": "enable"}), "KO-DV074"),
        (Operation("move", "firewall/policy", 9, {"before": 1}), "KO-DV074"),
        (Operation("delete", "firewall/address", "all"), "KO-DV073"),
        (Operation("create", "no/table", "x", {"name": "x"}), "KO-DV074"),
    ],
)
def test_what_is_refused(fortigate, certificate, operation, expected):
    device = session(fortigate, certificate)
    device.connect()
    assert code(device.do, operation) == expected


@pytest.mark.requirement("FO-11", "FO-36", "FO-46")
@pytest.mark.parametrize(("status", "expected"), [(401, "KO-DV071"), (403, "KO-DV072"), (405, "KO-DV073"), (424, "KO-DV075"), (500, "KO-DV073")])
def test_each_status(fortigate, certificate, status, expected):
    device = session(fortigate, certificate)
    device.connect()
    fortigate.faults = {2: f"HTTP {status}", 3: f"HTTP {status}"}
    assert code(device.rows, "firewall/policy") == expected
    assert code(device.do, Operation("update", "firewall/policy", 1, {"nat": "enable"})) == expected


@pytest.mark.requirement("FO-02")
def test_a_wrong_token(fortigate, certificate):
    assert code(session(fortigate, certificate, token="other").connect) == "KO-DV070"


@pytest.mark.requirement("FO-04")
def test_virtual_domains(fortigate, certificate):
    assert code(session(fortigate, certificate, vdom="branch").rows, "firewall/policy") == "KO-DV077"
    fortigate.vdom = "branch"
    assert len(session(fortigate, certificate, vdom="branch").rows("firewall/policy")) == 1
    assert len(session(fortigate, certificate, vdom="global").rows("firewall/policy")) == 1
