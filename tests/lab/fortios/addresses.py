"""IPv4 addresses as a FortiGate keeps them; ValueError for what is none (FO-40)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network


def subnet(text: str) -> str:
    """`a.b.c.d/len`, `a.b.c.d mask` or one address, kept as `network mask`."""
    network = IPv4Network("/".join(text.replace("/", " ").split()), strict=False)
    return f"{network.network_address} {network.netmask}"


def interface(text: str) -> str:
    """An address with its mask, kept as `address mask`."""
    found = IPv4Interface("/".join(text.replace("/", " ").split()))
    return f"{found.ip} {found.netmask}"


def address(text: str) -> str:
    """One address."""
    return str(IPv4Address(text))


def addresses(text: str) -> str:
    """One address, or `first-last`."""
    first, dash, last = text.partition("-")
    low, high = IPv4Address(first), IPv4Address(last or first)
    if low > high:
        raise ValueError(text)
    return f"{low}{dash}{high if dash else ''}"
