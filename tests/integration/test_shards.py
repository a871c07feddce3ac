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

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.run import Run, past
from tests.integration.command_line import CommandLine
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


def test_both_languages_of_the_page_have_the_same_lines() -> None:
    assert [documented(number, ".ja") for number in range(3)] == [documented(number) for number in range(3)]


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


RUN = "20261127T084258Z-1f3a"


@pytest.mark.requirement("VC-65")
@pytest.mark.parametrize(("options", "variables", "codes"), [
    ((), {"onramp_shard": "0/2"}, ["KO-RO020"]),
    ((), {"onramp_shard": "4/4"}, ["KO-RO020"]),  # three sites
    ((), {"onramp_run": "yesterday"}, ["KO-RO022"]),
    ((), {"onramp_run": RUN, "onramp_resume": RUN}, ["KO-RO022"]),
    (("--limit", "tokyo-r1,osaka-r1"), {"onramp_run": RUN}, ["KO-RO021 tokyo-r2"]),
    (("--limit", "tokyo-r2"), {"onramp_shard": "1/1"}, ["KO-RO021 tokyo-r1"]),
])  # fmt: skip
def test_what_cannot_be_a_part_of_a_rollout_is_told_before_any_login(
    ansible: CommandLine, options: tuple[str, ...], variables: dict[str, Any], codes: list[str],
) -> None:
    refused = ansible.playbook("site.yml", *options, **variables).bad()
    assert [code for code in codes if code not in refused.text] == []
    assert ansible.heard() == {}
    assert list((ansible.folder / "journal").glob("runs/*.jsonl")) == []


@pytest.mark.requirement("VC-65")
def test_a_slice_of_the_inventory_that_splits_a_site_is_refused(ansible: CommandLine) -> None:
    for name in ("sites.yml", "devices.yml"):
        path = ansible.inventory / name
        path.write_text(re.sub(r"^ *tokyo-r2:\n((?: +ansible_.*\n)*)", "", path.read_text(), flags=re.MULTILINE))
    refused = ansible.playbook("site.yml", onramp_rollout_above=0).bad()
    assert re.search(r"KO-VC010[BC] tokyo-r1", refused.text) and "tokyo-r2" in refused.text
    assert ansible.heard() == {}


def test_the_canary_first_and_then_the_shards_are_one_run(ansible: CommandLine) -> None:
    ansible.playbook("site.yml", "--limit", "osaka-r1", onramp_run=RUN).good()
    assert set(ansible.told()) == {"osaka-r1"}
    for part in ("1/2", "2/2"):
        ansible.forget()
        ansible.playbook("site.yml", onramp_run=RUN, onramp_shard=part).good()
        assert set(ansible.told()) == ({"nagoya-r1"} if part == "1/2" else TOKYO)
    found = past(ansible.folder / "journal", RUN)
    assert set(found.hosts) == set(found.ended) == {"osaka-r1", "nagoya-r1", *TOKYO}
    again = ansible.playbook("site.yml", onramp_resume=RUN).good()
    assert again.of("changed") == {"osaka-r1": 0}


def test_merging_tells_what_is_missing_and_in_check_mode_writes_nothing(ansible: CommandLine) -> None:
    assert "KO-RO023" in ansible.playbook("journal.yml", onramp_merge_from=[str(ansible.folder / "nowhere")]).bad().text
    worker = ansible.folder / "worker"
    Run(worker, RUN).write("begin", what="rollout", systems=["virtual_connect"], waves=[["osaka-r1"]])
    merged = ansible.folder / "journal" / "runs" / f"{RUN}.jsonl"
    for options, changed, there in ((("--check",), 1, False), ((), 1, True), ((), 0, True)):
        assert ansible.playbook("journal.yml", *options, onramp_merge_from=[str(worker)]).good().of("changed") == {"localhost": changed}
        assert merged.exists() == there
