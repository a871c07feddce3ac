"""A rollout over two workers, by the very lines of docs/distribution.md: one run, one journal, and what becomes of it when a worker is killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.run import past
from tests.integration.fleet_lab import QUICK, ROOT, FleetLab

ROUTERS = 12
TOKYO = {"tokyo-r1", "tokyo-r2"}
#: worker machines are folders here
SSH = 'host=$1; shift; mkdir -p "$HOME/$host"; cd "$HOME/$host"; echo $$ > pid; exec sh -c "exec $*"'
SCP = 'cp -r "$HOME/${2%%:*}/${2#*:}" "$3"'


def documented(number: int, language: str = "") -> str:
    """The shell lines of the page."""
    return re.findall(r"```bash\n(.*?)```", (ROOT / "docs" / f"distribution{language}.md").read_text(), re.DOTALL)[number]


ROLLOUT, LOST = documented(0), documented(1)


class Controller:
    """The controller's folder, as the page describes it, and its shell."""

    def __init__(self, lab: FleetLab) -> None:
        self.lab, self.folder = lab, lab.folder
        fleet = self.folder / "fleet"
        for name in ("project", "env", "lab"):
            (fleet / name).mkdir(parents=True)
        everybody = lab.inventory / "group_vars" / "all.yml"
        everybody.write_text(everybody.read_text() + yaml.safe_dump(QUICK))
        shutil.copytree(lab.inventory, fleet / "inventory")
        shutil.copy(lab.directory / "known_hosts", fleet / "lab")
        (fleet / "project" / "site.yml").write_text("- ansible.builtin.import_playbook: kyoten.onramp.site\n")
        self.given(onramp_concurrency=2)
        programs = self.folder / "programs"
        programs.mkdir()
        for name, text in (("ssh", SSH), ("scp", SCP)):
            (programs / name).write_text(f"#!/bin/sh\n{text}\n")
            (programs / name).chmod(0o700)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
        path = f"{programs}:{Path(sys.executable).parent}:{kept['PATH']}"
        self.environment = {**kept, "HOME": str(self.folder), "PATH": path, "ANSIBLE_INVENTORY": str(lab.inventory), "ANSIBLE_NOCOLOR": "1"}

    def given(self, **variables: Any) -> None:
        """The workers' extra variables."""
        journal = "{{ lookup('ansible.builtin.env', 'AWX_ISOLATED_DATA_DIR') }}/journal"
        (self.folder / "fleet" / "env" / "extravars").write_text(yaml.safe_dump({"onramp_journal_dir": journal, **variables}))

    def shell(self, lines: str, meanwhile: Callable[[], None] = lambda: None, **variables: str) -> str:
        """Everything that bash prints for these lines."""
        with (self.folder / "shell.txt").open("w") as output:
            bash = subprocess.Popen(
                ["bash", "-c", lines], cwd=self.folder, env={**self.environment, **variables}, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            )  # fmt: skip
            meanwhile()
            assert bash.wait(120) == 0, (self.folder / "shell.txt").read_text()
        return (self.folder / "shell.txt").read_text()

    def configurations(self) -> dict[str, dict[str, str]]:
        """Running and saved configuration of every router."""
        return self.lab.ask("configuration", router="*")

    def kill_the_second_worker(self) -> None:
        """As a machine dies, once it has finished a router and is at work on others."""
        until(self._second_at_work)
        for pid in _tree(int((self.folder / "worker2" / "pid").read_text())):
            os.kill(pid, signal.SIGKILL)

    def _second_at_work(self) -> bool:
        """Whether the second worker's newest run has finished a router and is changing another."""
        newest = max(self.folder.glob("worker2/onramp/*"), default=self.folder)
        journal = newest / "artifacts" / "onramp" / "journal"
        run = journal / "runs" / f"{newest.stem}.jsonl"
        finished = run.exists() and '"kind": "ended"' in run.read_text()
        return finished and any(path.read_text().split('"phase": "')[-1].startswith("applying") for path in journal.glob("*.jsonl"))


def until(well: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + 60
    while not well():
        assert time.monotonic() < end
        time.sleep(0.02)


def _tree(pid: int) -> list[int]:
    """A process and all that it has started, also in sessions of their own."""
    children = [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]
    return [pid, *(each for child in children for each in _tree(child))]


@pytest.fixture
def controller(tmp_path: Path) -> Iterator[Controller]:
    with FleetLab(tmp_path, ROUTERS) as lab:
        yield Controller(lab)


@pytest.mark.requirement("VC-62", "VC-63", "VC-65")
def test_two_workers_share_a_rollout_that_is_one_run_and_is_taken_back_and_resumed_as_one(controller: Controller) -> None:
    lab, old = controller.lab, controller.configurations()
    text = controller.shell(ROLLOUT)
    (run,) = lab.runs()
    ends, new = lab.ends(run), controller.configurations()
    assert {host: end["status"] for host, end in ends.items()} == dict.fromkeys(old, "changed"), text
    assert all(new[host]["running"] == new[host]["saved"] != old[host]["saved"] for host in old)
    records = [json.loads(line) for line in (lab.journal / "runs" / f"{run}.jsonl").read_text().splitlines()]
    shares = {record["shard"]: {host for wave in record["waves"] for host in wave} for record in records if record["kind"] == "begin"}
    assert set(shares) == {"1/2", "2/2"} and shares["1/2"].isdisjoint(shares["2/2"]) and set.union(*shares.values()) == set(old)
    assert any(share >= TOKYO for share in shares.values())
    assert past(lab.journal, run).hosts == list(dict.fromkeys(past(lab.journal, run).hosts)), "each host once"

    controller.shell(ROLLOUT)
    assert set(lab.ends(lab.runs()[-1])) == set(old)
    assert {end["status"] for end in lab.ends(lab.runs()[-1]).values()} == {"unchanged"}

    status, text = lab.run("rollback.yml", "--limit", "all", onramp_run=run)
    assert status == 0, text
    assert controller.configurations() == old

    controller.given(onramp_concurrency=2, onramp_waves=["100%"])
    text = controller.shell(ROLLOUT, controller.kill_the_second_worker)
    assert "worker2 did not end well" in text and "worker1 did not" not in text
    run = lab.runs()[-1]
    half = past(lab.journal, run)
    assert set(half.hosts) == set(old) and set(half.ended) < set(old), "all are known, only one worker's have ended"
    assert any(state["pending"] for state in lab.ask("status").values()), "the worker was killed too early or too late to prove anything"
    text = controller.shell(LOST, run=run)
    assert set(lab.ends(run)) == set(old) and not any(end["failed"] for end in lab.ends(run).values()), text
    assert controller.configurations() == new
    assert not any(state["pending"] for state in lab.ask("status").values())
