"""The routers' logs as witnesses of a run that changed nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools import lab_log


def told(directory: Path, router: str, *lines: str) -> None:
    with (directory / f"{router}.jsonl").open("a", encoding="utf-8") as log:
        log.writelines(json.dumps({"time": 1.0, "session": 1, "user": "kyoten", "mode": "exec", "line": line}) + "\n" for line in lines)


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """Two routers that were configured before the mark and only read after it."""
    for router in ("osaka-r1", "tokyo-r1"):
        told(tmp_path, router, "configure terminal revert timer 5", "end", "configure confirm", "write memory")
    lab_log.mark(tmp_path)
    for router in ("osaka-r1", "tokyo-r1"):
        told(tmp_path, router, "terminal length 0", "show running-config", "show archive config rollback timer")
    return tmp_path


def test_reading_is_no_objection(logs: Path) -> None:
    assert lab_log.objections(logs) == []


@pytest.mark.parametrize("line", ["configure terminal", "conf t", " CONF T", "wr", "write memory", "copy running-config flash:", "reload in 5",
                                  "PUT firewall/policy/1?vdom=root {}", "POST firewall/address {}", "DELETE system/session-helper/13",
                                  "PATCH /mgmt/tm/ltm/pool/~Common~x 200", "PUT /subscriptions/1/resourceGroups/x 201"])
def test_a_line_that_could_change_a_router_is_an_objection(logs: Path, line: str) -> None:
    told(logs, "tokyo-r1", line)
    assert lab_log.objections(logs) == [f"tokyo-r1: {line}"]


@pytest.mark.parametrize("line", ["POST /tenant/oauth2/v2.0/token 200", "POST /mgmt/shared/authn/login 200", "DELETE /mgmt/shared/authz/tokens/A 200",
                                  "GET /mgmt/tm/ltm/pool 200"])
def test_a_token_of_one_s_own_changes_nothing(logs: Path, line: str) -> None:
    lab_log.mark(logs)
    told(logs, "tokyo-r1", line)
    told(logs, "osaka-r1", "show clock")
    assert not [objection for objection in lab_log.objections(logs) if "token" in objection or "login" in objection or "pool" in objection]


def test_a_router_that_was_not_asked_is_an_objection(logs: Path) -> None:
    lab_log.mark(logs)
    told(logs, "osaka-r1", "show running-config")
    assert lab_log.objections(logs) == ["tokyo-r1: was told nothing"]


def test_no_router_at_all_is_an_objection(tmp_path: Path) -> None:
    lab_log.mark(tmp_path)
    assert lab_log.objections(tmp_path) == [f"{tmp_path}: no router was told anything"]


def test_command_line(logs: Path) -> None:
    def run(action: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, lab_log.__file__, action, str(logs)], capture_output=True, text=True, check=False)

    assert run("since").returncode == 0
    told(logs, "osaka-r1", "conf t")
    assert (run("since").returncode, run("since").stdout) == (1, "osaka-r1: conf t\n")
    assert run("mark").returncode == 0
    assert run("since").returncode == 1, "nothing was told since the new mark"
