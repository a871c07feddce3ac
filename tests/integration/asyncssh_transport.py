"""Our session over asyncssh, for tests that hold the lab in their own process.

libssh holds Python's lock while it waits for the server, so a lab in a thread of the same process could never answer it. Everything above the
transport is the product; the product's own transport is tested against servers in other processes (test_ssh_cli.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time

import asyncssh

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import DeviceError, Target


class AsyncsshTransport:
    """Use as ``open_session(target, connect=AsyncsshTransport)``. Host keys are not looked at."""

    def __init__(self, target: Target) -> None:
        self._target, self._data, self._end = target, bytearray(), False
        self._arrived = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(target.connect_timeout)
        except asyncssh.PermissionDenied:
            self._fail("KO-DV004", user=target.user)
        except (OSError, asyncssh.Error, TimeoutError):
            self._fail("KO-DV006")

    def send(self, data: bytes) -> None:
        if self._end:
            raise DeviceError("KO-DV007", self._target.name)
        self._loop.call_soon_threadsafe(self._stdin.write, data)

    def receive(self, timeout: float) -> bytes:
        deadline = time.monotonic() + timeout
        with self._arrived:
            while not self._data and not self._end and (left := deadline - time.monotonic()) > 0:
                self._arrived.wait(left)
            data, self._data = bytes(self._data), bytearray()
        if not data and self._end:
            raise DeviceError("KO-DV007", self._target.name)
        return data

    def close(self) -> None:
        if self._thread.is_alive():
            with contextlib.suppress(TimeoutError):
                asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(5)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)
            self._loop.close()

    async def _open(self) -> None:
        target = self._target
        self._connection = await asyncssh.connect(
            target.host, target.port or 22, username=target.user or "", password=target.password, known_hosts=None, client_keys=None, config=None,
        )
        process = await self._connection.create_process(term_type="vt100", term_size=(511, 24), encoding=None)
        self._stdin = process.stdin
        self._reader = asyncio.ensure_future(self._read(process.stdout))

    async def _read(self, stdout: asyncssh.SSHReader[bytes]) -> None:
        with contextlib.suppress(asyncssh.Error, OSError):
            while data := await stdout.read(65536):
                with self._arrived:
                    self._data += data
                    self._arrived.notify()
        with self._arrived:
            self._end = True
            self._arrived.notify()

    async def _shut(self) -> None:
        connection = getattr(self, "_connection", None)
        if connection is not None:
            connection.abort()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(connection.wait_closed(), 2)
        reader = getattr(self, "_reader", None)
        if reader is not None:
            await asyncio.wait([reader], timeout=2)

    def _fail(self, code: str, **details: object) -> None:
        self.close()
        raise DeviceError(code, self._target.name, **details)  # type: ignore[arg-type]
