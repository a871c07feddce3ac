"""`show ip prefix-list`, `show ip access-lists`, `show route-map` (IX-27)."""
from __future__ import annotations

from ipaddress import IPv4Address

from ...head_end.derive import RouterState
from ...head_end.derive.counters import acl_hits
from ...head_end.derive.records import View
from ...head_end.read import AclEntry
from ..render import named_sip
from .common import Args, Handler, Router, state, view


def prefix_lists(router: Router, args: Args) -> str:
    """`show ip prefix-list [NAME]`."""
    config = view(router).config
    wanted = args.get("prefix-list", "prefix-list")
    rows = []
    for name, entries in config.prefix_lists.items():
        if wanted in ("prefix-list", name):
            detail = [f"   Description: {config.descriptions[name]}"] if name in config.descriptions else []
            rows += [f"ip prefix-list {name}: {len(entries)} entries", *detail, *(f"   {entry.text}" for entry in entries)]
    return "\n".join(rows)


def access_lists(router: Router, args: Args) -> str:
    """`show [ip] access-lists [NAME]`, with the matches of crypto lists and of those on the provider's circuits."""
    known = state(router)
    now, moment = known.view(), router.clock.now()
    wanted = args.get("access-lists", "access-lists")
    named = router.faults.sip_port_named
    rows = []
    for name, (extended, entries) in now.config.acls.items():
        if wanted in ("access-lists", name):
            rows.append(f"{'Extended' if extended else 'Standard'} IP access list {name}")
            rows += [f"    {entry.sequence} {_entry(entry, extended, named)}{_hits(_matches(known, now, name, entry, moment))}" for entry in entries]
    return "\n".join(rows)


def _matches(known: RouterState, now: View, name: str, entry: AclEntry, moment: float) -> int:
    counted = known.memory.counts.get(("acl", name, entry.sequence, entry.text), 0.0)
    return acl_hits(now, name, entry.sequence, known.memory, moment) + int(counted + 1e-6)


def _entry(entry: AclEntry, extended: bool, named: bool) -> str:
    if extended:
        return named_sip(entry.text) if named else entry.text
    value, care = entry.source
    kind = entry.text.split()[0]
    if care == 0:
        return f"{kind} any"
    if care == 0xFFFFFFFF:
        return f"{kind} {IPv4Address(value)}"
    return f"{kind} {IPv4Address(value)}, wildcard bits {IPv4Address(care ^ 0xFFFFFFFF)}"


def _hits(count: int) -> str:
    return f" ({count} match{'es' if count > 1 else ''})" if count else ""


def route_maps(router: Router, args: Args) -> str:
    """`show route-map [NAME]`."""
    wanted = args.get("route-map", "route-map")
    rows = []
    for name, entries in view(router).config.route_maps.items():
        for entry in entries if wanted in ("route-map", name) else []:
            rows += [f"route-map {name}, {'permit' if entry.permit else 'deny'}, sequence {entry.sequence}", "  Match clauses:"]
            rows += [f"    {_match(line)}" for line in entry.lines if line.startswith("match")]
            rows += ["  Set clauses:", *(f"    {line.removeprefix('set ')}" for line in entry.lines if line.startswith("set"))]
            rows.append("  Policy routing matches: 0 packets, 0 bytes")
    return "\n".join(rows)


def _match(line: str) -> str:
    words = line.split()[1:]
    if words[:3] == ["ip", "address", "prefix-list"]:
        return f"ip address prefix-lists: {' '.join(words[3:])} "
    return f"ip address (access-lists): {' '.join(words[2:])} " if words[:2] == ["ip", "address"] else " ".join(words)


COMMANDS: list[tuple[str, Handler]] = [
    ("show ip prefix-list [WORD]", prefix_lists),
    ("show ip access-lists [WORD]", access_lists),
    ("show access-lists [WORD]", access_lists),
    ("show route-map [WORD]", route_maps),
]
