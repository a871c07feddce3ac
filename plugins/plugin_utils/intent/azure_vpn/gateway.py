# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The gateway, its addresses and its subnet (R13, R14, R15, R19; AZ-93)."""

from __future__ import annotations

from collections.abc import Iterator

from ...design.data import load
from ...problem import Problem
from ..view import View
from .parts import each, networks, sites

_LEAST, _USUAL = 29, 27
_MADE_IN = {"Basic": "Generation1", "VpnGw1": "Generation1", "VpnGw4": "Generation2", "VpnGw5": "Generation2"}  #: the others in both


def subnet(top: View) -> Iterator[Problem]:
    """R13: inside the virtual network, and large enough."""
    network, key = top.network("azure_vpn_vnet.gateway_subnet.prefix"), "azure_vpn_vnet.gateway_subnet.prefix"
    spaces = [space for _key, space in networks(top, "azure_vpn_vnet.address_space")]
    if spaces and not any(network.subnet_of(space) for space in spaces):
        yield top.problem("KO-AZ113", key, spaces=", ".join(map(str, spaces)))
    if network.prefixlen > _LEAST:
        yield top.problem("KO-AZ113B", key)
    elif network.prefixlen > _USUAL:
        yield top.warning("KO-AZ113C", key)


def zones(top: View) -> Iterator[Problem]:
    """R14: an AZ gateway and zones belong together; Basic addresses are no more."""
    sku = top["azure_vpn_gateway.sku"]
    for address in each(top, "azure_vpn_gateway.public_ips"):
        if address["sku"] == "Basic":
            yield address.problem("KO-AZ114C", "sku")
        elif not sku.endswith("AZ") and address["zones"]:
            yield address.problem("KO-AZ114B", "zones", sku=sku)


def old_sku(top: View) -> Iterator[Problem]:
    """R14: Microsoft moves VpnGw1-5 to the AZ ones."""
    sku = top["azure_vpn_gateway.sku"]
    if sku != "Basic" and not sku.endswith("AZ"):
        yield top.warning("KO-AZ114D", "azure_vpn_gateway.sku")


def generation(top: View) -> Iterator[Problem]:
    """AZ-93: not every size is made in both generations."""
    sku, wanted = top["azure_vpn_gateway.sku"], top["azure_vpn_gateway.generation"]
    if _MADE_IN.get(sku.removesuffix("AZ"), wanted) != wanted:
        yield top.problem("KO-AZ114E", "azure_vpn_gateway.generation", sku=sku)


def basic(top: View) -> Iterator[Problem]:
    """R15: what a Basic gateway cannot."""
    if top["azure_vpn_gateway.sku"] != "Basic":
        return
    if top["azure_vpn_gateway.active_active"]:
        yield top.problem("KO-AZ115", "azure_vpn_gateway.active_active", what="active-active")
    for site in sites(top):
        wants = {
            "mode": site["mode"] not in ("static_dual_tunnel", "static_single_tunnel"), "ipsec_policy": site["ipsec_policy"] != "default",
            "connection_protocol": site["connection_protocol"] == "IKEv1",
        }  # fmt: skip
        yield from (site.problem("KO-AZ115", key, what=site[key]) for key, wanted in wants.items() if wanted)


def instances(top: View) -> Iterator[Problem]:
    """R19: two instances, two addresses; one instance, one."""
    count, given = len(top["azure_vpn_gateway.public_ips"]), top["azure_vpn_gateway.active_active"]
    modes = [site for site in sites(top) if site["mode"].endswith("active_active")]
    active = bool(modes) if given is None else given
    if modes and not active:
        yield modes[0].problem("KO-AZ119C", "mode")
    elif active and count != 2:
        yield top.problem("KO-AZ119", "azure_vpn_gateway.public_ips", count=count)
    elif not active and count != 1:
        yield top.problem("KO-AZ119B", "azure_vpn_gateway.public_ips", count=count)


def capacity(top: View) -> Iterator[Problem]:
    """AZ-93: what gateway and tunnel carry."""
    wanted, sku = top["azure_vpn_expected_mbps"], top["azure_vpn_gateway.sku"]
    mbps = load("azure_vpn")["mbps"]
    most = mbps["gateways"][sku]
    if wanted is not None and wanted > min(most, mbps["tunnel"]):
        yield top.warning("KO-AZ093", "azure_vpn_expected_mbps", sku=sku, gateway=most, tunnel=mbps["tunnel"])


TOP = [subnet, zones, old_sku, generation, basic, instances, capacity]
