# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The connections of a design as the rules want them: each with what it needs of the site to name its commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .commands import Connection


def parts_of(design: Mapping[str, Any]) -> list[Connection]:
    """Each connection, with ``devices`` (addresses), ``qos``, and ``probe`` (one of Twilio's addresses at its location, or None)."""
    if design["state"] == "absent":
        return []
    devices = [device["address"] for device in design["border_devices"]]
    common = {"devices": devices, "qos": design["qos"]}
    return [{**each, **common, "probe": _probe(design["signalling"], each["location"])} for each in design["connections"]]


def _probe(signalling: Mapping[str, list[str]], location: str) -> str | None:
    """The first address of the location's own edge, or else of any."""
    addresses = signalling.get(f"{location}-ix") or [address for found in signalling.values() for address in found]
    return addresses[0] if addresses else None
