# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Each connection as it was designed, and what its port carries by both methods (TI-06..TI-11, TI-40..TI-54, SZ-14..SZ-18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...design.interconnect.size import size
from ...message_table import line
from ...problem import Problem
from ..markdown import bullets, heading, table
from ..size_sheet import worked_line
from ..words import words

Design = Mapping[str, Any]
Words = Mapping[str, str]


def design_sheet(intent: Mapping[str, Any], designs: Sequence[Design], language: str = "en", problems: Sequence[Problem] = ()) -> str:
    """Markdown for a sound intent and the designs of all CEs of its site; ``problems`` are the warnings."""
    say = words(language)["interconnect"]
    told = [line(problem, language) for problem in problems]
    return (
        heading(2, say["design"]) + _connections(designs, say)
        + heading(3, say["sizing"]) + _sizing(intent, language, say)
        + heading(2, say["warnings"]) + (bullets(told) if told else say["no_warnings"] + "\n\n")
    )  # fmt: skip


def _connections(designs: Sequence[Design], say: Words) -> str:
    columns = [(design, made) for design in designs for made in design["connections"]]
    rows = [[say[key], *(describe(design, made, say) for design, made in columns)] for key, describe in _ROWS.items()]
    return table([say["what"], *(made["location"] for _design, made in columns)], rows)


def _preference(_design: Design, made: Design, say: Words) -> str:
    if made["local_preference"] is None:
        return say["no_preference"]
    return say["preferred" if made["prepend"] is None else "prepended"].format(**made)


def _limit(_design: Design, made: Design, say: Words) -> str:
    return say["limit_warned" if made["max_prefixes_warning_only"] else "limit_closed"].format(**made)


def _queues(design: Design, made: Design, say: Words) -> str:
    return say["queues_value"].format(**design["qos"], mbps=made["mbps"]) if design["qos"] else say["off"]


def _filters(_design: Design, made: Design, say: Words) -> str:
    return f"{made['names']['acl_in']}, {made['names']['acl_out']}" if made["acl_in"] else say["off"]


def _vlan(_design: Design, made: Design, say: Words) -> object:
    return say["untagged"] if made["vlan"] is None else made["vlan"]


def _password(_design: Design, made: Design, say: Words) -> str:
    return say["in_vault"] if made["bgp_password"] else say["without"]


_ROWS: dict[str, Callable[[Design, Design, Words], object]] = {
    "ce": lambda design, _made, _say: design["host"],
    "role": lambda _design, made, say: say[f"role_{made['role']}"],
    "port": lambda _design, made, _say: f"{made['mbps']} Mbps",
    "interface": lambda _design, made, _say: made["interface"],
    "vlan": _vlan,
    "vrf": lambda _design, made, _say: f"{made['vrf']} ({made['rd']})",
    "link": lambda _design, made, _say: f"{made['address']}/{made['prefix_length']} – {made['pe_address']}",
    "asns": lambda _design, made, _say: f"{made['asn']} – {made['pe_asn']}",
    "password": _password,
    "announces": lambda design, _made, _say: ", ".join(design["customer_routes"]),
    "accepts": lambda design, _made, _say: ", ".join(design["twilio_routes"]),
    "preference": _preference,
    "limit": _limit,
    "filters": _filters,
    "queues": _queues,
}


def _sizing(intent: Mapping[str, Any], language: str, say: Words) -> str:
    site = size(intent)
    lines = [worked_line(site["worked"], language), *(_verdict(limit, say) for limit in site["limits"])]
    return bullets(lines) + words(language)["size"]["port_n_minus_1"] + "\n\n"


def _verdict(limit: Mapping[str, Any], say: Words) -> str:
    return say["port_fits" if limit["fits"] else "port_small"].format(**limit)
