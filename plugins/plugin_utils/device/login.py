# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Proving who we are: the key that the target names, keys of the agent and of the user, the password; in that order, as far as offered."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from .errors import DeviceError
from .private_key import rsa_blob
from .route import Route
from .ssh_steps import HungUp, SSH2Error, Steps
from .target import Target

with contextlib.suppress(ImportError):  # ssh_steps.MISSING says so
    from ssh2.exceptions import AlgoUnsupportedError, AuthenticationError, FileError, KeyfileAuthFailedError, MethodNoneError
    from ssh2.session import LIBSSH2_METHOD_HOSTKEY
    from ssh2.utils import handle_error_codes


class Login:
    """The login on a session whose host key has been checked. ``run`` raises ``DeviceError`` (authentication, refused_session)."""

    def __init__(self, steps: Steps, target: Target, route: Route) -> None:
        self._steps, self._session, self._target, self._user = steps, steps.session, target, route.user
        self._named = self._key_file()
        self._identities = [path for path in route.identities if path != target.private_key_file]
        self._refusals = 0
        self._unreadable = False

    def run(self) -> None:
        """Log in by the first way that the device accepts."""
        try:
            offered = self._steps.do(self._ask)
            if self._session.userauth_authenticated() or any(self._accepted(way) for way in self._ways(offered)):
                return
        except HungUp:
            if not self._refusals:  # else it is the answer to wrong proofs, and not worth another try
                raise
        raise self._refusal()

    def _ask(self) -> Any:
        """The methods that the device offers. Asking is a login without any proof, and some let us in by that."""
        try:
            found = self._session.userauth_list(self._user)
        except UnicodeDecodeError:
            found = []
        return (handle_error_codes(self._session.last_errno()) or []) if found is None else found

    def _ways(self, offered: list[str]) -> Iterator[Callable[[], Any]]:
        password = self._target.password
        if "publickey" in offered:
            if self._named is not None:
                yield from self._with_key(self._named, self._target.private_key_passphrase)
            if password is None:
                yield from self._with_agent()
                yield from self._with_identities()
        if password is not None and "password" in offered:
            yield lambda: self._session.userauth_password(self._user, password)
        elif password is not None and "keyboard-interactive" in offered:
            yield lambda: self._session.userauth_keyboardinteractive_callback(self._user, lambda name, text, prompts: [password] * len(prompts))

    def _with_key(self, data: bytes, passphrase: str | None) -> Iterator[Callable[[], Any]]:
        try:
            blob = rsa_blob(data, passphrase)
        except ValueError:
            self._unreadable = True
            return
        if blob is None:
            yield lambda: self._session.userauth_publickey_frommemory(self._user, data, passphrase or "")
            return
        yield lambda: self._session.userauth_publickey_frommemory(self._user, data, passphrase or "", f"rsa-sha2-512 {blob}".encode())
        if self._session.methods(LIBSSH2_METHOD_HOSTKEY) == "ssh-rsa":  # a server too old for anything but SHA-1
            yield lambda: self._session.userauth_publickey_frommemory(self._user, data, passphrase or "", f"ssh-rsa {blob}".encode())

    def _with_agent(self) -> Iterator[Callable[[], Any]]:
        try:
            agent = self._session.agent_init()
            agent.connect()
            identities = agent.get_identities()
        except SSH2Error:
            return
        for identity in identities:
            # see private_key.py: with an RSA key of the agent, only a server that is known is let near libssh2's weak spot
            if self._target.host_key_checking or b"ssh-rsa" not in identity.blob[:16]:
                yield partial(agent.userauth, self._user, identity)

    def _with_identities(self) -> Iterator[Callable[[], Any]]:
        for path in self._identities:
            try:
                data = Path(path).read_bytes()
            except OSError:
                continue
            unreadable = self._unreadable
            yield from self._with_key(data, None)
            self._unreadable = unreadable  # nobody asked for this one by name

    def _accepted(self, way: Callable[[], Any]) -> bool:
        """Try one way; ``HungUp`` when the device ends the session over it."""
        try:
            self._steps.do(way)
        except (FileError, KeyfileAuthFailedError, MethodNoneError, AlgoUnsupportedError):
            self._unreadable = True
        except (AuthenticationError, UnicodeDecodeError, SystemError):  # the last two: questions that are no text, out of the binding's callback
            self._unreadable |= "Callback returned error" in self._session.last_error()  # signing: the key cannot be decrypted
            self._refusals += 1
        return bool(self._session.userauth_authenticated())

    def _key_file(self) -> bytes | None:
        """The key file that the target names, or None."""
        path = self._target.private_key_file
        if path is None:
            return None
        try:
            return Path(path).read_bytes()
        except OSError as error:
            raise DeviceError("KO-DV025", self._target.name, file=path, reason=error.strerror) from None

    def _refusal(self) -> DeviceError:
        if self._unreadable and self._named is not None and self._target.password is None:
            reason = "it is no private key, or its passphrase is another one"
            return DeviceError("KO-DV025", self._target.name, file=self._target.private_key_file, reason=reason)
        return DeviceError("KO-DV004", self._target.name, user=self._user)
