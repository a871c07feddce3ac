"""What users see when they are wrong: every mistake at once, in their language, before any login; and when a router cannot be reached."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.branch import foreign
from tests.integration.command_line import HOSTS, CommandLine, Run

LINES = "ip access-list extended OPERATORS\n 10 permit tcp 192.0.2.0 0.0.0.255 any eq 22\n"


def _mistaken(ansible: CommandLine) -> None:
    """Mistakes on three sites: a value out of range, a list for a mapping, a slip of a key, a text for a number, null, a value against another."""
    osaka, nagoya, tokyo = (ansible.site(group) for group in ("osaka_hub", "nagoya_hub", "tokyo_hub"))
    osaka["tunnels"]["dc1"]["local"]["asn"] = 23456
    osaka["di_halves"] = ["192.0.2.0/25", "192.0.2.128/25"]
    osaka["acces"] = osaka.pop("access")
    nagoya["tunnels"]["dc1"]["remote"]["tunnel_address"] = "100.64.31.1"
    nagoya["tunnels"]["dc2"]["local"]["asn"] = "65 003"
    tokyo["di_network"] = None
    ansible.overlay("osaka-r1", virtual_connect_site=osaka)
    ansible.overlay("nagoya-r1", virtual_connect_site=nagoya)
    ansible.overlay("tokyo_hub", virtual_connect_site=tokyo)


MISTAKES = {
    "KO-VC017 osaka-r1: virtual_connect_site.tunnels.dc1.local.asn",
    "KO-IN010 osaka-r1: virtual_connect_site.di_halves",
    "KO-IN001 osaka-r1: virtual_connect_site",
    "KO-VC039C nagoya-r1: virtual_connect_site.tunnels.dc1.remote.tunnel_address",
    "KO-IN005 nagoya-r1: virtual_connect_site.tunnels.dc2.local.asn",
    "KO-VC009C tokyo-r1, tokyo-r2: virtual_connect_site.di_network",
}


def _message(run: Run) -> list[str]:
    """The lines of the one error message."""
    assert run.text.count("[ERROR]") == 1
    return run.text.partition("Action failed: ")[2].partition("\nOrigin:")[0].splitlines()


@pytest.mark.requirement("VC-46")
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("did you mean 'access'", "is not a mapping", "required")), ("ja", ("ではありませんか", "マッピングではありません", "必須です"))],
)
def test_every_mistake_of_every_site_is_told_at_once_before_any_login(ansible: CommandLine, language: str, words: tuple[str, ...]) -> None:
    _mistaken(ansible)
    run = ansible.playbook("site.yml", onramp_language=language).bad()
    lines = _message(run)
    assert {": ".join(line.split(": ")[:2]) for line in lines} == MISTAKES
    assert all(" — " in line for line in lines), "each with its mend"
    assert all(word in run.text for word in words)
    assert ansible.heard() == {}


@pytest.mark.requirement("VC-35")
def test_a_missing_vault_variable_is_named_by_its_place_and_blamed_once(ansible: CommandLine) -> None:
    site = ansible.site("osaka_hub")
    site["tunnels"]["dc1"]["psk"] = "{{ vault_vc_osaka_dc1_psk }}"
    site["name"] = "{{ vault_name }}"
    ansible.overlay("osaka-r1", virtual_connect_site=site)
    run = ansible.playbook("site.yml").bad()
    name, psk = _message(run)
    assert name.startswith("KO-PL001 osaka-r1: virtual_connect_site.name") and "vault_name" in name
    assert psk.startswith("KO-PL001 osaka-r1: virtual_connect_site.tunnels.dc1.psk") and "vault_vc_osaka_dc1_psk" in psk
    assert ansible.heard() == {}


@pytest.mark.requirement("VC-46")
def test_a_misspelt_variable_is_not_a_site_less(ansible: CommandLine) -> None:
    ansible.overlay("osaka-r1", virtual_conect_site={}, virtual_connect_revert_minuts=9)
    run = ansible.playbook("site.yml").bad()
    assert "virtual_conect_site" in run.text and "virtual_connect_revert_minutes" in run.text
    assert ansible.heard() == {}


@pytest.mark.requirement("VC-46")
def test_no_shape_of_a_site_breaks_the_check(ansible: CommandLine) -> None:
    ansible.overlay("osaka-r1", virtual_connect_site=[{"name": "osaka"}])
    ansible.overlay("tokyo-r1", virtual_connect_site=7)
    ansible.overlay("tokyo-r2", virtual_connect_site={"name": ["tokyo"], "tunnels": [1]})
    ansible.overlay("nagoya-r1", virtual_connect_site={"name": "x", "tunnels": {"dc1": "up", "dc2": {"psk": {}, "wan": None}}})
    lines = _message(ansible.playbook("site.yml").bad())
    assert all(line.startswith("KO-") for line in lines)
    assert all(any(host in line for line in lines) for host in HOSTS)
    assert ansible.heard() == {}


def test_a_language_that_we_do_not_speak(ansible: CommandLine) -> None:
    assert "KO-PL002" in ansible.playbook("site.yml", onramp_language="fr").bad().text


@pytest.mark.requirement("VC-62", "VC-67")
def test_lines_of_the_users_own_come_under_the_same_guard(ansible: CommandLine) -> None:
    osaka = ansible.branches["osaka-r1"]
    task = {"kyoten.onramp.cli_config": {"config": LINES, "revert_minutes": 60}}
    assert ansible.play(task, options=("--check", "--diff")).good().of("changed") == {"osaka-r1": 1}
    assert ansible.told() == {}
    before = foreign(osaka.running())
    assert ansible.play(task).good().of("changed") == {"osaka-r1": 1}
    assert foreign(osaka.running()) != before and "ip access-list extended OPERATORS" in osaka.startup()
    assert any(line.startswith("configure terminal revert timer") for line in osaka.configuration_commands())
    ansible.forget()
    assert ansible.play(task).good().of("changed") == {"osaka-r1": 0}
    assert ansible.told() == {}


@pytest.mark.parametrize("arguments", [{}, {"systems": ["virtual_connect"], "config": LINES}], ids=["neither", "both"])
def test_lines_or_systems_but_not_both(ansible: CommandLine, arguments: dict[str, Any]) -> None:
    assert "KO-PL004" in ansible.play({"kyoten.onramp.cli_config": arguments}).bad().text
    assert ansible.heard() == {}


def test_a_connection_that_cannot_carry_a_guarded_change(ansible: CommandLine) -> None:
    ansible.overlay("osaka-r1", ansible_connection="ansible.builtin.local")
    assert "KO-PL003" in ansible.play({"kyoten.onramp.cli_config": {"config": LINES}}).bad().text


@pytest.mark.requirement("IX-09", "IX-73")
@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"ansible_port": 1}, "KO-DV001"),
        ({"ansible_password": "not-the-password"}, "KO-DV004"),
        ({"ansible_known_hosts_file": "/dev/null"}, "KO-DV002"),
        ({"ansible_user": "auditor", "ansible_password": "lab-auditor-password"}, "KO-DV005"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_a_router_that_lets_nobody_in_is_unreachable_and_the_others_go_on(ansible: CommandLine, settings: dict[str, Any], code: str) -> None:
    ansible.overlay("tokyo-r1", **settings)
    run = ansible.playbook("site.yml", "--limit", "tokyo-r1,tokyo-r2").bad()
    assert code in run.text and "not-the-password" not in run.text
    assert (run.of("unreachable"), run.of("changed")) == ({"tokyo-r1": 1, "tokyo-r2": 0}, {"tokyo-r1": 0, "tokyo-r2": 1})


@pytest.mark.requirement("VC-77")
def test_a_router_that_cannot_be_asked_does_not_hide_the_state_of_the_sites(ansible: CommandLine) -> None:
    ansible.bring_up("tokyo-r1", "tokyo-r2")
    ansible.overlay("tokyo-r1", ansible_port=1)
    run = ansible.playbook("verify.yml", "--limit", "tokyo_hub").bad()
    assert "tokyo-hub: degraded" in run.text and run.of("unreachable") == {"tokyo-r1": 1, "tokyo-r2": 0}
