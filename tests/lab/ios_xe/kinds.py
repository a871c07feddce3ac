"""Kinds of arguments in command patterns: what a token may be, and how IOS writes it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from ipaddress import AddressValueError, IPv6Address, IPv6Network

Canonical = Callable[[str], "str | None"]

INTERFACE_TYPES = (
    "GigabitEthernet", "TenGigabitEthernet", "TwoGigabitEthernet", "FastEthernet", "Ethernet", "Loopback", "Tunnel", "Port-channel",
    "Vlan", "Serial", "Cellular", "Dialer", "BDI", "BVI", "Null", "Virtual-Template", "nve",
)
PORTS = {
    "tcp": {
        "bgp": 179, "chargen": 19, "cmd": 514, "daytime": 13, "discard": 9, "domain": 53, "echo": 7, "exec": 512, "finger": 79, "ftp": 21,
        "ftp-data": 20, "gopher": 70, "hostname": 101, "ident": 113, "irc": 194, "klogin": 543, "kshell": 544, "login": 513, "lpd": 515,
        "msrpc": 135, "nntp": 119, "pim-auto-rp": 496, "pop2": 109, "pop3": 110, "smtp": 25, "sunrpc": 111, "syslog": 514, "tacacs": 49,
        "talk": 517, "telnet": 23, "time": 37, "uucp": 540, "whois": 43, "www": 80,
    },
    "udp": {
        "biff": 512, "bootpc": 68, "bootps": 67, "discard": 9, "dnsix": 195, "domain": 53, "echo": 7, "isakmp": 500, "mobile-ip": 434,
        "nameserver": 42, "netbios-dgm": 138, "netbios-ns": 137, "netbios-ss": 139, "non500-isakmp": 4500, "ntp": 123, "pim-auto-rp": 496,
        "rip": 520, "ripv6": 521, "snmp": 161, "snmptrap": 162, "sunrpc": 111, "syslog": 514, "tacacs": 49, "talk": 517, "tftp": 69,
        "time": 37, "who": 513, "xdmcp": 177,
    },
}
PROTOCOLS = {
    "ahp": 51, "eigrp": 88, "esp": 50, "gre": 47, "icmp": 1, "igmp": 2, "ip": None, "ipinip": 4, "nos": 94, "ospf": 89, "pcp": 108,
    "pim": 103, "sctp": 132, "tcp": 6, "udp": 17,
}
DSCP = {
    "default": 0, "cs1": 8, "af11": 10, "af12": 12, "af13": 14, "cs2": 16, "af21": 18, "af22": 20, "af23": 22, "cs3": 24, "af31": 26, "af32": 28,
    "af33": 30, "cs4": 32, "af41": 34, "af42": 36, "af43": 38, "cs5": 40, "ef": 46, "cs6": 48, "cs7": 56,
}
PRECEDENCE = {"routine": 0, "priority": 1, "immediate": 2, "flash": 3, "flash-override": 4, "critical": 5, "internet": 6, "network": 7}
_DOTTED = re.compile(r"\d{1,3}(\.\d{1,3}){3}\Z")
_INTERFACE = re.compile(r"([A-Za-z][A-Za-z-]*)(\d[\d/]*(?:\.\d+)?)\Z")


def address(token: str) -> str | None:
    """An IPv4 address, mask or wildcard in dotted form."""
    if not _DOTTED.match(token):
        return None
    octets = [int(part) for part in token.split(".")]
    return None if max(octets) > 255 else ".".join(map(str, octets))


def bits(dotted: str) -> int:
    """Dotted quad -> 32-bit number."""
    first, second, third, fourth = dotted.split(".")
    return int(first) << 24 | int(second) << 16 | int(third) << 8 | int(fourth)


def dotted(number: int) -> str:
    """32-bit number -> dotted quad."""
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def mask_length(mask: str) -> int | None:
    """Length of a netmask, or None when its ones are not contiguous."""
    inverse = ~bits(mask) & 0xFFFFFFFF
    return None if inverse & (inverse + 1) else 32 - inverse.bit_length()


def prefix(token: str) -> str | None:
    """`A.B.C.D/nn`, stored with the host bits cleared."""
    head, slash, length = token.partition("/")
    base = address(head)
    if not slash or base is None or not length.isdigit() or int(length) > 32:
        return None
    mask = (0xFFFFFFFF << (32 - int(length))) & 0xFFFFFFFF
    return f"{dotted(bits(base) & mask)}/{int(length)}"


def _interface_type(letters: str) -> str | None:
    folded = letters.lower()
    hits = [name for name in INTERFACE_TYPES if name.lower().startswith(folded)]
    exact = [name for name in hits if name.lower() == folded]
    if exact:
        return exact[0]
    return hits[0] if len(hits) == 1 else None


def interface(token: str) -> str | None:
    """An interface name; abbreviations of the type are completed (`tu101`, `gi0/0/0`)."""
    match = _INTERFACE.match(token)
    name = _interface_type(match[1]) if match else None
    return f"{name}{match[2]}" if match and name else None


def is_interface_type(token: str) -> bool:
    """Whether the token is the type alone, its number following as the next token (`Tunnel 101`)."""
    return token.replace("-", "").isalpha() and _interface_type(token) is not None


def as_number(token: str) -> str | None:
    """A BGP autonomous system number, asplain or asdot; stored asplain."""
    high, dot, low = token.partition(".")
    if not high.isdigit() or (dot and not low.isdigit()):
        return None
    number = (int(high) << 16) + int(low) if dot else int(high)
    return str(number) if 1 <= number <= 4294967295 and (not dot or int(low) < 65536) else None


def distinguisher(token: str) -> str | None:
    """A route distinguisher or route target: `ASN:nn` or `A.B.C.D:nn`; nn has 32 bits only after an AS number of 16."""
    head, colon, tail = token.rpartition(":")
    if not colon or not tail.isdigit():
        return None
    short = "." not in head and head.isdigit() and 0 < int(head) <= 65535
    if not short and address(head) is None and as_number(head) is None:
        return None
    return token if int(tail) <= (4294967295 if short else 65535) else None


def _marking(names: dict[str, int], highest: int) -> Canonical:
    """A value that IOS writes back by its name, where it has one."""
    numbers = {number: name for name, number in names.items()}

    def canonical(token: str) -> str | None:
        """The name (or number), None for anything else."""
        if token.isdigit():
            return numbers.get(int(token), str(int(token))) if int(token) <= highest else None
        hits = [name for name in names if name == token.lower()] or [name for name in names if name.startswith(token.lower())]
        return hits[0] if len(hits) == 1 else None

    return canonical


def _port(protocol: str) -> Canonical:
    names = PORTS[protocol]
    numbers = {number: name for name, number in sorted(names.items(), reverse=True)}

    def canonical(token: str) -> str | None:
        """The port's name where IOS prints one, else its number (`sip` is taken, and not printed); None when it is neither."""
        if token.lower() == "sip":
            return "5060"
        if token.isdigit():
            number = int(token)
            return numbers.get(number, str(number)) if number <= 65535 else None
        hits = [name for name in names if name == token.lower()] or [name for name in names if name.startswith(token.lower())]
        return numbers[names[hits[0]]] if len(hits) == 1 else None

    return canonical


