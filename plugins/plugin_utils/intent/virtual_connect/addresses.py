# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Addresses of the two ends (VC-09, VC-12, VC-15, VC-20, VC-37..VC-40, VC-47, VC-53)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network

from ...design.addresses import Block, special_block
from ...problem import Problem
from ..view import Rule, View
from .service import TUNNELS

_SHARED = IPv4Network("100.64.0.0/10")  #: where tunnel addresses usually lie (VC-15, RFC 6598)
_NEVER_UNICAST = {"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"}
_TRANSLATED = ("private", "shared address space")  #: what a NAT may stand before (VC-37)
_DI_LENGTH, _HALF_LENGTH = 24, 25
#: Addresses of one tunnel, except those of the tunnel interfaces.
_OUTER = ("local.ipsec_address", "local.gre_transport", "remote.ipsec_address", "remote.gre_transport")


_block = lru_cache(4096)(special_block)


def _special(site: View, value: IPv4Address | IPv4Network) -> Block | None:
    """The special-purpose block that ``value`` lies in; what is let through for tests (RFC 5737, RFC 2544) is none."""
    tests = site.option("virtual_connect_allow_documentation_ranges")
    block = _block(value, allow_documentation=tests)
    return None if block and tests and block.reason == "benchmarking" else block


def di_network(site: View) -> Iterator[Problem]:
    """VC-09: a /24 of public space."""
    network = site.network("di_network")
    if network.prefixlen != _DI_LENGTH:
        yield site.problem("KO-VC009", "di_network")
    block = _special(site, network)
    if block:
        yield site.warning("KO-VC009B", "di_network", reason=block.reason, rfc=block.rfc)


def di_halves(site: View) -> Iterator[Problem]:
    """VC-40: the two /25 of the /24, one each; without them a guess."""
    network = site.network("di_network")
    if network.prefixlen != _DI_LENGTH:
        return
    if site["di_halves"] is None:
        lower, upper = network.subnets(new_prefix=_HALF_LENGTH)
        yield site.warning("KO-VC040C", "di_halves", lower=lower, upper=upper)
        return
    wrong = [dc for dc in TUNNELS if not _is_half(site.network(f"di_halves.{dc}"), network)]
    for dc in wrong:
        yield site.problem("KO-VC040", f"di_halves.{dc}", network=network)
    if not wrong and site["di_halves.dc1"] == site["di_halves.dc2"]:
        yield site.problem("KO-VC040B", "di_halves", value=site["di_halves.dc1"])


def _is_half(half: IPv4Network, network: IPv4Network) -> bool:
    return half.prefixlen == _HALF_LENGTH and half.subnet_of(network)


def two_tiers(site: View, tunnel: View) -> Iterator[Problem]:
    """VC-12: at the head end one device does IPsec, another GRE."""
    if tunnel["remote.ipsec_address"] == tunnel["remote.gre_transport"]:
        tell = tunnel.warning if site["accept_single_tier"] else tunnel.problem
        yield tell("KO-VC012", "remote", value=tunnel["remote.ipsec_address"])


def own_ipsec_address(site: View, tunnel: View) -> Iterator[Problem]:
    """VC-37: public; private only behind a NAT, and then the peer must be told whom to expect."""
    block = _special(site, tunnel.address("local.ipsec_address"))
    translated = block is not None and block.reason in _TRANSLATED
    if not block:
        return
    if not translated:
        yield tunnel.problem("KO-VC037B", "local.ipsec_address", reason=block.reason, rfc=block.rfc)
    elif not site["access.nat_in_path"]:
        yield tunnel.problem("KO-VC037", "local.ipsec_address", reason=block.reason, rfc=block.rfc)
    elif tunnel["local.ike_identity"] is None:
        yield tunnel.problem("KO-VC037C", "local.ike_identity")


def remote_ipsec_address(site: View, tunnel: View) -> Iterator[Problem]:
    """VC-37 for the other end: it is reached over the Internet."""
    block = _special(site, tunnel.address("remote.ipsec_address"))
    if block:
        yield tunnel.problem("KO-VC037B", "remote.ipsec_address", reason=block.reason, rfc=block.rfc)


def unicast(key: str) -> Rule:
    """VC-38: a rule that ``key`` is an address that one interface can have."""

    def _rule(_site: View, tunnel: View) -> Iterator[Problem]:
        block = _block(tunnel.address(key))
        if block and block.prefix in _NEVER_UNICAST:
            yield tunnel.problem("KO-VC038", key, reason=block.reason, rfc=block.rfc)

    return _rule


def transport_is_wan_address(_site: View, tunnel: View) -> Iterator[Problem]:
    """VC-38: legal (the tunnel starts at the WAN interface), but the form asks for two addresses."""
    if tunnel["local.gre_transport"] == tunnel["local.ipsec_address"]:
        yield tunnel.warning("KO-VC038D", "local.gre_transport", other=tunnel.at("local.ipsec_address"))


