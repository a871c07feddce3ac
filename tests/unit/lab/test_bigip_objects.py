"""The objects of the lab's BIG-IP: what a GET shows, references, what the device makes by itself (BP-01 to BP-07, BP-13 to BP-26, BP-73 to BP-76)."""

from __future__ import annotations

import pytest

from tests.unit.lab.bigip_support import OBJECTS, Client


@pytest.fixture
def client() -> Client:
    """A new BIG-IP."""
    return Client()


@pytest.mark.requirement("BP-01", "BP-02", "BP-03", "BP-04")
def test_the_envelope(client: Client) -> None:
    assert client.do("GET ltm/pool") == {"kind": "tm:ltm:pool:poolcollectionstate", "selfLink": "https://localhost/mgmt/tm/ltm/pool?ver=17.1.1"}
    client.build("ltm/virtual")
    pool = client.do("GET ltm/pool/~Common~webotx", expandSubcollections="true")
    assert (pool["kind"], pool["name"], pool["partition"], pool["fullPath"]) == ("tm:ltm:pool:poolstate", "webotx", "Common", "/Common/webotx")
    assert pool["selfLink"] == "https://localhost/mgmt/tm/ltm/pool/~Common~webotx?ver=17.1.1"
    assert [item["name"] for item in pool["membersReference"]["items"]] == ["192.0.2.21:5060", "192.0.2.22:5061"]
    assert client.do("GET ltm/pool/webotx/members/~Common~192.0.2.21:5060")["kind"] == "tm:ltm:pool:members:membersstate"
    assert client.do("GET ltm/pool", **{"$select": "name,monitor"})["items"] == [{"name": "webotx", "monitor": "/Common/webotx_sip"}]
    assert "items" not in client.do("GET ltm/pool", **{"$top": "10", "$skip": "10"})
    assert "items" not in client.do("GET ltm/pool", **{"$filter": "partition eq other"})
    assert len(client.do("GET ltm/monitor/sip", **{"$filter": "partition eq Common"})["items"]) == 2
    assert client.ask("DELETE ltm/pool/~Common~webotx") == (200, None)


@pytest.mark.requirement("BP-02")
def test_the_generation_counts_changes(client: Client) -> None:
    client.build()
    first = client.do("GET ltm/pool/webotx")["generation"]
    assert client.do("PATCH ltm/pool/webotx", {"slowRampTime": 20})["generation"] > first


@pytest.mark.requirement("BP-13", "BP-14", "BP-15", "BP-16", "BP-17", "BP-18", "BP-73", "BP-84")
@pytest.mark.parametrize(("path", "keys", "values"), [
    ("net/vlan/voice", 23, {"tag": 4094, "mtu": 1500, "autoLasthop": "default", "failsafeTimeout": 90, "fwdMode": "l3"}),
    ("net/self/voice_self", 14, {"addressSource": "from-user", "inheritedTrafficGroup": "false", "unit": 0, "allowService": ["default"],
                                 "trafficGroup": "/Common/traffic-group-local-only", "vlan": "/Common/voice"}),
    ("ltm/node/192.0.2.21", 13, {"address": "192.0.2.21", "monitor": "default", "ratio": 1, "session": "user-enabled", "state": "unchecked"}),
    ("ltm/pool/webotx", 26, {"allowNat": "yes", "loadBalancingMode": "round-robin", "minUpMembersAction": "failover", "slowRampTime": 10,
                             "ipTosToClient": "pass-through", "serviceDownAction": "none"}),
    ("ltm/pool/webotx/members/~Common~192.0.2.22:5061", 18, {"address": "192.0.2.22", "ephemeral": "false", "fqdn": {"autopopulate": "disabled"},
     "session": "monitor-enabled", "state": "up", "priorityGroup": 0}),
    ("ltm/virtual/sip_vs", 40, {"destination": "/Common/192.0.2.100:5060", "enabled": True, "vlansDisabled": True, "sourcePort": "preserve",
                                "rules": ["/Common/_request", "/Common/_response"], "source": "0.0.0.0/0", "mask": "255.255.255.255"}),
])  # fmt: skip
def test_what_a_get_shows(client: Client, path: str, keys: int, values: dict[str, object]) -> None:
    client.build()
    found = client.do(f"GET {path}")
    assert {name: found.get(name) for name in values} == values
    assert len(found) >= keys and not set(found) & {"disabled", "vlansEnabled"}


