"""Which tunnels are up: follows from both ends, and from the time (AR-100, AR-101)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .far_end import Door, FarTunnel
from .negotiation import Near, agreed, covers, disagreements, unreachable
from .resource import Resource
from .rules import bgp
from .rules.instances import configurations, peering_addresses, public_addresses
from .rules.network import prefixes
from .session import Session, row

if TYPE_CHECKING:
    from .cloud import Cloud

_LIFE = 28800.0  # of an IKE SA, fixed


class Tunnels:
    """Those of one Azure. `update()` before and after every change of either end."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._sessions: dict[tuple[str, int], Session] = {}
        self._seen = cloud.now()

    def update(self) -> None:
        """What has become of every tunnel since the last time."""
        now, standing = self._cloud.now(), {}
        self._count(now)
        for link in self._cloud.of_kind("connections"):
            for number, near in enumerate(self._near(link)):
                key = (link.address.key, number)
                standing[key] = self._sessions.get(key) or Session(now, _terms(near))
                self._step(standing[key], near, now)
        self._sessions, self._seen = standing, now

    def reset(self, resource: Resource) -> None:
        """A connection, or all of a gateway, begins anew."""
        for (key, _number), session in self._sessions.items():
            link = self._cloud.resources[key]
            if resource.address.key in (key, link.names("virtualNetworkGateway1")):
                session.restart(self._cloud.now())
        self.update()

    # --- both ends -----------------------------------------------------------------------------------------------------

    def far(self, address: str) -> tuple[Door, FarTunnel] | tuple[None, None]:
        """Who has this address."""
        found = ((door, each) for door in self._cloud.doors.values() for each in door.tunnels if each.outside == address)
        return next(found, (None, None))

    def _near(self, link: Resource) -> Iterator[Near]:
        """Azure's end on each instance; nothing before everything has been in force once."""
        gateway, site = (self._cloud.resource(link.names(end)) for end in ("virtualNetworkGateway1", "localNetworkGateway2"))
        if gateway is None or site is None or not (link.effective and gateway.effective and site.effective):
            return
        networks = tuple(prefixes(self._network(gateway)))
        for number, address in enumerate(public_addresses(self._cloud, gateway)):
            yield Near(link.effective, site.effective, address, self._bgp(link, gateway, number), link.key, networks)

    def _network(self, gateway: Resource) -> Resource:
        subnet = configurations(gateway)[0]["properties"]["subnet"]["id"].lower()
        return self._cloud.resources[subnet.rpartition("/subnets/")[0]]

    def _bgp(self, link: Resource, gateway: Resource, number: int) -> str:
        """The connection's own address, else the first that the instance has."""
        name = f"{gateway.address.key}/ipconfigurations/{configurations(gateway)[number]['name'].lower()}"
        rows = link.properties.get("gatewayCustomBgpIpAddresses") or []
        own = [row["customBgpIpAddress"] for row in rows if row["ipConfigurationId"].lower() == name]
        return str([*own, *bgp.custom(gateway).get(name, []), peering_addresses(self._cloud, gateway)[number]][0])

    # --- the time ------------------------------------------------------------------------------------------------------

    def _step(self, session: Session, near: Near, now: float) -> None:
        door, tunnel = self.far(str(near.site.get("gatewayIpAddress", "")))
        gone = unreachable(near, tunnel)
        odds = disagreements(near, door, tunnel) if door and tunnel else []
        if session.terms != _terms(near):
            session.terms = _terms(near)
            session.restart(now)
        self._stand(session, gone, odds, now)
        session.why = (*gone, *odds)
        self._rise(session, now)

    @staticmethod
    def _stand(session: Session, gone: list[str], odds: list[str], now: float) -> None:
        """A standing tunnel falls at once if packets do not come through; if the ends are at odds, when its IKE SA ends."""
        if session.up is None:
            return
        if gone:
            session.restart(now)
        elif now >= session.renewed + _LIFE:
            session.renewed += _LIFE * ((now - session.renewed) // _LIFE)
            if odds:
                session.restart(session.renewed)

    def _rise(self, session: Session, now: float) -> None:
        if session.up is not None:
            return
        if session.why:
            session.agreed = None
            return
        session.agreed = now if session.agreed is None else session.agreed
        ready = session.agreed + self._cloud.platform.seconds("negotiate")
        if now >= ready:
            session.up = session.renewed = session.established = ready

    def _count(self, now: float) -> None:
        """Traffic since the last time: towards Azure in the far end's first tunnel that is up, back in Azure's first whose prefixes have the
        VPG's."""
        for door in self._cloud.doors.values():
            mine = [(session, near) for session, near, found in self._up() if found is door]
            there = [each for tunnel in door.tunnels for each in mine if each[1].site["gatewayIpAddress"] == tunnel.outside]
            for session, near in there[:1]:
                if all(covers(door.routes, network) for network in near.networks) or door.dynamic:
                    session.incoming += door.rate * (now - max(self._seen, session.up or now))
            for session, _near in [each for each in mine if covers(each[1].remote, door.space)][:1]:
                session.outgoing += door.rate * (now - max(self._seen, session.up or now))

    def _up(self) -> Iterator[tuple[Session, Near, Door | None]]:
        for (key, number), session in sorted(self._sessions.items()):
            link = self._cloud.resource(key)
            if link is not None and session.up is not None and number < len(near := list(self._near(link))):
                yield session, near[number], self.far(str(near[number].site.get("gatewayIpAddress", "")))[0]

    # --- what is seen --------------------------------------------------------------------------------------------------

    def sessions(self, link: Resource) -> list[Session]:
        """Those of one connection, one per instance."""
        return [session for (key, _number), session in sorted(self._sessions.items()) if key == link.address.key]

    def shown(self, link: Resource) -> dict[str, Any]:
        """The read-only properties of a connection (AR-39)."""
        now, patience = self._cloud.now(), self._cloud.platform.seconds("negotiate")
        sessions = self.sessions(link)
        gateway = self._cloud.resource(link.names("virtualNetworkGateway1"))
        names = [f"{link.address.name}_{each['name']}" for each in configurations(gateway)] if gateway else []
        states = [session.status(now, patience) for session in sessions]
        rows = [row(name, state, session) for name, state, session in zip(names, states, sessions, strict=False)]
        total = next((state for state in ("Connected", "Connecting", "NotConnected") if state in states), "Unknown")
        sums = {f"{side}BytesTransferred": sum(int(row[f"{side}BytesTransferred"]) for row in rows) for side in ("ingress", "egress")}
        return {"connectionStatus": total, "tunnelConnectionStatus": rows, **sums}

    def seen(self, tunnel: FarTunnel) -> dict[str, Any]:
        """What the far end sees of one tunnel: `up`, and `why` not."""
        mine = [
            session for link in self._cloud.of_kind("connections") for session, near in zip(self.sessions(link), self._near(link), strict=False)
            if near.site.get("gatewayIpAddress") == tunnel.outside
        ]  # fmt: skip
        why = [text for session in mine for text in session.why] or ([] if mine else ["Azure has no connection to this tunnel"])
        return {"up": any(session.up is not None for session in mine), "why": why}

    def associations(self, link: Resource) -> list[dict[str, Any]]:
        """What `getikesas` tells of a connection: the algorithms of each tunnel that is up."""
        found = []
        for session, near in zip(self.sessions(link), self._near(link), strict=False):
            door, tunnel = self.far(str(near.site.get("gatewayIpAddress", "")))
            if session.up is not None and door and tunnel:
                outer, inner = agreed(near.link, door)
                found.append({"localEndpoint": near.address, "remoteEndpoint": tunnel.outside, "ike": outer, "ipsec": inner})
        return found


def _terms(near: Near) -> str:
    """What both ends negotiate anew when Azure's end of it changes."""
    names = ("connectionProtocol", "connectionMode", "ipsecPolicies", "trafficSelectorPolicies", "usePolicyBasedTrafficSelectors", "enableBgp",
             "dpdTimeoutSeconds")  # fmt: skip
    return repr([near.link[name] for name in names] + [near.site.get("gatewayIpAddress"), near.address, near.bgp])
