# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What stands around the objects: names, marks, what the two rules are told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address, ip_interface
from typing import Any

from .objects import objects
from .openings import openings
from .paths import Paths
from .size import size

_SIP_PORT = 5060


def design(intent: Mapping[str, Any], host: str) -> dict[str, Any]:
    """The design of ``host`` from its checked and completed role variables; see the package."""
    site, paths = intent["sip_load_balancer"], Paths.of(intent["sip_load_balancer"])
    mark = f"kyoten:sip_load_balancer:{site['name']}"
    present = intent["sip_load_balancer_state"] == "present"
    return {
        "system": "sip_load_balancer", "platform": "bigip", "host": host, "site": site["name"], "state": intent["sip_load_balancer_state"],
        "mark": mark, "peer_cpe": None, "tunnels": [], "secret_update": "on_create", "adopt": intent["sip_load_balancer_adopt"],
        "remove_network": intent["sip_load_balancer_remove_network"], "monitor": paths.monitor_table, "inputs": paths.inputs,
        "objects": list(objects(site, paths, mark)) if present else [], "rules": paths.rules if present else [],
        "irule": site["irule"], "virtual": {"address": site["virtual"]["address"], "port": site["virtual"]["port"], "key": paths.virtual},
        "own_addresses": own_addresses(site), "route_pattern": route_pattern(site["virtual"]), "pool": paths.pool,
        "interface": site["vlan"]["interface"], "vlan": paths.vlan,
        "members": {paths.member(member): member["name"] for member in site["pool"]["members"]},
        "member_states": {paths.member(member): member["state"] for member in site["pool"]["members"]},
        "firewall": list(openings(site)), "size": size(site),
    }  # fmt: skip


def own_addresses(site: Mapping[str, Any]) -> list[str]:
    """From which the BIG-IP sends to members, so what its own Via says (SB-37); literals on purpose, whatever side the response event counts as."""
    return sorted(site["snat"]["addresses"], key=ip_address) or [str(ip_interface(site["self_ip"]["address"]).ip)]


def route_pattern(virtual: Mapping[str, Any]) -> str:
    """A regular expression for the virtual server in a URI; its port may be left out where it is SIP's own (SB-32)."""
    port = virtual["port"]
    return re.escape(virtual["address"]) + (f"(?::{port})?" if port == _SIP_PORT else f":{port}")