@pytest.mark.requirement("BP-05", "BP-06", "BP-20", "BP-21", "BP-22", "BP-24", "BP-76")
def test_types_and_what_is_not_set(client: Client) -> None:
    client.build()
    assert client.do("GET ltm/profile/udp/udp")["idleTimeout"] == "60" and client.do("GET ltm/profile/udp/webotx_udp")["idleTimeout"] == "300"
    base, child = client.do("GET ltm/profile/sip/sip"), client.do("GET ltm/profile/sip/webotx_sip")
    assert (base["defaultsFrom"], base["terminateOnBye"]) == ("none", "enabled")
    assert (child["defaultsFrom"], child["terminateOnBye"]) == ("/Common/sip", "disabled")
    assert "defaultsFromReference" in child and "defaultsFromReference" not in base and base["maxSize"] == 65535 and base["community"] == "none"
    info = client.do("GET ltm/persistence/sip/sip_info")
    assert (info["sipInfo"], info["timeout"]) == ("none", "180")
    monitor = client.do("GET ltm/monitor/sip/sip")
    assert (monitor["interval"], monitor["timeout"], monitor["cipherlist"]) == (5, 16, "DEFAULT:+SHA:+3DES:+kEDH")
    assert not set(monitor) & {"request", "headers", "cert", "key", "filter", "filterNeg", "username", "description"}
    assert not set(client.do("GET ltm/virtual/sip_vs")) & {"description", "fallbackPersistence", "vlans"}


@pytest.mark.requirement("BP-06", "BP-49")
def test_flags_exclude_each_other_and_false_is_not_taken(client: Client) -> None:
    client.build()
    found = client.do("PATCH ltm/virtual/sip_vs", {"disabled": True, "vlansEnabled": True, "vlans": ["voice"]})
    assert found["disabled"] is True and "enabled" not in found and "vlansDisabled" not in found and found["vlans"] == ["/Common/voice"]
    assert client.refused("PATCH ltm/virtual/sip_vs", {"enabled": False}) == (400, 'invalid property value "enabled":"false"')


@pytest.mark.requirement("BP-14", "BP-49")
def test_services_of_a_self_ip(client: Client) -> None:
    client.build()
    path = "PATCH net/self/voice_self"
    assert client.do(path, {"allowService": "all"})["allowService"] == "all"
    assert client.do(path, {"allowService": ["tcp:443", "udp:5060"]})["allowService"] == ["tcp:443", "udp:5060"]
    assert "allowService" not in client.do(path, {"allowService": "none"})
    assert client.refused(path, {"allowService": ["web server"]})[0] == 400


@pytest.mark.requirement("BP-49")
def test_names_gain_their_folder_and_numbers_their_type(client: Client) -> None:
    client.build()
    client.do("POST ltm/pool", {"name": "other", "monitor": "webotx_sip and gateway_icmp ", "members": ["192.0.2.30:5060"]})
    assert client.do("GET ltm/pool/other")["monitor"] == "/Common/webotx_sip and /Common/gateway_icmp"
    found = client.do("PATCH ltm/pool/other", {"monitor": "min 1 of { webotx_sip gateway_icmp }"})
    assert found["monitor"] == "min 1 of { /Common/webotx_sip /Common/gateway_icmp }"
    assert client.do("PATCH ltm/profile/udp/webotx_udp", {"idleTimeout": 400})["idleTimeout"] == "400"
    assert client.do("PATCH ltm/pool/other", {"slowRampTime": "20"})["slowRampTime"] == 20
    assert client.do("PATCH ltm/virtual/sip_vs", {"persist": ["webotx_callid"]})["persist"][0]["partition"] == "Common"
    client.box.faults.monitor_blank = True
    assert client.do("GET ltm/pool/other")["monitor"].endswith("} ")


@pytest.mark.requirement("BP-15", "BP-49", "BP-75")
def test_what_the_device_makes_by_itself_stays(client: Client) -> None:
    client.build()
    assert {item["address"] for item in client.do("GET ltm/node")["items"]} == {"192.0.2.21", "192.0.2.22"}
    assert client.do("GET ltm/virtual-address/192.0.2.100")["arp"] == "enabled"
    client.do("POST ltm/virtual", {"name": "plain", "destination": "192.0.2.100:5070", "ipProtocol": "udp"})
    assert client.do("GET ltm/virtual/plain/profiles")["items"][0]["fullPath"] == "/Common/udp"
    assert client.refused("DELETE ltm/node/192.0.2.21")[0] == 400
    client.do("DELETE ltm/virtual/sip_vs")
    client.do("DELETE ltm/pool/webotx")
    assert len(client.do("GET ltm/node")["items"]) == 2
    client.do("DELETE ltm/node/192.0.2.21")


