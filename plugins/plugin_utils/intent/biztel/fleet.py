# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules across hosts: branches in one closed network. Two hosts of one name are one branch and may agree in everything."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from ...problem import Problem
from ..fleet import Fleet
from ..view import Absent, View
from .networks import networks

_PHONES = "lan.phone_networks"


def closed_networks_apart(fleet: Fleet) -> Iterator[Problem]:
    """Behind NAT each branch may number its phones as it likes; in the closed network of the VPN option BIZTEL sees their addresses."""
    reach: list[tuple[IPv4Network, str, View]] = []
    for network, key, site in sorted(_phones(fleet), key=lambda entry: (entry[0].network_address, entry[0].prefixlen)):
        reach = [wide for wide in reach if wide[0].overlaps(network)]
        other = next((wide for wide in reach if wide[2]["name"] != site["name"]), None)
        if other:
            yield site.warning("KO-BZ006E", key, value=network, other=other[2].at(other[1]), network=other[0], host_of_other=other[2].host)
        reach.append((network, key, site))


def _phones(fleet: Fleet) -> Iterator[tuple[IPv4Network, str, View]]:
    for site in (site for copies in fleet.named.values() for site in copies if _in_closed_network(site)):
        for key, network in networks(site, _PHONES):
            yield network, key, site


def _in_closed_network(site: View) -> bool:
    try:
        return bool(site["contract.vpn_option"] and site.option("biztel_state") == "present")
    except Absent:
        return False


FLEET = [closed_networks_apart]
