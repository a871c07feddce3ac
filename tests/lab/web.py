"""A port on which a device speaks HTTP or HTTPS; what it says is the device's."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

Handler = Callable[[web.BaseRequest, int], Awaitable[web.StreamResponse]]


class Port:
    """Listens until `close`. `handler(request, connection)` answers; connections are numbered from 1, and `connected` is told of each."""

    def __init__(self, handler: Handler, connected: Callable[[], None]) -> None:
        self._handler, self._connected = handler, connected
        self._numbers: dict[Any, int] = {}
        self.connections = 0
        self._server = web.Server(self._answer, access_log=None)
        self._listener: asyncio.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def open(self, host: str, port: int, context: ssl.SSLContext | None) -> None:
        """Begin to listen; plain HTTP without a `context`."""
        self._loop = asyncio.get_running_loop()
        self._listener = await self._loop.create_server(self._server, host, port, ssl=context)

    def get_port(self) -> int:
        """Where it listens."""
        assert self._listener is not None
        return int(self._listener.sockets[0].getsockname()[1])

    def close(self) -> None:
        """Listen no more."""
        if self._listener is not None:
            self._listener.close()

    def cut(self) -> None:
        """End every connection at once; of any thread."""
        if self._loop is not None and self._loop.is_running():
            self._loop.call_soon_threadsafe(self._cut)

    def _cut(self) -> None:
        for connection in list(self._server.connections):
            if connection.transport is not None:
                connection.transport.abort()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.protocol not in self._numbers:
            self.connections += 1
            self._connected()
            standing = set(self._server.connections)
            self._numbers = {each: number for each, number in self._numbers.items() if each in standing} | {request.protocol: self.connections}
        return await self._handler(request, self._numbers[request.protocol])


def reset(request: web.BaseRequest) -> web.Response:
    """Break the connection instead of answering."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
