"""`ping` and `traceroute` through the model (IX-28)."""
from __future__ import annotations

from ...head_end.derive import RouterState, View
from ...head_end.derive.reach import ANSWERED, LOST, TOO_BIG, Probe, answer, outgoing, source_address, tunnel_of
from ...head_end.model import HeadEnd
from .common import Args, Handler, Router, state
from .crypto_ipsec import path_mtu, plaintext

MARKS_PER_LINE = 70


def _probe(router: Router, args: Args) -> Probe:
    destination = args.get("ping") or args.get("traceroute") or args["a.b.c.d"]
    if not destination[0].isdigit():
        destination = args["a.b.c.d"]
    return Probe(router.name, destination, args.get("source"), args.get("vrf"), int(args.get("size", 100)), "df-bit" in args)


def ping(router: Router, args: Args) -> str:
    """`ping [vrf X] A [source IF] [repeat N] [size N] [df-bit] [timeout N]`."""
    known = state(router)
    probe, repeat, timeout = _probe(router, args), int(args.get("repeat", 5)), int(args.get("timeout", 2))
    if probe.vrf and probe.vrf not in known.view().config.vrfs:
        return f"% VRF {probe.vrf} does not exist"
    source = source_address(known.view(), probe)
    if probe.source and source is None:
        return f"% Invalid source interface - IP not enabled or interface is down\n% Invalid source interface {probe.source}"
    marks = _marks(known, router, probe, repeat, timeout)
    answered = marks.count(ANSWERED)
    rows = ["Type escape sequence to abort.",
            f"Sending {repeat}, {probe.size}-byte ICMP Echos to {probe.destination}, timeout is {timeout} seconds:"]
    rows += [f"Packet sent with a source address of {source} "] if probe.source else []
    rows += ["Packet sent with the DF bit set"] if probe.dont_fragment else []
    rows += [marks[start:start + MARKS_PER_LINE] for start in range(0, len(marks), MARKS_PER_LINE)]
    times = ", round-trip min/avg/max = 11/12/15 ms" if answered else ""
    return "\n".join([*rows, f"Success rate is {100 * answered // max(1, repeat)} percent ({answered}/{repeat}){times}"])


def _marks(known: RouterState, router: Router, probe: Probe, repeat: int, timeout: int) -> str:
    """One mark per packet; while IKE negotiates a packet is lost, and its timeout gives IKE time (IX-53)."""
    tunnel = tunnel_of(known.view(), probe)
    if tunnel:
        known.pinged(tunnel.interface.name)
    moment, marks = router.clock.now(), ""
    for _packet in range(repeat):
        view = known.view()
        marks += answer(view, known.world, probe, *_limit(known, view, probe), moment)
        if marks[-1] == LOST:
            moment += timeout
        if len(marks) >= 5 and len(set(marks[-2:])) == 1:
            marks += marks[-1] * (repeat - len(marks))
            break
    if tunnel:
        sent = sum(mark != TOO_BIG for mark in marks) if tunnel.line else 0
        known.memory.count_ping(tunnel.interface.name, sent, marks.count(ANSWERED))
    return marks


def _limit(known: RouterState, view: View, probe: Probe) -> tuple[int | None, bool]:
    """The largest packet that really crosses the tunnel's SA, and whether the router knows that size (T23)."""
    tunnel = tunnel_of(view, probe)
    flow = tunnel.flow if tunnel else None
    if flow is None or flow.head_end is None or not flow.transform:
        return None, False
    real = min(flow.head_end.path.mtu, path_mtu(view, flow))
    return plaintext(flow, real, known.extra_overhead), real == path_mtu(view, flow)


def traceroute(router: Router, args: Args) -> str:
    """`traceroute [vrf X] A [source IF]`: the answering hop, or lines of stars."""
    known = state(router)
    view, probe = known.view(), _probe(router, args)
    heading = f"Type escape sequence to abort.\nTracing the route to {probe.destination}\nVRF info: (vrf in name/id, vrf out name/id)"
    tunnel = tunnel_of(view, probe)
    if tunnel:
        known.pinged(tunnel.interface.name)
        view = known.view()
    mark = answer(view, known.world, probe, None, False, router.clock.now())
    hops = _hops(view, known, probe, tunnel.head_end if tunnel else None) if mark == ANSWERED else _gateway(view, known, probe)
    rows = [f"  {index} {address} 11 msec 12 msec 11 msec" for index, address in enumerate(hops, 1)]
    if mark != ANSWERED:
        rows += [f"  {index}  *  *  * " for index in range(len(hops) + 1, 31)]
    return "\n".join([heading, *rows])


def _gateway(view: View, known: RouterState, probe: Probe) -> list[str]:
    hop = outgoing(view, probe)
    known_hop = hop and hop.next_hop and (known.world.gateway(hop.next_hop) or known.world.neighbor(probe.router, hop.next_hop))
    return [hop.next_hop] if hop and hop.next_hop and known_hop else []


def _hops(view: View, known: RouterState, probe: Probe, head_end: HeadEnd | None) -> list[str]:
    first = [head_end.tunnel_address] if head_end else _gateway(view, known, probe)
    return list(dict.fromkeys([*first, probe.destination]))


COMMANDS: list[tuple[str, Handler]] = [
    ("ping [vrf WORD] A.B.C.D [source {INTERFACE|A.B.C.D}] [repeat <1-2147483647>] [size <36-18024>] [df-bit] [timeout <0-3600>]", ping),
    ("ping [vrf WORD] ip A.B.C.D [source {INTERFACE|A.B.C.D}] [repeat <1-2147483647>] [size <36-18024>] [df-bit] [timeout <0-3600>]", ping),
    ("traceroute [vrf WORD] A.B.C.D [source {INTERFACE|A.B.C.D}] [numeric] [timeout <0-3600>] [probe <1-65535>] [ttl <1-255> <1-255>]", traceroute),
]
