"""BGP tables: `show ip bgp`, `neighbors A routes|received-routes|advertised-routes` (IX-24, IX-25)."""
from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network

from ...head_end.derive.records import BgpPath, Session, View
from ...head_end.read.routing import classful_length
from .common import Args, Handler, Router, uptime, view

CODES = """Status codes: s suppressed, d damped, h history, * valid, > best, i - internal,\x20
              r RIB-failure, S Stale, m multipath, b backup-path, f RT-Filter,\x20
              x best-external, a additional-path, c RIB-compressed,\x20
              t secondary path, L long-lived-stale,
Origin codes: i - IGP, e - EGP, ? - incomplete
RPKI validation codes: V valid, I invalid, N Not found
"""
COLUMNS = "     Network          Next Hop            Metric LocPrf Weight Path"


def chosen_vrf(args: Args) -> str | None:
    """The VRF that a command names."""
    return args.get("vrf")


def router_id(now: View, vrf: str | None) -> str:
    """The BGP router identifier: configured, or the highest loopback address, or the highest address."""
    bgp = now.config.bgp
    if bgp is not None and bgp.router_id:
        return bgp.router_id
    own = [(interface.name.startswith("Loopback"), interface.address.ip) for interface in now.config.interfaces.values()
           if interface.address and interface.vrf == vrf and now.line_up(interface.name)]
    return str(max(own)[1]) if own else "0.0.0.0"


def table_version(now: View, vrf: str | None) -> int:
    """A table version that grows with the number of paths."""
    return 1 + sum(len(found) for found in now.paths.get(vrf, {}).values())


def network_text(prefix: IPv4Network) -> str:
    """A prefix as IOS prints it: without the mask when that is the classful one (IX-24)."""
    address = str(prefix.network_address)
    return address if prefix.prefixlen == classful_length(address) else str(prefix)


def row(status: str, network: str, path: BgpPath) -> str:
    """One row; a network too long for its column stands on a line of its own."""
    metric = "" if path.metric is None else str(path.metric)
    preference = str(path.local_preference) if path.internal or path.local_preference != 100 else ""
    numbers = " ".join([*map(str, path.path), path.origin])
    rest = f"{path.next_hop:<16}{metric:>10}{preference:>7}{path.weight:>7} {numbers}"
    if len(network) > 16:
        return f" {status:<5}{network}\n{'':<23}{rest}"
    return f" {status:<5}{network:<17}{rest}"


def _best(now: View, vrf: str | None, path: BgpPath) -> str:
    candidates = now.paths.get(vrf, {}).get(path.prefix, [])
    if not candidates or candidates[0] != path:
        return "* i" if path.internal else "*  "
    table = now.tables.get(vrf)
    installed = table.routes.get(path.prefix, []) if table else []
    failed = path.peer and not any(route.source == "B" for route in installed)
    return ("r>" if failed else "*>") + ("i" if path.internal else "")


def _heading(now: View, vrf: str | None) -> str:
    identity = router_id(now, vrf)
    name = f"\nRoute Distinguisher: {now.config.vrfs.get(vrf) or 'not set'} (default for vrf {vrf})" if vrf else ""
    return f"BGP table version is {table_version(now, vrf)}, local router ID is {identity}\n{CODES}\n{{originates}}{COLUMNS}{name}"


def _table(now: View, vrf: str | None, rows: Iterable[str], originates: bool = False) -> str:
    body = list(rows)
    line = "Originating default network 0.0.0.0\n\n" if originates else ""
    heading = _heading(now, vrf).format(originates=line)
    listed = "\n".join([heading, *body]) + "\n" if body or originates else ""
    return f"{listed}\nTotal number of prefixes {len(body)} "


def table(router: Router, args: Args) -> str:
    """`show ip bgp`: every path; the further paths of a network have a blank network column."""
    now = view(router)
    if now.config.bgp is None:
        return "% BGP not active"
    vrf = chosen_vrf(args)
    rows = []
    for prefix, paths in now.paths.get(vrf, {}).items():
        rows += [row(_best(now, vrf, path), "" if index else network_text(prefix), path) for index, path in enumerate(paths)]
    return "\n".join([_heading(now, vrf).format(originates=""), *rows]) if rows else ""


def entry(router: Router, args: Args) -> str:
    """`show ip bgp A.B.C.D[/nn]`: the paths of one network."""
    now = view(router)
    vrf = chosen_vrf(args)
    wanted = args.get("a.b.c.d/nn") or args.get("a.b.c.d") or ""
    found = [(prefix, paths) for prefix, paths in now.paths.get(vrf, {}).items()
             if wanted in (str(prefix), str(prefix.network_address))]
    if not found:
        return "% Network not in table"
    prefix, paths = found[-1]
    rows = [f"BGP routing table entry for {prefix}, version {table_version(now, vrf)}",
            f"Paths: ({len(paths)} available, best #1, table {vrf or 'default'})"]
    for index, path in enumerate(paths):
        rows += [f"  {' '.join(map(str, path.path)) or 'Local'}", f"    {path.next_hop} from {path.peer or '0.0.0.0'}",
                 f"      Origin {'IGP' if path.origin == 'i' else 'incomplete'}, metric {path.metric or 0}, localpref {path.local_preference}, "
                 f"valid, {'internal' if path.internal else 'external' if path.peer else 'sourced, local'}{', best' if index == 0 else ''}",
                 f"      Updated {uptime(router.clock.now() - path.since)} ago" if path.peer else "      rx pathid: 0, tx pathid: 0x0"]
    return "\n".join(rows)


def neighbor_table(router: Router, args: Args) -> str:
    """`show ip bgp neighbors A {routes|received-routes|advertised-routes}`."""
    now = view(router)
    if now.config.bgp is None:
        return "% BGP not active"
    vrf, address = chosen_vrf(args), args.get("neighbors")
    session = next((found for found in now.sessions if (found.neighbor.vrf, found.neighbor.address) == (vrf, address)), None)
    if session is None:
        return "% No such neighbor or address family"
    if "received-routes" in args and not session.neighbor.soft_reconfiguration:
        return f"% Inbound soft reconfiguration not enabled on {address}"
    if "advertised-routes" in args:
        rows = [row("*>" + ("i" if path.internal else ""), network_text(path.prefix), path) for path in session.advertised]
        return _table(now, vrf, rows, session.originates_default)
    return _table(now, vrf, [row(_status(now, session, path), network_text(path.prefix), path)
                             for path in sorted(session.received if "received-routes" in args else session.accepted, key=lambda path: path.prefix)])


def _status(now: View, session: Session, path: BgpPath) -> str:
    accepted = next((found for found in session.accepted if found.prefix == path.prefix), None)
    return _best(now, session.neighbor.vrf, accepted) if accepted else "*  "


COMMANDS: list[tuple[str, Handler]] = [
    (f"{family}{rest}", handler)
    for rest, handler in (("", table), (" {A.B.C.D|A.B.C.D/nn}", entry),
                          (" neighbors A.B.C.D {routes|received-routes|advertised-routes}", neighbor_table))
    for family in ("show ip bgp", "show ip bgp ipv4 unicast", "show bgp ipv4 unicast", "show ip bgp vpnv4 vrf WORD",
                   "show bgp vpnv4 unicast vrf WORD", "show bgp vrf WORD")
]
