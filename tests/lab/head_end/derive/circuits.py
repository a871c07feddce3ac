"""The provider's circuits of a router: which subinterface meets which PE, and whether BGP gets in (TI-55, X01)."""
from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from ..provider import Pe
from ..read import Config, Interface
from ..read.packets import Packet, first_match
from ..read.routing import Neighbor
from ..world_protocol import Hosts

BGP, HIGH = 179, 41000


@dataclass(frozen=True)
class Circuit:
    """A subinterface (or untagged port) and the PE that it is wired to."""

    config: Config
    interface: Interface
    pe: Pe
    up: bool


def interfaces_up(config: Config) -> dict[str, bool]:
    """Whether each interface is up as far as it alone decides: a subinterface goes down with its port."""
    return {name: not each.shutdown and not config.interfaces.get(name.partition(".")[0], each).shutdown for name, each in config.interfaces.items()}


def circuit_of(config: Config, up: dict[str, bool], router: str, hosts: Hosts, neighbor: Neighbor) -> Circuit | None:
    """The circuit on whose link a neighbour lies."""
    address = IPv4Address(neighbor.address)
    for interface in config.interfaces.values():
        if interface.address and not interface.is_tunnel and interface.vrf == neighbor.vrf and address in interface.address.network:
            pe = hosts.pe(router, interface.name.partition(".")[0], interface.vlan)
            if pe is not None:
                return Circuit(config, interface, pe, up[interface.name])
    return None


def permits(config: Config, acl: str | None, packet: Packet) -> bool:
    """Whether an access list lets a packet through; one that does not exist or is empty does."""
    extended, entries = config.acls.get(acl or "", (True, []))
    if not entries:
        return True
    entry = first_match(entries, packet, extended)
    return entry is not None and entry.permit


def bgp_packets(circuit: Circuit) -> tuple[Packet, Packet]:
    """What the PE sends: as the one who opens the session, and as the one who answers."""
    pe = circuit.pe
    return (Packet("tcp", pe.address, pe.peer_address, HIGH, BGP, dscp=48),
            Packet("tcp", pe.address, pe.peer_address, BGP, HIGH, established=True, dscp=48))


def admits_bgp(circuit: Circuit) -> bool:
    """Whether a session can be opened by one of the two sides, past the interface's inbound list."""
    return any(permits(circuit.config, circuit.interface.acl_in, packet) for packet in bgp_packets(circuit))
