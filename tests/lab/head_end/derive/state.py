"""The derived state of one router, kept up to date: derived anew only on a change or when the clock reaches the next event."""
from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from ..read import Config, read_config
from ..read.crypto import read_maps
from ..read.lines import Node, sections, value_after
from ..read.packets import Packet
from ..world_protocol import Hosts
from . import counting, log
from .evaluate import evaluate
from .memory import Memory
from .records import View
from .streams import Stream, streams

if TYPE_CHECKING:
    from ..interconnect import Interconnect

QUIET = 0.3        # seconds without a change after which one derivation is made on the clock's own initiative


class ClockLike(Protocol):
    """The lab's clock."""

    def now(self) -> float:
        """Seconds."""


class RouterLike(Protocol):
    """What the derivation needs of a router."""

    name: str
    clock: ClockLike
    changed: list[Callable[[], None]]
    cleared: list[Callable[[str], None]]
    boot_time: float

    @property
    def tree(self) -> Node:
        """The root of the running configuration."""

    def syslog(self, text: str) -> None:
        """Log a message."""


class World(Hosts, Protocol):
    """The world as the state sees it."""

    interconnect: Interconnect

    def clear_text(self, router: str, tunnel: str, interface: str, at: float) -> None:
        """Note that GRE left a router unencrypted (IX-54)."""


