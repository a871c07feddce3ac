"""What a router remembers between two derivations: since when each thing has been as it is, and when something will happen next."""
from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

Key = tuple[Hashable, ...]


@dataclass
class SessionMemory:
    """A BGP session that came (or will come) up at `up_at`; `lost_at` is when packets stopped, `head_end` who speaks at the far end."""

    fingerprint: Any
    up_at: float
    lost_at: float | None = None
    head_end: Any = None


@dataclass
class Memory:
    """Times in seconds of the lab's clock. `pings` counts (sent, answered) echo packets by tunnel; `full` is when a session was torn
    down for its number of prefixes; `counts` are packets and bytes by entry of an access list, interface, class of a policy."""

    held: dict[Key, tuple[Any, float]] = field(default_factory=dict)
    sessions: dict[Key, SessionMemory] = field(default_factory=dict)
    dropped: dict[Key, tuple[int, float]] = field(default_factory=dict)
    lines: dict[str, bool] = field(default_factory=dict)
    pinged: dict[str, float] = field(default_factory=dict)
    pings: dict[str, tuple[int, int]] = field(default_factory=dict)
    recursive: dict[str, float] = field(default_factory=dict)
    full: dict[Key, float] = field(default_factory=dict)
    counts: dict[Key, float] = field(default_factory=dict)
    next_event: float = float("inf")

    def since(self, key: Key, value: Any, when: float) -> float:
        """When the thing took this value: `when` if it has just changed."""
        known = self.held.get(key)
        if known is None or known[0] != value:
            self.held[key] = known = (value, when)
        return known[1]

    def plan(self, now: float, *moments: float | None) -> None:
        """Derive again at these moments, if they lie ahead."""
        ahead = [moment for moment in moments if moment is not None and moment > now]
        self.next_event = min([self.next_event, *ahead])

    def count(self, key: Key, amount: float) -> None:
        """Let a counter grow."""
        self.counts[key] = self.counts.get(key, 0.0) + amount

    def reset(self, kind: str, name: str | None = None) -> None:
        """Counters of one kind (and name) begin anew."""
        self.counts = {key: value for key, value in self.counts.items() if key[0] != kind or name not in (None, key[1])}

    def count_ping(self, tunnel: str, sent: int, answered: int) -> None:
        """Add echo packets to the counters of a tunnel."""
        before = self.pings.get(tunnel, (0, 0))
        self.pings[tunnel] = (before[0] + sent, before[1] + answered)
