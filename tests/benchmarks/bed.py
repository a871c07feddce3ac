"""The test bed: one lab in processes of its own, inventories of its first N branches, and the state that each row begins from."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.lab import control

from . import ROOT
from .measure import Cost, measure

FOLDER = ROOT / "build" / "bench"
PEERS_BIN = Path(sys.executable).parent
#: what a user installs, and nothing more: what the tests need besides would be imported by Ansible too (paramiko)
BIN = FOLDER / "venv" / "bin"
INVENTORY = ROOT / "inventories" / "lab"
_PASSWORD = re.compile(r"neighbor \S+ password")
#: for the preparation only: nothing is waited for that the rows do not measure
_QUICK = {"virtual_connect_sample_seconds": 1}


class BenchError(Exception):
    """A row could not be measured."""


class Bed:
    """``size`` simulated branches and ``rtx`` Yamaha RTX, started on first use.

    ``speed``: how fast their clock runs, for rows that the protocols' own pace would hide.
    """

    def __init__(self, size: int, name: str = "usual", speed: float = 1.0, rtx: int = 0) -> None:
        self.size, self.speed, self.rtx = size, speed, rtx
        self.folder = FOLDER / name
        self.lab = self.folder / "lab"
        self._configured: set[str] = set()

    def __enter__(self) -> Bed:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.lab.exists():
            _lab("stop", self.lab)

    @cached_property
    def devices(self) -> dict[str, Any]:
        """The lab's own inventory, read once; starts the lab."""
        _lab("stop", self.lab)
        shutil.rmtree(self.lab, ignore_errors=True)
        file = self.folder / "all" / "devices.yml"
        found = _lab("start", self.lab, "--inventory", str(file), "--routers", str(self.size), "--rtx", str(self.rtx), "--speed", str(self.speed))
        if found.returncode:
            raise BenchError(f"the lab did not start: {found.stderr}")
        loaded: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        return loaded

    def inventory(self, number: int) -> Path:
        """A folder with the lab's inventory, of which ``fleet`` has the first ``number`` branches (0: there is none): JSON, as programs write it.

        Ansible reads it five times as fast as YAML.
        """
        folder = self.folder / f"inventory-{number}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("group_vars", "sites.yml"):
            (folder / name).symlink_to(os.path.relpath(INVENTORY / name, folder))
        cut = {**self.devices, **(self._first(number) if number else {})}
        (folder / "devices.json").write_text(json.dumps(cut, indent=1), encoding="utf-8")
        return folder

    def _first(self, number: int) -> dict[str, Any]:
        fleet = self.devices["virtual_connect"]["children"]["fleet"]
        return {"virtual_connect": {"children": {"fleet": {**fleet, "hosts": dict(list(fleet["hosts"].items())[:number])}}}}

    def names(self, number: int) -> list[str]:
        """The first branches."""
        return list(self.devices["virtual_connect"]["children"]["fleet"]["hosts"])[:number]

    @cached_property
    def _jobs(self) -> dict[str, Any]:
        from .wanted import wanted

        known = self.folder / "known_hosts"
        shutil.rmtree(known, ignore_errors=True)
        known.mkdir(parents=True)
        keys = dict(line.split(" ", 1) for line in (self.lab / "known_hosts").read_text().splitlines())
        ports = {name: values["ansible_port"] for name, values in self.devices["virtual_connect"]["children"]["fleet"]["hosts"].items()}
        jobs = {}
        for name, lines in wanted(self.inventory(self.size), self.names(self.size)).items():
            # One file for each router: none of the peers finds [host]:port in a large file as quickly as this.
            place = f"[127.0.0.1]:{ports[name]}"
            (known / name).write_text(f"127.0.0.1 {keys[place]}\n{place} {keys[place]}\n")
            jobs[name] = {"host": "127.0.0.1", "port": ports[name], "known_hosts": str(known / name), "lines": lines,
                          "settled": [line for line in lines if not _PASSWORD.search(line)]}
        return jobs

    def jobs(self, number: int) -> Path:
        """What the peers are to do, as JSON: login, host key file, the rendered lines of each router, and those that it shows as they are typed.

        The latter stand in files too: whoever compares line by line would find a difference in each password, always.
        """
        fleet = self.devices["virtual_connect"]["children"]["fleet"]["vars"]
        hosts = {name: self._jobs[name] for name in self.names(number)}
        path = self.folder / f"jobs-{number}.json"
        path.write_text(json.dumps({"user": fleet["ansible_user"], "password": fleet["ansible_password"], "hosts": hosts}), encoding="utf-8")
        texts = self.folder / "settled"
        texts.mkdir(exist_ok=True)
        for name, job in hosts.items():
            (texts / f"{name}.cfg").write_text("\n".join(job["settled"]) + "\n", encoding="utf-8")
        return path

    def workload(self) -> dict[str, int]:
        """The numbers of lines that one router stands for."""
        name = self.names(1)[0]
        running = self.configurations([name])[name]["running"]
        return {"rendered": len(self._jobs[name]["lines"]), "running": sum(bool(line.strip(" !")) for line in running.splitlines())}

    def delivered(self) -> None:
        """Every router as delivered."""
        self.devices  # noqa: B018 - which brings them up
        self._configured.clear()
        control.ask(self.lab, "restore")

    def configured(self, number: int) -> None:
        """The first branches carry their design; brought there by our rollout, whoever is measured afterwards."""
        if self._configured.issuperset(self.names(number)):
            return
        self.delivered()
        found = measure(rollout(self, number, **_QUICK))
        if found.status:
            raise BenchError(f"the fleet could not be prepared:\n{found.output[-3000:]}")
        self._configured = set(self.names(number))

    @property
    def prepared(self) -> int:
        """How many branches carry their design now."""
        return len(self._configured)

    @property
    def rendered(self) -> int:
        """How many lines are rendered for one router."""
        return self.workload()["rendered"]

    def carries(self, number: int) -> None:
        """Our rollout has just brought so many branches to their design, from the state as delivered."""
        self._configured = set(self.names(number))

    def saved(self, number: int) -> None:
        """Raise unless what runs on each of the first branches is what it would start with, and has our tunnels."""
        for name, texts in self.configurations(self.names(number)).items():
            if "interface Tunnel101" not in texts["running"] or "interface Tunnel101" not in texts["saved"]:
                raise BenchError(f"{name} was not saved")

    def told(self, number: int) -> list[int]:
        """How many configuration lines each of the first branches has received since it was delivered."""
        counts = control.ask(self.lab, "counts", router=self.names(number))
        return [counts[name] for name in self.names(number)]

    def configurations(self, names: list[str]) -> dict[str, dict[str, str]]:
        """``{name: {running, saved}}``."""
        found: dict[str, dict[str, str]] = control.ask(self.lab, "configuration", router=names)
        return found

    def fault(self, number: int, **faults: Any) -> None:
        """The same faults for the first branches; none: as healthy as delivered."""
        control.ask(self.lab, "faults", of={name: {"clear": "", **faults} for name in self.names(number)})

    def server_cpu(self) -> float:
        """CPU seconds that the lab has used so far: the other side, in none of the figures."""
        fields = Path(f"/proc/{control.state(self.lab)['pid']}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def playbook(bed: Bed, number: int, name: str, folder: Path = BIN, **variables: Any) -> list[str]:
    """One of the clone's playbooks, or a peer's, on the first branches; by the ``ansible-playbook`` of ``folder``."""
    given = {"onramp_hosts": "fleet", "onramp_journal_dir": str(FOLDER / "journal"), **variables}
    return [str(folder / "ansible-playbook"), "-i", str(bed.inventory(number)), name, "-e", json.dumps(given)]


def rollout(bed: Bed, number: int, **variables: Any) -> list[str]:
    """The whole fleet in one task, whatever its size."""
    return playbook(bed, number, "site.yml", **{"onramp_rollout_above": 0, "onramp_waves": ["100%"], "onramp_concurrency": 50, **variables})


def _lab(action: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.lab", action, "--directory", str(folder), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def check(cost: Cost, what: str) -> Cost:
    """The cost of a command that went well."""
    if cost.status:
        raise BenchError(f"{what} failed ({cost.status}):\n{cost.output[-3000:]}")
    return cost
