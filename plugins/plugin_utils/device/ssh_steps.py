# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The steps of libssh2 (ssh2-python), none of which waits: between two tries of a step our own poll waits, all steps within one deadline.

So nothing holds Python's lock while a device thinks, and a fleet can be logged in to from threads.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import time
from collections.abc import Callable
from typing import Any

try:
    from ssh2 import exceptions as errors
    from ssh2 import session as kinds
    from ssh2.error_codes import LIBSSH2_ERROR_EAGAIN as AGAIN
    from ssh2.exceptions import SSH2Error
except ImportError as error:  # said when a session is opened: documentation and planning work without it
    MISSING: ImportError | None = error
    SSH2Error = RuntimeError
else:
    MISSING = None

#: broken long ago, and offered by libssh2 when not told otherwise; what old IOS needs (aes-cbc, 3des-cbc, sha1) stays, at the end
_BROKEN = frozenset({"arcfour", "arcfour128", "cast128-cbc", "blowfish-cbc", "rijndael-cbc@lysator.liu.se", "hmac-md5", "hmac-md5-96"})
_HOST_KEYS = {  # type on file -> what to ask the server for, the best first; certificates are not asked for, as nobody here can check them
    "ssh-ed25519": ["ssh-ed25519"], "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"], "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
    "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"], "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"],
}
_GREETING = 8192  # bytes that may come before the line with which an SSH server begins


class NoServer(Exception):
    """What answers is no SSH server."""


class HungUp(Exception):
    """The other end has closed the connection."""


class _Descriptor:
    """A descriptor of our socket for libssh2 alone, which lives as long as its session: it must never find another socket under that number."""

    def __init__(self, stream: socket.socket) -> None:
        self._number = os.dup(stream.fileno())

    def fileno(self) -> int:
        return self._number

    def __del__(self) -> None:
        os.close(self._number)


class Steps:
    """A session of libssh2 on a connected socket, not blocking. A step that is not done at ``deadline`` (monotonic) raises ``TimeoutError``."""

    def __init__(self, stream: socket.socket, deadline: float) -> None:
        stream.setblocking(False)
        self.stream, self.deadline = stream, deadline
        self.session: Any = kinds.Session()
        self.session.set_blocking(False)
        self._descriptor: _Descriptor | None = _Descriptor(stream)
        self._poll = select.poll()
        self._poll.register(stream, select.POLLIN)
        self._sending = False

    def do(self, step: Callable[..., Any], *args: Any) -> Any:
        """Try until libssh2 does not ask to be called again; what it returns. ``SSH2Error``, or ``HungUp`` where that is the reason."""
        try:
            while (result := step(*args)) == AGAIN:
                self.wait(self.deadline)
        except errors.Timeout:  # libssh2's own patience with one reply
            raise TimeoutError from None
        except SSH2Error as error:
            if self._hung_up(error):
                raise HungUp from None
            raise
        return result

    def wait(self, until: float) -> None:
        """Until libssh2 can go on."""
        left = until - time.monotonic()
        if left <= 0 or not self.ready(left):
            raise TimeoutError

    def ready(self, seconds: float) -> bool:
        """Whether the socket can be used in time as libssh2 wants: for reading, and for writing when it has something left to send."""
        sending = bool(self.session.block_directions() & kinds.LIBSSH2_SESSION_BLOCK_OUTBOUND)
        if sending != self._sending:
            self._sending = sending
            self._poll.modify(self.stream, select.POLLIN | (select.POLLOUT if sending else 0))
        return bool(self._poll.poll(seconds * 1000))

    def handshake(self, known_types: list[str]) -> None:
        """Versions, algorithms and keys; ``known_types`` of host keys are asked for first, so that a server with several shows one on file."""
        session = self.session
        session.method_pref(kinds.LIBSSH2_METHOD_HOSTKEY, ",".join(_preferred(known_types)))
        for kind in (kinds.LIBSSH2_METHOD_CRYPT_CS, kinds.LIBSSH2_METHOD_CRYPT_SC, kinds.LIBSSH2_METHOD_MAC_CS, kinds.LIBSSH2_METHOD_MAC_SC):
            session.method_pref(kind, _accepted(session, kind))
        self._skip_greeting()
        self.do(session.handshake, self._descriptor)

    def close(self) -> None:
        """No more steps: a last word if it can be said without waiting; then nothing can be sent any more, so nothing that follows can wait."""
        session, self.session, self._descriptor = self.session, None, None
        if session is not None:
            with contextlib.suppress(SSH2Error):
                session.disconnect()
            with contextlib.suppress(OSError):
                self.stream.shutdown(socket.SHUT_RDWR)

    def _hung_up(self, error: Exception) -> bool:
        """libssh2 tells a lost connection in the words of the step that was busy; only a refusal by the device is one for certain."""
        if isinstance(error, errors.AuthenticationError) and not self.session.last_error().startswith("Waiting for"):
            return False
        if isinstance(error, (errors.SocketDisconnectError, errors.SocketRecvError, errors.SocketSendError)):
            return True
        try:
            return not self.stream.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _skip_greeting(self) -> None:
        """Lines before the server's first one. libssh2 would skip them without an end to it."""
        seen = 0
        while seen < _GREETING:
            self.wait(self.deadline)
            try:
                head = self.stream.recv(_GREETING, socket.MSG_PEEK)
            except OSError:
                return  # the handshake finds out
            if b"SSH-".startswith(head[:4]):  # or nothing more will come, which the handshake finds out as well
                return
            seen += len(self.stream.recv(head.find(b"\n") + 1 or len(head)))
        raise NoServer


_offers: dict[int, str] = {}


def _accepted(session: Any, kind: Any) -> str:
    """What libssh2 can do, in its order, less what is broken; the cipher that costs most comes after those that processors help with."""
    if id(kind) not in _offers:  # the constants of the binding live as long as the process
        names = sorted(session.supported_algs(kind), key=lambda name: (name == "3des-cbc", name.endswith("-cbc"), name.startswith("chacha20")))
        _offers[id(kind)] = ",".join(name for name in names if name not in _BROKEN)
    return _offers[id(kind)]


def _preferred(known_types: list[str]) -> list[str]:
    types = [kind for kind in known_types if kind in _HOST_KEYS]
    return [name for kind in dict.fromkeys([*types, *_HOST_KEYS]) for name in _HOST_KEYS[kind]]
