"""A relay in front of a server, in this very process: it is late, falls silent or hangs up in the middle."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Relay:
    """On ``port``. After ``delay`` seconds it passes everything on to ``target``, and back no more than ``limit`` bytes; then it may hang up."""

    def __init__(self, target: int, delay: float = 0.0, limit: int | None = None, hang_up: bool = False) -> None:
        self.passed = 0  #: bytes back, when there is no limit
        self.target, self.delay, self.limit, self.hang_up = target, delay, limit, hang_up
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []

    @contextmanager
    def running(self) -> Iterator[Relay]:
        threading.Thread(target=self._accept, daemon=True).start()
        try:
            yield self
        finally:
            for each in [self._listener, *self._open]:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _address = self._listener.accept()
                self._open.append(peer)
                threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        time.sleep(self.delay)
        server = socket.create_connection(("127.0.0.1", self.target))
        self._open.append(server)
        threading.Thread(target=self._pump, args=(peer, server, None), daemon=True).start()
        self._pump(server, peer, self.limit, counted=True)
        if self.hang_up:
            peer.shutdown(socket.SHUT_RDWR)

    def _pump(self, source: socket.socket, sink: socket.socket, limit: int | None, counted: bool = False) -> None:
        with contextlib.suppress(OSError):
            while limit is None or limit > 0:
                data = source.recv(65536 if limit is None else min(limit, 65536))
                if not data:
                    sink.shutdown(socket.SHUT_RDWR)
                    return
                sink.sendall(data)
                self.passed += len(data) if counted else 0
                limit = None if limit is None else limit - len(data)
