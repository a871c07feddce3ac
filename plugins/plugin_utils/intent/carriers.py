# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who carries a site: its parts (tunnels, connections) name hosts of the inventory, and each of those has the same site (VC-10, VC-45)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ..problem import Problem
from .fleet import Fleet
from .near import nearest
from .shown import shown
from .view import Rule, View

_MOST_PLACES = 5


@dataclass(frozen=True)
class Carriers:
    """``parts`` are the views of a site's parts, ``key`` names in each the host that carries it, ``at`` is where the parts stand.

    Codes: ``unknown`` (no such host; ``near`` with one of nearly the name), ``idle`` (a host with the site and no part of it), ``missing`` (a host
    with a part and without the site), ``differs`` (two copies of one site).
    """

    parts: Callable[[View], Iterator[View]]
    key: str
    at: str
    unknown: str
    near: str
    idle: str
    missing: str
    differs: str

    @property
    def rules(self) -> list[Rule]:
        """All of them, for the fleet."""
        return [self.in_inventory, self.carries_part, self.carries_site, self.copies_agree]

    def in_inventory(self, fleet: Fleet) -> Iterator[Problem]:
        """Whoever carries a part is a host of the inventory."""
        known = set(fleet.hosts)
        for part in (part for site in fleet.sites for part in self.parts(site)):
            name = part.data.get(self.key)
            if name is not None and name not in known:
                near = nearest(name, fleet.hosts)
                yield part.problem(self.near if near else self.unknown, self.key, value=shown(name), near=near)

    def carries_part(self, fleet: Fleet) -> Iterator[Problem]:
        """A host that has a site carries a part of it; not judged while a part's host cannot be told."""
        known = set(fleet.hosts)
        for site in fleet.sites:
            names = [part.data.get(self.key) for part in self.parts(site)]
            if names and known.issuperset(names) and site.host not in names:
                yield site.problem(self.idle, self.at, value=site.host)

    def carries_site(self, fleet: Fleet) -> Iterator[Problem]:
        """Whoever carries a part has the site among its variables."""
        for name, copies in fleet.named.items():
            having = {site.host for site in copies} | fleet.unsure
            for part in self.parts(copies[0]):
                host = part.data.get(self.key)
                if host in fleet.hosts and host not in having:
                    yield part.problem(self.missing, self.key, value=host, site=name)

    def copies_agree(self, fleet: Fleet) -> Iterator[Problem]:
        """All hosts of a site have one and the same site."""
        for copies in fleet.named.values():
            for site in copies[1:]:
                places = list(differences(copies[0].data, site.data, ""))
                if places:
                    yield site.problem(self.differs, "", host_of_other=copies[0].host, places=", ".join(places[:_MOST_PLACES]))


def differences(one: Any, other: Any, path: str) -> Iterator[str]:
    """Paths at which two copies differ; never the values, which may be secrets."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys(chain(one, other)):
            yield from differences(one.get(key), other.get(key), f"{path}.{key}" if path else key)
    elif one != other:
        yield path
