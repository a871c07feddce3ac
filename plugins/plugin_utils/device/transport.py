# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bytes to and from the shell of one device: the one place that knows libssh (ansible-pylibssh).

libssh holds Python's lock while it works, so waiting is done outside it, by polling our own socket; and it bounds each of its steps
separately, so every step is given only what is left of the whole time.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import select
import time
from pathlib import Path
from typing import Any, Protocol

from .errors import DeviceError
from .route import Link, Route, open_link, resolve
from .target import Target

try:
    from pylibsshext import session as _binding
    from pylibsshext.errors import LibsshException, LibsshSessionException
    from pylibsshext.logging import ANSIBLE_PYLIBSSH_NOLOG
    from pylibsshext.session import Session as _LibsshSession
except ImportError as error:  # said when a session is opened: documentation and planning work without it
    MISSING: ImportError | None = error
    LibsshException = LibsshSessionException = RuntimeError
    _LibsshSession = object
else:
    MISSING = None
    logging.getLogger("ansible-pylibssh").addHandler(logging.NullHandler())  # else libssh's warnings land on standard error

_COLUMNS, _ROWS = 511, 24  # wide: the echo of a long line must not be wrapped (IX-12)
_PIECE = 1024  # the most that one read of the binding returns
_HUNG_UP = ("disconnected", "reset", "broken pipe", "remote closed", "socket error")


class Transport(Protocol):
    """What the channel needs of a connection; tests put a script in its place."""

    def send(self, data: bytes) -> None:
        """Send all of ``data``; ``DeviceError`` lost."""

    def receive(self, timeout: float) -> bytes:
        """What has arrived, waiting up to ``timeout`` seconds for the first byte; empty when nothing came; ``DeviceError`` lost at the end."""

    def close(self) -> None:
        """Give everything back; never raises."""


class _BoundedSession(_LibsshSession):
    """libssh's session with one deadline over all its steps, and our options put back after it has read ``~/.ssh/config``."""

    def prepare(self, target: Target, route: Route, deadline: float) -> None:
        """Remember whom to reach and until when (monotonic seconds)."""
        self.target, self.route, self.deadline = target, route, deadline
        self.set_missing_host_key_policy(self)
        self.set_log_level(ANSIBLE_PYLIBSSH_NOLOG)

    def hurry(self) -> None:
        """Give the next step only the time that is left."""
        left = max(self.deadline - time.monotonic(), 0.001)
        self.set_ssh_options("timeout", int(left))
        self.set_ssh_options("timeout_usec", max(int(left % 1 * 1_000_000), 1000))

    def verify_knownhost(self) -> None:
        """Called by libssh's binding between key exchange and login."""
        self.hurry()
        route = self.route
        for name, value in {"host": route.key_name, "port": route.port, "user": route.user, "knownhosts": route.known_hosts}.items():
            self.set_ssh_options(name, value)
        if self.target.host_key_checking:
            try:
                super().verify_knownhost()
            except LibsshException:  # no known_hosts file at all
                self.missing_host_key(None, "", "", "", "", "")

    def authenticate_specific_pubkey(self, private_key_b64: bytes, private_key_password: str | None = None) -> None:
        """The binding's, which does not look whether libssh could read the key, and kills the process when it could not."""
        if not _readable(private_key_b64, private_key_password):
            raise LibsshSessionException("the private key cannot be read, or its passphrase is another one")
        super().authenticate_specific_pubkey(private_key_b64, private_key_password)

    def missing_host_key(self, session: Any, hostname: str, username: str, key_type: str, fingerprint: str, message: str) -> None:
        """The binding's policy call: the key is not the one on file. ``fingerprint`` is ``SHA1:...``."""
        code = "KO-DV003" if "has changed" in message else "KO-DV002"
        name = self.route.key_name if self.route.port == 22 else f"[{self.route.key_name}]:{self.route.port}"
        raise DeviceError(
            code, self.target.name, address=self.route.host, port=self.route.port, entry=name,
            key_type=key_type or "", fingerprint=fingerprint or "", file=self.route.known_hosts,
        )


def _readable(key: bytes, passphrase: str | None) -> bool:
    """libssh's own answer, asked for through the library that the binding has loaded."""
    library, found = ctypes.CDLL(_binding.__file__), ctypes.c_void_p()
    status = library.ssh_pki_import_privkey_base64(key, None if passphrase is None else passphrase.encode(), None, None, ctypes.byref(found))
    library.ssh_key_free(found)
    return status == 0


