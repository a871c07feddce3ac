# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Checked intent made whole: one spelling before the rules, values that follow from others after them."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from ..plain import copied


def normalise(variables: MutableMapping[str, Any]) -> None:
    """One spelling: the region in small letters without blanks (AR-76). Takes checked data, changes it in place."""
    if variables.get("azure_vpn_location"):
        variables["azure_vpn_location"] = variables["azure_vpn_location"].replace(" ", "").lower()


def complete(variables: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with what follows from other values: whether the gateway has two instances, the zones of its addresses. Takes data without errors."""
    whole = copied(dict(variables))
    gateway = whole["azure_vpn_gateway"]
    if gateway["active_active"] is None:
        gateway["active_active"] = any(site["mode"].endswith("active_active") for site in whole["azure_vpn_sites"])
    for address in gateway["public_ips"]:
        address["zones"] = address["zones"] or (["1", "2", "3"] if gateway["sku"].endswith("AZ") else [])
    return whole


def care(intent: Mapping[str, Any]) -> dict[str, Any]:
    """Azure has no timer of its own, and nothing is sampled."""
    fixed = {"revert_minutes": 1, "sample_seconds": 0, "allow_disruption": False, "accept_unsaved": False}
    return {**fixed, "patience": intent["azure_vpn_connect_timeout"], "accept_degraded": intent["azure_vpn_allow_degraded"]}
