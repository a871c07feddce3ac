# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A packet, and whether a static or dynamic filter means it (RX-53, RX-54)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import IPv4Address

from .config import Config
from .filter_values import names, span_of
from .grammar import Line
from .values import network_of

_TCP, _UDP, _ICMP = 6, 17, 1
_FLAGS = {"fin": 1, "syn": 2, "rst": 4, "psh": 8, "ack": 16, "urg": 32}
# What the protocols of dynamic filters are triggered by: protocol numbers and the port of the server.
_TRIGGERS: dict[str, tuple[tuple[int, ...], int | None]] = {
    "tcp": ((_TCP,), None), "udp": ((_UDP,), None), "ftp": ((_TCP,), 21), "tftp": ((_UDP,), 69), "domain": ((_TCP, _UDP), 53), "www": ((_TCP,), 80),
    "smtp": ((_TCP,), 25), "pop3": ((_TCP,), 110), "telnet": ((_TCP,), 23), "netmeeting": ((_TCP,), 1720), "submission": ((_TCP,), 587),
    "sip": ((_UDP,), 5060), "dns": ((_UDP,), 53), "https": ((_TCP,), 443), "ping": ((_ICMP,), None), "ping6": ((58,), None),
}


@dataclass(frozen=True, slots=True)
class Packet:
    """`protocol`: name or number. `flags` of TCP by name (`syn`, `ack`); `error` marks an ICMP error message."""

    protocol: str
    source: str
    source_port: int
    destination: str
    destination_port: int
    flags: frozenset[str] = frozenset()

    @property
    def number(self) -> int:
        """Of its protocol."""
        return int(names()["protocols"].get(self.protocol, self.protocol))

    def answer(self) -> Packet:
        """The packet of the other side of its flow."""
        return replace(
            self, source=self.destination, source_port=self.destination_port, destination=self.source, destination_port=self.source_port,
        )


def means(config: Config, rule: Line, packet: Packet, flow_only: bool = False) -> bool:
    """Whether the filter of a line matches; `flow_only`: its addresses do not count."""
    words = [taken.text for taken in rule.rest[1:]]
    source, destination, protocol, source_port, destination_port = [*words, "*", "*", "*", "*"][:5]
    addresses = flow_only or (_from(config, source, packet.source) and _from(config, destination, packet.destination))
    ports = _port(source_port, packet, packet.source_port) and _port(destination_port, packet, packet.destination_port)
    return addresses and ports and _of(protocol, packet)


def triggers(config: Config, rule: Line, packet: Packet) -> bool:
    """Whether a packet starts a session of a dynamic filter."""
    source, destination, protocol, *more = [taken.text for taken in rule.rest]
    if not (_from(config, source, packet.source) and _from(config, destination, packet.destination)):
        return False
    if protocol == "filter":
        listed = [config.line(f"ip filter {word}") for word in _leading(more)]
        return any(line is not None and means(config, line, packet, flow_only=True) for line in listed)
    numbers, port = _TRIGGERS[protocol]
    return packet.number in numbers and port in (None, packet.destination_port)


def _leading(words: list[str]) -> list[str]:
    """The numbers up to the next word."""
    end = next((at for at, word in enumerate(words) if not word.isdecimal()), len(words))
    return words[:end]


def _from(config: Config, text: str, address: str) -> bool:
    return text == "*" or any(_covers(config, part, IPv4Address(address)) for part in text.split(","))


def _covers(config: Config, part: str, address: IPv4Address) -> bool:
    """Whether one item of a list holds an address. A name is what the box's own DNS says: `ip host`, `dns static a`."""
    if part.startswith(tuple("0123456789")):
        if part.endswith("*"):
            kept = part.split(".*")[0].split(".")
            return str(address).split(".")[:len(kept)] == kept
        first, dash, last = part.partition("-")
        return IPv4Address(first) <= address <= IPv4Address(last) if dash else address in network_of(part if "/" in part else f"{part}/32")
    known = [line for key in (f"ip host {part.lower()}", f"dns static a {part.lower()}") if (line := config.line(key)) is not None]
    return any(taken.text == str(address) for line in known for taken in line.rest)


def _of(text: str, packet: Packet) -> bool:
    """Whether a protocol, or what is said of TCP flags, fits."""
    if text == "*":
        return True
    if text.startswith("tcpflag"):
        value, mask = (int(part, 16) for part in text.partition("=")[2].split("/"))
        bits = sum(_FLAGS.get(flag, 0) for flag in packet.flags)
        return packet.number == _TCP and (bits & mask == value) != text.startswith("tcpflag!")
    if text in ("established", "tcpsyn", "tcpfin", "tcprst"):
        return packet.number == _TCP and {"established": "ack"}.get(text, text.removeprefix("tcp")) in packet.flags
    if text in ("icmp-error", "icmp-info"):
        return packet.number == _ICMP and ("error" in packet.flags) == (text == "icmp-error")
    return any(packet.number == int(names()["protocols"].get(part, part)) for part in text.split(","))


def _port(text: str, packet: Packet, port: int) -> bool:
    if text == "*":
        return True
    return packet.number in (_TCP, _UDP) and any(first <= port <= last for first, last in map(span_of, text.split(",")))
