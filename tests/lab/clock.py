"""The lab's clock: may run faster than real time, and can be moved forward by hand (IX-50)."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
import time
from collections.abc import Callable


class Alarm:
    """One thing to be done at a moment of the lab's time; `cancel()` forgets it."""

    __slots__ = ("action", "when")

    def __init__(self, when: float, action: Callable[[], None]) -> None:
        self.when = when
        self.action: Callable[[], None] | None = action

    def cancel(self) -> None:
        """Do not ring any more."""
        self.action = None


class Clock:
    """Seconds since the epoch, `speed` times as fast as the real ones.

    Without an event loop (`attach`) alarms ring only in `advance()`; with one they also ring by themselves.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._base = time.time()
        self._real = time.monotonic()
        self._alarms: list[tuple[float, int, Alarm]] = []
        self._serial = itertools.count()
        self._lock = threading.RLock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._handle: asyncio.TimerHandle | None = None

    def now(self) -> float:
        """The lab's time in seconds since the epoch."""
        return self._base + (time.monotonic() - self._real) * self.speed

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let alarms ring by themselves in `loop`."""
        self._loop = loop

    def at(self, delay: float, action: Callable[[], None]) -> Alarm:
        """Call `action` after `delay` seconds of the lab's time."""
        alarm = Alarm(self.now() + delay, action)
        with self._lock:
            heapq.heappush(self._alarms, (alarm.when, next(self._serial), alarm))
        self._wind()
        return alarm

    def advance(self, seconds: float) -> None:
        """Move the time forward and ring what has become due, in order, before returning."""
        loop = self._loop
        if loop is None or not loop.is_running() or running_loop() is loop:
            self._leap(seconds)
            return
        asyncio.run_coroutine_threadsafe(self._leap_in_loop(seconds), loop).result(30)

    async def _leap_in_loop(self, seconds: float) -> None:
        self._leap(seconds)

    def _leap(self, seconds: float) -> None:
        self._base += seconds
        self._ring()

    def _ring(self) -> None:
        while True:
            with self._lock:
                if not self._alarms or self._alarms[0][0] > self.now():
                    break
                alarm = heapq.heappop(self._alarms)[2]
            action, alarm.action = alarm.action, None
            if action is not None:
                action()
        self._wind()

    def _wind(self) -> None:
        loop = self._loop
        if loop is None or not loop.is_running():
            return
        if running_loop() is loop:
            self._set_timer()
        else:
            loop.call_soon_threadsafe(self._set_timer)

    def _set_timer(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        with self._lock:
            due = self._alarms[0][0] if self._alarms else None
        if due is not None and self._loop is not None:
            self._handle = self._loop.call_later(max(0.0, (due - self.now()) / self.speed), self._ring)


def running_loop() -> asyncio.AbstractEventLoop | None:
    """The event loop of this thread, None when there is none."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
