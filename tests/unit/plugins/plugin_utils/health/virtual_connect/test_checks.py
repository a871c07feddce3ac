"""Section 7, check by check: a healthy host passes, and each way to be ill fails its own check with its own code."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health import virtual_connect as health
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.bgp_routes import BgpRoute
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.ip_route import Route
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.ping import Ping
from tests.unit.plugins.plugin_utils.health.scene import Scene, design, tunnel

LAYERS = ["IKE", "ESP", "TUN", "PING", "BGP", "BGP-IN", "BGP-OUT", "RIB", "MTU"]
OTHER = "192.0.2.128/25"

CBC = {
    "ike": {"encryption": ["aes-cbc-256"], "integrity": ["sha256"], "prf": None, "dh_group": [19], "lifetime": 28800},
    "ipsec": {"encryption": "aes-cbc-256", "integrity": "sha256", "pfs_group": None, "lifetime": 3600, "transform": "esp-aes 256 esp-sha256-hmac"},
}
VRFS = {"vrf": {"inside": "VOICE", "transport": "INET"}, "keepalive": {"enabled": False, "period": 10, "retries": 3}}


def sa(end, **changes):
    end.sa, end.before = replace(end.sa, **changes), replace(end.before, **{k: v for k, v in changes.items() if k != "active"})


def flow(end, **changes):
    end.flow = replace(end.flow, **changes)


def state(end, **changes):
    end.state = replace(end.state, **changes)


def times(end, old, new, renewed=False):
    end.before, end.sa = replace(end.before, active=old), replace(end.sa, active=new, **({"local_spi": "F" * 16} if renewed else {}))


def esp(end, **changes):
    end.flow = replace(end.flow, inbound=(replace(end.flow.inbound[0], **changes),), outbound=(replace(end.flow.outbound[0], **changes),))


def routes(end, *prefixes):
    return [BgpRoute(prefix, end.own["remote"]["tunnel_address"], "*>") for prefix in prefixes]


def accept(end, *prefixes, received=None):
    end.accepted = routes(end, *prefixes)
    end.received = end.accepted if received is None else routes(end, *received)


def via(end, *hops):
    end.rib = [Route(end.own["own_half"], "B", hops)]


def put(end, **changes):
    for key, value in changes.items():
        setattr(end, key, value)


def reconfigure(end, line):
    """The line in place of the one with the same keyword; a bare keyword only takes that one away."""
    keyword = line.rstrip(" 0123456789")
    end.tunnel_config = [had for had in end.tunnel_config if not had.startswith(keyword)] + ([line] if line != keyword else [])


FAILURES = [
    # name, what happens to DC1, failing check, its code, worth waiting, still carries
    ("no IKE SA", lambda end: end.lose("IKE"), "IKE", "KO-HV010", True, False),
    ("SA of another peer", lambda end: sa(end, remote="198.51.100.99"), "IKE", "KO-HV010", True, False),
    ("SA from another address", lambda end: sa(end, local="203.0.113.99"), "IKE", "KO-HV010", True, False),
    ("still negotiating", lambda end: sa(end, status="IN-NEG"), "IKE", "KO-HV011", True, False),
    ("being deleted", lambda end: sa(end, status="DELETE"), "IKE", "KO-HV011", True, False),
    ("young and growing", lambda end: times(end, 3, 8), "IKE", "KO-HV012", True, False),
    ("young in both samples", lambda end: times(end, 6, 2, renewed=True), "IKE", "KO-HV013", True, False),
    ("clock of the SA stands", lambda end: times(end, 137, 137), "IKE", "KO-HV013", True, False),
    ("SA lost between the samples", lambda end: put(end, sa=None), "IKE", "KO-HV013", True, False),
    ("other cipher", lambda end: sa(end, encryption="aes-cbc-256"), "IKE", "KO-HV014", False, False),
    ("integrity with GCM", lambda end: sa(end, integrity="sha256"), "IKE", "KO-HV014", False, False),
    ("other PRF", lambda end: sa(end, prf="sha512"), "IKE", "KO-HV014", False, False),
    ("other group", lambda end: sa(end, dh_group=14), "IKE", "KO-HV014", False, False),
    ("other lifetime", lambda end: sa(end, lifetime=3600), "IKE", "KO-HV014", False, False),
    ("NAT that nobody told of", lambda end: sa(end, local_port=4500, remote_port=4500), "IKE", "KO-HV015", False, False),
    ("no flow", lambda end: put(end, flow=None), "ESP", "KO-HV020", False, False),
    ("wrong hosts", lambda end: flow(end, local=replace(end.flow.local, address="10.0.0.9")), "ESP", "KO-HV020", False, False),
    ("wrong mask", lambda end: flow(end, remote=replace(end.flow.remote, mask="0.0.0.0")), "ESP", "KO-HV020", False, False),
    ("any protocol", lambda end: flow(end, **{k: replace(getattr(end.flow, k), protocol=0) for k in ("local", "remote")}), "ESP",
     "KO-HV021", False, False),
    ("no ESP SA", lambda end: end.lose("ESP"), "ESP", "KO-HV022", True, False),
    ("transport mode", lambda end: esp(end, settings=("Transport",)), "ESP", "KO-HV023", False, False),
    ("not active", lambda end: esp(end, status="DELETE"), "ESP", "KO-HV024", True, False),
    ("pings do not enter", lambda end: flow(end, encaps=50), "ESP", "KO-HV025", True, False),
    ("nothing comes back", lambda end: flow(end, decaps=49), "ESP", "KO-HV026", True, False),
    ("nothing ever came back", lambda end: (flow(end, decaps=0), state(end, line="down")), "ESP", "KO-HV026", True, False),
    ("other PFS group", lambda end: flow(end, dh_group="group14"), "ESP", "KO-HV027", False, False),
    ("no PFS", lambda end: flow(end, pfs=False, dh_group=None), "ESP", "KO-HV027", False, False),
    ("other source", lambda end: state(end, source="203.0.113.2"), "TUN", "KO-HV030", False, False),
    ("other destination", lambda end: state(end, destination="198.51.100.11"), "TUN", "KO-HV030", False, False),
    ("other address", lambda end: state(end, address="100.64.10.9"), "TUN", "KO-HV030", False, False),
    ("no address", lambda end: state(end, address=None, prefix_length=None), "TUN", "KO-HV030", False, False),
    ("other mask", lambda end: state(end, prefix_length=29), "TUN", "KO-HV030", False, False),
    ("keepalive not set", lambda end: state(end, keepalive=None), "TUN", "KO-HV030", False, False),
    ("other keepalive", lambda end: state(end, keepalive=(5, 4)), "TUN", "KO-HV030", False, False),
    ("shut down", lambda end: state(end, admin="administratively down", line="down"), "TUN", "KO-HV031", False, False),
    ("line down", lambda end: (state(end, line="down"), flow(end, encaps=50, decaps=49)), "TUN", "KO-HV032", True, False),
    ("3 of 5 pings", lambda end: put(end, ping=Ping(5, 3)), "PING", "KO-HV040", True, False),
    ("no neighbor", lambda end: put(end, neighbor=None), "BGP", "KO-HV050", False, False),
    ("other AS", lambda end: put(end, neighbor=replace(end.neighbor, asn=64901)), "BGP", "KO-HV051", False, False),
    ("BGP active", lambda end: put(end, neighbor=replace(end.neighbor, state="Active", accepted=None)), "BGP", "KO-HV052", True, False),
    ("BGP shut down", lambda end: put(end, neighbor=replace(end.neighbor, state="Idle (Admin)", accepted=None)), "BGP", "KO-HV052", False, False),
    ("halves swapped", lambda end: accept(end, "192.0.2.0/24", received=["192.0.2.0/24", OTHER]), "BGP-IN", "KO-HV060", False, True),
    ("own /25 missing", lambda end: accept(end, "192.0.2.0/24"), "BGP-IN", "KO-HV061", True, True),
    ("/24 missing", lambda end: accept(end, "192.0.2.0/25"), "BGP-IN", "KO-HV061", True, True),
    ("nothing received", accept, "BGP-IN", "KO-HV061", True, False),
    ("own filter drops the /24", lambda end: accept(end, "192.0.2.0/25", received=["192.0.2.0/25", "192.0.2.0/24"]), "BGP-IN",
     "KO-HV061", False, True),
    ("both halves accepted", lambda end: accept(end, "192.0.2.0/25", "192.0.2.0/24", OTHER), "BGP-IN", "KO-HV062", False, True),
    ("default accepted", lambda end: accept(end, "192.0.2.0/25", "192.0.2.0/24", "0.0.0.0/0"), "BGP-IN", "KO-HV062", False, True),
    ("nothing announced", lambda end: put(end, advertised=[]), "BGP-OUT", "KO-HV070", True, False),
    ("LAN leaks", lambda end: end.advertised.extend(routes(end, "10.1.0.0/16")), "BGP-OUT", "KO-HV071", False, True),
    ("LAN instead of the default", lambda end: put(end, advertised=routes(end, "10.1.0.0/16")), "BGP-OUT", "KO-HV071", False, False),
    ("/25 not in the RIB", lambda end: put(end, rib=[]), "RIB", "KO-HV080", True, True),
    ("/25 by the other tunnel", lambda end: via(end, "100.64.10.5"), "RIB", "KO-HV081", False, True),
    ("/25 by both tunnels", lambda end: via(end, "100.64.10.1", "100.64.10.5"), "RIB", "KO-HV081", False, True),
    ("MTU too big for the device", lambda end: flow(end, plaintext_mtu=1416), "MTU", "KO-HV090", False, True),
    ("own MTU too big", lambda end: reconfigure(end, " ip mtu 1476"), "MTU", "KO-HV094", False, True),
    ("own MSS missing", lambda end: reconfigure(end, " ip tcp adjust-mss"), "MTU", "KO-HV094", False, True),
    ("full packet lost", lambda end: put(end, big_ping=Ping(3, 0, too_big=True)), "MTU", "KO-HV091", False, True),
]


@pytest.mark.requirement("VC-29", "VC-31", "VC-68", "VC-69", "VC-70", "VC-71", "VC-72", "VC-73", "VC-74", "VC-75", "VC-76")
@pytest.mark.parametrize(
    "made",
    [design(), design("dc1"), design("dc2"), design(crypto=CBC, nat_in_path=True), design(tunnels=[tunnel("dc1", **VRFS), tunnel("dc2", **VRFS)])],
    ids=["reference", "dc1 only", "dc2 only", "cbc and NAT", "VRFs"],
)
def test_a_healthy_host_passes_every_check(made):
    verdict = Scene(made).verdict()
    assert [check for tunnel in verdict.tunnels for check in tunnel.checks if check.status != "pass"] == []
    assert (verdict.status, verdict.problems, health.pending(verdict)) == ("healthy", [], False)
    names = [*LAYERS[:2], "TUN-VRF", *LAYERS[2:]] if made["tunnels"][0]["vrf"]["transport"] else LAYERS
    assert all([check.name for check in tunnel.checks] == names for tunnel in verdict.tunnels)


@pytest.mark.requirement("VC-23", "VC-26", "VC-29", "VC-68", "VC-69", "VC-70", "VC-71", "VC-72", "VC-73", "VC-74", "VC-75", "VC-76", "VC-77")
@pytest.mark.parametrize(("change", "check", "code", "waiting", "carries"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_each_failure_is_its_checks(change, check, code, waiting, carries):
    scene = Scene()
    change(scene.dc1)
    verdict = scene.verdict()
    ill, well = verdict.tunnels
    assert (ill.failed.name, ill.failed.problem.code, ill.carries) == (check, code, carries)
    assert [found.status for found in ill.checks] == ["pass"] * LAYERS.index(check) + ["fail"] + ["not tested"] * (8 - LAYERS.index(check))
    assert well.healthy and verdict.status == "degraded"
    assert health.pending(verdict) is waiting
    backup = [] if check == "MTU" else ["192.0.2.0/25"]
    assert [(problem.code, problem.value) for problem in verdict.backup] == [("KO-HV001", half) for half in backup]


@pytest.mark.requirement("VC-68")
@pytest.mark.parametrize(
    ("old", "new", "renewed"),
    [(132, 137, False), (3, 11, False), (86399, 2, True), (9, 14, False)],
    ids=["steady", "just settled", "rekeyed", "grown"],
)
def test_an_sa_that_settles_or_is_rekeyed_passes(old, new, renewed):
    scene = Scene()
    times(scene.dc1, old, new, renewed)
    assert scene.verdict().status == "healthy"


@pytest.mark.requirement("VC-68")
def test_two_sas_during_a_rekey_pass():
    scene = Scene()
    young = replace(scene.dc1.sa, tunnel_id=9, active=1, local_spi="F" * 16)
    negotiating = replace(young, status="IN-NEG")
    scene.ends["also"] = other = Scene().dc1
    other.before, other.sa, other.flow, other.flow_before, other.neighbor, other.rib = negotiating, young, None, None, None, []
    assert scene.verdict().status == "healthy"


@pytest.mark.requirement("VC-69")
def test_pfs_of_the_first_child_sa_is_a_note():
    scene = Scene()
    flow(scene.dc1, pfs=False, dh_group=None)
    esp(scene.dc1, remaining=3600 - 137)
    verdict = scene.verdict()
    assert (verdict.status, [(note.code, note.level) for note in verdict.problems]) == ("healthy", [("KO-HV028", "warning")])


@pytest.mark.requirement("VC-73")
def test_what_the_filter_dropped_is_told():
    scene = Scene()
    accept(scene.dc1, "192.0.2.0/25", "192.0.2.0/24", received=["192.0.2.0/25", "192.0.2.0/24", OTHER])
    verdict = scene.verdict()
    assert (verdict.status, [(note.code, note.value, note.level) for note in verdict.problems]) == ("healthy", [("KO-HV063", OTHER, "warning")])


@pytest.mark.requirement("VC-73")
def test_a_router_that_keeps_no_received_routes_is_judged_by_the_accepted_ones():
    scene = Scene()
    scene.unasked["show ip bgp neighbors 100.64.10.1 received-routes"] = "% Inbound soft reconfiguration not enabled on 100.64.10.1\n"
    assert scene.verdict().status == "healthy"


@pytest.mark.requirement("VC-74")
def test_the_default_as_an_ordinary_row_passes():
    scene = Scene()
    scene.dc1.advertised = routes(scene.dc1, "0.0.0.0/0")
    assert scene.verdict().status == "healthy"


@pytest.mark.requirement("VC-75")
@pytest.mark.parametrize("rib", [[], [Route("192.0.2.0/24", "S", ("10.1.0.254",))], [Route("192.0.2.0/24", "S", (), ("Null0",))]])
def test_the_backup_goes_through_a_tunnel_too(rib):
    scene = Scene()
    scene.rib = rib
    assert [tunnel.failed.problem.code for tunnel in scene.verdict().tunnels] == ["KO-HV082"] * 2
    assert scene.verdict().status == "degraded"


@pytest.mark.requirement("VC-76")
@pytest.mark.parametrize(
    ("device", "code", "ip_mtu", "mss"), [(1438, "KO-HV092", 1400, 1350), (1424, "KO-HV092", 1400, 1350), (1462, "KO-HV093", 1400, 1350)]
)
def test_the_devices_own_plaintext_mtu_counts(device, code, ip_mtu, mss):
    scene = Scene()
    flow(scene.dc1, plaintext_mtu=device)
    verdict = scene.verdict()
    (note,) = verdict.problems
    assert (verdict.status, note.code, note.level, note.value) == ("healthy", code, "warning", device)
    assert note.details == {"formula": 1446, "ip_mtu": ip_mtu, "mss": mss}


@pytest.mark.requirement("VC-76")
def test_a_device_that_leaves_too_little_room_names_the_sizes_that_fit():
    scene = Scene()
    flow(scene.dc1, plaintext_mtu=1390)
    problem = scene.verdict().tunnels[0].failed.problem
    assert (problem.value, problem.details) == (1400, {"device": 1390, "ip_mtu": 1366, "mss": 1326})


@pytest.mark.requirement("VC-26")
@pytest.mark.parametrize(("config", "line"), [("tunnel_config", " tunnel vrf INET"), ("source_config", " vrf forwarding INET")])
@pytest.mark.parametrize("instead", [[], ["OTHER"]])
def test_transport_vrf_and_source_vrf_must_be_the_intents(config, line, instead):
    scene = Scene(design(tunnels=[tunnel("dc1", **VRFS)]))
    lines = getattr(scene.dc1, config)
    lines[lines.index(line) :] = [line.replace("INET", name) for name in instead]
    failed = scene.verdict().tunnels[0].failed
    assert (failed.name, failed.requirement, failed.problem.code, failed.problem.value) == ("TUN-VRF", "VC-26", "KO-HV035", (instead or ["-"])[0])


@pytest.mark.requirement("VC-58")
def test_commands_name_the_vrfs():
    first, last = health.rounds(design(tunnels=[tunnel("dc1", **VRFS)]))
    assert first == ["show crypto ikev2 sa detail", "show crypto ipsec sa", "ping vrf VOICE 100.64.10.1 source Tunnel101 repeat 5"]
    assert last[2:] == [
        "show running-config interface Tunnel101", "show running-config interface Loopback101", "show interfaces Tunnel101",
        "show ip bgp vpnv4 vrf VOICE summary", "show ip bgp vpnv4 vrf VOICE neighbors 100.64.10.1 routes",
        "show ip bgp vpnv4 vrf VOICE neighbors 100.64.10.1 received-routes", "show ip bgp vpnv4 vrf VOICE neighbors 100.64.10.1 advertised-routes",
        "show ip route vrf VOICE", "ping vrf VOICE 100.64.10.1 source Tunnel101 repeat 3 size 1400 df-bit",
    ]  # fmt: skip


@pytest.mark.requirement("VC-31", "VC-69")
def test_pings_stand_between_the_samples_and_never_name_a_transport_address():
    first, last = health.rounds(design())
    pings = [command for command in [*first, *last] if command.startswith("ping")]
    assert first[-2:] == pings[:2] and first[1] == last[1] == "show crypto ipsec sa"
    transports = ("203.0.113.5", "203.0.113.6", "198.51.100.12", "198.51.100.22")
    assert not [command for command in pings if any(address in command for address in transports)]
    assert len(set(first)) == len(first) and len(set(last)) == len(last) and health.SAMPLE_SECONDS == 5


def test_nothing_is_asked_of_a_site_that_is_to_be_absent():
    made = design(state="absent")
    assert health.rounds(made) == [] and health.judge(made, []).status == "absent"


@pytest.mark.parametrize("sample", [0, 1])
def test_what_cannot_be_read_has_failed(sample):
    scene = Scene()
    for command in health.rounds(scene.design)[sample]:
        if "received-routes" in command or command.startswith("show running-config"):  # these only add to what others prove
            continue
        for text in (None, "% Invalid input detected at '^' marker.\n"):
            outputs = scene.outputs()
            outputs[sample].pop(command) if text is None else outputs[sample].update({command: text})
            verdict = health.judge(scene.design, outputs)
            assert verdict.status != "healthy" and not health.pending(verdict), command
            assert {tunnel.failed.problem.code for tunnel in verdict.tunnels if tunnel.failed} == {"KO-HV003"}


texts = st.text(max_size=60) | st.sampled_from([
    "interface: X\n local ident (addr", "Tunnel-id Local\n1 1.2.3.4/5 6.7.8.9/1 a/b READY", "Codes:\nB 1.2.3.4 [1/0] via 999.1.1.1",
])


@given(st.lists(texts, min_size=40, max_size=40), st.booleans())
def test_no_text_makes_it_crash(noise, keep):
    scene = Scene(design("dc1"))
    outputs = scene.outputs()
    for n, (sample, command) in enumerate([(sample, command) for sample, taken in enumerate(outputs) for command in taken]):
        good = outputs[sample][command]
        outputs[sample][command] = good[: len(good) * n // 20] + noise[n] if keep else noise[n]
    verdict = health.judge(scene.design, outputs)
    commands = health.evidence(scene.design, verdict)
    findings = health.diagnose(scene.design, verdict, outputs, dict(zip(commands, noise[20:], strict=False)))
    assert verdict.status in ("healthy", "degraded", "down") and len(findings) == (verdict.tunnels[0].failed is not None)


@pytest.mark.parametrize(("happens", "coming"), [
    (lambda end: None, False),
    (lambda end: end.lose("IKE"), True),
    (lambda end: put(end, neighbor=replace(end.neighbor, state="Active", accepted=None)), True),
    (lambda end: put(end, neighbor=replace(end.neighbor, state="Idle (Admin)", accepted=None)), False),
    (lambda end: sa(end, active=3), True),
    (lambda end: sa(end, remote="198.51.100.99"), True),
], ids=["well", "no IKE SA", "BGP active", "BGP shut down", "young SA", "SA of another peer"])  # fmt: skip
def test_the_watched_commands_tell_what_is_still_to_come(happens, coming):
    scene = Scene()
    happens(scene.dc1)
    outputs = {command: scene.answer(command) for command in health.watched(scene.design)}
    assert health.coming(scene.design, outputs) is coming
    assert len(outputs) < len(health.rounds(scene.design)[1]) / 3


def test_nothing_is_watched_where_nothing_is_wanted():
    assert health.watched(design("dc1", state="absent")) == []
