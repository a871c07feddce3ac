"""The reference configuration of interconnect.md, section 5, for the connections of the lab's sites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.lab.clock import Clock
from tests.lab.head_end import World
from tests.lab.head_end.provider import Pe
from tests.lab.ios_xe.exec import matcher
from tests.lab.ios_xe.match import Parsed
from tests.lab.ios_xe.router import Router
from tests.lab.topology import interconnect_routers, site_routers

TWILIO = ["67.213.136.64/26", "168.86.128.0/18", "208.78.112.64/26"]
SIGNALLING = ["67.213.136.64", "67.213.136.65", "67.213.136.66", "208.78.112.64", "208.78.112.65", "208.78.112.66"]


@dataclass(frozen=True)
class Connection:
    """One connection of a site: where the customer's router meets the provider's."""

    site: str
    location: str
    router: str
    port: str
    vlan: int
    own: str
    pe: str
    asn: int
    route: tuple[str, str, str]  # network, mask, wildcard
    device: str
    primary: bool = True

    @property
    def label(self) -> str:
        """The part of the names that is the location's."""
        return f"TI-{self.location.upper()}"

    @property
    def interface(self) -> str:
        """The subinterface."""
        return f"{self.port}.{self.vlan}"

    @property
    def mark(self) -> str:
        """The description."""
        return f"kyoten:interconnect:{self.site}:{self.location}"

    @property
    def prefix(self) -> str:
        """The customer's route."""
        return f"{self.route[0]}/26"

    @property
    def password(self) -> str:
        """What topology.yml makes of the names."""
        return f"lab-{self.site}-{self.location}-bgp"


_FUKUOKA = ("203.0.113.128", "255.255.255.192", "0.0.0.63")
_OSAKA = ("203.0.113.192", "255.255.255.192", "0.0.0.63")
ASHBURN = Connection("fukuoka-sbc", "ashburn", "fukuoka-r1", "GigabitEthernet0/0/2", 310, "198.51.100.130", "198.51.100.129", 65030, _FUKUOKA,
                     "203.0.113.138")  # fmt: skip
SAN_JOSE = Connection("fukuoka-sbc", "san-jose", "fukuoka-r2", "GigabitEthernet0/0/2", 311, "198.51.100.134", "198.51.100.133", 65030, _FUKUOKA,
                      "203.0.113.138", primary=False)  # fmt: skip
OSAKA_ASHBURN = Connection("osaka-sbc", "ashburn", "osaka-r1", "GigabitEthernet0/0/2", 330, "198.51.100.138", "198.51.100.137", 65001, _OSAKA,
                           "203.0.113.202")  # fmt: skip
OSAKA_SAN_JOSE = Connection("osaka-sbc", "san-jose", "osaka-r1", "GigabitEthernet0/0/3", 331, "198.51.100.142", "198.51.100.141", 65001, _OSAKA,
                            "203.0.113.202", primary=False)  # fmt: skip


def vrf(connection: Connection) -> str:
    """The VRF that everything towards Twilio lives in."""
    return f"vrf definition TWILIO\n rd {connection.asn}:{connection.vlan}\n address-family ipv4\n exit-address-family\n"


def reference(*connections: Connection, with_vrf: bool = True) -> str:
    """Everything that a router gets for its connections, in send order."""
    first = connections[0]
    text = vrf(first) if with_vrf else ""
    text += "".join(_filters(each) for each in connections)
    text += "".join(_acl(each) for each in connections) + _classes(first)
    text += "".join(_policies(each) + _interface(each) for each in connections)
    text += f"ip route vrf TWILIO {first.route[0]} {first.route[1]} Null0 name TI-ORIGIN\n"
    text += f"router bgp {first.asn}\n bgp log-neighbor-changes\n address-family ipv4 vrf TWILIO\n  network {first.route[0]} mask {first.route[1]}\n"
    return text + "".join(_neighbor(each) for each in connections) + " exit-address-family\n"


def _filters(each: Connection) -> str:
    lines = [f"ip prefix-list {each.label}-OUT seq 5 permit {each.prefix}"]
    lines += [f"ip prefix-list {each.label}-IN seq {5 * place} permit {prefix}" for place, prefix in enumerate(TWILIO, 1)]
    lines += [f"route-map {each.label}-IN permit 10", f" match ip address prefix-list {each.label}-IN"]
    lines += [f" set local-preference {200 if each.primary else 100}", f"route-map {each.label}-OUT permit 10"]
    lines += [f" match ip address prefix-list {each.label}-OUT"]
    lines += [] if each.primary else [f" set as-path prepend {each.asn} {each.asn} {each.asn}"]
    return "\n".join(lines) + "\n"


