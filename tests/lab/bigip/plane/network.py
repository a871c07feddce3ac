"""The wires of the data plane: in memory for the virtual clock, or real UDP on this machine's loopback addresses."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import deque
from collections.abc import Callable, MutableSequence
from dataclasses import dataclass
from typing import Protocol

Address = tuple[str, int]
_MUTEX = 49151
Receiver = Callable[[Address, bytes], None]


@dataclass(frozen=True)
class Packet:
    """One datagram, as it went."""

    source: Address
    target: Address
    data: bytes


class Network(Protocol):
    """Datagrams between addresses; whoever is bound to the target gets them, nobody else."""

    packets: MutableSequence[Packet]

    def bind(self, own: Address, receiver: Receiver) -> bool:
        """Whether the address was free."""

    def unbind(self, own: Address) -> None:
        """Nobody gets what is sent there."""

    def send(self, own: Address, target: Address, data: bytes) -> None:
        """From an address that is bound."""


class MemoryNetwork:
    """Delivers at once, in order; what nobody is bound to is in `lost`."""

    def __init__(self) -> None:
        self.packets: MutableSequence[Packet] = []
        self.lost: list[Packet] = []
        self._bound: dict[Address, Receiver] = {}
        self._waiting: deque[Packet] = deque()
        self._delivering = False
        self._lock = threading.RLock()

    def bind(self, own: Address, receiver: Receiver) -> bool:
        """See `Network`."""
        free = own not in self._bound
        if free:
            self._bound[own] = receiver
        return free

    def unbind(self, own: Address) -> None:
        """See `Network`."""
        self._bound.pop(own, None)

    def send(self, own: Address, target: Address, data: bytes) -> None:
        """See `Network`; returns when the network is quiet again, unless it was called from a receiver."""
        with self._lock:
            packet = Packet(own, target, data)
            self.packets.append(packet)
            self._waiting.append(packet)
            if not self._delivering:
                self._deliver()

    def _deliver(self) -> None:
        self._delivering = True
        try:
            while self._waiting:
                each = self._waiting.popleft()
                receiver = self._bound.get(each.target)
                if receiver is None:
                    self.lost.append(each)
                else:
                    receiver(each.source, each.data)
        finally:
            self._delivering = False


class UdpNetwork:
    """Sockets in a running event loop, on loopback addresses 127.k.c.d for a.b.c.d: each network has a k of its own, as long as it is open.

    Packets from sockets that are not this network's show the address that they really come from.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.packets: MutableSequence[Packet] = deque(maxlen=10000)
        self._loop = loop
        self._sockets: dict[Address, socket.socket] = {}
        self._names: dict[str, str] = {}
        self._block, self._lock = _free_block()

    def real(self, address: str) -> str:
        """Where an address is on this machine; whoever begins with 127 is there already."""
        if address.startswith("127."):
            return address
        _a, _b, third, fourth = (int(part) for part in address.split("."))
        for number in range(65536):
            high, low = divmod((256 * third + fourth + number) % 65536, 256)
            found = f"127.{self._block}.{high}.{low}"
            if self._names.setdefault(found, address) == address:
                return found
        raise ValueError(address)

    def bind(self, own: Address, receiver: Receiver) -> bool:
        """See `Network`."""
        if own in self._sockets:
            return False
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.setblocking(False)
        try:
            made.bind((self.real(own[0]), own[1]))
        except OSError:
            made.close()
            return False
        self._sockets[own] = made
        self._loop.add_reader(made, self._receive, own, made, receiver)
        return True

    def unbind(self, own: Address) -> None:
        """See `Network`."""
        found = self._sockets.pop(own, None)
        if found is not None:
            self._loop.remove_reader(found)
            found.close()

    def send(self, own: Address, target: Address, data: bytes) -> None:
        """See `Network`."""
        self.packets.append(Packet(own, target, data))
        try:
            self._sockets[own].sendto(data, (self.real(target[0]), target[1]))
        except (BlockingIOError, ConnectionRefusedError):
            return

    def close(self) -> None:
        """End every socket."""
        for own in list(self._sockets):
            self.unbind(own)
        self._lock.close()

    def _receive(self, own: Address, bound: socket.socket, receiver: Receiver) -> None:
        try:
            data, (address, port) = bound.recvfrom(65535)
        except OSError:
            return
        source = (self._names.get(address, address), port)
        if source not in self._sockets:
            self.packets.append(Packet(source, own, data))
        receiver(source, data)


def _free_block() -> tuple[int, socket.socket]:
    """A second part of loopback addresses that no other network has, and the socket that keeps it."""
    for block in range(100, 250):
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            made.bind((f"127.{block}.255.254", _MUTEX))
        except OSError:
            made.close()
        else:
            return block, made
    raise OSError("every block of loopback addresses is taken")
