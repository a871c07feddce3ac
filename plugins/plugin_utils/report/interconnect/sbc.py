# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the session border controller must know: Twilio's names, the addresses and ports to open, and how old that is (TI-15, TI-20..TI-25)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...design.interconnect.access_lists import CLIENT_PORT, SIP_PORT, TLS_PORT
from ...design.interconnect.published import BLOCKS, edge_addresses, media_range, published
from ..markdown import bullets, heading, table
from ..words import words

_DEFAULT_PORTS = {"udp": SIP_PORT, "tcp": SIP_PORT, "tls": TLS_PORT}  #: at Twilio
_RANKS = {"primary": 0, "active": 1, "secondary": 2}
Words = Mapping[str, str]


def sbc_sheet(intent: Mapping[str, Any], language: str = "en") -> str:
    """Markdown for a sound intent."""
    replaced, say = intent["interconnect_twilio_data"], words(language)["interconnect"]
    site = {**intent["interconnect_site"], "edges": preferred(intent["interconnect_site"])}
    notes = [say["fallback_uris"], say["no_roaming"], say["calls_per_second"]]
    return (
        heading(2, say["sbc"]) + say["sbc_intro"] + "\n\n"
        + heading(3, say["names"]) + table(say["names_table"].split("|"), _names(site, replaced))
        + heading(3, say["origination"]) + table(say["origination_table"].split("|"), _originations(site)) + bullets(notes)
        + heading(3, say["ports"]) + table(say["ports_table"].split("|"), _ports(site, replaced, say)) + say["ports_note"] + "\n\n"
        + heading(3, say["clients"]) + bullets(_clients(site, say))
        + heading(3, say["internet"]) + say["internet_note"].format(prefixes=", ".join(published(replaced)["internet"]["values"])) + "\n\n"
        + heading(3, say["sources"]) + table(say["sources_table"].split("|"), _sources(replaced, say)) + say["sources_note"] + "\n\n"
    )  # fmt: skip


def preferred(site: Mapping[str, Any]) -> list[str]:
    """The edges in use, that of the primary location first, those of the secondary and of no location last."""
    ranks = {f"{given['location']}-ix": _RANKS[given["role"]] for given in site["connections"]}
    return sorted(site["edges"], key=lambda edge: ranks.get(edge, len(_RANKS)))


def _names(site: Mapping[str, Any], replaced: Any) -> Iterator[list[object]]:
    """Per edge in use (TI-23); what the customer chose at Twilio stands in braces."""
    places = {edge["name"]: edge.get("place") for edge in published(replaced)["edges"]["values"]}
    for edge in site["edges"]:
        yield [edge, places[edge] or "", f"`{{trunk}}.pstn.{edge}.twilio.com`", f"`{{domain}}.sip.{edge}.twilio.com`"]


def _originations(site: Mapping[str, Any]) -> Iterator[list[object]]:
    for device in site["border_devices"]:
        for heard in device["sip"]:
            yield [device["name"], "<br>".join(f"`{uri}`" for uri in origination(device["address"], heard, site["edges"]))]


def origination(host: str, heard: Mapping[str, Any], edges: list[str]) -> list[str]:
    """The origination URIs of one border device and transport, an edge each: ``sip:203.0.113.10;edge=ashburn-ix`` (TI-23)."""
    protocol, port = heard["protocol"], heard["port"]
    port_part = "" if port == _DEFAULT_PORTS["udp"] and protocol != "tls" else f":{port}"
    transport = "" if protocol == "udp" else f";transport={protocol}"
    return [f"sip:{host}{port_part}{transport};edge={edge}" for edge in edges]


def _ports(site: Mapping[str, Any], replaced: Any, say: Words) -> Iterator[list[object]]:
    """Who opens what: use, direction, protocol, Twilio's addresses and ports, ours."""
    addresses, media = edge_addresses(replaced), media_range(replaced)
    theirs = media["prefix"], f"{media['first']}-{media['last']}"
    for device in site["border_devices"]:
        for edge in site["edges"]:
            yield from _signalling(edge, ", ".join(addresses[edge]), device, say)
        yield [say["media"], say["both"], "UDP", *theirs, device["address"], f"{device['media']['first']}-{device['media']['last']}"]
    names = ", ".join(site["clients"]["signalling"]) or say["client_names"]
    for network in site["clients"]["networks"] if site["clients"]["enabled"] else ():
        yield [say["client_signalling"], say["out"], "TCP", names, CLIENT_PORT, network, say["any"]]
        yield [say["client_media"], say["both"], "UDP", *theirs, network, say["any"]]


def _signalling(edge: str, addresses: str, device: Mapping[str, Any], say: Words) -> Iterator[list[object]]:
    for heard in device["sip"]:
        protocol = heard["protocol"].upper()
        named = {"TLS": "TCP (TLS)"}.get(protocol, protocol)
        yield [edge, say["in"], named, addresses, say["any"], device["address"], heard["port"]]
        yield [edge, say["out"], named, addresses, _DEFAULT_PORTS[heard["protocol"]], device["address"], say["any"]]


def _clients(site: Mapping[str, Any], say: Words) -> list[str]:
    state = say["clients_on" if site["clients"]["enabled"] else "clients_off"]
    return [state, say["clients_edge"].format(edge=site["edges"][0]), say["clients_names"]]


def _sources(replaced: Any, say: Words) -> Iterator[list[object]]:
    blocks = published(replaced)
    for name in BLOCKS:
        yield [say[f"block_{name}"], blocks[name]["as_of"], blocks[name]["source"]]
