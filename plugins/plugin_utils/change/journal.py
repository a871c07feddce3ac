# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What was done to a device, on disk before it is done: one file of JSON lines per device, no secret in it.

A run writes each phase *before* it enters it, so that the next run knows how far a killed one had come.
"""

from __future__ import annotations

import hashlib
import re
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..problem import OnrampError, Problem
from . import records

OPEN_PHASES = frozenset({"arming", "applying", "verifying", "confirming", "saving", "reverting"})
#: phases in which a killed run may have left a timer running or a configuration unsaved


@dataclass(frozen=True)
class Entry:
    """One line of a journal: the run, the phase it entered, when (seconds since the epoch) and what it knew then."""

    run: str
    phase: str
    time: float
    facts: dict[str, Any] = field(default_factory=dict)


def new_run() -> str:
    """A run's id, sortable by time: ``20261123T215136Z-1f3a``."""
    return time.strftime("%Y%m%dT%H%M%SZ-", time.gmtime()) + uuid.uuid4().hex[:4]


def digest(text: str) -> str:
    """What tells two configurations apart in a journal that must not hold them: SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


class Journal:
    """The journal of one device. ``key`` tells devices of one name apart: ``osaka-r1@192.0.2.1_22``. ``told`` hears of each phase."""

    def __init__(self, folder: Path, key: str, run: str, told: Callable[[str], None] | None = None) -> None:
        self.folder = folder
        self.run = run
        self.path = folder / (re.sub(r"[^\w.@-]", "_", key) + ".jsonl")
        self._told = told

    def write(self, phase: str, **facts: Any) -> None:
        """Put ``phase`` on disk, synced, before the caller enters it."""
        records.append(self.path, {"run": self.run, "phase": phase, "time": records.now(self.path), "facts": facts})
        self.tell(phase)

    def tell(self, phase: str) -> None:
        """Say that ``phase`` is entered, without a record of it."""
        if self._told:
            self._told(phase)

    def entries(self) -> list[Entry]:
        """Every whole line; a line cut by a crash is passed over. Raises KO-CH016 when the file is damaged."""
        return [self._entry(record) for record in records.load(self.path)]

    def unfinished(self) -> Entry | None:
        """The last phase of an earlier run that did not end, or None."""
        record = records.last(self.path)
        entry = self._entry(record) if record else None
        return entry if entry and entry.phase in OPEN_PHASES else None

    def lock(self) -> AbstractContextManager[None]:
        """Only one run at a time changes this device; another one is refused (KO-CH001)."""
        return records.locked(self.path.with_suffix(".lock"))

    def _entry(self, record: dict[str, Any]) -> Entry:
        try:
            return Entry(**record)
        except TypeError:
            raise OnrampError([Problem("KO-CH016", value=self.path.name, details={"number": "?"})]) from None


def turn(folder: Path, name: str) -> AbstractContextManager[None]:
    """Wait for one's turn among the devices that share ``name``: the two CPEs of a site never change together (VC-65)."""
    return records.locked(folder / (re.sub(r"[^\w.-]", "_", name) + ".turn"), wait=True)
