"""Packets against access lists: protocol, addresses, ports, flags, ICMP types, DSCP; the first entry that matches decides."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ...ios_xe.kinds import DSCP, PORTS, PRECEDENCE, PROTOCOLS, bits
from .filters import AclEntry

ICMP = {
    "echo-reply": (0, None), "unreachable": (3, None), "net-unreachable": (3, 0), "host-unreachable": (3, 1), "port-unreachable": (3, 3),
    "packet-too-big": (3, 4), "administratively-prohibited": (3, 13), "redirect": (5, None), "echo": (8, None), "time-exceeded": (11, None),
    "ttl-exceeded": (11, 0), "traceroute": (30, None),
}  # fmt: skip
_PORT_WORDS = ("eq", "gt", "lt", "neq", "range")


@dataclass(frozen=True)
class Packet:
    """One packet; `size` is that of the IP packet in bytes, `icmp` type and code."""

    protocol: str
    source: str
    destination: str
    source_port: int = 0
    destination_port: int = 0
    established: bool = False
    dscp: int = 0
    icmp: tuple[int, int] = (0, 0)
    size: int = 100

    @classmethod
    def parse(cls, text: str) -> Packet:
        """`udp A:port B:port [established] [dscp N|NAME]`, `icmp A B [type code]`; ValueError for anything else."""
        words = text.split()
        if len(words) < 3 or words[0] not in PROTOCOLS:
            raise ValueError(f"{text!r}: protocol, source[:port], destination[:port] expected")
        (source, source_port), (destination, destination_port) = (_end(word) for word in words[1:3])
        rest = words[3:]
        marked = rest[rest.index("dscp") + 1] if "dscp" in rest[:-1] else "0"
        kind = (int(rest[0]), int(rest[1])) if words[0] == "icmp" and len(rest) >= 2 else (8, 0)
        return cls(words[0], source, destination, source_port, destination_port, "established" in rest, DSCP.get(marked, 0) or _number(marked), kind)


def _end(word: str) -> tuple[str, int]:
    address, _colon, port = word.partition(":")
    bits(address)
    return address, int(port or 0)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


@dataclass(frozen=True)
class _Rule:
    """An extended entry taken apart; ports are (low, high, inverted)."""

    protocol: str
    source: tuple[int, int]
    destination: tuple[int, int]
    source_port: tuple[int, int, bool]
    destination_port: tuple[int, int, bool]
    established: bool
    icmp: tuple[int, int | None] | None
    dscp: int | None
    precedence: int | None

    def matches(self, packet: Packet) -> bool:
        """True when the entry speaks about the packet."""
        return (
            self.protocol in ("ip", packet.protocol)
            and bits(packet.source) & self.source[1] == self.source[0]
            and bits(packet.destination) & self.destination[1] == self.destination[0]
            and _within(packet.source_port, self.source_port)
            and _within(packet.destination_port, self.destination_port)
            and (packet.established or not self.established)
            and (self.icmp is None or self.icmp in (packet.icmp, (packet.icmp[0], None)))
            and self.dscp in (None, packet.dscp)
            and self.precedence in (None, packet.dscp >> 3)
        )


def _within(port: int, span: tuple[int, int, bool]) -> bool:
    return (span[0] <= port <= span[1]) is not span[2]


def first_match(entries: Sequence[AclEntry], packet: Packet, extended: bool = True) -> AclEntry | None:
    """The entry that decides about a packet, None when none does."""
    if extended:
        return next((entry for entry in entries if _rule(entry.text).matches(packet)), None)
    return next((entry for entry in entries if bits(packet.source) & entry.source[1] == entry.source[0]), None)


@lru_cache(maxsize=4096)
def _rule(text: str) -> _Rule:
    words = text.split()[1:]
    protocol = words.pop(0)
    source = _address(words)
    source_port = _ports(words, protocol)
    destination = _address(words)
    destination_port = _ports(words, protocol)
    return _Rule(
        protocol, source, destination, source_port, destination_port, "established" in words, _icmp(words) if protocol == "icmp" else None,
        _after(words, "dscp", DSCP), _after(words, "precedence", PRECEDENCE),
    )  # fmt: skip


def _address(words: list[str]) -> tuple[int, int]:
    first = words.pop(0)
    if first == "any":
        return 0, 0
    if first == "host":
        return bits(words.pop(0)), 0xFFFFFFFF
    care = bits(words.pop(0)) ^ 0xFFFFFFFF
    return bits(first) & care, care


def _ports(words: list[str], protocol: str) -> tuple[int, int, bool]:
    if not words or words[0] not in _PORT_WORDS or protocol not in PORTS:
        return 0, 65535, False
    kind, first = words.pop(0), _port(words.pop(0), protocol)
    if kind == "range":
        return first, _port(words.pop(0), protocol), False
    return {"eq": (first, first, False), "neq": (first, first, True), "gt": (first + 1, 65535, False), "lt": (0, first - 1, False)}[kind]


def _port(word: str, protocol: str) -> int:
    return int(word) if word.isdigit() else PORTS[protocol][word]


def _icmp(words: list[str]) -> tuple[int, int | None] | None:
    if words and words[0].isdigit():
        return int(words[0]), int(words[1]) if len(words) > 1 and words[1].isdigit() else None
    return ICMP.get(words[0]) if words else None


def _after(words: list[str], word: str, names: dict[str, int]) -> int | None:
    if word not in words:
        return None
    value = words[words.index(word) + 1]
    return int(value) if value.isdigit() else names[value]
