# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The SSH server of a box: password and public key, a shell or SFTP, never a single command (RX-02..RX-05, RX-63)."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from typing import TYPE_CHECKING

import asyncssh

from .session import Session
from .sftp import Files
from .terminal import Terminal

if TYPE_CHECKING:
    from .router import Router

_INTERRUPTIONS = (asyncssh.TerminalSizeChanged, asyncssh.BreakReceived, asyncssh.SignalReceived)


class Connection(asyncssh.SSHServer):
    """One TCP connection: turned away when there is no room, else authenticated. `level` is what the password was good for."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.transport: asyncssh.SSHServerConnection | None = None
        self.user = ""
        self.level = ""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """RX-63: no room, or down."""
        self.transport = conn
        if self.router.refuses("ssh"):
            conn.abort()

    def begin_auth(self, username: str) -> bool:
        """Always asks."""
        self.user = username
        return True

    def password_auth_supported(self) -> bool:
        """Unless `sshd auth method publickey`."""
        return self.router.settings.value("sshd auth method") != "publickey"

    def kbdint_auth_supported(self) -> bool:
        """RX-04: never."""
        return False

    def validate_password(self, username: str, password: str) -> bool:
        """The user's own password, or, for SFTP that writes, the administrator's (RX-33). An empty one never is right."""
        self.level = self.router.users.login(username, password)
        return bool(self.level)

    def public_key_auth_supported(self) -> bool:
        """When the firmware knows keys, unless `sshd auth method password`."""
        return self.router.box.keys and self.router.settings.value("sshd auth method") != "password"

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Against the keys of the user."""
        self.level = "login"
        return self.router.users.knows_key(username, key.export_public_key().decode())

    def session_requested(self) -> asyncssh.SSHServerProcess[bytes]:
        """The shell, or SFTP for whom `sftpd host` lets in."""
        files = partial(Files, self.router, self.user, self.level) if self.router.users.serves("sftp") else None
        return Channel(partial(_shell, self), files, 3, False)

    def server_requested(self, listen_host: str, listen_port: int) -> bool:
        """RX-04: no forwarding."""
        return False


class Channel(asyncssh.SSHServerProcess[bytes]):
    """A shell or the SFTP subsystem: a single command is refused."""

    def exec_requested(self, command: str) -> bool:
        """Not over an RTX's SSH."""
        return False

    def subsystem_requested(self, subsystem: str) -> bool:
        """SFTP only."""
        return subsystem == "sftp" and super().subsystem_requested(subsystem)


async def _shell(connection: Connection, process: asyncssh.SSHServerProcess[bytes]) -> None:
    """Carry characters between the channel and a console."""
    transport = connection.transport
    if connection.level == "administrator" or transport is None:
        process.exit(1)
        return
    terminal = Terminal(process.stdout.write, partial(_drain, process))
    session = Session(connection.router, terminal, connection.user, partial(_abort, terminal, transport), _peer(transport))
    reader = asyncio.create_task(_read(process, terminal))
    try:
        await session.run()
    finally:
        reader.cancel()
    if not terminal.closed:
        process.exit(0)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait_closed(), 2)
        transport.close()


async def _read(process: asyncssh.SSHServerProcess[bytes], terminal: Terminal) -> None:
    while True:
        try:
            data = await process.stdin.read(4096)
        except _INTERRUPTIONS:
            continue
        except (asyncssh.Error, OSError):
            data = b""
        if not data:
            break
        terminal.feed(data)
    terminal.close()


async def _drain(process: asyncssh.SSHServerProcess[bytes]) -> None:
    with contextlib.suppress(asyncssh.Error, OSError):
        await process.stdout.drain()


def _abort(terminal: Terminal, transport: asyncssh.SSHServerConnection) -> None:
    terminal.close()
    transport.abort()


def _peer(transport: asyncssh.SSHServerConnection) -> str:
    return str(transport.get_extra_info("peername", ("",))[0])


async def serve(router: Router, host: str, port: int, key: asyncssh.SSHKey) -> asyncssh.SSHAcceptor:
    """Listen for a box on this address and port (0: a free one). With `ssh_rsa_only` the host key signs with SHA-1 alone (RX-05)."""
    pair = asyncssh.load_keypairs([key])[0]
    if router.platform.ssh_rsa_only:
        pair.host_key_algorithms = [b"ssh-rsa"]
    return await asyncssh.create_server(
        lambda: Connection(router), host, port, server_host_keys=[pair], server_version="OpenSSH_7.7", line_editor=False, encoding=None,
        reuse_address=True, login_timeout=120, agent_forwarding=False, compression_algs=None,
        encryption_algs=["aes128-ctr", "aes192-ctr", "aes256-ctr"],
    )
