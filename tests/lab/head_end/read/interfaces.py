"""Interfaces as configured."""
from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Interface

from .lines import Node, interface_address, value_after


@dataclass(frozen=True)
class Interface:
    """One interface section; VRF None is the global table, `keepalive` is (seconds, retries) or None."""

    name: str
    description: str
    vrf: str | None
    address: IPv4Interface | None
    shutdown: bool
    mtu: int
    ip_mtu: int | None
    adjust_mss: int | None
    crypto_map: str | None
    keepalive: tuple[int, int] | None
    tunnel_source: str | None
    tunnel_destination: str | None
    tunnel_vrf: str | None
    tunnel_mode: str
    protection_profile: str | None
    protection_acl: str | None
    path_mtu_discovery: bool
    tunnel_key: bool
    policy_out: str | None
    policy_in: str | None
    acl_in: str | None
    acl_out: str | None
    vlan: int | None = None
    bfd: bool = False

    @property
    def is_tunnel(self) -> bool:
        """True for Tunnel interfaces."""
        return self.name.startswith("Tunnel")

    @property
    def is_vti(self) -> bool:
        """True for IPsec tunnels that protect what is routed into them (VC-50)."""
        return self.is_tunnel and self.tunnel_mode == "ipsec ipv4" and self.protection_profile is not None

    @property
    def is_gre(self) -> bool:
        """True for plain GRE over IPv4."""
        return self.is_tunnel and self.tunnel_mode == "gre ip"


def read_interface(name: str, node: Node) -> Interface:
    """An interface section as a record."""

    def rest(*keywords: str) -> str | None:
        """What stands after the keywords, as one string."""
        words = value_after(node, *keywords)
        return None if words is None else " ".join(words)

    lines = {child.text.rstrip() for child in node.children}
    keepalive = value_after(node, "keepalive") if name.startswith("Tunnel") else None
    return Interface(
        name=name, description=rest("description") or "", vrf=rest("vrf", "forwarding"), address=_address(node),
        shutdown="shutdown" in lines, mtu=int(rest("mtu") or 1500), ip_mtu=_number(rest("ip", "mtu")),
        adjust_mss=_number(rest("ip", "tcp", "adjust-mss")), crypto_map=(rest("crypto", "map") or "").partition(" ")[0] or None,
        keepalive=_keepalive(keepalive), tunnel_source=rest("tunnel", "source"), tunnel_destination=rest("tunnel", "destination"),
        tunnel_vrf=rest("tunnel", "vrf"), tunnel_mode=rest("tunnel", "mode") or "gre ip",
        protection_profile=(rest("tunnel", "protection", "ipsec", "profile") or "").partition(" ")[0] or None,
        protection_acl=rest("tunnel", "protection", "ipsec", "policy", "ipv4"), path_mtu_discovery=rest("tunnel", "path-mtu-discovery") is not None,
        tunnel_key=rest("tunnel", "key") is not None, policy_out=rest("service-policy", "output"), policy_in=rest("service-policy", "input"),
        acl_in=_access_group(node, "in"), acl_out=_access_group(node, "out"),
        vlan=_number((rest("encapsulation", "dot1Q") or "").partition(" ")[0]), bfd=rest("bfd", "interval") is not None)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


def _keepalive(words: list[str] | None) -> tuple[int, int] | None:
    if words is None:
        return None
    numbers = [int(word) for word in words] + [10, 3][len(words):]
    return numbers[0], numbers[1]


def _address(node: Node) -> IPv4Interface | None:
    for child in node.children:
        words = child.text.split()
        if words[:2] == ["ip", "address"] and len(words) == 4:
            return interface_address(words[2], words[3])
    return None


def _access_group(node: Node, direction: str) -> str | None:
    for child in node.children:
        words = child.text.split()
        if words[:2] == ["ip", "access-group"] and words[-1] == direction:
            return words[2]
    return None