def transports_differ(site: View) -> Iterator[Problem]:
    """VC-38: two CPEs cannot have one address; on one CPE the form still asks for two."""
    first, second = (site.within(f"tunnels.{dc}") for dc in TUNNELS)
    if first["local.gre_transport"] == second["local.gre_transport"]:
        tell = second.warning if first["cpe"] == second["cpe"] else second.problem
        yield tell("KO-VC038B" if first["cpe"] == second["cpe"] else "KO-VC038C", "local.gre_transport", other=first.at("local.gre_transport"))


def tunnel_addresses(_site: View, tunnel: View) -> Iterator[Problem]:
    """VC-39: both ends differ and lie in one subnet, neither at its edge; VC-15: usually in shared address space."""
    own, remote = tunnel.interface("local.tunnel_address"), tunnel.address("remote.tunnel_address")
    yield from _edge(tunnel, "local.tunnel_address", own.ip, own.network)
    if own.ip == remote:
        yield tunnel.problem("KO-VC039B", "remote.tunnel_address", other=tunnel.at("local.tunnel_address"))
    elif remote not in own.network and remote not in (tunnel.address("remote.gre_transport"), tunnel.address("local.gre_transport")):
        yield tunnel.problem("KO-VC039C", "remote.tunnel_address", network=own.network, other=tunnel.at("local.tunnel_address"))
    elif remote in own.network:
        yield from _edge(tunnel, "remote.tunnel_address", remote, own.network)
    if own.network.prefixlen not in (30, 31):
        yield tunnel.warning("KO-VC039D", "local.tunnel_address", length=own.network.prefixlen)
    if own.ip not in _SHARED:
        yield tunnel.warning("KO-VC015", "local.tunnel_address")


def _edge(tunnel: View, key: str, address: IPv4Address, network: IPv4Network) -> Iterator[Problem]:
    if network.prefixlen > 30:
        return
    if address == network.network_address:
        yield tunnel.problem("KO-VC039E", key, network=network)
    elif address == network.broadcast_address:
        yield tunnel.problem("KO-VC039", key, network=network)


def neighbour_is_tunnel_address(_site: View, tunnel: View) -> Iterator[Problem]:
    """VC-20, VC-38: the BGP neighbour is the tunnel interface, never a transport address."""
    for ours in ("remote.tunnel_address", "local.tunnel_address"):
        for key in ("remote.gre_transport", "local.gre_transport"):
            if tunnel.address(ours) == tunnel.address(key):
                yield tunnel.problem("KO-VC020", ours, other=tunnel.at(key))


def subnets_apart(site: View) -> Iterator[Problem]:
    """VC-39: the subnet of a tunnel overlaps neither the other's nor the /24."""
    first, second = (site.interface(f"tunnels.{dc}.local.tunnel_address").network for dc in TUNNELS)
    if first.overlaps(second):
        yield site.problem("KO-VC039F", "tunnels.dc2.local.tunnel_address", other=site.at("tunnels.dc1.local.tunnel_address"))
    for dc, network in zip(TUNNELS, (first, second), strict=True):
        if network.overlaps(site.network("di_network")):
            yield site.problem("KO-VC039F", f"tunnels.{dc}.local.tunnel_address", other=site.at("di_network"))


def outer_addresses_apart(site: View) -> Iterator[Problem]:
    """VC-39: no transport or IPsec address of either tunnel lies in a tunnel's subnet (equal ones are told by VC-20)."""
    for dc in TUNNELS:
        local = site.interface(f"tunnels.{dc}.local.tunnel_address")
        ends = {local.ip, site.address(f"tunnels.{dc}.remote.tunnel_address")}
        for key in (f"tunnels.{other}.{name}" for other in TUNNELS for name in _OUTER):
            address = site.address(key)
            if address in local.network and not (address in ends and key.startswith(f"tunnels.{dc}.") and "gre" in key):
                yield site.problem("KO-VC039G", key, network=local.network, other=site.at(f"tunnels.{dc}.local.tunnel_address"))


def inside_di_network(site: View, tunnel: View) -> Iterator[Problem]:
    """VC-47: a head end inside the /24 that it announces invites recursive routing; the host routes of VC-53 make it safe."""
    for key in ("remote.ipsec_address", "remote.gre_transport"):
        if tunnel.address(key) in site.network("di_network"):
            yield tunnel.warning("KO-VC047", key, network=site["di_network"])


def next_hop(_site: View, tunnel: View) -> Iterator[Problem]:
    """VC-53: the next hop is another device than the two ends."""
    for key in _OUTER:
        if tunnel["wan.next_hop"] == tunnel[key]:
            yield tunnel.problem("KO-VC053", "wan.next_hop", other=tunnel.at(key))


SITE = [di_network, di_halves, transports_differ, subnets_apart, outer_addresses_apart]
TUNNEL = [
    two_tiers,
    own_ipsec_address,
    remote_ipsec_address,
    unicast("wan.next_hop"),
    unicast("local.gre_transport"),
    unicast("local.tunnel_address"),
    unicast("remote.gre_transport"),
    unicast("remote.tunnel_address"),
    transport_is_wan_address,
    tunnel_addresses,
    neighbour_is_tunnel_address,
    inside_di_network,
    next_hop,
]
