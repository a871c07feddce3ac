# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A site of Twilio Interconnect as a Mermaid picture: border devices, CEs, the provider's edges, Twilio's locations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..safe import label
from ..words import words

Design = Mapping[str, Any]


def picture(site: Mapping[str, Any], designs: Sequence[Design], language: str = "en") -> str:
    """Mermaid text (without a fence) of a sound site and the designs of all its CEs."""
    say = words(language)["interconnect"]
    ways = [(f"ce{ce}", f"pe{place}", made) for place, (ce, made) in enumerate(_ways(designs), start=1)]
    lines = ["flowchart LR", *_group("site", [site["name"], *site["customer_routes"]], [*_devices(site), *_ces(designs)])]
    lines += _group("between", _between(site, say), [_node(pe, f"PE {made['pe_address']}", f"AS {made['pe_asn']}") for _ce, pe, made in ways])
    lines += _group("twilio", ["Twilio", *site["twilio_routes"]], _locations(site))
    lines += [f"  device{device} --- ce{ce}" for device in _numbers(site["border_devices"]) for ce in _numbers(designs)]
    for ce, pe, made in ways:
        lines += [f"  {ce} == {label(*_link(made))} ==> {pe}", f"  {pe} --- {label(*_port(made, say))} --- {_place(made['location'])}"]
    return "\n".join(lines) + "\n"


def _ways(designs: Sequence[Design]) -> Iterator[tuple[int, Design]]:
    """Each connection with the number of its CE."""
    return ((ce, made) for ce, design in enumerate(designs, start=1) for made in design["connections"])


def _group(name: str, title: Sequence[object], nodes: Sequence[str]) -> list[str]:
    return [f"  subgraph {name}[{label(*title)}]", *nodes, "  end"]


def _node(name: str, *lines: object) -> str:
    return f"    {name}[{label(*lines)}]"


def _numbers(things: Sequence[Any]) -> range:
    return range(1, len(things) + 1)


def _devices(site: Mapping[str, Any]) -> list[str]:
    return [_node(f"device{n}", device["name"], device["address"]) for n, device in enumerate(site["border_devices"], start=1)]


def _ces(designs: Sequence[Design]) -> list[str]:
    return [_node(f"ce{n}", design["host"], f"AS {design['asn']}") for n, design in enumerate(designs, start=1)]


def _between(site: Mapping[str, Any], say: Mapping[str, str]) -> list[str]:
    return [say["meet_me"]] if site["transport"] == "crossconnect" else [f"MPLS-VPN {site['carrier']}", *filter(None, [site["vpn_id"]])]


def _place(location: str) -> str:
    return "at_" + location.replace("-", "_")


def _locations(site: Mapping[str, Any]) -> list[str]:
    places = dict.fromkeys(given["location"] for given in site["connections"])
    return [_node(_place(place), place, *(edge for edge in site["edges"] if edge == f"{place}-ix")) for place in places]


def _link(made: Design) -> list[str]:
    return [made["interface"], f"{made['address']}/{made['prefix_length']} – {made['pe_address']}", f"VRF {made['vrf']}"]


def _port(made: Design, say: Mapping[str, str]) -> list[str]:
    return [f"{made['mbps']} Mbps", say[f"role_{made['role']}"]]
