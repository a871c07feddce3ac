# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Threads of a fleet stay on one core: Python runs one of them at a time, and where all of them run they find their data in the core's cache.

On two cores the same work costs five to ten per cent more, and takes longer. Only Linux can be told so; elsewhere nothing happens.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_PROCESSOR = 36  # of the fields of /proc/self/stat behind the command's name: the core that the process was last on (proc(5), field 39)


def here() -> int | None:
    """The core that this process is on now; None where that cannot be told."""
    try:
        return int(Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[_PROCESSOR])
    except (OSError, IndexError, ValueError):
        return None


def stay(core: int | None) -> None:
    """From now on this thread runs on ``core`` only."""
    if core is not None:
        with suppress(OSError, AttributeError):
            os.sched_setaffinity(0, {core})


def leave() -> None:
    """From now on this thread runs where the process may, and so do the processes that it starts."""
    with suppress(OSError, AttributeError):
        os.sched_setaffinity(0, os.sched_getaffinity(os.getpid()))
