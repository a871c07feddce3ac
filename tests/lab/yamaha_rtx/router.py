# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One simulated Yamaha RTX: running and saved configurations, clock, timers, sessions (RX-63..RX-76)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, MutableSequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ..clock import Clock
from ..entry import Entry
from . import secrets
from .box import Box, box
from .config import Config
from .faults import Faults
from .flash import Flash, Saved
from .models import Model, model
from .rollback import Rollbacks
from .schedule import Schedule
from .settings import Settings
from .users import Users
from .written import Spelling

if TYPE_CHECKING:
    from .session import Session

_JAPAN = timedelta(hours=9)


@dataclass
class Platform:
    """Which box it is, and what the lab wants of it: keys of users by name, `ssh-rsa` as the only host key signature, TELNET too, spelling."""

    model: str = "RTX1210"
    revision: str = "14.01.42"
    authorized_keys: dict[str, list[str]] = field(default_factory=dict)
    ssh_rsa_only: bool = False
    telnet: bool = False
    port_names: bool = False
    full_filters: bool = False


class Router:
    """State and services of a box. Sessions (`session.py`) act on it; nothing here knows of SSH or TELNET.

    `configuration_lines` counts the configuration commands typed since the start or the last `restore`.
    `changed`: called after each change of the running configuration.
    """

    group = "yamaha_rtx"

    def __init__(self, name: str, startup: str = "", clock: Clock | None = None, platform: Platform | None = None) -> None:
        self.name, self.delivered = name, startup
        self.clock = clock or Clock()
        self.platform = platform or Platform()
        self.model: Model = model(self.platform.model, self.platform.revision)
        self.box: Box = box(self.platform.model, self.platform.revision)
        self.faults = Faults()
        self.log: MutableSequence[Entry] = []
        self.on_entry: list[Callable[[Entry], None]] = []
        self.messages: deque[str] = deque(maxlen=500)
        self.sessions: list[Session] = []
        self.changed: list[Callable[[], None]] = []
        self.flash = Flash()
        self.rollbacks = Rollbacks(self)
        self.schedule = Schedule(self)
        self.users = Users(self)
        self.config = self._empty()
        self.settings = Settings(())
        self.dirty = False
        self.refused_at_start: list[str] = []
        self.configuration_lines = self.started_from = 0
        self.port = self.telnet_port = 0
        self.host_key = ""
        self.down_until = self.boot_time = self._set_by = 0.0
        self.faults.follow(self.touched, line=False)
        self.restore()

    # --- configuration -------------------------------------------------------------------------------------------------

    def running_text_plain(self) -> str:
        """The running configuration as a file holds it, without header and date."""
        return _text(self.config.script())

    def startup_text(self) -> str:
        """The configuration that the next start reads, "" when there is none."""
        saved = self.flash.read(str(self.flash.default))
        return _text(saved.lines) if saved else ""

    def configure(self, *lines: str) -> list[str]:
        """Somebody's configuration lines, past every session (for tests, faults, preparation); returns what was refused."""
        refused = self.config.load(list(lines))
        self.dirty = True
        self.touched()
        return refused

    def parsed(self, saved: Saved) -> Config:
        """A saved configuration as the running one would be."""
        config = self._empty()
        config.load(list(saved.lines))
        return config

    def save(self, number: int, comment: str = "") -> None:
        """`save`: the running configuration into a file."""
        self.flash.write(number, Saved(tuple(self.config.script()), self.now(), comment))
        if number == self.flash.default:
            self.dirty = False

    def touched(self) -> None:
        """The running configuration has changed, or a fault: consoles, schedules, reach follow."""
        self.settings = Settings(self.config.script(), self.box.character)
        self.schedule.set()
        cut = self.unreachable_by_filter()
        for session in list(self.sessions):
            session.follow(cut)
        for call in list(self.changed):
            call()

    def _empty(self) -> Config:
        """A configuration without a line, in the spelling of this box (RX-69)."""
        return Config(self.model, Spelling(self.platform.port_names, self.platform.full_filters))

    @property
    def pending(self) -> bool:
        """Whether a rollback timer runs."""
        return len(self.rollbacks) > 0

    @property
    def language(self) -> str:
        """`ja` or `en`, by `console character` (RX-13, RX-23)."""
        return "ja" if self.settings.character.startswith(("ja", "sjis", "euc")) else "en"

    # --- starting ------------------------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Back to the state of delivery: saved and running configuration, no fault, no timer."""
        self.drop_sessions()
        self.faults.clear()
        self.rollbacks.forget()
        self.messages.clear()
        self.flash.clear()
        self.configuration_lines, self.started_from, self._set_by = 0, 0, 0.0
        self.config = self._empty()
        self.refused_at_start = self.config.load(self.delivered.splitlines() or list(self.box.delivered))
        self.users.restore()
        self.save(0)
        self.boot_time, self.down_until = self.now(), 0.0
        self.touched()

    def reload(self, number: int | None = None) -> None:
        """Power cycle: sessions end, timers are gone, what was saved runs (RX-71). `number` becomes the default."""
        self.drop_sessions()
        self.rollbacks.forget()
        if number is not None:
            self.flash.default = number
        self.started_from = self.flash.default
        saved = self.flash.read(str(self.flash.default))
        self.config = self.parsed(saved) if saved else self._empty()
        self.dirty = False
        self.messages.clear()
        self.boot_time = self.now()
        self.down_until = self.clock.now() + self.faults.restart_seconds
        self.syslog("Restart by restart command")
        self.touched()
        self.schedule.startup()

    def cold_start(self) -> None:
        """`cold start`: as from the factory."""
        self.flash.clear()
        config = self._empty()
        config.load(list(self.box.delivered))
        self.flash.write(0, Saved(tuple(config.script()), self.now()))
        self.reload()

    # --- sessions and messages -----------------------------------------------------------------------------------------

    def drop_sessions(self) -> None:
        """Cut every session at once."""
        for session in list(self.sessions):
            session.cut()

    def unreachable_by_filter(self) -> bool:
        """Whether the running configuration cuts management, as the fault `cut_while` sees it."""
        return bool(self.faults.cut_while) and any(self.faults.hits("cut_while", line) for line in self.config.script())

    def refuses(self, kind: str) -> bool:
        """Whether a new connection of this kind (`ssh`, `telnet`) is turned away now: down, cut off, full, service off, or a fault."""
        if self.faults.refuse_sessions:
            self.faults.refuse_sessions -= self.faults.refuse_sessions > 0
            return True
        if self.clock.now() < self.down_until or self.unreachable_by_filter() or not self.users.serves(kind):
            return True
        return self.faults.sessions_open + sum(session.kind == kind for session in self.sessions) >= self.users.room(kind)

    def syslog(self, text: str) -> None:
        """A log line: kept, and shown on consoles when `console info on` (RX-13)."""
        line = f"{self.local():%Y/%m/%d %H:%M:%S}: {text}"
        self.messages.append(line)
        if self.settings.info:
            for session in list(self.sessions):
                session.notify(line)

    def record(self, session: int, user: str, mode: str, line: str) -> None:
        """Log one received line with secrets masked."""
        entry = Entry(self.clock.now(), session, user, mode, secrets.masked(line))
        self.log.append(entry)
        for call in self.on_entry:
            call(entry)

    # --- time ----------------------------------------------------------------------------------------------------------

    def now(self) -> float:
        """The router's own idea of the time, in seconds since the epoch."""
        return self.clock.now() + self._set_by + self.faults.clock_offset

    def set_clock(self, local: datetime) -> None:
        """`date`, `time`."""
        self._set_by += (local - self.local()).total_seconds()
        self.schedule.set()

    def local(self, moment: float | None = None) -> datetime:
        """The router's date and time of day, Japanese standard time."""
        return (datetime.fromtimestamp(self.now() if moment is None else moment, UTC) + _JAPAN).replace(tzinfo=None)


def _text(lines: list[str] | tuple[str, ...]) -> str:
    return "".join(line + "\n" for line in lines)
