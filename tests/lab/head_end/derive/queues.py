"""What a policy on the way out does with the traffic: which class takes it, and what is left behind when there is too much (TI-54, TI-67)."""
from __future__ import annotations

from collections.abc import Sequence

from ..read import Config
from ..read.packets import Packet
from ..read.policies import PolicyClass, belongs
from .streams import Stream, wire_bits

Chain = tuple[str, ...]


def chain(config: Config, policy: str | None, packet: Packet) -> Chain:
    """The names of policies and classes that a packet goes through, from the outside to the inside."""
    taken = next((each for each in classes(config, policy) if belongs(config.class_maps, config.acls, each.name, packet)), None)
    return (policy or "", taken.name, *chain(config, taken.child, packet)) if taken else ()


def classes(config: Config, policy: str | None) -> list[PolicyClass]:
    """The classes of a policy, class-default last in any case."""
    found = config.policy_maps.get(policy or "", [])
    return found if not policy or any(each.name == "class-default" for each in found) else [*found, PolicyClass("class-default", ())]


def shares(config: Config, policy: str, outgoing: Sequence[Stream], tagged: bool) -> dict[Chain, tuple[float, float]]:
    """Bits per second of each innermost class: offered, and sent."""
    offered: dict[Chain, float] = {}
    for stream in outgoing:
        way = chain(config, policy, stream.packet)
        offered[way] = offered.get(way, 0.0) + stream.rate * wire_bits(stream.packet, tagged)
    limit = next((each.shaped for each in classes(config, policy) if each.shaped), None)
    if limit is None or sum(offered.values()) <= limit:
        return {way: (bits, bits) for way, bits in offered.items()}
    first = {way: min(bits, limit * percent / 100) for way, bits in offered.items() if (percent := _priority(config, way)) is not None}
    rest = sum(bits for way, bits in offered.items() if way not in first)
    left = (limit - sum(first.values())) / rest if rest else 0.0
    return {way: (bits, first[way] if way in first else bits * min(1.0, left)) for way, bits in offered.items()}


def _priority(config: Config, way: Chain) -> int | None:
    if len(way) < 2:
        return None
    return next((each.priority_percent for each in classes(config, way[-2]) if each.name == way[-1]), None)
