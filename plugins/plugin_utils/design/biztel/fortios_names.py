# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the objects of BIZTEL on a FortiGate are called, and which of them a rule refers to (biztel.md section 5, FO-32)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .rules import Rule

Site = Mapping[str, Any]
SIP = ("O1", "O6", "O8")
_SERVICES = {
    "O1": "biztel-sip-udp", "O2": "biztel-rtp", "O3": "biztel-stun", "O4": "biztel-web", "O5": "biztel-ftps", "O6": "biztel-sip-tls",
    "O7": "biztel-rtp", "O8": "biztel-sip-wss", "O9": "biztel-ntp", "O10": "biztel-push", "O11": "biztel-uniconnect",
}  # fmt: skip
_SINGLE = {"O5": "biztel-recording", "O9": "biztel-ntp", "O11": "biztel-uniconnect"}


@dataclass(frozen=True)
class Named:
    """A rule with the names of its objects; ``own`` are the addresses that it refers to one by one, by name."""

    rule: Rule
    src: tuple[str, ...]
    dst: tuple[str, ...]
    service: str
    own: dict[str, str]


def named(site: Site, rules: Sequence[Rule]) -> list[Named]:
    """Each rule with its names. Phones and STUN servers are groups; narrower sources and push servers stand for themselves."""
    pushes = [rule for rule in rules if rule["id"] == "O10"]
    return [_named(site, rule, pushes) for rule in rules]


def _named(site: Site, rule: Rule, pushes: Sequence[Rule]) -> Named:
    sources, servers = _sources(site, rule), _servers(rule, pushes)
    src = tuple(sources) or ("biztel-phones",)
    dst = ("biztel-stun",) if rule["id"] == "O3" else tuple(servers)
    number = f"-{pushes.index(rule) + 1}" if rule in pushes and len(pushes) > 1 else ""
    return Named(rule, src, dst, _SERVICES[rule["id"]] + number, {**sources, **servers})


def _sources(site: Site, rule: Rule) -> dict[str, str]:
    """Of a rule that is not for all phone networks alike (BZ-22)."""
    phones = site["lan"]["phone_networks"]
    if set(rule["src"]) == set(phones):
        return {}
    found = {f"biztel-phones-{phones.index(prefix) + 1}": prefix for prefix in rule["src"] if prefix in phones}
    given = [(name, prefix) for name in rule["ids"] for prefix in site["sources"].get(name, ())]
    narrower = {prefix: f"biztel-{name.lower()}-{site['sources'][name].index(prefix) + 1}" for name, prefix in reversed(given)}
    return found | {narrower[prefix]: prefix for prefix in rule["src"] if prefix not in phones}


def _servers(rule: Rule, pushes: Sequence[Rule]) -> dict[str, str]:
    if rule["id"] == "O10":
        addresses = list(dict.fromkeys(prefix for each in pushes for prefix in each["dst"]))
        return {f"biztel-push-{addresses.index(prefix) + 1}": prefix for prefix in rule["dst"]}
    if rule["id"] == "O3":
        return {f"biztel-stun-{number}": prefix for number, prefix in enumerate(rule["dst"], 1)}
    return {_SINGLE.get(rule["id"], "biztel-pbx"): rule["dst"][0]}
