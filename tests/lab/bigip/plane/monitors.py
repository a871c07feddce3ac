"""Monitors: OPTIONS to every member, from the device's own address (BP-69, SB-15)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...clock import Alarm
from ..values import split
from .message import parse
from .network import Address, Network
from .settings import monitor_rule, self_address

if TYPE_CHECKING:
    from ..box import BigIp

_FIRST_PORT = 40000
Watched = tuple[str, str, str]


@dataclass
class Watch:
    """One monitor of one member: `state` is up, down or checking; `answered`: when it was content last, or began."""

    kind: str
    said: dict[str, Any]
    own: Address
    target: Address
    answered: float
    state: str = "checking"
    alarm: Alarm | None = None
    probes: int = 0


class Monitors:
    """Of all pools. Monitors by ICMP and UDP ask nothing here: a member is up for them unless its host is in `silent`."""

    def __init__(self, box: BigIp, network: Network) -> None:
        self.box, self.network = box, network
        self.silent: set[str] = set()
        self._watches: dict[Watched, Watch] = {}
        self._ports = itertools.cycle(range(_FIRST_PORT, 65536))

    def adjust(self) -> None:
        """Watch what is to be watched now; whoever was watched in the same way before keeps his state."""
        wanted = {place: each for pool in self.box.store.tables["ltm/pool"] for place, each in self._of_pool(pool)}
        for place, watch in list(self._watches.items()):
            if wanted.get(place) != (watch.kind, watch.said):
                self._end(place)
        for place, (kind, said) in wanted.items():
            if place not in self._watches:
                self._begin(place, kind, said)

    def state(self, pool: str, key: str) -> str:
        """Of a member, by all its monitors."""
        least, rule = monitor_rule(self.box, pool)
        states = [self._watches[pool, key, name].state for name in rule if (pool, key, name) in self._watches]
        if states.count("up") >= least:
            return "up"
        return "checking" if "checking" in states or not states else "down"

    def close(self) -> None:
        """Watch nobody."""
        for place in list(self._watches):
            self._end(place)

    def _of_pool(self, pool: str) -> Iterator[tuple[Watched, tuple[str, dict[str, Any]]]]:
        _least, rule = monitor_rule(self.box, pool)
        for key in self.box.store.row("ltm/pool", pool).children["members"]:
            yield from (((pool, key, name), each) for name, each in rule.items())

    def _begin(self, place: Watched, kind: str, said: dict[str, Any]) -> None:
        _folder, address, port = split(place[1])
        own = (self_address(self.box, address), next(self._ports))
        watch = Watch(kind, said, own, (address, port), self.box.clock.now())
        self._watches[place] = watch
        if kind == "sip" and own[0]:
            self.network.bind(own, lambda _source, data: self._answer(watch, data))
        self._tick(watch)

    def _end(self, place: Watched) -> None:
        watch = self._watches.pop(place)
        if watch.alarm is not None:
            watch.alarm.cancel()
        self.network.unbind(watch.own)

    def _tick(self, watch: Watch) -> None:
        """Ask, and see whether the last answer is too old."""
        now = self.box.clock.now()
        if now - watch.answered >= watch.said["timeout"]:
            watch.state = "down"
        watch.alarm = self.box.clock.at(watch.said["interval"], lambda: self._tick(watch))
        if watch.kind != "sip":
            if watch.target[0] not in self.silent:
                self._content(watch)
        elif watch.own[0]:
            watch.probes += 1
            self.network.send(watch.own, watch.target, _options(watch))

    def _answer(self, watch: Watch, data: bytes) -> None:
        """1xx, 2xx and 3xx mean up, unless the monitor is content with any."""
        found = parse(data)
        if found is not None and found.code and (found.code < 400 or watch.said.get("filter") == "any"):
            self._content(watch)

    def _content(self, watch: Watch) -> None:
        watch.answered = self.box.clock.now()
        if watch.state != "down" or watch.said.get("manualResume") != "enabled":
            watch.state = "up"


def _options(watch: Watch) -> bytes:
    (own, port), (address, member) = watch.own, watch.target
    lines = [
        f"OPTIONS sip:{address}:{member} SIP/2.0", f"Via: SIP/2.0/UDP {own}:{port};branch=z9hG4bK-monitor-{port}-{watch.probes}",
        "Max-Forwards: 70", f"From: <sip:monitor@{own}>;tag={port}", f"To: <sip:{address}:{member}>", f"Call-ID: {port}-{watch.probes}@{own}",
        f"CSeq: {watch.probes} OPTIONS", f"Contact: <sip:{own}:{port}>", "Content-Length: 0",
    ]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
