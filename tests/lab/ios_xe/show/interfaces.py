"""`show interfaces`, `show ip interface`, `show interfaces description`, `show vrf` (IX-22)."""
from __future__ import annotations

from ...head_end.derive import RouterState
from ...head_end.derive.counters import Traffic, traffic
from ...head_end.derive.records import Tunnel, View
from ...head_end.derive.streams import wire_bits
from ...head_end.read import Interface
from .common import Args, Handler, Router, number, state, view

STATUS = {True: "up", False: "down"}
COUNTERS = """  Last clearing of "show interface" counters never
  Input queue: 0/375/0/0 (size/max/drops/flushes); Total output drops: {drops}
  Queueing strategy: fifo
  Output queue: 0/{queue} (size/max)
  5 minute input rate {bits_in} bits/sec, {packets_in} packets/sec
  5 minute output rate {bits_out} bits/sec, {packets_out} packets/sec
     {received} packets input, {received_bytes} bytes, 0 no buffer
     Received 0 broadcasts (0 IP multicasts)
     0 runts, 0 giants, 0 throttles 
     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort
     {sent} packets output, {sent_bytes} bytes, 0 underruns
     0 output errors, 0 collisions, 0 interface resets
     0 unknown protocol drops
     0 output buffer failures, 0 output buffers swapped out"""  # noqa: W291


def ordered(now: View) -> list[Interface]:
    """The interfaces as IOS lists them: ports first, then what is logical."""
    return sorted(now.config.interfaces.values(), key=lambda interface: ("Ethernet" not in interface.name, interface.name.rstrip("0123456789/.")))


def status(now: View, interface: Interface) -> str:
    """The first word of an interface's state; only the line protocol of a tunnel goes down by itself."""
    return "administratively down" if interface.shutdown else STATUS[interface.is_tunnel or now.up[interface.name]]


def show(router: Router, args: Args) -> str:
    """`show interfaces [X]`."""
    known = state(router)
    now, moment = known.view(), router.clock.now()
    wanted = args.get("interface")
    chosen = [interface for interface in ordered(now) if wanted in (None, interface.name)]
    if not chosen:
        return "% Invalid interface"
    return "\n".join(_interface(router, now, interface, traffic(now, now.tunnels.get(interface.name), known.memory, moment), moment)
                     for interface in chosen)


def _interface(router: Router, now: View, interface: Interface, count: Traffic, moment: float) -> str:
    admin = status(now, interface)
    heading = f"{interface.name} is {admin}, line protocol is {STATUS[now.line_up(interface.name)]} "
    tunnel = now.tunnels.get(interface.name)
    body = _tunnel(interface, tunnel, count, moment) if interface.is_tunnel else _loopback(interface) \
        if interface.name.startswith("Loopback") else _port(router, interface)
    if "." in interface.name:
        return f"{heading}\n{body}\n  Last clearing of \"show interface\" counters never"
    load = _load(state(router), interface.name)
    counters = COUNTERS.format(drops=count.unprotected, queue=0 if interface.is_tunnel else 40, received=count.received + load["packets", "in"],
                               received_bytes=count.received * 84 + load["bytes", "in"], sent=count.sent + load["packets", "out"],
                               sent_bytes=count.sent * 84 + load["bytes", "out"], bits_in=load["bit rate", "in"], bits_out=load["bit rate", "out"],
                               packets_in=load["rate", "in"], packets_out=load["rate", "out"])
    return f"{heading}\n{body}\n{counters}"


def _load(known: RouterState, port: str) -> dict[tuple[str, str], int]:
    """What the provider's circuits of a port (its subinterfaces, or itself) have carried, and what flows there now."""
    config = known.view().config
    found = dict.fromkeys(((unit, way) for unit in ("packets", "bytes", "rate", "bit rate") for way in ("in", "out")), 0.0)
    for key, value in known.memory.counts.items():
        if key[0] == "if" and str(key[1]).partition(".")[0] == port:
            found[str(key[3]), str(key[2])] += value
    for stream in known.flowing():
        if stream.interface.partition(".")[0] == port:
            way = "in" if stream.inbound else "out"
            found["rate", way] += stream.rate
            found["bit rate", way] += stream.rate * wire_bits(stream.packet, config.interfaces[stream.interface].vlan is not None)
    return {key: int(value + 1e-6) for key, value in found.items()}


