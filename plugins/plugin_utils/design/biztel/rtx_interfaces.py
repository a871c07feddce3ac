# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The interfaces of a Yamaha RTX by name, and those on which BIZTEL's traffic queues (BZ-47, RX-56)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..data import load


def interface(given: Mapping[str, Any] | None) -> str | None:
    """``pp 1``, ``lan2`` or ``tunnel 3``; None without one."""
    if not given:
        return None
    return f"lan{given['number']}" if given["kind"] == "lan" else f"{given['kind']} {given['number']}"


def outward(site: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Where traffic to BIZTEL queues: the ``via`` of its rules, the interface that has the list, and the one that has type and speed."""
    rtx = site["rtx"]
    closed = site["contract"]["vpn_option"] and rtx["closed_network"]
    ways = {"closed": closed} if closed else {}
    if not ways or _asked_outside(site):
        ways["internet"] = rtx["wan"]
    for via, given in ways.items():
        yield via, *_pair(rtx, given)


def _pair(rtx: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[str, str]:
    """The interface that has the list, and the one that has type and speed."""
    queue = str(interface(given))
    return queue, queue if given["kind"] == "lan" else given.get("physical") or rtx["wan"]["physical"]


def _asked_outside(site: Mapping[str, Any]) -> bool:
    """Whether the site wants a row in QoS that does not go through the closed network."""
    inside = load("biztel_rules")["closed_network"]
    return any(on and name in load("biztel_rules")["out"] and name not in inside for name, on in site["qos"]["overrides"].items())


def sides(site: Mapping[str, Any]) -> list[list[str]]:
    """Each interface that has a list, or had one while voice went another way, with the one that has type and speed: outside first, then each LAN."""
    rtx = site["rtx"]
    outside = [rtx[key] for key in ("closed_network", "wan") if rtx[key]]
    return [*(list(_pair(rtx, given)) for given in outside), *([name, name] for name in rtx["lan"])]
