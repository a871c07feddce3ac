"""Archive files and the rollback confirmed change (IX-40..IX-46)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..clock import Alarm
from .edit import Rejected

if TYPE_CHECKING:
    from .router import Router

OFF = "%Turn config archive on before using Rollback Confirmed Change"
NOTHING = "%No Rollback Confirmed Change pending"


@dataclass(slots=True)
class Pending:
    """A change that will be rolled back unless it is confirmed."""

    user: str
    minutes: int
    idle: bool
    file: str
    since: float
    alarm: Alarm | None


class Archive:
    """The archive of one router and its revert timer."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.names: list[str] = []
        self.pending: Pending | None = None
        self.number = 0

    def option(self, key: str) -> str:
        """The text of a line of the `archive` section, "" when it is not there."""
        section = self.router.config.section(("archive",))
        return section.text(key) if section else ""

    @property
    def path(self) -> str:
        """Where archive files go, "" when the archive is off (IX-40)."""
        return "" if self.router.faults.archive_off else self.option("path").partition(" ")[2]

    @property
    def maximum(self) -> int:
        """How many files are kept."""
        return int(self.option("maximum").partition(" ")[2] or 10)

    def next_name(self) -> str:
        """The name of the next file: path, time, number."""
        now = self.router.clock.now()
        return f"{self.path}{time.strftime('%b-%d-%H-%M-%S', time.gmtime(now))}.{int(now % 1 * 1000):03d}-{self.number}"

    def store(self) -> str:
        """Write the running configuration to the next file and return its name; Rejected when the disk is full (IX-62)."""
        name = self.next_name()
        if self.router.faults.disk_full:
            raise Rejected(f"%Error opening {name} (No space left on device)")
        self.router.files[name] = (self.router.clock.now(), self.router.running_text_plain())
        self.names.append(name)
        self.number += 1
        while len(self.names) > self.maximum:
            self.router.files.pop(self.names.pop(0), None)
        return name

    def forget(self) -> None:
        """No timer any more (reload); the files stay."""
        if self.pending and self.pending.alarm:
            self.pending.alarm.cancel()
        self.pending = None

    def arm(self, user: str, level: int, minutes: int, idle: bool) -> str:
        """Back up and start the timer; returns what is printed (IX-42). Rejected when it cannot be armed."""
        if not self.path:
            raise Rejected(OFF)
        other = self.current()
        if other is not None:
            raise Rejected(f"%Rollback Confirmed Change already pending, scheduled by user {other.user}")
        announced = f"Rollback Confirmed Change: Backing up current running config to {self.next_name()}\n"
        try:
            file = self.store()
        except Rejected as error:
            raise Rejected(f"{announced}{error}\n%Error: cannot back up the running config, Rollback Confirmed Change is not started") from None
        self.pending = Pending(user, minutes, idle, file, self.router.clock.now(), None)
        self._wind()
        self.router.syslog(f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_BACKUP: Backing up current running config to {file}")
        kind = "IDLETIMER" if idle else "ABSTIMER"
        self.router.syslog(
            f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_START_{kind}: User: {user}(Priv: {level}, View: 0): "
            f"Scheduled to rollback to config {file} in {minutes} minutes"
        )
        return f"Rollback Confirmed Change: Backing up current running config to {file}\n"

    def current(self) -> Pending | None:
        """The pending change; the fault `pending_user` counts as one (IX-63)."""
        if self.pending is None and self.router.faults.pending_user:
            return Pending(self.router.faults.pending_user, 10, False, "", self.router.clock.now(), None)
        return self.pending

    def touch(self) -> None:
        """Somebody typed: an idle timer starts again."""
        if self.pending and self.pending.idle:
            self._wind()

    def confirm(self, user: str) -> str:
        """`configure confirm` (IX-44)."""
        if self.pending is None:
            return NOTHING
        self.forget()
        self.router.syslog(f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_CONFIRM: User: {user}: Confirm the configuration change")
        return ""

    def reschedule(self, minutes: int, idle: bool) -> str:
        """`configure revert timer N`."""
        if self.pending is None:
            return NOTHING
        self.pending.minutes, self.pending.idle, self.pending.since = minutes, idle, self.router.clock.now()
        self._wind()
        return ""

    def revert(self) -> str:
        """Roll back now (`configure revert now`, or the timer); returns what is printed (IX-45)."""
        pending = self.pending
        if pending is None:
            return NOTHING
        self.forget()
        self.router.syslog(f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_ROLLBACK_START: Start rolling to: {pending.file}")
        text = self.router.files.get(pending.file, (0.0, ""))[1]
        if not text:
            return f"%Error opening {pending.file} (No such file or directory)"
        self.router.replace(text)
        self.router.syslog("%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_ROLLBACK_END: Rollback done")
        return f"Rollback Confirmed Change: Rolling to: {pending.file}\n\nTotal number of passes: 1\nRollback Done\n"

    def expire(self) -> None:
        """The timer rings."""
        text = self.revert()
        for session in list(self.router.sessions):
            if session.monitor:
                session.notify(text)

    def _wind(self) -> None:
        if self.pending is None:
            return
        if self.pending.alarm:
            self.pending.alarm.cancel()
        self.pending.alarm = self.router.clock.at(self.pending.minutes * 60, self.expire)
