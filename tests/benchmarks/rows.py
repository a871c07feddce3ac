"""The rows of the table: what is measured for each, beside whom, and which figure must be reached."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from . import ROOT, balancer
from .bed import FOLDER, PEERS_BIN, Bed, BenchError, check, playbook, rollout
from .facts import ours_only
from .measure import Cost, measure

Row = dict[str, Any]
PEERS = ROOT / "tests" / "benchmarks" / "peers"
MEMORY, MEMORY_EACH = 150e6, 50e3  # bytes: a fleet's, and each device's
SCRAPLI, NORNIR = "scrapli, asyncssh", "nornir + netmiko, 50 threads"
IOS_CONFIG, RESOURCES = "cisco.ios ios_config, network_cli", "cisco.ios, eight resource modules"
_FAST = 20.0  # times real time
_NAMED = 2  # Yamaha RTX that the lab's topology names; the fleet comes after them
RAW2, RAWA = "ssh2-python alone, 50 threads", "asyncssh alone"


@dataclass(frozen=True)
class Size:
    """How many devices each row takes, and how often."""

    fleet: int = 200
    large: int = 1000
    per_host: int = 100
    nornir: int = 50
    ios_config: int = 100
    resources: int = 5
    latency: int = 100
    plan: int = 1000
    rounds: int = 2

    @property
    def most(self) -> int:
        """How large the lab must be."""
        return max(self.fleet, self.large, self.per_host, self.latency, self.plan, self.ios_config)


QUICK = Size(fleet=50, large=100, per_host=10, nornir=20, ios_config=10, resources=2, latency=20, plan=100, rounds=1)


@dataclass(frozen=True)
class Way:
    """One way to do it: a command for the first ``number`` devices of the bed."""

    name: str
    number: int
    command: Callable[[], list[str]]
    environment: dict[str, str] = field(default_factory=dict)
    ours: bool = False


def row(
    name: str, ours: float, number: int, peer: float | None = None, peer_name: str = "", *, unit: str = "ms CPU per device",
    target: float | None = None, at_least: float | None = None, **further: Any,
) -> Row:
    """One line of the result. ``target``: the most that ours may be; ``at_least``: the least ratio peer : ours. Without either nothing is ``met``."""
    ratio = peer / ours if peer is not None else None
    met = [ours <= target] if target is not None else []
    met += [ratio >= at_least] if at_least is not None and ratio is not None else []
    aims = {"target": target, "target_ratio": at_least, "met": all(met) if met else None}
    found = {"name": name, "unit": unit, "ours": ours, "peer": peer, "peer_name": peer_name, "ratio": ratio, "n": number, **aims, **further}
    return {key: round(value, 3) if isinstance(value, float) else value for key, value in found.items()}


def each(cost: Cost, number: int) -> float:
    """Milliseconds of CPU for one device."""
    return cost.cpu * 1000 / number


def times(bed: Bed, ways: Sequence[Way], push: bool, rounds: int) -> dict[str, list[Cost]]:
    """Every way in turn, and again: what one round suffers from the machine, all suffer. The routers tell what they really received."""
    found: dict[str, list[Cost]] = {way.name: [] for way in ways}
    for _round in range(rounds):
        for way in ways:
            found[way.name].append(once(bed, way, push))
    return found


def once(bed: Bed, way: Way, push: bool) -> Cost:
    """One way from a known state, checked by what the routers have received and saved."""
    bed.delivered() if push else bed.configured(max(way.number, bed.prepared))
    before = bed.told(way.number)
    cost = check(measure(way.command(), way.environment), way.name)
    sent = [after - earlier for earlier, after in zip(before, bed.told(way.number), strict=True)]
    if push:
        bed.saved(way.number)
        bed.carries(way.number if way.ours else 0)
    if (push and min(sent) < bed.rendered) or (not push and any(sent)):
        raise BenchError(f"{way.name}: the routers received {min(sent)} to {max(sent)} configuration lines:\n{cost.output[-2000:]}")
    if '"missing": [' in cost.output and '"missing": []' not in cost.output:
        raise BenchError(f"{way.name} misses lines that stand on the routers: {cost.output[-1000:]}")
    return cost


def middle(costs: Sequence[Cost], number: int) -> float:
    """The median, in milliseconds of CPU for one device."""
    return median(each(cost, number) for cost in costs)


def memory(costs: Sequence[Cost]) -> int:
    """The most that any of them took, in bytes."""
    return max(cost.memory for cost in costs)


class Rows:
    """``rows.NAME()`` yields the lines of a row."""

    def __init__(self, bed: Bed, size: Size) -> None:
        self.bed, self.size = bed, size

    # --- the ways ------------------------------------------------------------------------------------------------

    def ours(self, number: int, **variables: Any) -> Way:
        """The whole fleet in one task."""
        return Way("rollout", number, lambda: rollout(self.bed, number, **variables), ours=True)

    def per_host(self, number: int) -> Way:
        """The role, host by host."""
        return Way("role", number, lambda: playbook(self.bed, number, "site.yml", onramp_rollout_above=100_000), ours=True)

    def peer(self, name: str, module: str, number: int, action: str) -> Way:
        """One of the modules of ``peers/``."""
        return Way(name, number, lambda: [sys.executable, "-m", f"tests.benchmarks.peers.{module}", str(self.bed.jobs(number)), action])

    def foreign_playbook(self, name: str, file: str, number: int, **variables: Any) -> Way:
        """One of the playbooks of ``peers/``."""
        given = {"bench_wanted": str(self.bed.folder / "settled"), "bench_facts": str(FOLDER / "facts"), **variables}

        def command() -> list[str]:
            """The command, once the files that it reads are there."""
            self.bed.jobs(number)
            return playbook(self.bed, number, str(PEERS / file), PEERS_BIN, **given)

        return Way(name, number, command)

    def _beside(self, action: str) -> list[Way]:
        size = self.size
        scrapli = self.peer(SCRAPLI, "scrapli_fleet", size.fleet, action)
        return [self.ours(size.fleet), scrapli, self.peer(NORNIR, "nornir_fleet", size.nornir, action)]

    def _fleet(self, name: str, action: str, target: float, at_least: float | None) -> Iterator[Row]:
        ours, *others = self._beside(action)
        found = times(self.bed, [ours, *others], action == "push", self.size.rounds)
        mine = middle(found[ours.name], ours.number)
        for way in others:
            yield row(
                name, mine, ours.number, middle(found[way.name], way.number), way.name, target=target,
                at_least=at_least if way.name == SCRAPLI else None, peer_n=way.number, memory=memory(found[ours.name]),
                peer_memory=memory(found[way.name]), wall=median(cost.wall for cost in found[ours.name]),
                peer_wall=median(cost.wall for cost in found[way.name]), **self.bed.workload(),
            )

    # --- the rows, those that push first -------------------------------------------------------------------------

    def push(self) -> Iterator[Row]:
        """Guarded, proven from a second session, confirmed, saved; the peers only send and save."""
        yield from self._fleet("push", "push", 12, None)

    def growth_push(self) -> Iterator[Row]:
        """A push to five times as many."""
        yield from self._growth("growth_push", push=True)

    def growth_no_change(self) -> Iterator[Row]:
        """A reading of five times as many."""
        yield from self._growth("growth_no_change", push=False)

    def _growth(self, name: str, push: bool) -> Iterator[Row]:
        small, large = self.size.fleet, self.size.large
        few = times(self.bed, [self.ours(small)], push, self.size.rounds)["rollout"]
        many = times(self.bed, [self.ours(large)], push, 1 if push else self.size.rounds)["rollout"]
        before, after = middle(few, small), middle(many, large)
        marginal = (after * large - before * small) / (large - small)
        yield row(
            name, after, large, before, f"ours, N = {small}", target=before * 1.1, marginal=marginal, marginal_unit="ms CPU for each further device",
            wall=median(cost.wall for cost in many), peer_wall=median(cost.wall for cost in few),
        )
        for number, costs in ((small, few), (large, many)):
            aim = (MEMORY + MEMORY_EACH * number) / 1e6
            yield row(f"{name}_memory", memory(costs) / 1e6, number, unit="MB", target=aim, memory=memory(costs))

    def no_change(self) -> Iterator[Row]:
        """Everything stands already."""
        yield from self._fleet("no_change", "no_change", 6, 1)

    def raw(self) -> Iterator[Row]:
        """What login and reading alone cost: the limit for whoever uses that library."""
        number = self.size.fleet
        peers = [self.peer(RAW2, "raw_ssh2", number, "no_change"), self.peer(RAWA, "raw_asyncssh", number, "no_change")]
        found = times(self.bed, [self.ours(number), *peers], False, self.size.rounds)
        for way in peers:
            yield row("raw", middle(found["rollout"], number), number, middle(found[way.name], number), way.name, peer_memory=memory(found[way.name]))

    def per_host_no_change(self) -> Iterator[Row]:
        """One task per host, as Ansible is used mostly."""
        size = self.size
        self._gather(size.resources)
        ours = self.per_host(size.per_host)
        usual = self.foreign_playbook(IOS_CONFIG, "ios_config.yml", size.ios_config)
        modules = self.foreign_playbook(RESOURCES, "resource_modules.yml", size.resources)
        found = times(self.bed, [ours], False, size.rounds)
        for way, least in ((usual, 9), (modules, 90)):
            costs = times(self.bed, [way], False, 1)[way.name]
            found["role"] += times(self.bed, [ours], False, 1)["role"]
            yield row(
                "per_host_no_change", middle(found["role"], ours.number), ours.number, middle(costs, way.number), way.name,
                target=110, at_least=least, peer_n=way.number, memory=memory(found["role"]), peer_memory=memory(costs),
                daemons=max(cost.daemons for cost in costs),
            )

    def _gather(self, number: int) -> None:
        """What the resource modules are to want: what they themselves find of ours."""
        shutil.rmtree(FOLDER / "facts", ignore_errors=True)
        (FOLDER / "facts").mkdir(parents=True)
        self.bed.configured(max(number, self.bed.prepared))
        way = self.foreign_playbook(RESOURCES, "resource_modules.yml", number, bench_gather=True)
        check(measure(way.command()), "gathering")
        for path in (FOLDER / "facts").iterdir():
            path.write_text(json.dumps(ours_only(json.loads(path.read_text()))), encoding="utf-8")

    def diff(self) -> Iterator[Row]:
        """A large running configuration, in one process."""
        command = [sys.executable, "-m", "tests.benchmarks.bench_diff", "--json"]
        output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if output.returncode:
            raise BenchError(output.stderr)
        found = {(item["lines"], item["owned"]): item for item in json.loads(output.stdout)}
        small, large = found[3_000, 300], found[30_000, 1_000]
        for kind in ("no_change", "one_line", "install"):
            yield row(f"diff_{kind}", large[kind], 30_000, large["hier_config"], "hier_config", unit="ms CPU", target=60, owned=large["owned"])
        yield row("diff_growth", large["no_change"] / small["no_change"], 30_000, unit="times that of 3,000 lines", target=11.0)

    def latency(self) -> Iterator[Row]:
        """A long line: 30 ms for each round trip. The lab's clock runs fast, so that what is measured is the line, not BGP's own pace."""
        with Bed(self.size.latency, "fast", speed=_FAST) as bed:
            yield from Rows(bed, self.size).long_line()

    def long_line(self) -> Iterator[Row]:
        """A push through it."""
        number, events = self.size.latency, FOLDER / "events.jsonl"
        scrapli = self.peer(SCRAPLI, "scrapli_fleet", number, "push")
        told = {"KYOTEN_ONRAMP_PROGRESS_EVENTS_FILE": str(events)}
        ours = Way("rollout", number, lambda: rollout(self.bed, number, virtual_connect_sample_seconds=1), told, ours=True)
        walls, peer_walls, whole, server = [], [], [], []
        self.bed.delivered()
        self.bed.fault(number, rtt_ms=30)
        for _round in range(self.size.rounds):
            events.unlink(missing_ok=True)
            before = self.bed.server_cpu()
            whole.append(once(self.bed, ours, True).wall)
            server.append(self.bed.server_cpu() - before)
            walls += [event["seconds"] for event in map(json.loads, events.read_text().splitlines()) if event["event"] == "done"]
            cost = once(self.bed, scrapli, True)
            peer_walls.append(json.loads(cost.output.splitlines()[-1])["seconds"])
        yield row(
            "latency_push", median(walls), number, median(peer_walls), SCRAPLI, unit="s wall for all", target=3, command_wall=median(whole),
            server_cpu=median(server), concurrency=50,
        )

    def rtx(self) -> Iterator[Row]:
        """A fleet of Yamaha RTX that carries BIZTEL already; what it was brought there by is shown too."""
        number, given = self.size.fleet, {"onramp_system": "biztel", "onramp_hosts": "fleet_rtx"}
        with Bed(0, "rtx", rtx=number + _NAMED) as bed:
            push = check(measure(rollout(bed, 0, **given)), "the first rollout")
            costs = [check(measure(rollout(bed, 0, **given)), "the second rollout") for _round in range(self.size.rounds)]
        yield row("rtx_push", each(push, number), number, memory=memory([push]))
        yield row("rtx_no_change", middle(costs, number), number, target=8, memory=memory(costs))

    def bigip(self) -> Iterator[Row]:
        """WebOTX behind a BIG-IP, from nothing and once more; the vendor's modules do the part of it that they know."""
        targets = {"first": 25, "second": 12}
        for name, ours, theirs in balancer.runs(self.size.rounds):
            asked, peer = balancer.middle(ours, "requests"), balancer.middle(theirs, "requests")
            further = {f"{figure}_{who}": balancer.middle(found, figure) for figure in ("connections", "cpu", "wall") for who, found in
                       (("ours", ours), ("peer", theirs))}
            yield row(f"bigip_{name}_run", asked, 1, peer, balancer.MODULES, unit="requests", target=targets[name], **further)

    def plan(self) -> Iterator[Row]:
        """Validate, design, render: no device is asked."""
        number = self.size.plan
        folder = FOLDER / "plan"
        command = playbook(self.bed, number, "plan.yml", onramp_plan_read=False, onramp_plan_dir=str(folder))
        costs = [check(measure(command), "plan") for _round in range(self.size.rounds)]
        if len(list((folder / "hosts").iterdir())) != number:
            raise BenchError("the plan does not hold every branch")
        yield row("plan", middle(costs, number), number, unit="ms CPU per branch", target=5, memory=memory(costs))
        sizes = check(measure(playbook(self.bed, number, "size.yml", onramp_size_dir=str(FOLDER / "sizes"))), "size")
        yield row("size", each(sizes, number), number, unit="ms CPU per branch", target=5, memory=memory([sizes]))
        inside = [sys.executable, "-m", "tests.benchmarks.wanted", str(self.bed.inventory(number)), str(number)]
        alone = float(check(measure(inside), "pipeline").output)
        yield row("plan_pipeline", alone, number, unit="ms CPU per branch", note="validate, design and render alone, in one process")


NAMES = ("diff", "plan", "rtx", "bigip", "push", "latency", "growth_push", "growth_no_change", "no_change", "raw", "per_host_no_change")


def write(rows: Sequence[Row], path: Path) -> None:
    """The result as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
