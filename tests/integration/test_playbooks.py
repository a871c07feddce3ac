"""The playbooks as users run them, on the four routers of the lab: from delivered to designed, again, changed, verified, reported, absent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.branch import foreign
from tests.integration.command_line import HOSTS, CommandLine

OURS = "crypto map KYOTEN"


@pytest.mark.requirement("VC-62", "VC-63", "VC-77")
def test_site_yml_brings_every_router_up_and_then_has_nothing_to_say(ansible: CommandLine) -> None:
    first = ansible.playbook("site.yml").good()
    assert first.of("changed") == dict.fromkeys(HOSTS, 1)
    assert first.of("skipped") == dict.fromkeys(HOSTS, 0), "Ansible forks for a task that it skips as well"
    ansible.forget()
    second = ansible.playbook("site.yml").good()
    assert second.of("changed") == dict.fromkeys(HOSTS, 0)
    assert ansible.told() == {}
    assert set(ansible.heard()) == set(HOSTS), "unchanged, because each router was read"
    verified = ansible.playbook("verify.yml").good()
    assert all(f"{site}: healthy" in verified.text for site in ("osaka-hub", "tokyo-hub", "nagoya-hub"))
    assert ansible.told() == {}


@pytest.mark.requirement("VC-48", "VC-67")
def test_report_yml_writes_a_sheet_for_each_site_and_logs_in_nowhere(ansible: CommandLine) -> None:
    sheets = ansible.folder / "sheets"
    ansible.playbook("report.yml", "--check", virtual_connect_form_dir=str(sheets)).good()
    assert not sheets.exists()
    assert ansible.playbook("report.yml", virtual_connect_form_dir=str(sheets)).good().of("changed") == {"osaka-r1": 1}
    assert {path.name for path in sheets.iterdir()} == {"osaka-hub.md", "tokyo-hub.md", "nagoya-hub.md"}
    assert "198.18.20.0/24" in (sheets / "nagoya-hub.md").read_text()
    assert ansible.playbook("report.yml", virtual_connect_form_dir=str(sheets)).good().of("changed") == {"osaka-r1": 0}
    assert ansible.heard() == {}


@pytest.mark.requirement("SZ-40", "SZ-42", "VC-04")
def test_size_yml_tells_what_carries_each_site_and_what_does_not_fit(ansible: CommandLine) -> None:
    osaka = ansible.site("osaka_hub")
    osaka["sizing"]["concurrent_calls"] = 5000
    ansible.overlay("osaka-r1", virtual_connect_site=osaka)
    folder = ansible.folder / "sizes"
    assert ansible.playbook("size.yml", "--check", onramp_size_dir=str(folder)).good().of("changed") == {"osaka-r1": 1}
    assert not folder.exists()
    run = ansible.playbook("size.yml", onramp_size_dir=str(folder)).good()
    sheet = (folder / "sizes.md").read_text(encoding="utf-8")
    assert "**Too small for its calls: osaka-hub.**" in sheet
    assert "KO-VC004 osaka-r1" in run.text
    assert "tokyo-hub: 600 / 91.80 Mbps" in (folder / "sizes.svg").read_text(encoding="utf-8")
    assert ansible.playbook("size.yml", onramp_size_dir=str(folder)).good().of("changed") == {"osaka-r1": 0}
    assert ansible.heard() == {}


@pytest.mark.requirement("VC-66", "VC-44")
def test_absent_takes_everything_of_ours_and_only_with_leave_to_disrupt(ansible: CommandLine) -> None:
    osaka = ansible.branches["osaka-r1"]
    before = foreign(osaka.running())
    ansible.bring_up("osaka-r1")
    designed = osaka.running()
    ansible.overlay("osaka-r1", virtual_connect_site={**ansible.site("osaka_hub"), "state": "absent"})
    ansible.forget()
    refused = ansible.playbook("site.yml", "--limit", "osaka-r1").bad()
    assert "KO-CH006" in refused.text and "virtual_connect_allow_disruption" in refused.text
    assert ansible.told() == {}
    assert osaka.running() == designed
    removed = ansible.playbook("site.yml", "--limit", "osaka-r1", virtual_connect_allow_disruption=True).good()
    assert removed.of("changed") == {"osaka-r1": 1}
    assert foreign(osaka.running()) == before
    assert foreign(osaka.startup()) == before
    assert ansible.playbook("site.yml", "--limit", "osaka-r1").good().of("changed") == {"osaka-r1": 0}


@pytest.mark.requirement("VC-67", "IX-36")
def test_check_shows_the_lines_with_masked_secrets_and_sends_none(ansible: CommandLine) -> None:
    shown = ansible.playbook("site.yml", "--check", "--diff").good()
    assert shown.of("changed") == dict.fromkeys(HOSTS, 1)
    assert "+interface Tunnel101" in shown.text
    assert "pre-shared-key" in shown.text and "<secret>" in shown.text
    assert not [line for line in shown.text.splitlines() if "lab-osaka-hub" in line]
    assert ansible.told() == {}
    assert not any(branch.pending() for branch in ansible.branches.values())


@pytest.mark.requirement("VC-10")
def test_limit_touches_one_of_two_cpes(ansible: CommandLine) -> None:
    run = ansible.playbook("site.yml", "--limit", "tokyo-r1").good()
    assert run.of("changed") == {"tokyo-r1": 1}
    assert set(ansible.heard()) == {"tokyo-r1"}


def _tokyo(ansible: CommandLine, **keepalive: Any) -> dict[str, Any]:
    """The site of two CPEs with other keepalives on both tunnels: a change that touches each router's tunnel."""
    site = ansible.site("tokyo_hub")
    for tunnel in site["tunnels"].values():
        tunnel["keepalive"].update(keepalive)
    return site