@pytest.mark.requirement("BP-26")
@pytest.mark.parametrize(("sent", "shown"), [
    ({"session": "user-enabled", "state": "user-up"}, ("monitor-enabled", "up")),
    ({"session": "user-disabled", "state": "user-up"}, ("user-disabled", "up")),
    ({"session": "user-disabled", "state": "user-down"}, ("user-disabled", "user-down")),
])  # fmt: skip
def test_the_state_of_a_member(client: Client, sent: dict[str, str], shown: tuple[str, str]) -> None:
    client.build()
    found = client.do("PATCH ltm/pool/webotx/members/~Common~192.0.2.21:5060", sent)
    assert (found["session"], found["state"]) == shown
    assert client.refused("PATCH ltm/pool/webotx/members/~Common~192.0.2.21:5060", {"session": "monitor-enabled"})[0] == 400


@pytest.mark.requirement("BP-26", "BP-27")
def test_states_without_a_monitor_and_of_the_dead(client: Client) -> None:
    client.build()
    client.box.faults.dead_members = "192.0.2.2[12]"
    path = "https://localhost/mgmt/tm/ltm/pool/~Common~webotx/stats"
    entries = client.do("GET ltm/pool/webotx/stats")["entries"][path]["nestedStats"]["entries"]
    assert entries["status.availabilityState"]["description"] == "offline" and entries["activeMemberCnt"]["value"] == 0
    virtual = next(iter(client.do("GET ltm/virtual/sip_vs/stats")["entries"].values()))["nestedStats"]["entries"]
    assert (virtual["status.availabilityState"]["description"], virtual["destination"]["description"]) == ("offline", "192.0.2.100:5060")
    members = client.do("GET ltm/pool/webotx/members/stats")["entries"]
    assert [each["nestedStats"]["entries"]["monitorStatus"]["description"] for each in members.values()] == ["down", "down"]
    client.do("PATCH ltm/pool/webotx", {"monitor": "none"})
    assert client.do("GET ltm/pool/webotx/members")["items"][0]["state"] == "unchecked"


@pytest.mark.requirement("BP-38")
def test_lists_replace_and_members_are_rows(client: Client) -> None:
    client.build()
    client.do("POST ltm/pool/webotx/members", {"name": "192.0.2.23:5060", "partition": "Common"})
    assert len(client.do("GET ltm/pool/webotx/members")["items"]) == 3
    client.do("DELETE ltm/pool/webotx/members/~Common~192.0.2.23:5060")
    client.do("PATCH ltm/pool/webotx", {"members": [{"name": "192.0.2.22:5061"}]})
    assert len(client.do("GET ltm/pool/webotx/members")["items"]) == 1
    assert client.do("PATCH ltm/virtual/sip_vs", {"rules": ["/Common/_response"]})["rules"] == ["/Common/_response"]
    assert "rules" not in client.do("PATCH ltm/virtual/sip_vs", {"rules": []})


@pytest.mark.requirement("BP-20")
def test_children_inherit(client: Client) -> None:
    client.build()
    client.do("PATCH ltm/profile/sip/sip", {"maxSize": 4096})
    assert client.do("GET ltm/profile/sip/webotx_sip")["maxSize"] == 4096


