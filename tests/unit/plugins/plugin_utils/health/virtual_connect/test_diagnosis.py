"""Section 8: for each row of the troubleshooting table what the router shows, and the one cause that is named (VC-78)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health import virtual_connect as health
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.access_list import AccessList, AclEntry
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.bgp_routes import BgpRoute
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.ip_route import Route
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.ping import Ping
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.prefix_list import PrefixEntry
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import describe
from tests.unit.plugins.plugin_utils.health.scene import BGP_PASSWORD, PSK, Scene, design, tunnel

PEER, FAR = "198.51.100.11", "100.64.10.1"
VRFS = {"vrf": {"inside": "VOICE", "transport": "INET"}}
SILENT = {"keepalive": {"enabled": False, "period": 10, "retries": 3}}
GRE = "permit gre host 203.0.113.5 host 198.51.100.12"


def no_ike(scene, **changes):
    scene.dc1.lose("IKE")
    return change(scene, **changes)


def no_esp(scene, **changes):
    scene.dc1.lose("ESP")
    return change(scene, **changes)


def change(scene, **changes):
    for key, value in changes.items():
        setattr(scene.dc1, key, value)
    return scene.dc1


def acl(scene, rule, matches=0):
    scene.dc1.acl = AccessList("VC-GRE-DC1", (AclEntry(10, rule, matches),)) if rule else None


def negotiating(scene, remote_spi):
    no_esp(scene, sa=replace(scene.dc1.sa, status="IN-NEG", remote_spi=remote_spi))
    scene.dc1.before = scene.dc1.sa


def way(scene, end, *lines):
    scene.dc1.ways[end] = list(lines) if len(lines) == 1 else ["Routing entry for 0.0.0.0/0", "  Routing Descriptor Blocks:", *lines[1:]]


def state(scene, **changes):
    scene.dc1.state = replace(scene.dc1.state, **changes)


def entry(scene, **changes):
    scene.dc1.entry = replace(scene.dc1.entry, **changes)


def neighbor(scene, **changes):
    scene.dc1.neighbor = replace(scene.dc1.neighbor, **{"state": "Active", "accepted": None, **changes})


def routes(*prefixes):
    return [BgpRoute(prefix, FAR, "*>") for prefix in prefixes]


def log(scene, *lines):
    scene.log += [f"*Nov 23 22:00:0{n}.123: {line}" for n, line in enumerate(lines)]


def down(scene):
    """Line protocol down after it had worked: the pings do not enter."""
    state(scene, line="down")
    scene.dc1.flow = scene.dc1.flow_before


def swap_line(lines, start, new):
    index = next(n for n, line in enumerate(lines) if line.strip().startswith(start))
    lines[index : index + 1] = [new] if new else []


def lacking(config, start, new=None):
    return lambda scene: swap_line(getattr(scene.dc1, config) if hasattr(scene.dc1, config) else getattr(scene, config), start, new)


ROWS = [
    # row, what it is, the scene's design changes, what happens, code, who, the evidence's command begins with
    ("T01", "nothing asks", SILENT, lambda s: (no_ike(s, neighbor=None), acl(s, GRE)), "KO-HV101", "customer", "show ip access-lists VC-GRE-DC1"),
    ("T01", "shut down", {}, lambda s: (no_ike(s), state(s, admin="administratively down", line="down")), "KO-HV141", "customer", "show interfaces"),
    ("T02", "protocol ip", {}, lambda s: (no_ike(s), acl(s, "permit ip host 203.0.113.5 host 198.51.100.12")),
     "KO-HV102", "customer", "show ip access-lists"),
    ("T02", "wrong host", {}, lambda s: (no_ike(s), acl(s, "permit gre host 203.0.113.5 host 198.51.100.11")),
     "KO-HV102", "customer", "show ip access-lists"),
    ("T02", "netmask", {}, lambda s: (no_ike(s), acl(s, "permit gre any any")), "KO-HV102", "customer", "show ip access-lists"),
    ("T02", "no ACL", {}, lambda s: (no_ike(s), acl(s, None)), "KO-HV102", "customer", "show ip access-lists"),
    ("T02", "no map entry", {}, lambda s: no_ike(s, entry=None), "KO-HV143", "customer", "show crypto map"),
    ("T02", "peer of the map", {}, lambda s: (no_ike(s), entry(s, peers=("198.51.100.99",))), "KO-HV144", "customer", "show crypto map"),
    ("T02", "ACL of the map", {}, lambda s: (no_ike(s), entry(s, acl=None, incomplete=True)), "KO-HV144", "customer", "show crypto map"),
    ("T02", "profile of the map", {}, lambda s: (no_ike(s), entry(s, profile="OTHER")), "KO-HV144", "customer", "show crypto map"),
    ("T02", "wrong host, IKE there", {}, lambda s: (change(s, flow=None), acl(s, "permit gre host 9.9.9.9 host 8.8.8.8")),
     "KO-HV102", "customer", "show ip"),
    ("T03", "no route", {}, lambda s: (no_ike(s), way(s, "ipsec_address", "% Network not in table")),
     "KO-HV103", "customer", f"show ip route {PEER}"),
    ("T03", "inwards", {}, lambda s: (no_ike(s), way(s, "gre_transport", "", "* 10.1.0.254")), "KO-HV142", "customer", "show ip route 198.51.100.12"),
    ("T03", "other exit", {}, lambda s: (no_ike(s), way(s, "ipsec_address", "", "* directly connected, via Dialer1")),
     "KO-HV142", "customer", "show ip route"),
    ("T03", "pings leave in clear", {}, lambda s: (down(s), state(s, line="up"), way(s, "gre_transport", "", "* 10.1.0.254")),
     "KO-HV142", "customer", "show ip"),
    ("T04", "answered, never ready", {}, lambda s: negotiating(s, "9182736455463728"), "KO-HV104", "customer", "show crypto ikev2 sa detail"),
    ("T04", "our cipher", {}, lambda s: (no_ike(s), setattr(s, "proposal", replace(s.proposal, encryption=("aes-cbc-256",)))),
     "KO-HV149", "customer", "show crypto ikev2 proposal"),
    ("T04", "our integrity", {}, lambda s: (no_ike(s), setattr(s, "proposal", replace(s.proposal, integrity=("sha256",)))),
     "KO-HV149", "customer", "show crypto ikev2 proposal"),
    ("T04", "our PRF", {}, lambda s: (no_ike(s), setattr(s, "proposal", replace(s.proposal, prf=("sha256",)))),
     "KO-HV149", "customer", "show crypto ikev2 proposal"),
    ("T04", "our group", {}, lambda s: (no_ike(s), setattr(s, "proposal", replace(s.proposal, dh_group=(14,)))),
     "KO-HV149", "customer", "show crypto ikev2 proposal"),
    ("T04", "no proposal", {}, lambda s: (no_ike(s), setattr(s, "proposal", replace(s.proposal, name="default"))),
     "KO-HV149", "customer", "show crypto ikev2 proposal"),
    ("T04", "our policy", {}, lambda s: (no_ike(s), setattr(s, "policy", replace(s.policy, proposals=("default",)))),
     "KO-HV150", "customer", "show crypto ikev2 policy"),
    ("T04", "policy's address", {}, lambda s: (no_ike(s), setattr(s, "policy", replace(s.policy, local=("9.9.9.9",)))),
     "KO-HV150", "customer", "show crypto ikev2 policy"),
    ("T04", "our profile", {}, lambda s: (no_ike(s), lacking("profile", "match identity", " match identity remote address 9.9.9.9 ")(s)),
     "KO-HV151", "customer", "show running-config | section crypto ikev2 profile"),
    ("T04", "our identity", {}, lambda s: (no_ike(s), lacking("profile", "identity local", " identity local address 9.9.9.9")(s)),
     "KO-HV151", "customer", "show running-config | section crypto ikev2 profile"),
    ("T04", "our lifetime", {}, lambda s: (change(s, sa=replace(s.dc1.sa, lifetime=3600)), s.dc1.profile.append(" lifetime 3600")),
     "KO-HV151", "customer", "show running-config | section crypto ikev2 profile"),
    ("T04", "our second policy", {}, lambda s: (no_ike(s), s.dc1.own["names"].update(policy="VC-POL-DC1")),
     "KO-HV150", "customer", "show crypto ikev2 policy"),
    ("T04", "no keyring", {}, lambda s: (no_ike(s), lacking("profile", "keyring")(s)),
     "KO-HV151", "customer", "show running-config | section crypto ikev2 profile"),
    ("T04", "proposal refused", {},
     lambda s: (no_ike(s), log(s, "%IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: Received no proposal chosen notify")), "KO-HV156",
     "customer", "show logging"),
    ("T04", "no matching policy", {}, lambda s: (no_ike(s), log(s, f"%IKEV2-3-NEG_ABORT: peer {PEER}: Failed to find a matching policy")),
     "KO-HV156", "customer", "show logging"),
    ("T04", "authentication failed", {}, lambda s: (no_ike(s), log(s, "%IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: Auth exchange failed")),
     "KO-HV157", "customer", "show logging"),
    ("T04", "newest line counts", {},
     lambda s: (no_ike(s), log(s, "%IKEV2-3-NEG_ABORT: no proposal chosen", "%IKEV2-3-NEG_ABORT: Failed to authenticate the IKE SA")), "KO-HV157",
     "customer", "show logging"),
    ("T05", "hits, no answer", {}, no_ike, "KO-HV105", "customer", "show ip access-lists VC-GRE-DC1"),
    ("T05", "no remote SPI", {}, lambda s: negotiating(s, "0" * 16), "KO-HV105", "customer", "show crypto ikev2 sa detail"),
    ("T05", "NAT unknown", {}, lambda s: change(s, sa=replace(s.dc1.sa, local_port=4500, remote_port=4500)),
     "KO-HV154", "customer", "show crypto ikev2 sa detail"),
    ("T06", "never triggered", {}, lambda s: (no_ike(s), acl(s, GRE)), "KO-HV106", "customer", "show ip access-lists"),
    ("T06", "map not applied", {}, lambda s: (no_ike(s), acl(s, GRE), entry(s, interfaces=("Dialer1",))), "KO-HV145", "customer", "show crypto map"),
    ("T07", "bouncing", {}, lambda s: change(s, before=replace(s.dc1.sa, active=7), sa=replace(s.dc1.sa, active=3, local_spi="F" * 16)),
     "KO-HV107", "customer", "show crypto ikev2 sa detail"),
    ("T08", "far end differs", {}, no_esp, "KO-HV108", "customer", "show crypto ipsec sa"),
    ("T08", "our transform", {},
     lambda s: (no_esp(s), lacking("transform", "crypto", "crypto ipsec transform-set VC-TS esp-aes 256 esp-sha256-hmac ")(s)), "KO-HV152",
     "customer", "show running-config | section crypto ipsec transform-set"),
    ("T08", "our mode", {}, lambda s: (no_esp(s), lacking("transform", "mode", " mode transport")(s)),
     "KO-HV152", "customer", "show running-config | section"),
    ("T08", "our PFS", {}, lambda s: (no_esp(s), entry(s, pfs=False, dh_group=None)), "KO-HV152", "customer", "show crypto map"),
    ("T08", "transport mode", {}, lambda s: change(s, flow=replace(s.dc1.flow, inbound=(replace(s.dc1.flow.inbound[0], settings=("Transport",)),))),
     "KO-HV158", "cisco", "show crypto ipsec sa"),
    ("T09", "nothing back", {}, lambda s: change(s, flow=replace(s.dc1.flow, decaps=0)), "KO-HV109", "customer", "show crypto ipsec sa"),
    ("T09", "nothing back and the line down, between two keepalives", {},
     lambda s: (down(s), change(s, flow=replace(s.dc1.flow, decaps=0), flow_before=replace(s.dc1.flow, decaps=0))),
     "KO-HV109", "customer", "show crypto ipsec sa"),
    ("T09", "nothing back any more, no keepalive", SILENT, lambda s: change(s, flow=replace(s.dc1.flow, decaps=49)),
     "KO-HV173", "customer", "show crypto ipsec sa"),
    ("T10", "any protocol", {}, lambda s: change(s, flow=replace(s.dc1.flow, local=replace(s.dc1.flow.local, protocol=0))),
     "KO-HV110", "customer", "show crypto ipsec sa"),
    ("T11", "no tunnel vrf", VRFS, lambda s: (no_ike(s), lacking("tunnel_config", "tunnel vrf")(s)),
     "KO-HV111", "customer", "show running-config interface Tunnel101"),
    ("T11", "source elsewhere", VRFS, lacking("source_config", "vrf forwarding", " vrf forwarding X"),
     "KO-HV111", "customer", "show running-config interface Loopback101"),
    ("T11", "a VRF that is not wanted", {}, lambda s: (no_ike(s), s.dc1.tunnel_config.append(" tunnel vrf INET")),
     "KO-HV111", "customer", "show running-config interface Tunnel101"),
    ("T12", "nobody answers", {}, down, "KO-HV112", "cisco", "show interfaces Tunnel101"),
    ("T12", "nobody answers across VRFs", VRFS, down, "KO-HV160", "cisco", "show interfaces Tunnel101"),
    ("T12", "answers lost across VRFs", VRFS, lambda s: state(s, line="down"), "KO-HV160", "cisco", "show interfaces Tunnel101"),
    ("T12", "nobody answers, said so", {}, lambda s: (down(s), state(s, reason="keepalive or recursive routing")),
     "KO-HV112", "cisco", "show interfaces Tunnel101"),
    ("T12", "ours is off", {}, lambda s: state(s, keepalive=None), "KO-HV146", "customer", "show interfaces Tunnel101"),
    ("T13", "our address", {}, lambda s: state(s, address="100.64.10.9"), "KO-HV147", "customer", "show interfaces Tunnel101"),
    ("T13", "our mask", {}, lambda s: state(s, prefix_length=24), "KO-HV147", "customer", "show interfaces Tunnel101"),
    ("T13", "far address", {}, lambda s: (change(s, ping=Ping(5, 0)), neighbor(s)), "KO-HV113", "customer", "ping 100.64.10.1"),
    ("T13", "far address, between two keepalives", {},
     lambda s: (change(s, ping=Ping(5, 0), flow=replace(s.dc1.flow, decaps=s.dc1.flow_before.decaps)), neighbor(s)),
     "KO-HV113", "customer", "ping 100.64.10.1"),
    ("T14", "our source", {}, lambda s: state(s, source="203.0.113.2", source_interface=None), "KO-HV148", "customer", "show interfaces Tunnel101"),
    ("T14", "our destination", {}, lambda s: (no_ike(s), state(s, destination="198.51.100.99", line="down")),
     "KO-HV148", "customer", "show interfaces Tunnel101"),
    ("T14", "no exit", {}, lambda s: (down(s), state(s, reason="no output interface")), "KO-HV114", "customer", "show interfaces Tunnel101"),
    ("T15", "GRE dropped", SILENT, lambda s: (change(s, ping=Ping(5, 0)), neighbor(s)), "KO-HV115", "customer", "show crypto ipsec sa"),
    ("T15", "echo dropped", {}, lambda s: change(s, ping=Ping(5, 0)), "KO-HV174", "customer", "show ip bgp summary"),
    ("T14", "no source while IKE is gone", {}, lambda s: (no_ike(s), state(s, line="down", reason="no IPv4 tunnel source address")),
     "KO-HV114", "customer", "show interfaces Tunnel101"),
    ("T15", "our own ACL", {}, lambda s: change(s, ping=Ping(5, 0), tunnel_config=[*s.dc1.tunnel_config, " ip access-group EDGE in"]),
     "KO-HV161", "customer", "show running-config interface Tunnel101"),
    ("T15", "before IPsec", {}, lambda s: change(s, flow=replace(s.dc1.flow, encaps=50)), "KO-HV159", "customer", "show crypto ipsec sa"),
    ("T15", "after IPsec", {}, lambda s: state(s, line="down", reason="keepalive or recursive routing"),
     "KO-HV172", "customer", "show crypto ipsec sa"),
    ("T17", "our remote AS", {}, lambda s: neighbor(s, asn=64999), "KO-HV163", "customer", "show ip bgp summary"),
    ("T17", "log: sent", {},
     lambda s: (neighbor(s), log(s, f"%BGP-3-NOTIFICATION: sent to neighbor {FAR} active 2/2 (peer in wrong AS) 2 bytes FD84")), "KO-HV117",
     "customer", "show logging"),
    ("T17", "log: received", {}, lambda s: (neighbor(s, state="Idle"), log(s, f"%BGP-3-NOTIFICATION: received from neighbor {FAR} 2/2")),
     "KO-HV117", "customer", "show logging"),
    ("T17", "no log, but messages", {}, lambda s: neighbor(s, state="Idle"), "KO-HV117", "customer", "show ip bgp summary"),
    ("T18", "no message", {}, lambda s: neighbor(s, received=0, sent=0), "KO-HV118", "customer", "show ip bgp summary"),
    ("T18", "no neighbor", {}, lambda s: change(s, neighbor=None), "KO-HV162", "customer", "show ip bgp summary"),
    ("T18", "password", {}, lambda s: (neighbor(s, received=0), log(s, f"%TCP-6-BADAUTH: Invalid MD5 digest from {FAR}(179) to 100.64.10.2(20001)")),
     "KO-HV165", "customer", "show logging"),
    ("T18", "held down", {}, lambda s: neighbor(s, state="Idle (Admin)"), "KO-HV164", "customer", "show ip bgp summary"),
    ("T19", "swapped", {}, lambda s: change(s, accepted=routes("192.0.2.0/24"), received=routes("192.0.2.0/24", "192.0.2.128/25")),
     "KO-HV166", "customer", "show ip bgp neighbors 100.64.10.1 received-routes"),
    ("T19", "not sent", {}, lambda s: change(s, accepted=routes("192.0.2.0/25"), received=routes("192.0.2.0/25")),
     "KO-HV119", "cisco", "show ip bgp neighbors 100.64.10.1 routes"),
    ("T19", "our filter drops it", {}, lambda s: change(s, accepted=routes("192.0.2.0/25")), "KO-HV167", "customer", "show ip prefix-list"),
    ("T19", "our filter's entries", {},
     lambda s: change(s, accepted=[], received=[], prefix_in=replace(s.dc1.prefix_in, entries=(PrefixEntry(5, "deny", "0.0.0.0/0", le=32),))),
     "KO-HV167", "customer", "show ip prefix-list"),
    ("T19", "no filter", {}, lambda s: change(s, accepted=routes("192.0.2.0/25", "192.0.2.0/24", "0.0.0.0/0")),
     "KO-HV167", "customer", "show ip prefix-list"),
    ("T20", "no default", {}, lambda s: change(s, advertised=[]), "KO-HV120", "customer", "show ip bgp neighbors 100.64.10.1 advertised-routes"),
    ("T20", "condition", {"default_condition": "10.1.0.0/16"},
     lambda s: (change(s, advertised=[]), s.unasked.update({"show ip route 10.1.0.0": "% Network not in table"})), "KO-HV168", "customer",
     "show ip route 10.1.0.0"),
    ("T21", "more than the default", {}, lambda s: s.dc1.advertised.extend(routes("10.1.0.0/16")),
     "KO-HV121", "customer", "show ip bgp neighbors 100.64.10.1 advertised-routes"),
    ("T22", "by the other tunnel", {}, lambda s: change(s, rib=[Route("192.0.2.0/25", "B", ("100.64.10.5",))]),
     "KO-HV122", "customer", "show ip route"),
    ("T22", "not installed", {}, lambda s: change(s, rib=[]), "KO-HV169", "customer", "show ip route"),
    ("T23", "path too narrow", {}, lambda s: change(s, big_ping=Ping(3, 0)), "KO-HV123", "customer", "ping 100.64.10.1"),
    ("T23", "our MTU", {}, lambda s: (change(s, big_ping=Ping(3, 0, True)), lacking("tunnel_config", "ip mtu")(s)),
     "KO-HV170", "customer", "show running-config interface Tunnel101"),
    ("T23", "our MSS", {}, lambda s: (change(s, big_ping=Ping(3, 0, True)), lacking("tunnel_config", "ip tcp", " ip tcp adjust-mss 1460")(s)),
     "KO-HV170", "customer", "show running-config interface Tunnel101"),
    ("T23", "device takes more", {}, lambda s: change(s, flow=replace(s.dc1.flow, plaintext_mtu=1400)),
     "KO-HV171", "customer", "show crypto ipsec sa"),
    ("T24", "route through the tunnel", {}, lambda s: (down(s), way(s, "gre_transport", "", f"* {FAR}, from {FAR}, 00:01:02 ago")),
     "KO-HV124", "customer", "show ip route 198.51.100.12"),
    ("T24", "peer through the tunnel", {}, lambda s: (no_ike(s), way(s, "ipsec_address", "", "* directly connected, via Tunnel102")),
     "KO-HV124", "customer", f"show ip route {PEER}"),
    ("T24", "line state", {},
     lambda s: (no_ike(s), state(s, line="down", reason="recursive routing"), way(s, "gre_transport", "% Subnet not in table")), "KO-HV124",
     "customer", "show interfaces Tunnel101"),
    ("T24", "log", {}, lambda s: (down(s), log(s, "%TUN-5-RECURDOWN: Tunnel101 temporarily disabled due to recursive routing")),
     "KO-HV124", "customer", "show logging"),
]  # fmt: skip


def scene_of(changes, happens):
    others = {key: value for key, value in changes.items() if key != "default_condition"}
    scene = Scene(design(tunnels=[tunnel("dc1", **changes), tunnel("dc2", **others)]))
    happens(scene)
    return scene


@pytest.mark.requirement("VC-78")
@pytest.mark.parametrize(
    ("row", "changes", "happens", "code", "who", "command"), [(row[0], *row[2:]) for row in ROWS], ids=[f"{row[0]} {row[1]}" for row in ROWS]
)
def test_the_cause_is_named(row, changes, happens, code, who, command):
    scene = scene_of(changes, happens)
    (finding,) = scene.findings()
    assert (finding.row, finding.code, finding.who, finding.place, finding.host) == (row, code, who, "dc1", "osaka-r1")
    assert finding.command.startswith(command) and finding.lines and all(finding.lines)
    assert finding.layer == scene.verdict().tunnels[0].failed.name
    for language in ("en", "ja"):
        text = describe(finding.problem, language)
        assert text.message and text.mend and "{" not in text.message + text.mend


@pytest.mark.requirement("VC-78")
def test_every_row_that_outputs_can_tell_is_in_the_table():
    assert {row[0] for row in ROWS} == {f"T{n:02}" for n in range(1, 25)} - {"T16"}


@pytest.mark.parametrize(("key", "shown", "names"), [("encryption", ("aes-cbc-256",), "encryption"), ("integrity", ("sha512",), "integrity"),
                                                     ("prf", ("sha1",), "prf"), ("dh_group", (14, 19), "dh_group")])  # fmt: skip
def test_our_own_proposal_is_compared_value_by_value(key, shown, names):
    scene = Scene()
    no_ike(scene)
    scene.proposal = replace(scene.proposal, **{key: shown})
    (finding,) = scene.findings()
    assert dict(finding.details)["names"] == names


def test_a_log_line_about_the_other_tunnel_is_not_ours():
    scene = Scene()
    no_ike(scene)
    log(scene, "%IKEV2-3-NEG_ABORT: 198.51.100.21: no proposal chosen", "%IKEV2-3-NEG_ABORT: 198.51.100.21: authentication failed")
    assert [finding.row for finding in scene.findings()] == ["T05"]
    log(scene, f"%IKEV2-3-NEG_ABORT: {PEER}: authentication failed")
    assert [finding.code for finding in scene.findings()] == ["KO-HV157"]


def test_a_log_line_from_before_the_last_up_is_history():
    scene = Scene()
    no_ike(scene)
    bgp = f"%BGP-5-ADJCHANGE: neighbor {FAR}"
    log(scene, "%IKEV2-3-NEG_ABORT: authentication failed", f"{bgp} Up", f"{bgp} Down Interface flap")
    assert [finding.row for finding in scene.findings()] == ["T05"]


def test_both_tunnels_have_their_own_finding():
    scene = Scene()
    no_ike(scene)
    scene.dc2.advertised = []
    assert [(finding.place, finding.row) for finding in scene.findings()] == [("dc1", "T05"), ("dc2", "T20")]


def test_a_healthy_host_needs_no_evidence():
    scene = Scene()
    assert scene.evidence() == {} and scene.findings() == []


@pytest.mark.requirement("VC-78")
def test_only_the_failing_layer_is_asked():
    scene = Scene()
    scene.dc1.advertised = []
    assert list(scene.evidence()) == []
    scene = Scene()
    no_ike(scene)
    assert not [command for command in scene.evidence() if "DC2" in command or "Tunnel102" in command or "198.51.100.2" in command]


def test_without_evidence_there_still_is_a_finding():
    for _row, _name, changes, happens, *_rest in ROWS:
        scene = scene_of(changes, happens)
        for evidence in ({}, dict.fromkeys(scene.evidence(), "% Invalid input detected at '^' marker.\n")):
            (finding,) = health.diagnose(scene.design, scene.verdict(), scene.outputs(), evidence)
            assert describe(finding.problem).message


@pytest.mark.requirement("VC-43", "VC-67")
def test_no_secret_reaches_a_finding():
    scene = Scene()
    no_ike(scene)
    log(scene, f"%IKEV2-3-NEG_ABORT: {PEER} authentication failed with {PSK} and pre-shared-key other neighbor password {BGP_PASSWORD}")
    (finding,) = scene.findings()
    assert finding.code == "KO-HV157" and finding.lines[0].endswith("pre-shared-key <secret>")
    assert PSK not in repr(finding) and BGP_PASSWORD not in repr(finding) and "other" not in finding.lines[0]
