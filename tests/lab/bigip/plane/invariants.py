"""What must hold at every hop of every flow (SB-71), read off the packets on the wire."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from .lines import address_of, tag_of
from .message import Message, all_values, read, via_field
from .network import Address, Packet

_UNTOUCHED = ("Contact", "From", "To", "Call-ID", "CSeq", "Content-Length", "Max-Forwards")


Parsed = Sequence[tuple[Packet, Message]]


@dataclass(frozen=True)
class Hop:
    """One message before and behind the load balancer."""

    before: Message
    after: Message
    packet: Packet


def broken(packets: Iterable[Packet], virtual: Address, members: Iterable[Address], own: Iterable[str]) -> list[str]:
    """What does not hold, each beginning with the number of its invariant. `own`: the device's addresses towards members."""
    places, addresses = set(members), set(own)
    found = ((packet, read(packet.data)) for packet in packets)
    parsed = [(packet, message) for packet, message in found if message is not None]
    hosts = {address for address, _port in places}
    hops = _hops(parsed, lambda packet: packet.target == virtual, lambda packet: packet.target in places and packet.source[0] not in hosts)
    back = _hops(parsed, lambda packet: packet.source in places and packet.target[0] not in hosts, lambda packet: packet.source == virtual)
    requests, responses = [hop for hop in hops if not hop.before.code], [hop for hop in back if hop.before.code]
    lines = [*_of_requests(requests, virtual, addresses), *_of_responses(responses), *_alien(parsed, places), *_one_member(requests)]
    return list(dict.fromkeys(lines))


def _hops(parsed: Parsed, before: Callable[[Packet], bool], after: Callable[[Packet], bool]) -> list[Hop]:
    """Each packet `before` the load balancer, with the same message `after` it, in the order of the wire."""
    waiting: dict[tuple[str, ...], list[Message]] = defaultdict(list)
    found = []
    for packet, message in parsed:
        key = (message.method, str(message.code), message.header("Call-ID"), message.header("CSeq"))
        if before(packet):
            waiting[key].append(message)
        elif after(packet) and waiting[key]:
            found.append(Hop(waiting[key].pop(0), message, packet))
    return found


def _of_requests(hops: Iterable[Hop], virtual: Address, own: set[str]) -> Iterator[str]:
    for hop in hops:
        what = f"{hop.before.method} {hop.before.header('Call-ID')}"
        yield from (f"{number}: {what} {text}" for number, text in _of_request(hop, virtual, own))


def _of_request(hop: Hop, virtual: Address, own: set[str]) -> Iterator[tuple[str, str]]:
    before, after, source = hop.before, hop.after, hop.packet.source
    vias = all_values(after, "Via")
    if vias[1:] != all_values(before, "Via") or via_field(vias[0], "sent_by") != f"{source[0]}:{source[1]}":
        yield "i", f"has the Vias {vias} from {source}"
    if own and source[0] not in own:
        yield "vi", f"comes from {source[0]}"
    yield from _routing(hop, virtual)
    changed = [name for name in _UNTOUCHED if before.header(name) != after.header(name)]
    if changed or before.body != after.body or before.uri != after.uri:
        yield "v", f"changed {changed or 'Request-URI or body'}"


def _routing(hop: Hop, virtual: Address) -> Iterator[tuple[str, str]]:
    before, after, member = hop.before, hop.after, hop.packet.target
    initial = not tag_of(before.header("To"))
    records, were = all_values(after, "Record-Route"), all_values(before, "Record-Route")
    wanted = [f"<sip:{virtual[0]}:{virtual[1]};lr>"] if initial and before.method not in ("REGISTER", "CANCEL", "ACK") else []
    if before.method not in ("CANCEL", "ACK") and records != [*wanted, *were]:
        yield "iii" if initial else "iv", f"has the Record-Routes {records}"
    routes, came = all_values(after, "Route"), all_values(before, "Route")
    if came and address_of(came[0]) == virtual:
        came = [f"<sip:{member[0]}:{member[1]};lr>", *came[1:]]
    if routes != came:
        yield "iii" if initial else "iv", f"has the Routes {routes}, not {came}"


def _of_responses(hops: Iterable[Hop]) -> Iterator[str]:
    """The client gets one Via less than the member has sent, and all else (ii)."""
    for hop in hops:
        what, vias = f"{hop.after.code} to {hop.after.header('CSeq')} {hop.after.header('Call-ID')}", all_values(hop.after, "Via")
        if vias != all_values(hop.before, "Via")[1:]:
            yield f"ii: {what} has the Vias {vias}"
        changed = [name for name in (*_UNTOUCHED, "Record-Route") if hop.before.header(name) != hop.after.header(name)]
        if changed or hop.after.body != hop.before.body:
            yield f"v: {what} changed {changed or 'the body'}"


def _alien(parsed: Parsed, members: set[Address]) -> Iterator[str]:
    """A member has recorded itself (viii): it is not set up as the user is told to (SB-97)."""
    for packet, message in parsed:
        for route in all_values(message, "Record-Route"):
            if address_of(route) in members:
                yield f"viii: {packet.source[0]} has recorded itself: WebOTX must not add a Record-Route"


def _one_member(hops: Iterable[Hop]) -> Iterator[str]:
    found: dict[str, set[Address]] = defaultdict(set)
    for hop in hops:
        found[hop.before.header("Call-ID")].add(hop.packet.target)
    yield from (f"ix: {call_id} went to {sorted(places)}" for call_id, places in found.items() if len(places) > 1)
