"""A TCP line with a round-trip time: what comes in at one end leaves the other half a round trip later, both ways."""

from __future__ import annotations

import asyncio
import contextlib

_CHUNK = 65_536
_TICK = 1e-6


class Relay:
    """Listens, and carries each connection to `port` on loopback. `rtt` is in seconds and holds for connections made from now on.

    The kernel shakes hands over loopback at once; so the first bytes of either side wait as long as TCP's own handshake would take.
    """

    def __init__(self, port: int, rtt: float) -> None:
        self.port = port
        self.rtt = rtt
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._carriers: set[asyncio.Task[None]] = set()

    async def open(self, host: str, port: int) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._connected, host, port, reuse_address=True)

    def close(self) -> None:
        """Listen no more; connections stay."""
        if self._server is not None:
            self._server.close()

    def cut(self) -> None:
        """End every connection at once."""
        for end in list(self._ends):
            end.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        rtt, begun = self.rtt, asyncio.get_running_loop().time()
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            writer.transport.abort()
            return
        for one, other, first in ((reader, inner_writer, 1.5), (inner_reader, writer, 2.0)):
            self._ends.add(other)
            task = asyncio.create_task(self._carry(one, other, rtt / 2, begun + first * rtt))
            self._carriers.add(task)
            task.add_done_callback(self._carriers.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float, earliest: float) -> None:
        loop, due = asyncio.get_running_loop(), earliest
        with contextlib.suppress(OSError):
            while data := await reader.read(_CHUNK):
                due = max(loop.time() + delay, due + _TICK)
                loop.call_at(due, _write, writer, data)
        loop.call_at(max(loop.time() + delay, due + _TICK), self._end, writer)

    def _end(self, writer: asyncio.StreamWriter) -> None:
        self._ends.discard(writer)
        writer.close()


def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    if not writer.is_closing():
        writer.write(data)