def _common(interface: Interface, hardware: str, mtu: int, bandwidth: int, delay: int) -> str:
    rows = [f"  Hardware is {hardware}", f"  Description: {interface.description}" if interface.description else None,
            f"  Internet address is {interface.address}" if interface.address else None,
            f"  MTU {mtu} bytes, BW {bandwidth} Kbit/sec, DLY {delay} usec, ", "     reliability 255/255, txload 1/255, rxload 1/255"]
    return "\n".join(row for row in rows if row is not None)


def _port(router: Router, interface: Interface) -> str:
    digits = f"{number(router.name, interface.name.partition('.')[0], bits=24):06x}"
    mac = f"0050.56{digits[:2]}.{digits[2:]}"
    if "." in interface.name:
        rows = [_common(interface, f"C8200-1N-4T, address is {mac} (bia {mac})", interface.mtu, 1000000, 10)]
        rows += [f"  Encapsulation 802.1Q Virtual LAN, Vlan ID  {interface.vlan}."] if interface.vlan else []
        return "\n".join([*rows, "  ARP type: ARPA, ARP Timeout 04:00:00", "  Keepalive not supported "])
    parted = any(name.startswith(f"{interface.name}.") for name in view(router).config.interfaces)
    encapsulation = "802.1Q Virtual LAN, Vlan ID  1." if parted else "ARPA"
    return (f"{_common(interface, f'C8200-1N-4T, address is {mac} (bia {mac})', interface.mtu, 1000000, 10)}\n"
            f"  Encapsulation {encapsulation}, loopback not set\n  Keepalive not supported \n"
            "  Full Duplex, 1000Mbps, link type is auto, media type is RJ45\n  output flow-control is off, input flow-control is off\n"
            "  ARP type: ARPA, ARP Timeout 04:00:00\n  Last input 00:00:00, output 00:00:01, output hang never")


def _loopback(interface: Interface) -> str:
    return (f"{_common(interface, 'Loopback', 1514, 8000000, 5000)}\n  Encapsulation LOOPBACK, loopback not set\n"
            "  Keepalive set (10 sec)\n  Last input never, output never, output hang never")


def _tunnel(interface: Interface, tunnel: Tunnel | None, count: Traffic, moment: float) -> str:
    keepalive = interface.keepalive
    holder = f" ({tunnel.source_name})" if tunnel and tunnel.source_name else ""
    source = (tunnel.source if tunnel else None) or interface.tunnel_source or "UNKNOWN"
    mode = {"gre ip": "GRE/IP", "ipsec ipv4": "IPSEC/IP", "ipip": "IP/IP", "gre multipoint": "multi-GRE/IP"}.get(interface.tunnel_mode, "GRE/IP")
    overhead = (24 if mode == "GRE/IP" else 20) + (4 if interface.tunnel_key else 0)
    rows = [
        _common(interface, "Tunnel", 9976, 100, 50000), "  Encapsulation TUNNEL, loopback not set",
        f"  Keepalive set ({keepalive[0]} sec), retries {keepalive[1]}" if keepalive else "  Keepalive not set",
        f"  Tunnel linestate evaluation {_linestate(interface, tunnel)}",
        f"  Tunnel source {source}{holder}" + (f", destination {interface.tunnel_destination}" if interface.tunnel_destination else ""),
        f"  Tunnel protocol/transport {mode}", f"    Key {'enabled' if interface.tunnel_key else 'disabled'}, sequencing disabled",
        "    Checksumming of packets disabled", "  Tunnel TTL 255, Fast tunneling enabled",
        "  Path MTU Discovery, ager 10 mins, min MTU 92" if interface.path_mtu_discovery else None,
        f"  Tunnel transport MTU {1500 - overhead} bytes", "  Tunnel transmit bandwidth 8000 (kbps)", "  Tunnel receive bandwidth 8000 (kbps)",
        f"  Last input {_last(count.received, moment)}, output {_last(count.sent, moment)}, output hang never"]
    return "\n".join(row for row in rows if row is not None)


