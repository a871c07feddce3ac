"""A FortiGate of the lab without a wire, and who asks it."""

from __future__ import annotations

import json
from typing import Any

from tests.lab.fortios.api import answer
from tests.lab.fortios.gate import FortiGate, Platform

CMDB = "/api/v2/cmdb/"


class Client:
    """Asks a FortiGate and takes its answers apart."""

    def __init__(self, **platform: Any) -> None:
        self.gate = FortiGate("fg", platform=Platform(**platform))

    def ask(self, line: str, body: Any = None, **query: str) -> dict[str, Any]:
        method, path = line.split(" ", 1)
        status, found = answer(self.gate, method, CMDB + path, query, "" if body is None else json.dumps(body))
        assert found["http_status"] == status and (found["status"] == "success") == (status == 200)
        return dict(found)

    def row(self, path: str) -> dict[str, Any]:
        return dict(self.ask(f"GET {path}")["results"][0])

    def refused(self, line: str, body: Any = None, **query: str) -> tuple[int, int]:
        found = self.ask(line, body, **query)
        return found["http_status"], found.get("error", 0)


def policy(number: int, name: str, **changes: Any) -> dict[str, Any]:
    sides = {"srcintf": "lan", "dstintf": "wan1", "srcaddr": "office", "dstaddr": "all", "service": "HTTPS"}
    return {"policyid": number, "name": name, "action": "accept", **{side: [{"name": value}] for side, value in sides.items()}, **changes}
