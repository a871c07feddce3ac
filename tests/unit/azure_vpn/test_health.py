"""What Azure and SORACOM show, judged."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.azure_vpn import idle, judge, redundancy, vpg_check
from tests.unit.azure_vpn.bed import Bed, designed

VPG = {"status": "running", "type": 14, "vpgSubnetCidrRange": "100.96.8.0/22", "vpnConnections": {"v": {"useDynamicRouting": False}}}


@pytest.fixture
def bed(tmp_path):
    made = Bed(tmp_path)
    made.run()
    return made


def verdict(bed, **changes):
    made = designed(**changes)
    rows = {each["path"]: bed.azure.answer("GET", each["path"], {"api-version": "x"}, None, {"Authorization": "Bearer Marker.Token.1"})
            for each in made["resources"]}
    rows = {path: data if status == 200 else None for path, (status, data, _headers) in rows.items()}
    return judge(made, rows, {path: bed.azure.keys.get(path.lower()) for path in rows}, {})[0]


def told(found):
    return {check.name: check.problem.code for check in found.checks if check.problem}


@pytest.mark.requirement("AZ-90")
def test_two_tunnels_are_redundant(bed):
    found = verdict(bed)
    assert (redundancy(found), told(found)) == ("redundant", {})


@pytest.mark.requirement("AZ-90", "AZ-104")
def test_one_tunnel_is_degraded_and_none_is_down(bed):
    bed.azure.peers["203.0.113.21"] = "Marker.Of.Somebody"
    found = verdict(bed)
    assert (redundancy(found), told(found)) == ("degraded", {"TUNNEL t1": "KO-AZ092"})
    bed.azure.peers["198.51.100.21"] = "Marker.Of.Somebody"
    found = verdict(bed)
    assert (redundancy(found), told(found)) == ("down", {"TUNNEL t1": "KO-AZ092C", "TUNNEL t2": "KO-AZ092C"})


@pytest.mark.requirement("AZ-90")
def test_another_key_and_other_prefixes_are_named(bed):
    for name in bed.azure.keys:
        bed.azure.keys[name] = bed.azure.negotiated[name] = "Marker.Other"
    found = verdict(bed, azure_vpn_sites__0__peer__address_prefixes=["100.96.12.0/22"])
    assert told(found)["TUNNEL t1"] == "KO-AZ092B"
    assert told(found)["LOCAL GATEWAY t1"] == told(found)["CONNECTION t2"] == "KO-AZ094"
    assert "Marker" not in str(found)


@pytest.mark.requirement("AZ-90", "AZ-81")
def test_nothing_there_is_down(tmp_path):
    found = verdict(Bed(tmp_path))
    assert (redundancy(found), told(found)["GATEWAY"]) == ("down", "KO-AZ091")
    found = verdict(Bed(tmp_path), azure_vpn_phase="prepare", azure_vpn_sites__0__tunnels=[])
    assert told(found)["TUNNEL"] == "KO-AZ092D"


@pytest.mark.requirement("AZ-82", "AZ-20", "AZ-24")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None), ({"status": "stopped"}, "KO-AZ082B"), ({"vpnConnections": {}}, "KO-AZ082C"),
        ({"vpgSubnetCidrRange": "100.100.0.0/22"}, "KO-AZ082E"),
        ({"vpnConnections": {"v": {"useDynamicRouting": True}}}, "KO-AZ082D"), ({"vpgSubnetCidrRange": "10.20.0.0/22"}, "KO-AZ082E"),
    ],
)  # fmt: skip
def test_the_vpg_is_held_against_the_site(change, code):
    check = vpg_check(designed()["sites"][0], {**VPG, **change}, "az")
    assert (check.problem and check.problem.code) == code
    assert [note.code for note in check.notes] == (["KO-AZ082F"] if "10.20" in str(change) else [])


@pytest.mark.requirement("AZ-82")
def test_an_unknown_vpg():
    assert vpg_check(designed()["sites"][0], None, "az").problem.code == "KO-AZ082"


@pytest.mark.requirement("AZ-91")
def test_tunnels_through_which_nothing_passes(bed):
    made = designed()
    paths = [each["path"] for each in made["resources"] if each["kind"] == "connection"]

    def rows(*counters, status="Connected"):
        shown = [{"properties": {"connectionStatus": status, "ingressBytesTransferred": count}} for count in counters]
        return dict(zip(paths, shown, strict=True))

    assert [problem.code for problem in idle(made, rows(1, 2), rows(1, 2))] == ["KO-AZ091B"]
    assert idle(made, rows(1, 2), rows(1, 3)) == idle(made, rows(1, 2), rows(1, 2, status="NotConnected")) == []
