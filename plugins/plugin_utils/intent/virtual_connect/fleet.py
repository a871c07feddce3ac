# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules across hosts and sites (VC-10, VC-33, VC-45)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Network
from itertools import chain
from typing import Any

from ...problem import Problem
from ..near import nearest
from ..shown import shown
from ..view import Absent, View
from .service import TUNNELS


@dataclass(frozen=True)
class Fleet:
    """Every host of the inventory, and the views of the sites that hosts carry.

    ``unsure`` are hosts whose site could not be read or was not looked at; whether they carry one is not judged.
    """

    hosts: tuple[str, ...]
    sites: tuple[View, ...]
    unsure: frozenset[str] = frozenset()

    @cached_property
    def named(self) -> dict[str, list[View]]:
        """The copies of every site, by its name."""
        found: dict[str, list[View]] = {}
        for site in self.sites:
            if "name" in site.data:
                found.setdefault(site["name"], []).append(site)
        return found


def cpe_in_inventory(fleet: Fleet) -> Iterator[Problem]:
    """VC-10: a CPE is a host of the inventory."""
    known = set(fleet.hosts)
    for _site, tunnel in _tunnels(fleet.sites):
        cpe = tunnel.data.get("cpe")
        if cpe is None or cpe in known:
            continue
        near = nearest(cpe, fleet.hosts)
        yield tunnel.problem("KO-VC010B" if near else "KO-VC010C", "cpe", value=shown(cpe), near=near)


def host_is_cpe(fleet: Fleet) -> Iterator[Problem]:
    """VC-10: a host that carries a site carries a tunnel of it."""
    known = set(fleet.hosts)
    for site in fleet.sites:
        cpes = _cpes(site)
        if len(cpes) == len(TUNNELS) and known.issuperset(cpes) and site.host not in cpes:
            yield site.problem("KO-VC010", "tunnels", value=site.host)


def cpe_carries_site(fleet: Fleet) -> Iterator[Problem]:
    """VC-10: the other CPE of a site has the same site among its variables."""
    for name, copies in fleet.named.items():
        carriers = {site.host for site in copies} | fleet.unsure
        for dc in TUNNELS:
            cpe = _cpe(copies[0], dc)
            if cpe in fleet.hosts and cpe not in carriers:
                yield copies[0].problem("KO-VC010D", f"tunnels.{dc}.cpe", value=cpe, site=name)


def copies_agree(fleet: Fleet) -> Iterator[Problem]:
    """VC-45: the CPEs of a site carry one and the same site."""
    for copies in fleet.named.values():
        for site in copies[1:]:
            places = list(_differences(copies[0].data, site.data, ""))
            if places:
                yield site.problem("KO-VC045B", "", host_of_other=copies[0].host, places=", ".join(places[:_MOST_PLACES]))


_MOST_PLACES = 5


def _differences(one: Any, other: Any, path: str) -> Iterator[str]:
    """Paths at which two copies differ; never the values, which may be secrets."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys(chain(one, other)):
            yield from _differences(one.get(key), other.get(key), f"{path}.{key}" if path else key)
    elif one != other:
        yield path


def one_order_per_region(fleet: Fleet) -> Iterator[Problem]:
    """VC-33: one order per region, so two sites of one region are probably a slip."""
    seen: dict[str, View] = {}
    for site in _one_of_each(fleet):
        region = site.data.get("region")
        if region in seen:
            yield site.warning("KO-VC033", "region", site=seen[region]["name"])
        elif region is not None:
            seen[region] = site


def transports_are_unique(fleet: Fleet) -> Iterator[Problem]:
    """VC-45: two sites do not share a GRE transport address."""
    yield from _shared(fleet, ("local.gre_transport",))


def peers_are_unique(fleet: Fleet) -> Iterator[Problem]:
    """VC-45: two sites do not share a pair of IPsec addresses."""
    yield from _shared(fleet, ("local.ipsec_address", "remote.ipsec_address"))


def _shared(fleet: Fleet, keys: tuple[str, ...]) -> Iterator[Problem]:
    """Tunnels of two sites that have the same values at ``keys``."""
    seen: dict[tuple[Any, ...], tuple[View, View]] = {}
    for site, tunnel in _tunnels(_one_of_each(fleet)):
        try:
            values = tuple(tunnel[key] for key in keys)
        except Absent:
            continue
        first_site, first = seen.setdefault(values, (site, tunnel))
        if first_site["name"] != site["name"]:
            yield tunnel.problem("KO-VC045", keys[-1], **_other(first, keys[-1]))


def subnets_are_unique(fleet: Fleet) -> Iterator[Problem]:
    """VC-45: the tunnel subnets of two sites do not overlap."""
    spans = sorted(_subnets(fleet), key=lambda span: (span[0].network_address, span[0].prefixlen))
    reach: list[tuple[IPv4Network, View, View]] = []
    for network, site, tunnel in spans:
        reach = [wide for wide in reach if wide[0].overlaps(network)]
        for _wide, other_site, other in reach[:1]:
            if other_site["name"] != site["name"]:
                yield tunnel.problem("KO-VC045", "local.tunnel_address", **_other(other, "local.tunnel_address"))
        reach.append((network, site, tunnel))


def _subnets(fleet: Fleet) -> Iterator[tuple[IPv4Network, View, View]]:
    for site, tunnel in _tunnels(_one_of_each(fleet)):
        try:
            yield tunnel.interface("local.tunnel_address").network, site, tunnel
        except Absent:
            continue


def _other(tunnel: View, key: str) -> dict[str, object]:
    return {"other": tunnel.at(key), "host_of_other": tunnel.host}


def _one_of_each(fleet: Fleet) -> list[View]:
    """One copy of every site that is to be there."""
    return [copies[0] for copies in fleet.named.values() if copies[0].data.get("state") != "absent"]


def _tunnels(sites: Any) -> Iterator[tuple[View, View]]:
    for site in sites:
        for dc in TUNNELS:
            try:
                yield site, site.within(f"tunnels.{dc}")
            except Absent:
                continue


def _cpe(site: View, dc: str) -> str | None:
    try:
        return str(site[f"tunnels.{dc}.cpe"])
    except Absent:
        return None


def _cpes(site: View) -> list[str]:
    return [cpe for cpe in (_cpe(site, dc) for dc in TUNNELS) if cpe is not None]


FLEET = [
    cpe_in_inventory,
    host_is_cpe,
    cpe_carries_site,
    copies_agree,
    one_order_per_region,
    transports_are_unique,
    peers_are_unique,
    subnets_are_unique,
]
