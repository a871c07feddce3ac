"""`show crypto ipsec sa` (IX-18) with the arithmetic of the largest plain packet (SZ-11)."""
from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from ...head_end.derive.counters import Traffic, flow_traffic
from ...head_end.derive.records import Flow, View
from ...head_end.derive.state import RouterState
from .common import Args, Handler, Router, number, state

KILOBYTES = 4608000
OVERLAP = 30.0     # seconds for which the old pair is listed beside the new one after a rekey


@dataclass(frozen=True)
class Cipher:
    """Bytes that a transform adds: IV, ICV, and the alignment of what it encrypts (RFC 4106, 3602, 4868)."""

    iv: int
    align: int
    icv: int


def cipher(transform: str) -> Cipher:
    """The sizes of a transform in the words of the transform-set."""
    if "gcm" in transform:
        return Cipher(8, 4, 16)
    hmac = {"esp-sha256-hmac": 16, "esp-sha384-hmac": 24, "esp-sha512-hmac": 32}
    icv = next((size for word, size in hmac.items() if word in transform), 12 if "hmac" in transform else 0)
    return Cipher(8, 8, icv) if "3des" in transform else Cipher(16, 16, icv)


def path_mtu(view: View, flow: Flow) -> int:
    """The path MTU that the router believes in: it learns a smaller one only when ICMP 3/4 arrives (T23)."""
    interface = view.config.interfaces[flow.outside]
    own = interface.ip_mtu or interface.mtu
    path = flow.head_end.path if flow.head_end else None
    return min(own, path.mtu) if path and flow.passes("icmp-too-big") else own


def plaintext(flow: Flow, path: int, extra: int = 0) -> int:
    """The largest packet that fits into one ESP packet of `path` bytes (SZ-11); `extra` is the platform's own overhead (IX-74)."""
    sizes = cipher(flow.transform)
    outer = (0 if flow.mode == "transport" else 20) + 8 + (8 if flow.ike.port == 4500 else 0)
    return (path - outer - sizes.iv - sizes.icv) // sizes.align * sizes.align - 2 - extra


def spelled(transform: str) -> str:
    """A transform as the SA prints it: `esp-aes 256` becomes `esp-256-aes`, GCM stays."""
    words = transform.split()
    if words[:1] == ["esp-aes"] and len(words) > 1 and words[1].isdigit():
        words = [f"esp-{words[1]}-aes", *words[2:]]
    return " ".join(words)


def show(router: Router, args: Args) -> str:
    """`show crypto ipsec sa [interface X|peer A]`."""
    known = state(router)
    view = known.view()
    flows = [flow for flow in view.flows if flow.entry.peer and flow.ident is not None
             and args.get("peer", flow.entry.peer) == flow.entry.peer and args.get("interface", flow.interface) == flow.interface]
    text = ""
    for name in dict.fromkeys(flow.interface for flow in flows):
        mine = [flow for flow in flows if flow.interface == name]
        text += f"\ninterface: {name}\n    Crypto map tag: {mine[0].entry.name}, local addr {mine[0].local}\n"
        text += "".join(block(known, view, flow, router.clock.now()) for flow in mine)
    return text


def block(known: RouterState, view: View, flow: Flow, now: float) -> str:
    """One ident pair with its counters and SAs."""
    count = flow_traffic(view, flow, known.memory, now)
    active = flow.active(now)
    interface = view.config.interfaces[flow.outside]
    own = interface.ip_mtu or interface.mtu
    path = path_mtu(view, flow) if active else own
    plain = plaintext(flow, path, known.extra_overhead) if active else own
    spi = number(flow.entry.peer, flow.index, "out", _born(flow, now)) if active else 0
    pfs = f"Y, DH group: {flow.entry.pfs}" if active and flow.entry.pfs else "N, DH group: none"
    return (f"{_head(flow)}{_counters(count)}\n"
            f"     local crypto endpt.: {flow.local}, remote crypto endpt.: {flow.entry.peer}\n"
            f"     plaintext mtu {plain}, path mtu {path}, ip mtu {own}, ip mtu idb {flow.outside}\n"
            f"     current outbound spi: 0x{spi:X}({spi})\n     PFS (Y/N): {pfs}\n\n"
            f"     inbound esp sas:\n{_sas(flow, 'in', count, now) if active else ''}\n     inbound ah sas:\n\n     inbound pcp sas:\n\n"
            f"     outbound esp sas:\n{_sas(flow, 'out', count, now) if active else ''}\n     outbound ah sas:\n\n     outbound pcp sas:\n")


