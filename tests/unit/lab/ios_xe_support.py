"""Shared by the tests of the simulated router: the reference configuration, a bare router, a terminal client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncssh

from tests.lab.clock import Clock
from tests.lab.ios_xe.router import Router
from tests.lab.topology import login, site_routers

REFERENCE = """\
ip prefix-list VC-OUT seq 5 permit 0.0.0.0/0
ip prefix-list VC-DC1-IN seq 5 permit 192.0.2.0/25
ip prefix-list VC-DC1-IN seq 10 permit 192.0.2.0/24
ip access-list extended VC-GRE-DC1
 10 permit gre host 203.0.113.5 host 198.51.100.12
crypto ikev2 proposal VC-PROP
 encryption aes-gcm-256
 prf sha384
 group 20
crypto ikev2 policy VC-POL
 match address local 203.0.113.2
 proposal VC-PROP
crypto ikev2 keyring VC-KEYS
 peer DC1
  address 198.51.100.11
  pre-shared-key lab-osaka-hub-dc1-psk-0123456789
crypto ikev2 profile VC-DC1
 match identity remote address 198.51.100.11 255.255.255.255
 identity local address 203.0.113.2
 authentication remote pre-share
 authentication local pre-share
 keyring local VC-KEYS
 dpd 10 3 periodic
crypto ipsec transform-set VC-TS esp-gcm 256
 mode tunnel
crypto map VC-MAP 10 ipsec-isakmp
 set peer 198.51.100.11
 set transform-set VC-TS
 set pfs group20
 set ikev2-profile VC-DC1
 match address VC-GRE-DC1
interface Loopback101
 description kyoten:virtual_connect:osaka-hub:dc1 transport
 ip address 203.0.113.5 255.255.255.255
interface Tunnel101
 description kyoten:virtual_connect:osaka-hub:dc1
 ip address 100.64.10.2 255.255.255.252
 ip mtu 1400
 ip tcp adjust-mss 1350
 keepalive 10 3
 tunnel source Loopback101
 tunnel destination 198.51.100.12
 tunnel path-mtu-discovery
ip route 198.51.100.11 255.255.255.255 203.0.113.1 name VC-DC1-IPSEC
ip route 198.51.100.12 255.255.255.255 203.0.113.1 name VC-DC1-GRE
interface GigabitEthernet0/0/0
 crypto map VC-MAP
router bgp 65001
 neighbor 100.64.10.1 remote-as 64900
 neighbor 100.64.10.1 description kyoten:virtual_connect:osaka-hub:dc1
 neighbor 100.64.10.1 password lab-osaka-hub-dc1-bgp
 neighbor 100.64.10.1 timers 10 30
 address-family ipv4
  neighbor 100.64.10.1 activate
  neighbor 100.64.10.1 default-originate
  neighbor 100.64.10.1 soft-reconfiguration inbound
  neighbor 100.64.10.1 prefix-list VC-DC1-IN in
  neighbor 100.64.10.1 prefix-list VC-OUT out
 exit-address-family
""".splitlines()

REMOVAL = """\
router bgp 65001
 no neighbor 100.64.10.1
interface GigabitEthernet0/0/0
 no crypto map VC-MAP
no interface Tunnel101
no crypto map VC-MAP 10
no crypto ikev2 profile VC-DC1
no crypto ikev2 keyring VC-KEYS
no crypto ikev2 policy VC-POL
no crypto ikev2 proposal VC-PROP
no crypto ipsec transform-set VC-TS
no ip access-list extended VC-GRE-DC1
no ip prefix-list VC-OUT
no ip prefix-list VC-DC1-IN
no ip route 198.51.100.11 255.255.255.255 203.0.113.1
no ip route 198.51.100.12 255.255.255.255 203.0.113.1 name VC-DC1-GRE
no interface Loopback101
""".splitlines()

USER = login()


def bare(startup: str = "", name: str = "R1") -> Router:
    """A router in process, without SSH and without a world; its clock moves only by hand."""
    return Router(name, startup, Clock())


def osaka() -> Router:
    """osaka-r1 as delivered."""
    plan = next(plan for plan in site_routers() if plan.name == "osaka-r1")
    return Router(plan.name, plan.startup, Clock())


def lines_of(router: Router, key: str) -> list[str]:
    """The lines below a top-level line of the tree, without deeper ones."""
    return [child.text for node in router.tree.children if node.text == key for child in node.children]


class Client:
    """A bare terminal: what was sent comes back with the prompt after it."""

    def __init__(self, process: asyncssh.SSHClientProcess[str]) -> None:
        self.process = process

    async def until(self, *ends: str, seconds: float = 5) -> str:
        """Read until the output ends in one of `ends`."""
        text = ""
        async with asyncio.timeout(seconds):
            while not text.endswith(ends):
                part = await self.process.stdout.read(65536)
                if not part:
                    raise EOFError(text)
                text += part
        return text

    async def send(self, line: str, *ends: str) -> str:
        """Type a line; the default end is a prompt."""
        self.process.stdin.write(line + "\n")
        return await self.until(*(ends or ("#", ">")))


def connect(router: Router, user: str = "kyoten", password: str = "") -> asyncssh.connection._ACMWrapper:
    """An SSH connection to the router."""
    return asyncssh.connect(
        "127.0.0.1",
        router.port,
        username=user,
        password=password or USER["password"],
        known_hosts=None,
        config=None,
        client_keys=None,
        encoding="utf-8",
    )


@asynccontextmanager
async def terminal(router: Router, user: str = "kyoten", password: str = "") -> AsyncIterator[Client]:
    """A terminal that is logged in and has seen its first prompt."""
    async with connect(router, user, password) as connection, connection.create_process(term_type="vt100") as process:
        client = Client(process)
        await client.until("#", ">")
        yield client


async def talk(router: Router, lines: Sequence[str], user: str = "kyoten", password: str = "") -> list[str]:
    """Log in, send lines one by one, return the reply to each."""
    async with terminal(router, user, password) as client:
        return [await client.send(line) for line in lines]
