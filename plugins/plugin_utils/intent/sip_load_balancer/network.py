# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VLAN, self IP, virtual address and SNAT: addresses that must not meet (SB-01 to SB-03, SB-13)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network

from ...problem import Problem
from ..view import Absent, View

_ALONE = ("all", "none")
_NO_HOSTS = tuple(map(IPv4Network, ("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3")))  #: this network, loopback, multicast, reserved and broadcast


def tag(site: View) -> Iterator[Problem]:
    """A tagged interface needs the number that is agreed with the switch (SB-01)."""
    if site["vlan.tagged"] and site["vlan.tag"] is None:
        yield site.problem("KO-SB001", "vlan.tag")


def self_address(site: View) -> Iterator[Problem]:
    """An address of a host, not of the network (SB-02)."""
    given = site.interface("self_ip.address")
    if given.ip in _edges(given.network):
        yield site.problem("KO-SB002", "self_ip.address", network=given.network)


def services(site: View) -> Iterator[Problem]:
    """All or nothing stands alone (SB-02)."""
    given = site["self_ip.allow_service"]
    for position, word in enumerate(given):
        if word in _ALONE and len(given) > 1:
            yield site.problem("KO-SB002B", f"self_ip.allow_service[{position}]", value=word)


def one_host(site: View) -> Iterator[Problem]:
    """V, a member and a SNAT address are each one host's: a virtual server at 0.0.0.0 would take what is meant for everybody (SB-03)."""
    edges: tuple[IPv4Address, ...] = ()
    with suppress(Absent):
        edges = _edges(site.interface("self_ip.address").network)
    for key, text in _addresses(site):
        address = IPv4Address(text)
        if address in edges or any(address in network for network in _NO_HOSTS):
            yield site.problem("KO-SB003F", key, value=text)


def _addresses(site: View) -> Iterator[tuple[str, str]]:
    """Each address that was not refused before, with where it stands."""
    with suppress(Absent):
        yield "virtual.address", site["virtual.address"]
    with suppress(Absent):
        yield from ((f"snat.addresses[{at}]", text) for at, text in enumerate(site["snat.addresses"]) if text is not None)
    yield from ((f"pool.members[{at}].address", member["address"]) for at, member in enumerate(site["pool.members"]) if member.get("address"))


def _edges(network: IPv4Network) -> tuple[IPv4Address, ...]:
    """The addresses of a network that no host in it has."""
    return (network.network_address, network.broadcast_address) if network.prefixlen < 31 else ()


def virtual_is_apart(site: View) -> Iterator[Problem]:
    """V is neither S nor a member (SB-03)."""
    virtual = site.address("virtual.address")
    if virtual == site.address("self_ip.address"):
        yield site.problem("KO-SB003", "virtual.address", other=site.at("self_ip.address"))
    for position, member in enumerate(site["pool.members"]):
        if member.get("address") == str(virtual):
            yield site.problem("KO-SB003B", "virtual.address", other=site.at(f"pool.members[{position}].address"))


def member_is_apart(site: View) -> Iterator[Problem]:
    """A member is not the BIG-IP itself (SB-03)."""
    own = str(site.address("self_ip.address"))
    for position, member in enumerate(site["pool.members"]):
        if member.get("address") == own:
            yield site.problem("KO-SB003C", f"pool.members[{position}].address", value=own, other=site.at("self_ip.address"))


def members_reached(site: View) -> Iterator[Problem]:
    """Members stand in the subnet of the self IP, or behind a route that is stated (SB-03)."""
    site.require("routes")
    networks = [site.interface("self_ip.address").network, *(View({"r": route}).network("r") for route in site["routes"] if route)]
    for position, member in enumerate(site["pool.members"]):
        address = member.get("address") and View(member).address("address")
        if address and not any(address in network for network in networks):
            yield site.problem("KO-SB003E", f"pool.members[{position}].address", value=address, network=networks[0])


def snat(site: View) -> Iterator[Problem]:
    """Without translation the inserted Via is the client's own address (SB-13, SB-58)."""
    kind, addresses = site["snat.type"], site["snat.addresses"]
    if kind == "none" and not site["snat.force_none"]:
        yield site.problem("KO-SB013", "snat.type")
    if (kind == "pool") != bool(addresses):
        yield site.problem("KO-SB013B", "snat.addresses", kind=kind)


def snat_is_apart(site: View) -> Iterator[Problem]:
    """An address of the SNAT pool is nobody else's, and stands in it once: a device keeps one of two (SB-03)."""
    taken = {site["virtual.address"]: "virtual.address"}
    taken.update({member.get("address"): f"pool.members[{position}].address" for position, member in enumerate(site["pool.members"])})
    for position, address in enumerate(site["snat.addresses"]):
        if address is not None and address in taken:
            yield site.problem("KO-SB013C", f"snat.addresses[{position}]", value=address, other=site.at(taken[address]))
        taken.setdefault(address, f"snat.addresses[{position}]")


SITE = [tag, self_address, services, one_host, virtual_is_apart, member_is_apart, members_reached, snat, snat_is_apart]
