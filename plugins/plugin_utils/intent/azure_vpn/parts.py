# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The parts of a host's variables as views: its sites, and the tunnels of a site."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from ..view import Absent, View


def top(view: View) -> View:
    """All variables of the host."""
    return View(view.root, view.host, "", view.root)


def each(view: View, key: str) -> Iterator[View]:
    """Each mapping of the list at ``key``; none where there is no list."""
    try:
        given = view[key] or []
    except Absent:
        return
    for position, item in enumerate(given):
        if isinstance(item, dict):
            yield View(item, view.host, f"{view.at(key)}[{position}]", view.root)


def sites(view: View) -> list[View]:
    """The sites that are to be there."""
    return [site for site in each(top(view), "azure_vpn_sites") if site.data.get("state") != "absent"]


def networks(view: View, key: str) -> Iterator[tuple[str, IPv4Network]]:
    """Each prefix of the list at ``key`` with its own key; what was refused before is passed over."""
    try:
        given = view[key] or []
    except Absent:
        return
    for position, text in enumerate(given):
        if text is not None:
            yield f"{key}[{position}]", IPv4Network(text)


def prefixes(site: View, tunnel: View) -> tuple[View, str]:
    """Where the prefixes of a tunnel stand: its own list, or that of its site."""
    return (tunnel, "address_prefixes") if tunnel.data.get("address_prefixes") else (site, "peer.address_prefixes")


def with_bgp(site: View) -> bool:
    """Whether the mode of the site is one with BGP."""
    return str(site["mode"]).startswith("bgp_")
