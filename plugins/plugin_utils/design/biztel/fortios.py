# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""BIZTEL on a FortiGate: the objects of the REST API as plain data, in the order of their references (biztel.md section 5, FO-20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network
from typing import Any

from .fortios_names import SIP, Named, named
from .fortios_policies import inward, policies, virtual_ips
from .fortios_qos import shaping
from .rules import Rule, expand, voice

_NO_HELPER = ("O1", "O2", "O5", "O6", "O7", "O8")  #: FortiOS's own hands off calls and the recording download (FO-23, FO-29)
_PROTOCOL = "TCP/UDP/SCTP"  # of FortiOS up to 7.4; the config room translates (FO-44)
Object = dict[str, Any]


def fortios_design(intent: Mapping[str, Any], host: str) -> dict[str, Any]:
    """``objects`` are ``{table, key, object}``: the table's path, the name of its key, the keys that we want and their values."""
    site = intent["biztel_site"]
    present = intent["biztel_state"] == "present"
    rules = expand(site, stateful=True) if present else []
    return {
        "system": "biztel", "platform": "fortios", "host": host, "site": site["name"], "state": intent["biztel_state"], "mark": "biztel-",
        "peer_cpe": None, "tunnels": [], "secret_update": "on_create", "rules": rules, "vdom": site["fortios"]["vdom"],
        "objects": list(_objects(site, rules)) if present else [], "policy_ids": [site["fortios"]["policy_base"] + part for part in (0, 99)],
        "place_before": site["fortios"]["place_before"], "sip_alg_off": site["fortios"]["disable_sip_alg"],
    }  # fmt: skip


def _objects(site: Mapping[str, Any], rules: Sequence[Rule]) -> Iterator[Object]:
    found = named(site, rules)
    yield from _addresses(site, found)
    yield from _groups(site)
    yield from _services(site, found)
    yield from shaping(site, found)
    if site["fortios"]["inbound"]:
        yield from virtual_ips(site, rules)
    yield from policies(site, found)
    if site["fortios"]["inbound"]:
        yield from inward(site, rules)
    yield from _dns(site)


def entry(table: str, key: str, **wanted: Any) -> Object:
    """One object; payload keys are hyphenated, as the API has them."""
    return {"table": table, "key": key, "object": {name.replace("_", "-"): value for name, value in wanted.items()}}


def _addresses(site: Mapping[str, Any], found: Sequence[Named]) -> Iterator[Object]:
    """One for each phone network and each prefix that a rule names."""
    prefixes = {f"biztel-phones-{n}": network for n, network in enumerate(site["lan"]["phone_networks"], 1)}
    prefixes |= {name: prefix for each in found for name, prefix in each.own.items()}
    prefixes |= {f"biztel-inside-{n}": network for n, network in enumerate(site["lan"]["inside_networks"], 1)}
    for name, prefix in prefixes.items():
        network = IPv4Network(prefix)
        yield entry("firewall/address", "name", name=name, type="ipmask", subnet=f"{network.network_address} {network.netmask}")


def _groups(site: Mapping[str, Any]) -> Iterator[Object]:
    sizes = {"biztel-phones": len(site["lan"]["phone_networks"]), "biztel-stun": len(site["contract"]["stun_servers"])}
    for name, size in sizes.items():
        yield entry("firewall/addrgrp", "name", name=name, member=[{"name": f"{name}-{n}"} for n in range(1, size + 1)])


def _services(site: Mapping[str, Any], found: Sequence[Named]) -> Iterator[Object]:
    for each in found:
        yield _service(each.service, each.rule["proto"], portrange(each.rule["dport"]), each.rule["id"] in _NO_HELPER, **_timers(each.rule))
    if site["lan"]["inside_networks"]:
        yield _service("biztel-inside", "udp", portrange(site["lan"]["inside_ports"]), True)
    calls = voice([each.rule for each in found]) if site["fortios"]["inbound"] else []
    for proto in dict.fromkeys(rule["proto"] for rule in calls):
        ports = " ".join(f"1-65535:{rule['dport']}" for rule in calls if rule["proto"] == proto)
        yield _service(f"biztel-in-{proto}", proto, ports, True)


def _service(name: str, proto: str, ports: str, no_helper: bool, **timers: Any) -> Object:
    helper = {"helper": "disable"} if no_helper else {}
    return entry("firewall.service/custom", "name", name=name, protocol=_PROTOCOL, **{f"{proto}_portrange": ports}, **helper, **timers)


def _timers(rule: Rule) -> dict[str, Any]:
    """SIP's in both places (FO-27); RTP's is that of idle UDP alone (BZ-12, FO-30). 0 is the device's own: said too, as another may stand there."""
    seconds = rule["nat_timer"] or 0
    idle = {"udp_idle_timer": seconds} if rule["proto"] == "udp" else {}
    return {"session_ttl": str(seconds if rule["id"] in SIP else 0), **idle}


def portrange(ports: str) -> str:
    """``3478,3479,5000`` as FortiOS writes it: ``3478-3479 5000``."""
    spans: list[list[int]] = []
    for low, high in sorted((int(part.partition("-")[0]), int(part.rpartition("-")[2])) for part in ports.split(",")):
        if spans and low <= spans[-1][1] + 1:
            spans[-1][1] = max(spans[-1][1], high)
        else:
            spans.append([low, high])
    return " ".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)


def _dns(site: Mapping[str, Any]) -> Iterator[Object]:
    """A shadow zone for the one host only: a zone biztel.jp would hide other names (BZ-48)."""
    contract = site["contract"]
    if site["name_resolution"] == "fortios" and contract["server_fqdn"]:
        record = [{"id": 1, "type": "A", "hostname": "@", "ip": contract["server_ip"]}]
        wanted = {"domain": contract["server_fqdn"], "type": "primary", "view": "shadow", "authoritative": "disable", "dns_entry": record}
        yield entry("system/dns-database", "name", name="biztel-server", **wanted)
