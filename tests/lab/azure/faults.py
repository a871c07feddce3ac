"""Every fault that the simulated Azure can be asked for (AR-106), by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..fault_set import FaultSet


@dataclass
class Faults(FaultSet):
    """The defaults mean: none. Requests and writes count from 1 since the fault was set. Patterns match `METHOD path`, the path without what
    stands before `Microsoft.Network/`."""

    busy: int = 0
    """So many requests to ARM are answered with 429."""
    busy_on: str = ""
    """Only requests that match; empty: all."""
    retry_after: str = ""
    """The header Retry-After of a 429; empty: none."""
    fail: int = 0
    """So many requests to ARM are answered with `fail_status` and have no effect."""
    fail_on: str = ""
    """Only requests that match; empty: all."""
    fail_status: int = 500
    """500, 502, 503, 403 (no rights), 404, 409, or 412 (somebody else was faster)."""
    cut_before_write: int = 0
    """The connection breaks instead of this write."""
    cut_after_write: int = 0
    """The connection breaks when this write has been accepted, before the answer."""
    operation_fails: str = ""
    """Operations of requests that match end as Failed."""
    operation_canceled: str = ""
    """Operations of requests that match end as Canceled."""
    operation_error: str = "InternalServerError An error occurred."
    """Code and message of such an end."""
    operation_stuck: str = ""
    """Operations of requests that match never end."""
    operation_lost: bool = False
    """Asking for an operation is answered with 404."""
    no_operation: bool = False
    """Answers lack Azure-AsyncOperation (and Location)."""
    foreign_operation: str = ""
    """Azure-AsyncOperation and Location point to this origin, e.g. `https://192.0.2.66`."""
    token_fail: int = 0
    """So many requests for a token are answered with 500."""
    expire_at: int = 0
    """At this request to ARM every token that was given out expires."""
    delay: float = 0.0
    """Seconds (real ones) before an answer."""
    delay_on: str = ""
    """Delay only requests that match; empty: all."""
    truncated: str = ""
    """Answers to requests that match end in the middle of the JSON."""
    html: str = ""
    """Requests that match are answered with a proxy's page of HTML."""
    key_read: str = ""
    """Reading a shared key: `403`, `500`, or `empty` (AR-64)."""
    key_differs: bool = False
    """A new connection holds another key than the one that was sent (AZ-47)."""
    page: int = 0
    """Lists come in pages of so many rows; 0: at once."""
    other_on: str = ""
    """Right before a write that matches, once, somebody else gives the resource the tag `other`."""
    soracom_fail: int = 0
    """So many requests to SORACOM's API are answered with 500."""
    unreachable: bool = False
    """The port is closed: connections are refused and cut, until it is cleared."""
    rtt_ms: float = 0.0
    """Round-trip time in milliseconds between a client and the lab; for connections made after it was set."""

    def counted(self, name: str) -> bool:
        """Count one event towards the fault `name`; whether it is the one."""
        left: Any = getattr(self, name)
        if left:
            setattr(self, name, left - 1)
        return bool(left == 1)

    def taken(self, name: str, line: str) -> bool:
        """Whether the request `line` is one of the first so many that the fault `name` is for."""
        left: Any = getattr(self, name)
        if not left or (hasattr(self, f"{name}_on") and getattr(self, f"{name}_on") and not self.hits(f"{name}_on", line)):
            return False
        setattr(self, name, left - 1)
        return True
