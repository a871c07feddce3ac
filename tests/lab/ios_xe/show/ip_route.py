"""`show ip route` (IX-26) and `show ip cef`."""
from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

from ...head_end.derive.rib import DEFAULT, Route, Table
from ...head_end.read.routing import classful_length
from .common import Args, Handler, Router, uptime, view

CODES = """Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area 
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
       E1 - OSPF external type 1, E2 - OSPF external type 2, m - OMP
       n - NAT, Ni - NAT inside, No - NAT outside, Nd - NAT DIA
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       H - NHRP, G - NHRP registered, g - NHRP registration summary
       o - ODR, P - periodic downloaded static route, l - LISP
       a - application route
       + - replicated route, % - next hop override, p - overrides from PfR
       & - replicated local route overrides by connected
"""  # noqa: W291
WIDTH = 79
SOURCES = {"bgp": "B", "static": "S", "connected": "CL"}


def show(router: Router, args: Args) -> str:
    """`show ip route [vrf X] [A [MASK]] [bgp|static|connected]`."""
    now, moment = view(router), router.clock.now()
    vrf = args.get("vrf")
    if vrf is not None and vrf not in now.config.vrfs:
        return f"% IP routing table {vrf} does not exist"
    table = now.tables.get(vrf, Table())
    heading = f"\nRouting Table: {vrf}\n" if vrf else ""
    if args.get("a.b.c.d"):
        return heading + _single(table, args["a.b.c.d"], args.get("a.b.c.d_2"), now.config.bgp.asn if now.config.bgp else 0, moment)
    wanted = next((codes for word, codes in SOURCES.items() if word in args), "CLSB")
    return "\n".join([heading + CODES, _last_resort(table, vrf), "", *_rows(table, wanted, moment)])


def _last_resort(table: Table, vrf: str | None) -> str:
    default = table.routes.get(DEFAULT)
    if not default:
        return "Gateway of last resort is not set"
    return f"Gateway of last resort is {default[0].next_hop or '0.0.0.0'} to network 0.0.0.0"


def _major(prefix: IPv4Network) -> IPv4Network:
    """The classful network that a route is listed under (a supernet under itself)."""
    length = classful_length(str(prefix.network_address))
    return prefix if prefix.prefixlen <= length else prefix.supernet(new_prefix=length)


def _rows(table: Table, wanted: str, now: float) -> list[str]:
    groups: dict[IPv4Network, list[IPv4Network]] = {}
    for prefix in sorted(table.routes):
        groups.setdefault(_major(prefix), []).append(prefix)
    rows = []
    for major, prefixes in groups.items():
        shown = [prefix for prefix in prefixes if table.routes[prefix][0].source in wanted]
        if shown:
            rows += _group(table, major, prefixes, shown, now)
    return rows


def _group(table: Table, major: IPv4Network, prefixes: list[IPv4Network], shown: list[IPv4Network], now: float) -> list[str]:
    if prefixes == [major]:
        return [text for route in [table.routes[major]] for text in _route(route, str(major), 6, now)]
    lengths = {prefix.prefixlen for prefix in prefixes}
    same = len(lengths) == 1
    count = f"{len(prefixes)} subnets"
    heading = f"      {major.network_address}/{next(iter(lengths))} is subnetted, {count}" if same else \
        f"      {major} is variably subnetted, {count}, {len(lengths)} masks"
    return [heading] + [text for prefix in shown
                        for text in _route(table.routes[prefix], str(prefix.network_address) if same else str(prefix), 9, now)]


def _route(routes: list[Route], name: str, column: int, now: float) -> list[str]:
    """One route; further next hops and what does not fit stand on lines of their own."""
    first = routes[0]
    code = first.source + ("*" if first.prefix == DEFAULT else "")
    if first.source in "CL":
        return [f"{code:<{column}}{name} is directly connected, {first.interface}"]
    texts = [_via(route, now) for route in routes]
    head = f"{code:<{column}}{name}"
    rows = [f"{head} {texts[0]}"] if len(head) + len(texts[0]) < WIDTH else [f"{head} ", f"{'':<11}{texts[0]}"]
    return rows + [f"{'':<{len(head) + 1}}{text}" for text in texts[1:]]


def _via(route: Route, now: float) -> str:
    if route.next_hop is None:
        return f"is directly connected, {route.interface}"
    age = f", {uptime(now - route.since)}" if route.source == "B" else ""
    return f"[{route.distance}/{route.metric}] via {route.next_hop}{age}{f', {route.interface}' if route.interface else ''}"


def _single(table: Table, address: str, mask: str | None, asn: int, now: float) -> str:
    routes = table.match(address)
    if mask:
        routes = table.routes.get(IPv4Network(f"{address}/{mask}", strict=False))
    if not routes or (routes[0].prefix == DEFAULT and address != "0.0.0.0"):
        major = _major(IPv4Network(address))
        return "% Subnet not in table" if any(prefix.subnet_of(major) and prefix.prefixlen for prefix in table.routes) else "% Network not in table"
    return _entry(routes, asn, now)


def _entry(routes: list[Route], asn: int, now: float) -> str:
    first = routes[0]
    kind = {"B": f'bgp {asn}', "S": "static", "C": "connected", "L": "connected"}[first.source]
    rows = [f"Routing entry for {first.prefix}" + (", supernet" if first.prefix == DEFAULT else ""),
            f'  Known via "{kind}", distance {first.distance}, metric {first.metric}'
            + (" (connected, via interface)" if first.source in "CL" else ", candidate default path" if first.prefix == DEFAULT else "")]
    if first.source == "B":
        rows += [f"  Tag {first.path.split(' ')[0]}, type {'external' if first.distance == 20 else 'internal'}" if first.path else "  Type internal",
                 f"  Last update from {first.next_hop} {uptime(now - first.since)} ago"]
    rows.append("  Routing Descriptor Blocks:")
    for index, route in enumerate(routes):
        mark = "*" if index == 0 else " "
        if route.source == "B":
            rows.append(f"  {mark} {route.next_hop}, from {route.next_hop}, {uptime(now - route.since)} ago")
        elif route.next_hop:
            rows.append(f"  {mark} {route.next_hop}{f', via {route.interface}' if route.interface else ''}")
        else:
            rows.append(f"  {mark} directly connected, via {route.interface}")
        rows.append(f"      Route metric is {route.metric}, traffic share count is 1")
        rows += [f"      AS Hops {len(route.path.split())}", "      MPLS label: none"] if route.source == "B" else []
    return "\n".join(rows)


def cef(router: Router, args: Args) -> str:
    """`show ip cef [vrf X] A`."""
    table = view(router).tables.get(args.get("vrf"), Table())
    address = args["a.b.c.d"]
    routes, hop = table.match(IPv4Address(address)), table.hop(address)
    if not routes or hop is None:
        return "0.0.0.0/0\n  no route"
    return f"{routes[0].prefix}\n  {'nexthop ' + hop.next_hop if hop.next_hop else 'attached to'} {hop.interface}"


COMMANDS: list[tuple[str, Handler]] = [
    ("show ip route [vrf WORD] [bgp|static|connected]", show),
    ("show ip route [vrf WORD] A.B.C.D [A.B.C.D]", show),
    ("show ip cef [vrf WORD] A.B.C.D", cef),
]
