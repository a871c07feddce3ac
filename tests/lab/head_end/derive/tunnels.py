"""GRE tunnels: the static conditions of the line, what sends packets into it, keepalives (T11..T15)."""
from __future__ import annotations

from ipaddress import IPv4Address

from ..read import Config, Interface
from ..read.routing import Neighbor
from .memory import Memory
from .records import Tunnel
from .rib import Tables

NO_DESTINATION = "down - no IPv4 tunnel destination address"
NO_SOURCE = "down - no IPv4 tunnel source address"
NO_OUTPUT = "down - no output interface"


def source_of(config: Config, interface: Interface) -> tuple[IPv4Address | None, Interface | None]:
    """The address that a tunnel sends from, and the interface that holds it."""
    wanted = interface.tunnel_source
    if wanted is None:
        return None, None
    if wanted in config.interfaces:
        holder = config.interfaces[wanted]
        return (holder.address.ip if holder.address else None), holder
    holders = [other for other in config.interfaces.values() if other.address and str(other.address.ip) == wanted]
    return (IPv4Address(wanted), holders[0]) if holders and wanted[0].isdigit() else (None, None)


def examine(config: Config, interface: Interface, up: dict[str, bool], tables: Tables) -> Tunnel:
    """A tunnel with its source, and with `linestate` set when the line cannot be up (T11, T14) or is recursive (T24)."""
    source, holder = source_of(config, interface)
    named = holder.name if holder and interface.tunnel_source == holder.name else None
    tunnel = Tunnel(interface, source, named)
    destination = interface.tunnel_destination
    if destination is None or not destination[0].isdigit():
        tunnel.linestate = NO_DESTINATION
    elif source is None or holder is None or not up.get(holder.name, False):
        tunnel.linestate = NO_SOURCE
    else:
        hop = tables[interface.tunnel_vrf].hop(destination) if interface.tunnel_vrf in tables else None
        if hop is None or holder.vrf != interface.tunnel_vrf or hop.interface.startswith("Null"):
            tunnel.linestate = NO_OUTPUT
        elif hop.interface == interface.name:
            tunnel.linestate = "recursive"
        else:
            tunnel.egress = hop.interface
    return tunnel


def neighbors_on(config: Config, interface: Interface) -> list[Neighbor]:
    """The BGP neighbours on the link of a tunnel."""
    if config.bgp is None or interface.address is None:
        return []
    link = interface.address.network
    return [neighbor for neighbor in config.bgp.neighbors
            if neighbor.vrf == interface.vrf and not neighbor.shutdown and IPv4Address(neighbor.address) in link]


def sends(config: Config, tunnel: Tunnel, memory: Memory) -> bool:
    """True when something sends packets into the tunnel: keepalives, a BGP neighbour, or a ping not long ago (VC-31)."""
    interface = tunnel.interface
    return bool(interface.keepalive or neighbors_on(config, interface) or interface.name in memory.pinged)


def crosses_vrfs(interface: Interface) -> bool:
    """True when packets inside the tunnel live in another VRF than the tunnel's own packets (VC-59)."""
    return interface.vrf != interface.tunnel_vrf


def line(tunnel: Tunnel, memory: Memory, now: float, when: float) -> bool:
    """The line protocol at `now`: keepalives that stay unanswered bring it down after period x retries (IX-52)."""
    interface = tunnel.interface
    name = interface.name
    if interface.shutdown or tunnel.linestate or name in memory.recursive:
        memory.held.pop(("silent", name), None)
        memory.lines.pop(name, None)
        return False
    if interface.keepalive is None:
        return True
    head_end = tunnel.head_end
    answers = head_end is not None and head_end.keepalive is not None and not crosses_vrfs(interface)
    answered = answers and tunnel.carries_at is not None and now >= tunnel.carries_at
    silent_since = memory.since(("silent", name), answered, when)
    down_at = silent_since + interface.keepalive[0] * interface.keepalive[1]
    memory.plan(now, None if answered else down_at)
    memory.lines[name] = answered or (memory.lines.get(name, True) and now < down_at)
    return memory.lines[name]


def far_line(tunnel: Tunnel) -> bool:
    """Whether the head end holds its own end of the tunnel up: with keepalives on it needs our answers (T12)."""
    interface, head_end = tunnel.interface, tunnel.head_end
    return head_end is not None and (head_end.keepalive is None or (interface.keepalive is not None and not crosses_vrfs(interface)))
