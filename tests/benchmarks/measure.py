"""What a command costs: CPU time of its whole process tree, memory, wall time. ``python -m tests.benchmarks.measure RESULT COMMAND …``.

The command runs below a supervisor of its own, a *subreaper*: children whose parent is gone (daemons, as ``network_cli`` starts one per device)
come to it, and are waited for. So the kernel's account of waited-for children (``RUSAGE_CHILDREN``) holds all of them, and nothing of the supervisor.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import ROOT

_PR_SET_CHILD_SUBREAPER = 36
_TICK = 1 / os.sysconf("SC_CLK_TCK")
_EVERY = 0.2  # s: each look makes the processes wait for their page tables, so it costs those that are measured
_PATIENCE, _GRACE = 5.0, 20.0  # seconds: for daemons that go by themselves; for those that are told to go
_SHARE = 0.03  # of one core at most goes into sampling: a look at a hundred processes takes a while


@dataclass(frozen=True)
class Cost:
    """``cpu`` and ``wall`` in seconds, ``memory`` in bytes (peak of the tree's proportional set sizes), ``daemons``: how many had to be ended."""

    cpu: float
    wall: float
    memory: int
    daemons: int
    status: int
    output: str


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None, limit: float = 3600) -> Cost:
    """Run ``command`` in the clone and wait for all that it started. ``limit``: seconds after which it is ended."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as result:
        supervisor = [sys.executable, "-m", "tests.benchmarks.measure", result.name, str(limit), *command]
        found = subprocess.run(
            supervisor, cwd=ROOT, env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )
        text = result.read()
    if not text:
        raise RuntimeError(f"the supervisor of {command[0]} broke: {found.stdout}{found.stderr}")
    return Cost(**json.loads(text), output=found.stdout + found.stderr)


class Tree:
    """The processes below this one, looked at again and again in a thread of its own."""

    def __init__(self) -> None:
        self.memory = 0
        self._cpu: dict[tuple[int, int], float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Tree:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def cpu(self) -> float:
        """Seconds that the processes had used when last seen: less than the truth, but none of them had to be waited for."""
        return sum(self._cpu.values())

    def look(self) -> None:
        """One look at everything below this process."""
        total = 0
        for pid, (born, cpu) in descendants(os.getpid()).items():
            self._cpu[pid, born] = cpu
            total += proportional(pid)
        self.memory = max(self.memory, total)

    def _watch(self) -> None:
        pause = _EVERY
        while not self._over.wait(pause):
            began = time.thread_time()
            self.look()
            pause = max(_EVERY, (time.thread_time() - began) / _SHARE)


def descendants(root: int) -> dict[int, tuple[int, float]]:
    """``{pid: (start time in ticks, CPU seconds of its own)}`` of everything below ``root``."""
    found: dict[int, tuple[int, int, float]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found[int(entry.name)] = (int(fields[1]), int(fields[19]), (int(fields[11]) + int(fields[12])) * _TICK)
    children: dict[int, list[int]] = {}
    for pid, (parent, _born, _cpu) in found.items():
        children.setdefault(parent, []).append(pid)
    below, todo = {}, [root]
    while todo:
        for pid in children.get(todo.pop(), ()):
            below[pid] = found[pid][1:]
            todo.append(pid)
    return below


def proportional(pid: int) -> int:
    """The proportional set size of a process in bytes: shared pages count by their share. 0 when it is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)


def supervise(command: Sequence[str], limit: float) -> dict[str, float | int]:
    """Run ``command`` below this process, which takes in its orphans; all fields of ``Cost`` but the output."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before, began = _waited_for(), time.monotonic()
    with Tree() as tree:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        try:
            status = process.wait(limit)
        except subprocess.TimeoutExpired:
            process.terminate()
            status = process.wait()
        wall = time.monotonic() - began
        tree.look()
        daemons = _take_in()
    return {
        "cpu": max(_waited_for() - before, tree.cpu), "wall": wall, "memory": tree.memory, "daemons": daemons, "status": status,
    }


def _waited_for() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _take_in() -> int:
    """Wait for the orphans. Those that stay are told to go, at the end killed: they are ours, below this process; returns how many those were."""
    stayed: set[int] = set()
    for sign, seconds in ((None, _PATIENCE), (signal.SIGTERM, _GRACE), (signal.SIGKILL, _GRACE)):
        limit = time.monotonic() + seconds
        while (left := _left()) and time.monotonic() < limit:
            if sign:
                stayed.update(left)
                for pid in left:
                    _signal(pid, sign)
            time.sleep(0.02)
    return len(stayed)


def _left() -> list[int]:
    """Who is still below this process, once those that have ended are waited for."""
    _reap()
    return list(descendants(os.getpid()))


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _signal(pid: int, sign: int) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def main(arguments: Sequence[str]) -> int:
    """Write what the command costs to the file named first."""
    result, limit, *command = arguments
    Path(result).write_text(json.dumps(supervise(command, float(limit))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
