"""What a device has received, line by line (IX-55)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One received line; secrets are masked. `time` is the lab's, in seconds since the epoch."""

    time: float
    session: int
    user: str
    mode: str
    line: str
