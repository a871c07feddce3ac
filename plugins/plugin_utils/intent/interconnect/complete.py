# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Checked intent made whole: one spelling for names before the rules, values that follow from others after them."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from ..interfaces import interface_name
from ..plain import copied
from .forms import dscp_name, ports_of, sip_of


def normalise(variables: MutableMapping[str, Any]) -> None:
    """One spelling: locations, edges, interfaces and marks. Takes checked data, changes it in place."""
    site = variables.get("interconnect_site") or {}
    for connection in site.get("connections") or ():
        if "location" in connection:
            connection["location"] = connection["location"].lower().replace("_", "-")
        if "interface" in connection:
            connection["interface"] = interface_name(connection["interface"])
    if "edges" in site:
        site["edges"] = list(dict.fromkeys(edge.lower().replace("_", "-") for edge in site["edges"]))
    qos = site.get("qos") or {}
    for key in qos.keys() & {"voice_dscp", "signalling_dscp"}:
        qos[key] = dscp_name(qos[key])


def complete(variables: Mapping[str, Any]) -> dict[str, Any]:
    """A copy in which border devices have ``sip: [{protocol, port}]`` and ``media: {first, last}``. Takes data without errors."""
    whole = copied(dict(variables))
    for device in whole["interconnect_site"]["border_devices"]:
        device["sip"] = [sip_of(text) for text in device["sip"]]
        device["media"] = ports_of(device["media_ports"])
    return whole


def care(intent: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the role that say so."""
    names = ("revert_minutes", "patience", "sample_seconds", "allow_disruption", "accept_degraded")
    return {**{name: intent[f"interconnect_{name}"] for name in names}, "accept_unsaved": True}
