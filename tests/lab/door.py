"""A port of a device: open, closed, or at the far end of a long line, as its faults say."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from .clock import running_loop
from .relay import Relay

if TYPE_CHECKING:
    from .device import Device


class Listener(Protocol):
    """What listens on a port: asyncssh's acceptor, or `web.Port`."""

    def get_port(self) -> int:
        """Where."""

    def close(self) -> None:
        """Listen no more; connections stay."""


Serve = Callable[[str, int], Awaitable[Listener]]


class Door:
    """Listens for a device on one address and port, which it keeps whatever happens. `serve(host, port)` answers there.

    `adjust()` brings it to what the faults `unreachable` and `rtt_ms` ask for.
    """

    def __init__(self, router: Device, host: str, port: int, serve: Serve) -> None:
        self.router = router
        self.host = host
        self.port = port
        self._serve = serve
        self._lock = asyncio.Lock()
        self._state: object = None
        self._listener: Listener | None = None
        self._relay: Relay | None = None
        self._held: socket.socket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to listen; sets the router's port."""
        self._loop = asyncio.get_running_loop()
        await self.adjust()
        self.router.port = self.port
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
                self._listener = await self._serve("127.0.0.1", 0)
                self._relay = Relay(self._listener.get_port(), faults.rtt_ms / 1000)
                await self._relay.open(self.host, self.port)
            else:
                self._listener = await self._serve(self.host, self.port)
                self.port = self._listener.get_port()
            self._state = wanted

    def close(self) -> None:
        """Listen no more."""
        for listener in (self._listener, self._relay, self._held):
            if listener is not None:
                listener.close()
        self._listener = self._held = None

    def _shut(self) -> None:
        """Whoever connects is refused, whoever is connected is cut; nobody else gets the port."""
        self._held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._held.bind((self.host, self.port))
        self.router.drop_sessions()
        if self._relay is not None:
            self._relay.cut()
