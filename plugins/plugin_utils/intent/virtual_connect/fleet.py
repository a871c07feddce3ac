# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules across hosts and sites (VC-10, VC-33, VC-45)."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Any

from ...problem import Problem
from ..carriers import Carriers
from ..fleet import Fleet
from ..view import Absent, View
from .service import TUNNELS


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


def _parts(site: View) -> Iterator[View]:
    return (tunnel for _site, tunnel in _tunnels([site]))


_CARRIERS = Carriers(
    _parts, "cpe", "tunnels", unknown="KO-VC010C", near="KO-VC010B", idle="KO-VC010", missing="KO-VC010D", differs="KO-VC045B",
)  # fmt: skip
FLEET = [
    *_CARRIERS.rules,
    one_order_per_region,
    transports_are_unique,
    peers_are_unique,
    subnets_are_unique,
]
