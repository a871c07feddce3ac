"""Access lists, prefix lists and route maps as configured, and what they let through."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from .lines import Node, after, sections, words_below

PROTOCOLS = {"ip": 0, "icmp": 1, "tcp": 6, "udp": 17, "gre": 47, "esp": 50, "ahp": 51, "eigrp": 88, "ospf": 89}
ANY = (0, 0)


@dataclass(frozen=True)
class AclEntry:
    """`source` and `destination` are (address, care bits) as integers; protocol 0 is any; `detail` is what follows the
    addresses (port or ICMP type); `text` is the line without its number."""

    sequence: int
    permit: bool
    protocol: int
    source: tuple[int, int]
    destination: tuple[int, int]
    detail: tuple[str, ...]
    text: str

    def matches(self, protocol: int, source: IPv4Address, destination: IPv4Address, details: Sequence[str] = ()) -> bool:
        """True for a packet of this protocol between these addresses; `details` are the ways to write its port or ICMP type."""
        return self.protocol in (0, protocol) and (not self.detail or " ".join(self.detail) in details) and all(
            int(address) & care == value & care for address, (value, care) in ((source, self.source), (destination, self.destination)))


@dataclass(frozen=True)
class PrefixEntry:
    """One line of a prefix list: lengths `low` to `high` inside `prefix`."""

    sequence: int
    permit: bool
    prefix: IPv4Network
    low: int
    high: int
    text: str

    def matches(self, network: IPv4Network) -> bool:
        """True when the entry speaks about this network."""
        return self.low <= network.prefixlen <= self.high and network.subnet_of(self.prefix)


@dataclass(frozen=True)
class RouteMapEntry:
    """One clause of a route map: the prefix lists it matches (none means all) and what it sets."""

    sequence: int
    permit: bool
    prefix_lists: tuple[str, ...]
    sets: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...]


def read_acls(root: Node) -> dict[str, tuple[bool, list[AclEntry]]]:
    """Access lists by name: whether extended, and the entries in order."""
    found: dict[str, tuple[bool, list[AclEntry]]] = {}
    for rest, node in sections(root, "ip", "access-list"):
        if len(rest) == 2 and rest[0] in ("extended", "standard"):
            found[rest[1]] = (rest[0] == "extended", _acl_entries(words_below(node), rest[0] == "extended"))
    for rest, _node in sections(root, "access-list"):
        extended = rest[0].isdigit() and (100 <= int(rest[0]) <= 199 or 2000 <= int(rest[0]) <= 2699)
        entries = found.setdefault(rest[0], (extended, []))[1]
        entries += _acl_entries([rest[1:]], extended, start=10 * len(entries))
    return found


def _acl_entries(lines: Iterable[Sequence[str]], extended: bool, start: int = 0) -> list[AclEntry]:
    entries: list[AclEntry] = []
    for words in lines:
        number = int(words[0]) if words and words[0].isdigit() else (entries[-1].sequence if entries else start) + 10
        words = words[1:] if words and words[0].isdigit() else words
        if words and words[0] in ("permit", "deny"):
            entries.append(_acl_entry(number, words, extended))
    return sorted(entries, key=lambda entry: entry.sequence)


def _acl_entry(number: int, words: Sequence[str], extended: bool) -> AclEntry:
    if not extended:
        source, _rest = _acl_address(words[1:])
        return AclEntry(number, words[0] == "permit", 0, source, ANY, (), " ".join(words))
    protocol = PROTOCOLS[words[1]] if words[1] in PROTOCOLS else int(words[1]) if words[1].isdigit() else 255
    source, rest = _acl_address(words[2:])
    destination, rest = _acl_address(_skip_port(rest))
    detail = tuple(word for word in rest if word not in ("log", "log-input"))
    return AclEntry(number, words[0] == "permit", protocol, source, destination, detail, " ".join(words))


def _acl_address(words: Sequence[str]) -> tuple[tuple[int, int], Sequence[str]]:
    if not words or words[0] == "any":
        return ANY, words[1:]
    if words[0] == "host":
        return (int(IPv4Address(words[1])), 0xFFFFFFFF), words[2:]
    if len(words) > 1 and words[1].count(".") == 3:
        care = int(IPv4Address(words[1])) ^ 0xFFFFFFFF
        return (int(IPv4Address(words[0])) & care, care), words[2:]
    return (int(IPv4Address(words[0])), 0xFFFFFFFF), words[1:]


def _skip_port(words: Sequence[str]) -> Sequence[str]:
    if words and words[0] in ("eq", "gt", "lt", "neq"):
        return words[2:]
    return words[3:] if words and words[0] == "range" else words


def read_prefix_lists(root: Node) -> dict[str, list[PrefixEntry]]:
    """Prefix lists by name, entries in order."""
    found: dict[str, list[PrefixEntry]] = {}
    for rest, _node in sections(root, "ip", "prefix-list"):
        if len(rest) >= 5 and rest[1] == "seq":
            found.setdefault(rest[0], []).append(_prefix_entry(rest[1:]))
    return {name: sorted(entries, key=lambda entry: entry.sequence) for name, entries in found.items()}


def read_descriptions(root: Node) -> dict[str, str]:
    """The descriptions of prefix lists by name."""
    return {rest[0]: " ".join(rest[2:]) for rest, _node in sections(root, "ip", "prefix-list") if rest[1:2] == ["description"]}


def _prefix_entry(words: Sequence[str]) -> PrefixEntry:
    prefix = IPv4Network(words[3], strict=False)
    options = dict(zip(words[4::2], map(int, words[5::2]), strict=False))
    low = options.get("ge", prefix.prefixlen)
    high = options.get("le", 32 if "ge" in options else prefix.prefixlen)
    return PrefixEntry(int(words[1]), words[2] == "permit", prefix, low, high, " ".join(words))


def read_route_maps(root: Node) -> dict[str, list[RouteMapEntry]]:
    """Route maps by name, clauses in order."""
    found: dict[str, list[RouteMapEntry]] = {}
    for rest, node in sections(root, "route-map"):
        lines = list(words_below(node))
        lists = tuple(name for words in lines for name in after(words, "match", "ip", "address", "prefix-list") or ())
        sets = tuple(tuple(words[1:]) for words in lines if words[0] == "set")
        entry = RouteMapEntry(int(rest[2]), rest[1] == "permit", lists, sets, tuple(" ".join(words) for words in lines))
        found.setdefault(rest[0], []).append(entry)
    return {name: sorted(entries, key=lambda entry: entry.sequence) for name, entries in found.items()}


def permitted(entries: Sequence[PrefixEntry] | None, network: IPv4Network) -> bool:
    """What a prefix list says about a network; a list that does not exist permits everything."""
    if not entries:
        return True
    return next((entry.permit for entry in entries if entry.matches(network)), False)
