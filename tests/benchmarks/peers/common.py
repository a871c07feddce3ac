"""What the peers have in common: the jobs, the comparison, and how they report."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

CONCURRENCY = 50
Jobs = dict[str, Any]


def missing(running: str, lines: Iterable[str]) -> list[str]:
    """The wanted lines that are not in the running configuration, as scripts compare: line by line."""
    there = {line.strip() for line in running.splitlines()}
    return [line for line in lines if line.strip() not in there]


def main(run: Callable[[Jobs, str], dict[str, list[str]]]) -> None:
    """Do the jobs named on the command line; ``run`` returns what was missing on each host. Prints one JSON object."""
    jobs, action = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), sys.argv[2]
    began = time.monotonic()
    found = run(jobs, action)
    short = sorted({line for lines in found.values() for line in lines})
    print(json.dumps({"hosts": len(found), "seconds": time.monotonic() - began, "missing": short[:20]}))
    if len(found) != len(jobs["hosts"]):
        sys.exit(1)
