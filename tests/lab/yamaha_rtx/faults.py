# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Every fault that a simulated RTX can be asked for (RX-76), by name; the control channel sets them as those of the other devices."""

from __future__ import annotations

from dataclasses import dataclass

from ..fault_set import FaultSet


@dataclass
class Faults(FaultSet):
    """Faults of one router; the defaults mean: none. Patterns are regular expressions that look for a match anywhere in a line.

    Configuration lines count from 1 in each session.
    """

    drop_after_command: int = 0
    """Cut the connection when this command of a session, whatever it is, has been executed, before the reply."""
    drop_before_line: int = 0
    """Cut the connection instead of executing this configuration line."""
    drop_after_line: int = 0
    """Cut the connection when this configuration line has been executed, before the reply."""
    drop_on: str = ""
    """Cut the connection instead of executing a line that matches."""
    cut_while: str = ""
    """Management is cut while a line of the running configuration matches: nothing passes, nobody gets in; a rollback brings it back."""
    restart_at_line: int = 0
    """Restart when this configuration line has been executed."""
    restart_on: str = ""
    """Restart instead of executing a line that matches, e.g. `^confirm`, `^save`."""
    restart_seconds: float = 0.0
    """For how many seconds of the lab's time a restarting router refuses sessions."""
    save_seconds: float = 0.0
    """Seconds (real ones) that `save` takes."""
    flash_full: bool = False
    """`save` and `copy config` find no room."""
    refuse_line: str = ""
    """Refuse configuration lines that match, in the middle of a block for example."""
    refuse_text: str = ""
    """What is printed for a refused line after `Error: `; empty: an illegal keyword."""
    silent_line: str = ""
    """Accept configuration lines that match, print nothing, and do not apply them."""
    full_width_colon: bool = False
    """Japanese errors begin with `エラー：` instead of `エラー: `."""
    log_lines: int = 0
    """So many log lines after the output of each command, when `console info on` lets them through."""
    other_lines: str = ""
    """Configuration lines (`;` between them) that another administrator enters once, right after the output of a command that matches `other_on`."""
    other_on: str = "^show config"
    """When the other administrator acts."""
    expire_on: str = ""
    """The login timer expires instead of executing a line that matches: log out and roll back."""
    sessions_open: int = 0
    """So many sessions of others; eight leave no room."""
    columns_refused: bool = False
    """`console columns` above 200 is out of range, whatever the firmware."""
    clock_offset: float = 0.0
    """Seconds by which the router's clock is wrong; 86400 is a day ahead."""
    delay: float = 0.0
    """Seconds (real ones) before the reply to a line."""
    delay_on: str = ""
    """Delay only lines that match; empty: all."""
    garbage: str = ""
    """Text put before every reply."""
    prompt_like_line: str = ""
    """A line added to every output, e.g. `# ` or `RTX1210> show`."""
    byte_delay: float = 0.0
    """Seconds between the characters of the output."""
    refuse_sessions: int = 0
    """Refuse so many new connections; -1: until cleared."""
    unreachable: bool = False
    """The port is closed: connections are refused, sessions are cut, until it is cleared."""
    rtt_ms: float = 0.0
    """Round-trip time in milliseconds between a client and the router; for connections made after it was set."""
    refuse_login: bool = False
    """Refuse every password and key."""
    unprivileged: bool = False
    """Nobody becomes administrator."""