def _acl(each: Connection) -> str:
    entries = [f"permit tcp host {each.pe} host {each.own} eq bgp", f"permit tcp host {each.pe} eq bgp host {each.own}"]
    entries += [f"permit udp host {address} host {each.device} eq 5060" for address in SIGNALLING]
    for address in SIGNALLING:
        entries += [f"permit tcp host {address} host {each.device} eq 5061", f"permit tcp host {address} eq 5061 host {each.device} established"]
    entries += [f"permit udp 168.86.128.0 0.0.63.255 range 10000 60000 host {each.device} range 16384 32767"]
    entries += [f"permit icmp any any {kind}" for kind in ("echo", "echo-reply", "unreachable", "ttl-exceeded")] + ["deny ip any any log"]
    return f"ip access-list extended {each.label}-ACL-IN\n" + "".join(f" {10 * place} {entry}\n" for place, entry in enumerate(entries, 1))


def _classes(each: Connection) -> str:
    network, _mask, wild = each.route
    return (f"ip access-list extended TI-RTP\n 10 permit udp {network} {wild} 168.86.128.0 0.0.63.255 range 10000 60000\n"
            f"ip access-list extended TI-SIP\n 10 permit udp {network} {wild} any eq 5060\n 20 permit tcp {network} {wild} any range 5060 5061\n"
            f" 30 permit udp {network} {wild} eq 5060 any\n 40 permit tcp {network} {wild} range 5060 5061 any\n"
            "class-map match-any TI-VOICE\n match access-group name TI-RTP\n"
            "class-map match-any TI-SIGNALLING\n match access-group name TI-SIP\n")  # fmt: skip


def _policies(each: Connection) -> str:
    return (f"policy-map {each.label}-CHILD\n class TI-VOICE\n  set dscp ef\n  priority percent 60\n class TI-SIGNALLING\n  set dscp cs3\n"
            f"  bandwidth percent 5\n class class-default\n  fair-queue\npolicy-map {each.label}-SHAPE\n class class-default\n"
            f"  shape average 100000000\n  service-policy {each.label}-CHILD\n")  # fmt: skip


def _interface(each: Connection) -> str:
    lines = [f"interface {each.interface}", f" description {each.mark}", f" encapsulation dot1Q {each.vlan}", " vrf forwarding TWILIO"]
    lines += [f" ip address {each.own} 255.255.255.252", f" ip access-group {each.label}-ACL-IN in", f" service-policy output {each.label}-SHAPE"]
    return "\n".join(lines) + "\n"


def _neighbor(each: Connection) -> str:
    options = ["remote-as 64700", f"description {each.mark}", f"password {each.password}", "activate", "soft-reconfiguration inbound",
               f"route-map {each.label}-IN in", f"route-map {each.label}-OUT out", "maximum-prefix 50 80"]  # fmt: skip
    return "".join(f"  neighbor {each.pe} {option}\n" for option in options)


class Sites:
    """The routers of the lab's sites of Interconnect in one world, in process, with the reference; the clock moves by hand."""

    def __init__(self, *connections: Connection, settled: bool = True) -> None:
        self.clock = Clock()
        self.world = World(self.clock)
        self.routers: dict[str, Router] = {}
        plans = {plan.name: plan for plan in [*site_routers(), *interconnect_routers(2)]}
        for name in dict.fromkeys(each.router for each in connections):
            router = self.routers[name] = Router(name, plans[name].startup, self.clock)
            router.world = self.world
            self.world.attach(router)
            text = reference(*(each for each in connections if each.router == name), with_vrf=name == "osaka-r1")
            assert (router.refused_at_start, router.configure(text)) == ([], [])
        if settled:
            self.clock.advance(10)

    def run(self, line: str, name: str = "fukuoka-r1") -> str:
        """What a router answers to a typed command."""
        parsed = matcher(15).match(line)
        assert isinstance(parsed, Parsed), (line, parsed)
        return str(parsed.rule.handler(self.routers[name], parsed.named()))

    def pe(self, location: str = "ashburn", site: str = "fukuoka-sbc") -> Pe:
        """One of the provider's routers."""
        return self.world.interconnect.sites[site].pes[location]

    def status(self, location: str = "ashburn", site: str = "fukuoka-sbc") -> dict[str, Any]:
        """What it sees."""
        return self.world.interconnect.status(site, location)

    def state(self, each: Connection = ASHBURN) -> str:
        """The last column of the summary: accepted prefixes, or why there is no session."""
        text = self.run("show ip bgp vpnv4 vrf TWILIO summary", each.router)
        row = next(line for line in text.splitlines() if line.startswith(each.pe))
        found = re.search(r"Idle \(\w+\)$|\S+$", row)
        return found[0] if found else ""

    def hits(self, each: Connection = ASHBURN) -> dict[int, int]:
        """Matches by number of the entries of a connection's list."""
        found = re.findall(r"^ +(\d+) .* \((\d+) match", self.run(f"show ip access-lists {each.label}-ACL-IN", each.router), re.MULTILINE)
        return {int(number): int(count) for number, count in found}
