# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""`schedule at` lines that fire (RX-45, RX-73): when each is due by the router's own clock, and what it executes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from ..clock import Alarm
from .config import Context

if TYPE_CHECKING:
    from .router import Router

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LINE = re.compile(r"schedule at (\d+) (?:(\S+/\S+) )?(\+\d+|startup|[\d*,-]+:\S+) (\*|(?:pp|tunnel) \S+) (.+)", re.IGNORECASE)
_AHEAD = 370


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: the date (`*/*`) and time (`04:00:10`, `+60`, `startup`) as written, where and what to execute."""

    number: int
    date: str
    time: str
    context: Context
    command: str

    def due(self, now: datetime) -> datetime | None:
        """The next moment after `now`; None when there is none within a year."""
        for day in (now.date() + timedelta(days=ahead) for ahead in range(_AHEAD)):
            if self._day(datetime(day.year, day.month, day.day)):
                for moment in self._moments(datetime(day.year, day.month, day.day)):
                    if moment > now:
                        return moment
        return None

    def _day(self, day: datetime) -> bool:
        month, _slash, days = self.date.lower().partition("/")
        names = days.split(",")
        named = any(name.partition("-")[0] in _DAYS for name in names)
        return _named(names, day.weekday()) if named and month == "*" else _counts(month, day.month) and (
            _named(names, day.weekday()) if named else _counts(days, day.day))

    def _moments(self, day: datetime) -> Iterator[datetime]:
        hours, minutes, seconds = (*self.time.split(":"), "0")[:3]
        for hour in (each for each in range(24) if _counts(hours, each)):
            for minute in (each for each in range(60) if _counts(minutes, each)):
                for second in (each for each in range(60) if _counts(seconds, each)):
                    yield day.replace(hour=hour, minute=minute, second=second)


def _counts(text: str, number: int) -> bool:
    """Whether a number is meant by `*`, `3`, `1,3`, `1-5`, `-5`, `20-`."""
    for part in text.split(","):
        low, dash, high = part.partition("-")
        if part == "*" or (not dash and part.isdecimal() and int(part) == number):
            return True
        if dash and int(low or 0) <= number <= int(high or 99):
            return True
    return False


def _named(names: list[str], weekday: int) -> bool:
    """Whether a day of the week is meant by `wed`, `mon-fri`."""
    for name in names:
        low, dash, high = name.partition("-")
        first = _DAYS.index(low) if low in _DAYS else 0
        last = (_DAYS.index(high) if high in _DAYS else 6) if dash else first
        if first <= weekday <= last:
            return True
    return False


def entry(line: str) -> Entry | None:
    """What a line of the configuration says; None for any other line."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        return None
    number, date, time, where, command = found.groups()
    kind, _blank, target = where.partition(" ")
    return Entry(int(number), date or "*/*", time.lower(), Context(kind, int(target)) if target.isdecimal() else Context("none", None), command)


class Schedule:
    """Alarms for the lines of the running configuration. `set()` after each change of it, or of the router's clock."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._alarms: list[Alarm] = []
        self._entered: dict[str, float] = {}

    def set(self) -> None:
        """What is due when, anew. A relative time counts from when its line was entered."""
        self.cancel()
        lines = [line.strip() for line in self._router.config.script() if line.lstrip().startswith("schedule at ")]
        self._entered = {line: self._entered.get(line, self._router.clock.now()) for line in lines}
        for line in lines:
            found = entry(line)
            if found is not None and (delay := self._delay(line, found)) is not None:
                self._alarms.append(self._router.clock.at(delay, partial(self._fire, found)))

    def cancel(self) -> None:
        """Nothing rings any more."""
        for alarm in self._alarms:
            alarm.cancel()
        self._alarms.clear()

    def startup(self) -> None:
        """The router has started."""
        for found in filter(None, map(entry, self._router.config.script())):
            if found.time == "startup":
                self._execute(found)

    def _delay(self, line: str, found: Entry) -> float | None:
        if found.time == "startup":
            return None
        if found.time.startswith("+"):
            left = self._entered[line] + int(found.time) - self._router.clock.now()
            return left if left > 0 else None
        now = self._router.local()
        due = found.due(now)
        return (due - now).total_seconds() if due is not None else None

    def _fire(self, found: Entry) -> None:
        self._execute(found)
        self.set()

    def _execute(self, found: Entry) -> None:
        """As the router's own administrator; a command that is refused says so in the log only."""
        router = self._router
        if found.command.split()[:1] == ["restart"]:
            router.reload()
        elif router.config.execute(found.command, found.context, True) is not None:
            router.syslog(f"[SCHEDULE] schedule at {found.number}: {found.command}: refused")
        else:
            router.dirty = True
            router.touched()
