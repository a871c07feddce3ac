# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Checked intent made whole: one spelling for names before the rules, values that follow from others after them."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from ipaddress import IPv4Network
from typing import Any

from ...design import sizing
from ...design.data import load
from ..interfaces import interface_name
from ..plain import copied

_USUAL_PTIME = 20


def usual_ptime(codec: str) -> int:
    """Milliseconds of voice in a packet of ``codec``, where none are given."""
    return load("codecs").get(codec, {}).get("default_ptime_ms", _USUAL_PTIME)


def normalise(variables: MutableMapping[str, Any]) -> None:
    """One spelling: interface names in full, crypto keywords in small letters. Takes checked data, changes it in place."""
    site = variables.get("virtual_connect_site") or {}
    crypto = site.get("crypto") or {}
    for part, key in (("ike", "encryption"), ("ike", "integrity"), ("ike", "prf"), ("ipsec", "encryption"), ("ipsec", "integrity")):
        _lower(crypto.get(part) or {}, key)
    for tunnel in (site.get("tunnels") or {}).values():
        wan = tunnel.get("wan") or {}
        if "interface" in wan:
            wan["interface"] = interface_name(wan["interface"])


def _lower(mapping: MutableMapping[str, Any], key: str) -> None:
    value = mapping.get(key)
    if isinstance(value, list):
        mapping[key] = [item.lower() for item in value]
    elif isinstance(value, str):
        mapping[key] = value.lower()


def complete(variables: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with what follows from other values: path MTU (SZ-22), packet time, halves of the /24 (VC-40). Takes data without errors."""
    whole = copied(dict(variables))
    site = whole["virtual_connect_site"]
    site["access"]["path_mtu"] = sizing.path_mtu_of(site["access"])
    site["sizing"]["ptime_ms"] = site["sizing"]["ptime_ms"] or usual_ptime(site["sizing"]["codec"])
    if site["di_halves"] is None:
        lower, upper = IPv4Network(site["di_network"]).subnets(new_prefix=25)
        site["di_halves"] = {"dc1": str(lower), "dc2": str(upper)}
    return whole


def care(intent: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the role that say so."""
    names = ("revert_minutes", "patience", "sample_seconds", "allow_disruption", "accept_degraded")
    return {**{name: intent[f"virtual_connect_{name}"] for name in names}, "accept_unsaved": True}
