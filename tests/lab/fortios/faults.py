"""Every fault that a simulated FortiGate can be asked for (FO-40, FO-46), by name."""

from __future__ import annotations

from dataclasses import dataclass

from ..fault_set import FaultSet


@dataclass
class Faults(FaultSet):
    """Faults of one FortiGate; the defaults mean: none. Requests and writes count from 1 since the fault was set. Patterns match `METHOD path`."""

    expire_at: int = 0
    """From this request on, no token is known any more (401)."""
    busy: int = 0
    """So many requests are answered with 429."""
    retry_after: str = ""
    """The header Retry-After of a 429; empty: none."""
    fail_write: int = 0
    """This write is answered with 500 and has no effect."""
    fail_error: int = -1
    """Its error number."""
    cut_before_write: int = 0
    """The connection breaks instead of this write."""
    cut_after_write: int = 0
    """The connection breaks when this write has taken effect, before the answer."""
    read_only: bool = False
    """Every write is refused with 403, whatever the token: the secondary of a cluster."""
    no_revision: bool = False
    """Answers to writes do not say `revision_changed`."""
    other_on: str = ""
    """Right after a request that matches, once, another administrator writes `other_write`."""
    other_write: str = ""
    """`METHOD path body`, e.g. `PUT firewall/policy/1 {"status": "disable"}`."""
    delay: float = 0.0
    """Seconds (real ones) before an answer."""
    delay_on: str = ""
    """Delay only requests that match; empty: all."""
    no_json: str = ""
    """Answer requests that match with a page of HTML."""
    unreachable: bool = False
    """The port is closed: connections are refused and cut, until it is cleared."""
    rtt_ms: float = 0.0
    """Round-trip time in milliseconds between a client and the device; for connections made after it was set."""
