# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What was done to a device, on disk before it is done: one file of JSON lines per device, no secret in it.

A run writes each phase *before* it enters it, so that the next run knows how far a killed one had come.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..problem import OnrampError, Problem

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
    """The journal of one device. ``key`` tells devices of one name apart: ``osaka-r1@192.0.2.1_22``."""

    def __init__(self, folder: Path, key: str, run: str) -> None:
        self.folder = folder
        self.run = run
        self.path = folder / (re.sub(r"[^\w.@-]", "_", key) + ".jsonl")

    def write(self, phase: str, **facts: Any) -> None:
        """Put ``phase`` on disk, synced, before the caller enters it."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        record = {"run": self.run, "phase": phase, "time": time.time(), "facts": facts}
        with open(self.path, "a", encoding="utf-8", opener=_private) as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def entries(self) -> list[Entry]:
        """Every whole line; a line cut by a crash is passed over."""
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        return [entry for entry in map(_entry, lines) if entry]

    def unfinished(self) -> Entry | None:
        """The last phase of an earlier run that did not end, or None."""
        entries = self.entries()
        return entries[-1] if entries and entries[-1].phase in OPEN_PHASES else None

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Only one run at a time changes this device; another one is refused (KO-CH001)."""
        with _locked(self.path.with_suffix(".lock"), wait=False):
            yield


@contextmanager
def turn(folder: Path, name: str) -> Iterator[None]:
    """Wait for one's turn among the devices that share ``name``: the two CPEs of a site never change together (VC-65)."""
    with _locked(folder / (re.sub(r"[^\w.-]", "_", name) + ".turn"), wait=True):
        yield


@contextmanager
def _locked(path: Path, wait: bool) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, "a", encoding="utf-8", opener=_private) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise OnrampError([Problem("KO-CH001", details={"lock": path.name})]) from None
        yield


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _entry(line: str) -> Entry | None:
    try:
        return Entry(**json.loads(line))
    except (ValueError, TypeError):
        return None
