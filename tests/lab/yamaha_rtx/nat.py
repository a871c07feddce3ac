# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The masquerade table of an interface: who talks to whom behind which port, and for how long (RX-49, RX-50, RX-75)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from .config import ANONYMOUS, NOWHERE, Config, Context
from .filter_values import span_of
from .grammar import Line
from .packet import Packet

_SECONDS, _FIN = 900, 60
_FIRST_PORT = 60000
_MASQUERADES = ("masquerade", "nat-masquerade")


class Peer(NamedTuple):
    """The outside of an entry: what an answer comes from and arrives at."""

    protocol: int
    port: int
    remote: str
    remote_port: int


@dataclass(slots=True)
class Mapping:
    """An entry: its inside, and until when it holds."""

    address: str
    port: int
    until: float


def descriptors(config: Config, interface: str) -> list[str]:
    """The numbers of the masquerading descriptors that an interface (`pp 1`, `lan2`) uses."""
    kind, context = where(interface)
    line = config.line(f"ip {kind} nat descriptor", context)
    numbers = [taken.text for taken in line.rest] if line else []
    types = {number: config.line(f"nat descriptor type {number}") for number in numbers}
    return [number for number, each in types.items() if each is not None and each.rest[0].text in _MASQUERADES]


def where(interface: str) -> tuple[str, Context]:
    """The interface's name in commands, and the block of its lines."""
    kind, _blank, number = interface.partition(" ")
    return kind, Context(kind, int(number) if number.isdecimal() else ANONYMOUS) if number else NOWHERE


class Table:
    """The entries of one interface. `now`: seconds."""

    def __init__(self, config: Config, descriptor: str, now: Callable[[], float]) -> None:
        self.config, self.descriptor, self._now = config, descriptor, now
        self._entries: dict[Peer, Mapping] = {}

    def __len__(self) -> int:
        return sum(entry.until > self._now() for entry in self._entries.values())

    def out(self, packet: Packet, outside: str) -> Packet:
        """The packet as the world sees it; its entry begins or is renewed."""
        held = [peer for peer, entry in self._entries.items() if entry.until > self._now()]
        own = next((peer for peer in held if self._is(peer, packet)), None)
        peer = own or Peer(packet.number, self._free(packet, held), packet.destination, packet.destination_port)
        seconds = self._fin() if packet.flags & {"fin", "rst"} else self.seconds(packet.number, packet.destination_port)
        self._entries[peer] = Mapping(packet.source, packet.source_port, self._now() + seconds)
        return replace(packet, source=outside, source_port=peer.port)

    def _is(self, peer: Peer, packet: Packet) -> bool:
        entry = self._entries[peer]
        same = (entry.address, entry.port) == (packet.source, packet.source_port)
        return same and (peer.protocol, peer.remote, peer.remote_port) == (packet.number, packet.destination, packet.destination_port)

    def _free(self, packet: Packet, held: list[Peer]) -> int:
        """A port of the first range; where a static mapping says so, its own."""
        for line in self._statics():
            inner, outer = _static(line, packet, packet.source_port, inside=True)
            if inner == packet.source and outer is not None:
                return outer
        taken = {peer.port for peer in held}
        return next(port for port in range(_FIRST_PORT, 65536) if port not in taken)

    def into(self, packet: Packet) -> tuple[Packet | None, str]:
        """The packet behind the table and why; None when it ends here (`nat descriptor masquerade incoming`)."""
        peer = Peer(packet.number, packet.destination_port, packet.source, packet.source_port)
        entry = self._entries.get(peer)
        if entry is not None and entry.until > self._now():
            entry.until = self._now() + self.seconds(packet.number, packet.source_port)
            return replace(packet, destination=entry.address, destination_port=entry.port), "nat entry"
        for line in self._statics():
            inner, port = _static(line, packet, packet.destination_port, inside=False)
            if port is not None:
                return replace(packet, destination=inner, destination_port=port), "nat static"
        return self._incoming(packet)

    def _incoming(self, packet: Packet) -> tuple[Packet | None, str]:
        line = self.config.line(f"nat descriptor masquerade incoming {self.descriptor}")
        policy = line.rest[0].text if line else "reject"
        if policy == "forward" and line is not None:
            return replace(packet, destination=line.rest[1].text), "nat forward"
        return (packet, "nat through") if policy == "through" else (None, f"nat {policy}")

    def _statics(self) -> list[Line]:
        return [line for line in self.config.lines() if line.names[:5] == ("nat", "descriptor", "masquerade", "static", self.descriptor)]

    def seconds(self, protocol: int, port: int) -> int:
        """How long an entry lives without a packet; the port is the server's (RX-49)."""
        prefix, name = ("nat", "descriptor", "timer", self.descriptor), {6: "tcp", 17: "udp", 1: "icmp"}.get(protocol, str(protocol))
        found = _SECONDS
        for line in (line for line in self.config.lines() if line.names[:4] == prefix):
            said = dict(word.partition("=")[::2] for word in line.names[4:])
            ports = [span_of(part) for part in said.get("port", "0-").split(",") if part != "*"]
            if said.get("protocol", name) in (name, str(protocol)) and "tcpfin" not in said and any(low <= port <= high for low, high in ports):
                found = int(line.rest[0].text)
        return found

    def _fin(self) -> int:
        line = self.config.line(f"nat descriptor timer {self.descriptor} tcpfin")
        return int(line.rest[0].text) if line else _FIN


def _static(line: Line, packet: Packet, port: int, inside: bool) -> tuple[str, int | None]:
    """The inner address of a static mapping, and the port on the other side when the packet's protocol and port are its own."""
    inner, protocol, *ports = [taken.text for taken in line.rest]
    if protocol not in (packet.protocol, str(packet.number)):
        return inner, None
    outer, equals, own = (ports[0] if ports else "0-").partition("=")
    here, there = (own or outer, outer) if inside else (outer, own or outer)
    low, high = span_of(here)
    return inner, port + (span_of(there)[0] - low if equals else 0) if low <= port <= high else None