def _linestate(interface: Interface, tunnel: Tunnel | None) -> str:
    if interface.shutdown or tunnel is None:
        return "down - administratively down" if interface.shutdown else "up"
    if tunnel.linestate == "recursive":
        return "down - recursive routing"
    return tunnel.linestate or ("up" if tunnel.line else "down - keepalive or recursive routing")


def _last(packets: int, moment: float) -> str:
    return f"00:00:0{int(moment) % 10}" if packets else "never"


def brief(router: Router, args: Args) -> str:
    """`show ip interface brief`."""
    now = view(router)
    rows = ["Interface              IP-Address      OK? Method Status                Protocol"]
    for interface in ordered(now):
        address = str(interface.address.ip) if interface.address else "unassigned"
        admin = status(now, interface)
        method = "NVRAM" if interface.address else "unset"
        rows.append(f"{interface.name:<22} {address:<15} YES {method:<6} {admin:<21} {STATUS[now.line_up(interface.name)]:<8}")
    return "\n".join(rows)


def descriptions(router: Router, args: Args) -> str:
    """`show interfaces description`."""
    now = view(router)
    rows = ["Interface                      Status         Protocol Description"]
    for interface in ordered(now):
        admin = status(now, interface).replace("administratively", "admin")
        rows.append(f"{_short(interface.name):<30} {admin:<14} {STATUS[now.line_up(interface.name)]:<8} {interface.description}")
    return "\n".join(rows)


def _short(name: str) -> str:
    kind = name.rstrip("0123456789/.")
    return name if kind in ("Serial", "Vlan") else kind[:2] + name[len(kind):]


def show_ip(router: Router, args: Args) -> str:
    """`show ip interface [X]`."""
    now = view(router)
    wanted = args.get("interface", "interface")
    return "\n".join(_ip(now, interface) for interface in ordered(now) if wanted in ("interface", interface.name))


def _ip(now: View, interface: Interface) -> str:
    admin = status(now, interface)
    heading = f"{interface.name} is {admin}, line protocol is {STATUS[now.line_up(interface.name)]}"
    if interface.address is None:
        return f"{heading}\n  Internet protocol processing disabled"
    mtu = interface.ip_mtu or (1476 if interface.is_gre else interface.mtu)
    rows = [heading, f"  Internet address is {interface.address}", "  Broadcast address is 255.255.255.255",
            "  Address determined by non-volatile memory", f"  MTU is {mtu} bytes", "  Helper address is not set",
            "  Directed broadcast forwarding is disabled", "  Outgoing Common access list is not set",
            f"  Outgoing access list is {interface.acl_out or 'not set'}", "  Inbound Common access list is not set",
            f"  Inbound  access list is {interface.acl_in or 'not set'}", "  Proxy ARP is enabled",
            f'  VPN Routing/Forwarding "{interface.vrf}"' if interface.vrf else None,
            f"  TCP Adjust MSS is {interface.adjust_mss} bytes" if interface.adjust_mss else None,
            "  IP fast switching is enabled", "  IP CEF switching is enabled"]
    return "\n".join(row for row in rows if row is not None)


def show_vrf(router: Router, args: Args) -> str:
    """`show vrf [NAME]`."""
    config = view(router).config
    wanted = args.get("vrf", "vrf")
    rows = ["  Name                             Default RD            Protocols   Interfaces"]
    for name, distinguisher in config.vrfs.items():
        if wanted in ("vrf", name):
            users = [_short(interface.name) for interface in config.interfaces.values() if interface.vrf == name]
            rows.append(f"  {name:<32} {distinguisher or '<not set>':<21} {'ipv4':<11} {users[0] if users else ''}")
            rows += [" " * 69 + user for user in users[1:]]
    return "\n".join(rows)


COMMANDS: list[tuple[str, Handler]] = [
    ("show interfaces [INTERFACE]", show),
    ("show interfaces description", descriptions),
    ("show ip interface [INTERFACE]", show_ip),
    ("show ip interface brief", brief),
    ("show vrf [WORD]", show_vrf),
]
