"""Small outputs: what facts modules ask for, and protocols that the lab does not run."""
from __future__ import annotations

from ...head_end.derive import RouterState
from ...head_end.read import Interface
from .common import Args, Handler, Router, number, state


def nothing(router: Router, args: Args) -> str:
    """An empty table, such as `show ip ospf neighbor` without neighbours."""
    return ""


def no_cdp(router: Router, args: Args) -> str:
    """CDP is off."""
    return "% CDP is not enabled"


def no_lldp(router: Router, args: Args) -> str:
    """LLDP is off."""
    return "% LLDP is not enabled"


def arp(router: Router, args: Args) -> str:
    """`show [ip] arp [vrf X]`: own addresses on Ethernet and the neighbours that the lab knows."""
    known = state(router)
    rows = ["Protocol  Address          Age (min)  Hardware Addr   Type   Interface"]
    for interface in known.view().config.interfaces.values():
        if interface.address and not interface.shutdown and "Ethernet" in interface.name and interface.vrf == args.get("vrf"):
            rows.append(_arp_row(router.name, str(interface.address.ip), "-", interface.name))
            hosts = [str(host) for host in interface.address.network.hosts() if host != interface.address.ip]
            rows += [_arp_row(router.name, host, "3", interface.name) for host in hosts
                     if known.world.neighbor(router.name, host) or known.world.gateway(host) or _pe(known, router.name, interface, host)]
    return "\n".join(rows)


def _pe(known: RouterState, router: str, interface: Interface, host: str) -> bool:
    """Whether the provider's router on this interface has the address, and is there."""
    pe = known.world.pe(router, interface.name.partition(".")[0], interface.vlan)
    return pe is not None and pe.address == host and not pe.down


def _arp_row(router: str, address: str, age: str, interface: str) -> str:
    digits = f"{number(router if age == '-' else '', address, bits=24):06x}"
    return f"Internet  {address:<17}{age:>8}   0050.56{digits[:2]}.{digits[2:]}  ARPA   {interface}"


def tcp_brief(router: Router, args: Args) -> str:
    """`show tcp brief`: the sessions of BGP."""
    rows = ["TCB       Local Address               Foreign Address             (state)"]
    for session in state(router).view().sessions:
        if session.established:
            own = session.own_address
            rows.append(f"{number(own, session.neighbor.address):08X}  {own + '.' + str(20000 + session.local_asn % 20000):<28}"
                        f"{session.neighbor.address + '.179':<28}ESTAB")
    return "\n".join(rows)


COMMANDS: list[tuple[str, Handler]] = [
    ("show ip ospf neighbor", nothing),
    ("show ipv6 interface", nothing),
    ("show arp [vrf WORD]", arp),
    ("show ip arp [vrf WORD]", arp),
    ("show tcp brief", tcp_brief),
    ("show cdp", no_cdp),
    ("show cdp neighbors [detail]", no_cdp),
    ("show lldp", no_lldp),
    ("show lldp neighbors [detail]", no_lldp),
]
