"""Which routers there are, and how each is configured when it is delivered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import yaml

MOST_BRANCHES = 2000
RTX_FLEET = "rtx-"  #: how the names of the fleet's Yamaha RTX begin
_HERE = Path(__file__).parent
#: /24 of 198.18.0.0/15 for Dedicated Instances, counted from its beginning: what neither the other sites nor the rest of `Branch` use.
_NETWORKS = (*range(64, 128), *range(160, 256), *range(272, 384), *range(416, 512))


@dataclass(frozen=True, slots=True)
class RouterPlan:
    """A router to be brought up: name, startup configuration, platform options."""

    name: str
    startup: str
    options: dict[str, Any]


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """`topology.yml`."""
    found: dict[str, Any] = yaml.safe_load((_HERE / "topology.yml").read_text(encoding="utf-8"))
    return found


def login() -> dict[str, str]:
    """The login of every lab router: `user`, `password`, `enable`."""
    return dict(document()["login"])


def site_routers() -> list[RouterPlan]:
    """The routers of the sites."""
    return [_plan(name, dict(item)) for name, item in document()["routers"].items()]


def interconnect_routers(count: int) -> list[RouterPlan]:
    """The first `count` routers that are there for Twilio Interconnect alone."""
    return [_plan(name, dict(item)) for name, item in document()["ces"].items()][:count]


def _plan(name: str, item: dict[str, Any]) -> RouterPlan:
    return RouterPlan(name, (_HERE / "startup" / item.pop("startup")).read_text(encoding="utf-8"), item)


@dataclass(frozen=True, slots=True)
class Branch:
    """The addresses of a fleet's site, all of blocks for benchmarking (RFC 2544) and shared address space: each a site's own.

    Only the Dedicated Instance's /24 comes back after 368 sites: nobody owns more of them that pass as public. Sites of different regions
    do not see each other's.
    """

    number: int

    @classmethod
    def named(cls, name: str) -> Branch:
        """The branch of a router's name."""
        return cls(int(name.removeprefix("branch-")))

    @property
    def name(self) -> str:
        """Of the site and of its router."""
        return f"branch-{self.number:03d}"

    @property
    def network(self) -> str:
        """The Dedicated Instance's /24."""
        high, low = divmod(_NETWORKS[self.number % len(_NETWORKS)], 256)
        return f"198.{18 + high}.{low}.0/24"

    @property
    def gateway(self) -> IPv4Address:
        """The provider's router; the branch's own address is the next one."""
        return IPv4Address("198.18.128.1") + 4 * self.number

    @property
    def lan(self) -> IPv4Address:
        """Inside: the data network of a /24; the phones' begins at its middle."""
        return IPv4Address("10.64.0.1") + 256 * self.number

    @property
    def management(self) -> IPv4Address:
        """The router's own address towards headquarters."""
        return IPv4Address("10.63.0.0") + self.number

    def loopback(self, dc: int) -> IPv4Address:
        """Where the branch's GRE tunnel to data centre 0 or 1 begins."""
        return IPv4Address("198.19.0.0") + 2 * self.number + dc

    def head_end(self, dc: int) -> IPv4Address:
        """The data centre's IPsec device; its GRE device is the next address."""
        return IPv4Address("198.19.128.0") + 4 * self.number + 2 * dc

    def link(self, dc: int) -> IPv4Address:
        """The data centre's end of the tunnel's /30; the branch's is the next address."""
        return IPv4Address("100.80.0.1") + 8 * self.number + 4 * dc


def branches(count: int) -> list[Branch]:
    """`count` sites of a fleet; ValueError for more than there are addresses."""
    if count > MOST_BRANCHES:
        raise ValueError(f"a fleet has at most {MOST_BRANCHES} routers")
    return [Branch(number) for number in range(1, count + 1)]


def fleet(count: int) -> list[RouterPlan]:
    """The routers of a fleet's sites, as delivered."""
    template = (_HERE / "startup" / "fleet.cfg").read_text(encoding="utf-8")
    return [RouterPlan(each.name, _delivered(template, each), {"enable_refused": ["auditor"]}) for each in branches(count)]


def _delivered(template: str, each: Branch) -> str:
    lan = each.lan
    return template.format(
        name=each.name, serial=f"LAB{each.number:08d}", wan=each.gateway + 1, gateway=each.gateway, management=each.management,
        lan=lan, lan_low=lan + 9, lan_net=lan - 1, voice=lan + 128, voice_net=lan + 127,
    )


def rtx_routers(count: int) -> list[RouterPlan]:
    """`count` Yamaha RTX: those of the topology, then a fleet's."""
    sites = [_plan(name, dict(item)) for name, item in document()["rtx"].items()]
    template = (_HERE / "startup" / "fleet-rtx.cfg").read_text(encoding="utf-8")
    fleet = [
        RouterPlan(f"{RTX_FLEET}{number:03d}", template.format(name=f"{RTX_FLEET}{number:03d}", lan=Branch(number).lan), {})
        for number in range(1, count - len(sites) + 1)
    ]
    return [*sites, *fleet][:count]


def azure_plans() -> list[RouterPlan]:
    """The Azure of the topology."""
    return [RouterPlan(name, "", dict(item)) for name, item in document()["azure"].items()]


def bigip_plans(count: int | None) -> list[RouterPlan]:
    """The first `count` BIG-IPs of the topology; None: all of them."""
    return [RouterPlan(name, "", dict(item)) for name, item in document()["bigips"].items()][:count]


def fortigate_plans(count: int | None) -> list[RouterPlan]:
    """The first `count` FortiGates of the topology; None: all of them."""
    return [RouterPlan(name, "", dict(item)) for name, item in document()["fortigates"].items()][:count]
