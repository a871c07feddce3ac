"""One simulated IOS-XE router: running and saved configuration, files, users, messages, sessions (IX-50)."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable, MutableSequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..clock import Alarm, Clock
from ..entry import Entry
from . import secrets
from .archive import Archive
from .config import Answer, Configuration, Path
from .faults import Faults
from .render import running_text
from .tree import Node
from .users import Users

if TYPE_CHECKING:
    from .session import Session

INTERFACES = ("GigabitEthernet0/0/0", "GigabitEthernet0/0/1", "GigabitEthernet0/0/2", "GigabitEthernet0/0/3", "GigabitEthernet0")


@dataclass
class Platform:
    """What `show version` and `show inventory` tell."""

    model: str = "C8200-1N-4T"
    release: str = "17.9.4a"
    interfaces: tuple[str, ...] = INTERFACES
    enable_refused: tuple[str, ...] = ()
    authorized_keys: dict[str, list[str]] = field(default_factory=dict)


class Router:
    """State and services of a router. Sessions (`session.py`) act on it; nothing here knows of SSH.

    `configuration_lines` counts what was typed in configuration mode since the start or the last `restore`.
    `changed`: called after each change of the running configuration; `cleared`: called with the text of each `clear ...` command.
    """

    group = "ios_xe"

    def __init__(self, name: str, startup: str = "", clock: Clock | None = None, platform: Platform | None = None) -> None:
        self.name = name
        self.clock = clock or Clock()
        self.platform = platform or Platform()
        self.world: Any = None
        self.faults = Faults()
        self.log: MutableSequence[Entry] = []
        self.configuration_lines = 0
        self.on_entry: list[Callable[[Entry], None]] = []
        self.messages: deque[str] = deque(maxlen=2000)
        self.sessions: list[Session] = []
        self.changed: list[Callable[[], None]] = []
        self.cleared: list[Callable[[str], None]] = []
        self.files: dict[str, tuple[float, str]] = {}
        self.config_lock: int | None = None
        self.port = 0
        self.host_key = ""
        self.down_until = 0.0
        self.master_key = ""
        self.saved_at = 0.0
        self.reload_at = 0.0
        self._reload: Alarm | None = None
        self._shown: tuple[Configuration, int, str] | None = None
        self.delivered = startup
        self.config = Configuration(self.platform.interfaces)
        self.archive = Archive(self)
        self.users = Users(self)
        self.restore()

    # --- configuration -------------------------------------------------------------------------------------------------

    @property
    def tree(self) -> Node:
        """The canonical running configuration."""
        return self.config.tree

    @property
    def pending(self) -> bool:
        """Whether a revert timer runs."""
        return self.archive.pending is not None

    @property
    def hostname(self) -> str:
        """The configured host name."""
        return self.config.hostname()

    @property
    def serial(self) -> str:
        """A serial number of its own."""
        return "FGL" + hashlib.sha256(self.name.encode()).hexdigest()[:8].upper()

    def running_text(self) -> str:
        """The running configuration from `version` to `end`."""
        if not self.faults.alters_running:
            return self.running_text_plain()
        return running_text(self.config, self.faults)

    def startup_text(self) -> str:
        """The saved configuration, "" when there is none."""
        return self.startup

    def configure(self, lines: list[str] | str) -> list[str]:
        """Apply lines as one session would (for tests and preparation); returns what was printed or refused."""
        path: Path = ()
        said = []
        for line in lines.splitlines() if isinstance(lines, str) else lines:
            path = () if line[:1].strip() else path
            answer = self.enter(path, line)
            path = answer.path
            if answer.refused or answer.text:
                said.append(answer.text or f"{line.strip()}: {answer.refused.reason if answer.refused else ''}")
        self.touched()
        return said

    def enter(self, path: Path, line: str) -> Answer:
        """One configuration line in the section at `path`; those who follow are told by `touched()`."""
        self.config.encrypt6 = self.faults.type6
        return self.config.enter(path, line)

    def parse(self, text: str) -> Configuration:
        """A configuration of this router's hardware out of text."""
        config = Configuration(self.platform.interfaces, master_key=self.master_key)
        config.load(text.splitlines())
        return config

    def replace(self, text: str) -> None:
        """The running configuration becomes what the text says (rollback, `configure replace`, reload)."""
        version = self.config.version
        self.config = self.parse(text)
        self.config.version += version + 1
        self.touched()

    def touched(self) -> None:
        """Tell those who follow the configuration, and deliver messages that the change caused."""
        self.changed_at = self.clock.now()
        self.master_key = self.config.master_key
        notices, self.config.notices = self.config.notices, []
        for text in notices:
            self.syslog(text)
        for call in list(self.changed):
            call()

    def save(self) -> None:
        """`write memory`."""
        self.startup = self.running_text_plain()
        self.saved_at = self.clock.now()
        if self.archive.option("write-memory"):
            self.archive.store()

    def running_text_plain(self) -> str:
        """The running configuration as it is kept in files: complete, whatever a release variant hides. Made anew after a change only."""
        if self._shown is None or self._shown[:2] != (self.config, self.config.version):
            self._shown = (self.config, self.config.version, running_text(self.config))
        return self._shown[2]

    def restore(self) -> None:
        """Back to the state of delivery: saved and running configuration, files, log of messages, no fault."""
        self.drop_sessions()
        self.archive.forget()
        self.cancel_reload()
        self.faults.clear()
        self.files.clear()
        self.messages.clear()
        self.master_key = ""
        self.config_lock = None
        self.configuration_lines = 0
        self.config = Configuration(self.platform.interfaces)
        self.refused_at_start = self.config.load(self.delivered.splitlines())
        if not self.delivered.strip():
            self._factory()
        self.startup = self.running_text_plain()
        self.boot_time = self.changed_at = self.saved_at = self.clock.now()
        self.config.version += 1
        self.touched()

    def _factory(self) -> None:
        for name in self.platform.interfaces:
            self.config.enter((f"interface {name}",), "shutdown")

    def reload(self) -> None:
        """Power cycle: sessions end, running becomes startup, the revert timer is gone (IX-46)."""
        self.drop_sessions()
        self.archive.forget()
        self.cancel_reload()
        self.config_lock = None
        self.messages.clear()
        self.boot_time = self.clock.now()
        self.down_until = self.boot_time + self.faults.reload_seconds
        self.replace(self.startup)
        self.syslog("%SYS-5-RESTART: System restarted --")

    def schedule_reload(self, minutes: int) -> None:
        """`reload in N`."""
        self.cancel_reload()
        self.reload_at = self.clock.now() + minutes * 60
        self._reload = self.clock.at(minutes * 60, self.reload)

    def cancel_reload(self) -> bool:
        """`reload cancel`; whether there was something to cancel."""
        scheduled, self._reload, self.reload_at = self._reload, None, 0.0
        if scheduled is not None:
            scheduled.cancel()
        return scheduled is not None

    # --- sessions and messages -----------------------------------------------------------------------------------------

    def drop_sessions(self) -> None:
        """Cut every session at once."""
        for session in list(self.sessions):
            session.cut()

    def refuses(self) -> bool:
        """Whether a new connection is turned away now: reloading, no free line, or a fault (IX-73)."""
        if self.faults.refuse_sessions:
            self.faults.refuse_sessions -= self.faults.refuse_sessions > 0
            return True
        return self.clock.now() < self.down_until or len(self.sessions) >= self.faults.vty_limit

    def syslog(self, text: str) -> None:
        """A system message: to the buffer and to monitoring sessions (IX-14)."""
        line = f"*{self.stamp()}: {text}"
        self.messages.append(line)
        for session in list(self.sessions):
            if session.monitor:
                session.notify(line)

    def record(self, session: int, user: str, mode: str, line: str) -> None:
        """Log one received line with secrets masked (IX-55)."""
        entry = Entry(self.clock.now(), session, user, mode, secrets.mask(line))
        self.log.append(entry)
        for call in self.on_entry:
            call(entry)

    def stamp(self, moment: float | None = None) -> str:
        """`Feb 21 22:45:48.123` in UTC."""
        moment = self.clock.now() if moment is None else moment
        return time.strftime("%b %e %H:%M:%S", time.gmtime(moment)) + f".{int(moment % 1 * 1000):03d}"

    def date(self, moment: float | None = None) -> str:
        """`22:50:48 UTC Sat Feb 21 2026`."""
        return time.strftime("%H:%M:%S UTC %a %b %e %Y", time.gmtime(self.clock.now() if moment is None else moment))
