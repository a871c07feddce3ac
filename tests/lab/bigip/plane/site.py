"""What stands around a BIG-IP of a running lab, over real UDP: its WebOTX members, and people who call on demand."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..values import split
from .agent import Agent
from .invariants import broken
from .network import Address, UdpNetwork
from .plane import Plane
from .rig import ALICE, OUTSIDE, REGISTRAR
from .webotx import WebOtx

if TYPE_CHECKING:
    from ..box import BigIp

_PATIENCE = 5.0


class Site:
    """Made in the lab's event loop. `members`: `address:port` of the WebOTX servers that are there, whether or not a pool has them."""

    def __init__(self, box: BigIp, members: tuple[str, ...]) -> None:
        self.box = box
        self.network = UdpNetwork(asyncio.get_running_loop())
        location: dict[str, str] = {}
        self.members = [WebOtx(self.network, split(each)[1:], ("", 0), location=location) for each in members]
        self.plane = Plane(box, self.network)

    def addresses(self) -> dict[str, str]:
        """Where virtual servers and members are on this machine: for SIPp and the like."""
        known = [split(said["destination"])[1:] for _name, said in self.box.store.all("ltm/virtual")] + [member.own for member in self.members]
        return {f"{address}:{port}": f"{self.network.real(address)}:{port}" for address, port in known}

    async def calls(self, virtual: str, count: int) -> dict[str, Any]:
        """Register, call `count` times, hang up from both ends in turn: how many calls were whole, by which members, what was wrong."""
        target = split(self.box.store.row("ltm/virtual", virtual).given["destination"])[1:]
        own = frozenset(values["address"].partition("/")[0] for _name, values in self.box.store.all("net/self"))
        for member in self.members:
            member.virtual, member.allowed = target, own
            member.complaints.clear()
            member.got.clear()
        self.network.packets.clear()
        agents = [Agent(self.network, place, target, name) for place, name in ((ALICE, "alice"), (OUTSIDE, "carol"), (REGISTRAR, "registrar"))]
        try:
            return await self._calls(agents, target, own, count)
        finally:
            for agent in agents:
                self.network.unbind(agent.own)

    def close(self) -> None:
        """Nobody is there any more."""
        self.plane.close()
        self.network.close()

    async def _calls(self, agents: list[Agent], target: Address, own: frozenset[str], count: int) -> dict[str, Any]:
        alice, carol, registrar = agents
        registered = alice.register(registrar.own)
        await _until(lambda: bool(alice.codes(registered, "REGISTER")), alice)
        whole = sum([await self._call(alice, carol, number % 2 == 1) for number in range(count)])
        took = Counter(f"{member.own[0]}:{member.own[1]}" for member in self.members for _each in member.requests("INVITE"))
        said = [each for party in (*self.members,) for each in party.complaints] + [each for agent in agents for each in agent.complaints]
        wrong = said + broken(self.network.packets, target, [member.own for member in self.members], own)
        return {"registered": bool(alice.codes(registered, "REGISTER")), "calls": whole, "members": dict(took), "wrong": wrong,
                "dropped": dict(self.plane.dropped), "syslog": list(self.plane.syslog)[-20:]}  # fmt: skip

    async def _call(self, alice: Agent, carol: Agent, other_end: bool) -> bool:
        call = alice.invite(f"sip:carol@{carol.own[0]}:{carol.own[1]}")
        if not await _until(lambda: 200 in alice.codes(call.call_id), alice):
            return False
        agent = carol if other_end else alice
        agent.request(agent.dialogs[call.call_id], "BYE")
        return await _until(lambda: 200 in agent.codes(call.call_id, "BYE"), agent)


async def _until(done: Callable[[], bool], agent: Agent) -> bool:
    """Whether it is so before patience ends, or the agent finds something more that is wrong."""
    before = len(agent.complaints)
    loop = asyncio.get_running_loop()
    limit = loop.time() + _PATIENCE
    while not done() and loop.time() < limit and len(agent.complaints) == before:
        await asyncio.sleep(0.005)
    return done()
