# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Values of configuration lines: numbers, words, addresses, interfaces. Each takes the word, its type's argument and the model."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Interface, NetmaskValueError

from .models import Model
from .words import plain

Type = Callable[[str, str, Model], str]
_HOST = re.compile(r"(?=.{1,255}$)(?!\d+(\.\d+)*\.?$)[A-Za-z0-9_]([\w-]{0,62})(\.[A-Za-z0-9_]([\w-]{0,62}))*\.?", re.ASCII)
_INTERFACE = re.compile(r"(lan|bridge|loopback|wan)(\d+)(?:[./](\d+))?|pp|tunnel|null")
_MOST = {"bridge": 1, "loopback": 9, "wan": 1}
_VLANS = 32
_NAME = re.compile(r"[A-Za-z0-9_-]+")


class Bad(Exception):
    """A value is refused; `key` names the refusal."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def number(word: str, low: int, high: int) -> int:
    """A decimal number between two."""
    if not (word.isdecimal() and word.isascii()):
        raise Bad("integer")
    if not low <= int(word) <= high:
        raise Bad("range")
    return int(word)


def integer(word: str, argument: str, model: Model) -> str:
    """`LOW-HIGH`; a name instead of a number is a limit of the model."""
    low, _dash, high = argument.partition("-")
    return str(number(word, int(low), int(high) if high.isdecimal() else model.limit(high)))


def text(word: str, argument: str, model: Model) -> str:
    """Any text of `LOW-HIGH` half-width characters, quotes not counted; a full-width one counts two (RX-32)."""
    low, high = map(int, (argument or "1-4095").split("-"))
    if not low <= len(plain(word).encode("cp932", "replace")) <= high:
        raise Bad("range")
    return word


def name(word: str, argument: str, model: Model) -> str:
    """Of a user: letters, digits, `_` and `-` (RX-02)."""
    if not _NAME.fullmatch(word):
        raise Bad("keyword")
    return text(word, argument or "1-32", model)


def password(word: str, argument: str, model: Model) -> str:
    """Of a user (RX-02)."""
    return text(word, "8-32" if "long_password" in model.features and argument == "user" else "1-32" if argument == "user" else argument, model)


def host(word: str, argument: str, model: Model) -> str:
    """A domain name."""
    if not _HOST.fullmatch(word):
        raise Bad("keyword")
    return word


def parsed(word: str) -> IPv4Address:
    """An address."""
    try:
        return IPv4Address(word)
    except AddressValueError as bad:
        raise Bad("address") from bad


def address(word: str, argument: str, model: Model) -> str:
    """`192.0.2.1`."""
    return str(parsed(word))


def network_of(word: str) -> IPv4Network:
    """The network of an address with a mask in any of its forms: 24, 255.255.255.0, 0xffffff00 (RX-34)."""
    start, _slash, mask = word.partition("/")
    parsed(start)
    try:
        bits = str(IPv4Address(int(mask, 16))) if mask.lower().startswith("0x") else mask
        if bits.isdecimal():
            number(bits, 0, 32)
        found = IPv4Network((start, bits), strict=False)
    except (ValueError, AddressValueError, NetmaskValueError) as bad:
        raise Bad("address") from bad
    if "." in bits and str(found.netmask) != bits:
        raise Bad("address")
    return found


def interface_address(word: str, argument: str, model: Model) -> str:
    """An address with the mask of its network."""
    network_of(word)
    return word.lower()


def network(word: str, argument: str, model: Model) -> str:
    """A network, or an address alone; a mask only with a network's own address."""
    if "/" not in word:
        return address(word, argument, model)
    if network_of(word).network_address != parsed(word.partition("/")[0]):
        raise Bad("address")
    return word.lower()


def span(word: str, argument: str, model: Model) -> str:
    """`FIRST-LAST`, an address alone, or, with a mask behind, a DHCP scope."""
    ends, slash, mask = word.partition("/")
    if argument == "scope" and not slash:
        raise Bad("address")
    for end in ends.split("-", 1):
        parsed(end)
        if slash:
            network_of(f"{end}/{mask}")
    return word.lower()


def interface(word: str, argument: str, model: Model) -> str:
    """The interfaces of `KIND,KIND`; one that the model does not have is out of range."""
    folded = word.lower()
    found = _INTERFACE.fullmatch(folded)
    kind = (found[1] or folded) if found else ""
    if found is None or kind not in argument.split(",") or (kind == "wan" and "wan" not in model.features):
        raise Bad("invalid_name")
    if found[2]:
        number(found[2], 1, _MOST.get(kind, model.lans))
        number(found[3] or "1", 1, _VLANS)
    return folded


def hexadecimal(word: str, argument: str, model: Model) -> str:
    """Digits of base 16, perhaps behind `0x`, or parted by colons."""
    if not re.fullmatch(r"(0x)?[0-9a-f]+|([0-9a-f]{2}:)+[0-9a-f]{2}", word.lower()):
        raise Bad("integer")
    return word.lower()


def mapped_address(word: str, argument: str, model: Model) -> str:
    """`OUTER=INNER`."""
    outer, equals, inner = word.partition("=")
    if not equals:
        raise Bad("count")
    return f"{address(outer, '', model)}={address(inner, '', model)}"


def ipv6(word: str, argument: str, model: Model) -> str:
    """An address or prefix, also one that is made of an interface's: `ra-prefix@lan2::1/64`."""
    own = re.fullmatch(r"(?:ra|dhcp)-prefix@(lan\d|pp|tunnel)(::[0-9a-f:]*/\d+)", word.lower())
    try:
        IPv6Interface(own[2] if own else word)
    except ValueError as bad:
        raise Bad("address") from bad
    return word.lower()


def bound(word: str, argument: str, model: Model) -> str:
    """What a peer is bound to: `tunnel1`, `tunnel1-tunnel5`, `lan2`."""
    for part in word.lower().split("-", 1):
        if part.startswith("tunnel"):
            number(part.removeprefix("tunnel"), 1, model.tunnels)
        elif not (found := re.fullmatch(r"lan([0-9]+)", part)) or not 1 <= int(found[1]) <= model.lans:
            raise Bad("keyword")
    return word.lower()


def duration(word: str, argument: str, model: Model) -> str:
    """Hours, or `HOURS:MINUTES`."""
    hours, _colon, minutes = word.partition(":")
    number(hours, 0, 35791394)
    number(minutes or "0", 0, 59)
    return word


TYPES: dict[str, Type] = {
    "int": integer, "text": text, "name": name, "secret": password, "host": host, "ip": address, "ip-mask": interface_address, "net": network,
    "span": span, "if": interface, "hex": hexadecimal,
    "mapped-address": mapped_address, "duration": duration, "ipv6": ipv6, "bound": bound,
}
