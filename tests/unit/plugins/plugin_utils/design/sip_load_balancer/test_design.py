"""The objects of a service, every hidden need of the guide among them, its openings and sizes (SB-08 to SB-16, SB-66, SB-84 to SB-86)."""

from __future__ import annotations

import re
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.bigip import rules, tmsh
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.bigip.wire import created
from tests.unit.plugins.plugin_utils.intent.sip_load_balancer.services import designed


def sent(**options):
    """The bodies as they go over the wire, by table."""
    found = {}
    for each in designed(**options)["objects"]:
        found.setdefault(each["table"], []).append(created(each["table"], each["values"]))
    return found


@pytest.mark.requirement("SB-01", "SB-02", "SB-04", "SB-07", "SB-08", "SB-09", "SB-10", "SB-12", "SB-13", "SB-14", "SB-15", "SB-60")
def test_what_is_sent_is_the_reference_configuration():
    mark = {"description": "kyoten:sip_load_balancer:webotx", "partition": "Common"}
    found = sent(self_ip__allow_service=["default"])
    assert list(found) == [
        "net/vlan", "net/self", "ltm/monitor/sip", "ltm/profile/udp", "ltm/profile/sip", "ltm/persistence/sip", "ltm/rule", "ltm/pool",
        "ltm/pool/members", "ltm/virtual",
    ]  # fmt: skip
    assert found["net/vlan"] == [{"name": "voice", "interfaces": [{"name": "1.1", "untagged": True}], **mark}]
    assert found["net/self"] == [
        {"name": "voice_self", "address": "192.0.2.10/24", "vlan": "/Common/voice", "allowService": ["default"], **mark}
    ]
    assert found["ltm/monitor/sip"] == [
        {"name": "webotx_sip", "defaultsFrom": "/Common/sip", "mode": "udp", "interval": 5, "timeout": 16, **mark}
    ]
    assert found["ltm/profile/udp"] == [{"name": "webotx_udp", "defaultsFrom": "/Common/udp", "idleTimeout": "300", **mark}]
    assert found["ltm/profile/sip"] == [{
        "name": "webotx_sip", "defaultsFrom": "/Common/sip", "terminateOnBye": "disabled", "maxSize": 65535, "insertViaHeader": "disabled",
        "insertRecordRouteHeader": "disabled", **mark,
    }]  # fmt: skip
    assert found["ltm/persistence/sip"] == [
        {"name": "webotx_callid", "defaultsFrom": "/Common/sip_info", "sipInfo": "Call-ID", "timeout": "7200", **mark}
    ]
    assert [each["name"] for each in found["ltm/rule"]] == ["_sip_request_send_rule", "_sip_response_send_rule"]
    assert found["ltm/pool"] == [{
        "name": "webotx", "loadBalancingMode": "round-robin", "monitor": "/Common/webotx_sip", "serviceDownAction": "none", **mark,
    }]  # fmt: skip
    assert [each["name"] for each in found["ltm/pool/members"]] == ["192.0.2.21:5060", "192.0.2.22:5061"]
    assert found["ltm/virtual"] == [{
        "name": "sip_vs", "destination": "/Common/192.0.2.100:5060", "mask": "255.255.255.255", "ipProtocol": "udp", "pool": "/Common/webotx",
        "profiles": [{"name": "/Common/webotx_udp", "context": "all"}, {"name": "/Common/webotx_sip", "context": "all"}],
        "persist": [{"name": "webotx_callid", "partition": "Common", "tmDefault": "yes"}],
        "rules": ["/Common/_sip_request_send_rule", "/Common/_sip_response_send_rule"],
        "sourceAddressTranslation": {"type": "automap"}, "enabled": True, "vlans": ["/Common/voice"], "vlansEnabled": True, **mark,
    }]  # fmt: skip


@pytest.mark.requirement("SB-84")
@pytest.mark.requirement("SB-02")
def test_the_self_ip_answers_to_nothing_unless_asked():
    assert sent()["net/self"][0]["allowService"] == "none"
    assert sent(self_ip__allow_service=["tcp:443"])["net/self"][0]["allowService"] == ["tcp:443"]


def test_the_view_of_tmsh():
    assert tmsh(designed(pool__more_monitors=["udp"], self_ip__allow_service=["default"])) == [
        "net vlan voice { interfaces { 1.1 { untagged } } }",
        "net self voice_self { address 192.0.2.10/24 vlan voice allow-service { default } }",
        "ltm monitor sip webotx_sip { defaults-from sip mode udp interval 5 timeout 16 }",
        "ltm profile udp webotx_udp { defaults-from udp idle-timeout 300 }",
        "ltm profile sip webotx_sip { defaults-from sip terminate-on-bye disabled max-size 65535 insert-via-header disabled "
        "insert-record-route-header disabled }",
        "ltm persistence sip webotx_callid { defaults-from sip_info sip-info Call-ID timeout 7200 }",
        "ltm rule _sip_request_send_rule { ... }",
        "ltm rule _sip_response_send_rule { ... }",
        "ltm pool webotx { load-balancing-mode round-robin monitor webotx_sip and udp service-down-action none members "
        "{ 192.0.2.21:5060 { address 192.0.2.21 ratio 1 enabled } 192.0.2.22:5061 { address 192.0.2.22 ratio 1 enabled } } }",
        "ltm virtual sip_vs { destination 192.0.2.100:5060 mask 255.255.255.255 ip-protocol udp pool webotx "
        "profiles { webotx_udp { } webotx_sip { } } persist { webotx_callid { default yes } } "
        "rules { _sip_request_send_rule _sip_response_send_rule } "
        "source-address-translation { type automap } enabled vlans-enabled vlans { voice } }",
    ]
    other = tmsh(designed(snat__type="pool", snat__addresses=["192.0.2.50"], virtual__vlans=[], vlan__tagged=True, vlan__tag=9))
    assert other[0] == "net vlan voice { interfaces { 1.1 { tagged } } tag 9 }" and "ltm snatpool webotx_snat { members { 192.0.2.50 } }" in other
    assert "type snat pool webotx_snat } enabled vlans-disabled }" in other[-1]


