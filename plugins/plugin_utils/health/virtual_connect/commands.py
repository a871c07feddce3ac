# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The commands of the checks, in the form that each VRF asks for (IX-17..IX-28). ``tunnel`` is one of ``design["tunnels"]``."""

from __future__ import annotations

from typing import Any

from ..commands import LOGGING, access_list, bgp, interface, interface_config, of_vrf, routes

__all__ = ["LOGGING", "access_list", "interface", "interface_config"]  # beside the commands of this system, those of every one

IKE_SA = "show crypto ikev2 sa detail"
IPSEC_SA = "show crypto ipsec sa"
CRYPTO_MAP = "show crypto map"
PROPOSAL = "show crypto ikev2 proposal"
POLICY = "show crypto ikev2 policy"
PROFILE = "show running-config | section crypto ikev2 profile"
TRANSFORM = "show running-config | section crypto ipsec transform-set"
PREFIX_LISTS = "show ip prefix-list"
PINGS = 5  #: VC-71

Tunnel = dict[str, Any]


def ping(tunnel: Tunnel) -> str:
    """Tunnel address to tunnel address: between transport addresses it never works (VC-31)."""
    return f"ping {of_vrf(tunnel['vrf']['inside'])}{tunnel['remote']['tunnel_address']} source {tunnel['interface']} repeat {PINGS}"


def full_size_ping(tunnel: Tunnel) -> str:
    """The largest packet of the tunnel, not to be fragmented (VC-76)."""
    target = f"{of_vrf(tunnel['vrf']['inside'])}{tunnel['remote']['tunnel_address']}"
    return f"ping {target} source {tunnel['interface']} repeat 3 size {tunnel['ip_mtu']} df-bit"


def bgp_summary(tunnel: Tunnel) -> str:
    """The neighbours of the tunnel's inside VRF."""
    return f"{bgp(tunnel['vrf']['inside'])} summary"


def bgp_routes(tunnel: Tunnel, kind: str) -> str:
    """``kind``: ``routes`` (accepted), ``received-routes`` (before the filter) or ``advertised-routes``."""
    return f"{bgp(tunnel['vrf']['inside'])} neighbors {tunnel['remote']['tunnel_address']} {kind}"


def rib(tunnel: Tunnel) -> str:
    """The routing table of the inside VRF."""
    return routes(tunnel["vrf"]["inside"])


def transport_route(tunnel: Tunnel, address: str) -> str:
    """The route to an outer address, in the transport VRF (VC-53)."""
    return routes(tunnel["vrf"]["transport"], address)


def inside_route(tunnel: Tunnel, prefix: str) -> str:
    """The route to an address of the enterprise, in the inside VRF."""
    return routes(tunnel["vrf"]["inside"], prefix.split("/", maxsplit=1)[0])
