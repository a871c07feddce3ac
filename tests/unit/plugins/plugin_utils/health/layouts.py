"""Records ─► the text that a router prints for them (IX-17..IX-28), written for the tests alone: the parsers' inverse."""

from __future__ import annotations

import ipaddress

HASH = {"sha1": "SHA96", "md5": "MD596", None: "None"}


def ike_sa(sas) -> str:
    lines = [" IPv4 Crypto IKEv2  SA ", "", "Tunnel-id Local                 Remote                fvrf/ivrf            Status "]
    for sa in sas:
        ends = f"{sa.local}/{sa.local_port}".ljust(22) + f"{sa.remote}/{sa.remote_port}".ljust(22)
        lines.append(f"{sa.tunnel_id:<10}{ends}{sa.fvrf or 'none'}/{sa.ivrf or 'none'}".ljust(75) + f"{sa.status} ")
        name, size = sa.encryption.rsplit("-", 1)
        values = f"Encr: {name.upper()}, keysize: {size}, PRF: {sa.prf.upper()}, Hash: {HASH.get(sa.integrity) or sa.integrity.upper()}"
        lines += [f"      {values}, DH Grp:{sa.dh_group}, Auth sign: PSK, Auth verify: PSK", f"      Life/Active Time: {sa.lifetime}/{sa.active} sec"]
        lines += ["      CE id: 0, Session-id: 3", f"      Local spi: {sa.local_spi}       Remote spi: {sa.remote_spi}"]
        lines += [f"      Status Description: {sa.description}", f"      Local id: {sa.local_id}", f"      Remote id: {sa.remote_id}"]
        lines += [
            "      Local req msg id:  12             Remote req msg id:  9",
            "      Fragmentation not  configured.",
            "      NAT-T is not detected",
        ]
        lines += [f"      Initiator of SA : {'Yes' if sa.initiator else 'No'}", ""]
    return "\n".join([*lines, " IPv6 Crypto IKEv2  SA ", ""])


def ipsec_sa(flows) -> str:
    lines = []
    for flow in flows:
        lines += [
            f"interface: {flow.interface}",
            f"    Crypto map tag: {flow.crypto_map}, local addr {flow.local_address}",
            "",
            "   protected vrf: (none)",
        ]
        for end, ident in (("local ", flow.local), ("remote", flow.remote)):
            lines.append(f"   {end} ident (addr/mask/prot/port): ({ident.address}/{ident.mask}/{ident.protocol}/{ident.port})")
        lines += [f"   current_peer {flow.peer} port {flow.port}", "     PERMIT, flags={origin_is_acl,}"]
        lines += [f"    #pkts {word}caps: {n}, #pkts {verb}: {n}, #pkts {third}: {n}" for word, verb, third, n in _counters(flow)]
        lines += ["    #pkts not compressed: 0, #pkts compr. failed: 0", "    #send errors 0, #recv errors 0", ""]
        lines += [f"     local crypto endpt.: {flow.local_address}, remote crypto endpt.: {flow.peer}"]
        lines += [f"     plaintext mtu {flow.plaintext_mtu}, path mtu 1500, ip mtu 1500, ip mtu idb {flow.interface}"]
        lines += [f"     current outbound spi: 0x{flow.outbound_spi:X}({flow.outbound_spi})"]
        lines += [f"     PFS (Y/N): {'Y' if flow.pfs else 'N'}, DH group: {flow.dh_group or 'none'}", ""]
        for direction, sas in (("inbound", flow.inbound), ("outbound", flow.outbound)):
            lines += [f"     {direction} esp sas:", *_sas(sas, flow), "", f"     {direction} ah sas:", "", f"     {direction} pcp sas:", ""]
    return "\n".join(lines)


def _counters(flow):
    return (("en", "encrypt", "digest", flow.encaps), ("de", "decrypt", "verify", flow.decaps))


def _sas(sas, flow):
    for sa in sas:
        yield f"      spi: 0x{sa.spi:X}({sa.spi})"
        yield f"        transform: {sa.transform} ,"
        yield "        in use settings ={" + "".join(f"{word}, " for word in sa.settings) + "}"
        yield f"        conn id: 2003, flow_id: CSR:3, sibling_flags FFFFFFFF80000048, crypto map: {flow.crypto_map}"
        yield f"        sa timing: remaining key lifetime (k/sec): (4607998/{sa.remaining})"
        yield "        IV size: 8 bytes"
        yield "        replay detection support: Y"
        yield f"        Status: {sa.status}({sa.status})"


