"""Flows: a client's address at a virtual server, and towards each member an address and port of the device's own (BP-66 to BP-68)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from .network import Address, Network
from .settings import Virtual

_FIRST_PORT = 1025
_numbers = itertools.count(1)


@dataclass
class ServerFlow:
    """`own`: the device's end; `member`: the other."""

    own: Address
    member: Address
    key: str
    client: ClientFlow


@dataclass
class ClientFlow:
    """`virtual`: the settings of when it began; `last`: its last packet, of either direction; `byes`: Call-ID and CSeq of those under way."""

    client: Address
    virtual: Virtual
    last: float
    number: int = field(default_factory=lambda: next(_numbers))
    servers: dict[Address, ServerFlow] = field(default_factory=dict)
    byes: set[tuple[str, str]] = field(default_factory=set)

    def dead(self, now: float) -> bool:
        """Whether it was idle for too long."""
        return self.last + self.virtual.idle <= now


class Ports:
    """The device's own ports towards members: one socket may serve several members, never two flows to one."""

    def __init__(self, network: Network, arrived: Callable[[Address, Address, bytes], None]) -> None:
        self._network, self._arrived = network, arrived
        self._taken: dict[tuple[Address, Address], ServerFlow] = {}
        self._users: dict[Address, int] = {}

    def open(self, address: str, member: Address, key: str, client: ClientFlow) -> ServerFlow:
        """A flow from `address`: with the client's port if it is to be kept and free, else the next one (BP-66)."""
        wanted = [client.client[1]] if client.virtual.keep_port else []
        for port in itertools.chain(wanted, range(_FIRST_PORT, 65536)):
            own = (address, port)
            if (own, member) not in self._taken and self._bound(own):
                made = ServerFlow(own, member, key, client)
                self._taken[own, member] = made
                self._users[own] = self._users.get(own, 0) + 1
                return made
        raise RuntimeError(f"no free port of {address}")

    def find(self, own: Address, member: Address) -> ServerFlow | None:
        """The flow of a packet that a member has sent."""
        return self._taken.get((own, member))

    def close(self, flow: ServerFlow) -> None:
        """What comes for it is lost."""
        if self._taken.pop((flow.own, flow.member), None) is None:
            return
        self._users[flow.own] -= 1
        if not self._users[flow.own]:
            del self._users[flow.own]
            self._network.unbind(flow.own)

    def count(self, member: Address) -> int:
        """How many flows a member has."""
        return sum(place[1] == member for place in self._taken)

    def _bound(self, own: Address) -> bool:
        return own in self._users or self._network.bind(own, lambda source, data: self._arrived(own, source, data))
