"""What stands on the other side of a router: Dedicated Instance head ends in two tiers (IX-51), the paths to them, the LAN."""
from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network

from .observe import Observed


@dataclass
class Ike(Observed):
    """IKEv2 parameters, in the words of the IOS-XE proposal; `integrity` and `prf` may be None, lifetime is in seconds."""

    encryption: str = "aes-gcm-256"
    integrity: str | None = None
    prf: str | None = "sha384"
    group: int = 20
    lifetime: int = 86400


@dataclass
class Esp(Observed):
    """IPsec parameters: `transform` in the words of a transform-set, `mode` tunnel or transport, `pfs` a group or None."""

    transform: str = "esp-gcm 256"
    mode: str = "tunnel"
    pfs: str | None = "group20"
    lifetime: int = 3600


@dataclass
class Path(Observed):
    """The Internet between a router and one head end.

    `mtu` in bytes; `nat` is True when a translator stands between (the head end then sees `HeadEnd.expected_peer`);
    `blocked` holds any of udp500, udp4500, esp (on the way back), gre (between the head end's two tiers), bgp (TCP 179 inside GRE),
    icmp (echo), icmp-too-big and all; `gateways` are the provider's routers that take packets onto this path.
    """

    mtu: int = 1500
    nat: bool = False
    blocked: set[str] = field(default_factory=set)
    gateways: list[str] = field(default_factory=list)

    def passes(self, *kinds: str) -> bool:
        """True when none of the kinds of packet is blocked."""
        return not ({"all", *kinds} & self.blocked)


@dataclass
class HeadEnd(Observed):
    """One data centre's end of a tunnel: an IPsec device and, behind it, a GRE and BGP device.

    `expected_peer` and `expected_identity` are the router's public address and IKE identity as ordered, `peer_gre` and
    `peer_tunnel_address` the router's addresses in the mirrored crypto ACL and on the link; `keepalive` is (seconds, retries)
    or None; `passive` means that it never starts IKE (IX-53); `answers_dpd` False is a line that loses DPD (T07);
    `announces` are the prefixes sent over BGP.
    """

    name: str
    ipsec_address: str
    gre_transport: str
    tunnel_address: str
    prefix_length: int
    asn: int
    expected_peer: str
    peer_gre: str
    peer_tunnel_address: str
    expected_peer_asn: int
    psk: str
    bgp_password: str | None
    network: str
    half: str
    announces: list[str]
    ike: Ike = field(default_factory=Ike)
    esp: Esp = field(default_factory=Esp)
    path: Path = field(default_factory=Path)
    keepalive: tuple[int, int] | None = (10, 3)
    expected_identity: str | None = None
    identity: str | None = None
    acl_protocol: str = "gre"
    passive: bool = True
    answers_dpd: bool = True

    def swap_half(self) -> None:
        """Announce the other /25 of the /24, as when the halves were mapped the wrong way round (T19, VC-40)."""
        lower, upper = (str(half) for half in IPv4Network(self.network).subnets(1))
        self.half = "upper" if self.half == "lower" else "lower"
        self.announces = [{lower: upper, upper: lower}.get(prefix, prefix) for prefix in self.announces]


@dataclass
class LanHost(Observed):
    """A neighbour on a router's own networks: answers ping; with an ASN it also speaks BGP and announces prefixes."""

    router: str
    address: str
    asn: int | None = None
    announces: list[str] = field(default_factory=list)


@dataclass
class Site(Observed):
    """One order: a /24 and its two data centres."""

    name: str
    network: str
    head_ends: dict[str, HeadEnd]

    def observe(self, listener) -> None:  # type: ignore[no-untyped-def]
        """Report changes of the site and of its head ends."""
        super().observe(listener)
        for head_end in self.head_ends.values():
            head_end.observe(listener)
