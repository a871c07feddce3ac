"""The data plane of one device: what it listens for by the configuration of this moment, and what it tells of itself (BP-66, BP-81)."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...clock import running_loop
from . import settings
from .engine import Engine, engine
from .events import Counters
from .forward import Forwarder
from .monitors import Monitors
from .network import Address, Network
from .settings import Virtual

if TYPE_CHECKING:
    from ..box import BigIp


class Plane:
    """Tcl and sockets belong to the thread that makes it: that of a running event loop, if there is one. Without one only clients' packets
    have to come in that thread.

    `compact`: whether `SIP::header Via` finds `v:` too: nobody knows, so both are to be tried (BP-71).
    """

    def __init__(self, box: BigIp, network: Network, make: Callable[[], Engine] = engine, compact: bool = False) -> None:
        self._loop = running_loop()
        self.box, self.network = box, network
        self.engine = make()
        self.monitors = Monitors(box, network)
        self._counters = Counters()
        self._forwarder = Forwarder(box, network, self.engine, self._counters, compact)
        self._virtuals: dict[Address, Virtual] = {}
        self._seen: object = None
        box.plane = self
        self.changed()

    @property
    def dropped(self) -> Counter[str]:
        """Why packets went no further, and how many."""
        return self._counters.dropped

    @property
    def syslog(self) -> deque[str]:
        """What rules and tmm say, as `level tmm: text`."""
        return self._counters.syslog

    # --- what the control plane asks (`box.Traffic`) ------------------------------------------------------------------------

    def changed(self) -> None:
        """Another configuration, or another state of the pair: the next packet meets it; flows keep their settings. Of any thread."""
        self._do(self._adjust)

    def restarted(self) -> None:
        """Flows, and what sticks to whom, are gone. Of any thread."""
        self._do(self._forget)

    def answers(self, pool: str, member: str) -> str:
        """`up`, `down` or `checking`."""
        return self.monitors.state(pool, member)

    def counts(self, kind: str, name: str) -> dict[str, int]:
        """Counters of a pool, member, virtual server or rule; `records`: how many keys stick to `pool` or `pool member`."""
        if kind != "records":
            return self._counters.of(kind, name)
        pool, _blank, member = name.partition(" ")
        of_pool = {virtual.name for virtual in self._virtuals.values() if virtual.pool == pool}
        living = self._forwarder.selection.records.living()
        return {"value": sum(each.virtual in of_pool and member in ("", each.member) for _key, each in living)}

    def records(self) -> list[tuple[str, str, str, int]]:
        """Persistence: key, virtual server, member, age in seconds."""
        now = self.box.clock.now()
        return [(key, each.virtual, each.member, int(now - each.used)) for key, each in self._forwarder.selection.records.living()]

    def close(self) -> None:
        """Forward nothing any more."""
        self.monitors.close()
        for address in self._virtuals:
            self.network.unbind(address)
        self._forwarder.close_all()
        self.engine.close()
        self.box.plane = None

    # --- how ------------------------------------------------------------------------------------------------------------

    def _do(self, work: Callable[[], None]) -> None:
        if self._loop is None or running_loop() is self._loop:
            work()
        else:
            asyncio.run_coroutine_threadsafe(_done(work), self._loop).result(30)

    def _forget(self) -> None:
        self._forwarder.close_all()
        self._forwarder.selection.records.clear()

    def _adjust(self) -> None:
        seen = (self.box.store, self.box.store.generation, self.box.active)
        if seen == self._seen:
            return
        self._seen = seen
        found = settings.virtuals(self.box) if self.box.active else {}
        for address in self._virtuals.keys() - found.keys():
            self.network.unbind(address)
        for address in found.keys() - self._virtuals.keys():
            self.network.bind(address, self._receiver(address))
        self._virtuals = found
        self.monitors.adjust()

    def _receiver(self, address: Address) -> Callable[[Address, bytes], None]:
        return lambda source, data: self._forwarder.from_client(self._virtuals[address], source, data)


async def _done(work: Callable[[], None]) -> None:
    work()
