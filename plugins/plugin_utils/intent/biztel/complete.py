# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Checked intent made whole: one spelling for names before the rules, values that follow from others after them."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from ..plain import copied


def rtx_name(interface: Mapping[str, Any]) -> str | None:
    """``{kind: pp, number: 1}`` in the router's words: ``pp 1``, ``lan2``, ``tunnel 3``. None where a part was refused."""
    kind, number = interface.get("kind"), interface.get("number")
    if kind is None or number is None:
        return None
    return f"lan{number}" if kind == "lan" else f"{kind} {number}"


def normalise(variables: MutableMapping[str, Any]) -> None:
    """One spelling: interfaces of an RTX in small letters. Takes checked data, changes it in place."""
    rtx = (variables.get("biztel_site") or {}).get("rtx") or {}
    if rtx.get("lan"):
        rtx["lan"] = [name and name.lower() for name in rtx["lan"]]
    if (rtx.get("wan") or {}).get("physical"):
        rtx["wan"]["physical"] = rtx["wan"]["physical"].lower()


def complete(variables: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with what follows from other values. Takes data without errors.

    ``sources`` and ``qos.overrides`` hold only the rules that were given; ``rtx.wan.physical`` of a LAN interface is the interface itself;
    addresses of ``ios_push_destinations`` are prefixes.
    """
    whole = copied(dict(variables))
    site = whole["biztel_site"]
    site["sources"] = _given(site["sources"])
    site["qos"]["overrides"] = _given(site["qos"]["overrides"])
    wan = site["rtx"]["wan"]
    if wan:
        wan["physical"] = wan["physical"] or rtx_name(wan)
    for destination in site["ios_push_destinations"]:
        address, _slash, length = destination["address"].partition("/")
        destination["address"] = f"{address}/{length or 32}"
    return whole


def _given(by_rule: Mapping[str, Any]) -> dict[str, Any]:
    return {rule: value for rule, value in by_rule.items() if value is not None}


def care(intent: Mapping[str, Any]) -> dict[str, Any]:
    """The rollback timer in whole minutes. A filter that is right works at once: nothing is waited for, and nothing that stands is interrupted."""
    rtx = intent["biztel_site"]["rtx"]
    fixed = {"patience": 0, "sample_seconds": 0, "allow_disruption": True, "accept_degraded": False}
    return {**fixed, "revert_minutes": -(-rtx["rollback_seconds"] // 60), "accept_unsaved": rtx["accept_unsaved"]}
