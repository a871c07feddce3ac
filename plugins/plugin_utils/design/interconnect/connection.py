# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One connection of a CE: its link, session, filters and limits (TI-40..TI-54)."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Interface
from typing import Any

from ..secret import Secret
from .names import connection_names, label_of, mark_of

THRESHOLD = 80  #: percent of the prefixes that bring a session down, from which on it is logged (TI-53)
_PREFERENCE = {"primary": 200, "secondary": 100}
_PREPENDED = 3  #: times the own AS number in front of the way over the secondary (TI-52)
_LEAST_PREFIXES = 20


def connection(site: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What of a connection does not depend on Twilio's addresses. See docs/architecture.md for the keys."""
    link = IPv4Interface(given["address"])
    password, location = given["bgp_password"], given["location"]
    return {
        "location": location, "label": label_of(location), "mark": mark_of(site["name"], location), "role": given["role"],
        "mbps": given["mbps"], "shape_bps": given["mbps"] * 1_000_000,
        "port": given["interface"], "interface": interface_of(given), "vlan": given["vlan"], "vrf": given["vrf"], "rd": given["rd"],
        "address": str(link.ip), "netmask": str(link.netmask), "prefix_length": link.network.prefixlen, "pe_address": given["pe_address"],
        "asn": given["asn"], "pe_asn": given["pe_asn"], "bgp_password": Secret(password) if password else None, "bgp_timers": given["bgp_timers"],
        "max_prefixes": max_prefixes(site, given), "max_prefixes_threshold": THRESHOLD,
        "max_prefixes_warning_only": given["max_prefixes_warning_only"],
        "local_preference": _PREFERENCE.get(given["role"]), "prepend": _prepend(given), "names": connection_names(location),
    }  # fmt: skip


def interface_of(given: Mapping[str, Any]) -> str:
    """The subinterface of the VLAN, or the port itself without one (TI-42)."""
    return str(given["interface"]) if given["vlan"] is None else f"{given['interface']}.{given['vlan']}"


def max_prefixes(site: Mapping[str, Any], given: Mapping[str, Any]) -> int:
    """As given, or twice what is to come, at least 20 (TI-43)."""
    return int(given["max_prefixes"] or max(2 * len(site["twilio_routes"]), _LEAST_PREFIXES))


def _prepend(given: Mapping[str, Any]) -> str | None:
    return " ".join([str(given["asn"])] * _PREPENDED) if given["role"] == "secondary" else None