def _head(flow: Flow) -> str:
    ident = flow.ident
    if ident is None:
        return ""
    pairs = [f"({IPv4Address(value)}/{IPv4Address(care)}/{ident.protocol}/0)" for value, care in (ident.source, ident.destination)]
    return (f"\n   protected vrf: {flow.vrf or '(none)'}\n   local  ident (addr/mask/prot/port): {pairs[0]}\n"
            f"   remote ident (addr/mask/prot/port): {pairs[1]}\n   current_peer {flow.entry.peer} port {flow.ike.port}\n"
            "     PERMIT, flags={origin_is_acl,}\n")


def _counters(count: Traffic) -> str:
    return (f"    #pkts encaps: {count.sent}, #pkts encrypt: {count.sent}, #pkts digest: {count.sent}\n"
            f"    #pkts decaps: {count.received}, #pkts decrypt: {count.received}, #pkts verify: {count.received}\n"
            "    #pkts compressed: 0, #pkts decompressed: 0\n    #pkts not compressed: 0, #pkts compr. failed: 0\n"
            "    #pkts not decompressed: 0, #pkts decompress failed: 0\n"
            f"    #send errors {count.unprotected}, #recv errors 0\n")


def lifetime(flow: Flow) -> int:
    """The life of the ESP pair in seconds: the smaller of both sides'."""
    return min(flow.entry.lifetime, flow.head_end.esp.lifetime) if flow.head_end else flow.entry.lifetime


def _born(flow: Flow, now: float) -> float:
    """When the present pair was made: at the start, or at the last rekey."""
    begun = flow.esp_at or 0.0
    return begun + (now - begun) // lifetime(flow) * lifetime(flow)


def remaining(flow: Flow, now: float) -> int:
    """Seconds until the next rekey."""
    return int(lifetime(flow) - (now - _born(flow, now)))


def _sas(flow: Flow, direction: str, count: Traffic, now: float) -> str:
    born = _born(flow, now)
    text = _sa(flow, direction, born, remaining(flow, now), count)
    if born > (flow.esp_at or 0.0) and now - born < OVERLAP:
        text = _sa(flow, direction, born - lifetime(flow), int(OVERLAP - (now - born)), count) + text
    return text


def _sa(flow: Flow, direction: str, born: float, seconds: int, count: Traffic) -> str:
    spi = number(flow.entry.peer, flow.index, direction, born)
    mode = "Tunnel" if flow.mode == "tunnel" else "Transport"
    connection = 2001 + 2 * (flow.entry.sequence // 10) + (direction == "out")
    used = (count.received if direction == "in" else count.sent) * 84 // 1000
    return (f"      spi: 0x{spi:X}({spi})\n        transform: {spelled(flow.transform)} ,\n"
            f"        in use settings ={{{mode}{' UDP-Encaps' if flow.ike.port == 4500 else ''}, }}\n"
            f"        conn id: {connection}, flow_id: CSR:{connection - 2000}, sibling_flags FFFFFFFF80000048, crypto map: {flow.entry.name}\n"
            f"        sa timing: remaining key lifetime (k/sec): ({KILOBYTES - used}/{seconds})\n"
            f"        IV size: {cipher(flow.transform).iv} bytes\n        replay detection support: Y\n        Status: ACTIVE(ACTIVE)\n")


COMMANDS: list[tuple[str, Handler]] = [("show crypto ipsec sa [interface INTERFACE|peer A.B.C.D] [detail]", show)]
