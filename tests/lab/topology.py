"""Which routers there are, and how each is configured when it is delivered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent


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


def _plan(name: str, item: dict[str, Any]) -> RouterPlan:
    return RouterPlan(name, (_HERE / "startup" / item.pop("startup")).read_text(encoding="utf-8"), item)


@dataclass(frozen=True, slots=True)
class Branch:
    """The addresses of a fleet's site, all of blocks for benchmarking (RFC 2544) and shared address space, unique up to 8,000 sites."""

    number: int

    @property
    def name(self) -> str:
        """Of the site and of its router."""
        return f"branch-{self.number:03d}"

    @property
    def network(self) -> str:
        """The Dedicated Instance's /24."""
        return f"198.18.{64 + self.number % 64}.0/24"

    @property
    def gateway(self) -> IPv4Address:
        """The provider's router; the branch's own address is the next one."""
        return IPv4Address("198.18.128.1") + 4 * self.number

    @property
    def lan(self) -> IPv4Address:
        """Inside."""
        return IPv4Address("10.64.0.1") + 256 * self.number

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
    """`count` sites of a fleet."""
    return [Branch(number) for number in range(1, count + 1)]


def fleet(count: int) -> list[RouterPlan]:
    """The routers of a fleet's sites, as delivered."""
    template = (_HERE / "startup" / "fleet.cfg").read_text(encoding="utf-8")
    return [
        RouterPlan(each.name, template.format(name=each.name, wan=each.gateway + 1, gateway=each.gateway, lan=each.lan), {"enable_refused": ["auditor"]})
        for each in branches(count)
    ]
