"""The demo is honest: what it calls a success is one."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import demo

HOSTS = {"osaka-r1", "tokyo-r1"}


def recap(**changed: int) -> demo.Recap:
    return {host.replace("_", "-"): {"ok": 9, "changed": number} for host, number in changed.items()}


def test_first_run_changes_every_router_and_the_second_none() -> None:
    demo.expect(recap(osaka_r1=1, tokyo_r1=2, localhost=0), HOSTS, changed=True)
    demo.expect(recap(osaka_r1=0, tokyo_r1=0, localhost=0), HOSTS, changed=False)


@pytest.mark.parametrize(
    ("counts", "changed", "text"),
    [
        ({"osaka_r1": 0, "tokyo_r1": 1}, False, "something was changed on tokyo-r1"),
        ({"osaka_r1": 0, "tokyo_r1": 0, "localhost": 1}, False, "something was changed on localhost"),
        ({"osaka_r1": 0, "tokyo_r1": 1}, True, "nothing was changed on osaka-r1"),
        ({"osaka_r1": 0}, False, "these routers took no part: tokyo-r1"),
    ],
)
def test_everything_else_is_a_failure(counts: dict[str, int], changed: bool, text: str) -> None:
    with pytest.raises(demo.DemoError, match=text):
        demo.expect(recap(**counts), HOSTS, changed=changed)


def test_no_router_is_a_failure() -> None:
    with pytest.raises(demo.DemoError, match="there is none"):
        demo.expect({}, set(), changed=False)


@pytest.fixture
def fake_ansible(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in ansible-playbook's place."""
    monkeypatch.setattr(demo, "BIN", tmp_path)
    program = tmp_path / "ansible-playbook"
    program.touch(mode=0o755)
    return program


def test_recap_is_read_with_and_without_colours(fake_ansible: Path) -> None:
    fake_ansible.write_text(
        "#!/bin/sh\nprintf 'PLAY RECAP ***\\n\\033[0;33mosaka-r1\\033[0m   : \\033[0;32mok=5   \\033[0m \\033[0;33mchanged=1   \\033[0m failed=0\\n"
        "tokyo-r1                  : ok=5    changed=0    unreachable=0    failed=0\\n'\n"
    )
    assert demo.play("site.yml") == {
        "osaka-r1": {"ok": 5, "changed": 1, "failed": 0},
        "tokyo-r1": {"ok": 5, "changed": 0, "unreachable": 0, "failed": 0},
    }


def test_failing_playbook_is_a_failure(fake_ansible: Path) -> None:
    fake_ansible.write_text("#!/bin/sh\nexit 4\n")
    with pytest.raises(demo.DemoError, match=r"site\.yml ended with 4"):
        demo.play("site.yml")


@pytest.mark.parametrize(("outcome", "status"), [(None, 0), (demo.DemoError("no"), 1), (KeyboardInterrupt(), 130)])
def test_lab_is_stopped_whatever_happens(monkeypatch: pytest.MonkeyPatch, outcome: BaseException | None, status: int) -> None:
    told: list[str] = []

    def run(command: list[str], **_options: object) -> SimpleNamespace:
        told.append(command[3])
        return SimpleNamespace(returncode=0)

    def demonstrate() -> None:
        told.append("demonstrate")
        if outcome:
            raise outcome

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(demo, "demonstrate", demonstrate)
    monkeypatch.setattr("sys.argv", ["demo"])
    assert demo.main() == status
    assert told == ["stop", "start", "demonstrate", "stop"]