def _protocol(token: str) -> str | None:
    if token.isdigit():
        number = int(token)
        named = [name for name, value in PROTOCOLS.items() if value == number]
        return (named[0] if named else str(number)) if number <= 255 else None
    hits = [name for name in PROTOCOLS if name == token.lower()] or [name for name in PROTOCOLS if name.startswith(token.lower())]
    return hits[0] if len(hits) == 1 else None


def _other_protocol(token: str) -> str | None:
    name = _protocol(token)
    return None if name in ("tcp", "udp", "icmp") else name


def _ipv6(token: str) -> str | None:
    try:
        return str(IPv6Address(token)).upper()
    except AddressValueError:
        return None


def _ipv6_prefix(token: str) -> str | None:
    try:
        return str(IPv6Network(token, strict=False)).upper() if "/" in token and ":" in token else None
    except ValueError:
        return None


def _word(token: str) -> str | None:
    return token


def _pattern(expression: str) -> Canonical:
    compiled = re.compile(expression + r"\Z")
    return lambda token: token if compiled.match(token) else None


KINDS: dict[str, Canonical] = {
    "WORD": _word, "LINE": _word, "SECRET": _word, "URL": _word,
    "A.B.C.D": address, "A.B.C.D/nn": prefix, "INTERFACE": interface, "NEWINTERFACE": interface, "ASN": as_number,
    "X:X::X": _ipv6, "X:X::/nn": _ipv6_prefix, "TCPPORT": _port("tcp"), "UDPPORT": _port("udp"), "PROTOCOL": _protocol,
    "DSCP": _marking(DSCP, 63), "PRECEDENCE": _marking(PRECEDENCE, 7),
    "OTHERPROTOCOL": _other_protocol, "HH:MM:SS": _pattern(r"\d{1,2}:\d\d:\d\d"), "RD": distinguisher, "HEX": _pattern(r"[0-9A-Fa-f]+"),
    "HOST": _pattern(r"[A-Za-z0-9][A-Za-z0-9._:-]*"), "HOSTNAME": _pattern(r"[A-Za-z][A-Za-z0-9_.-]{0,62}"), "COMMUNITY": _pattern(r"\d+(:\d+)?"),
    "MONTH": _pattern(r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"),
}


@cache
def kind(name: str) -> Canonical | None:
    """The function of a kind by its name in a pattern (`<1-4094>` is a range of numbers), or None when the name is a keyword."""
    if name in KINDS:
        return KINDS[name]
    span = re.match(r"<(\d+)-(\d+)>\Z", name)
    if not span:
        return None
    low, high = int(span[1]), int(span[2])
    return lambda token: str(int(token)) if token.isascii() and token.isdigit() and low <= int(token) <= high else None
