"""One run against osaka-r1 in a process of its own, to be killed: ``python -m tests.integration.one_run PORT JOURNALS``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.integration.branch import Branch

if __name__ == "__main__":
    nobody: Any = None
    Branch(nobody, "osaka-r1", int(sys.argv[1]), Path(sys.argv[2])).run("killed")
