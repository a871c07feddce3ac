# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Prefixes: the customer's are globally unique and hold the border devices, Twilio's are Twilio's (TI-02, TI-03, TI-05, TI-25, TI-30..TI-36)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Network

from ...design.addresses import public_prefix
from ...design.data import load
from ...design.interconnect.published import as_network, edge_addresses, media_range
from ...design.interconnect.published import networks as published_networks
from ...problem import OnrampError, Problem
from ..view import Absent, View
from .replaced import replaced

_LONGEST = 24  #: what carriers usually let pass (TI-34)


def networks(site: View, key: str) -> Iterator[tuple[str, IPv4Network]]:
    """Each prefix of the list at ``key`` with its own path below the site; what was refused before is passed over."""
    try:
        given = site[key] or []
    except Absent:
        return
    for position, text in enumerate(given):
        if text is not None:
            yield f"{key}[{position}]", as_network(text)


def unique(site: View) -> Iterator[Problem]:
    """TI-03, TI-30, TI-32: nothing of a special-purpose block, in either direction."""
    allowed = bool(site.option("interconnect_allow_documentation_ranges"))
    for key, network in networks(site, "customer_routes"):
        try:
            public_prefix(str(network), allowed, site.at(key))
        except OnrampError as error:
            yield from (replace(problem, host=site.host) for problem in error.problems)


def not_twilio(site: View) -> Iterator[Problem]:
    """TI-30: Twilio's own addresses are no customer's."""
    for key, network in networks(site, "customer_routes"):
        theirs = next((other for other in _twilio(site) if other.overlaps(network)), None)
        if theirs:
            yield site.problem("KO-TI030", key, value=str(network), other=str(theirs))


def _twilio(site: View) -> Iterator[IPv4Network]:
    yield from published_networks(replaced(site))
    yield from (network for _key, network in networks(site, "twilio_routes"))


def apart(site: View) -> Iterator[Problem]:
    """TI-33: no route twice, none inside another."""
    for name in ("customer_routes", "twilio_routes"):
        seen: list[tuple[str, IPv4Network]] = []
        for key, network in networks(site, name):
            other = next((other for other in seen if other[1].overlaps(network)), None)
            if other and other[1] == network:
                yield site.problem("KO-TI033B", key, value=str(network), other=site.at(other[0]))
            elif other:
                inner, outer = ((key, network), other) if network.subnet_of(other[1]) else (other, (key, network))
                yield site.problem("KO-TI033", inner[0], value=str(inner[1]), other=site.at(outer[0]))
            seen.append((key, network))


def usual(site: View) -> Iterator[Problem]:
    """TI-34, TI-36: what a carrier may filter, and what is often used without being owned."""
    borrowed = [as_network(prefix) for prefix in load("twilio")["borrowed"]["values"]]
    for key, network in networks(site, "customer_routes"):
        if network.prefixlen > _LONGEST:
            yield site.warning("KO-TI034", key, value=str(network), longest=_LONGEST)
        if any(network.overlaps(block) for block in borrowed):
            yield site.warning("KO-TI036", key, value=str(network))


def at_home(site: View, device: View) -> Iterator[Problem]:
    """TI-02: a border device has a host's address in a route that is announced."""
    routes, address = [network for _key, network in networks(site, "customer_routes")], device.address("address")
    home = next((route for route in routes if address in route), None)
    if routes and home is None:
        yield device.problem("KO-TI002", "address")
    elif home and home.prefixlen < 31 and address in (home.network_address, home.broadcast_address):
        yield device.problem("KO-TI002E", "address", network=str(home))


def own_addresses(site: View) -> Iterator[Problem]:
    """TI-02: each border device has an address of its own."""
    seen: dict[str, str] = {}
    for device in site.each("border_devices"):
        address = device.data.get("address")
        if address in seen:
            yield device.problem("KO-TI002D", "address", other=seen[address])
        elif address is not None:
            seen[address] = device.at("address")


def covered(site: View) -> Iterator[Problem]:
    """TI-05, TI-21: what Twilio announces holds its media, and the signalling of the edges in use."""
    routes = [network for _key, network in networks(site, "twilio_routes")]
    known, media = edge_addresses(replaced(site)), media_range(replaced(site))["prefix"]
    if routes and not any(as_network(media).subnet_of(route) for route in routes):
        yield site.warning("KO-TI021", "twilio_routes", value=media)
    for edge in (edge for edge in site["edges"] if edge in known):
        missing = [address for address in known[edge] if not any(as_network(address).subnet_of(route) for route in routes)]
        if routes and missing:
            yield site.warning("KO-TI020", "twilio_routes", value=", ".join(missing), edge=edge)
    twilio = [as_network(media), *(as_network(address) for addresses in known.values() for address in addresses)]
    for key, network in networks(site, "twilio_routes"):
        if not any(network.overlaps(theirs) for theirs in twilio):
            yield site.warning("KO-TI005B", key, value=str(network))


def clients(site: View) -> Iterator[Problem]:
    """TI-25: clients sit behind the routes that are announced, and need their signalling."""
    if not site["clients.enabled"]:
        return
    routes = [network for _key, network in networks(site, "customer_routes")]
    if not site["clients.networks"]:
        yield site.problem("KO-TI025", "clients.networks")
    if not site["clients.signalling"]:
        yield site.warning("KO-TI025C", "clients.signalling")
    for key, network in networks(site, "clients.networks"):
        if not any(network.subnet_of(route) for route in routes):
            yield site.problem("KO-TI025B", key, value=str(network))


SITE = [unique, not_twilio, apart, usual, own_addresses, covered, clients]
DEVICE = [at_home]
