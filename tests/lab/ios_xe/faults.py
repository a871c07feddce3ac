"""Every fault that a simulated router can be asked for (IX-60..IX-68, IX-71..IX-73), by name."""

from __future__ import annotations

from dataclasses import dataclass

from ..fault_set import FaultSet


@dataclass
class Faults(FaultSet):
    """Faults of one router. The defaults mean: none. Line numbers count the configuration lines since `configure terminal`, from 1."""

    drop_before_line: int = 0
    """Cut the connection instead of executing this configuration line (IX-60)."""
    drop_after_line: int = 0
    """Cut the connection after executing this configuration line, before the reply (IX-60)."""
    drop_on: str = ""
    """Cut the connection instead of executing a line that matches this pattern."""
    reload_at_line: int = 0
    """Reload when this configuration line has been executed (IX-71)."""
    reload_on: str = ""
    """Reload instead of executing a line that matches this pattern, e.g. `configure confirm`, `write memory` (IX-71)."""
    reload_seconds: float = 0.0
    """For how many seconds of the lab's time a reloading router refuses sessions."""
    delay: float = 0.0
    """Seconds (real ones) before the reply to a line (IX-68)."""
    delay_on: str = ""
    """Delay only lines that match this pattern; empty: all."""
    garbage: str = ""
    """Text put before every reply."""
    partial_on: str = ""
    """Send only half of the reply to a matching line, and no prompt (IX-68)."""
    paging_stuck: bool = False
    """`terminal length 0` is accepted and without effect (IX-68)."""
    prompt: str = ""
    """Another name in the prompt than the host name (IX-67)."""
    prompt_style: str = ""
    """The exec prompt as the command `prompt` shapes it, e.g. `[%h]%s%p`: %h name, %p `#` or `>`, %s space, %n line, %% percent (IX-67)."""
    prompt_length: int = 20
    """How many characters of the name the prompt shows: a long host name, whole (IX-10)."""
    refuse_sessions: int = 0
    """Refuse so many new connections; -1: until cleared (IX-73)."""
    unreachable: bool = False
    """The port is closed: connections are refused, sessions are cut, until it is cleared (IX-73)."""
    rtt_ms: float = 0.0
    """Round-trip time in milliseconds between a client and the router, from the first packet on; for connections made after it was set."""
    refuse_login: bool = False
    """Refuse every password (IX-73)."""
    unprivileged: bool = False
    """Whoever logs in may only look: privilege level 1, and `enable` is refused (IX-05, IX-66)."""
    vty_limit: int = 16
    """How many sessions there may be at once (IX-09, IX-73)."""
    config_locked: str = ""
    """User who holds the configuration lock (IX-15)."""
    disk_full: bool = False
    """No space for archive files (IX-62)."""
    pending_user: str = ""
    """Another user's revert timer is running (IX-63)."""
    refuse_line: str = ""
    """Refuse configuration lines that match this pattern (IX-64, IX-65)."""
    refuse_text: str = "% Invalid input detected at '^' marker."
    """What is printed for a refused line; empty: nothing (IX-65)."""
    authorization: str = ""
    """`Command authorization failed` for lines that match this pattern (IX-66)."""
    syslog_burst: int = 0
    """So many system messages between the output of a command and the prompt (IX-14, IX-67)."""
    syslog_after_prompt: int = 0
    """So many system messages right after each prompt (IX-14, IX-67)."""
    banner_line: str = ""
    """A line added to the banner after login, e.g. one ending in `router#` (IX-67)."""
    prompt_like_line: str = ""
    """A line added to every output, e.g. `osaka-r1#` (IX-02)."""
    expire_at_end: bool = False
    """A pending revert timer expires as soon as configuration mode is left (IX-61)."""
    archive_off: bool = False
    """The archive feature is off whatever the configuration says (IX-44, IX-62)."""
    byte_delay: float = 0.0
    """Seconds between the characters of the output (IX-68)."""
    acl_sequence_hidden: bool = False
    """Release variant: no sequence numbers in access lists (IX-72)."""
    sip_port_named: bool = False
    """Release variant: access lists show port 5060 as `sip` (interconnect.md, section 5)."""
    local_authentication_first: bool = False
    """Release variant: `authentication local` before `authentication remote` (IX-72)."""
    type6: bool = False
    """Release variant: pre-shared keys are stored as type 6 (IX-72)."""

    @property
    def alters_running(self) -> bool:
        """Whether a release variant changes what `show running-config` prints."""
        return self.acl_sequence_hidden or self.sip_port_named or self.local_authentication_first
