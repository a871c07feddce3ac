# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules across hosts and sites (TI-30, TI-47): carriers of a site, and routes that no other site announces."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from ...problem import Problem
from ..carriers import Carriers
from ..fleet import Fleet
from ..view import View
from .routes import networks


def _parts(site: View) -> Iterator[View]:
    return site.each("connections") if "connections" in site.data else iter(())


_CARRIERS = Carriers(
    _parts, "ce", "connections", unknown="KO-TI047E", near="KO-TI047D", idle="KO-TI047C", missing="KO-TI047F", differs="KO-TI047G",
)  # fmt: skip


def routes_apart(fleet: Fleet) -> Iterator[Problem]:
    """TI-30: two sites do not announce the same space."""
    reach: list[tuple[IPv4Network, str, View]] = []
    for network, key, site in sorted(_routes(fleet), key=lambda entry: (entry[0].network_address, entry[0].prefixlen)):
        reach = [wide for wide in reach if wide[0].overlaps(network)]
        other = next((wide for wide in reach if wide[2]["name"] != site["name"]), None)
        if other:
            yield site.problem("KO-TI030B", key, value=str(network), other=other[2].at(other[1]), host_of_other=other[2].host, network=str(other[0]))
        reach.append((network, key, site))


def _routes(fleet: Fleet) -> Iterator[tuple[IPv4Network, str, View]]:
    for copies in fleet.named.values():
        if copies[0].data.get("state") != "absent":
            yield from ((network, key, copies[0]) for key, network in networks(copies[0], "customer_routes"))


FLEET = [*_CARRIERS.rules, routes_apart]
