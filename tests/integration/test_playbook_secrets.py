"""No secret is shown or kept anywhere, however loud Ansible is asked to be, also when a run fails."""

from __future__ import annotations

import pytest

from tests.integration.command_line import ROOT, CommandLine, Run

LOUD = ("-vvvv", "--diff")
SITES = ("osaka-hub", "tokyo-hub", "nagoya-hub")
SECRETS = [f"lab-{site}-{dc}-{kind}" for site in SITES for dc in ("dc1", "dc2") for kind in ("psk-0123456789", "bgp")]
LOGINS = ["lab-login-password", "lab-enable-password"]


def _leaks(ansible: CommandLine, *runs: Run) -> list[str]:
    """Where a secret stands: in what was printed, or in any file that was written beside the inventory (the user's own, which holds them)."""
    texts = {f"run {number}": run.text for number, run in enumerate(runs)}
    for path in ansible.folder.rglob("*"):
        if path.is_file() and ansible.inventory not in path.parents:
            texts[str(path.relative_to(ansible.folder))] = path.read_text(encoding="utf-8", errors="replace")
    assert {"ansible.log", "known_hosts"} < set(texts)
    return [f"{secret} in {place}" for place, text in texts.items() for secret in [*SECRETS, *LOGINS] if secret in text]


@pytest.mark.requirement("VC-35", "VC-67", "IX-36")
def test_no_secret_is_told_when_all_goes_well(ansible: CommandLine) -> None:
    sheets = {"virtual_connect_form_dir": str(ansible.folder / "sheets")}
    shown = ansible.playbook("site.yml", "--check", *LOUD).good()
    changed = ansible.playbook("site.yml", *LOUD).good()
    assert "pre-shared-key" in shown.text + changed.text and changed.of("changed")["osaka-r1"] == 1
    verified = ansible.playbook("verify.yml", *LOUD).good()
    reported = ansible.playbook("report.yml", *LOUD, **sheets).good()
    assert (ansible.folder / "sheets" / "osaka-hub.md").exists() and list((ansible.folder / "journal").iterdir())
    assert _leaks(ansible, shown, changed, verified, reported) == []


@pytest.mark.requirement("VC-35", "IX-64", "VC-78")
def test_no_secret_is_told_when_things_fail(ansible: CommandLine) -> None:
    osaka, nagoya, tokyo = (ansible.branches[host] for host in ("osaka-r1", "nagoya-r1", "tokyo-r1"))
    osaka.fault(refuse_line="pre-shared-key", refuse_text="% Invalid input detected: lab-osaka-hub-dc1-psk-0123456789")
    nagoya.fault(refuse_line="neighbor .* password")
    tokyo.alter("dc1", psk="another-key-than-ours")
    ansible.overlay("tokyo-r2", ansible_become_password="lab-enable-password-that-is-wrong")
    failed = ansible.playbook("site.yml", *LOUD, virtual_connect_patience=4).bad()
    assert "KO-DV009" in failed.text and "KO-DV005" in failed.text
    assert (failed.of("failed"), failed.of("unreachable")["tokyo-r2"]) == ({"osaka-r1": 1, "nagoya-r1": 1, "tokyo-r1": 1, "tokyo-r2": 0}, 1)
    verified = ansible.playbook("verify.yml", *LOUD, onramp_language="ja", virtual_connect_patience=1).bad()
    assert _leaks(ansible, failed, verified) == []


@pytest.mark.requirement("VC-35")
def test_no_secret_in_lines_of_the_users_own_is_told(ansible: CommandLine) -> None:
    lines = "crypto ikev2 keyring OTHERS\n peer OTHER\n  address 198.51.100.99\n  pre-shared-key lab-osaka-hub-dc1-psk-0123456789\n"
    ansible.branches["osaka-r1"].fault(refuse_line="peer OTHER", refuse_text="")
    task = {"kyoten.onramp.cli_config": {"config": lines, "revert_minutes": 60}}
    failed = ansible.play(task, options=LOUD).bad()
    ansible.branches["osaka-r1"].fault()
    changed = ansible.play(task, options=LOUD).good()
    (ansible.folder / "own.yml").unlink()
    assert "<secret>" in changed.text and changed.of("changed") == {"osaka-r1": 1}
    assert _leaks(ansible, failed, changed) == []


@pytest.mark.requirement("VC-35")
def test_no_secret_of_a_bad_intent_is_told(ansible: CommandLine) -> None:
    site = ansible.site("osaka_hub")
    site["tunnels"]["dc1"]["psk"] = ["lab-osaka-hub-dc1-psk-0123456789"]
    site["tunnels"]["dc2"]["psk"] = "lab-osaka-hub-dc2-psk-0123456789 ?"
    site["tunnels"]["dc2"]["bgp_passwort"] = "lab-osaka-hub-dc2-bgp"
    ansible.overlay("osaka-r1", virtual_connect_site=site)
    assert _leaks(ansible, ansible.playbook("site.yml", *LOUD).bad(), ansible.playbook("report.yml", *LOUD)) == []
    assert not (ROOT / "ansible.log").exists()
