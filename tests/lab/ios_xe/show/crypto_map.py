"""`show crypto map` (IX-19) and `show crypto session` (IX-21)."""
from __future__ import annotations

from ipaddress import IPv4Address

from ...head_end.derive.counters import flow_traffic
from ...head_end.derive.records import Flow, View
from ...head_end.read import AclEntry, MapEntry
from .common import Args, Handler, Router, state, uptime, view
from .crypto_ipsec import KILOBYTES, remaining, spelled


def show_map(router: Router, args: Args) -> str:
    """`show crypto map [interface X|tag NAME]`."""
    now = view(router)
    carried = {interface.crypto_map for interface in now.config.interfaces.values() if interface.name == args.get("interface")}
    parts = []
    for name, entries in now.config.maps.items():
        if args.get("tag", name) == name and ("interface" not in args or name in carried):
            users = [interface.name for interface in now.config.interfaces.values() if interface.crypto_map == name]
            parts += [_entry(now, entry) for entry in entries]
            parts.append(f"\tInterfaces using crypto map {name}:\n" + "".join(f"\t\t{user}\n" for user in users))
    return "\n".join(parts) if parts else "No crypto maps found."


def _entry(now: View, entry: MapEntry) -> str:
    rows = [f'Crypto Map IPv4 "{entry.name}" {entry.sequence} ipsec-isakmp']
    acl = now.config.acls.get(entry.acl or "")
    if not entry.complete or acl is None:
        rows += ["WARNING: This crypto map is in an incomplete state!", "(missing peer or access-list definitions)"]
    rows += [f"Peer = {entry.peer}"] if entry.peer else []
    rows += [f"IKEv2 Profile: {entry.profile}"] if entry.profile else []
    if entry.acl:
        rows.append(f"Extended IP access list {entry.acl}")
        rows += [f"    access-list {entry.acl} {line.text}" for line in (acl[1] if acl else [])]
    rows += [f"Current peer: {entry.peer}"] if entry.peer else []
    rows += [f"Security association lifetime: {KILOBYTES} kilobytes/{entry.lifetime} seconds", "Responder-Only (Y/N): N"]
    rows += ["PFS (Y/N): Y", f"DH group:  {entry.pfs}"] if entry.pfs else ["PFS (Y/N): N"]
    sets = [f"\t{name}:  {{ {spelled(now.config.transform_sets[name].transform)}  }} ,"
            for name in entry.transform_sets if name in now.config.transform_sets]
    return "\n\t".join([*rows, "Mixed-mode : Disabled", "Transform sets={ ", *sets, "}"])


def session(router: Router, args: Args) -> str:
    """`show crypto session [detail]`."""
    known = state(router)
    now, moment = known.view(), router.clock.now()
    parts = ["Crypto session current status\n"]
    if "detail" in args:
        parts.append("Code: C - IKE Configuration mode, D - Dead Peer Detection     \n"
                     "K - Keepalives, N - NAT-traversal, T - cTCP encapsulation     \n"
                     "X - IKE Extended Authentication, F - IKE Fragmentation\nR - IKE Auto Reconnect, U - IKE Dynamic Route Update\nS - SIP VPN\n")
    for flow in now.flows:
        if flow.entry.peer and flow.ident:
            parts.append(_session(flow, moment) if "detail" not in args else _detailed(now, flow, router, moment))
    return "\n".join(parts)


def status(flow: Flow, now: float) -> str:
    """The session status of a flow."""
    if flow.active(now):
        return "UP-ACTIVE"
    if flow.ike.ready(now):
        return "UP-IDLE"
    return "DOWN-NEGOTIATING" if flow.ike.status or flow.asked_at is not None else "DOWN"


def _ike_line(flow: Flow, now: float) -> str | None:
    if not flow.ike.status:
        return None
    port, word = flow.ike.port, "Active" if flow.ike.ready(now) else "Inactive"
    return f"  IKEv2 SA: local {flow.local}/{port} remote {flow.entry.peer}/{port} {word} "


def ident(line: AclEntry) -> str:
    """The flow as the session prints it; GRE is the number 47 (IX-21)."""
    protocol = "ip" if line.protocol == 0 else str(line.protocol)
    ends = ["host " + str(IPv4Address(value)) if care == 0xFFFFFFFF else f"{IPv4Address(value)}/{IPv4Address(care)}"
            for value, care in (line.source, line.destination)]
    return f"permit {protocol} {ends[0]} {ends[1]}"


def _session(flow: Flow, now: float) -> str:
    rows = [f"Interface: {flow.interface}", f"Profile: {flow.entry.profile}" if flow.ike.status else None,
            f"Session status: {status(flow, now)}", f"Peer: {flow.entry.peer} port {flow.ike.port} ",
            f"  Session ID: {flow.entry.sequence}  " if flow.ike.status else None, _ike_line(flow, now),
            f"  IPSEC FLOW: {ident(flow.ident)} " if flow.ident else None,
            f"        Active SAs: {2 if flow.active(now) else 0}, origin: crypto map"]
    return "\n".join(row for row in rows if row is not None) + "\n"


def _detailed(now: View, flow: Flow, router: Router, moment: float) -> str:
    active, ready = flow.active(moment), flow.ike.ready(moment)
    count = flow_traffic(now, flow, state(router).memory, moment)
    life = f"{KILOBYTES - count.received * 84 // 1000}/{remaining(flow, moment)}" if active else "0/0"
    left = uptime(flow.ike.lifetime - (moment - flow.ike.since) % flow.ike.lifetime)
    vrf = flow.vrf or "(none)"
    rows = [f"Interface: {flow.interface}", f"Profile: {flow.entry.profile}" if ready else None,
            f"Uptime: {uptime(moment - flow.ike.since)}" if ready else None, f"Session status: {status(flow, moment)}",
            f"Peer: {flow.entry.peer} port {flow.ike.port} fvrf: {vrf} ivrf: {vrf}",
            f"      Phase1_id: {flow.entry.peer}" if ready else "      Phase1_id: (none)", "      Desc: (none)",
            f"  Session ID: {flow.entry.sequence}  " if ready else None, _ike_line(flow, moment),
            f"          Capabilities:{'DU' if ready else 'U'}{'N' if flow.ike.port == 4500 else ''} connid:1 lifetime:{left}" if ready else None,
            f"  IPSEC FLOW: {ident(flow.ident)} " if flow.ident else None,
            f"        Active SAs: {2 if active else 0}, origin: crypto map",
            f"        Inbound:  #pkts dec'ed {count.received} drop 0 life (KB/Sec) {life}",
            f"        Outbound: #pkts enc'ed {count.sent} drop {count.unprotected} life (KB/Sec) {life}"]
    return "\n".join(row for row in rows if row is not None) + "\n"


COMMANDS: list[tuple[str, Handler]] = [
    ("show crypto map [interface INTERFACE|tag WORD]", show_map),
    ("show crypto session [detail]", session),
]
