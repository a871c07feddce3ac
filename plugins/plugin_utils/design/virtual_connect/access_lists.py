# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What filters and NAT on the way must let through: lines for the customer's own lists, and advice for those we do not touch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

_Lines = Callable[[list[dict[str, Any]]], Iterable[dict[str, Any]]]


def wan_lists(tunnels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """``[{name, entries: [{sequence, rule}]}]`` for the filters that ``wan_acl`` names: IKE, NAT-T, ESP, and ICMP for PMTUD (VC-61)."""
    return _by_list(tunnels, "wan_acl", _wan_entries)


def nat_exempt_lists(tunnels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lists that ``nat_exempt_acl`` names, with the lines that keep GRE from being translated (VC-60)."""
    return _by_list(tunnels, "nat_exempt_acl", _nat_entries)


def _by_list(tunnels: list[dict[str, Any]], option: str, lines: _Lines) -> list[dict[str, Any]]:
    names = dict.fromkeys(t[option] for t in tunnels if t[option])
    return [{"name": name, "entries": list(lines([t for t in tunnels if t[option] == name]))} for name in names]


def _wan_entries(tunnels: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Sequences 1-3 serve dc1, 4-6 dc2, and 7 (8 where dc2 ends on another address) lets "fragmentation needed" in."""
    for t in tunnels:
        first = 1 if t["dc"] == "dc1" else 4
        pair = f"host {t['remote']['ipsec_address']} host {t['local']['ipsec_address']}"
        for offset, rule in enumerate((f"permit udp {pair} eq isakmp", f"permit udp {pair} eq non500-isakmp", f"permit esp {pair}")):
            yield {"sequence": first + offset, "rule": rule}
    for sequence, address in enumerate(dict.fromkeys(t["local"]["ipsec_address"] for t in tunnels), start=7):
        yield {"sequence": sequence, "rule": f"permit icmp any host {address} packet-too-big"}


def _nat_entries(tunnels: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Sequences 1 and 2, before any permit of the customer."""
    for t in tunnels:
        yield {"sequence": 1 if t["dc"] == "dc1" else 2, "rule": _exempt(t)}


def _exempt(t: dict[str, Any]) -> str:
    return f"deny gre host {t['local']['gre_transport']} host {t['remote']['gre_transport']}"


def advice(tunnels: list[dict[str, Any]]) -> list[dict[str, str]]:
    """``[{kind, dc, line}]`` to be added by hand where it applies.

    ``nat_exempt``: where the WAN interface translates and no list was named (VC-60). ``keepalive_acl``: in an inbound ACL of a tunnel whose
    inside and transport VRF differ, for the replies to keepalives (VC-59).
    """
    found = [{"kind": "nat_exempt", "dc": t["dc"], "line": _exempt(t)} for t in tunnels if not t["nat_exempt_acl"]]
    for t in tunnels:
        if t["keepalive"]["enabled"] and t["vrf"]["inside"] != t["vrf"]["transport"]:
            line = f"permit gre host {t['remote']['gre_transport']} host {t['local']['gre_transport']}"
            found.append({"kind": "keepalive_acl", "dc": t["dc"], "line": line})
    return found


def firewall(tunnels: list[dict[str, Any]]) -> list[dict[str, str]]:
    """``[{dc, protocol, port, inside, outside}]``: what a separate firewall must let through in both directions (VC-32)."""
    services = (("UDP", "500"), ("UDP", "4500"), ("ESP (50)", "-"))
    return [
        {"dc": t["dc"], "protocol": protocol, "port": port, "inside": t["local"]["ipsec_address"], "outside": t["remote"]["ipsec_address"]}
        for t in tunnels
        for protocol, port in services
    ]
