# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What SORACOM says of the VPG of a site, against the site (AZ-20, AZ-82)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any

from ...problem import Problem
from ..verdict import FAIL, PASS, Check

_TYPES = {12: "C", 13: "D", 14: "E", 15: "F", 242: "F2"}


def vpg_check(site: Mapping[str, Any], vpg: Mapping[str, Any] | None, host: str) -> Check:
    """``vpg``: SORACOM's answer, None where it knows none of this id."""
    found = [Problem("KO-AZ082", site["name"], site["vpg_id"], host)] if vpg is None else list(_faults(site, vpg, host))
    kind = (vpg or {}).get("type")
    line = f"status {(vpg or {}).get('status', 'unknown')} type {_TYPES.get(kind, kind) if isinstance(kind, int) else kind}"
    path = f"GET /v1/virtual_private_gateways/{site['vpg_id']}"
    return Check("VPG", "AZ-82", FAIL if found else PASS, found[0] if found else None, tuple(found[1:]), path, line, carries=True)


def _faults(site: Mapping[str, Any], vpg: Mapping[str, Any], host: str) -> Iterator[Problem]:
    connections = vpg.get("vpnConnections") or {}
    if vpg.get("status") != "running":
        yield Problem("KO-AZ082B", site["name"], str(vpg.get("status")), host)
    if not connections:
        yield Problem("KO-AZ082C", site["name"], host=host)
    elif site["mode"].startswith("static_") and all(each.get("useDynamicRouting") for each in connections.values()):
        yield Problem("KO-AZ082D", site["name"], ", ".join(sorted(connections)), host)
    yield from _ranges(site, str(vpg.get("vpgSubnetCidrRange") or ""), host)


def _ranges(site: Mapping[str, Any], text: str, host: str) -> Iterator[Problem]:
    try:
        own = IPv4Network(text)
    except ValueError:
        return
    if site["prefixes"] and not any(own.subnet_of(IPv4Network(prefix)) for prefix in site["prefixes"]):
        yield Problem("KO-AZ082E", site["name"], text, host)
    for prefix in site["routes"]:
        if own.overlaps(IPv4Network(prefix)):
            yield Problem("KO-AZ082F", site["name"], text, host, details={"other": prefix})
