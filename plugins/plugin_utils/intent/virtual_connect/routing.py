# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Interfaces, VRFs, keepalives and BGP (VC-17, VC-24, VC-26, VC-41, VC-44, VC-49, VC-59)."""

from __future__ import annotations

from collections.abc import Iterator

from ...problem import Problem
from ..shown import shown
from ..view import Rule, View
from .service import TUNNELS

_NO_WAN = ("Tunnel", "Loopback")


def ebgp(_site: View, tunnel: View) -> Iterator[Problem]:
    """VC-17: eBGP needs two autonomous systems, also towards the process that the router runs."""
    remote = tunnel["remote.asn"]
    if remote == tunnel["local.asn"]:
        yield tunnel.problem("KO-VC017B", "remote.asn")
    if remote == tunnel["local.bgp_process_asn"]:
        yield tunnel.problem("KO-VC017C", "remote.asn")


def bgp_timers(_site: View, tunnel: View) -> Iterator[Problem]:
    """A session whose hold time is not longer than its keepalives goes down by itself (RFC 4271)."""
    timers = tunnel["bgp_timers"]
    if timers and tunnel["bgp_timers.hold"] <= tunnel["bgp_timers.keepalive"]:
        yield tunnel.problem("KO-VC064C", "bgp_timers.hold", keepalive=timers["keepalive"])


def keepalive_off(site: View, tunnel: View) -> Iterator[Problem]:
    """VC-24: the other end sends keepalives unless Cisco switches them off."""
    if site["state"] == "present" and not tunnel["keepalive.enabled"]:
        yield tunnel.warning("KO-VC024", "keepalive.enabled")


def keepalive_across_vrfs(_site: View, tunnel: View) -> Iterator[Problem]:
    """VC-59: the reply to a keepalive is routed in the table of the tunnel, where the way back may be missing."""
    inside, transport = tunnel["vrf.inside"], tunnel["vrf.transport"]
    if tunnel["keepalive.enabled"] and inside != transport:
        yield tunnel.warning("KO-VC059", "keepalive.enabled", inside=shown(inside), transport=shown(transport))


def wan_interface(_site: View, tunnel: View) -> Iterator[Problem]:
    """VC-49: the crypto map belongs on an interface towards the Internet."""
    if tunnel["wan.interface"].startswith(_NO_WAN):
        yield tunnel.problem("KO-VC049", "wan.interface")


def numbers_differ(site: View) -> Iterator[Problem]:
    """VC-44: on one CPE each tunnel has a number of its own."""
    if _one_cpe(site) and site["tunnels.dc1.number"] == site["tunnels.dc2.number"]:
        yield site.problem("KO-VC044B", "tunnels.dc2.number", other=site.at("tunnels.dc1.number"))


def one_transport_vrf(site: View) -> Iterator[Problem]:
    """VC-26: an interface is in one VRF, so tunnels that leave by it have the same transport VRF."""
    first, second = (site.within(f"tunnels.{dc}") for dc in TUNNELS)
    same = _one_cpe(site) and first["wan.interface"] == second["wan.interface"]
    if same and first["vrf.transport"] != second["vrf.transport"]:
        details = {"interface": first["wan.interface"], "one": shown(first["vrf.transport"]), "two": shown(second["vrf.transport"])}
        yield second.problem("KO-VC026", "vrf.transport", **details)


def one_asn(key: str) -> Rule:
    """VC-41: a rule that ``key`` is the same in both tunnels of one CPE, which run in one BGP process."""

    def _rule(site: View) -> Iterator[Problem]:
        first, second = (site[f"tunnels.{dc}.{key}"] for dc in TUNNELS)
        if _one_cpe(site) and first != second:
            yield site.problem("KO-VC041", f"tunnels.dc2.{key}", one=shown(first), two=shown(second))

    return _rule


def _one_cpe(site: View) -> bool:
    return bool(site["tunnels.dc1.cpe"] == site["tunnels.dc2.cpe"])


SITE = [numbers_differ, one_transport_vrf, one_asn("local.asn"), one_asn("local.bgp_process_asn")]
TUNNEL = [ebgp, bgp_timers, wan_interface, keepalive_off, keepalive_across_vrfs]
