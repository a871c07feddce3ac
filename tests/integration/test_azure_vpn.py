"""SORACOM Door on the lab's Azure: from nothing to two tunnels and away, killed and resumed, whatever breaks at whichever request."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.integration.azure_lab import ROOT, AzureLab
from tests.unit.azure_vpn.bed import designed, variables
from tests.unit.azure_vpn.playbooks import Playbooks
from tests.unit.azure_vpn.test_rules import four

GONE = {"azure_vpn_state": "absent", "azure_vpn_confirm_destroy": "vng-iot"}
FAULTS = [{"cut_before_write": "1"}, {"cut_after_write": "1"}, {"busy": "1", "retry_after": "7"}, {"fail": "1"}, {"expire_at": "1"}, {"html": "PUT"}]


@pytest.fixture
def ansible(azure_lab: AzureLab, tmp_path: Path) -> Playbooks:
    more = {"azure_vpn_api": azure_lab.api(poll_interval=0.1), "azure_vpn_soracom": azure_lab.soracom(), "azure_vpn_connect_timeout": 10}
    return Playbooks(tmp_path, {**variables(), **more, "azure_vpn_sheet": str(tmp_path / "sheets")})


@pytest.mark.requirement("AZ-01", "AZ-46", "AZ-70", "AZ-72", "AZ-73", "AZ-80", "AZ-82", "AZ-90", "AZ-95", "AZ-105")
def test_killed_while_the_gateway_is_made_resumed_verified_and_away(azure_lab: AzureLab, ansible: Playbooks, tmp_path: Path) -> None:
    before = azure_lab.writes()
    told = [ansible.play("plan.yml")]
    assert (told[0][0], azure_lab.writes()) == (0, before), told
    line, environment = ansible.command("site.yml")
    run = subprocess.Popen(line, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not any('vng-iot", "operation"' in path.read_text() for path in (tmp_path / "journal").glob("*.jsonl")):
        assert run.poll() is None
        time.sleep(0.02)
    ansible.kill()
    run.wait()
    assert 3 <= azure_lab.writes() - before < 7
    told.append(ansible.play("site.yml", "--diff", "-vvv"))
    assert (told[-1][0], "KO-CH024" in told[-1][1], azure_lab.writes() - before) == (0, True, 7), told[-1]
    assert [tunnel["up"] for tunnel in azure_lab.door().values()] == [True, True]
    told.append(ansible.play("site.yml"))
    assert (told[-1][0], "changed=0" in told[-1][1], azure_lab.writes() - before) == (0, True, 7), told[-1]
    told.append(ansible.play("verify.yml", "-v"))
    assert (told[-1][0], "door-tokyo: redundant" in told[-1][1]) == (0, True), told[-1]
    told.append(ansible.play("site.yml", **GONE))
    assert (told[-1][0], azure_lab.writes() - before) == (0, 12), told[-1]
    sheet = (tmp_path / "sheets" / "door-tokyo.md").read_text(encoding="utf-8")
    assert "192.0.2.10" in sheet
    files = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file() and path.name != "inventory.yml"]
    secrets = ("Marker", azure_lab.host["azure_client_secret"], azure_lab.host["soracom_auth_key"])
    assert not any(secret in text for secret in secrets for text in [*files, *(text for _status, text in told)])


@pytest.mark.requirement("AZ-71", "AZ-72", "AZ-105")
def test_a_creation_is_begun_and_picked_up_later(azure_lab: AzureLab) -> None:
    first = azure_lab.run(azure_vpn_gateway__wait=False)
    assert (first.status, first.facts["pending"], first.facts["gateway"], first.failed) == ("changed", True, "updating", False)
    assert [tunnel["status"] for tunnel in azure_lab.run().facts["connections"]] == ["Connected", "Connected"]


MODES = {
    "bgp": four(), "static": {**four(mode="static_active_active"), "azure_vpn_sites__0__peer__asn": None},
    "all of it": {"azure_vpn_resource_group": {"name": "rg-new", "manage": True}, "azure_vpn_vnet__manage": True},
}  # fmt: skip


@pytest.mark.requirement("AZ-13", "AZ-14", "AZ-16", "AZ-95", "AZ-97", "AZ-100", "AR-88", "AR-89a", "AR-89d")
@pytest.mark.parametrize("mode", MODES)
def test_every_mode_once_then_never_again_and_away(azure_lab: AzureLab, mode: str) -> None:
    changes = {**MODES[mode], "azure_vpn_connect_timeout": 0}
    outcomes = [azure_lab.run(**changes), azure_lab.run(**changes)]
    flags = {f"azure_vpn_delete_{name}": True for name in ("public_ip", "gateway_subnet", "vnet")}
    outcomes += [azure_lab.run(**changes, **GONE, **flags), azure_lab.run(**changes, **GONE, **flags)]
    assert [(each.status, each.problems) for each in outcomes] == [("changed", []), ("unchanged", []), ("changed", []), ("unchanged", [])]


@pytest.mark.requirement("AZ-18")
def test_a_spoke_uses_the_gateway_and_lets_go_of_it(azure_lab: AzureLab) -> None:
    network = designed()["resources"][1]["path"].replace("vnet-iot", "vnet-spoke")
    azure_lab.make(network, {"location": "japaneast", "properties": {"addressSpace": {"addressPrefixes": ["10.30.0.0/16"]}}})
    changes = {"azure_vpn_vnet__peerings": [{"vnet_id": network, "prefixes": ["10.30.0.0/16"]}], "azure_vpn_connect_timeout": 0}
    first = azure_lab.run(**changes)
    made = [line.split(" {")[0] for line in first.change.commands if "peering" in line]
    assert made == ["create hub peering to-vnet-spoke", "create spoke peering to-vnet-iot"]
    outcomes = [first, azure_lab.run(**changes)]
    verified = {"azure_vpn_vnet__peerings": [{"vnet_id": network, "prefixes": ["10.30.0.0/16"], "manage": False}], "azure_vpn_connect_timeout": 0}
    outcomes += [azure_lab.run(**verified), azure_lab.run(**changes, **GONE), azure_lab.run(**changes, **GONE)]
    assert [each.status for each in outcomes] == ["changed", "unchanged", "unchanged", "changed", "unchanged"]
    assert not any(each.problems for each in outcomes)
    assert [problem.code for problem in azure_lab.run(**verified).problems] == ["KO-AZ016", "KO-AZ016"]


@pytest.mark.requirement("AZ-98")
def test_a_network_with_other_subnets_is_not_deleted(azure_lab: AzureLab) -> None:
    outcome = azure_lab.run(**GONE, azure_vpn_vnet__manage=True, azure_vpn_delete_vnet=True)
    assert [problem.code for problem in outcome.problems] == ["KO-AZ096B"]


@pytest.mark.requirement("AZ-33", "AZ-90", "AZ-104")
def test_mistakes_are_told_together_before_any_request_and_a_lost_tunnel_fails_the_play(azure_lab: AzureLab, ansible: Playbooks) -> None:
    tunnels = {"azure_vpn_sites__0__tunnels__0__psk": "0short", "azure_vpn_sites__0__tunnels__1__outside_address": "10.0.0.1"}
    wrong = variables(azure_vpn_sites__0__peer__enable_bgp=True, **tunnels)
    status, text = ansible.play("site.yml", azure_vpn_sites=wrong["azure_vpn_sites"])
    assert (status != 0, [code in text for code in ("KO-AZ101", "KO-AZ112", "KO-AZ108B")], "0short" in text) == (True, [True] * 3, False), text
    assert azure_lab.run().status == "changed"
    azure_lab.door(**{"t1.up": "false"})
    status, text = ansible.play("verify.yml")
    assert (status != 0, "KO-AZ092" in text, "t2" in text) == (True, True, True), text


HOOK = """
- name: Change the far end
  ansible.builtin.command:
    cmd: "{python} -m tests.lab door --directory {directory} door-tokyo {tunnel}.psk=Marker.New.{tunnel}"
    chdir: "{root}"
  no_log: true
