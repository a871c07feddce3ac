"""Verdicts in words and as data; the verdict over a site (VC-77) and the precondition of VC-65."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health import virtual_connect as health
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.ping import Ping
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.show import as_data, finding_lines, lines
from tests.unit.plugins.plugin_utils.health.scene import BGP_PASSWORD, PSK, Scene, design

R1, R2 = {"host": "osaka-r1"}, {"host": "osaka-r2"}


def cpe(dc, host, lost=None):
    scene = Scene(design(dc, host=host))
    if lost:
        scene.ends[dc].lose(lost)
    return scene


def test_one_line_for_each_check_and_tunnel():
    scene = Scene()
    scene.dc1.advertised = []
    said = lines(scene.verdict())
    assert said[0] == "osaka-hub osaka-r1: degraded"
    assert said[1:10] == [
        "DC1 Tunnel101 IKE (VC-68): pass", "DC1 Tunnel101 ESP (VC-69): pass", "DC1 Tunnel101 TUN (VC-70): pass", "DC1 Tunnel101 PING (VC-71): pass",
        "DC1 Tunnel101 BGP (VC-72): pass", "DC1 Tunnel101 BGP-IN (VC-73): pass",
        "DC1 Tunnel101 BGP-OUT (VC-74): FAIL  KO-HV070 the default route is not announced here — configure default-originate for this neighbor",
        "DC1 Tunnel101 RIB (VC-75): not tested", "DC1 Tunnel101 MTU (VC-76): not tested",
    ]  # fmt: skip
    assert len(said) == 1 + 18 + 1
    assert said[-1].startswith("KO-HV001 192.0.2.0/25 (DC1) is on backup: only 192.0.2.0/24 through the other data centre covers it — ")


def test_the_same_in_japanese():
    scene = Scene()
    scene.dc1.advertised = []
    said = lines(scene.verdict(), "ja")
    assert said[0] == "osaka-hub osaka-r1: 縮退"
    assert said[1].endswith("合格") and "不合格  KO-HV070 このネイバーにデフォルト経路が広告されていません" in said[7] and said[8].endswith("未試験")


@pytest.mark.requirement("VC-40")
def test_swapped_halves_are_one_sentence():
    scene = Scene()
    scene.dc1.accepted, scene.dc2.accepted = scene.dc1.accepted[1:], scene.dc2.accepted[1:]
    scene.dc1.received, scene.dc2.received = scene.dc2.received, scene.dc1.received
    said = [line for line in lines(scene.verdict()) if "KO-HV060" in line]
    assert (
        "the halves are swapped: DC1 sends 192.0.2.128/25 where the input expects 192.0.2.0/25, so exchange di_halves.dc1 and di_halves.dc2"
        in said[0]
    )
    assert len(said) == 2


@pytest.mark.requirement("VC-78")
def test_a_finding_says_what_and_who_and_shows_its_evidence():
    scene = Scene()
    scene.dc1.lose("IKE")
    said = finding_lines(scene.findings())
    assert said[0].startswith("DC1 IKE T05 KO-HV105: T05: packets leave for 198.51.100.11") and said[0].endswith("(the customer acts)")
    assert said[1] == "  show ip access-lists VC-GRE-DC1: 57 matches, no IKEv2 SA"
    assert finding_lines(scene.findings(), "ja")[0].endswith("(お客様が対応)")


@pytest.mark.requirement("VC-43")
def test_data_are_plain_and_without_secrets():
    scene = Scene()
    scene.dc1.lose("IKE")
    scene.dc2.big_ping = Ping(3, 0)
    data = as_data(scene.verdict(), scene.findings(), "ja")
    text = json.dumps(data)
    assert PSK not in text and BGP_PASSWORD not in text and PSK not in repr(scene.verdict())
    assert (data["status"], data["backup"], [found["row"] for found in data["findings"]]) == ("degraded", ["192.0.2.0/25"], ["T05", "T23"])
    check = data["tunnels"]["dc1"]["checks"][0]
    assert (check["check"], check["status"], check["problem"]["code"], check["command"]) == ("IKE", "fail", "KO-HV010", "show crypto ikev2 sa detail")
    assert data["findings"][0]["evidence"] == {"command": "show ip access-lists VC-GRE-DC1", "lines": ["57 matches, no IKEv2 SA"]}


@pytest.mark.requirement("VC-77", "VC-23")
@pytest.mark.parametrize(
    ("first", "second", "status", "backup"),
    [
        (None, None, "healthy", []),
        ("IKE", None, "degraded", [("KO-HV001", "192.0.2.0/25")]),
        (None, "ESP", "degraded", [("KO-HV001", "192.0.2.128/25")]),
        ("IKE", "IKE", "down", [("KO-HV002", "192.0.2.0/25"), ("KO-HV002", "192.0.2.128/25")]),
    ],
)
def test_the_verdict_over_both_cpes(first, second, status, backup):
    verdict = health.site_verdict([cpe("dc1", "osaka-r1", first).verdict(), cpe("dc2", "osaka-r2", second).verdict()])
    assert (verdict.status, verdict.host) == (status, "osaka-r1, osaka-r2")
    assert [(problem.code, problem.value) for problem in verdict.backup] == backup
    assert verdict.status in lines(verdict)[0]


@pytest.mark.requirement("VC-77")
def test_a_cpe_that_nobody_could_ask_degrades_the_site():
    verdict = health.site_verdict([cpe("dc2", "osaka-r2").verdict()])
    assert (verdict.status, [problem.value for problem in verdict.backup]) == ("degraded", ["192.0.2.0/25"])
    assert health.site_verdict([cpe("dc2", "osaka-r2", "IKE").verdict()]).status == "down"
    assert "DC1 IKE (VC-68): not tested" in lines(verdict)
    assert health.site_verdict([]).status == "down"


@pytest.mark.requirement("VC-77")
def test_one_host_with_both_tunnels_is_its_own_site():
    scene = Scene()
    assert health.site_verdict([scene.verdict()]) == scene.verdict()
    absent = health.judge(design(state="absent"), [])
    assert health.site_verdict([absent]).status == "absent"


@pytest.mark.requirement("VC-65")
@pytest.mark.parametrize("lost", ["IKE", "ESP", "BGP", "BGP-IN"])
def test_the_other_cpe_must_carry(lost):
    scene = cpe("dc2", "osaka-r2")
    assert health.healthy_peer(scene.design, scene.outputs()) is None
    end = scene.dc2
    if lost == "BGP":
        end.neighbor = replace(end.neighbor, state="Active", accepted=None)
    elif lost == "BGP-IN":
        end.accepted = end.accepted[:1]
    else:
        end.lose(lost)
    problem = health.healthy_peer(scene.design, scene.outputs())
    assert (problem.code, problem.host, problem.value) == ("KO-HV004", "osaka-r2", lost)


@pytest.mark.requirement("VC-65")
def test_a_peer_that_could_not_be_asked_does_not_carry():
    made = design("dc2", host="osaka-r2")
    assert health.healthy_peer(made, []).value == "IKE"
    assert health.healthy_peer(made, [{}, {}]).code == "KO-HV004"


@pytest.mark.requirement("VC-65")
def test_a_peer_that_works_with_the_old_values_carries():
    scene = cpe("dc2", "osaka-r2")
    wanted = design("dc2", host="osaka-r2")
    wanted["crypto"]["ike"] = {**wanted["crypto"]["ike"], "encryption": ["aes-cbc-128"], "lifetime": 1234}
    wanted["tunnels"][0]["keepalive"] = {**wanted["tunnels"][0]["keepalive"], "retries": 9}
    assert health.judge(wanted, scene.outputs()).status == "down"
    assert health.healthy_peer(wanted, scene.outputs()) is None


@pytest.mark.requirement("VC-65")
def test_a_peer_whose_path_is_dead_does_not_carry_though_its_sessions_stand():
    scene = cpe("dc2", "osaka-r2")
    scene.dc2.ping = Ping(5, 0)
    assert health.healthy_peer(scene.design, scene.outputs()).value == "PING"


@pytest.mark.requirement("VC-65")
def test_a_peer_whose_full_packets_are_lost_still_carries():
    scene = cpe("dc2", "osaka-r2")
    scene.dc2.big_ping = Ping(3, 0)
    assert health.healthy_peer(scene.design, scene.outputs()) is None