@pytest.mark.requirement("SB-01", "SB-02", "SB-04", "SB-13", "SB-15", "SB-22", "SB-101")
def test_the_other_choices():
    found = sent(
        vlan__tagged=True, vlan__tag=120, self_ip__allow_service=["all"], self_ip__traffic_group="traffic-group-1",
        snat__type="pool", snat__addresses=["192.0.2.50"], virtual__enabled=False,
        pool__monitor={"type": "gateway_icmp", "name": "ping"}, pool__more_monitors=["udp"], virtual__vlans=[], partition="Voice",
        pool__members=[{"address": "192.0.2.21", "state": "offline"}, {"address": "192.0.2.22", "state": "disabled", "ratio": 3}],
    )  # fmt: skip
    assert found["net/vlan"][0]["interfaces"] == [{"name": "1.1", "tagged": True}] and found["net/vlan"][0]["tag"] == 120
    assert (found["net/self"][0]["allowService"], found["net/self"][0]["trafficGroup"]) == ("all", "/Common/traffic-group-1")
    assert found["ltm/snatpool"][0]["members"] == ["/Voice/192.0.2.50"]
    assert found["ltm/monitor/gateway-icmp"][0]["defaultsFrom"] == "/Common/gateway_icmp"
    assert found["ltm/pool"][0]["monitor"] == "/Voice/ping and /Common/udp" and found["ltm/pool"][0]["partition"] == "Voice"
    states = [(each["session"], each["state"], each["ratio"]) for each in found["ltm/pool/members"]]
    assert states == [("user-disabled", "user-down", 1), ("user-disabled", "user-up", 3)]
    virtual = found["ltm/virtual"][0]
    assert virtual["sourceAddressTranslation"] == {"type": "snat", "pool": "/Voice/webotx_snat"}
    assert (virtual["disabled"], virtual["vlansDisabled"], virtual["destination"]) == (True, True, "/Voice/192.0.2.100:5060")
    assert "enabled" not in virtual and "vlansEnabled" not in virtual
    assert "{192.0.2.50}" in next(reversed(rules(designed(snat__type="pool", snat__addresses=["192.0.2.50"])).values()))


@pytest.mark.requirement("SB-21", "SB-26")
def test_what_a_device_would_write_in_its_own_way():
    """A prefix length with a zero before it; a name twice. A self IP whose address reads otherwise was refused in the second run."""
    found = sent(
        self_ip__address="10.0.0.10/08", pool__members=[{"address": "10.0.0.21"}], self_ip__allow_service=["tcp:443", "tcp:443"],
        pool__more_monitors=["udp", "udp", "webotx_sip"], virtual__vlans=["voice", "voice"],
    )  # fmt: skip
    assert (found["net/self"][0]["address"], found["net/self"][0]["allowService"]) == ("10.0.0.10/8", ["tcp:443"])
    assert (found["ltm/pool"][0]["monitor"], found["ltm/virtual"][0]["vlans"]) == ("/Common/webotx_sip and /Common/udp", ["/Common/voice"])


@pytest.mark.requirement("SB-16", "SB-18", "SB-66")
def test_the_openings_have_the_users_addresses():
    found = [(each["source"], each["destination"], each["port"]) for each in designed()["firewall"]]
    assert found[0] == ("terminals and external proxies", "192.0.2.100", 5060)
    assert ("192.0.2.10", "192.0.2.22", 5061) in found and ("192.0.2.22", "terminals, external proxies and the registrar", None) in found
    assert ("terminals, external proxies and the registrar", "192.0.2.21", 5060) in found


@pytest.mark.requirement("SB-85", "SB-86")
def test_sizes():
    assert designed(registered_users=2000)["size"] == {"records": 75800, "growth": 94, "largest_request": 1206}
    assert designed(persistence__timeout=180)["size"]["records"] == 3600


@pytest.mark.requirement("SB-24", "SB-26")
@given(st.integers(0, 253), st.integers(1, 65535))
def test_addresses_enter_a_rule_only_as_addresses(last, port):
    address = str(IPv4Address("198.51.100.1") + last)
    made = designed(virtual__address=address, virtual__port=port)
    request, _response = rules(made).values()
    assert f'"<sip:{address}:{port};lr>"' in request
    found = re.compile(made["route_pattern"] + r"\Z")
    assert found.match(f"{address}:{port}") and bool(found.match(address)) == (port == 5060)
    assert not found.match(address.replace(".", "x") + f":{port}")


@pytest.mark.requirement("SB-14", "SB-79")
def test_the_golden_text_of_both_rules(request):
    folder = request.path.parents[4] / "fixtures" / "sip_load_balancer"
    for name, text in zip(("request", "response"), rules(designed()).values(), strict=True):
        assert text + "\n" == (folder / f"{name}.tcl").read_text(encoding="utf-8")
