# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What firewalls around the service must let through (SB-16, SB-18, SB-66)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_interface
from typing import Any

Opening = dict[str, Any]


def openings(site: Mapping[str, Any]) -> Iterator[Opening]:
    """``{source, destination, protocol, port, why}``; a ``port`` of None is that of the other side's own."""
    virtual = site["virtual"]
    senders = site["snat"]["addresses"] or [str(ip_interface(site["self_ip"]["address"]).ip)]
    yield _opening("terminals and external proxies", virtual["address"], virtual["port"], "every request")
    for member in site["pool"]["members"]:
        for sender in senders:
            yield _opening(sender, member["address"], member["port"], "balanced requests and OPTIONS of the monitor")
        yield _opening(member["address"], "terminals, external proxies and the registrar", None, "requests that WebOTX proxies")
        yield _opening("terminals, external proxies and the registrar", member["address"], member["port"], "their responses (G figure 5-2)")


def _opening(source: str, destination: str, port: int | None, why: str) -> Opening:
    return {"source": source, "destination": destination, "protocol": "udp", "port": port, "why": why}
