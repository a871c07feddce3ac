"""What the operational outputs share: the derived state of a router, durations, stable made-up numbers."""
from __future__ import annotations

import hashlib
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...head_end import World
from ...head_end.derive import RouterState, View

if TYPE_CHECKING:
    from ..router import Router
else:
    Router = Any

Args = dict[str, str]
Handler = Callable[[Router, Args], str]

_LONELY: weakref.WeakKeyDictionary[Any, World] = weakref.WeakKeyDictionary()
NO_VRF = "% VRF {0} does not exist or does not have a RD."


def state(router: Router) -> RouterState:
    """The derived state of a router; one outside any world has a world of its own, without head ends."""
    world = router.world
    if world is None:
        world = _LONELY.setdefault(router, World(router.clock, sites=[]))
    return world.state(router)


def view(router: Router) -> View:
    """What is true of the router now."""
    return state(router).view()


def number(*key: object, bits: int = 32) -> int:
    """A number that looks random and is always the same for the same key (SPIs, MAC addresses)."""
    digest = hashlib.sha256(repr(key).encode()).digest()
    return int.from_bytes(digest[:bits // 8], "big")


def uptime(seconds: float) -> str:
    """A duration as BGP and routing outputs write it: 00:31:07, 1d02h, 2w3d."""
    whole = int(max(0, seconds))
    days, rest = divmod(whole, 86400)
    if days >= 7:
        return f"{days // 7}w{days % 7}d"
    if days:
        return f"{days}d{rest // 3600:02d}h"
    return f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"


def lines(*parts: str | None) -> str:
    """The parts that are there, one below the other."""
    return "\n".join(part for part in parts if part is not None)
