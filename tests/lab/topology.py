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


def fleet(count: int) -> list[RouterPlan]:
    """`count` further branch routers, `branch-001` and so on, with addresses of their own (198.18.128.0/17 and 10.64.0.0/10)."""
    template = (_HERE / "startup" / "fleet.cfg").read_text(encoding="utf-8")
    plans = []
    for number in range(1, count + 1):
        gateway = IPv4Address("198.18.128.1") + 4 * number
        lan = IPv4Address("10.64.0.1") + 256 * number
        name = f"branch-{number:03d}"
        text = template.format(name=name, number=number, wan=gateway + 1, gateway=gateway, lan=lan)
        plans.append(RouterPlan(name, text, {"enable_refused": ["auditor"]}))
    return plans
