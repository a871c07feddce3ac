"""Packets in, packets out: flows between clients and members (BP-63 to BP-68, BP-71)."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from . import settings
from .commands import Context
from .engine import Engine, RuleError
from .events import Counters, Events, response
from .flows import ClientFlow, Ports, ServerFlow
from .message import Message, nothing, parse
from .network import Address, Network
from .selection import Selection
from .settings import Member, Virtual

if TYPE_CHECKING:
    from ..box import BigIp


class Forwarder:
    """Of one device on one network."""

    def __init__(self, box: BigIp, network: Network, engine: Engine, counters: Counters, compact: bool) -> None:
        self.box, self.network, self.counters, self.compact = box, network, counters, compact
        self._ports = Ports(network, self._from_member)
        self.selection = Selection(box, self._ports.count)
        self._events = Events(engine, counters)
        self._flows: dict[tuple[Address, Address], ClientFlow] = {}

    # --- from clients ---------------------------------------------------------------------------------------------------

    def from_client(self, virtual: Virtual, source: Address, data: bytes) -> None:
        """One datagram to a virtual server whose settings of this moment are these."""
        flow, message = self._flow(source, virtual), parse(data, self.compact)
        if flow is None:
            return
        flow.last = self.box.clock.now()
        self.counters.add("virtual", flow.virtual.name, pktsIn=1, bitsIn=8 * len(data))
        if message is None or message.code:
            self.counters.dropped["garbage" if message is None else "response of a client"] += 1
        elif flow.virtual.sip is not None and len(data) > flow.virtual.sip.max_size:
            self.counters.dropped["too large"] += 1
        else:
            self._request(flow, message)

    def _flow(self, source: Address, virtual: Virtual) -> ClientFlow | None:
        """The one that is there keeps its settings (BP-81); None: a rule does not let it begin."""
        found = self._flows.get((source, virtual.address))
        if found is not None and found.dead(self.box.clock.now()):
            self.close(found)
            found = None
        if found is None:
            found = ClientFlow(source, virtual, self.box.clock.now())
            self._flows[source, virtual.address] = found
            self.counters.add("virtual", virtual.name, totConns=1, curConns=1)
            self._watch(found)
            if not self._goes_on(found, Context(nothing(), "CLIENT_ACCEPTED", source, virtual.address, side=["clientside"])):
                self.close(found)
                return None
        return found

    def _request(self, flow: ClientFlow, message: Message) -> None:
        context = Context(message, "SIP_REQUEST", flow.client, flow.virtual.address, side=["clientside"], active=self._active)
        if not self._goes_on(flow, context):
            return
        pool = context.pool or flow.virtual.pool
        member = self.selection.member(flow, pool, message, context)
        server = self._server(flow, member) if member is not None else None
        if member is None:
            self._goes_on(flow, replace(context, event="LB_FAILED", message=nothing()))
        if member is None or server is None:
            self.counters.dropped["no member" if member is None else "no address"] += 1
            return
        context.event, context.local, context.member, context.side = "LB_SELECTED", server.own, server.member, ["serverside"]
        if not self._goes_on(flow, context):
            return
        context.event = "SIP_REQUEST_SEND"
        _profile_headers(flow, message, server)
        if not self._goes_on(flow, context):
            return
        if message.method == "BYE":
            flow.byes.add((message.header("Call-ID"), message.header("CSeq")))
        self.counters.add("pool", pool, pktsOut=1)
        self.counters.add("member", f"{pool} {member.key}", pktsOut=1)
        self.network.send(server.own, server.member, message.pack())

    def _server(self, flow: ClientFlow, member: Member) -> ServerFlow | None:
        """The flow towards the member, from the address that the translation says (BP-64, BP-66)."""
        virtual = flow.virtual
        if member.address in flow.servers:
            return flow.servers[member.address]
        own = {"automap": settings.self_address(self.box, member.address[0]), "none": flow.client[0]}.get(virtual.snat)
        if own is None:
            own = virtual.addresses[flow.number % len(virtual.addresses)]
        if not own:
            return None
        made = self._ports.open(own, member.address, member.key, flow)
        flow.servers[member.address] = made
        self.counters.add("pool", virtual.pool, totConns=1, curConns=1)
        self.counters.add("member", f"{virtual.pool} {member.key}", totConns=1, curConns=1)
        return made

    def _active(self, pool: str) -> int:
        return sum(member.takes for member in settings.members(self.box, pool))

    # --- from members -----------------------------------------------------------------------------------------------------

    def _from_member(self, own: Address, source: Address, data: bytes) -> None:
        server = self._ports.find(own, source)
        if server is not None and server.client.dead(self.box.clock.now()):
            self.close(server.client)
            server = None
        if server is None:
            self.counters.dropped["no flow"] += 1
            return
        server.client.last = self.box.clock.now()
        message = parse(data, self.compact)
        if message is None or not message.code:
            self.counters.dropped["garbage" if message is None else "request of a member"] += 1
            return
        self._response(server.client, server, message)

    def _response(self, flow: ClientFlow, server: ServerFlow, message: Message) -> None:
        bye = (message.header("Call-ID"), message.header("CSeq"))
        context = Context(message, "SIP_RESPONSE", flow.client, flow.virtual.address, server.own, server.member, ["serverside"])
        if not self._goes_on(flow, context):
            return
        context.event, context.side = "SIP_RESPONSE_SEND", ["clientside"]
        if not self._goes_on(flow, context):
            return
        data = message.pack()
        self.counters.add("virtual", flow.virtual.name, pktsOut=1, bitsOut=8 * len(data))
        self.counters.add("member", f"{flow.virtual.pool} {server.key}", pktsIn=1)
        self.network.send(flow.virtual.address, flow.client, data)
        if message.code >= 200 and bye in flow.byes:
            flow.byes.discard(bye)
            if flow.virtual.sip is not None and flow.virtual.sip.terminate_on_bye:
                self.close(flow)

    # --- rules, and the end of flows --------------------------------------------------------------------------------------

    def _goes_on(self, flow: ClientFlow, context: Context) -> bool:
        try:
            found = self._events.run(flow, context)
        except RuleError:
            self.close(flow)
            return False
        if context.responded is not None:
            self.network.send(flow.virtual.address, flow.client, response(context))
        return found

    def _watch(self, flow: ClientFlow) -> None:
        """Close it when it has been idle for too long."""
        if flow.virtual.idle == inf or self._flows.get((flow.client, flow.virtual.address)) is not flow:
            return
        left = flow.last + flow.virtual.idle - self.box.clock.now()
        if left <= 0 and flow.virtual.idle:
            self.close(flow)
        else:
            self.box.clock.at(max(left, 0.001), lambda: self._watch(flow))

    def close(self, flow: ClientFlow) -> None:
        """Its end, and that of its variables and ports."""
        if self._flows.pop((flow.client, flow.virtual.address), None) is None:
            return
        self.counters.add("virtual", flow.virtual.name, curConns=-1)
        for server in flow.servers.values():
            self._ports.close(server)
            self.counters.add("pool", flow.virtual.pool, curConns=-1)
            self.counters.add("member", f"{flow.virtual.pool} {server.key}", curConns=-1)
        self._events.end(flow)

    def close_all(self) -> None:
        """Every flow ends."""
        for flow in list(self._flows.values()):
            self.close(flow)


def _profile_headers(flow: ClientFlow, message: Message, server: ServerFlow) -> None:
    """What the profile inserts by itself (SB-19, SB-83)."""
    sip, (own, port) = flow.virtual.sip, server.own
    if sip is not None and sip.via:
        message.insert("Via", f"SIP/2.0/UDP {own}:{port};branch=z9hG4bK{flow.number}{message.header('CSeq').split(' ')[0]}")
    if sip is not None and sip.record_route:
        message.insert("Record-Route", f"<sip:{flow.virtual.address[0]}:{flow.virtual.address[1]};lr>")
