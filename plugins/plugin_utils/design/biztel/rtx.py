# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""BIZTEL on a Yamaha RTX: static filters in both directions, NAT timers, names (BZ-31..BZ-33, BZ-47..BZ-50)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from ...problem import OnrampError, Problem
from .rtx_interfaces import interface, sides
from .rtx_qos import BLOCK as CLASS_BLOCK
from .rtx_qos import qos
from .rtx_qos import refused as qos_refused
from .rules import Rule, expand

_BLOCK = 1000  # numbers of filters that are ours, from the base
_PAIR, _BACK, _INSIDE = 100, 50, 70  # BZ-33: distance of pairs, of rules back, of the inside
_MOST_PAIRS = 10


def rtx_design(intent: Mapping[str, Any], host: str) -> dict[str, Any]:
    """What template and config room need. Raises ``OnrampError`` with everything for which there are no numbers or no room on the line.

    ``filters_out filters_in inside`` are lines of ``ip filter``, ``lists`` our numbers for the list of each interface and direction, ``timers``
    of NAT, ``names`` of hosts, ``qos`` as ``rtx_qos.qos`` gives it, ``sides`` its interfaces; ``filter_numbers`` and ``class_filter_numbers`` the
    first and last of our blocks. With ``state: absent`` only what tells ours from the customer's is there.
    """
    site = intent["biztel_site"]
    rtx, present = site["rtx"], intent["biztel_state"] == "present"
    rules = expand(site) if present else []
    problems = [replace(problem, host=host) for problem in (_refused(site, rules) if present else ())]
    if problems:
        raise OnrampError(problems)
    filters = {way: list(_filters(rules, rtx, way)) for way in ("out", "in")}
    return {
        "system": "biztel", "platform": "yamaha_rtx", "host": host, "site": site["name"], "state": intent["biztel_state"],
        "mark": "kyoten.onramp biztel", "peer_cpe": None, "tunnels": [], "secret_update": "on_create", "rules": rules,
        "filters_out": filters["out"], "filters_in": filters["in"], "filter_numbers": [rtx["filter_base"], rtx["filter_base"] + _BLOCK - 1],
        "class_filter_numbers": [rtx["class_filter_base"], rtx["class_filter_base"] + CLASS_BLOCK - 1],
        "lists": [each for each in _lists(filters, rtx) if each["filters"]], "wan": interface(rtx["wan"]), "wan_physical": rtx["wan"]["physical"],
        "lan": rtx["lan"], "closed_network": interface(rtx["closed_network"]), "nat_descriptor": rtx["nat_descriptor"],
        "timers": list(_timers(rules)) if rtx["nat_descriptor"] else [], "qos": qos(site, rules) if present else None,
        "sides": sides(site), "inside": _inside(site) if present else [], "names": _names(site), "switches": _switches(intent),
    }  # fmt: skip


def _refused(site: Mapping[str, Any], rules: Sequence[Rule]) -> Iterator[Problem]:
    """Everything for which there are no numbers (BZ-33) or no room."""
    most = {"most": _MOST_PAIRS}
    for row in dict.fromkeys(rule["row"] for rule in rules if rule["dir"] == "out"):
        same = [rule for rule in rules if rule["dir"] == "out" and rule["row"] == row]
        if sum(len(rule["src"]) * len(rule["dst"]) for rule in same) > _MOST_PAIRS:
            name = same[0]["id"]
            yield Problem("KO-BZ233", f"biztel_site.{f'sources.{name}' if name in site['sources'] else 'lan.phone_networks'}", name, details=most)
    ways = len(_ways(site))
    if ways > _MOST_PAIRS:
        yield Problem("KO-BZ233", "biztel_site.lan.inside_networks", ways, details=most)
    yield from qos_refused(site, rules)


