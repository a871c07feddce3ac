# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The tunnels of a site: how many, to where, with which keys and names (R08, R10, R11, R12, R20, R21; AZ-32, AZ-45, AZ-81)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...design.addresses import special_block
from ...design.azure_vpn.names import connection_name, local_gateway_name
from ...problem import SECRET, Problem
from ..view import Absent, View
from .forms import NAME
from .parts import each, sites

_AWS_KEY = re.compile(r"[A-Za-z1-9._][A-Za-z0-9._]{7,63}", re.ASCII)
_AZURE_KEY = re.compile(r"[!-,./-}]{1,128}", re.ASCII)  #: printable, without space, '-' and '~'
_COUNTS = {"static_dual_tunnel": 2, "static_single_tunnel": 1, "static_active_active": 4, "bgp_active_active": 4, "bgp_single": 1}


def count(site: View) -> Iterator[Problem]:
    """R10, AZ-10 to AZ-14: as many tunnels as the mode means. None is what a first pass has (AZ-81)."""
    found, wanted = len(list(each(site, "tunnels"))), _COUNTS[site["mode"]]
    if not found:
        if site.option("azure_vpn_phase") == "complete":
            yield site.problem("KO-AZ081", "tunnels")
    elif found == 1 and site["mode"] in ("static_dual_tunnel", "static_single_tunnel"):
        yield site.warning("KO-AZ110", "tunnels")
    elif found != wanted:
        yield site.problem("KO-AZ011", "tunnels", count=found, wanted=wanted, mode=site["mode"])


def outside(site: View) -> Iterator[Problem]:
    """R08: a public address."""
    for tunnel in each(site, "tunnels"):
        try:
            address = tunnel["outside_address"]
        except Absent:
            continue
        block = special_block(address, site.option("azure_vpn_allow_documentation_addresses"))
        if block:
            yield tunnel.problem("KO-AZ108B", "outside_address", block=block.prefix, reason=block.reason, rfc=block.rfc)


def outside_once(top: View) -> Iterator[Problem]:
    """R08: two tunnels of a gateway, of whatever site, lead to two addresses."""
    seen: dict[str, str] = {}
    for tunnel in (tunnel for site in sites(top) for tunnel in each(site, "tunnels")):
        try:
            address = tunnel["outside_address"]
        except Absent:
            continue
        if address in seen:
            yield tunnel.problem("KO-AZ108", "outside_address", other=seen[address])
        seen.setdefault(address, tunnel.at("outside_address"))


def keys(site: View) -> Iterator[Problem]:
    """R12: what both vendors take. A key is never told."""
    allowed = _AZURE_KEY if site["peer.kind"] == "generic" else _AWS_KEY
    seen: dict[str, str] = {}
    for tunnel in each(site, "tunnels"):
        for name in ("psk", "psk_previous"):
            key = tunnel.data.get(name)
            if key is not None and not allowed.fullmatch(key):
                yield tunnel.problem("KO-AZ112" if allowed is _AWS_KEY else "KO-AZ112C", name, value=SECRET)
        key = tunnel.data.get("psk")
        if key in seen:
            yield tunnel.warning("KO-AZ112B", "psk", value=SECRET, other=seen[key])
        if key is not None:
            seen.setdefault(key, tunnel.at("psk"))


def two_static(top: View) -> Iterator[Problem]:
    """R11: the vendors disagree; told once a run."""
    dual = [site for site in sites(top) if site["mode"] == "static_dual_tunnel" and len(list(each(site, "tunnels"))) > 1]
    if dual and not top["azure_vpn_ack_static_dual"]:
        yield dual[0].warning("KO-AZ111", "mode")


def protocol(site: View) -> Iterator[Problem]:
    """R20: IKEv1 interrupts while it renews its keys."""
    if site["connection_protocol"] == "IKEv1":
        yield site.warning("KO-AZ120", "connection_protocol")


def initiator(site: View) -> Iterator[Problem]:
    """R21: somebody must begin."""
    if site["connection_mode"] != "ResponderOnly":
        return
    if site["peer.startup_action"] == "add":
        yield site.problem("KO-AZ121", "connection_mode", other=site.at("peer.startup_action"))
    elif site["peer.startup_action"] is None:
        yield site.warning("KO-AZ121B", "connection_mode")


def names(top: View) -> Iterator[Problem]:
    """AZ-32: what is made has a name that Azure takes, and each its own."""
    seen: dict[tuple[str, str], str] = {}
    for address in each(top, "azure_vpn_gateway.public_ips"):
        yield from _once(address, "name", "address", address.data.get("name"), seen)
    for site in each(top, "azure_vpn_sites"):
        yield from _once(site, "name", "site", site.data.get("name"), seen)
        for tunnel in each(site, "tunnels"):
            if "name" in tunnel.data and "name" in site.data:
                yield from _named(site, tunnel, seen)


def _named(site: View, tunnel: View, seen: dict[tuple[str, str], str]) -> Iterator[Problem]:
    names_ = {"local_network_gateway": local_gateway_name(site.data, tunnel.data), "connection": connection_name(site.data, tunnel.data)}
    for key, name in names_.items():
        if not NAME.fullmatch(name):
            yield tunnel.problem("KO-AZ032", key, value=name)
        yield from _once(tunnel, key, key, name, seen)


def _once(view: View, key: str, kind: str, name: str | None, seen: dict[tuple[str, str], str]) -> Iterator[Problem]:
    if name is None:
        return
    if (kind, name.lower()) in seen:
        yield view.problem("KO-AZ032B", key, value=name, other=seen[kind, name.lower()])
    seen.setdefault((kind, name.lower()), view.at(key))


SITE = [count, outside, keys, protocol, initiator]
TOP = [two_static, names, outside_once]
