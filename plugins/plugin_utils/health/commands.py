# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The commands of IOS-XE that every system asks, in the form that each VRF wants (IX-17..IX-29). ``None`` is the global table."""

from __future__ import annotations

LOGGING = "show logging"


def interface(name: str) -> str:
    """State of one interface."""
    return f"show interfaces {name}"


def interface_config(name: str) -> str:
    """Configuration of one interface."""
    return f"show running-config interface {name}"


def access_list(name: str) -> str:
    """One access list with its counters."""
    return f"show ip access-lists {name}"


def of_vrf(name: str | None) -> str:
    """The words that name a VRF, with a space after them."""
    return f"vrf {name} " if name else ""


def bgp(vrf: str | None) -> str:
    """The BGP table of a VRF; what of it is asked follows."""
    return f"show ip bgp vpnv4 vrf {vrf}" if vrf else "show ip bgp"


def routes(vrf: str | None, address: str = "") -> str:
    """The routing table of a VRF, or the route to one address in it."""
    return f"show ip route {of_vrf(vrf)}{address}".strip()
