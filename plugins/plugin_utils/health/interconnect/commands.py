# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The commands of the checks (TI-60..TI-69). ``connection`` is one of ``design["connections"]``."""

from __future__ import annotations

from typing import Any

from ..commands import access_list, bgp, interface, of_vrf, routes

__all__ = ["access_list"]  # beside the commands of this system
PREFIX_LISTS = "show ip prefix-list"

Connection = dict[str, Any]


def link(connection: Connection) -> str:
    """State of the (sub-)interface towards the PE."""
    return interface(connection["interface"])


def attached(connection: Connection) -> str:
    """Its VRF and access lists."""
    return f"show ip interface {connection['interface']}"


def summary(connection: Connection) -> str:
    """The neighbours of the VRF."""
    return f"{bgp(connection['vrf'])} summary"


def bgp_routes(connection: Connection, kind: str) -> str:
    """``kind``: ``routes`` (accepted), ``received-routes`` (before the filter) or ``advertised-routes``."""
    return f"{bgp(connection['vrf'])} neighbors {connection['pe_address']} {kind}"


def rib(connection: Connection) -> str:
    """The routing table of the VRF."""
    return routes(connection["vrf"])


def way_to(connection: Connection, address: str) -> str:
    """The route to an address of the customer, in the VRF."""
    return routes(connection["vrf"], address)


def route_map(name: str) -> str:
    """What a route-map sets."""
    return f"show route-map {name}"


def queues(connection: Connection) -> str:
    """The policy towards the PE, with its drops."""
    return f"show policy-map interface {connection['interface']} output"


def arp(connection: Connection) -> str:
    """Who answers on the wires of the VRF."""
    return f"show ip arp {of_vrf(connection['vrf'])}".strip()


def ping(connection: Connection, address: str, source: str) -> str:
    """Two short tries: Twilio need not answer (TI-69)."""
    return f"ping {of_vrf(connection['vrf'])}{address} source {source} repeat 2 timeout 1"
