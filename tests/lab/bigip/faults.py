"""Every fault that a simulated BIG-IP can be asked for (BP-82), by name."""

from __future__ import annotations

from dataclasses import dataclass

from ..fault_set import FaultSet


@dataclass
class Faults(FaultSet):
    """Faults of one BIG-IP; the defaults mean: none. Requests and writes count from 1 since the fault was set. Patterns match `METHOD path`."""

    expire_at: int = 0
    """At this request every token has expired (401); a new login helps."""
    forget_at: int = 0
    """At this request no token exists any more (401, the other words)."""
    restart: int = 0
    """So many requests are answered with 503: a page of HTML while the device restarts."""
    restart_text: bool = False
    """Those pages are the text `Configuration Utility restarting...`."""
    conflict: int = 0
    """This write is answered with 409: the object has come into being meanwhile."""
    fail_write: int = 0
    """This write is answered with 500 and has no effect."""
    cut_before_write: int = 0
    """The connection breaks instead of this write (queued ones count)."""
    cut_after_write: int = 0
    """The connection breaks when this write has taken effect, before the answer."""
    cut_before_commit: bool = False
    """The connection breaks instead of the next commit."""
    cut_after_commit: bool = False
    """The connection breaks when the next commit has taken effect, before the answer."""
    refuse_item: int = 0
    """The next commit is refused because of its command of this number."""
    transaction_timeout: int = 0
    """Transactions begun from now on last so many seconds; 0: as the platform says."""
    lose_transactions: bool = False
    """Every transaction has run out when it is asked for next."""
    save_fails: bool = False
    """`sys config save` is answered with 500."""
    token_limit: bool = False
    """Nobody gets a token: too many are alive."""
    no_ltm: bool = False
    """LTM is not provisioned: its endpoints are 404."""
    refuse_tags: bool = False
    """Texts of rules in which something looks like a tag of HTML are refused (BP-46)."""
    refuse_both: bool = False
    """Who sends a token and an Authorization header at once is refused; otherwise the answer takes half a minute (BP-08)."""
    empty_items: bool = False
    """Empty collections say `items: []`; otherwise they leave it out."""
    monitor_blank: bool = False
    """A blank at the end of every `monitor`."""
    other_on: str = ""
    """Right after a request that matches, once, another administrator writes `other_write`."""
    other_write: str = ""
    """`METHOD path body`, e.g. `PATCH /mgmt/tm/ltm/pool/~Common~webotx {"slowRampTime": 20}`."""
    dead_members: str = ""
    """Members `address:port` that match do not answer monitors."""
    delay: float = 0.0
    """Seconds (real ones) before an answer."""
    delay_on: str = ""
    """Delay only requests that match; empty: all."""
    unreachable: bool = False
    """The port is closed: connections are refused and cut, until it is cleared."""
    rtt_ms: float = 0.0
    """Round-trip time in milliseconds between a client and the device; for connections made after it was set."""
