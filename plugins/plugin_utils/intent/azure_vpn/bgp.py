# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""BGP and the addresses inside the tunnels (R01 to R04; AZ-15, AZ-60 to AZ-64)."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from ...design.azure_vpn.apipa import AWS_RESERVED, in_range, second_host
from ...problem import Problem
from ..view import Absent, View
from .parts import each, sites, top, with_bgp

_RESERVED_BY_AZURE = (8074, 8075, 12076, 65515, 65517, 65518, 65519, 65520)


def door(site: View) -> Iterator[Problem]:
    """R01, AZ-60: never to Door, and to AWS only with two public addresses."""
    asked = [key for key in ("peer.enable_bgp", "peer.asn", "peer.bgp_peering_address") if site["peer"].get(key.partition(".")[2])]
    asked += ["mode"] if with_bgp(site) else []
    if site["peer.kind"] == "soracom_door":
        yield from (site.problem("KO-AZ101", key) for key in asked)
    elif site["peer.kind"] == "aws" and asked and len(top(site)["azure_vpn_gateway.public_ips"]) < 2:
        yield site.problem("KO-AZ101B", asked[0])
    elif site["peer.enable_bgp"] and not with_bgp(site):
        yield site.problem("KO-AZ101C", "peer.enable_bgp", mode=site["mode"])


def numbers(site: View) -> Iterator[Problem]:
    """AZ-64: two different systems, none of Azure's own."""
    if not with_bgp(site):
        return
    own, peer = top(site)["azure_vpn_gateway.asn"], site["peer.asn"]
    if peer is None:
        yield site.problem("KO-AZ015", "peer.asn", mode=site["mode"])
    elif peer == own:
        yield site.problem("KO-AZ064B", "peer.asn")
    elif peer in _RESERVED_BY_AZURE:
        yield site.problem("KO-AZ064C", "peer.asn")


def single(site: View) -> Iterator[Problem]:
    """AZ-15: the one neighbour has an address of its own."""
    if site["mode"] == "bgp_single" and site["peer.bgp_peering_address"] is None:
        yield site.problem("KO-AZ015", "peer.bgp_peering_address", mode=site["mode"])


def neighbour(site: View) -> Iterator[Problem]:
    """R02, R04, AZ-15: an address from which the far end can really speak."""
    key = "peer.bgp_peering_address"
    if not with_bgp(site) or site[key] is None:
        return
    address = IPv4Address(site[key])
    if address.is_link_local and not in_range(IPv4Network(address)):
        yield site.problem("KO-AZ102", key, address=address)
    elif site["mode"] == "bgp_active_active" and (address.is_link_local or site["peer.kind"] == "aws"):
        yield site.problem("KO-AZ104D", key)
    elif address.is_link_local or address.is_loopback or address.is_multicast or address.is_unspecified or address.is_reserved:
        yield site.problem("KO-AZ015B", key)


def inside(site: View) -> Iterator[Problem]:
    """R02, R04: each tunnel a /30 of Azure's range that AWS does not keep for itself."""
    if site["mode"] != "bgp_active_active":
        return
    for tunnel in each(site, "tunnels"):
        try:
            yield from _inside(tunnel)
        except Absent:
            continue


def _inside(tunnel: View) -> Iterator[Problem]:
    if tunnel["inside_cidr"] is None:
        yield tunnel.problem("KO-AZ104C", "inside_cidr")
        return
    network = tunnel.network("inside_cidr")
    if network.prefixlen != 30:
        yield tunnel.problem("KO-AZ104", "inside_cidr")
    elif network in AWS_RESERVED:
        yield tunnel.problem("KO-AZ104B", "inside_cidr")
    elif not in_range(network):
        yield tunnel.problem("KO-AZ102", "inside_cidr", address=second_host(network))


def inside_once(whole: View) -> Iterator[Problem]:
    """R03: no address inside two tunnels."""
    seen: list[tuple[IPv4Network, str]] = []
    for tunnel in (tunnel for site in sites(whole) if with_bgp(site) for tunnel in each(site, "tunnels")):
        if not tunnel.data.get("inside_cidr"):
            continue
        network = tunnel.network("inside_cidr")
        other = next((path for known, path in seen if known.overlaps(network)), None)
        if other:
            yield tunnel.problem("KO-AZ103", "inside_cidr", other=other)
        seen.append((network, tunnel.at("inside_cidr")))


SITE = [door, numbers, single, neighbour, inside]
TOP = [inside_once]