class SshTransport:
    """A shell on the device over SSH. Raises ``DeviceError`` (unreachable, host_key, authentication, refused_session, timeout)."""

    def __init__(self, target: Target) -> None:
        if MISSING is not None:
            raise DeviceError("KO-DV023", target.name, setting="ansible-pylibssh", reason=str(MISSING))
        self._target = target
        self._route = resolve(target)
        self._deadline = time.monotonic() + target.connect_timeout
        self._link: Link = open_link(target, self._route, target.connect_timeout)
        self._session: Any = _BoundedSession()
        self._handed = os.dup(self._link.socket.fileno())  # libssh's own descriptor of the socket
        self._channel: Any = None
        self._poll = select.poll()
        self._poll.register(self._link.socket, select.POLLIN | select.POLLHUP | select.POLLERR)
        try:
            self._log_in()
            self._open_shell()
        except BaseException:
            self.close()
            raise

    def send(self, data: bytes) -> None:
        """Send all of ``data``."""
        try:
            self._channel.write(data)
        except (LibsshException, AttributeError):
            raise self._lost() from None

    def receive(self, timeout: float) -> bytes:
        """See ``Transport``."""
        deadline = time.monotonic() + timeout
        data = self._pending()
        while not data:
            left = deadline - time.monotonic()
            if left <= 0 or not self._poll.poll(left * 1000):
                return b""
            data = self._pending()
        return data

    def close(self) -> None:
        """Close channel, session, socket and proxy, whatever state they are in."""
        channel, self._channel = self._channel, None
        session, self._session = self._session, None
        with contextlib.suppress(LibsshException, AttributeError):
            if channel is not None:
                channel.close()
            session.close()
            session.set_missing_host_key_policy(None)  # it is its own policy: without this cycle it is freed here and now, ...
        del channel, session  # ... and not later, by when the number of its descriptor may be another session's
        with contextlib.suppress(OSError):  # libssh 0.11 closes the descriptor that it was handed, 0.12 leaves that to us
            if os.path.sameopenfile(self._handed, self._link.socket.fileno()):
                os.close(self._handed)
        self._link.close()

    def _pending(self) -> bytes:
        """Everything that libssh has or can read without waiting."""
        pieces = []
        try:
            while True:
                piece = self._channel.read_nonblocking(_PIECE)
                if not piece:
                    break
                pieces.append(piece)
        except (LibsshException, AttributeError):
            piece = None
        if piece is None and not pieces:
            raise self._lost()
        return b"".join(pieces)

    def _log_in(self) -> None:
        target, route = self._target, self._route
        self._session.prepare(target, route, self._deadline)
        self._session.hurry()
        options: dict[str, Any] = {"fd": self._handed, "host": route.key_name, "port": route.port, "user": route.user,
                                   "knownhosts": route.known_hosts, "look_for_keys": target.password is None}
        if target.private_key_passphrase is None:
            for path in route.identities:
                self._session.set_ssh_options("add_identity", path)
        options["private_key"] = self._private_key()
        if target.password is not None:
            options["password"] = target.password
        try:
            self._session.connect(private_key_password=target.private_key_passphrase, **options)
        except LibsshException as error:
            raise self._explained(str(error)) from None

    def _private_key(self) -> bytes | None:
        """The key file that the target names, or None; ``DeviceError`` when it cannot be read."""
        path = self._target.private_key_file
        if path is None:
            return None
        try:
            return Path(path).read_bytes() or b"empty"
        except OSError as error:
            raise DeviceError("KO-DV025", self._target.name, file=path, reason=error.strerror) from None

    def _open_shell(self) -> None:
        self._session.hurry()
        try:
            channel = self._session.new_channel()
            channel.request_pty_size(b"vt100", _COLUMNS, _ROWS)
        except (LibsshException, MemoryError):
            raise self._late() or DeviceError("KO-DV006", self._target.name) from None
        self._channel = channel

    def _explained(self, text: str) -> DeviceError:
        """libssh's words as one of our kinds."""
        late, words = self._late(), text.lower()
        if late or "timeout" in words:
            return late or self._slow()
        if any(word in words for word in _HUNG_UP):
            return DeviceError("KO-DV006", self._target.name)
        if words.startswith("ssh connect failed"):
            reason = "the answer is not SSH, or no algorithm is shared"
            return DeviceError("KO-DV001", self._target.name, address=self._route.host, port=self._route.port, reason=reason)
        return DeviceError("KO-DV004", self._target.name, user=self._route.user)

    def _late(self) -> DeviceError | None:
        return self._slow() if time.monotonic() >= self._deadline else None

    def _slow(self) -> DeviceError:
        return DeviceError("KO-DV024", self._target.name, seconds=self._target.connect_timeout)

    def _lost(self) -> DeviceError:
        return DeviceError("KO-DV007", self._target.name)
