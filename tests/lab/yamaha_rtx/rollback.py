# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The timers of `rollback timer` and `load ... rollback-timer=`: one per console, and what stops them (RX-40)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..clock import Alarm

if TYPE_CHECKING:
    from .config import Config
    from .router import Router


@dataclass(frozen=True, slots=True)
class Timer:
    """What comes back when it expires: the configuration as it was, and whether that was unsaved."""

    config: Config
    dirty: bool
    alarm: Alarm


class Rollbacks:
    """Timers by console. A console that has lost its connection keeps its timer: only the rules of RX-40 stop one."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._timers: dict[int, Timer] = {}

    def __len__(self) -> int:
        return len(self._timers)

    def start(self, console: int, seconds: float) -> None:
        """From now; what the console had set before counts no more."""
        self.stop(console)
        router = self._router
        alarm = router.clock.at(seconds, lambda: self.expire(console))
        self._timers[console] = Timer(router.config.copy(), router.dirty, alarm)

    def stop(self, console: int) -> bool:
        """The changes are accepted; whether a timer was running."""
        timer = self._timers.pop(console, None)
        if timer is not None:
            timer.alarm.cancel()
        return timer is not None

    def expire(self, console: int) -> None:
        """The time, or the login timer, is over: back to what was, if a timer was running."""
        timer = self._timers.get(console)
        if timer is None:
            return
        self.stop(console)
        self._router.config, self._router.dirty = timer.config, timer.dirty
        self._router.syslog("Configuration was rolled back by rollback timer")
        self._router.touched()

    def forget(self) -> None:
        """The router restarts."""
        for console in list(self._timers):
            self.stop(console)
