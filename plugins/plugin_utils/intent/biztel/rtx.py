# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where the settings go on a Yamaha RTX (BZ-13, BZ-40, BZ-47, BZ-50). Ranges that depend on nothing are in ``formats.yml``."""

from __future__ import annotations

from collections.abc import Iterator

from ...problem import Problem
from ..view import Rule, View
from .complete import rtx_name

_MOST = {"pp": 150, "lan": 10, "tunnel": 6000}  #: of the largest models; smaller ones refuse sooner (RX-25)


def wan_given(site: View) -> Iterator[Problem]:
    """Nothing can be bound without an interface."""
    if site["rtx.wan"] is None:
        yield site.problem("KO-BZ035C", "rtx.wan")


def number(key: str) -> Rule:
    """RX-25: a rule that the interface at ``key`` can exist."""

    def _rule(site: View) -> Iterator[Problem]:
        if site[key] is None:
            return
        kind, given = site[f"{key}.kind"], site[f"{key}.number"]
        if not 1 <= given <= _MOST[kind]:
            yield site.problem("KO-BZ035D", f"{key}.number", kind=kind, most=_MOST[kind])

    return _rule


def physical(site: View) -> Iterator[Problem]:
    """Speed and queue are those of a LAN interface, also under PPPoE and tunnels (RX-56)."""
    wan = site.within("rtx.wan")
    itself = rtx_name(wan.data)
    if wan["kind"] != "lan" and wan["physical"] is None:
        yield wan.problem("KO-BZ035E", "physical", kind=wan["kind"])
    elif wan["kind"] == "lan" and itself and wan["physical"] not in (None, itself):
        yield wan.problem("KO-BZ035F", "physical", interface=itself)


def two_sides(site: View) -> Iterator[Problem]:
    """Phones are on another interface than Internet and closed network."""
    outside = dict(_outside(site))
    for position, name in enumerate(site["rtx.lan"]):
        if name in outside:
            yield site.problem("KO-BZ035G", f"rtx.lan[{position}]", value=name, other=site.at(outside[name]))


def queues(site: View) -> Iterator[Problem]:
    """RX-56: what comes in queues on LAN interfaces; VLANs and bridges have no queue."""
    if site["qos.mode"] == "none" or not site["qos.downlink"]:
        return
    for position, name in enumerate(site["rtx.lan"]):
        if name is not None and not name.startswith("lan"):
            yield site.problem("KO-BZ035H", f"rtx.lan[{position}]", value=name)


def _outside(site: View) -> Iterator[tuple[str, str]]:
    """Interfaces that are not towards the phones, each with the option that says so."""
    for key in ("rtx.closed_network", "rtx.wan"):
        interface = site.within("rtx").data.get(key.partition(".")[2]) or {}
        name = interface.get("physical") or rtx_name(interface)
        if name:
            yield name, key


def nat_descriptor(site: View) -> Iterator[Problem]:
    """BZ-40: an existing one; without NAT only in the closed network."""
    if site["rtx.nat_descriptor"] is None and not site["contract.vpn_option"]:
        yield site.problem("KO-BZ040", "rtx.nat_descriptor")


def hairpin(site: View) -> Iterator[Problem]:
    """BZ-50: hairpin is a word of the NAT descriptor's type."""
    if site["rtx.nat_hairpin"] and site["rtx.nat_descriptor"] is None and site["contract.vpn_option"]:
        yield site.problem("KO-BZ050", "rtx.nat_hairpin")


def closed_network(site: View) -> Iterator[Problem]:
    """BZ-47: with the VPN option voice goes by an interface of its own."""
    if not site["contract.vpn_option"]:
        return
    if site["rtx.closed_network"] is None:
        yield site.problem("KO-BZ047", "rtx.closed_network")
        return
    name = rtx_name(site["rtx.closed_network"])
    if name and name == rtx_name(site["rtx.wan"] or {}):
        yield site.problem("KO-BZ047B", "rtx.closed_network", value=name, other=site.at("rtx.wan"))


SITE = [wan_given, number("rtx.wan"), physical, two_sides, queues, nat_descriptor, hairpin, number("rtx.closed_network"), closed_network]
