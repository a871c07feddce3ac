# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""BIZTEL on the lab's RTX and FortiGates as a user types it: site.yml twice, plans, waves and the way back, sizes, an export; what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.program import Program
from tests.lab import control

ROUTERS, GATES = ("kochi-r1", "matsuyama-r1"), ("kobe-fg1", "sendai-fg1")
HOSTS = (*ROUTERS, *GATES)


@pytest.fixture(scope="module")
def branches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Started once."""
    made = Program(tmp_path_factory.mktemp("biztel"), "biztel", HOSTS, "--rtx", "2", "--fortigates", "2", unordered=GATES)
    yield made
    made.stop()


@pytest.mark.requirement("BZ-61", "BZ-81")
def test_site_yml_changes_once_and_absent_gives_it_back(branches: Program) -> None:
    control.ask(branches.lab, "restore")
    before = branches.running()
    assert branches.changed("site.yml") == dict.fromkeys(HOSTS, 1)
    assert all(any("ip filter 410001" in line or "biztel-out-sip" in line for line in lines) for lines in branches.running().values())
    assert branches.changed("site.yml") == dict.fromkeys(HOSTS, 0)
    assert branches.changed("site.yml", biztel_state="absent") == dict.fromkeys(HOSTS, 1)
    assert branches.running() == before


@pytest.mark.requirement("BZ-55", "BZ-56", "BZ-57", "BZ-59")
def test_verify_yml_says_what_is_missing_then_that_nothing_is(branches: Program) -> None:
    control.ask(branches.lab, "restore")
    status, text = branches.play("verify.yml")
    assert status != 0 and all(code in text for code in ("KO-BZ155 kochi", "KO-BZ156 kochi", "KO-BZ157 kochi", "KO-BZ159 kochi")), text
    assert all(code in text for code in ("KO-BZ155D kobe", "KO-BZ157 sendai", "KO-BZ159B sendai")), text
    branches.changed("site.yml")
    before = control.ask(branches.lab, "counts", router=list(HOSTS))
    assert branches.changed("verify.yml") == dict.fromkeys(HOSTS, 0)
    assert control.ask(branches.lab, "counts", router=list(HOSTS)) == before


@pytest.mark.requirement("BZ-34", "BZ-81")
def test_a_plan_is_applied_in_waves_and_taken_back(branches: Program) -> None:
    control.ask(branches.lab, "restore")
    before, plan = branches.running(), branches.folder / "plan"
    assert branches.play("plan.yml", onramp_plan_dir=str(plan))[0] == 0
    assert "+410051" in (plan / "hosts" / "matsuyama-r1.diff").read_text(encoding="utf-8")
    assert branches.running() == before
    status, text = branches.play("site.yml", onramp_plan=str(plan))
    assert status == 0 and "2 changed" in text, text
    run = sorted((branches.folder / "journal" / "runs").iterdir(), key=lambda path: path.stat().st_mtime)[-1].stem
    status, text = branches.play("rollback.yml", onramp_run=run)
    assert status == 0, text
    assert branches.running() == before


@pytest.mark.requirement("BZ-61", "BZ-82")
def test_where_the_routers_go_in_waves_the_fortigates_go_one_by_one(branches: Program) -> None:
    control.ask(branches.lab, "restore")
    status, text = branches.play("site.yml", onramp_rollout_above=1)
    assert status == 0 and "2 changed" in text and all(f"changed: [{name}]" in text for name in GATES), text
    status, text = branches.play("site.yml", onramp_rollout_above=1)
    assert status == 0 and "2 unchanged" in text and all(f"ok: [{name}]" in text for name in GATES), text


@pytest.mark.requirement("BZ-43", "BZ-82")
def test_a_mistake_of_one_fortigate_stops_the_fleet_before_any_login(branches: Program) -> None:
    control.ask(branches.lab, "restore")
    status, text = branches.play("site.yml", onramp_rollout_above=1, lab_fortios={"inbound": "{{ inventory_hostname == 'kobe-fg1' }}"})
    assert status != 0 and "KO-BZ043 kobe-fg1" in text, text
    assert control.ask(branches.lab, "counts", router=list(HOSTS)) == dict.fromkeys(HOSTS, 0)


@pytest.mark.requirement("BZ-82", "FO-24")
def test_a_plan_shows_a_fortigate_s_difference_and_writes_nothing_to_it(branches: Program) -> None:
    control.ask(branches.lab, "restore")
    status, text = branches.play("plan.yml", onramp_plan_dir=str(branches.folder / "gates"))
    assert status == 0 and "+ firewall/policy 4101:" in text and "- system/session-helper 12" in text, text
    assert not list((branches.folder / "gates").rglob("kobe-fg1*"))
    assert control.ask(branches.lab, "counts", router=list(GATES)) == dict.fromkeys(GATES, 0)


@pytest.mark.requirement("BZ-46", "BZ-52", "BZ-54")
def test_sizes_and_rules_are_written_without_a_login(branches: Program) -> None:
    sizes = branches.folder / "sizes"
    assert branches.play("size.yml", onramp_size_dir=str(sizes), onramp_hosts="kochi-r1:matsuyama-r1")[0] == 0
    assert "30 calls x 200 kbit/s in each direction = 6000 kbit/s" in (sizes / "sizes.md").read_text(encoding="utf-8")
    rules = branches.folder / "rules"
    assert branches.changed("site.yml", biztel_export=str(rules))["kochi-r1"] >= 1
    assert (rules / "kochi-r1-biztel-rules.csv").read_text(encoding="utf-8").startswith("ids,row,name,dir,proto")


@pytest.mark.requirement("BZ-02", "BZ-38")
def test_a_placeholder_is_refused_before_any_login_and_a_fortigate_without_a_token(branches: Program) -> None:
    def site(address: str) -> dict[str, Any]:
        return {
            "name": "x", "contract": {"server_ip": address, "stun_servers": ["198.51.100.0/28"]}, "features": {"plain": True},
            "lan": {"phone_networks": ["192.168.21.0/24"]}, "wan": {"type": "pppoe", "speed_up_kbps": 10000, "speed_down_kbps": 10000},
            "calls": {"concurrent": 3}, "rtx": {"wan": {"kind": "pp", "number": 1, "physical": "lan2"}, "nat_descriptor": 1000},
        }  # fmt: skip

    status, text = branches.play("site.yml", biztel_site=site("XXX.XXX.XXX.XXX"))
    assert status != 0 and "KO-BZ002" in text and "Traceback" not in text
    status, text = branches.play("site.yml", biztel_site=site("203.0.113.10"), biztel_platform="fortios")
    assert status != 0 and "KO-DV023" in text and "access_token" in text and "Traceback" not in text
    refused = {"biztel_site": site("203.0.113.10"), "biztel_platform": "fortios", "onramp_plan_dir": str(branches.folder / "none")}
    status, text = branches.play("plan.yml", onramp_hosts="kochi-r1", **refused)
    assert status != 0 and "KO-PL006" in text and "Traceback" not in text