FACTS = {  # the words of the platform facts, written down once more
    "ltm/profile/sip/sip": {
        "algEnable": "disabled", "dialogEstablishmentTimeout": 10, "enableSipFirewall": "no", "insertRecordRouteHeader": "disabled",
        "insertViaHeader": "disabled", "logProfile": "none", "maxMediaSessions": 6, "maxRegistrations": 100, "maxSessionsPerRegistration": 50,
        "registrationTimeout": 3600, "rtpProxyStyle": "symmetric", "secureViaHeader": "disabled", "sipSessionTimeout": 300, "userViaHeader": "none",
    },
    "ltm/profile/udp/udp": {
        "allowNoPayload": "disabled", "bufferMaxBytes": 655350, "bufferMaxPackets": 0, "datagramLoadBalancing": "disabled", "ipDfMode": "pmtu",
        "ipTosToClient": "0", "ipTtlMode": "proxy", "ipTtlV4": 255, "ipTtlV6": 64, "linkQosToClient": "0", "noChecksum": "disabled",
    },
    "ltm/persistence/sip/sip_info": {
        "matchAcrossPools": "disabled", "matchAcrossServices": "disabled", "matchAcrossVirtuals": "disabled", "mirror": "disabled",
        "overrideConnectionLimit": "disabled", "appService": "none", "description": "none",
    },
    "ltm/monitor/udp/udp": {
        "adaptive": "disabled", "adaptiveDivergenceType": "relative", "adaptiveDivergenceValue": 25, "adaptiveLimit": 200, "interval": 5,
        "timeout": 16, "adaptiveSamplingTimespan": 300, "debug": "no", "send": "default send string", "reverse": "disabled",
    },
    "ltm/monitor/sip/sip": {"compatibility": "enabled", "debug": "no", "destination": "*:*", "manualResume": "disabled", "mode": "udp"},
}  # fmt: skip


@pytest.mark.requirement("BP-20", "BP-21", "BP-22", "BP-23", "BP-24", "BP-84")
@pytest.mark.parametrize("path", FACTS)
def test_defaults_are_those_of_the_facts(client: Client, path: str) -> None:
    found = client.do(f"GET {path}")
    assert {name: found.get(name) for name in FACTS[path]} == FACTS[path]


@pytest.mark.requirement("BP-49", "BP-73")
def test_ipv6_route_domains_and_written_again(client: Client) -> None:
    found = client.do("POST ltm/virtual", {"name": "six", "destination": "/Common/2001:db8::1.443", "ipProtocol": "tcp", "mask": "any6"})
    assert found["destination"] == "/Common/2001:db8::1.443" and client.do("GET ltm/virtual-address/2001:db8::1")
    found = client.do("POST ltm/virtual", {"name": "domain", "destination": "192.0.2.7%1:80", "ipProtocol": "tcp"})
    assert found["destination"] == "/Common/192.0.2.7%1:80"
    client.build()
    for path in ("ltm/pool/webotx", "ltm/virtual/sip_vs", "net/self/voice_self", "ltm/profile/sip/webotx_sip"):
        before = {name: value for name, value in client.do(f"GET {path}").items() if name not in ("generation", "lastModifiedTime")}
        after = client.do(f"PATCH {path}", before)
        assert {name: after[name] for name in before} == before


@pytest.mark.requirement("BP-83")
def test_versions_differ_in_their_keys() -> None:
    old, new = Client(version="14.1.2"), Client(version="17.5.0")
    for client in (old, new):
        client.build("net/self")
    assert set(new.do("GET net/vlan/voice")) - set(old.do("GET net/vlan/voice")) == {
        "fwdMode", "hardwareSyncookie", "synFloodRateLimit", "syncacheThreshold",
    }


@pytest.mark.requirement("BP-79")
def test_only_a_save_survives_a_restart(client: Client) -> None:
    client.build("ltm/virtual")
    assert client.do("POST sys/config", {"command": "save"})["kind"] == "tm:sys:config:savestate"
    client.do(f"POST {OBJECTS[-1][0]}", OBJECTS[-1][1])
    assert client.box.running_text_plain() != client.box.startup_text()
    client.box.reload()
    assert client.ask("GET ltm/virtual/sip_vs")[0] == 404 and client.ask("GET ltm/pool/webotx")[0] == 200


@pytest.mark.requirement("BP-12")
def test_the_device_itself(client: Client) -> None:
    assert client.do("GET sys/version")["kind"] == "tm:sys:version:versionstats"
    assert client.do("GET cm/device")["items"][0]["failoverState"] == "active"
    assert "ACTIVE" in str(client.do("GET cm/failover-status")) and "Standalone" in str(client.do("GET cm/sync-status"))
    client.do("POST sys/failover", {"command": "run", "standby": True})
    assert client.do("GET cm/device")["items"][0]["failoverState"] == "standby" and "STANDBY" in str(client.do("GET cm/failover-status"))
    assert [item["level"] for item in client.do("GET sys/provision")["items"] if item["name"] == "ltm"] == ["nominal"]
    assert Client(appliance=True).ask("POST util/bash", {"command": "run"})[0] == 403
    assert len(Client(pair=True).do("GET cm/device-group")["items"]) == 1