@pytest.mark.requirement("VC-65")
def test_two_cpes_change_one_after_the_other_and_none_while_the_other_is_ill(ansible: CommandLine) -> None:
    ansible.bring_up("tokyo-r1", "tokyo-r2")
    ansible.forget()
    for host in ("tokyo-r1", "tokyo-r2"):
        ansible.overlay(host, virtual_connect_site=_tokyo(ansible, retries=4))
    assert ansible.playbook("site.yml", "--limit", "tokyo_hub").good().of("changed") == {"tokyo-r1": 1, "tokyo-r2": 1}
    windows = sorted(ansible.branches[host].configuration_window() for host in ("tokyo-r1", "tokyo-r2"))
    assert windows[0][1] < windows[1][0], "the second CPE is armed after the first one is saved"

    ansible.branches["tokyo-r2"].alter("dc2", path__blocked=["all"])
    ansible.branches["tokyo-r2"].advance(120)
    for host in ("tokyo-r1", "tokyo-r2"):
        ansible.overlay(host, virtual_connect_site=_tokyo(ansible, retries=5))
    ansible.forget()
    refused = ansible.playbook("site.yml", "--limit", "tokyo-r1").bad()
    assert "KO-CH011" in refused.text and "tokyo-r2" in refused.text
    assert ansible.told() == {}


def _customer(lines: int) -> list[str]:
    """A customer's configuration of about so many lines, in the order in which a router shows it."""
    each = lines // 15
    configuration: list[str] = []
    for number in range(each):
        address = f"10.{number // 250 + 100}.{number % 250}.1"
        configuration += [f"interface Loopback{number + 1000}", f" description customer {number}", f" ip address {address} 255.255.255.255"]
    for number in range(each // 2):
        configuration.append(f"ip access-list extended CUSTOMER-{number:04}")
        configuration += [f" {10 * step} permit tcp host 10.9.{number % 250}.{step} any eq 443" for step in range(1, 12)]
    for number in range(each // 2):
        configuration += [f"ip prefix-list CUSTOMER-{number:04} seq {5 * step} permit 10.{number}.{step}.0/24" for step in range(1, 5)]
    routes = [f"ip route 10.{200 + number // 250}.{number % 250}.0 255.255.255.0 10.1.0.254 name customer-{number}" for number in range(each * 4)]
    return [*configuration, *routes, "banner motd ^CCustomer's own router^C"]


def _within(part: list[str], whole: list[str]) -> bool:
    """Whether the lines of ``part`` stand in ``whole``, in this order, with others between them."""
    rest = iter(whole)
    return all(line in rest for line in part)


@pytest.mark.requirement("VC-44", "VC-62")
def test_three_thousand_lines_of_the_customer_stay_byte_for_byte(ansible: CommandLine) -> None:
    osaka = ansible.branches["osaka-r1"]
    osaka.configure(*_customer(3000))
    before = foreign(osaka.running())
    assert len(before) > 3000
    ansible.playbook("site.yml", "--limit", "osaka-r1").good()
    installed = foreign(osaka.running())
    assert len(installed) > len(before) + 50 and _within(before, installed)
    site = ansible.site("osaka_hub")
    site["tunnels"]["dc2"]["mss"] = 1300
    ansible.overlay("osaka-r1", virtual_connect_site=site)
    assert ansible.playbook("site.yml", "--limit", "osaka-r1").good().of("changed") == {"osaka-r1": 1}
    changed = foreign(osaka.running())
    assert changed != installed and _within(before, changed)
    ansible.overlay("osaka-r1", virtual_connect_site={**site, "state": "absent"})
    ansible.playbook("site.yml", "--limit", "osaka-r1", virtual_connect_allow_disruption=True).good()
    assert foreign(osaka.running()) == before
