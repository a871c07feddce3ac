"""A large fleet in which things go wrong, and a controller that is killed at any moment: every router ends in the old or the new configuration."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.fleet_lab import FleetLab
from tests.thorough import DEEP

ROUTERS = 500 if DEEP else 100
CUT, RELOADING, READ_ONLY, FOREIGN, PROMPT = (
    ["branch-010", "branch-023", "branch-050"], ["branch-077", "branch-095"], ["branch-044", "branch-033"], "branch-080", "branch-091",
)  # fmt: skip
TROUBLE = {
    **{router: {"drop_after_line": 20 + 9 * at} for at, router in enumerate(CUT)},
    RELOADING[0]: {"reload_at_line": 30, "reload_seconds": 20},
    RELOADING[1]: {"reload_on": "configure confirm", "reload_seconds": 20},
    **{router: {"unprivileged": "yes"} for router in READ_ONLY},
    FOREIGN: {"pending_user": "tanaka"},
    PROMPT: {"prompt_style": "[%h]%s%p"},
}
KILLS = 20 if DEEP else 4


def test_of_many_routers_with_nine_in_trouble_each_ends_old_or_new_and_is_named(tmp_path: Path) -> None:
    with FleetLab(tmp_path, ROUTERS) as lab:
        old = lab.configurations()
        lab.ask("faults", of=TROUBLE)
        status, text = lab.run("site.yml", onramp_waves=[1, "5%", "25%", "100%"], onramp_max_failures=9)
        (run,) = lab.runs()
        ends, after = lab.ends(run), lab.configurations()
        ill = {host: end for host, end in ends.items() if end["failed"]}
        assert status != 0 and "Traceback" not in text
        assert len(ends) == ROUTERS and set(ill) <= set(TROUBLE)
        assert {host: end["status"] for host, end in ill.items() if host in (*CUT, RELOADING[0], *READ_ONLY, FOREIGN)} == {
            **dict.fromkeys([*CUT, RELOADING[0]], "rolled_back"), **dict.fromkeys(READ_ONLY, "unreachable"), FOREIGN: "failed",
        }
        assert all(f" {host}: " in text and end["codes"] and end["message"] for host, end in ill.items())
        assert {tuple(ill[host]["codes"]) for host in READ_ONLY} == {("KO-DV005",)} and ill[FOREIGN]["codes"] == ["KO-CH002"]

        lab.ask("faults", of={router: {"clear": ""} for router in TROUBLE if router not in READ_ONLY})
        counts = lab.ask("counts", router="branch-*")
        status, text = lab.run("site.yml", onramp_resume=run, onramp_max_failures=9)
        new = lab.configurations()
        assert status != 0 and {host for host, end in lab.ends(run).items() if end["failed"]} == set(READ_ONLY)
        well = [host for host in old if host not in ill]
        assert {host: lab.ask("counts", router="branch-*")[host] for host in well} == {host: counts[host] for host in well}, "passed over"
        for host, before in old.items():
            assert after[host]["running"] in (before["running"], new[host]["running"]), host
            assert after[host]["running"] == (before["running"] if host in ill else new[host]["running"]), host
            assert new[host]["running"] == new[host]["saved"] or host in READ_ONLY, host
            assert (new[host]["running"] == before["running"]) == (host in READ_ONLY), host


@pytest.fixture(scope="module")
def fifty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FleetLab]:
    with FleetLab(tmp_path_factory.mktemp("fifty"), 50) as lab:
        yield lab


@pytest.mark.requirement("VC-63")
def test_killed_at_any_moment_and_resumed_a_run_ends_as_if_nothing_had_happened(fifty: FleetLab) -> None:
    began = time.monotonic()
    status, text = fifty.run("site.yml", onramp_waves=[1, "30%", "100%"])
    assert status == 0, text
    whole, wanted = time.monotonic() - began, fifty.configurations()
    moments = random.Random(20261127)
    left_open = 0
    for number in range(KILLS):
        fifty.restore()
        process = fifty.start("site.yml", onramp_waves=[1, "30%", "100%"])
        time.sleep(moments.uniform(0.5, whole))
        _kill(process, everything=bool(number % 2))
        left_open += sum(state["pending"] for state in fifty.ask("status").values())
        status, text = _resumed(fifty)
        assert status == 0, text
        assert fifty.configurations() == wanted, f"kill {number}"
        assert not any(state["pending"] for state in fifty.ask("status").values())
    assert left_open, "no kill has met a router in the middle of its change: the test proves nothing"


def _resumed(fifty: FleetLab) -> tuple[int, str]:
    """The run goes on; while a worker that has outlived its main process still holds a device, that is refused, and tried again."""
    for _try in range(30):
        runs = fifty.runs()
        status, text = fifty.run("site.yml", **({"onramp_resume": runs[-1]} if runs else {}))
        if "KO-CH001" not in text:
            break
        time.sleep(2)
    return status, text


def _kill(process: subprocess.Popen[str], everything: bool) -> None:
    """The controller's main process, or all of them."""
    workers = _children(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    for worker in workers if everything else []:
        os.kill(worker, signal.SIGKILL)
    process.wait(30)


def _children(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(child) for child in children.read_text().split()]
    except OSError:
        return []