def _filters(rules: Sequence[Rule], rtx: Mapping[str, Any], way: str) -> Iterator[dict[str, Any]]:
    """The lines of ``ip filter`` of one direction, numbered by the outbound row and the pair of phone network and destination (BZ-33)."""
    pairs: dict[int, int] = {}
    outbound = {rule["id"]: rule["row"] for rule in rules if rule["dir"] == "out"}
    near, far, back = ("src", "dst", 0) if way == "out" else ("dst", "src", _BACK)
    for rule in (rule for rule in rules if rule["dir"] == way):
        row = outbound[rule["reply_to"] or rule["id"]]
        for phones, server in product(rule[near], rule[far]):
            number = rtx["filter_base"] + _PAIR * pairs.get(row, 0) + row + back
            pairs[row] = pairs.get(row, 0) + 1
            yield _filter(number, rule, {near: phones, far: server}, rtx["strict_tcp_in"])


def _filter(number: int, rule: Rule, pair: Mapping[str, str], strict: bool) -> dict[str, Any]:
    answers = rule["stateful_reply"] or (strict and rule["dir"] == "in" and rule["proto"] == "tcp")
    ports = {side: "*" if rule[side] == "any" else rule[side] for side in ("sport", "dport")}
    return {
        "number": number, "action": "pass", "src": _address(pair["src"]), "dst": _address(pair["dst"]), "via": rule["via"],
        "proto": "established" if answers else rule["proto"], **ports,
    }  # fmt: skip


def _address(prefix: str) -> str:
    """As the device writes it: a host without its length."""
    return prefix.removesuffix("/32")


def _lists(filters: Mapping[str, Sequence[Mapping[str, Any]]], rtx: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Our numbers for the filter list of each interface and direction."""
    for via, where in (("internet", rtx["wan"]), ("closed", rtx["closed_network"])):
        for way in ("in", "out"):
            numbers = [each["number"] for each in filters[way] if each["via"] == via]
            yield {"interface": interface(where), "direction": way, "filters": numbers}


def _timers(rules: Sequence[Rule]) -> Iterator[dict[str, Any]]:
    """One for each protocol and port (RX-49, BZ-23); on the interface that NAT is on."""
    for rule in rules:
        if rule["dir"] == "out" and rule["nat_timer"] and rule["via"] == "internet":
            for port in rule["dport"].split(","):
                yield {"protocol": rule["proto"], "port": port, "seconds": rule["nat_timer"]}


def _inside(site: Mapping[str, Any]) -> list[dict[str, Any]]:
    """RTP between the phones and other inside networks, both ways (BZ-49)."""
    base = site["rtx"]["filter_base"] + _INSIDE
    fixed = {"action": "pass", "via": "inside", "proto": "udp", "sport": "*", "dport": site["lan"]["inside_ports"]}
    return [{"number": base + index, "src": _address(one), "dst": _address(other), **fixed} for index, (one, other) in enumerate(_ways(site))]


def _ways(site: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = product(site["lan"]["phone_networks"], site["lan"]["inside_networks"])
    return [way for phones, other in pairs for way in ((phones, other), (other, phones))]


def _names(site: Mapping[str, Any]) -> list[dict[str, str]]:
    """The server's name, where the router is to answer for it (BZ-48)."""
    contract = site["contract"]
    wanted = site["name_resolution"] == "rtx" and contract["server_fqdn"]
    return [{"name": contract["server_fqdn"], "address": contract["server_ip"]}] if wanted else []


def _switches(intent: Mapping[str, Any]) -> dict[str, Any]:
    """What only the running configuration can decide on: the config room asks for these."""
    site = intent["biztel_site"]
    named = {name: site["rtx"][name] for name in ("manage_default_policy", "nat_hairpin", "accept_unsaved", "rollback_seconds")}
    contract = {name: site["contract"][name] for name in ("vpn_option", "recording_ip")}
    said = {name: intent[f"biztel_{name}"] for name in ("upnp_off_confirmed", "disable_router_sip")}
    return {**named, **contract, **said, "wan_type": site["wan"]["type"]}
