# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bytes to and from the shell of one device over SSH (libssh2, by way of ssh2-python)."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any, Protocol

from .errors import DeviceError
from .known_hosts import GLOBAL, entry_name, key_of, known_hosts
from .login import Login
from .route import Link, open_link, resolve
from .ssh_steps import MISSING, HungUp, NoServer, SSH2Error, Steps
from .target import Target

_PIECE = 65536  # bytes asked for at once


class Transport(Protocol):
    """What the channel needs of a connection; tests put a script in its place."""

    def send(self, data: bytes) -> None:
        """Send all of ``data``; ``DeviceError`` lost."""

    def receive(self, timeout: float) -> bytes:
        """What has arrived, waiting up to ``timeout`` seconds for the first byte; empty when nothing came; ``DeviceError`` lost at the end."""

    def close(self) -> None:
        """Give everything back; never raises."""


class SshTransport:
    """A shell on the device over SSH. Raises ``DeviceError`` (unreachable, host_key, authentication, refused_session, timeout)."""

    def __init__(self, target: Target) -> None:
        if MISSING is not None:
            raise DeviceError("KO-DV023", target.name, setting="ssh2-python", reason=str(MISSING))
        self._target = target
        self._route = resolve(target)
        deadline = time.monotonic() + target.connect_timeout
        self._link: Link = open_link(target, self._route, target.connect_timeout)
        self._channel: Any = None
        self._drained = False  # whether libssh2 has nothing that we have not seen
        self._steps = Steps(self._link.socket, deadline)
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def send(self, data: bytes) -> None:
        """Send all of ``data``, within the time of a command."""
        if self._channel is None:
            raise self._lost()
        until = time.monotonic() + self._target.command_timeout
        self._drained = False  # while it sends, libssh2 reads as well
        try:
            while data:
                _status, sent = self._channel.write(data)
                data = data[sent:]
                if data:
                    self._steps.wait(until)
        except (SSH2Error, TimeoutError):
            raise self._lost() from None

    def receive(self, timeout: float) -> bytes:
        """See ``Transport``."""
        if self._channel is None:
            raise self._lost()
        until = time.monotonic() + timeout
        data = b"" if self._drained else self._pending()
        while not data:
            left = max(until - time.monotonic(), 0.0)
            if not self._steps.ready(left):
                return b""
            data = self._pending()
        return data

    def close(self) -> None:
        """Close session, socket and proxy, whatever state they are in."""
        self._steps.close()
        self._channel = None
        self._link.close()

    def _pending(self) -> bytes:
        """What libssh2 has or can read without waiting."""
        try:
            size, data = self._channel.read(_PIECE)
        except SSH2Error:
            raise self._lost() from None
        if not size:
            raise self._lost()
        self._drained = len(data) < _PIECE
        return bytes(data)

    def _open(self) -> None:
        """From a connected socket to a shell."""
        try:
            self._check_host_key()
            Login(self._steps, self._target, self._route).run()
            self._open_shell()
        except TimeoutError:
            raise DeviceError("KO-DV024", self._target.name, seconds=self._target.connect_timeout) from None
        except (HungUp, SSH2Error):
            raise DeviceError("KO-DV006", self._target.name) from None

    def _check_host_key(self) -> None:
        """Agree on keys, then see whether the device's is the one on file, before anything secret is said."""
        route = self._route
        filed = entry_name(route.key_name, route.port)
        files = known_hosts(route.known_hosts, GLOBAL) if self._target.host_key_checking else []
        known = [key for file in files for key in file.keys(filed) or file.keys(route.key_name)]
        try:
            self._steps.handshake([kind for kind, _key in known])
        except (SSH2Error, NoServer):
            reason = "the answer is not SSH, or no algorithm is shared"
            raise DeviceError("KO-DV001", self._target.name, address=route.host, port=route.port, reason=reason) from None
        if not self._target.host_key_checking:
            return
        shown = self._steps.session.hostkey()[0]
        key = key_of(shown)
        if any(file.is_revoked(name, key) for file in files for name in (filed, route.key_name)):
            raise self._wrong_key("KO-DV028", shown)
        if key not in known:
            raise self._wrong_key("KO-DV003" if any(file.keys(filed) for file in files) else "KO-DV002", shown)

    def _wrong_key(self, code: str, shown: bytes) -> DeviceError:
        """The refusal, with the fingerprint as OpenSSH prints it."""
        route = self._route
        return DeviceError(
            code, self._target.name, address=route.host, port=route.port, entry=entry_name(route.key_name, route.port), file=route.known_hosts,
            key_type=key_of(shown)[0], fingerprint="SHA256:" + base64.b64encode(hashlib.sha256(shown).digest()).decode().rstrip("="),
        )

    def _open_shell(self) -> None:
        """The terminal is 80 columns wide, as the binding asks for no other; the first command sent widens it (IX-12)."""
        self._channel = self._steps.do(self._steps.session.open_session)
        self._steps.do(self._channel.pty, "vt100")
        self._steps.do(self._channel.shell)

    def _lost(self) -> DeviceError:
        return DeviceError("KO-DV007", self._target.name)
