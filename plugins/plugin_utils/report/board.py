# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where the events of rollouts become visible: lines, a picture on the terminal, a file of JSON lines."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .progress import Progress
from .progress_lines import Line, Lines, Say

if TYPE_CHECKING:  # plain lines do not load ``rich``
    from .live import Live


class EventsFile:
    """One JSON object per line, appended; made with mode 0600. May raise OSError when it is opened, never later."""

    def __init__(self, path: str) -> None:
        self._file = os.open(Path(path).expanduser(), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)

    def take(self, event: dict[str, Any]) -> None:
        """Each line in one piece: several runs may share the file."""
        with contextlib.suppress(OSError):
            os.write(self._file, f"{json.dumps(event, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace"))

    def close(self) -> None:
        """No more events."""
        os.close(self._file)


class Board:
    """``take`` every event, ``tick`` now and then, ``close`` at the end; all from one thread, the last when that has ended.

    ``say`` prints a line. Without a ``language`` the event ``run`` may name one. Several runs at a time are told apart by their ids.
    """

    def __init__(self, say: Callable[[Line], None], language: str = "", live: Live | None = None, file: EventsFile | None = None) -> None:
        self._say, self._given, self._live, self._file = say, language, live, file
        self._language = language or "en"
        self._runs: dict[str, tuple[Progress, Lines]] = {}
        self._quiet = False  # between a gate and what comes next a prompt may appear
        Say(self._language)

    def take(self, event: dict[str, Any]) -> None:
        """One event."""
        if self._file:
            self._file.take(event)
        run = str(event.get("run"))
        if event.get("event") == "run":
            self._language = self._given or str(event.get("language") or self._language)
        if event.get("event") == "run" or run not in self._runs:
            progress = Progress(run=run)
            self._runs[run] = progress, Lines(progress, self._language)
        progress, lines = self._runs[run]
        progress.take(event)
        self._quiet = event.get("event") == "gate" or progress.asking
        if self._live and self._quiet:
            self._live.hide()
        for line in lines.of(event):
            self._say(line)
        if progress.finished:
            self._end(run)
        elif event.get("event") in ("run", "wave", "pause"):
            self.tick()

    def tick(self) -> None:
        """Draw, where there is something to draw."""
        running = [progress for progress, _lines in self._runs.values() if progress.hosts]
        if self._live and running and not self._quiet:
            self._live.show(running, self._language)

    def close(self) -> None:
        """What has not ended will not: its picture stays as it is."""
        for run in list(self._runs):
            self._end(run)
        if self._file:
            self._file.close()

    def _end(self, run: str) -> None:
        progress, _lines = self._runs.pop(run)
        if self._live and progress.hosts:
            self._live.leave([progress], self._language)
