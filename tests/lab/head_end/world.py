"""Everything outside the routers, and the derived state of each router that is attached to it."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..topology import Branch
from .altering import alter
from .derive import RouterState
from .derive.state import ClockLike, RouterLike
from .interconnect import Interconnect
from .loading import fleet_site, load, load_interconnect
from .model import HeadEnd, LanHost, Site
from .provider import Pe


@dataclass(frozen=True)
class Event:
    """Something that the world saw at a time (seconds of the lab's clock), such as kind "clear-text GRE" (IX-54)."""

    time: float
    router: str
    kind: str
    detail: str


class World:
    """Sites with their head ends, LAN neighbours, events; `attach` a router to give it a state."""

    def __init__(self, clock: ClockLike, sites: Iterable[Site] | None = None, lan: Iterable[LanHost] = ()) -> None:
        self.clock = clock
        self.events: list[Event] = []
        self.states: dict[str, RouterState] = {}
        self.sites: dict[str, Site] = {}
        self.lan: list[LanHost] = []
        self.interconnect = Interconnect(self.states)
        self._concerned: list[RouterState] = []
        self._given = None if sites is None else (list(sites), list(lan))
        self._fleet: list[Branch] = []
        self.restore()

    def add_fleet(self, branches: Iterable[Branch]) -> None:
        """Bring the head ends of a fleet's sites into the world, also after a `restore`."""
        self._fleet = list(branches)
        for branch in self._fleet:
            self.add_site(fleet_site(branch))

    def restore(self) -> None:
        """Back to the sites and hosts of topology.yml (or to the objects that were given), no events."""
        given, hosts = load() if self._given is None else self._given
        self.events.clear()
        self.lan.clear()
        for site in given:
            self.add_site(site)
        self.add_fleet(self._fleet)
        self.interconnect.replace(load_interconnect() if self._given is None else [])
        for host in hosts:
            host.observe(partial(self._host_changed, host))
            self.lan.append(host)

    def add_site(self, site: Site) -> None:
        """Bring a further site's head ends into the world."""
        changed = partial(self._site_changed, site)
        site.observe(changed)
        changed(False)
        self.sites[site.name] = site
        changed(True)

    def site(self, name: str) -> Site:
        """A site by name."""
        return self.sites[name]

    def dc(self, site: str, name: str) -> HeadEnd:
        """One of a site's head ends: `world.dc("osaka-hub", "dc1")`."""
        return self.sites[site].head_ends[name]

    def alter(self, site: str, name: str, settings: dict[str, str]) -> dict[str, str]:
        """Change a head end by texts (see `altering.py`); returns what was there before."""
        return alter(self.dc(site, name), settings)

    def attach(self, router: RouterLike) -> RouterState:
        """Derive this router's state from now on; a router of the same name is replaced."""
        self.states[router.name] = state = RouterState(router, self)
        return state

    def state(self, router: Any) -> RouterState:
        """The state of an attached router; one that is not attached yet is attached."""
        known = self.states.get(router.name)
        return known if known is not None and known.router is router else self.attach(router)

    def ipsec_device(self, address: str | None) -> HeadEnd | None:
        """The head end whose IPsec device has this address."""
        return next((head_end for head_end in self.head_ends() if head_end.ipsec_address == address), None)

    def head_ends(self) -> Iterable[HeadEnd]:
        """Every head end."""
        return [head_end for site in self.sites.values() for head_end in site.head_ends.values()]

    def neighbor(self, router: str, address: str) -> LanHost | None:
        """The host on a router's own networks."""
        return next((host for host in self.lan if (host.router, host.address) == (router, address)), None)

    def pe(self, router: str, port: str, vlan: int | None) -> Pe | None:
        """The provider's edge router that is wired to a port of a router, in this VLAN."""
        return self.interconnect.at(router, port, vlan)

    def beyond(self, router: str, source: str, destination: str) -> bool:
        """Whether Twilio answers an echo behind the PEs of a router."""
        return self.interconnect.answers(router, source, destination)

    def gateway(self, address: str) -> bool:
        """True when a provider's router has this address."""
        return any(address in head_end.path.gateways for head_end in self.head_ends())

    def clear_text(self, router: str, tunnel: str, interface: str, at: float) -> None:
        """Note that GRE left a router unencrypted."""
        self.events.append(Event(at, router, "clear-text GRE", f"{tunnel} leaves by {interface} without a crypto map entry that takes it"))

    def _site_changed(self, site: Site, after: bool) -> None:
        """Only the routers that peer with the site derive anew; who peered with it before the change counts too."""
        addresses = {head_end.ipsec_address for head_end in site.head_ends.values()}
        concerned = [state for state in self.states.values() if addresses & state.peers() or (after and state in self._concerned)]
        for state in concerned:
            state.touched(after)
        self._concerned = concerned

    def _host_changed(self, host: LanHost, after: bool) -> None:
        if host.router in self.states:
            self.states[host.router].touched(after)
