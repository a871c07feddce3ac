"""Which packets get an answer: ping and traceroute through routes, tunnels, VRFs and the head end's own routes (IX-28, T16, T23)."""
from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from ..read.packets import Packet
from ..world_protocol import Hosts
from .circuits import permits
from .policy import announces_default
from .records import Tunnel, View
from .rib import Hop

ANSWERED, LOST, TOO_BIG, UNREACHABLE = "!", ".", "M", "U"


@dataclass(frozen=True)
class Probe:
    """An echo request: sizes are whole IP packets in bytes."""

    router: str
    destination: str
    source: str | None
    vrf: str | None
    size: int = 100
    dont_fragment: bool = False


def source_address(view: View, probe: Probe) -> str | None:
    """The address that the packet leaves with: asked for, or that of the outgoing interface."""
    wanted = view.config.interfaces.get(probe.source or "")
    if wanted:
        return str(wanted.address.ip) if wanted.address else None
    if probe.source:
        return probe.source
    hop = outgoing(view, probe)
    interface = view.config.interfaces.get(hop.interface) if hop else None
    return str(interface.address.ip) if interface and interface.address else None


def outgoing(view: View, probe: Probe) -> Hop | None:
    """Where the packet leaves, None without a route."""
    table = view.tables.get(probe.vrf)
    return table.hop(probe.destination) if table else None


def tunnel_of(view: View, probe: Probe) -> Tunnel | None:
    """The tunnel that the packet enters, if any."""
    hop = outgoing(view, probe)
    return view.tunnels.get(hop.interface) if hop else None


def answer(view: View, hosts: Hosts, probe: Probe, plaintext: int | None, learned: bool, now: float) -> str:
    """The mark of one echo: `plaintext` is the largest packet the tunnel's SA takes, `learned` whether the router knows it."""
    source = source_address(view, probe)
    if source is None:
        return LOST
    if _own(view, probe):
        return ANSWERED
    hop = outgoing(view, probe)
    if hop is None or hop.interface not in view.config.interfaces:
        return LOST
    tunnel = view.tunnels.get(hop.interface)
    if tunnel:
        return _through(view, tunnel, probe, source, plaintext, learned, now)
    if probe.dont_fragment and probe.size > (view.config.interfaces[hop.interface].ip_mtu or view.config.interfaces[hop.interface].mtu):
        return TOO_BIG
    return ANSWERED if _outside(view, hosts, probe, hop, source) else LOST


def _own(view: View, probe: Probe) -> bool:
    return any(interface.address and str(interface.address.ip) == probe.destination and interface.vrf == probe.vrf
               and view.line_up(interface.name) for interface in view.config.interfaces.values())


def _outside(view: View, hosts: Hosts, probe: Probe, hop: Hop, source: str) -> bool:
    """Hosts on the link answer, a PE, Twilio if it likes (TI-69), IPsec devices behind a gateway; GRE devices never: only GRE crosses (T16)."""
    interface = view.config.interfaces[hop.interface]
    link = interface.address
    pe = hosts.pe(probe.router, interface.name.partition(".")[0], interface.vlan)
    if pe is not None:
        back = permits(view.config, interface.acl_in, Packet("icmp", probe.destination, source, icmp=(0, 0)))
        return back and not pe.down and (probe.destination == pe.address or hosts.beyond(probe.router, source, probe.destination))
    if link and IPv4Address(probe.destination) in link.network:
        return hosts.neighbor(probe.router, probe.destination) is not None or hosts.gateway(probe.destination)
    head_end = hosts.ipsec_device(probe.destination)
    return head_end is not None and hop.next_hop in head_end.path.gateways and head_end.path.passes("icmp")


def _through(view: View, tunnel: Tunnel, probe: Probe, source: str, plaintext: int | None, learned: bool, now: float) -> str:
    limit = tunnel.interface.ip_mtu or 1476
    if not tunnel.line:
        return LOST
    if probe.dont_fragment and probe.size > limit:
        return TOO_BIG
    if plaintext is not None and probe.dont_fragment and probe.size + 24 > plaintext:
        return TOO_BIG if learned and tunnel.interface.path_mtu_discovery else LOST
    return ANSWERED if tunnel.carries(now) and _far_end_answers(view, tunnel, probe, source) else LOST


def _far_end_answers(view: View, tunnel: Tunnel, probe: Probe, source: str) -> bool:
    head_end = tunnel.head_end
    if head_end is None or not tunnel.far_line or not head_end.path.passes("icmp"):
        return False
    link = IPv4Interface(f"{head_end.tunnel_address}/{head_end.prefix_length}").network
    default = any(announces_default(session) for session in view.sessions if session.tunnel == tunnel.interface.name)
    inside = any(IPv4Address(probe.destination) in IPv4Network(prefix) for prefix in head_end.announces)
    returns = default or (IPv4Address(source) in link and source != head_end.tunnel_address)
    return returns and (probe.destination == head_end.tunnel_address or inside)
