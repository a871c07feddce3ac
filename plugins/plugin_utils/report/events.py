# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Events of a rollout on their way from Ansible's worker process to its main process: one JSON datagram each, over a private local socket.

The work never waits for whoever listens: an event that cannot be had soon is dropped. ``docs/progress.md`` names the events.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import socket
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

Event = dict[str, Any]
_LARGEST = 1 << 18  # bytes of a datagram
_LASTING = ("run", "wave", "ended", "gate", "pause", "stopped", "done")  # what a display cannot guess when it is lost
_PATIENCE = 1.0  # seconds for a lasting event, while the listener seems to be alive
_HASTE = 0.2  # for the others; and for lasting ones once the listener has let the whole patience pass
_ANSWER = 1.0  # how long a question waits for the display to leave the terminal
_RETRY = 0.004
_FULL = (errno.EAGAIN, errno.ENOBUFS)
_LONGEST_PATH = 90  # of the 104 bytes that the most narrow system has; a question's own socket adds some


def teller(path: str | None) -> Callable[[Event], None]:
    """What sends an event to the listener at ``path``: thread-safe, never raises, blocks a second at the very worst. ``None``: does nothing.

    A question (``{"event": "pause", "question": true}``) returns when the display has left the terminal, so that a prompt may follow.
    """
    if path:
        with contextlib.suppress(OSError):
            return _Sender(path).tell
    return lambda event: None


class _Sender:
    def __init__(self, path: str) -> None:
        self._path, self._patient, self._gone = path, True, False
        self._socket = _datagrams()
        self._socket.setblocking(False)
        self._socket.connect(path)

    def tell(self, event: Event) -> None:
        """One event, or nothing."""
        if self._gone:
            return
        with contextlib.suppress(OSError, ValueError, TypeError):
            data = json.dumps(event, default=str).encode()
            if event.get("question"):
                self._ask(data)
            else:
                self._send(data, self._patience(event.get("event") in _LASTING))

    def _patience(self, lasting: bool) -> float:
        if lasting:
            return _PATIENCE if self._patient else _HASTE
        return _HASTE if self._patient else 0

    def _send(self, data: bytes, patience: float) -> None:
        end = time.monotonic() + patience
        while True:
            try:
                self._socket.send(data)
            except OSError as error:
                if error.errno not in _FULL:
                    self._gone = error.errno in (errno.ECONNREFUSED, errno.ENOTCONN, errno.EPIPE)
                    return
            else:
                self._patient = True
                return
            if time.monotonic() >= end:
                self._patient = self._patient and patience < _PATIENCE
                return
            time.sleep(_RETRY)

    def _ask(self, data: bytes) -> None:
        """From a socket with a name, which the listener answers when nothing of it is on the terminal any more."""
        own = f"{self._path}.{os.getpid()}"
        with _datagrams() as named:
            named.settimeout(_ANSWER)
            named.bind(own)
            try:
                named.sendto(data, self._path)
                named.recv(1)
            finally:
                Path(own).unlink(missing_ok=True)


def _datagrams() -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
        with contextlib.suppress(OSError):
            made.setsockopt(socket.SOL_SOCKET, option, _LARGEST)
    return made


class Listener:
    """The other end: a thread that hands every event to ``take``, and calls ``tick`` every ``seconds``. May raise OSError when it is made.

    Forks are expected while it runs: it holds no lock that a child could need, and a child has no copy of the socket.
    """

    def __init__(self, take: Callable[[Event], None], tick: Callable[[], None], seconds: float = 0.25) -> None:
        self._take, self._tick, self._seconds, self._closing = take, tick, seconds, False
        self._folder = _private_folder()
        self.path = str(self._folder / "s")
        self._socket = _datagrams()
        try:
            self._socket.bind(self.path)
        except OSError:
            self._remove()
            raise
        _OPEN.add(self)
        self._thread = threading.Thread(target=self._run, name="onramp-progress", daemon=True)
        self._thread.start()

    def close(self, patience: float = 5.0) -> None:
        """Take what has been sent, then end."""
        self._closing = True
        with contextlib.suppress(OSError), _datagrams() as waking:
            waking.setblocking(False)
            waking.sendto(b"", self.path)
        self._thread.join(patience)
        self._remove()

    def forget(self) -> None:
        """In a forked child: this is the parent's."""
        self._socket.close()

    def _remove(self) -> None:
        self._socket.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self) -> None:
        due = time.monotonic() + self._seconds
        while True:
            try:
                self._socket.settimeout(0 if self._closing else max(0.001, due - time.monotonic()))
                data, sender = self._socket.recvfrom(_LARGEST)
            except (TimeoutError, BlockingIOError):
                if self._closing:
                    return
            except OSError:
                return
            else:
                self._hand_over(data, sender)
            if time.monotonic() >= due:
                self._tick()
                due = time.monotonic() + self._seconds

    def _hand_over(self, data: bytes, sender: Any) -> None:
        with contextlib.suppress(ValueError):
            event = json.loads(data)
            if isinstance(event, dict):
                self._take(event)
        if sender:
            with contextlib.suppress(OSError):
                self._socket.sendto(b".", sender)


_OPEN: weakref.WeakSet[Listener] = weakref.WeakSet()


def _forget_all() -> None:
    for listener in list(_OPEN):
        listener.forget()


os.register_at_fork(after_in_child=_forget_all)


def _private_folder() -> Path:
    """Mode 0700, with a name short enough for a socket in it."""
    folder = tempfile.mkdtemp(prefix="onramp-")
    if len(os.fsencode(folder)) > _LONGEST_PATH - 2:
        Path(folder).rmdir()
        folder = tempfile.mkdtemp(prefix="onramp-", dir="/tmp")
    return Path(folder)
