# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a box does with a packet: OUT filter, then NAT; NAT, then IN filter; dynamic sessions (RX-52..RX-55, RX-75)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .config import Config
from .grammar import Line
from .nat import Table, descriptors, where
from .packet import Packet, means, triggers

_TIMERS = {"tcp": ("tcp-idle-time", 3600), "udp": ("udp-idle-time", 30)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`number`: the filter that decided, None when no filter did. `why`: `filter`, `no filter`, `no match`, `dynamic`, `nat ...`.

    `packet`: how it goes on, translated.
    """

    passed: bool
    number: int | None
    why: str
    packet: Packet


@dataclass(frozen=True, slots=True)
class Session:
    """What answers pass by: until when, and how long each lets it live on."""

    until: float
    seconds: float


@dataclass
class Traffic:
    """What a box remembers of packets. `outside`: the address of its WAN. `now`: seconds."""

    outside: str = "203.0.113.254"
    now: Callable[[], float] = lambda: 0.0
    tables: dict[str, Table] = field(default_factory=dict)
    sessions: dict[tuple[str, Packet], Session] = field(default_factory=dict)

    def table(self, config: Config, interface: str) -> Table | None:
        """The NAT table of an interface, under the present configuration."""
        numbers = descriptors(config, interface)
        if not numbers:
            return None
        table = self.tables.setdefault(interface, Table(config, numbers[0], self.now))
        table.config, table.descriptor = config, numbers[0]
        return table


def verdict(config: Config, direction: str, interface: str, packet: Packet, traffic: Traffic | None = None) -> Verdict:
    """What becomes of a packet that goes `in` or `out` at an interface (`pp 1`, `lan2`, `tunnel 3`).

    Without `traffic` the box remembers nothing; give the same one again for answers. NAT concerns packets to `outside` only.
    """
    memory = traffic or Traffic()
    table = memory.table(config, interface)
    if direction == "out":
        found = _filtered(config, direction, interface, packet, memory)
        return found if table is None or not found.passed else Verdict(True, found.number, found.why, table.out(packet, memory.outside))
    if table is not None and packet.destination == memory.outside:
        inside, why = table.into(packet)
        if inside is None:
            return Verdict(False, None, why, packet)
        packet = inside
    return _filtered(config, direction, interface, packet, memory)


def _filtered(config: Config, direction: str, interface: str, packet: Packet, memory: Traffic) -> Verdict:
    """By the list of the interface: an answer passes whatever it says, else the first filter that means the packet decides."""
    lists = filters(config, direction, interface)
    session = memory.sessions.get((interface, _bare(packet)))
    if session is not None and session.until > memory.now():
        memory.sessions[interface, _bare(packet)] = Session(memory.now() + session.seconds, session.seconds)
        return Verdict(True, None, "dynamic", packet)
    if lists is None:
        return Verdict(True, None, "no filter", packet)
    static, dynamic = lists
    for number in static:
        line = config.line(f"ip filter {number}")
        if line is not None and means(config, line, packet):
            passed = not line.rest[0].text.startswith("reject")
            if passed:
                _remember(config, dynamic, interface, packet, memory)
            return Verdict(passed, number, "filter", packet)
    return Verdict(False, None, "no match", packet)


def filters(config: Config, direction: str, interface: str) -> tuple[list[int], list[int]] | None:
    """The static and dynamic filters of an interface; None when it has no list. An undefined set is none (RX-55)."""
    kind, context = where(interface)
    line = config.line(f"ip {kind} secure filter {direction}", context)
    named = config.line(f"ip {kind} secure filter name", context)
    if named is not None:
        line = config.line(f"ip filter set {named.rest[0].text} {direction}")
    if line is None:
        return None
    words = [taken.text for taken in line.rest]
    at = words.index("dynamic") if "dynamic" in words else len(words)
    return [int(word) for word in words[:at]], [int(word) for word in words[at + 1:]]


def _remember(config: Config, dynamic: list[int], interface: str, packet: Packet, memory: Traffic) -> None:
    """A session for the answers, when a dynamic filter is triggered."""
    for line in (config.line(f"ip filter dynamic {number}") for number in dynamic):
        if line is not None and triggers(config, line, packet):
            seconds = _seconds(config, line, packet)
            memory.sessions[interface, _bare(packet.answer())] = Session(memory.now() + seconds, seconds)
            return


def _seconds(config: Config, line: Line, packet: Packet) -> float:
    """Its own timeout, or the idle time of its protocol."""
    name, seconds = _TIMERS.get(packet.protocol, _TIMERS["udp"])
    timers = config.line("ip filter dynamic timer")
    said = dict(taken.text.partition("=")[::2] for taken in (*(timers.rest if timers else ()), *line.rest))
    return float(said.get("timeout") or said.get(name) or seconds)


def _bare(packet: Packet) -> Packet:
    """The flow of a packet, whatever its flags."""
    return Packet(packet.protocol, packet.source, packet.source_port, packet.destination, packet.destination_port)
