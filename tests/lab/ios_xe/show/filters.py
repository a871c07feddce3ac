"""`show ip prefix-list`, `show ip access-lists`, `show route-map`, `show policy-map interface` (IX-27)."""
from __future__ import annotations

from ipaddress import IPv4Address

from ...head_end.derive.counters import acl_hits
from ...head_end.derive.records import View
from ...head_end.read import AclEntry
from .common import Args, Handler, Router, state, view


def prefix_lists(router: Router, args: Args) -> str:
    """`show ip prefix-list [NAME]`."""
    config = view(router).config
    wanted = args.get("prefix-list", "prefix-list")
    rows = []
    for name, entries in config.prefix_lists.items():
        if wanted in ("prefix-list", name):
            rows += [f"ip prefix-list {name}: {len(entries)} entries", *(f"   {entry.text}" for entry in entries)]
    return "\n".join(rows)


def access_lists(router: Router, args: Args) -> str:
    """`show [ip] access-lists [NAME]`, with the matches of crypto lists."""
    known = state(router)
    now, moment = known.view(), router.clock.now()
    wanted = args.get("access-lists", "access-lists")
    rows = []
    for name, (extended, entries) in now.config.acls.items():
        if wanted in ("access-lists", name):
            rows.append(f"{'Extended' if extended else 'Standard'} IP access list {name}")
            rows += [f"    {entry.sequence} {_entry(entry, extended)}{_hits(acl_hits(now, name, entry.sequence, known.memory, moment))}"
                     for entry in entries]
    return "\n".join(rows)


def _entry(entry: AclEntry, extended: bool) -> str:
    if extended:
        return entry.text
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


def policy_map(router: Router, args: Args) -> str:
    """`show policy-map interface [X]`: the classes of the attached policies, as configured, without traffic."""
    now = view(router)
    rows = []
    for interface in now.config.interfaces.values():
        for direction, name in (("input", interface.policy_in), ("output", interface.policy_out)):
            if name and args.get("interface", interface.name) in (interface.name, "interface"):
                rows += [f" {interface.name} ", "", f"  Service-policy {direction}: {name}", "", *_classes(router, now, name)]
    return "\n".join(rows)


def _classes(router: Router, now: View, policy: str) -> list[str]:
    section = next((node for node in router.tree.children if node.text.split() == ["policy-map", policy]), None)
    kinds = {words[2]: words[1] for node in router.tree.children if (words := node.text.split())[:1] == ["class-map"] and len(words) > 2}
    rows = []
    for node in section.children if section else []:
        words = node.text.split()
        if words[0] == "class":
            kind = "match-any" if words[1] == "class-default" else kinds.get(words[1], "match-all")
            rows += [f"    Class-map: {words[1]} ({kind})  ", "      0 packets, 0 bytes", "      5 minute offered rate 0000 bps, drop rate 0000 bps",
                     "      (queue depth/total drops/no-buffer drops) 0/0/0", "      (pkts output/bytes output) 0/0",
                     *(f"      {_action(child.text)}" for child in node.children), ""]
    return rows


def _action(line: str) -> str:
    words = line.split()
    if words[:2] == ["priority", "percent"]:
        kbps = int(words[2]) * 10000
        return f"Priority: {words[2]}% ({kbps} kbps), burst bytes {kbps * 25}, b/w exceed drops: 0"
    return f"shape (average) cir {words[2]}, bc {int(words[2]) // 250}, be 0" if words[:2] == ["shape", "average"] else line.strip()


COMMANDS: list[tuple[str, Handler]] = [
    ("show ip prefix-list [WORD]", prefix_lists),
    ("show ip access-lists [WORD]", access_lists),
    ("show access-lists [WORD]", access_lists),
    ("show route-map [WORD]", route_maps),
    ("show policy-map interface [INTERFACE]", policy_map),
]
