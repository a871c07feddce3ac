"""A router made of nothing but text, and the reference configurations of virtual_connect.md for the lab's sites."""
from __future__ import annotations

from dataclasses import dataclass, field

from tests.lab.head_end import World
from tests.lab.ios_xe.faults import Faults
from tests.lab.ios_xe.show import COMMANDS
from tests.lab.ios_xe.show.common import state


@dataclass
class Line:
    """A node of a configuration tree."""

    text: str
    children: list[Line] = field(default_factory=list)


def parse(text: str) -> Line:
    """A tree by indentation, one space per level."""
    root = Line("")
    stack = [(-1, root)]
    for raw in text.splitlines():
        if not raw.strip() or raw.strip() == "!":
            continue
        depth = len(raw) - len(raw.lstrip(" "))
        while stack[-1][0] >= depth:
            stack.pop()
        node = Line(raw.strip())
        stack[-1][1].children.append(node)
        stack.append((depth, node))
    return root


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = 1000.0

    def now(self) -> float:
        """Seconds."""
        return self.time

    def advance(self, seconds: float) -> None:
        """Move on."""
        self.time += seconds


class FakeRouter:
    """A router that is configured by giving it the whole text; equality by identity, so that it can be a weak key."""

    def __init__(self, name: str, text: str, world: World) -> None:
        self.name = self.hostname = name
        self.clock = world.clock
        self.world = world
        self.changed: list = []
        self.cleared: list = []
        self.faults = Faults()
        self.boot_time = world.clock.now()
        self.messages: list[str] = []
        self.text = text
        world.attach(self)

    @property
    def tree(self) -> Line:
        """The configuration."""
        return parse(self.text)

    def syslog(self, text: str) -> None:
        """Collect a log message."""
        self.messages.append(text)

    def replace(self, *pairs: tuple[str, str]) -> None:
        """Change the text, each old part of which must be there."""
        for old, new in pairs:
            assert old in self.text, old
            self.text = self.text.replace(old, new)
        for callback in self.changed:
            callback()

    def run(self, pattern: str, **args: str) -> str:
        """Run the command with this pattern."""
        handler = dict(COMMANDS)[pattern]
        return handler(self, {key.replace("_", "-") if key.endswith("routes") else key: value for key, value in args.items()})


@dataclass
class Link:
    """One tunnel of a reference configuration."""

    dc: str
    number: int
    me: str
    gateway: str
    peer: str
    own_gre: str
    peer_gre: str
    own: str
    far: str
    half: str
    site: str
    network: str
    asn: int


OSAKA = [Link("dc1", 101, "203.0.113.2", "203.0.113.1", "198.51.100.11", "203.0.113.5", "198.51.100.12", "100.64.10.2", "100.64.10.1",
              "192.0.2.0/25", "osaka-hub", "192.0.2.0/24", 65001),
         Link("dc2", 102, "203.0.113.2", "203.0.113.1", "198.51.100.21", "203.0.113.6", "198.51.100.22", "100.64.10.6", "100.64.10.5",
              "192.0.2.128/25", "osaka-hub", "192.0.2.0/24", 65001)]
TOKYO = [Link("dc1", 101, "203.0.113.18", "203.0.113.17", "198.51.100.31", "203.0.113.21", "198.51.100.32", "100.64.20.2", "100.64.20.1",
              "198.18.10.0/25", "tokyo-hub", "198.18.10.0/24", 65002),
         Link("dc2", 102, "203.0.113.34", "203.0.113.33", "198.51.100.41", "203.0.113.37", "198.51.100.42", "100.64.20.6", "100.64.20.5",
              "198.18.10.128/25", "tokyo-hub", "198.18.10.0/24", 65002)]
NAGOYA = [Link("dc1", 101, "203.0.113.50", "203.0.113.49", "198.51.100.51", "203.0.113.53", "198.51.100.52", "100.64.30.2", "100.64.30.1",
               "198.18.20.128/25", "nagoya-hub", "198.18.20.0/24", 65003),
          Link("dc2", 102, "203.0.113.50", "203.0.113.49", "198.51.100.61", "203.0.113.54", "198.51.100.62", "100.64.30.6", "100.64.30.5",
               "198.18.20.0/25", "nagoya-hub", "198.18.20.0/24", 65003)]


def _filters(link: Link) -> str:
    label = link.dc.upper()
    return (f"ip prefix-list VC-{label}-IN seq 5 permit {link.half}\nip prefix-list VC-{label}-IN seq 10 permit {link.network}\n"
            f"ip access-list extended VC-GRE-{label}\n 10 permit gre host {link.own_gre} host {link.peer_gre}\n")


def _crypto(links: list[Link], vrf: str | None, cbc: bool) -> str:
    fvrf = f" match fvrf {vrf}\n" if vrf else ""
    suite = " encryption aes-cbc-256\n integrity sha256\n group 19\n" if cbc else " encryption aes-gcm-256\n prf sha384\n group 20\n"
    text = f"crypto ikev2 proposal VC-PROP\n{suite}crypto ikev2 policy VC-POL\n{fvrf} match address local {links[0].me}\n proposal VC-PROP\n"
    text += "crypto ikev2 keyring VC-KEYS\n"
    for link in links:
        text += f" peer {link.dc.upper()}\n  address {link.peer}\n  pre-shared-key lab-{link.site}-{link.dc}-psk-0123456789\n !\n"
    for link in links:
        text += (f"crypto ikev2 profile VC-{link.dc.upper()}\n{fvrf} match identity remote address {link.peer} 255.255.255.255\n"
                 f" identity local address {link.me}\n authentication remote pre-share\n authentication local pre-share\n"
                 " keyring local VC-KEYS\n dpd 10 3 periodic\n" + (" lifetime 28800\n" if cbc else ""))
    text += f"crypto ipsec transform-set VC-TS {'esp-aes 256 esp-sha256-hmac ' if cbc else 'esp-gcm 256'}\n mode tunnel\n"
    for link in links:
        label = link.dc.upper()
        text += (f"crypto map VC-MAP {10 if link.dc == 'dc1' else 20} ipsec-isakmp \n set peer {link.peer}\n set transform-set VC-TS\n"
                 f" set pfs {'group19' if cbc else 'group20'}\n set ikev2-profile VC-{label}\n match address VC-GRE-{label}\n")
    return text


