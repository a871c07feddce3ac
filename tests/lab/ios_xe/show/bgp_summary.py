"""`show ip bgp summary` and `show ip bgp neighbors` (IX-23), also for VRFs."""
from __future__ import annotations

from ...head_end.derive.counters import messages
from ...head_end.derive.records import Session, View
from .bgp_table import chosen_vrf, router_id
from .common import Args, Handler, Router, uptime, view

NOT_ACTIVE = "% BGP not active"
HEADING = "Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd"


def summary(router: Router, args: Args) -> str:
    """The neighbours of one address family: number of accepted prefixes, or the state."""
    now, moment = view(router), router.clock.now()
    bgp = now.config.bgp
    if bgp is None:
        return NOT_ACTIVE
    vrf = chosen_vrf(args)
    everywhere = "all" in args
    shown = [session for session in now.sessions if session.neighbor.active and (session.neighbor.vrf is not None if everywhere
             else session.neighbor.vrf == vrf)]
    if not shown:
        return ""
    tables = [found for name, found in now.paths.items() if (name is not None if everywhere else name == vrf)]
    paths, entries = sum(len(found) for table in tables for found in table.values()), sum(map(len, tables))
    version = 1 + paths
    rows = [f"BGP router identifier {router_id(now, vrf)}, local AS number {bgp.asn}",
            f"BGP table version is {version}, main routing table version {version}",
            f"{entries} network entries using {entries * 248} bytes of memory", f"{paths} path entries using {paths * 136} bytes of memory",
            "1/1 BGP path/bestpath attribute entries using 288 bytes of memory", "0 BGP route-map cache entries using 0 bytes of memory",
            "0 BGP filter-list cache entries using 0 bytes of memory", f"BGP using {entries * 248 + paths * 136 + 288} total bytes of memory",
            f"BGP activity {entries}/0 prefixes, {paths}/0 paths, scan interval 60 secs", "", HEADING]
    return "\n".join([*rows, *(_row(session, version, moment) for session in shown)])


def state_word(session: Session) -> str:
    """The last column: accepted prefixes, or the state."""
    return str(len(session.accepted)) if session.established else session.state


def since(session: Session, now: float) -> str:
    """The Up/Down column."""
    moment = session.up_at if session.up_at is not None else session.dropped_at
    return "never" if moment is None else uptime(now - moment)


def _row(session: Session, version: int, now: float) -> str:
    received, sent = messages(session, now)
    row = (f"{session.neighbor.remote_as:>13} {received:>7} {sent:>7} {version if session.established else 1:>8} {0:>4} {0:>4} "
           f"{since(session, now):<8} {state_word(session):>8}")
    address = session.neighbor.address
    if session.established or len(state_word(session)) > 8:
        return f"{address:<16}4{row}"
    return f"{address:<16}4{row[:-8]}{state_word(session)}"


def neighbors(router: Router, args: Args) -> str:
    """`show ip bgp neighbors [A]`: one block per neighbour."""
    now, moment = view(router), router.clock.now()
    if now.config.bgp is None:
        return NOT_ACTIVE
    wanted = args.get("neighbors", "neighbors")
    vrf = chosen_vrf(args)
    shown = [session for session in now.sessions if session.neighbor.vrf == vrf and wanted in ("neighbors", session.neighbor.address)]
    if not shown and wanted != "neighbors":
        return "% No such neighbor or address family"
    return "\n\n".join(_block(now, session, moment) for session in shown)


def _block(now: View, session: Session, moment: float) -> str:
    neighbor = session.neighbor
    internal = neighbor.remote_as == session.local_asn
    received, sent = messages(session, moment)
    hold = neighbor.hold
    rows = [f"BGP neighbor is {neighbor.address}, {f' vrf {neighbor.vrf}, ' if neighbor.vrf else ''} remote AS {neighbor.remote_as}, "
            f"{'internal' if internal else 'external'} link",
            f" Description: {neighbor.description}" if neighbor.description else None,
            " Administratively shut down" if neighbor.shutdown else None,
            f"  BGP version 4, remote router ID {neighbor.address if session.established else '0.0.0.0'}",
            f"  BGP state = {'Established' if session.established else session.state.split(' ')[0]}"
            + (f", up for {since(session, moment)}" if session.established else ""),
            f"  Last read {'00:00:05' if session.established else 'never'}, last write {'00:00:05' if session.established else 'never'}, "
            f"hold time is {hold}, keepalive interval is {neighbor.keepalive} seconds",
            "  Message statistics:", "    InQ depth is 0", "    OutQ depth is 0", "                         Sent       Rcvd",
            f"    Total:         {sent:>10} {received:>10}",
            f" For address family: {'VPNv4' if neighbor.vrf else 'IPv4'} Unicast" if neighbor.active else None,
            "  Inbound soft reconfiguration allowed" if neighbor.soft_reconfiguration else None,
            f"  Default information originate,{f' default route-map {neighbor.default_map},' if neighbor.default_map else ''} default "
            f"{'sent' if session.originates_default else 'not sent'}" if neighbor.default_originate else None,
            f"  Maximum prefixes allowed {neighbor.limit}{' (warning-only)' if neighbor.warning_only else ''}" if neighbor.limit else None,
            f"  Threshold for warning message {neighbor.threshold}%" + (f", restart interval {neighbor.restart} min" if neighbor.restart else "")
            if neighbor.limit else None,
            *(f"  {_filter(*kind.split())} is {name}" for kind, name in sorted(neighbor.filters.items())),
            f"  Connections established {session.drops + session.established}; dropped {session.drops}",
            f"  Last reset {'never' if session.dropped_at is None else uptime(moment - session.dropped_at)}",
            "  Option Flags: nagle, path mtu capable" + (", md5" if neighbor.password else "") if session.established else
            "  No active TCP connection"]
    return "\n".join(row for row in rows if row is not None)


def _filter(kind: str, direction: str) -> str:
    if kind == "route-map":
        return f"Route map for {'incoming' if direction == 'in' else 'outgoing'} advertisements"
    return f"{'Incoming' if direction == 'in' else 'Outgoing'} update prefix filter list"


COMMANDS: list[tuple[str, Handler]] = [
    (f"{family} {view_name}", handler)
    for view_name, handler in (("summary", summary), ("neighbors [A.B.C.D]", neighbors))
    for family in ("show ip bgp", "show ip bgp ipv4 unicast", "show bgp ipv4 unicast", "show ip bgp vpnv4 vrf WORD", "show ip bgp vpnv4 all",
                   "show bgp vpnv4 unicast vrf WORD", "show bgp vpnv4 unicast all", "show bgp vrf WORD")
]
