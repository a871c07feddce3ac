"""Intended texts for the tests, by the reference configuration of the requirements and its variants (VC-58), as plain text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Change, Part, plan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.driver import load_driver
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.ownership import load_ownership

DRIVER = load_driver("ios_xe")
FIXTURES = Path(__file__).parents[3] / "fixtures" / "running"
REFERENCE = (FIXTURES / "one_cpe.cfg").read_text(encoding="utf-8")
WAN = "GigabitEthernet0/0/0"


@dataclass(frozen=True)
class Tunnel:
    """One tunnel's values."""

    dc: int = 1
    number: int = 101
    source: str = "203.0.113.5"
    local: str = "100.64.10.2"
    remote: str = "100.64.10.1"
    ipsec: str = "198.51.100.11"
    gre: str = "198.51.100.12"
    half: str = "192.0.2.0/25"
    psk: str = "example-dc1-psk-0123456789"
    password: str = "Kyoten-BGP1"


DC1 = Tunnel()
DC2 = Tunnel(
    2,
    102,
    "203.0.113.6",
    "100.64.10.6",
    "100.64.10.5",
    "198.51.100.21",
    "198.51.100.22",
    "192.0.2.128/25",
    "example-dc2-psk-0123456789",
    "Kyoten-BGP2",
)


