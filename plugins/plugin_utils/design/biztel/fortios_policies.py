# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The policies of BIZTEL on a FortiGate, and the virtual IPs of the way in (BZ-43, BZ-51; FO-23, FO-28, FO-32)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .fortios_names import SIP, Named
from .rules import Rule, voice

_INSIDE, _IN, _FURTHER = 21, 31, 41  # from policy_base, as the rows are
_ROWS = {
    **dict.fromkeys(SIP, (1, "biztel-out-sip")), "O2": (2, "biztel-out-rtp"), "O7": (2, "biztel-out-rtp"), "O3": (3, "biztel-out-stun"),
    "O4": (4, "biztel-out-web"), "O5": (5, "biztel-out-recording"), "O9": (9, "biztel-out-ntp"), "O10": (10, "biztel-out-ios"),
    "O11": (11, "biztel-out-android"),
}  # fmt: skip
Object = dict[str, Any]
Site = Mapping[str, Any]


def policies(site: Site, found: Sequence[Named]) -> Iterator[Object]:
    """In the order in which they are to be evaluated. Rules of a row that are not for the same addresses have policies of their own, numbered on
    from base+41 and named ``-2`` and so on: together they would let more through than the rules do (BZ-20)."""
    rows: dict[tuple[int, str], dict[tuple[object, ...], list[Named]]] = {}
    for each in found:
        rows.setdefault(_ROWS[each.rule["id"]], {}).setdefault((each.src, each.dst), []).append(each)
    further = _FURTHER
    for (row, name), groups in sorted(rows.items()):
        for index, same in enumerate(groups.values()):
            yield _outward(site, further if index else row, f"{name}-{index + 1}" if index else name, same)
            further += index > 0
    if site["lan"]["inside_networks"]:
        yield _inside(site)


def outside(site: Site, via: str) -> list[str]:
    """The interfaces towards the Internet or the closed network (BZ-47)."""
    names: list[str] = site["fortios"]["closed_network" if via == "closed" else "wan"]
    return names


def _outward(site: Site, number: int, name: str, same: Sequence[Named]) -> Object:
    first = same[0]
    via = first.rule["via"]
    timer = first.rule["nat_timer"] if first.rule["id"] in SIP else None
    wanted = {"srcintf": site["fortios"]["lan"], "dstintf": outside(site, via), "srcaddr": first.src, "dstaddr": first.dst}
    services = dict.fromkeys(each.service for each in same)
    return _policy(site, number, name, {**wanted, "service": list(services)}, "disable" if via == "closed" else "enable", timer or 0)


def _inside(site: Site) -> Object:
    """Phones and other inside networks among each other, both ways (BZ-51)."""
    others = [f"biztel-inside-{n}" for n in range(1, len(site["lan"]["inside_networks"]) + 1)]
    both = ["biztel-phones", *others]
    lan = site["fortios"]["lan"]
    wanted = {"srcintf": lan, "dstintf": lan, "srcaddr": both, "dstaddr": both, "service": ["biztel-inside"]}
    return _policy(site, _INSIDE, "biztel-inside", wanted, "disable")


def virtual_ips(site: Site, rules: Sequence[Rule]) -> Iterator[Object]:
    """The phones that BIZTEL may reach, each by its own port of the outside address (BZ-43)."""
    for number, phone in enumerate(site["fortios"]["inbound_map"], 1):
        ports = {"extport": str(phone["port"]), "mappedport": str(phone["port"])}
        wanted = {
            "name": f"biztel-in-{number}", "extintf": _inlet(site, rules)[0], "extip": "0.0.0.0",  # noqa: S104
            "mappedip": [{"range": phone["address"]}], "portforward": "enable", "protocol": phone["proto"], **ports,
        }  # fmt: skip
        yield {"table": "firewall/vip", "key": "name", "object": wanted}


def inward(site: Site, rules: Sequence[Rule]) -> Iterator[Object]:
    """Only from BIZTEL's address and ports, only to the phones that the site names (BZ-43)."""
    names = [f"biztel-in-{number}" for number, _phone in enumerate(site["fortios"]["inbound_map"], 1)]
    services = [f"biztel-in-{proto}" for proto in dict.fromkeys(rule["proto"] for rule in voice(rules))]
    ways = {"srcintf": _inlet(site, rules), "dstintf": site["fortios"]["lan"]}
    yield _policy(site, _IN, "biztel-in", {**ways, "srcaddr": ["biztel-pbx"], "dstaddr": names, "service": services}, "disable")


def _inlet(site: Site, rules: Sequence[Rule]) -> list[str]:
    """The interfaces by which calls come in."""
    return outside(site, voice(rules)[0]["via"])


def _policy(site: Site, number: int, name: str, named: Mapping[str, Sequence[str]], nat: str, timer: int = 0) -> Object:
    """``timer`` in seconds; 0 is the device's own, and said, as a former run may have set another."""
    wanted = {
        "policyid": site["fortios"]["policy_base"] + number, "name": name,
        **{key: [{"name": each} for each in names] for key, names in named.items()},
        "schedule": "always", "action": "accept", "status": "enable", "nat": nat, "logtraffic": "all", "utm-status": "disable",
        "session-ttl": str(timer),
    }  # fmt: skip
    return {"table": "firewall/policy", "key": "policyid", "object": wanted}
