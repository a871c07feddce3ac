"""The SSH port of a router: open, closed, or at the far end of a long line, as its faults say."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import asyncssh

from ..clock import running_loop
from ..relay import Relay
from .ssh import serve

if TYPE_CHECKING:
    from .router import Router


class Door:
    """Listens for a router on one address and port, which it keeps whatever happens.

    `adjust()` brings it to what the faults `unreachable` and `rtt_ms` ask for.
    """

    def __init__(self, router: Router, host: str, port: int, key: asyncssh.SSHKey) -> None:
        self.router = router
        self.host = host
        self.port = port
        self._key = key
        self._lock = asyncio.Lock()
        self._state: object = None
        self._ssh: asyncssh.SSHAcceptor | None = None
        self._relay: Relay | None = None
        self._held: socket.socket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to listen; sets the router's port and host key."""
        self._loop = asyncio.get_running_loop()
        await self.adjust()
        self.router.port = self.port
        self.router.host_key = self._key.export_public_key().decode().strip()
        self.router.faults.follow(self.changed)

    def changed(self) -> None:
        """A fault of the line has been set or cleared. Of another thread than the lab's: returns when it has taken effect."""
        if self._loop is None or not self._loop.is_running():
            return
        if running_loop() is self._loop:
            self._task = self._loop.create_task(self.adjust())
        else:
            asyncio.run_coroutine_threadsafe(self.adjust(), self._loop).result(10)

    async def adjust(self) -> None:
        """Open, close or lengthen the line."""
        async with self._lock:
            faults = self.router.faults
            wanted = "closed" if faults.unreachable else faults.rtt_ms
            if wanted == self._state:
                return
            self.close()
            if wanted == "closed":
                self._shut()
            elif wanted:
                self._ssh = await serve(self.router, "127.0.0.1", 0, self._key)
                self._relay = Relay(self._ssh.get_port(), faults.rtt_ms / 1000)
                await self._relay.open(self.host, self.port)
            else:
                self._ssh = await serve(self.router, self.host, self.port, self._key)
                self.port = self._ssh.get_port()
            self._state = wanted

    def close(self) -> None:
        """Listen no more."""
        for listener in (self._ssh, self._relay, self._held):
            if listener is not None:
                listener.close()
        self._ssh = self._held = None

    def _shut(self) -> None:
        """Whoever connects is refused, whoever is connected is cut; nobody else gets the port."""
        self._held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._held.bind((self.host, self.port))
        self.router.drop_sessions()
        if self._relay is not None:
            self._relay.cut()