class RouterState:
    """`view()` is the state now. `touched()` announces a change: `False` just before it, `True` just after it."""

    def __init__(self, router: RouterLike, world: World) -> None:
        self.router = router
        self.world = world
        self.memory = Memory()
        self.lock = threading.RLock()
        self.extra_overhead = 0        # 8 on platforms whose ESP takes 8 bytes more than the formula (IX-74)
        self._config: Config | None = None
        self._dirty: float | None = router.clock.now()
        self._view: View | None = None
        self._protection: Any = None
        self._alarm: Any = None
        self._quiet = False            # the alarm waits for the end of a series of changes
        self._booted = router.boot_time
        self._counted = router.clock.now()
        router.changed.append(self.configured)
        router.cleared.append(self.cleared)
        self._wind()

    def view(self) -> View:
        """The state at the clock's present time, events on the way taken in order."""
        with self.lock:
            now = self.router.clock.now()
            self._catch_up(now)
            if self._dirty is not None or self._view is None:
                self._derive(now if self._dirty is None else max(self._dirty, 0.0))
                self._catch_up(now)
            if self._view is None:
                raise RuntimeError("no state derived")
            self._count(now)
            return self._view

    @property
    def latest(self) -> View | None:
        """The last derived state, for other routers to look at: nothing is derived, nobody waits."""
        return self._view

    def configured(self) -> None:
        """The running configuration has changed: a crypto map entry that was touched loses its SAs (VC-66), a reload all."""
        with self.lock:
            self._catch_up(self.router.clock.now())
            self._config = None
            if self.router.boot_time != self._booted:
                self._booted, self.memory, self._view = self.router.boot_time, Memory(), None
            self._drop_touched()
            self._mark()

    def _drop_touched(self) -> None:
        """Forget the SAs of live flows whose crypto map entry is no longer there, or no longer the same."""
        live = [flow for flow in self._view.flows if flow.ike.status and flow.interface == flow.outside] if self._view else []
        if not live:
            return
        tree = self.router.tree
        maps = read_maps(tree)
        present = {(rest[0], entry.sequence, entry.lines)
                   for rest, node in sections(tree, "interface") if (name := value_after(node, "crypto", "map"))
                   for entry in maps.get(name[0], [])}
        for flow in live:
            if (flow.interface, flow.entry.sequence, flow.entry.lines) not in present:
                for layer in ("ike", "esp"):
                    self.memory.held.pop((layer, flow.interface, flow.entry.name, flow.entry.sequence, flow.index), None)

    def touched(self, after: bool) -> None:
        """The world is about to change (`False`) or has changed (`True`)."""
        with self.lock:
            if not after:
                self.view()
            else:
                self._mark()

    def peers(self) -> set[str | None]:
        """The IPsec peers of the router's crypto maps."""
        return {flow.entry.peer for flow in self.view().flows}

    def pinged(self, tunnel: str) -> None:
        """A ping sends packets into a tunnel: interesting traffic from now on (VC-31)."""
        with self.lock:
            if tunnel not in self.memory.pinged:
                self.memory.pinged[tunnel] = self.router.clock.now()
                self._mark()

    def cleared(self, command: str) -> None:
        """A `clear ...` command: crypto drops every SA, a hard `clear ip bgp` every session; they then come up anew."""
        words = command.split()
        with self.lock:
            self._catch_up(self.router.clock.now())
            if "crypto" in words:
                self._forget("ike", "esp")
            elif "counters" in words or "access-list" in words:
                self._forget_counts(words)
                return
            elif "bgp" in words and not {"soft", "in", "out"} & set(words):
                self.memory.sessions.clear()
                self.memory.full.clear()
                self._forget("bgp")
            else:
                return
            self._mark()

    def _forget_counts(self, words: list[str]) -> None:
        """`clear [ip] access-list counters [NAME]`, `clear counters [INTERFACE]`."""
        name = words[-1] if words[-1] != "counters" else None
        for kind in ("acl",) if "access-list" in words else ("if", "qos"):
            self.memory.reset(kind, name)

    def _forget(self, *layers: str) -> None:
        self.memory.held = {key: value for key, value in self.memory.held.items() if key[0] not in layers}

    def _mark(self) -> None:
        self._dirty = self.router.clock.now()
        self._wind()

    def flowing(self) -> list[Stream]:
        """What flows now through the provider's circuits."""
        return streams(self._view, self.router.name, self.world.interconnect) if self._view else []

    def _count(self, now: float) -> None:
        """Count what has flowed since the last time; counters of entries that are gone go too."""
        seconds, self._counted = now - self._counted, max(now, self._counted)
        if self._view is not None and seconds > 0 and self.world.interconnect.of(self.router.name):
            counting.step(self._view, self.memory, self.flowing(), seconds)

    def inject(self, interface: str, packet: Packet, inbound: bool, packets: int) -> counting.Fate:
        """Send packets through an interface: what its access list says to them; one that is to log them does (TI-66)."""
        with self.lock:
            view = self.view()
            found = counting.pass_list(view.config, view.config.interfaces[interface], Stream(interface, inbound, packet, 0.0), packets, self.memory)
            if found.entry and "log" in found.entry.text.split():
                self.router.syslog(log.packet(found.acl or "", found.permitted, packet, packets))
            return found

    def _catch_up(self, now: float) -> None:
        if self._dirty is None:
            while self._view is not None and self.memory.next_event <= now:
                self._derive(self.memory.next_event)

    def _derive(self, at: float) -> None:
        self._count(at)
        if self._dirty is not None:
            self.memory.recursive.clear()
            self._dirty = None
        if self._config is None:
            self._config = read_config(self.router.tree)
        disabled = set(self.memory.recursive)
        old, self._view = self._view, evaluate(self.router.name, self._config, self.world, self.memory, at, at)
        self._report(old, self._view, set(self.memory.recursive) - disabled, at)
        self._wind()

    def _report(self, old: View | None, new: View, recursive: set[str], at: float) -> None:
        for text in log.messages(old, new, recursive):
            self.router.syslog(text)
        for name, tunnel in new.tunnels.items():
            naked = tunnel.egress if tunnel.line and tunnel.flow is None and self._sends(name) else None
            if self.memory.since(("clear", name), naked, at) == at and naked:
                self.world.clear_text(self.router.name, name, naked, at)

    def _sends(self, name: str) -> bool:
        return bool(self.memory.held.get(("sends", name, None), (False, 0))[0])

    def _wind(self) -> None:
        """Ask the clock, if it can, to come back at the next event, so that log messages appear by themselves."""
        at = getattr(self.router.clock, "at", None)
        if at is None:
            return
        if self._dirty is not None and self._quiet:
            return
        if self._alarm is not None:
            self._alarm.cancel()
        now = self.router.clock.now()
        self._quiet = self._dirty is not None
        delay = QUIET if self._quiet else max(0.0, self.memory.next_event - now)
        self._alarm = at(delay, self._ring) if delay != float("inf") else None

    def _ring(self) -> None:
        """A moment has come; after the last of many changes (`_dirty`) the quiet begins anew."""
        quiet, self._quiet = self._quiet, False
        with self.lock:
            rest = self._dirty + QUIET - self.router.clock.now() if quiet and self._dirty is not None else 0.0
            if rest > 0 and (at := getattr(self.router.clock, "at", None)):
                self._quiet, self._alarm = True, at(rest, self._ring)
                return
        self.view()