"""
ROTATION = """
- hosts: azure_vpn
  gather_facts: false
  tasks:
    - ansible.builtin.import_role:
        name: kyoten.onramp.azure_vpn
        tasks_from: rotate_psk
        rolespec_validate: false
"""


@pytest.mark.requirement("AZ-49", "AZ-101")
def test_a_hook_changes_the_far_end_before_each_tunnel(azure_lab: AzureLab, ansible: Playbooks, tmp_path: Path) -> None:
    azure_lab.run()
    hook = HOOK.format(tunnel="{{ azure_vpn_rotating_tunnel }}", python=sys.executable, directory=azure_lab.directory, root=ROOT)
    (tmp_path / "hook.yml").write_text(hook, encoding="utf-8")
    (tmp_path / "rotation.yml").write_text(ROTATION, encoding="utf-8")
    keys = {f"azure_vpn_sites__0__tunnels__{number}__psk": f"Marker.New.t{number + 1}" for number in (0, 1)}
    leaving = {**variables()["azure_vpn_sites"][0], "name": "door-osaka", "state": "absent"}
    sites = [*variables(**keys)["azure_vpn_sites"], leaving]
    status, text = ansible.play(str(tmp_path / "rotation.yml"), azure_vpn_sites=sites, azure_vpn_rotate_hook=str(tmp_path / "hook.yml"))
    assert (status, text.count("changed: [azure-tokyo]"), "Marker" in text) == (0, 4, False), text
    assert [tunnel["up"] for tunnel in azure_lab.door().values()] == [True, True]
    assert azure_lab.run(**keys).status == "unchanged"


@pytest.mark.requirement("AZ-49")
def test_the_far_end_is_not_touched_while_its_partner_is_down(azure_lab: AzureLab, ansible: Playbooks, tmp_path: Path) -> None:
    azure_lab.run()
    azure_lab.door(**{"t2.up": "false"})
    hook = HOOK.format(tunnel="{{ azure_vpn_rotating_tunnel }}", python=sys.executable, directory=azure_lab.directory, root=ROOT)
    (tmp_path / "hook.yml").write_text(hook, encoding="utf-8")
    (tmp_path / "rotation.yml").write_text(ROTATION, encoding="utf-8")
    sites = variables(azure_vpn_sites__0__tunnels__0__psk="Marker.New.t1")["azure_vpn_sites"]
    status, text = ansible.play(str(tmp_path / "rotation.yml"), azure_vpn_sites=sites, azure_vpn_rotate_hook=str(tmp_path / "hook.yml"))
    assert (status != 0, "Change the far end" in text, "Marker" in text) == (True, False, False), text
    assert azure_lab.door()["t1"]["up"]


@pytest.mark.requirement("AZ-49", "AZ-101", "AR-80", "AR-89e")
def test_both_keys_are_rotated_one_by_one(azure_lab: AzureLab) -> None:
    azure_lab.run()
    azure_lab.door(**{"t1.psk": "Marker.New.Key.1"})
    new = {"azure_vpn_sites__0__tunnels__0__psk": "Marker.New.Key.1", "azure_vpn_sites__0__tunnels__1__psk": "Marker.New.Key.2"}
    first = azure_lab.run(**new)
    assert [problem.code for problem in first.problems] == ["KO-AZ049"], first.problems
    assert azure_lab.door()["t1"]["up"]
    azure_lab.door(**{"t2.psk": "Marker.New.Key.2"})
    azure_lab.run(**new)
    assert [tunnel["up"] for tunnel in azure_lab.door().values()] == [True, True]
    assert azure_lab.run(**new).status == "unchanged"


@pytest.mark.requirement("AZ-72", "AZ-105", "AR-106")
def test_a_failure_at_any_request_ends_in_what_the_next_run_completes(azure_lab: AzureLab) -> None:
    assert azure_lab.run().status == "changed"
    for number in range(1, azure_lab.requests + 1, 9):
        azure_lab.restore()
        azure_lab.run(number, FAULTS[number // 9 % len(FAULTS)])
        azure_lab.fault_clear()
        outcome = azure_lab.run()
        assert (outcome.status in ("changed", "unchanged"), outcome.failed) == (True, False), (number, outcome.problems)
        assert [tunnel["up"] for tunnel in azure_lab.door().values()] == [True, True]
        assert azure_lab.run().status == "unchanged"


@pytest.mark.requirement("AZ-72", "AZ-105", "AR-44", "AR-46")
def test_an_operation_that_fails_late_is_shown_and_mended(azure_lab: AzureLab) -> None:
    azure_lab.fault(operation_fails="PUT virtualNetworkGateways", operation_error="OverconstrainedAllocationRequest No room.")
    outcome = azure_lab.run()
    assert [problem.code for problem in outcome.problems] == ["KO-DV085"] and "No room" in str(outcome.problems)
    azure_lab.fault_clear()
    assert [problem.code for problem in azure_lab.run().problems] == ["KO-AZ072"]
    assert not azure_lab.run(azure_vpn_retry_failed=True).failed
    assert azure_lab.run().status == "unchanged"


@pytest.mark.requirement("AZ-46", "AZ-105")
def test_a_key_in_the_words_of_a_failed_operation_is_never_shown(azure_lab: AzureLab) -> None:
    azure_lab.fault(operation_fails="PUT connections", operation_error="Odd The key Marker.Key.Of.Tunnel.1 is odd.")
    first = azure_lab.run()
    azure_lab.fault_clear()
    second = azure_lab.run()
    assert [[problem.code for problem in each.problems if problem.level == "error"] for each in (first, second)] == [["KO-DV085"], ["KO-AZ072"]]
    assert ["is odd" in repr(each.problems) for each in (first, second)] == [True, True]
    assert "Marker" not in repr(first) + repr(second)


@pytest.mark.requirement("AZ-48", "AR-64")
@pytest.mark.parametrize("how", ["403", "500", "empty"])
def test_without_the_permission_a_key_is_unknown(azure_lab: AzureLab, how: str) -> None:
    azure_lab.run()
    azure_lab.fault(key_read=how)
    before = azure_lab.writes()
    outcome = azure_lab.run(azure_vpn_sites__0__tunnels__0__psk="Marker.Another.1")
    assert ([each["psk"] for each in outcome.facts["connections"]], azure_lab.writes()) == (["unknown", "unknown"], before), outcome.problems