def _interfaces(link: Link, inside: str | None, transport: str | None, keepalive: bool) -> str:
    front = f" vrf forwarding {transport}\n" if transport else ""
    within = f" vrf forwarding {inside}\n" if inside else ""
    table = f"vrf {transport} " if transport else ""
    return (f"interface Loopback{link.number}\n{front} ip address {link.own_gre} 255.255.255.255\n"
            f"interface Tunnel{link.number}\n description kyoten:virtual_connect:{link.site}:{link.dc}\n{within}"
            f" ip address {link.own} 255.255.255.252\n ip mtu {1400 if keepalive else 1366}\n ip tcp adjust-mss {1350 if keepalive else 1326}\n"
            + (" keepalive 10 3\n" if keepalive else "")
            + f" tunnel source Loopback{link.number}\n tunnel destination {link.peer_gre}\n tunnel path-mtu-discovery\n"
            + (f" tunnel vrf {transport}\n" if transport else "")
            + f"ip route {table}{link.peer} 255.255.255.255 {link.gateway} name VC-{link.dc.upper()}-IPSEC\n"
              f"ip route {table}{link.peer_gre} 255.255.255.255 {link.gateway} name VC-{link.dc.upper()}-GRE\n")


def _neighbor(link: Link, indent: str, family: bool) -> str:
    lines = [f"neighbor {link.far} activate", f"neighbor {link.far} default-originate", f"neighbor {link.far} soft-reconfiguration inbound",
             f"neighbor {link.far} prefix-list VC-{link.dc.upper()}-IN in", f"neighbor {link.far} prefix-list VC-OUT out"] if family else \
        [f"neighbor {link.far} remote-as 64900", f"neighbor {link.far} description kyoten:virtual_connect:{link.site}:{link.dc}",
         f"neighbor {link.far} password lab-{link.site}-{link.dc}-bgp"]
    return "".join(f"{indent}{line}\n" for line in lines)


def reference(links: list[Link], wan: str, before: str = "", inside: str | None = None, transport: str | None = None, cbc: bool = False) -> str:
    """The reference configuration of virtual_connect.md, section 5, for these tunnels of one router."""
    text = before + "ip prefix-list VC-OUT seq 5 permit 0.0.0.0/0\n" + "".join(map(_filters, links)) + _crypto(links, transport, cbc)
    text += "".join(_interfaces(link, inside, transport, keepalive=not cbc) for link in links)
    front = f" vrf forwarding {transport}\n" if transport else ""
    text += f"interface GigabitEthernet0/0/0\n{front} ip address {wan} 255.255.255.252\n crypto map VC-MAP\n"
    text += f"router bgp {links[0].asn}\n bgp router-id {links[0].own_gre}\n bgp log-neighbor-changes\n no bgp default ipv4-unicast\n"
    if inside:
        family = "".join(_neighbor(link, "  ", False) + _neighbor(link, "  ", True) for link in links)
        return f"{text} address-family ipv4 vrf {inside}\n{family} exit-address-family\n"
    family = "".join(_neighbor(link, "  ", True) for link in links)
    return f"{text}{''.join(_neighbor(link, ' ', False) for link in links)} address-family ipv4\n{family} exit-address-family\n"


LAN = "interface GigabitEthernet0/0/1\n ip address 10.{0}.0.1 255.255.255.0\n"
VRFS = ("vrf definition INET\n address-family ipv4\n exit-address-family\n"
        "vrf definition VOICE\n rd 65003:1\n address-family ipv4\n exit-address-family\n")


def osaka(world: World | None = None) -> FakeRouter:
    """osaka-r1: one CPE, the default route points inwards (VC-53)."""
    before = LAN.format(1) + "ip route 0.0.0.0 0.0.0.0 10.1.0.254\n"
    return FakeRouter("osaka-r1", reference(OSAKA, "203.0.113.2", before), world or World(Clock()))


def tokyo(index: int, world: World) -> FakeRouter:
    """tokyo-r1 or tokyo-r2: two CPEs, one tunnel each."""
    link = TOKYO[index]
    before = LAN.format(2 + index) + f"ip route 0.0.0.0 0.0.0.0 {link.gateway}\n"
    return FakeRouter(f"tokyo-r{index + 1}", reference([link], link.me, before), world)


def nagoya(world: World | None = None) -> FakeRouter:
    """nagoya-r1: inside VRF VOICE, transport VRF INET, CBC, no keepalives, path MTU 1454."""
    before = VRFS + LAN.format(4) + "ip route vrf INET 0.0.0.0 0.0.0.0 203.0.113.49\n"
    return FakeRouter("nagoya-r1", reference(NAGOYA, "203.0.113.50", before, "VOICE", "INET", cbc=True), world or World(Clock()))


def settle(router: FakeRouter, seconds: float = 40.0) -> None:
    """Derive once, so that everything begins, then let time pass."""
    state(router).view()
    router.clock.advance(seconds)
