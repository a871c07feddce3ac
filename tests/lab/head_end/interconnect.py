"""The sites of Twilio Interconnect in the world: whose PE is where, what each has received, where Twilio enters and leaves."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from ipaddress import IPv4Address, IPv4Network
from typing import TYPE_CHECKING, Any

from .altering import alter
from .derive.records import BgpPath, Session, View
from .provider import InterconnectSite, Pe
from .read.packets import Packet

if TYPE_CHECKING:
    from .derive import RouterState

_OF_SITE = ("customer_routes", "devices", "calls", "media_address", "media_port", "answers_ping")
NOT_AGREED = "not one of the routes agreed with the carrier"


class Interconnect:
    """All sites; `states` are the derived states of the world's routers."""

    def __init__(self, states: Mapping[str, RouterState]) -> None:
        self.states = states
        self.sites: dict[str, InterconnectSite] = {}

    def replace(self, sites: Iterable[InterconnectSite]) -> None:
        """Other sites from now on; their changes concern the routers that meet their PEs."""
        self.sites = {site.name: site for site in sites}
        for site in self.sites.values():
            site.observe(partial(self._changed, site))
        for router in {pe.router for pe in self.pes()}:
            if router in self.states:
                self.states[router].touched(True)

    def pes(self) -> Iterator[Pe]:
        """Every PE."""
        return (pe for site in self.sites.values() for pe in site.pes.values())

    def at(self, router: str, port: str, vlan: int | None) -> Pe | None:
        """The PE that is wired to a port of a router, in this VLAN."""
        return next((pe for pe in self.pes() if (pe.router, pe.port, pe.vlan) == (router, port, vlan)), None)

    def of(self, router: str) -> list[tuple[InterconnectSite, Pe]]:
        """The PEs that a router meets."""
        return [(site, pe) for site in self.sites.values() for pe in site.pes.values() if pe.router == router]

    def alter(self, site: str, location: str, settings: dict[str, str]) -> dict[str, str]:
        """Change a PE, or with the location `site` what is the site's own; returns what was there before."""
        return alter(self.sites[site] if location == "site" else self.sites[site].pes[location], settings)

    def send(self, site: str, location: str, text: str, count: int) -> dict[str, Any]:
        """Send packets over a connection, inwards when their source is not a customer's: what the router's list says to them."""
        pe, packet = self.sites[site].pes[location], Packet.parse(text)
        state = self.states[pe.router]
        state.view()
        session = self.session(pe)
        if session is None or session.interface is None:
            raise ValueError(f"{pe.router} has no neighbour on this connection")
        inside = [IPv4Network(route) for route in self.sites[site].customer_routes]
        inbound = not any(IPv4Address(packet.source) in route for route in inside)
        found = state.inject(session.interface, packet, inbound, count)
        return {
            "interface": session.interface, "direction": "in" if inbound else "out", "acl": found.acl, "permitted": found.permitted,
            "entry": f"{found.entry.sequence} {found.entry.text}" if found.entry else None,
        }  # fmt: skip

    def status(self, site: str, location: str) -> dict[str, Any]:
        """What the PE sees: the session, what came in and what the carrier refused of it, and whether Twilio enters or leaves here.

        Of the location `site` what is the site's own.
        """
        found = self.sites[site]
        if location == "site":
            return {name: getattr(found, name) for name in _OF_SITE}
        for name in {pe.router for pe in found.pes.values()} & self.states.keys():
            self.states[name].view()
        pe = found.pes[location]
        session = self.session(pe)
        heard = {str(path.prefix): self._path(session, path) for path in session.advertised} if session and session.established else {}
        return {
            "router": pe.router, "interface": session.interface if session else None,
            "session": "Established" if session and session.established else session.state if session else "no neighbour",
            "reason": session.reason if session and not session.established else "", "received": heard,
            "accepted": [str(path.prefix) for path in self._accepted(pe, session)],
            "refused": {prefix: NOT_AGREED for prefix in heard if prefix not in pe.accepts},
            "default_received": bool(session and session.established and session.originates_default),
            "announced": len(list(pe.table())), "ingress": self.ingress(found) is pe, "egress": self.egress(found) is pe,
        }  # fmt: skip

    def session(self, pe: Pe, view: View | None = None) -> Session | None:
        """The router's session with the PE, as last derived (or in `view`)."""
        state = self.states.get(pe.router)
        view = view or (state.latest if state else None)
        return next((session for session in view.sessions if session.pe is pe), None) if view else None

    def ingress(self, site: InterconnectSite) -> Pe | None:
        """Where Twilio enters: the PE with the shortest AS path to the customer."""
        ways = [(len(self._path(session, path)), place, pe) for place, pe in enumerate(site.pes.values()) if pe.extranet
                and (session := self.session(pe)) and session.established for path in self._accepted(pe, session)]  # fmt: skip
        return min(ways, key=lambda way: way[:2])[2] if ways else None

    def egress(self, site: InterconnectSite) -> Pe | None:
        """Where the customer leaves towards Twilio's media: the accepted path with the highest local preference."""
        media = IPv4Address(site.media_address)
        ways = [(-path.local_preference, len(path.path), place, pe) for place, pe in enumerate(site.pes.values())
                if (session := self.session(pe)) and session.established for path in session.accepted if media in path.prefix]  # fmt: skip
        return min(ways, key=lambda way: way[:3])[3] if ways else None

    def answers(self, router: str, source: str, destination: str) -> bool:
        """Whether Twilio answers an echo: it must be willing to, and know the way back to the source."""
        for site, pe in self.of(router):
            inside = site.answers_ping and any(IPv4Address(destination) in IPv4Network(prefix) for prefix in pe.announces)
            if inside and self.ingress(site) and any(IPv4Address(source) in path.prefix for path in self._accepted(pe, self.session(pe))):
                return True
        return False

    def _accepted(self, pe: Pe, session: Session | None) -> list[BgpPath]:
        return [path for path in session.advertised if str(path.prefix) in pe.accepts] if session and session.established else []

    @staticmethod
    def _path(session: Session, path: BgpPath) -> list[int]:
        return [session.local_asn, *path.path]

    def _changed(self, site: InterconnectSite, after: bool) -> None:
        for router in {pe.router for pe in site.pes.values()} & self.states.keys():
            self.states[router].touched(after)
