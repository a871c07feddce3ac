# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What belongs to which queue: the lists by which voice and signalling are told from the rest (TI-54)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .access_lists import SIP_PORT, TLS_PORT, numbered, place, ports


def marking(site: Mapping[str, Any], routes: Sequence[str], media: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """``{voice, signalling}``: numbered entries over the customer's routes, as traffic leaves towards Twilio."""
    sources = [place(route) for route in routes]
    voice = [f"permit udp {source} {place(media['prefix'])} {ports(media)}" for source in sources]
    return {"voice": numbered(voice), "signalling": numbered([rule for source in sources for rule in _signalling(source, _unusual(site))])}


def _signalling(source: str, unusual: Sequence[tuple[str, int]]) -> list[str]:
    """Towards Twilio's ports, and from ours."""
    span = f"range {SIP_PORT} {TLS_PORT}"
    usual = [f"udp {source} any eq {SIP_PORT}", f"tcp {source} any {span}", f"udp {source} eq {SIP_PORT} any", f"tcp {source} {span} any"]
    return [f"permit {rule}" for rule in [*usual, *(f"{protocol} {source} eq {port} any" for protocol, port in unusual)]]


def _unusual(site: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Ports of border devices that are not those of SIP."""
    heard = {("udp" if each["protocol"] == "udp" else "tcp", each["port"]) for device in site["border_devices"] for each in device["sip"]}
    return sorted(each for each in heard if each[1] not in (SIP_PORT, TLS_PORT))
