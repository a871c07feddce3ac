"""The far ends of the tunnels: SORACOM's Door, built on AWS, so that each has one VPN connection with two tunnels (AR-100)."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

from ..head_end.observe import Observed

_GROUPS = [2, *range(14, 25)]


@dataclass
class Suite(Observed):
    """What a phase takes, in Azure's words; group 0: no PFS."""

    encryption: list[str] = field(default_factory=lambda: ["AES128", "AES256", "GCMAES128", "GCMAES256"])
    integrity: list[str] = field(default_factory=lambda: ["SHA1", "SHA256", "SHA384", "SHA512"])
    groups: list[int] = field(default_factory=lambda: [0, 5, *_GROUPS])

    def takes(self, encryption: str, integrity: str, group: int) -> bool:
        """Whether a proposal is one of those; GCM is its own integrity in ESP."""
        own = encryption.startswith("GCM") and integrity == encryption
        return encryption in self.encryption and (own or integrity in self.integrity) and group in self.groups


@dataclass
class FarTunnel(Observed):
    """`outside`: its own address; `customer`: the address of Azure that it expects; `inside`: the /30 in it; `startup`: add (it only answers)
    or start."""

    outside: str
    inside: str
    psk: str
    customer: str
    startup: str = "add"
    up: bool = True

    @property
    def hosts(self) -> tuple[str, str]:
        """The far end's address in the tunnel, and Azure's."""
        first, second = list(ip_network(self.inside).hosts())[:2]
        return str(first), str(second)


@dataclass
class Door(Observed):
    """One Door. `space`: the addresses of the VPG; `devices`: those behind its translation; `routes`: prefixes that it sends to Azure;
    `dynamic`: BGP instead of them; `provisioned`: SORACOM has built it; `rate`: bytes per second each way, 0: no traffic;
    `local`, `remote`: the traffic selectors that it takes; `asn`: its own."""

    name: str
    vpg: str
    connection: str
    t1: FarTunnel
    t2: FarTunnel
    space: str
    devices: str = "10.128.0.0/9"
    routes: list[str] = field(default_factory=list)
    operator: str = "OP0012345678"
    type: int = 15
    status: str = "running"
    dynamic: bool = False
    asn: int = 64512
    provisioned: bool = True
    denied: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=lambda: ["IKEv1", "IKEv2"])
    ike: Suite = field(default_factory=lambda: Suite(groups=[*_GROUPS]))
    esp: Suite = field(default_factory=Suite)
    local: str = "0.0.0.0/0"
    remote: str = "0.0.0.0/0"
    rate: int = 1000

    @property
    def tunnels(self) -> list[FarTunnel]:
        """Both, in the order of preference."""
        return [self.t1, self.t2]


def door(name: str, entry: dict[str, Any]) -> Door:
    """One of the `doors` of start.yml; its keys follow from the names: lab.<door>.<tunnel>.0123456789."""
    given, word = dict(entry), name.replace("-", ".")
    customer = given.pop("customer")
    for each in ("t1", "t2"):
        given[each] = FarTunnel(**{"psk": f"lab.{word}.{each}.0123456789", "customer": customer, **given[each]})
    return Door(name=name, **given)
