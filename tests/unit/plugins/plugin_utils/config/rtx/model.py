"""An RTX as text in memory: takes typed lines, shows them, may spell things its own way, passes packets. Shares nothing with the product."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network

_KEYS = [
    r"ip filter dynamic \d+", r"ip filter \d+", r"queue class filter \d+", r"ip host \S+", r"ip \S+ secure filter (?:in|out|name)",
    r"ip \S+ nat descriptor", r"nat descriptor timer \d+ protocol=\S+ port=\S+", r"nat descriptor timer \d+ tcpfin", r"nat descriptor timer \d+",
    r"nat descriptor (?:sip|type|ftp port) \d+", r"nat descriptor address outer \d+", r"(?:sip|upnp) use", r"queue \S+ class property \d+",
    r"queue \S+ class filter list", r"queue \S+ default class", r"queue \S+ type", r"queue \S+ length \d+", r"speed \S+", r"description \d+",
    r"schedule at \d+", r"console \S+", r"tunnel encapsulation", r"pppoe use", r"pp enable", r"pp auth myname", r"syslog \S+", r"login user \S+",
]  # fmt: skip
_LIST = re.compile(r"ip \S+ secure filter (?:in|out)|queue \S+ class filter list")
Packet = tuple[str, str, str, int, int]  #: source, destination, udp or tcp or established (tcp with ACK), ports


class Refused(AssertionError):
    """The router does not take a line."""


class Device:
    """``lines`` by (context, key), in the order in which they came."""

    def __init__(self, text: str, model: str = "RTX1210", revision: str = "14.01.42") -> None:
        self.head = f"# {model} Rev.{revision} (Thu Nov  6 08:45:55 2025)\n# Reporting Date: Nov 27 13:00:00 2026\n"
        self.lines: dict[tuple[str, str], str] = {}
        self.started = False
        self.type(text.splitlines())
        self.started = True

    def type(self, lines: list[str]) -> None:
        """As at the console: what has no object, no context or is still in use is refused."""
        context = ""
        for line in (" ".join(line.split()) for line in lines):
            chosen = re.fullmatch(r"(pp|tunnel) select (\d+|none)", line)
            if chosen:
                context = "" if chosen[2] == "none" else f"{chosen[1]} {chosen[2]}"
            elif line.startswith("no "):
                self._remove(self._place(context, line[3:]))
            elif line:
                place = self._place(context, line)
                self._defined(place, line)
                self.lines[place] = line
        if context:
            raise Refused("a context was left open")

    def _remove(self, place: tuple[str, str]) -> None:
        if place not in self.lines:
            raise Refused(f"nothing to remove: {place}")
        kind, _space, number = place[1].rpartition(" ")
        users = [line for line in self.lines.values() if _LIST.match(line) and number in line.split() and ("queue" in line) == ("queue" in kind)]
        if kind in ("ip filter", "queue class filter") and users:
            raise Refused(f"{place[1]} is in use: {users}")
        del self.lines[place]

    def _defined(self, place: tuple[str, str], line: str) -> None:
        """What is not known of a real router and must not be tried: a list with a number that stands for nothing, unless it stood there before."""
        found = _LIST.match(line)
        if not found or not self.started:
            return
        kind = "queue class filter" if line.startswith("queue") else "ip filter"
        before = self.lines.get(place, "").split()
        for number in line[found.end() :].partition("dynamic")[0].split():
            if number not in before and ("", f"{kind} {number}") not in self.lines:
                raise Refused(f"undefined {number}: {line}")

    def _place(self, context: str, line: str) -> tuple[str, str]:
        key = next((found[0] for pattern in _KEYS if (found := re.match(pattern, line))), "")
        if not key:
            raise Refused(f"Invalid command name: {line}")
        inner = re.match(r"(?:ip|queue) (pp|tunnel) |(pp|tunnel)(?:oe)? (?!select)", f"{key} ")
        if inner and not context.startswith(inner[1] or inner[2]):
            raise Refused(f"Execute pp select command beforehand: {line}")
        return (context if inner else "", key)

    def show(self, own_way: bool = False) -> str:
        """``show config``; ``own_way``: other spellings of the same, and defaults that somebody typed."""
        by_context: dict[str, list[str]] = {}
        for (context, _key), line in self.lines.items():
            by_context.setdefault(context, []).append(respelt(line) if own_way else line)
        text = self.head + ("console character ja.sjis\n" if own_way else "console character en.ascii\nconsole columns 4096\n")
        for context in sorted(by_context, reverse=own_way):
            if context:
                kind, number = context.split()
                text += f"{kind} select {number}\n" + "".join(f" {line}\n" for line in by_context[context])
        typed = [f"{key} {value}" for key, value in DEFAULTS.items() if ("", key) not in self.lines] if own_way else []
        return text + "".join(f"{line}\n" for line in [*by_context.get("", []), *typed])

    def verdict(self, context: str, name: str, packet: Packet) -> str:
        """The number that decides on a packet in a list, with a ``+`` before it where that passes; nothing where none does."""
        found = self.lines.get((context, name), "")
        for number in found[len(name) :].partition("dynamic")[0].split():
            line = self.lines.get(("", f"ip filter {number}"), "")
            if line and _matches(line.split()[4:], packet):
                return f"{'+' if line.split()[3].startswith('pass') else '-'}{number}"
        return ""


DEFAULTS = {"sip use": "off", "upnp use": "off", "queue lan1 default class": "2", "queue lan3 type": "fifo", "queue lan9 default class": "2"}
_WORDS = {
    "123": "ntp", "53": "domain", "pass": "pass-nolog", "reject": "reject-log", "192.168.100.0/24": "192.168.100.0/255.255.255.0",
    "198.51.100.0/28": "198.51.100.0/0xfffffff0", "203.0.113.10": "203.0.113.10/32", "udp": "17", "tcp": "6", "100M": "100000k",
    "3478,3479": "3478-3479", "bandwidth=6M,100M": "bandwidth=100M,6000k",
}  # fmt: skip


def respelt(line: str) -> str:
    """Another spelling of the same."""
    words = line.split()
    if re.match(r"ip filter \d|queue class filter|speed|queue \S+ class property", line):
        words = [*words[:3], *(_WORDS.get(word, word) for word in words[3:])] if words[0] != "speed" else [_WORDS.get(word, word) for word in words]
    if re.match(r"ip filter \d", line):
        words += ["*"] * (9 - len(words))
    return "  ".join(words) + "  "


def _matches(fields: list[str], packet: Packet) -> bool:
    source, target, protocol, sport, dport = (fields + ["*"] * 5)[:5]
    return (
        _address(source, packet[0]) and _address(target, packet[1]) and _protocol(protocol, packet[2])
        and _port(sport, packet[3]) and _port(dport, packet[4])
    )  # fmt: skip


def _address(pattern: str, address: str) -> bool:
    return pattern == "*" or any(ip_address(address) in ip_network(each, strict=False) for each in pattern.split(","))


def _protocol(pattern: str, protocol: str) -> bool:
    kinds = {"established": ("established", "tcp")}.get(protocol, (protocol,))
    return pattern == "*" or any(each in kinds for each in pattern.split(","))


def _port(pattern: str, port: int) -> bool:
    spans = [each.partition("-") for each in pattern.split(",")]
    return pattern == "*" or any(int(low) <= port <= int(high or low) for low, _dash, high in spans)
