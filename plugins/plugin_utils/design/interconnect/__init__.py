# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Twilio Interconnect: what one customer edge router (CE) must carry, worked out from the intent of its site (TI-50..TI-58)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from .access_lists import access_lists, in_order
from .connection import connection
from .marking import marking
from .names import SITE_NAMES, mark_of
from .published import edge_addresses, media_range
from .size import ports_of

__all__ = ["design"]


def design(intent: Mapping[str, Any], host: str) -> dict[str, Any]:
    """The design for CE ``host``; ``intent`` is ``{"interconnect_site": {... defaults filled ...}, "interconnect_<option>": ...}``.

    Plain data, addresses as strings; secrets are ``Secret``. Only the connections whose ``ce`` is ``host`` are designed. The keys stand in
    docs/architecture.md. With ``state: absent`` what would be rendered is empty, and what ownership must recognise is kept.
    """
    site = intent["interconnect_site"]
    here = sorted((given for given in site["connections"] if given["ce"] == host), key=lambda given: str(given["location"]))
    made = _present(intent, here) if site["state"] == "present" else _ABSENT
    return {**_identity(site, host, here), **made}


_ABSENT: dict[str, Any] = {
    "connections": [], "origins": [], "media": {}, "signalling": {}, "border_devices": [], "qos": None, "marking": {"voice": [], "signalling": []},
    "families": [], "announced": [], "sizing": [],
}  # fmt: skip


def _identity(site: Mapping[str, Any], host: str, here: list[Mapping[str, Any]]) -> dict[str, Any]:
    """What ownership needs, whatever the state."""
    vrfs = {given["vrf"]: {"name": given["vrf"], "rd": given["rd"]} for given in reversed(here)}
    return {
        "system": "interconnect", "platform": "ios_xe", "host": host, "site": site["name"], "state": site["state"], "mark": mark_of(site["name"]),
        "transport": site["transport"], "secret_update": site["secret_update"], "peer_cpe": _peer(site, host),
        "asn": next((given["asn"] for given in here), None), "vrfs": list(reversed(vrfs.values())),
        "ports": _distinct(given["interface"] for given in here), "leak": site["leak"], "names": dict(SITE_NAMES),
        "customer_routes": in_order(site["customer_routes"]), "twilio_routes": in_order(site["twilio_routes"]),
        "locations": _distinct(given["location"] for given in site["connections"]),
    }  # fmt: skip


def _present(intent: Mapping[str, Any], here: list[Mapping[str, Any]]) -> dict[str, Any]:
    site, replaced = intent["interconnect_site"], intent["interconnect_twilio_data"]
    media, known, routes = media_range(replaced), edge_addresses(replaced), in_order(site["customer_routes"])
    signalling = {edge: sorted(known[edge], key=IPv4Address) for edge in sorted(site["edges"])}
    made = [connection(site, given) for given in here]
    made = [{**each, **access_lists(site, each, signalling, media)} for each in made]
    return {
        "connections": made, "origins": _origins(here, routes), "media": media, "signalling": signalling,
        "border_devices": site["border_devices"], "qos": dict(site["qos"]) if site["qos"]["enabled"] else None,
        "marking": marking(site, routes, media), "families": _families(made), "announced": list(map(_written, routes)), "sizing": ports_of(site),
    }  # fmt: skip


def _peer(site: Mapping[str, Any], host: str) -> dict[str, str] | None:
    """Another CE of the site, which must carry it while this one changes (TI-57)."""
    others = [{"host": given["ce"], "location": given["location"]} for given in site["connections"] if given["ce"] != host]
    return others[0] if others else None


def _origins(here: list[Mapping[str, Any]], routes: list[str]) -> list[dict[str, str]]:
    """Routes to Null0 in each VRF, so that there is something to announce (TI-50)."""
    vrfs = _distinct(given["vrf"] for given in here if given["origin_static"])
    return [{"vrf": vrf, **_written(route)} for vrf in vrfs for route in routes]


def _written(route: str) -> dict[str, str]:
    """A prefix as a router writes it: network and netmask."""
    network = IPv4Network(route)
    return {"network": str(network.network_address), "netmask": str(network.netmask)}


def _families(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The connections by VRF, for the address families of BGP."""
    return [{"vrf": vrf, "connections": [each for each in made if each["vrf"] == vrf]} for vrf in _distinct(each["vrf"] for each in made)]


def _distinct(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))
