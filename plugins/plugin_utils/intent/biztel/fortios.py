# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where the settings go on a FortiGate (BZ-43, BZ-47)."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

from ...problem import Problem
from ..view import View
from .networks import networks


def two_sides(site: View) -> Iterator[Problem]:
    """Phones, Internet and closed network are on different interfaces."""
    sides: dict[str, str] = {}
    for side in ("lan", "wan", "closed_network"):
        for position, name in enumerate(site[f"fortios.{side}"]):
            key = f"fortios.{side}[{position}]"
            other = sides.setdefault(name, key) if name is not None else key
            if other != key:
                yield site.problem("KO-BZ035G", key, value=name, other=site.at(other))


def closed_network(site: View) -> Iterator[Problem]:
    """BZ-47: with the VPN option voice goes by an interface of its own."""
    if site["contract.vpn_option"] and not site["fortios.closed_network"]:
        yield site.problem("KO-BZ047", "fortios.closed_network")


def inbound_has_map(site: View) -> Iterator[Problem]:
    """BZ-43: which phones can be reached is never guessed."""
    if site["fortios.inbound"] and not site["fortios.inbound_map"]:
        yield site.problem("KO-BZ043", "fortios.inbound_map", because=site.at("fortios.inbound"))


def inbound_phones(site: View) -> Iterator[Problem]:
    """BZ-43: what can be reached from outside is a phone."""
    site.require("lan.phone_networks")
    phones = [network for _at, network in networks(site, "lan.phone_networks")]
    for position, entry in enumerate(site["fortios.inbound_map"]):
        given = entry.get("address")
        if given is not None and not any(IPv4Address(given) in network for network in phones):
            yield site.problem("KO-BZ043B", f"fortios.inbound_map[{position}].address", value=given, other=site.at("lan.phone_networks"))


def inbound_ports(site: View) -> Iterator[Problem]:
    """BZ-43: a port of the outside address leads to one phone."""
    seen: dict[tuple[str, int], str] = {}
    for position, entry in enumerate(site["fortios.inbound_map"]):
        key = f"fortios.inbound_map[{position}].port"
        if "port" not in entry or "proto" not in entry:
            continue
        other = seen.setdefault((entry["proto"], entry["port"]), key)
        if other != key:
            yield site.problem("KO-BZ043C", key, value=entry["port"], other=site.at(other), proto=entry["proto"])


SITE = [two_sides, closed_network, inbound_has_map, inbound_phones, inbound_ports]
