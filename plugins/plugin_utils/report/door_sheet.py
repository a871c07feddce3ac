# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What to tell SORACOM so that it can set up Door, and what is expected back (AZ-80). No key stands in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network
from typing import Any

from .markdown import heading, table
from .words import words

_PHASE1, _PHASE2 = ("ikeEncryption", "ikeIntegrity", "dhGroup"), ("ipsecEncryption", "ipsecIntegrity", "pfsGroup")


def sheets(design: Mapping[str, Any], addresses: Sequence[str], language: str = "en") -> Iterator[tuple[str, str, str]]:
    """``(site, "md" or "yml", text)`` of every site. ``addresses``: the public addresses of the gateway."""
    for site in design["sites"]:
        asked = request(site, addresses)
        yield site["name"], "md", _markdown(site, asked, language)
        yield site["name"], "yml", "---\n" + "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in asked.items())


def request(site: Mapping[str, Any], addresses: Sequence[str]) -> dict[str, Any]:
    """What is asked for, as data: ``{vpg_id, customer_gateways, routing, routes, ike, policy, dpd_seconds, initiator}``."""
    routes = [str(network) for network in sorted(map(IPv4Network, site["routes"]))]
    return {
        "vpg_id": site["vpg_id"], "customer_gateways": list(addresses), "routing": "bgp" if site["mode"].startswith("bgp_") else "static",
        "routes": routes, "ike": site["ike"], "policy": site["policy"], "dpd_seconds": site["dpd"], "initiator": site["initiator"],
    }  # fmt: skip


def _markdown(site: Mapping[str, Any], asked: Mapping[str, Any], language: str) -> str:
    say = words(language)["door_sheet"]
    head = heading(1, say["title"].format(site=site["name"])) + table([say["field"], say["value"]], _rows(asked, say))
    return head + heading(2, say["back_title"]) + table([say["field"], say["variable"]], _expected(site["name"], say))


def _rows(asked: Mapping[str, Any], say: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    policy = asked["policy"]
    yield say["operator"], say["fill_in"]
    yield say["vpg"], asked["vpg_id"] or say["fill_in"]
    yield say["addresses"], ", ".join(asked["customer_gateways"])
    yield say["routing"], say[asked["routing"]]
    yield say["routes"], ", ".join(asked["routes"])
    yield say["ike"], asked["ike"]
    yield say["phase1"], ", ".join(policy[name] for name in _PHASE1) if policy else say["own_list"]
    life = say["seconds"].format(seconds=policy["saLifeTimeSeconds"]) if policy else ""
    yield say["phase2"], ", ".join([*(policy[name] for name in _PHASE2), life]) if policy else say["own_list"]
    yield say["dpd"], say["seconds"].format(seconds=asked["dpd_seconds"])
    yield say["initiator"], say["azure_begins" if asked["initiator"] == "Azure" else "soracom_begins"]
    yield say["contact"], say["fill_in"]


def _expected(site: str, say: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    where = f"azure_vpn_sites ({site})"
    for position in (0, 1):
        for key, variable in (("back_outside", "outside_address"), ("back_key", "psk"), ("back_inside", "inside_cidr")):
            yield say[key].format(tunnel=position + 1), f"{where} tunnels[{position}].{variable}"
    yield say["back_range"], f"{where} peer.vpg_range"
