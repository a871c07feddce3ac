# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""BIZTEL's rule catalogue, and what of it a branch needs: neutral rules that every device is served from (BZ-14..BZ-20).

A rule is ``{id, ids, row, name, dir, proto, src, sport, dst, dport, via, stateful_reply, reply_to, qos, nat_timer}``. ``dir`` is ``out`` (LAN to
WAN) or ``in``; ``src`` and ``dst`` are lists of prefixes, ports ``any`` or text such as ``3478,3479``; ``via`` is ``internet`` or ``closed``
(BZ-47). ``qos`` is ``voice``, ``signalling`` or None, ``nat_timer`` seconds or None. ``ids`` are the rows of the page that the rule stands for
(BZ-15), ``row`` the first one's number. A rule back has the rule that it answers in ``reply_to``; ``stateful_reply`` says that it is to pass
answers only (TCP without a row of its own, BZ-32).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..data import load

Rule = dict[str, Any]
Site = Mapping[str, Any]
_FLOW = ("proto", "sport", "dst", "dport")  # what makes two outbound rules one


def expand(site: Site, stateful: bool = False) -> list[Rule]:
    """The rules of a complete ``biztel_site``, out before in, each five-tuple once (BZ-15); a rule and the one back name the same pairs.

    ``stateful``: the device lets answers pass by itself, so there are no rules back (BZ-17).
    """
    out = _merged(rule for name, row in load("biztel_rules")["out"].items() if _used(site, row) for rule in _out(site, name, row))
    return out if stateful else [*out, *(_back(site, rule) for rule in out)]


def _used(site: Site, row: Mapping[str, Any]) -> bool:
    return "when" not in row or any(site["features"][feature] for feature in row["when"])


def _out(site: Site, name: str, row: Mapping[str, Any]) -> Iterator[Rule]:
    closed = site["contract"]["vpn_option"] and name in load("biztel_rules")["closed_network"]
    marked = site["qos"]["overrides"].get(name, "kind" in row)  # the page's grey cells, unless the site says otherwise (BZ-18)
    for proto, destinations, ports in _towards(site, row):
        yield {
            "id": name, "ids": [name], "row": row["row"], "name": row["name"], "dir": "out", "proto": proto,
            "src": list(site["sources"].get(name) or site["lan"]["phone_networks"]), "sport": "any", "dst": destinations, "dport": ports,
            "via": "closed" if closed else "internet", "stateful_reply": False, "reply_to": None,
            "qos": row.get("kind", "signalling") if marked else None, "nat_timer": _timer(site, row.get("kind")),
        }  # fmt: skip


def _towards(site: Site, row: Mapping[str, Any]) -> Iterator[tuple[str, list[str], str]]:
    """Protocol, destinations and ports of a row; the push servers have their own (BZ-08), together where these are the same."""
    if row["to"] == "ios_push":
        pushes: dict[tuple[str, str], dict[str, None]] = {}
        for destination in site["ios_push_destinations"]:
            pushes.setdefault((destination["proto"], destination["ports"]), {})[destination["address"]] = None
        yield from ((proto, list(addresses), ports) for (proto, ports), addresses in pushes.items())
        return
    contract = site["contract"]
    hosts = {"server": contract["server_ip"], "recording": contract["recording_ip"], "uniconnect": contract["uniconnect_ip"]}
    lists = {"stun": contract["stun_servers"], "ntp": [load("biztel_rules")["ntp"]]}
    yield row["proto"], list(lists.get(row["to"]) or [f"{hosts[row['to']]}/32"]), row["ports"]


def _timer(site: Site, kind: str | None) -> int | None:
    """BZ-23: SIP by any transport; RTP only where the site asks."""
    timers: dict[str | None, int | None] = {"signalling": site["nat_timer"]["sip"], "voice": site["nat_timer"]["rtp"]}
    return timers.get(kind)


def _back(site: Site, rule: Rule) -> Rule:
    """What lets the answers of ``rule`` in: a row of the page, or one made for it (BZ-16), which is in QoS as ``rule`` is."""
    table = load("biztel_rules")
    called = [name for name in rule["ids"] if "back" in table["out"][name]]
    rows = [table["out"][name]["back"] for name in called]
    first = table["back"][rows[0]] if rows else {"row": rule["row"], "name": f"{rule['name']} (answers)"}
    qos = rule["qos"]
    if rows:
        qos = table["out"][called[0]]["kind"] if any(site["qos"]["overrides"].get(row, True) for row in rows) else None
    return {
        **rule, "id": rows[0] if rows else f"{rule['id']}-answers", "ids": rows or [f"{rule['id']}-answers"], "row": first["row"],
        "name": first["name"], "dir": "in", "src": rule["dst"], "sport": rule["dport"], "dst": rule["src"], "dport": "any",
        "stateful_reply": rule["proto"] == "tcp" and not rows, "reply_to": rule["id"], "qos": qos,
    }  # fmt: skip


def _merged(rules: Iterator[Rule]) -> list[Rule]:
    """Rules for the same packets as one, with the rows and the sources of all; in QoS if any of them is."""
    found: dict[tuple[object, ...], Rule] = {}
    for rule in rules:
        same = found.setdefault(_key(rule), rule)
        if same is not rule:
            for part in ("ids", "src"):
                same[part] = list(dict.fromkeys([*same[part], *rule[part]]))
            same["qos"], same["nat_timer"] = same["qos"] or rule["qos"], same["nat_timer"] or rule["nat_timer"]
    return list(found.values())


def _key(rule: Rule) -> tuple[object, ...]:
    return tuple(tuple(value) if isinstance(value := rule[part], list) else value for part in _FLOW)


def is_call(rule: Rule) -> bool:
    """Whether it is one of those that the page has in both directions: calls and what sets them up, all with the BIZTEL server."""
    return any(name in load("biztel_rules")["back"] or "back" in load("biztel_rules")["out"].get(name, {}) for name in rule["ids"])


def voice(rules: Sequence[Rule]) -> list[Rule]:
    """The outbound rules of calls."""
    return [rule for rule in rules if rule["dir"] == "out" and is_call(rule)]
