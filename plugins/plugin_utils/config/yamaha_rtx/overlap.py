# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether two filters can meet the same packet (BZ-34). What cannot be told counts as yes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network
from typing import NamedTuple

Span = tuple[int, int]
Spans = tuple[Span, ...]
_ALL_ADDRESSES, _ALL_PORTS = (0, 2**32 - 1), (0, 65535)
_TCP = {"established", "tcpsyn", "tcpfin", "tcprst"}
_FIELDS = 5


class Packet(NamedTuple):
    """What a filter meets: ``spans`` of source, destination, source port and destination port, and protocols."""

    spans: tuple[Spans, Spans, Spans, Spans]
    protocols: frozenset[str]


def overlap(one: str, other: str) -> bool:
    """Of two canonical values, of which the last five words count: ``pass 192.0.2.0/24 * udp * 5060``."""
    mine, theirs = _packet(one), _packet(other)
    if mine is None or theirs is None:
        return True
    anything = "*" in mine.protocols | theirs.protocols
    return (anything or bool(mine.protocols & theirs.protocols)) and all(map(_meet, mine.spans, theirs.spans))


def _meet(mine: Spans, theirs: Spans) -> bool:
    return any(low <= end and begin <= high for low, high in mine for begin, end in theirs)


@lru_cache(4096)
def _packet(value: str) -> Packet | None:
    words = value.split()[-_FIELDS:]
    if len(words) < _FIELDS:
        return None
    source, target, protocols, sport, dport = words
    spans = (_all(_address, source), _all(_address, target), _all(_port, sport), _all(_port, dport))
    return Packet(spans, frozenset(map(_protocol, protocols.split(","))))


def _all(read: Callable[[str], Span], text: str) -> Spans:
    return tuple(read(each) for each in text.split(","))


def _address(text: str) -> Span:
    try:
        if "-" in text:
            low, high = text.split("-")
            return int(IPv4Address(low)), int(IPv4Address(high))
        network = IPv4Network(text, strict=False)
        return int(network.network_address), int(network.broadcast_address)
    except ValueError:  # *, a name, map-e: anything
        return _ALL_ADDRESSES


def _protocol(text: str) -> str:
    return "tcp" if text in _TCP or text.startswith("tcpflag") else text.partition("-")[0]


def _port(text: str) -> Span:
    low, _dash, high = text.partition("-")
    try:
        return int(low), int(high or low)
    except ValueError:  # *, a mnemonic that we do not know
        return _ALL_PORTS
