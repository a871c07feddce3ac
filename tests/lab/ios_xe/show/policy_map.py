"""`show policy-map [NAME]`, `show policy-map interface [X] [input|output]` (IX-27), with what has flowed (TI-67)."""
from __future__ import annotations

from collections.abc import Iterator

from ...head_end.derive.queues import Chain, chain, classes
from ...head_end.derive.streams import wire_bits
from ...head_end.read import Interface
from ...head_end.read.policies import PolicyClass
from .common import Args, Handler, Router, state

LINK = 1_000_000_000
QUEUEING = ("bandwidth", "priority", "fair-queue", "shape average", "queue-limit")


class _Shown:
    """One interface's policies with the numbers of the moment."""

    def __init__(self, router: Router, interface: Interface) -> None:
        known = state(router)
        self.config, self.interface = known.view().config, interface
        self.counts = known.memory.counts
        self.rates: dict[Chain, float] = {}
        for stream in known.flowing():
            if stream.interface == interface.name and not stream.inbound:
                way = chain(self.config, interface.policy_out, stream.packet)
                self.rates[way] = self.rates.get(way, 0.0) + stream.rate * wire_bits(stream.packet, interface.vlan is not None)

    def total(self, way: Chain, kind: str, unit: str) -> int:
        """Packets or bytes offered, sent or dropped in a class and those inside it."""
        wanted = ("qos", self.interface.name, kind, unit)
        return int(sum(value for key, value in self.counts.items() if key[:4] == wanted and key[4:4 + len(way)] == way) + 1e-6)

    def rate(self, way: Chain) -> str:
        """The offered rate as IOS writes it."""
        bits = int(sum(value for other, value in self.rates.items() if other[:len(way)] == way))
        return f"{bits // 1000:04d} kbps" if bits >= 10_000 else f"{bits:04d} bps"

    def policy(self, name: str, above: Chain, indent: str, base: int, live: bool) -> Iterator[str]:
        """The classes of a policy; `base` is the rate that percentages are of."""
        for each in classes(self.config, name):
            yield from self._class(each, (*above, name, each.name), indent, base, live)
            yield ""

    def _class(self, each: PolicyClass, way: Chain, indent: str, base: int, live: bool) -> Iterator[str]:
        item = self.config.class_maps.get(each.name)
        kind = "match-any" if item is None or item.any else "match-all"
        packets, size, sent, sent_size, drops = self._numbers(way) if live else (0, 0, 0, 0, 0)
        yield f"{indent}Class-map: {each.name} ({kind})  "
        yield f"{indent}  {packets} packets, {size} bytes"
        yield f"{indent}  5 minute offered rate {self.rate(way) if live else '0000 bps'}, drop rate 0000 bps"
        yield from (f"{indent}  Match: {' '.join(words)}" for words in (item.matches if item else [("any ",)]))
        if any(each.after(word) is not None for word in QUEUEING) or not each.lines:
            yield f"{indent}  Queueing"
            yield f"{indent}  queue limit 64 packets"
            yield f"{indent}  (queue depth/total drops/no-buffer drops) 0/{drops}/0"
            yield f"{indent}  (pkts output/bytes output) {sent}/{sent_size}"
        for line in each.lines:
            yield from _action(line, f"{indent}  ", base, drops)
        if each.child:
            yield from ("", f"{indent}  Service-policy : {each.child}", "")
            inner = list(self.policy(each.child, way, f"{indent}    ", each.shaped or base, live))
            yield from inner[:-1]

    def _numbers(self, way: Chain) -> tuple[int, ...]:
        """Packets and bytes offered, packets and bytes sent, packets dropped."""
        kinds = (("offered", "packets"), ("offered", "bytes"), ("sent", "packets"), ("sent", "bytes"), ("dropped", "packets"))
        return tuple(self.total(way, *kind) for kind in kinds)


def _action(line: str, indent: str, base: int, drops: int) -> Iterator[str]:
    """One action of a class with what it is worth."""
    words = line.split()
    match words:
        case ["priority", "percent", share, *_]:
            kbps = int(share) * base // 100_000
            yield f"{indent}Priority: {share}% ({kbps} kbps), burst bytes {kbps * 25}, b/w exceed drops: {drops}"
        case ["bandwidth", "percent", share]:
            yield f"{indent}bandwidth {share}% ({int(share) * base // 100_000} kbps)"
        case ["bandwidth", kbps]:
            yield f"{indent}bandwidth {kbps} kbps"
        case ["shape", "average", cir, *_] if cir.isdigit():
            yield f"{indent}shape (average) cir {cir}, bc {int(cir) // 250}, be 0"
            yield f"{indent}target shape rate {cir}"
        case ["set", *rest]:
            yield from (f"{indent}QoS Set", f"{indent}  {' '.join(rest)}", f"{indent}    Marker statistics: Disabled")
        case ["fair-queue", *_]:
            yield f"{indent}Fair-queue: per-flow queue limit 16 packets"
        case ["service-policy", _child]:
            return
        case _:
            yield f"{indent}{line}"


def interfaces(router: Router, args: Args) -> str:
    """`show policy-map interface [X] [input|output]`."""
    chosen = [word for word in ("input", "output") if word in args] or ["input", "output"]
    rows: list[str] = []
    for interface in state(router).view().config.interfaces.values():
        if args.get("interface", "interface") not in (interface.name, "interface"):
            continue
        attached = {"input": interface.policy_in, "output": interface.policy_out}
        for direction in chosen:
            name = attached[direction]
            if name:
                rows += [f" {interface.name} ", "", f"  Service-policy {direction}: {name}", ""]
                rows += _Shown(router, interface).policy(name, (), "    ", LINK, direction == "output")
    return "\n".join(rows)


def defined(router: Router, args: Args) -> str:
    """`show policy-map [NAME]`: as configured."""
    config = state(router).view().config
    wanted = args.get("policy-map", "policy-map")
    rows = []
    for name, found in config.policy_maps.items():
        if wanted in ("policy-map", name):
            rows.append(f"  Policy Map {name}")
            rows += [text for each in found for text in (f"    Class {each.name}", *(f"      {line}" for line in each.lines))]
    return "\n".join(rows)


COMMANDS: list[tuple[str, Handler]] = [
    ("show policy-map interface [INTERFACE] [input|output]", interfaces),
    ("show policy-map [WORD]", defined),
]
