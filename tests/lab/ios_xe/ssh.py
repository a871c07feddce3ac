"""The SSH server of a router (IX-09): password, keyboard-interactive or key; one shell or one command per connection."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import asyncssh

from .session import Session
from .terminal import Terminal

if TYPE_CHECKING:
    from .router import Router


class Connection(asyncssh.SSHServer):
    """One TCP connection: turned away when there is no line, else authenticated."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.transport: asyncssh.SSHServerConnection | None = None
        self.user = ""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """IX-73: no free VTY line, or down."""
        self.transport = conn
        if self.router.refuses():
            conn.abort()

    def begin_auth(self, username: str) -> bool:
        """Always asks; the `banner login` is sent before."""
        self.user = username
        text = self.router.config.root.text("banner login")
        if text and self.transport:
            self.transport.send_auth_banner(text.partition("^C")[2].removesuffix("^C").strip("\n").replace("\n", "\r\n") + "\r\n")
        return True

    def password_auth_supported(self) -> bool:
        """Yes."""
        return True

    def validate_password(self, username: str, password: str) -> bool:
        """Against `username ... secret`."""
        return self.router.users.login(username, password)

    def kbdint_auth_supported(self) -> bool:
        """As IOS: one question."""
        return True

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Any:
        """The one question."""
        return "", "", "", [("Password: ", False)]

    def validate_kbdint_response(self, username: str, responses: Any) -> bool:
        """As a password."""
        return bool(responses) and self.router.users.login(username, responses[0])

    def public_key_auth_supported(self) -> bool:
        """When some user has a key."""
        return bool(self.router.platform.authorized_keys)

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Against the keys of the user."""
        own = " ".join(key.export_public_key().decode().split()[:2])
        known = self.router.platform.authorized_keys.get(username, [])
        return not self.router.faults.refuse_login and own in {" ".join(text.split()[:2]) for text in known}

    def session_requested(self) -> Channel:
        """The shell channel."""
        return Channel(self.router, self.transport, self.user)


class Channel(asyncssh.SSHServerSession[str]):
    """Carries characters between the SSH channel and the `Session`."""

    def __init__(self, router: Router, transport: asyncssh.SSHServerConnection | None, user: str) -> None:
        self.router = router
        self.transport = transport
        self.user = user
        self.command = ""
        self.channel: asyncssh.SSHServerChannel[str] | None = None
        self.terminal = Terminal(self._send)
        self.task: asyncio.Task[None] | None = None

    def connection_made(self, chan: asyncssh.SSHServerChannel[str]) -> None:
        """The channel is there."""
        self.channel = chan

    def pty_requested(self, term_type: str, term_size: Any, term_modes: Any) -> bool:
        """IOS keeps its own length and width."""
        return True

    def shell_requested(self) -> bool:
        """A shell."""
        return True

    def exec_requested(self, command: str) -> bool:
        """One command."""
        self.command = command
        return True

    def session_started(self) -> None:
        """Begin the CLI."""
        self.task = asyncio.get_running_loop().create_task(self._run())

    def data_received(self, data: str, datatype: asyncssh.DataType) -> None:
        """Typed characters."""
        self.terminal.feed(data)

    def eof_received(self) -> bool:
        """The client will type no more."""
        self.terminal.end()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self.terminal.close()

    def pause_writing(self) -> None:
        """The wire is full."""
        self.terminal.pause(True)

    def resume_writing(self) -> None:
        """The wire has room."""
        self.terminal.pause(False)

    def _send(self, text: str) -> None:
        if self.channel is not None and not self.channel.is_closing():
            self.channel.write(text)

    def _cut(self) -> None:
        self.terminal.muted = True
        self.terminal.close()
        if self.transport is not None:
            self.transport.abort()

    async def _run(self) -> None:
        peer = str(self.transport.get_extra_info("peername", ("",))[0]) if self.transport else ""
        session = Session(self.router, self.terminal, self.user, self._cut, peer)
        await (session.run_one(self.command) if self.command else session.run())
        if self.channel is not None and not self.terminal.muted:
            self.channel.exit(0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.channel.wait_closed(), 2)
            if self.transport is not None:
                self.transport.close()


async def serve(router: Router, host: str, port: int, key: asyncssh.SSHKey) -> asyncssh.SSHAcceptor:
    """Listen for a router on this address and port (0: a free one)."""
    return await asyncssh.create_server(
        lambda: Connection(router), host, port, server_host_keys=[key], server_version="Cisco-1.25", line_editor=False,
        encoding="utf-8", errors="replace", reuse_address=True, login_timeout=120, agent_forwarding=False, compression_algs=None,
    )