def interface(state) -> str:
    lines = [f"{state.name} is {state.admin}, line protocol is {state.line} ", "  Hardware is Tunnel"]
    lines += [f"  Description: {state.description}"] if state.description else []
    lines += [f"  Internet address is {state.address}/{state.prefix_length}"] if state.address else []
    lines += ["  MTU 9976 bytes, BW 100 Kbit/sec, DLY 50000 usec, ", "     reliability 255/255, txload 1/255, rxload 1/255"]
    lines += ["  Encapsulation TUNNEL, loopback not set"]
    lines += ["  Keepalive set ({} sec), retries {}".format(*state.keepalive) if state.keepalive else "  Keepalive not set"]
    lines += [f"  Tunnel linestate evaluation down - {state.reason}" if state.reason else "  Tunnel linestate evaluation up"]
    source = f"{state.source} ({state.source_interface})" if state.source_interface else state.source
    lines += [f"  Tunnel source {source}, destination {state.destination}", f"  Tunnel protocol/transport {state.transport}"]
    lines += ["    Key disabled, sequencing disabled", "  Tunnel TTL 255, Fast tunneling enabled", "  Path MTU Discovery, ager 10 mins, min MTU 92"]
    return "\n".join([*lines, "  Last input 00:00:03, output 00:00:02, output hang never", ""])


def bgp_summary(rows, local=65001, asdot=False) -> str:
    lines = [f"BGP router identifier 203.0.113.5, local AS number {local}", "BGP table version is 12, main routing table version 12", ""]
    lines += ["Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd"]
    for row in rows:
        last = row.state if row.accepted is None else row.accepted
        asn = f"{row.asn >> 16}.{row.asn & 65535}" if asdot and row.asn > 65535 else row.asn
        lines.append(f"{row.address:<15} 4 {asn:>12} {row.received:>7} {row.sent:>7}       12    0    0 {row.uptime:>8} {last:>8}")
    return "\n".join(lines)


def shorten(prefix: str) -> str:
    """The mask omitted where it is the classful one (IX-24)."""
    network = ipaddress.ip_network(prefix)
    first = int(prefix.split(".")[0])
    natural = 0 if prefix == "0.0.0.0/0" else 8 if first < 128 else 16 if first < 192 else 24
    return str(network.network_address) if network.prefixlen == natural else prefix


def bgp_routes(routes, wrap=False) -> str:
    lines = ["BGP table version is 12, local router ID is 203.0.113.5"]
    lines += [
        "Status codes: s suppressed, d damped, h history, * valid, > best, i - internal, ",
        "Origin codes: i - IGP, e - EGP, ? - incomplete",
        "",
    ]
    lines += ["Originating default network 0.0.0.0", ""] if any(route.originated for route in routes) else []
    lines += ["     Network          Next Hop            Metric LocPrf Weight Path"]
    rows = [route for route in routes if not route.originated]
    last = ""
    for route in rows:
        name = "" if route.prefix == last else shorten(route.prefix)
        tail = f"{route.next_hop:<20} {0:>6}      0 64900 i"
        lines += [f" {route.status:<4} {name}", f"                       {tail}"] if wrap and name else [f" {route.status:<4} {name:<16} {tail}"]
        last = route.prefix
    return "\n".join([*lines, "", f"Total number of prefixes {len(rows)} "])


def ip_route(routes, inherit=False) -> str:
    lines = [
        "Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP",
        "       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area ",
    ]
    lines += ["", "Gateway of last resort is not set", ""]
    for route in routes:
        network, length = route.prefix.split("/")
        if inherit:
            lines.append(f"      {network}/{length} is subnetted, 1 subnets")
        head = f"{route.code:<8} {network if inherit else route.prefix}"
        hops = [f"[20/0] via {hop}, 01:02:17" for hop in route.next_hops]
        exits = [f"is directly connected, {name}" for name in route.interfaces]
        first, *more = hops or exits
        lines += [f"{head} {first}", *(" " * 20 + line for line in more)]
    return "\n".join(lines)


