"""A load balancer as it is configured, with everybody around it: WebOTX members, terminals, an external proxy's user, a registrar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..values import split
from .agent import Agent
from .engine import Engine, engine
from .invariants import broken
from .network import Address, MemoryNetwork, Network
from .plane import Plane
from .webotx import WebOtx

if TYPE_CHECKING:
    from ..box import BigIp

ALICE, BOB, OUTSIDE, REGISTRAR = ("192.0.2.51", 5060), ("192.0.2.52", 5070), ("198.51.100.9", 5060), ("192.0.2.5", 5060)


class Rig:
    """Around one virtual server of `box` whose pool has members; in memory unless there is another `network`.

    `alice` and `bob` are local terminals, `outside` an external one; `members` are the WebOTX servers in the order of the pool.
    """

    def __init__(
        self, box: BigIp, virtual: str = "/Common/sip_vs", network: Network | None = None, make: Callable[[], Engine] = engine, compact: bool = False,
        records: bool = False,
    ) -> None:
        self.box, self.network = box, network if network is not None else MemoryNetwork()
        said = box.store.row("ltm/virtual", virtual).given
        self.virtual: Address = split(said["destination"])[1:]
        self.own = frozenset(values["address"].partition("/")[0] for _name, values in box.store.all("net/self"))
        location: dict[str, str] = {}
        keys = box.store.row("ltm/pool", said["pool"]).children["members"]
        self.members = [WebOtx(self.network, split(key)[1:], self.virtual, self.own, location, records) for key in keys]
        self.registrar = Agent(self.network, REGISTRAR, self.virtual, "registrar")
        self.alice = Agent(self.network, ALICE, self.virtual, "alice")
        self.bob = Agent(self.network, BOB, self.virtual, "bob")
        self.outside = Agent(self.network, OUTSIDE, self.virtual, "carol")
        self.plane = Plane(box, self.network, make, compact)

    @property
    def agents(self) -> list[Agent]:
        """All that are no load balancer and no member."""
        return [self.alice, self.bob, self.outside, self.registrar]

    def exercise(self) -> list[str]:
        """Registration, calls in both directions through every member, further routes, a refusal, a CANCEL: what is wrong with them."""
        farther, carol = f"<sip:{OUTSIDE[0]}:{OUTSIDE[1]};lr>", f"sip:carol@{OUTSIDE[0]}:{OUTSIDE[1]}"
        self.alice.register(REGISTRAR)
        for _member in self.members:
            call = self.alice.invite(carol)
            self.alice.request(call, "UPDATE")
            self.outside.request(self.outside.dialogs[call.call_id], "UPDATE")
            call.routes.append(farther)
            self.alice.request(call, "BYE")
        self.outside.answers = (486,)
        self.alice.invite(carol)
        self.outside.answers = (180,)
        self.alice.cancel(self.alice.invite(carol))
        self.outside.answers = (100, 180, 200)
        return self.complaints()

    def complaints(self) -> list[str]:
        """Of everybody, and every invariant that does not hold."""
        said = [each for member in self.members for each in member.complaints] + [each for agent in self.agents for each in agent.complaints]
        return said + broken(self.network.packets, self.virtual, [member.own for member in self.members], self.own)

    def close(self) -> None:
        """The load balancer forwards no more."""
        self.plane.close()
