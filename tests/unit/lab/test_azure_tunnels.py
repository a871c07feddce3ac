"""The lab's Azure and SORACOM's Door: whether a tunnel is up follows from both ends (AR-100 to AR-102)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.azure.far_end import Suite
from tests.lab.azure.negotiation import agreed
from tests.lab.azure.schema import types

from .azure_support import GATEWAY, LINK, PIP, POLICY, SITE, SUBNET, Client, configuration, full, gateway, link, public_ip, site

SITE2, LINK2 = "localNetworkGateways/lng-t2", "connections/cn-t2"
KEYS = {each: f"lab.door.tokyo.{each}.0123456789" for each in ("t1", "t2")}
SECOND = "publicIPAddresses/pip-2"
AWS_GCM = {**POLICY, "ipsecEncryption": "GCMAES256", "ipsecIntegrity": "GCMAES256"}
ECP = {**AWS_GCM, "ikeIntegrity": "SHA384", "dhGroup": "ECP384", "pfsGroup": "ECP384"}
COMPAT = {**POLICY, "ikeEncryption": "AES128", "ikeIntegrity": "SHA1", "dhGroup": "DHGroup2", "ipsecEncryption": "AES128", "ipsecIntegrity": "SHA1",
          "pfsGroup": "PFS2"}  # fmt: skip


def tokyo(**platform: Any) -> Client:
    """The reference plan with both tunnels, their ends not yet in agreement about time: nothing has been waited for."""
    client = Client(**platform).plan(SUBNET, PIP, GATEWAY, SITE)
    client.settled(f"PUT {LINK}", link(key=KEYS["t1"]))
    client.settled(f"PUT {SITE2}", site("198.51.100.21"))
    client.settled(f"PUT {LINK2}", link(SITE2, KEYS["t2"]))
    return client


def status(client: Client, path: str = LINK) -> str:
    return str(client.ask(f"GET {path}").body["properties"]["connectionStatus"])


def rows(client: Client, path: str = LINK) -> list[dict[str, Any]]:
    return list(client.ask(f"GET {path}").body["properties"]["tunnelConnectionStatus"])


def why(client: Client, tunnel: str = "t1", door: str = "door-tokyo") -> list[str]:
    return list(client.cloud.far_end(door)[tunnel]["why"])


def later(client: Client, seconds: float = 60) -> Client:
    client.cloud.clock.advance(seconds)
    client.log_in()
    return client


@pytest.mark.requirement("AR-100", "AZ-11")
def test_both_tunnels_of_the_plan_come_up_in_their_time():
    client = Client(realistic=True, token_life=99999).plan(SUBNET, PIP)
    client.ask(f"PUT {GATEWAY}", gateway())
    client.plan(SITE)
    later(client, 2400)
    client.ask(f"PUT {LINK}", link(key=KEYS["t1"]))
    assert status(client) == "Unknown" and rows(client) == []
    seen = []
    for seconds in (30, 9, 2, 10):
        later(client, seconds)
        seen.append(status(client))
    assert seen == ["Unknown", "Unknown", "Connecting", "Connected"]
    assert client.cloud.far_end("door-tokyo")["t1"] == {"up": True, "why": []}
    assert client.cloud.far_end("door-tokyo")["t2"] == {"up": False, "why": ["Azure has no connection to this tunnel"]}
    both = tokyo()
    assert [status(both, path) for path in (LINK, LINK2)] == ["Connected", "Connected"]


@pytest.mark.requirement("AR-100", "AZ-42", "AZ-45")
@pytest.mark.parametrize(("settings", "said"), [
    ({"t1.psk": "Other.Key.0123456789"}, "shared keys differ"), ({"t1.customer": "192.0.2.99"}, "the far end expects another address of Azure"),
    ({"t1.up": "false"}, "the far end is down"), ({"t1.outside": "203.0.113.99"}, "nobody has the address of the local network gateway"),
    ({"ike.encryption": "[AES128]"}, "no common IKE proposal"), ({"ike.integrity": "[SHA512]"}, "no common IKE proposal"),
    ({"ike.groups": "[19, 20]"}, "no common IKE proposal"), ({"esp.encryption": "[GCMAES256]"}, "no common IPsec proposal"),
    ({"esp.groups": "[2]"}, "no common IPsec proposal"), ({"versions": "[IKEv1]"}, "IKE version"),
    ({"dynamic": "true"}, "one end wants BGP, the other static routes"),
])  # fmt: skip
def test_ends_that_do_not_agree(settings: dict[str, str], said: str):
    client = tokyo()
    client.cloud.alter("door-tokyo", settings)
    client.settled(f"POST {LINK}/resetconnection")
    assert status(client) == "NotConnected"
    found = [session.why for session in client.cloud.tunnels.sessions(client.cloud.resources[full(LINK).lower()])]
    assert found == [(said,)]
    others = any(name.startswith("t1.") for name in settings)
    client.settled(f"POST {LINK2}/resetconnection")
    assert (status(client, LINK2) == "Connected") is others


@pytest.mark.requirement("AR-100", "AZ-40")
@pytest.mark.parametrize(("policies", "up"), [
    ([POLICY], True), ([AWS_GCM], True), ([ECP], True), ([COMPAT], True), ([], True), ([{**POLICY, "dhGroup": "DHGroup1"}], False),
    ([{**POLICY, "ikeEncryption": "AES192"}], False), ([{**POLICY, "pfsGroup": "PFSMM"}], True), ([{**POLICY, "pfsGroup": "None"}], True),
    ([{**POLICY, "dhGroup": "DHGroup2048", "pfsGroup": "PFS14"}], True), ([{**POLICY, "ipsecIntegrity": "MD5"}], False),
    ([{**POLICY, "ikeEncryption": "GCMAES256", "ikeIntegrity": "SHA384"}], True), ([{**POLICY, "dhGroup": "None"}], False),
])  # fmt: skip
def test_policies(policies: list[dict[str, Any]], up: bool):
    client = tokyo()
    client.settled(f"PUT {LINK}", link(ipsecPolicies=policies))
    later(client)
    assert status(client) == ("Connected" if up else "NotConnected")
    assert status(client, LINK2) == "Connected"


@given(st.fixed_dictionaries({
    name: st.sampled_from(types()["connections"].fields["properties"].fields["ipsecPolicies"].fields[name].options)
    for name in ("ikeEncryption", "ikeIntegrity", "dhGroup", "ipsecEncryption", "ipsecIntegrity", "pfsGroup")
}))  # fmt: skip
def test_a_custom_policy_is_agreed_on_as_it_is_or_not_at_all(policy: dict[str, str]):
    door = tokyo_door()
    outer, inner = agreed({"ipsecPolicies": [policy]}, door)
    assert outer is None or outer[:2] == (policy["ikeEncryption"], policy["ikeIntegrity"])
    assert inner is None or inner[:2] == (policy["ipsecEncryption"], policy["ipsecIntegrity"])
    door.ike, door.esp = Suite([], [], []), Suite([], [], [])
    assert agreed({"ipsecPolicies": [policy]}, door) == (None, None)


def tokyo_door() -> Any:
    return Client().cloud.doors["door-tokyo"]


@pytest.mark.requirement("AR-100", "AZ-49")
def test_a_changed_key_shows_at_the_next_negotiation_only():
    client = tokyo(realistic=True, token_life=999999)
    later(client, 3000)
    first = rows(client)[0]
    assert first["connectionStatus"] == "Connected"
    client.settled(f"PUT {LINK}/sharedkey", {"value": "Other.Key.0123456789"})
    assert status(client) == "Connected"
    later(client, 28800)
    assert status(client) == "NotConnected"
    client.cloud.alter("door-tokyo", {"t1.psk": "Other.Key.0123456789"})
    later(client)
    again = rows(client)[0]
    assert again["connectionStatus"] == "Connected"
    assert again["lastConnectionEstablishedUtcTime"] > first["lastConnectionEstablishedUtcTime"]
    client.cloud.alter("door-tokyo", {"t1.psk": "Third.Key.0123456789"})
    client.ask(f"POST {LINK}/resetconnection")
    later(client, 61)
    assert status(client) == "NotConnected" and why(client) == ["shared keys differ"]


@pytest.mark.requirement("AR-100")
def test_a_renewed_sa_keeps_a_tunnel_up():
    client = tokyo(token_life=999999)
    first = rows(client)[0]["lastConnectionEstablishedUtcTime"]
    later(client, 90000)
    assert rows(client)[0]["connectionStatus"] == "Connected" and rows(client)[0]["lastConnectionEstablishedUtcTime"] == first


@pytest.mark.requirement("AR-100")
def test_somebody_has_to_begin():
    client = tokyo()
    client.settled(f"PUT {LINK}", link(connectionMode="ResponderOnly"))
    later(client)
    assert status(client) == "NotConnected" and why(client) == ["nobody initiates"]
    client.cloud.alter("door-tokyo", {"t1.startup": "start"})
    assert status(later(client)) == "Connected"


@pytest.mark.requirement("AR-100", "AZ-02")
def test_maintenance_of_one_tunnel_and_its_end():
    client = tokyo()
    assert client.cloud.alter("door-tokyo", {"t1.up": "false"}) == {"t1.up": "True"}
    assert (status(client), status(client, LINK2)) == ("Unknown", "Connected")
    assert status(later(client)) == "NotConnected"
    client.cloud.alter("door-tokyo", {"t1.up": "true"})
    assert status(client) == "Connecting" and status(later(client)) == "Connected"
    with pytest.raises(ValueError, match="no such setting"):
        client.cloud.alter("door-tokyo", {"t1.key": "x"})
    assert client.cloud.alter("door-tokyo", {"t1.psk": "x"}) == {"t1.psk": "<secret>"}
    client.cloud.restore()
    assert client.cloud.doors["door-tokyo"].t1.psk == KEYS["t1"]


@pytest.mark.requirement("AR-100", "AZ-20", "AZ-91")
@pytest.mark.parametrize(("prefixes", "routes", "ingress", "egress"), [
    (["100.96.8.0/22"], "[10.20.0.0/16]", True, True), (["10.128.0.0/9"], "[10.20.0.0/16]", True, False),
    (["100.96.8.0/22"], "[10.21.0.0/16]", False, True), (["100.64.0.0/10"], "[10.0.0.0/8]", True, True),
])  # fmt: skip
def test_bytes_flow_where_both_ends_have_routes(prefixes: list[str], routes: str, ingress: bool, egress: bool):
    client = tokyo()
    client.cloud.alter("door-tokyo", {"routes": routes})
    for path, address in ((SITE, "203.0.113.21"), (SITE2, "198.51.100.21")):
        client.settled(f"PUT {path}", site(address, tuple(prefixes)))
    before = rows(client)[0]
    later(client, 100)
    after = rows(client)[0]
    grown = [after[f"{side}BytesTransferred"] - before[f"{side}BytesTransferred"] for side in ("ingress", "egress")]
    assert [growth > 90000 for growth in grown] == [ingress, egress] and after["connectionStatus"] == "Connected"


@pytest.mark.requirement("AR-100", "AZ-13")
def test_an_active_active_gateway_has_two_tunnels_per_connection_and_door_knows_one():
    client = tokyo()
    client.settled(f"PUT {SECOND}", public_ip())
    client.settled(f"PUT {GATEWAY}", gateway(activeActive=True, ipConfigurations=[configuration(), configuration("gwipconfig2", SECOND)]))
    later(client)
    assert [row["connectionStatus"] for row in rows(client)] == ["Connected", "NotConnected"] and status(client) == "Connected"
    client.cloud.alter("door-tokyo", {"t1.customer": "192.0.2.11"})
    assert [row["connectionStatus"] for row in rows(later(client))] == ["NotConnected", "Connected"]


@pytest.mark.requirement("AR-101", "AZ-03", "AZ-60")
def test_with_bgp_and_one_public_address_the_second_tunnel_stays_down():
    client = Client().plan(SUBNET, PIP)
    client.cloud.alter("door-tokyo", {"dynamic": "true", "t1.inside": "169.254.21.0/30", "t2.inside": "169.254.21.4/30"})
    inside = [{"ipconfigurationId": f"{full(GATEWAY)}/ipConfigurations/gwipconfig1", "customBgpIpAddresses": ["169.254.21.2"]}]
    client.settled(f"PUT {GATEWAY}", gateway(enableBgp=True, bgpSettings={"asn": 65010, "bgpPeeringAddresses": inside}))
    for path, to, outside, peer, key in ((LINK, SITE, "203.0.113.21", "169.254.21.1", "t1"), (LINK2, SITE2, "198.51.100.21", "169.254.21.5", "t2")):
        client.settled(f"PUT {to}", site(outside, (), bgpSettings={"asn": 64512, "bgpPeeringAddress": peer}))
        client.settled(f"PUT {path}", link(to, KEYS[key], enableBgp=True))
    later(client)
    assert [status(client, path) for path in (LINK, LINK2)] == ["Connected", "NotConnected"]
    assert why(client, "t2") == ["the far end expects another BGP address"]
    client.settled(f"PUT {SITE2}", site("198.51.100.21", (), bgpSettings={"asn": 64513, "bgpPeeringAddress": "169.254.21.9"}))
    assert why(later(client), "t2")[1:] == ["Azure expects another BGP peer", "Azure expects another ASN"]
    made = client.ask(f"POST {GATEWAY}/getBgpPeerStatus")
    later(client)
    states = {row["neighbor"]: row["state"] for row in client.follow(made.headers["Location"]).body["value"]}
    assert states == {"169.254.21.1": "Connected", "169.254.21.9": "Connecting"}
    made = client.ask(f"POST {GATEWAY}/getLearnedRoutes")
    later(client)
    assert [row["network"] for row in client.follow(made.headers["Location"]).body["value"]] == ["100.96.8.0/22"]


@pytest.mark.requirement("AR-100")
def test_policy_based_selectors_are_one_pair_per_tunnel():
    client = tokyo()
    one = [{"localAddressRanges": ["10.20.0.0/16"], "remoteAddressRanges": ["100.96.8.0/22"]}]
    both = ("100.96.8.0/22", "100.96.16.0/22")
    for selectors, prefixes, up in (([], both[:1], True), ([], both, False), (one, both, True), (one * 2, both, False)):
        client.settled(f"PUT {SITE}", site(prefixes=prefixes))
        client.settled(f"PUT {LINK}", link(usePolicyBasedTrafficSelectors=True, trafficSelectorPolicies=selectors))
        client.settled(f"POST {LINK}/resetconnection")
        assert (status(later(client)) == "Connected") is up
    client.cloud.alter("door-tokyo", {"local": "100.96.12.0/22"})
    client.settled(f"POST {LINK}/resetconnection")
    assert status(later(client)) == "NotConnected"


@pytest.mark.requirement("AR-92", "AR-100")
def test_what_fails_is_not_in_force():
    client = tokyo()
    client.cloud.faults.set("operation_fails", "PUT connections")
    made = client.ask(f"PUT {LINK}", link(ipsecPolicies=[{**POLICY, "dhGroup": "DHGroup1"}]))
    assert made.status == 200
    later(client)
    assert (status(client), client.ask(f"GET {LINK}").body["properties"]["provisioningState"]) == ("Connected", "Failed")


@pytest.mark.requirement("AR-36", "AR-102", "AZ-92")
def test_associations_and_effective_routes():
    client = tokyo()
    made = client.ask(f"POST {LINK}/getikesas")
    assert made.status == 202 and client.follow(made.headers["Location"]).status == 202
    later(client)
    found = json.loads(client.follow(made.headers["Location"]).body)
    suite = ["AES256", "SHA256", 14]
    assert found == [{"localEndpoint": "192.0.2.10", "remoteEndpoint": "203.0.113.21", "ike": suite, "ipsec": suite}]
    made = client.ask("POST networkInterfaces/nic-vm-1/effectiveRouteTable")
    later(client)
    routes = client.follow(made.headers["Location"]).body["value"]
    assert [(row["nextHopType"], row["addressPrefix"]) for row in routes] == [
        ("VnetLocal", ["10.20.0.0/16"]), ("VirtualNetworkGateway", ["100.96.8.0/22"]),
    ]  # fmt: skip
    assert client.refused("POST networkInterfaces/none/effectiveRouteTable") == (404, "ResourceNotFound")


@pytest.mark.requirement("AR-36")
def test_a_reset_gateway_begins_all_its_tunnels_anew():
    client = tokyo(realistic=True)
    later(client)
    client.ask(f"POST {GATEWAY}/reset")
    assert client.refused(f"PUT {LINK}", link()) == (429, "AnotherOperationInProgress")
    later(client, 12)
    assert [status(client, path) for path in (LINK, LINK2)] == ["Unknown", "Unknown"]
    assert [status(later(client, 10)), status(later(client))] == ["Connecting", "Connected"]
