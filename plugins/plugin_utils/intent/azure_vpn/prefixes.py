# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is sent into the tunnels: complete, exact, and nobody else's (R05, R06, R07, R09; AZ-20, AZ-21)."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from ...problem import Problem
from ..view import View
from .parts import each, networks, prefixes, sites, top, with_bgp

_SHARED = IPv4Network("100.64.0.0/10")
_OURS = ("azure_vpn_vnet.address_space", "azure_vpn_vnet.spokes")


def given(site: View) -> Iterator[Problem]:
    """R05: only BGP can do without."""
    for tunnel in each(site, "tunnels"):
        where, key = prefixes(site, tunnel)
        if not with_bgp(site) and not where[key]:
            yield where.problem("KO-AZ105", key)
            return


def once(site: View) -> Iterator[Problem]:
    """R06: no prefix twice in a list."""
    for where, key in _lists(site):
        seen: dict[IPv4Network, str] = {}
        for at, network in networks(where, key):
            if network in seen:
                yield where.problem("KO-AZ106", at, value=network, other=where.at(seen[network]))
            seen.setdefault(network, at)


def apart_from_azure(site: View) -> Iterator[Problem]:
    """R07: ARM refuses a far end that overlaps the virtual network (ConnectionOverlappingAddressSpaces)."""
    whole = top(site)
    ours = [(key, network) for name in _OURS for key, network in networks(whole, name)]
    ours += [(spoke.at(key), network) for spoke in each(whole, "azure_vpn_vnet.peerings") for key, network in networks(spoke, "prefixes")]
    for where, key in _lists(site):
        for at, network in networks(where, key):
            for other, own in ours:
                if network.overlaps(own):
                    yield where.problem("KO-AZ107", at, value=network, network=own, other=other)


def apart_from_each_other(whole: View) -> Iterator[Problem]:
    """R07: two sites of one gateway with the same networks. The tunnels of one site are meant to be equal."""
    seen: list[tuple[str, IPv4Network, View]] = []
    for site in sites(whole):
        found = [(key, network, site) for key, network in networks(site, "peer.address_prefixes")]
        for key, network, _site in found:
            for other, known, elsewhere in seen:
                if network.overlaps(known):
                    yield site.warning("KO-AZ107B", key, value=network, network=known, other=elsewhere.at(other))
        seen += found


def equal(site: View) -> Iterator[Problem]:
    """R09: two active tunnels carry the same."""
    if site["mode"] != "static_dual_tunnel":
        return
    lists = [(tunnel, {network for _key, network in networks(*prefixes(site, tunnel))}) for tunnel in each(site, "tunnels")]
    for tunnel, found in lists[1:]:
        if found != lists[0][1]:
            difference = ", ".join(sorted(map(str, found ^ lists[0][1])))
            yield tunnel.problem("KO-AZ109", "address_prefixes", value=difference, other=lists[0][0].at("address_prefixes"))


def vpg(site: View) -> Iterator[Problem]:
    """AZ-20, AZ-21: packets of the VPG carry its own range; the way back to that must be there."""
    site.require("peer.vpg_range", "peer.device_range", "peer.address_prefixes")
    found = [network for _key, network in networks(site, "peer.address_prefixes")]
    if site["peer.kind"] != "soracom_door" or not found:
        return
    known = site["peer.vpg_range"]
    if known and not any(site.network("peer.vpg_range").subnet_of(network) for network in found):
        yield site.warning("KO-AZ020", "peer.address_prefixes", range=known)
    elif not known and all(network.subnet_of(site.network("peer.device_range")) for network in found):
        yield site.warning("KO-AZ021", "peer.address_prefixes")
    elif not known and not any(network.overlaps(_SHARED) for network in found):
        yield site.warning("KO-AZ020B", "peer.address_prefixes")


def _lists(site: View) -> Iterator[tuple[View, str]]:
    yield site, "peer.address_prefixes"
    for tunnel in each(site, "tunnels"):
        yield tunnel, "address_prefixes"


SITE = [given, once, apart_from_azure, equal, vpg]
TOP = [apart_from_each_other]
