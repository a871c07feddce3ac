"""One BIG-IP: what the role asks of it and takes for it, beside f5networks.f5_modules with the objects that it knows, against the same lab."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.lab import Lab, inventory
from tests.lab.bigip.box import BigIp

from . import ROOT
from .bed import BIN, FOLDER, INVENTORY, PEERS_BIN, BenchError, check
from .measure import Cost, measure

MODULES = "f5networks.f5_modules"
_PEER = ROOT / "tests" / "benchmarks" / "peers" / "f5_modules.yml"
_RULES = {name: "when SIP_" + name.upper() + "_SEND {\n    log local0.info [SIP::call_id]\n}" for name in ("request", "response")}


@dataclass(frozen=True)
class Run:
    """One run: what the device was asked, over how many connections, and what it cost."""

    cost: Cost
    requests: int
    connections: int
    writes: int


class Balancer:
    """The lab's BIG-IP, in this process: its work is not counted, since each run is a process of its own."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.box: BigIp = lab.add_bigip("osaka-lb1")
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        inventory.write(lab, folder, folder / "devices.yml")

    def delivered(self) -> None:
        """As it came."""
        self.box.restore()

    def ours(self) -> Run:
        """The role, by site.yml."""
        given = {"onramp_system": "sip_load_balancer", "onramp_journal_dir": str(self.folder / "journal")}
        return self._run("ours", [str(BIN / "ansible-playbook"), *self._inventories(), str(ROOT / "site.yml"), "-e", json.dumps(given)])

    def theirs(self) -> Run:
        """The vendor's modules."""
        given = {"bench_rules": {f"_{name}": text for name, text in _RULES.items()}}
        return self._run(MODULES, [str(PEERS_BIN / "ansible-playbook"), *self._inventories(), str(_PEER), "-e", json.dumps(given)])

    def _inventories(self) -> list[str]:
        return ["-i", str(INVENTORY / "sites.yml"), "-i", str(self.folder / "devices.yml")]

    def _run(self, what: str, command: list[str]) -> Run:
        asked, opened, seen = self.box.requests, self.box.connections, len(self.box.log)
        cost = check(measure(command, {"SSL_CERT_FILE": str(self.folder / "ca.pem")}), what)
        lines = [str(entry.line) for entry in list(self.box.log)[seen:]]
        writes = sum(not line.startswith("GET") and "/authn/" not in line and "/authz/" not in line for line in lines)
        return Run(cost, self.box.requests - asked, self.box.connections - opened, writes)


def runs(rounds: int) -> Iterator[tuple[str, list[Run], list[Run]]]:
    """``first`` and ``second``, each with ours and theirs."""
    folder = FOLDER / "balancer"
    with Lab(folder) as lab:
        balancer = Balancer(lab, folder)
        first: dict[str, list[Run]] = {"ours": [], "theirs": []}
        second: dict[str, list[Run]] = {"ours": [], "theirs": []}
        for _round in range(rounds):
            for who, run in (("ours", balancer.ours), ("theirs", balancer.theirs)):
                balancer.delivered()
                first[who].append(run())
                second[who].append(run())
        if any(run.writes for run in second["ours"]):
            raise BenchError("the second run of the role wrote something")
        yield "first", first["ours"], first["theirs"]
        yield "second", second["ours"], second["theirs"]


def middle(found: list[Run], figure: str) -> Any:
    """The median of a figure of the runs: ``requests``, ``connections``, or ``cpu`` and ``wall`` of their cost."""
    return median(getattr(run, figure) if hasattr(run, figure) else getattr(run.cost, figure) for run in found)
