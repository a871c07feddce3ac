# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Precedence of voice on a Yamaha RTX: class filters, lists, speeds and guarantees (BZ-18, BZ-28, BZ-41; RX-56)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network
from typing import Any

from ...problem import Problem
from .rtx_interfaces import outward
from .rules import Rule, is_call

VOICE, SIGNALLING, REST = 4, 3, 2  #: classes, the larger the more urgent; 2 is the device's default
BLOCK = 20  #: numbers of class filters that are ours, from the base
_PAGE = (("voice", "udp", VOICE), ("signalling", "udp", SIGNALLING), ("signalling", "tcp", SIGNALLING))
_FURTHER = 2 * len(_PAGE)  # where the numbers of rows begin that only the site wants in QoS: one for each way
_LEAST_SIGNALLING = 100  # kbit/s, else one hundredth of the line
Site = Mapping[str, Any]


def qos(site: Site, rules: Sequence[Rule]) -> dict[str, Any] | None:
    """``{mode, default, class_filters, up, down}``, None where nothing is wanted.

    ``up`` and ``down`` are one entry for each interface: ``{queue, physical, filters, type, speed, properties}``; ``type`` and ``speed`` (both of
    ``physical``) are null where they are not to be set (again).
    """
    filters = [*_class_filters(site, rules, "up"), *(_class_filters(site, rules, "down") if site["qos"]["downlink"] else [])]
    if site["qos"]["mode"] == "none" or not filters:
        return None
    return {
        "mode": site["qos"]["mode"], "default": REST, "class_filters": sorted(filters, key=lambda each: int(each["number"])),
        "up": list(_up(site, filters)), "down": list(_down(site, filters)),
    }  # fmt: skip


def refused(site: Site, rules: Sequence[Rule]) -> Iterator[Problem]:
    """What does not fit the line or the block of numbers."""
    further = sum(bool(rule["qos"]) and not is_call(rule) for rule in rules if rule["dir"] == "out")
    room = (BLOCK - _FURTHER) // 2
    if site["qos"]["mode"] != "none" and further > room:
        yield Problem("KO-BZ242", "biztel_site.qos.overrides", further, details={"most": room})
    if site["qos"]["mode"] == "shaping":
        for kbps in dict.fromkeys(site["wan"][f"speed_{way}_kbps"] for way in ("up", "down")[: 1 + site["qos"]["downlink"]]):
            shares = _shares(site, kbps)
            if shares[REST] <= 0:
                facts = {"voice": shares[VOICE], "signalling": shares[SIGNALLING], "kbps": kbps}
                yield Problem("KO-BZ241", "biztel_site.qos.mode", "shaping", details=facts)


def _up(site: Site, filters: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Towards BIZTEL: the real speed of the line, or the queue builds up with the provider, not here."""
    seen: set[str] = set()
    for via, queue, physical in outward(site):
        numbers = [each["number"] for each in filters if each["way"] == "up" and each["via"] == via]
        if numbers:
            yield _side(site, queue, physical, numbers, site["wan"]["speed_up_kbps"], physical not in seen)
            seen.add(physical)


def _down(site: Site, filters: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Towards the phones, on each LAN; its speed matters only where it is shared out."""
    numbers = [each["number"] for each in filters if each["way"] == "down"]
    for lan in site["rtx"]["lan"] if numbers else ():
        side = _side(site, lan, lan, numbers, site["wan"]["speed_down_kbps"], True)
        yield {**side, "speed": side["speed"] if side["properties"] else None}


def _side(site: Site, queue: str, physical: str, filters: Sequence[int], kbps: int, sets: bool) -> dict[str, Any]:
    mode = site["qos"]["mode"]
    return {
        "queue": queue, "physical": physical, "filters": list(filters), "type": mode if sets else None, "speed": speed(kbps) if sets else None,
        "properties": _properties(site, kbps) if sets and mode == "shaping" else [],
    }  # fmt: skip


def _class_filters(site: Site, rules: Sequence[Rule], way: str) -> Iterator[dict[str, Any]]:
    """By BIZTEL's address and port only: whether the filter sees addresses before or after NAT does not matter then."""
    base = site["rtx"]["class_filter_base"]
    marked = [rule for rule in rules if rule["qos"] and rule["dir"] == ("out" if way == "up" else "in")]
    calls = [rule for rule in marked if is_call(rule)]
    for index, (kind, proto, class_) in enumerate(_PAGE):
        same = [rule for rule in calls if (rule["qos"], rule["proto"]) == (kind, proto)]
        if same:
            yield _class_filter(base + index + (0 if way == "up" else len(_PAGE)), way, class_, same)
    for index, rule in enumerate(rule for rule in marked if not is_call(rule)):
        yield _class_filter(base + _FURTHER + 2 * index + (way == "down"), way, SIGNALLING, [rule])


def _class_filter(number: int, way: str, class_: int, same: Sequence[Rule]) -> dict[str, Any]:
    """One line for rules with the same servers and protocol."""
    far, port = ("dst", "dport") if way == "up" else ("src", "sport")
    servers, ports = _addresses(same[0][far]), ",".join(rule[port] for rule in same)
    there, here = {"src": "*", "dst": servers, "sport": "*", "dport": ports}, {"src": servers, "dst": "*", "sport": ports, "dport": "*"}
    return {"number": number, "way": way, "via": same[0]["via"], "class": class_, "proto": same[0]["proto"], **(there if way == "up" else here)}


def _addresses(prefixes: Sequence[str]) -> str:
    """One prefix as it is; of several the ranges, as a length goes with a single address only (RX-53)."""
    if len(prefixes) == 1:
        return prefixes[0].removesuffix("/32")
    networks = (IPv4Network(prefix) for prefix in prefixes)
    return ",".join(str(net[0]) if net.num_addresses == 1 else f"{net[0]}-{net[-1]}" for net in networks)


def _properties(site: Site, kbps: int) -> list[dict[str, Any]]:
    """A guarantee for each class, which together are the line (CR 26.10); each may take all of it."""
    return [{"class": class_, "guarantee": speed(share), "limit": speed(kbps)} for class_, share in _shares(site, kbps).items()]


def _shares(site: Site, kbps: int) -> dict[int, int]:
    """kbit/s of each class, the most urgent first."""
    voice = site["calls"]["concurrent"] * site["calls"]["kbps_per_call"]
    signalling = max(_LEAST_SIGNALLING, kbps // 100)
    return {VOICE: voice, SIGNALLING: signalling, REST: kbps - voice - signalling}


def speed(kbps: int) -> str:
    """As every model takes it: whole M, else k; never G (RX-56)."""
    return f"{kbps // 1000}M" if kbps % 1000 == 0 else f"{kbps}k"
