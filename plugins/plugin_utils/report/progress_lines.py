# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A rollout as plain lines for a log: few, and each worth reading when a thousand routers go by."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from .progress import Failure, Progress, clean
from .words import words

COUNT_SECONDS = 10  #: at most one line of counts in so many seconds
_FEW = 8  # sizes of waves that are all told


class Line(NamedTuple):
    """A line and what it is: ``good``, ``bad`` or ``plain``."""

    text: str
    tone: str = "plain"


class Lines:
    """The lines of one run. ``progress`` has taken an event already when it comes here."""

    def __init__(self, progress: Progress, language: str = "en") -> None:
        self._progress, self._say, self._counted = progress, Say(language), 0.0

    def of(self, event: dict[str, Any]) -> list[Line]:
        """What this event is worth: mostly nothing."""
        teller = _TELLERS.get(str(event.get("event")))
        stamp = f"[{self._progress.what} {time.strftime('%H:%M:%S', time.localtime(self._progress.now))}]"
        return [Line(f"{stamp} {line.text}", line.tone) for line in teller(self, event)] if teller else []

    def _run(self, event: dict[str, Any]) -> Iterator[Line]:
        progress, say = self._progress, self._say
        self._counted = progress.now
        parts = [say("line_run", run=clean(progress.run), devices=say.devices(progress.hosts))]
        if len(progress.waves) > 1:
            sizes = [str(wave.hosts) for wave in progress.waves]
            sizes = sizes if len(sizes) <= _FEW else [*sizes[: _FEW - 2], "…", sizes[-1]]
            parts.append(say("line_run_waves", number=len(progress.waves), sizes=", ".join(sizes), allowed=progress.max_failures))
        if progress.resumed:
            parts.append(say("resumed", devices=say.devices(progress.resumed)))
        if progress.check:
            parts.append(say("check_mode"))
        yield Line(say("between").join(parts))

    def _wave(self, event: dict[str, Any]) -> Iterator[Line]:
        wave = self._progress.present
        if wave and len(self._progress.waves) > 1:
            yield Line(self._say("line_wave", wave=wave.number, of=len(self._progress.waves), devices=self._say.devices(wave.hosts)))

    def _ended(self, event: dict[str, Any]) -> Iterator[Line]:
        if event.get("failed") and self._progress.failures:
            yield Line(self._say("line_failed", failure=self._say.failure(self._progress.failures[-1])), "bad")
        yield from self._count(event)

    def _count(self, event: dict[str, Any]) -> Iterator[Line]:
        progress, say = self._progress, self._say
        if progress.now - self._counted < COUNT_SECONDS or progress.ended >= progress.hosts:
            return
        self._counted = progress.now
        wave = say("line_count_wave", wave=progress.wave, of=len(progress.waves)) if len(progress.waves) > 1 else ""
        counts = {"ended": progress.ended, "hosts": progress.hosts, "working": progress.in_work, "failed": len(progress.failures)}
        yield Line(say("line_count", **counts) + wave)

    def _gate(self, event: dict[str, Any]) -> Iterator[Line]:
        """A single wave that passed needs no word: ``done`` follows."""
        passed, of = bool(event.get("passed")), len(self._progress.waves)
        if of > 1 or not passed:
            numbers = {"failures": int(event.get("failures") or 0), "allowed": int(event.get("max_failures") or 0)}
            text = self._say("line_passed" if passed else "line_closed", wave=event.get("wave"), of=of, **numbers)
            yield Line(text, "good" if passed else "bad")

    def _pause(self, event: dict[str, Any]) -> Iterator[Line]:
        progress = self._progress
        if progress.asking:
            yield Line(self._say("asking"))
        elif progress.pause:
            yield Line(self._say("line_pause", seconds=f"{progress.pause:g}"))

    def _stopped(self, event: dict[str, Any]) -> Iterator[Line]:
        yield Line(self._say.stopped(self._progress), "bad")

    def _done(self, event: dict[str, Any]) -> Iterator[Line]:
        progress = self._progress
        counts = self._say.counts(progress) or self._say.devices(0)
        text = self._say("line_ended" if progress.stopped else "line_done", took=duration(progress.seconds), counts=counts)
        yield Line(text, "bad" if progress.stopped or progress.failures else "good")


_TELLERS = {
    "run": Lines._run, "wave": Lines._wave, "started": Lines._count, "phase": Lines._count, "ended": Lines._ended, "gate": Lines._gate,
    "pause": Lines._pause, "stopped": Lines._stopped, "done": Lines._done,
}


class Say:
    """The words of one language, and what several displays say alike."""

    def __init__(self, language: str) -> None:
        self._words = words(language)["progress"]

    def __call__(self, key: str, **values: Any) -> str:
        return self._words[key].format(**values)

    def name(self, kind: str, key: str) -> str:
        """A status, phase or reason in words; one that has none stands for itself."""
        return self._words.get(f"{kind}_{key}", key)

    def devices(self, number: int) -> str:
        """``1 device``, ``2 devices``."""
        return self("device" if number == 1 else "devices", number=number)

    def counts(self, progress: Progress) -> str:
        """``10 changed, 190 unchanged``; zeros are left out."""
        found = (self("count", number=number, status=self.name("status", status)) for status, number in progress.counts.items() if number)
        return self("comma").join(found)

    def failure(self, failure: Failure) -> str:
        """``branch-007 (rolled back): KO-CH007 …``."""
        reason = failure.message or self("comma").join(failure.codes) or self("no_message")
        return self("failure", host=failure.host, status=self.name("status", failure.status), reason=reason)

    def stopped(self, progress: Progress) -> str:
        """Why, and how many devices were not started."""
        return self("line_stopped", why=self.name("why", progress.stopped), devices=self.devices(progress.not_started))


def duration(seconds: float) -> str:
    """``3.2 s``, ``42 s``, ``1:05``, ``2:03:04``; whole seconds stay whole."""
    if seconds < 60:
        return f"{round(seconds, 1) if seconds < 10 else int(seconds)} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
