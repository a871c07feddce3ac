"""Twilio Interconnect as a user types it: site.yml twice, alone and with Virtual Connect, verify.yml, plans and the way back, what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.program import Program

HOSTS = ("fukuoka-r1", "fukuoka-r2", "osaka-r1")
OTHERS = ("nagoya-r1", "tokyo-r1", "tokyo-r2")


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Started once."""
    made = Program(tmp_path_factory.mktemp("interconnect"), "interconnect", HOSTS, "--ces", "2")
    yield made
    made.stop()


def config(lines: list[str]) -> list[str]:
    """Without what changes on every reading."""
    return [line for line in lines if not line.startswith(("!", "Building", "Current configuration"))]


def standing(edges: Program) -> dict[str, list[str]]:
    """The configurations of all routers."""
    return {name: config(lines) for name, lines in edges.running().items()}


@pytest.mark.requirement("TI-12", "TI-57", "TI-60", "TI-68")
def test_site_yml_changes_once_and_verify_yml_tells_the_sites(edges: Program) -> None:
    edges.ask("restore")
    assert edges.changed("site.yml") == dict.fromkeys(HOSTS, 1)
    assert edges.changed("site.yml") == dict.fromkeys(HOSTS, 0)
    status, text = edges.play("verify.yml")
    assert status == 0 and "fukuoka-sbc: healthy" in text and "osaka-sbc: healthy" in text, text
    edges.ask("pe", site="fukuoka-sbc", location="ashburn", settings={"shutdown": "true"})
    status, text = edges.play("verify.yml", interconnect_patience=1)
    assert status != 0 and "fukuoka-sbc: degraded" in text and "osaka-sbc: healthy" in text, text
    edges.ask("pe", site="fukuoka-sbc", location="ashburn", settings={"shutdown": "false"})


@pytest.mark.requirement("TI-57", "VC-62")
def test_two_systems_in_one_run(edges: Program) -> None:
    edges.ask("restore")
    both = {"onramp_system": "virtual_connect,interconnect", "virtual_connect_revert_minutes": 45}
    assert edges.changed("site.yml", **both) == dict.fromkeys((*HOSTS, *OTHERS), 1)
    assert edges.changed("site.yml", onramp_system=["interconnect", "virtual_connect"]) == dict.fromkeys((*HOSTS, *OTHERS), 0)
    lines = (edges.lab / "log" / "osaka-r1.jsonl").read_text(encoding="utf-8")
    assert lines.count("configure terminal revert timer 45") == 1, "the longer of what both systems ask for"
    status, text = edges.play("verify.yml", **both)
    assert status == 0 and "osaka-hub: healthy" in text and "osaka-sbc: healthy" in text, text


@pytest.mark.requirement("TI-57")
def test_a_plan_is_applied_in_waves_and_taken_back(edges: Program) -> None:
    edges.ask("restore")
    before, plan = standing(edges), edges.folder / "plan"
    assert edges.play("plan.yml", onramp_plan_dir=str(plan))[0] == 0
    assert "+ip prefix-list TI-ASHBURN-OUT" in (plan / "hosts" / "fukuoka-r1.diff").read_text(encoding="utf-8")
    assert "lab-fukuoka-sbc-ashburn-bgp" not in "".join(path.read_text(encoding="utf-8") for path in plan.rglob("*") if path.is_file())
    status, text = edges.play("site.yml", onramp_plan=str(plan))
    assert status == 0 and "3 changed" in text and "lab-fukuoka-sbc-ashburn-bgp" not in text, text
    run = sorted((edges.folder / "journal" / "runs").iterdir(), key=lambda path: path.stat().st_mtime)[-1].stem
    status, text = edges.play("rollback.yml", onramp_run=run)
    assert status == 0, text
    assert standing(edges) == before


@pytest.mark.requirement("TI-03", "TI-06", "TI-08", "TI-10", "TI-44")
def test_every_mistake_is_told_at_once_before_any_login(edges: Program) -> None:
    edges.ask("restore")
    connection = {
        "location": "ashburn", "mbps": 500, "ce": "fukuoka-r1", "interface": "gi0/0/2", "vlan": 310, "rd": "65030:310", "asn": 65030, "pe_asn": 64700,
        "address": "198.51.100.130/30", "pe_address": "198.51.100.129", "bgp_password": None,
    }  # fmt: skip
    site = {
        "name": "wrong", "carrier": "verizon_private_ip", "customer_routes": ["172.16.0.0/12"], "twilio_routes": ["168.86.128.0/18"],
        "edges": ["ashburn-ix"], "sizing": {"concurrent_calls": 9175}, "connections": [connection],
        "border_devices": [{"name": "sbc1", "address": "203.0.113.9", "media_ports": "16384-32767"}],
    }  # fmt: skip
    status, text = edges.play("site.yml", "--limit", "fukuoka-r1", interconnect_site=site)
    assert status != 0
    assert all(code in text for code in ("KO-AD004", "KO-TI002", "KO-TI006", "KO-TI008", "KO-TI010", "KO-TI044")), text
    assert "172.16.0.0/12, private (RFC 1918)" in text
    assert edges.ask("counts", router=list(HOSTS)) == dict.fromkeys(HOSTS, 0)