def ping(result, target="100.64.10.1", size=100) -> str:
    lost = "M" if result.too_big else "."
    marks = lost * (result.sent - result.received) + "!" * result.received
    head = [
        "Type escape sequence to abort.",
        f"Sending {result.sent}, {size}-byte ICMP Echos to {target}, timeout is 2 seconds:",
        "Packet sent with a source address of 100.64.10.2 ",
    ]
    rate = f"Success rate is {100 * result.received // result.sent} percent ({result.received}/{result.sent})"
    return "\n".join([*head, marks, rate + (", round-trip min/avg/max = 12/13/15 ms" if result.received else "")])


def crypto_map(entries) -> str:
    lines = []
    for entry in entries:
        lines.append(f'Crypto Map IPv4 "{entry.name}" {entry.sequence} ipsec-isakmp')
        lines += (
            ["\tWARNING: This crypto map is in an incomplete state!", "\t\t(missing peer or access-list definitions)"] if entry.incomplete else []
        )
        lines += [f"\tPeer = {peer}" for peer in entry.peers]
        lines += [f"\tIKEv2 Profile: {entry.profile}"] if entry.profile else []
        lines += (
            [f"\tExtended IP access list {entry.acl}", f"\t    access-list {entry.acl} permit gre host 203.0.113.5 host 198.51.100.12"]
            if entry.acl
            else []
        )
        lines += [f"\tCurrent peer: {peer}" for peer in entry.peers[:1]]
        lines += [
            "\tSecurity association lifetime: 4608000 kilobytes/3600 seconds",
            "\tResponder-Only (Y/N): N",
            f"\tPFS (Y/N): {'Y' if entry.pfs else 'N'}",
        ]
        lines += [f"\tDH group:  {entry.dh_group}"] if entry.pfs else []
        lines += ["\tMixed-mode : Disabled", "\tTransform sets={ ", *(f"\t\t{name}:  {{ {text}  }} , " for name, text in entry.transforms), "\t}"]
    for name in dict.fromkeys(entry.name for entry in entries):
        lines += [f"\tInterfaces using crypto map {name}:", *("\t\t" + user for user in next(e.interfaces for e in entries if e.name == name)), ""]
    return "\n".join(lines)


GROUPS = {14: "2048_MODP", 19: "256_ECP", 20: "384_ECP", 21: "521_ECP"}


def proposals(records) -> str:
    lines = []
    for record in records:
        lines += [f" IKEv2 proposal: {record.name} ", f"     Encryption : {' '.join(record.encryption).upper()}"]
        lines += [f"     Integrity  : {' '.join(record.integrity).upper() or 'none'}", f"     PRF        : {' '.join(record.prf).upper()}"]
        lines += ["     DH Group   : " + " ".join(f"DH_GROUP_{GROUPS.get(group, 'X')}/Group {group}" for group in record.dh_group)]
    return "\n".join(lines)


def policies(records) -> str:
    lines = []
    for record in records:
        lines += [f" IKEv2 policy : {record.name} ", f"      Match fvrf : {record.fvrf or 'global'}"]
        lines += [f"      Match address local : {address}" for address in record.local] + [f"      Proposal    : {name}" for name in record.proposals]
    return "\n".join(lines)


def prefix_lists(records) -> str:
    lines = []
    for record in records:
        lines.append(f"ip prefix-list {record.name}: {len(record.entries)} entries")
        for entry in record.entries:
            span = (f" ge {entry.ge}" if entry.ge else "") + (f" le {entry.le}" if entry.le else "")
            lines.append(f"   seq {entry.sequence} {entry.action} {entry.prefix}{span}")
    return "\n".join(lines)


def access_lists(records) -> str:
    lines = []
    for record in records:
        lines.append(f"Extended IP access list {record.name}")
        for entry in record.entries:
            hits = f" ({entry.matches} match{'es' if entry.matches > 1 else ''})" if entry.matches else ""
            lines.append(f"    {'' if entry.sequence is None else f'{entry.sequence} '}{entry.rule}{hits}")
    return "\n".join(lines)
