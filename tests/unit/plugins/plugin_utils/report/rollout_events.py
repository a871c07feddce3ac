"""A rollout as its events, for tests of what is made of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.progress import Progress

START = 1795000000.0
FAILED = {"status": "rolled_back", "failed": True, "codes": ["KO-CH007"], "message": "KO-CH007 b1: taken back"}


def event(kind: str, at: float = 0, **keys: Any) -> dict[str, Any]:
    """One event, ``at`` seconds after the start."""
    return {"event": kind, "time": START + at, "run": "r1", **keys}


def run(waves: Iterable[int] = (1, 3), **keys: Any) -> dict[str, Any]:
    waves = list(waves)
    return event("run", **{"what": "rollout", "hosts": sum(waves), "waves": waves, "check": False, "max_failures": 1, "resumed": 0, **keys})


def ended(host: str, at: float = 0, wave: int = 1, **keys: Any) -> dict[str, Any]:
    return event("ended", at, host=host, wave=wave, **{"status": "changed", "failed": False, "codes": [], "message": "", "seconds": 1.0, **keys})


def first_wave(**end: Any) -> list[dict[str, Any]]:
    """The run begins, and its canary ends."""
    return [
        run(), event("wave", wave=1, of=2, hosts=1), event("started", host="b1", wave=1), event("phase", 2, host="b1", phase="applying"),
        ended("b1", 4, **end), event("gate", 4, wave=1, passed=True, failures=int(end.get("failed", False)), max_failures=1),
    ]


def second_wave() -> list[dict[str, Any]]:
    """Three at work."""
    hosts = ("b2", "b3", "b4")
    phases = [event("phase", 10 + i, host=host, phase="verifying" if host == "b2" else "arming") for i, host in enumerate(hosts)]
    return [event("wave", 5, wave=2, of=2, hosts=3), *(event("started", 6, host=host, wave=2) for host in hosts), *phases]


def progress(*events: dict[str, Any]) -> Progress:
    found = Progress()
    for one in events:
        found.take(one)
    return found
