"""Counters that grow with the traffic: entries of access lists, interfaces, classes of policies."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..read import AclEntry, Config, Interface
from ..read.packets import Packet, first_match
from .memory import Memory
from .queues import chain, shares
from .records import View
from .streams import Stream, wire_bits


@dataclass(frozen=True)
class Fate:
    """What an access list says to a packet; without a list (or an empty one) it is permitted by nothing."""

    permitted: bool
    acl: str | None = None
    entry: AclEntry | None = None


def fate(config: Config, acl: str | None, packet: Packet) -> Fate:
    """The verdict of a list; nothing that matches is a denial without an entry."""
    extended, entries = config.acls.get(acl or "", (True, []))
    if not entries:
        return Fate(True)
    entry = first_match(entries, packet, extended)
    return Fate(entry is not None and entry.permit, acl, entry)


def pass_list(config: Config, interface: Interface, stream: Stream, packets: float, memory: Memory) -> Fate:
    """Send packets past an interface's list and count them; what the router itself sends passes no list."""
    own = interface.address is not None and stream.packet.source == str(interface.address.ip)
    found = fate(config, interface.acl_in if stream.inbound else None if own else interface.acl_out, stream.packet)
    if found.entry is not None:
        memory.count(("acl", found.acl, found.entry.sequence, found.entry.text), packets)
    return found


def step(view: View, memory: Memory, flowing: Iterable[Stream], seconds: float) -> None:
    """Count what has flowed in so many seconds."""
    leaving: dict[str, list[Stream]] = {}
    for stream in flowing:
        interface = view.config.interfaces[stream.interface]
        permitted = pass_list(view.config, interface, stream, stream.rate * seconds, memory).permitted
        if stream.inbound:
            carry(interface, stream.packet, "in", stream.rate * seconds, memory)
        elif permitted:
            leaving.setdefault(interface.name, []).append(stream)
    for name, found in leaving.items():
        _send(view, view.config.interfaces[name], found, seconds, memory)


def carry(interface: Interface, packet: Packet, direction: str, packets: float, memory: Memory) -> None:
    """Count packets and bytes through an interface."""
    memory.count(("if", interface.name, direction, "packets"), packets)
    memory.count(("if", interface.name, direction, "bytes"), packets * wire_bits(packet, interface.vlan is not None) / 8)


def _send(view: View, interface: Interface, leaving: list[Stream], seconds: float, memory: Memory) -> None:
    tagged = interface.vlan is not None
    if not interface.policy_out:
        for stream in leaving:
            carry(interface, stream.packet, "out", stream.rate * seconds, memory)
        return
    passed = shares(view.config, interface.policy_out, leaving, tagged)
    for stream in leaving:
        way = chain(view.config, interface.policy_out, stream.packet)
        packets, part = stream.rate * seconds, passed[way][1] / passed[way][0]
        for kind, share in (("offered", 1.0), ("sent", part), ("dropped", 1.0 - part)):
            memory.count(("qos", interface.name, kind, "packets", *way), packets * share)
            memory.count(("qos", interface.name, kind, "bytes", *way), packets * share * wire_bits(stream.packet, tagged) / 8)
        carry(interface, stream.packet, "out", packets * part, memory)