@dataclass(frozen=True)
class Site:
    """One CPE's values."""

    tunnels: tuple[Tunnel, ...] = (DC1, DC2)
    name: str = "osaka-hub"
    wan: str = WAN
    next_hop: str = "203.0.113.1"
    asn: int = 65001
    inside: str = ""
    transport: str = ""
    cbc: bool = False
    mtu: int = 1400
    keepalive: str = "keepalive 10 3"
    prefix: str = "VC"
    step: int = 10
    wan_acl: str = ""
    ospf: int = 0

    def but(self, **changes) -> Site:
        """The same with other values."""
        return replace(self, **changes)

    def design(self, **more) -> dict:
        """What ownership reads of a design."""
        tunnels = [{"wan": {"interface": self.wan}, "vrf": {"transport": self.transport or None}} for _turn in self.tunnels]
        lists = [{"name": self.wan_acl}] if self.wan_acl else []
        router_id = self.tunnels[0].source if self.tunnels else "203.0.113.5"
        return {
            "mark": f"kyoten:virtual_connect:{self.name}",
            "router_id": router_id,
            "tunnels": tunnels,
            "wan_acls": lists,
            "nat_exempt_acls": [],
            **more,
        }

    def part(self) -> Part:
        """The part to plan."""
        return Part("virtual_connect", self.text(), load_ownership("ios_xe", "virtual_connect", self.design()))

    def absent(self) -> Part:
        """The same site as ``state: absent``."""
        return Part("virtual_connect", "", load_ownership("ios_xe", "virtual_connect", self.design(tunnels=[])))

    def text(self) -> str:
        """The rendered configuration in send order."""
        blocks = [
            self._prefixes(),
            self._lists(),
            self._crypto(),
            self._interfaces(),
            self._routes(),
            [f"interface {self.wan}", f" crypto map {self.prefix}-MAP"],
            self._bgp(),
        ]
        return "\n".join(line for block in blocks for line in block if line) + "\n"

    def _prefixes(self) -> list[str]:
        p = self.prefix
        found = [f"ip prefix-list {p}-OUT seq 5 permit 0.0.0.0/0"]
        for t in self.tunnels:
            found += [f"ip prefix-list {p}-DC{t.dc}-IN seq 5 permit {t.half}", f"ip prefix-list {p}-DC{t.dc}-IN seq 10 permit 192.0.2.0/24"]
        if self.ospf:
            found += [f"ip prefix-list {p}-LAN seq 5 permit 192.0.2.0/24", f"route-map {p}-LAN permit 10", f" match ip address prefix-list {p}-LAN"]
        return found

    def _lists(self) -> list[str]:
        found = []
        for t in self.tunnels:
            found += [f"ip access-list extended {self.prefix}-GRE-DC{t.dc}", f" 10 permit gre host {t.source} host {t.gre}"]
        if self.wan_acl:
            found += [f"ip access-list extended {self.wan_acl}"]
            for i, t in enumerate(self.tunnels):
                pair = f"host {t.ipsec} host 203.0.113.2"
                rules = f"permit udp {pair} eq isakmp", f"permit udp {pair} eq non500-isakmp", f"permit esp {pair}"
                found += [f" {3 * i + n} {rule}" for n, rule in enumerate(rules, 1)]
            found += [" 7 permit icmp any host 203.0.113.2 packet-too-big"]
        return found

    def _crypto(self) -> list[str]:
        p, fvrf = self.prefix, f" match fvrf {self.transport}" if self.transport else ""
        found = [f"crypto ikev2 proposal {p}-PROP"]
        found += (
            [" encryption aes-cbc-256", " integrity sha256", " prf sha256", " group 19"]
            if self.cbc
            else [" encryption aes-gcm-256", " prf sha384", " group 20"]
        )
        found += [f"crypto ikev2 policy {p}-POL", fvrf, " match address local 203.0.113.2", f" proposal {p}-PROP", f"crypto ikev2 keyring {p}-KEYS"]
        for t in self.tunnels:
            found += [f" peer DC{t.dc}", f"  address {t.ipsec}", f"  pre-shared-key {t.psk}"]
        for t in self.tunnels:
            found += [
                f"crypto ikev2 profile {p}-DC{t.dc}",
                fvrf,
                f" match identity remote address {t.ipsec} 255.255.255.255",
                " identity local address 203.0.113.2",
                " authentication remote pre-share",
                " authentication local pre-share",
                f" keyring local {p}-KEYS",
                " lifetime 28800" if self.cbc else "",
                " dpd 10 3 periodic",
            ]
        found += [f"crypto ipsec transform-set {p}-TS {'esp-aes 256 esp-sha256-hmac' if self.cbc else 'esp-gcm 256'}", " mode tunnel"]
        for t in self.tunnels:
            found += [
                f"crypto map {p}-MAP {t.dc * self.step} ipsec-isakmp",
                f" set peer {t.ipsec}",
                f" set transform-set {p}-TS",
                f" set pfs group{19 if self.cbc else 20}",
                f" set ikev2-profile {p}-DC{t.dc}",
                f" match address {p}-GRE-DC{t.dc}",
            ]
        return found

    def _interfaces(self) -> list[str]:
        found, mark = [], f"kyoten:virtual_connect:{self.name}"
        front, inside = (f" vrf forwarding {vrf}" if vrf else "" for vrf in (self.transport, self.inside))
        for t in self.tunnels:
            found += [f"interface Loopback{t.number}", f" description {mark}:dc{t.dc} transport", front, f" ip address {t.source} 255.255.255.255"]
        for t in self.tunnels:
            found += [
                f"interface Tunnel{t.number}",
                f" description {mark}:dc{t.dc}",
                inside,
                f" ip address {t.local} 255.255.255.252",
                f" ip mtu {self.mtu}",
                f" ip tcp adjust-mss {self.mtu - 50}",
                f" {self.keepalive}" if self.keepalive else "",
                f" tunnel source Loopback{t.number}",
                f" tunnel destination {t.gre}",
                " tunnel path-mtu-discovery",
                f" tunnel vrf {self.transport}" if self.transport else "",
            ]
        return found

    def _routes(self) -> list[str]:
        vrf = f"vrf {self.transport} " if self.transport else ""
        tiers = [(t, address, tier) for t in self.tunnels for address, tier in ((t.ipsec, "IPSEC"), (t.gre, "GRE"))]
        return [f"ip route {vrf}{address} 255.255.255.255 {self.next_hop} name {self.prefix}-DC{t.dc}-{tier}" for t, address, tier in tiers]

    def _bgp(self) -> list[str]:
        p = self.prefix
        found = [f"router bgp {self.asn}", f" bgp router-id {self.tunnels[0].source}", " bgp log-neighbor-changes", " no bgp default ipv4-unicast"]
        pad = "  " if self.inside else " "
        sessions = [
            f"{pad}neighbor {t.remote} {rest}"
            for t in self.tunnels
            for rest in ("remote-as 64900", f"description kyoten:virtual_connect:{self.name}:dc{t.dc}", f"password {t.password}")
        ]
        family = f" address-family ipv4{f' vrf {self.inside}' if self.inside else ''}"
        found += [family, *sessions] if self.inside else [*sessions, family]
        for t in self.tunnels:
            rests = "activate", "default-originate", "soft-reconfiguration inbound", f"prefix-list {p}-DC{t.dc}-IN in", f"prefix-list {p}-OUT out"
            found += [f"  neighbor {t.remote} {rest}" for rest in rests]
        found += [" exit-address-family"]
        return found + ([f"router ospf {self.ospf}", f" redistribute bgp {self.asn} subnets route-map {p}-LAN"] if self.ospf else [])


ONE_CPE = Site()
EMPTY = f"hostname osaka-r1\n!\ninterface {WAN}\n ip address 203.0.113.2 255.255.255.252\n!\n"


def planned(running: str, *parts: Part, **options) -> Change:
    """``plan`` with this platform's driver."""
    return plan(DRIVER, running, list(parts), **options)


def codes(change: Change) -> list[str]:
    """The codes of its problems."""
    return [problem.code for problem in change.problems]


def stripped(commands: list[str]) -> list[str]:
    """Without indentation."""
    return [command.strip() for command in commands]
