# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A picture at the bottom of a terminal that is drawn over and over, while others go on printing above it.

Everything that touches the terminal does so under one lock, which the others take too (Ansible's ``Display`` has it, and forks under it):
nothing tears the picture, and no child process is born while it is being drawn.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TextIO

_ERASE_LINE = "\x1b[K"
_ERASE_BELOW = "\x1b[J"


class Picture:
    """``streams``: those that end on the same terminal; the picture is drawn to the first."""

    def __init__(self, streams: list[TextIO], lock: AbstractContextManager[Any]) -> None:
        self._streams, self._lock = streams, lock
        self._write: Callable[[str], Any] = streams[0].write
        self._lines = 0  # of the picture that stands there
        self._hooked = False
        self._inside_line = False  # somebody printed a line that has not ended yet

    @property
    def size(self) -> os.terminal_size:
        """Columns and lines of the terminal itself, now; what ``COLUMNS`` says may be meant for others."""
        with contextlib.suppress(OSError, ValueError):
            size = os.get_terminal_size(self._streams[0].fileno())
            if size.columns and size.lines:
                return size
        return shutil.get_terminal_size()

    def draw(self, text: str, height: int) -> None:
        """Put this picture in the place of the last; what does not fit in ``height`` lines is left out at the end."""
        with self._lock:
            if self._inside_line:
                return
            self._hook()
            self._put(text.splitlines()[: max(1, height - 1)])

    def clear(self) -> None:
        """Take the picture away."""
        with self._lock:
            if self._lines:
                self._out(f"\x1b[{self._lines}A\r{_ERASE_BELOW}")
                self._lines = 0

    def leave(self, text: str = "") -> None:
        """Let the picture stand, or this last one, of any height; the terminal is the others' again."""
        with self._lock:
            if text:
                self.clear()
                self._out(("\n" if self._inside_line else "") + text)
            self._lines, self._inside_line = 0, False
            self._unhook()

    def _put(self, lines: list[str]) -> None:
        up = f"\x1b[{self._lines}A" if self._lines else ""
        self._out(f"{up}\r" + "".join(f"{line}{_ERASE_LINE}\n" for line in lines) + _ERASE_BELOW)
        self._lines = len(lines)

    def _out(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # the terminal has gone
            self._write(text)
            self._streams[0].flush()

    def _hook(self) -> None:
        """The streams themselves, not ``sys.stdout``: nobody who holds one of them gets past."""
        if not self._hooked:
            self._hooked = True
            for stream in self._streams:
                stream.write = self._around(stream.write)  # type: ignore[method-assign]

    def _unhook(self) -> None:
        if self._hooked:
            self._hooked = False
            for stream in self._streams:
                with contextlib.suppress(AttributeError):
                    del stream.write  # the attribute of the object: the method of its class shows again

    def _around(self, write: Callable[[str], int]) -> Callable[[str], int]:
        def hooked(text: str) -> int:
            """The picture gives way, and comes back below with the next ``draw``."""
            with self._lock:
                if text:
                    self.clear()
                    self._inside_line = not text.endswith("\n")
                return write(text)

        return hooked
