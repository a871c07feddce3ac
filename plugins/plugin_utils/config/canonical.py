# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One spelling for what a router may spell in several ways (IX-35). Functions of one text, named in the driver's YAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import Any

from .secrets import canonical_secret

Normaliser = Callable[[str], str]
_ALL_ONES = 0xFFFFFFFF
_INTERFACE = re.compile(r"([A-Za-z-]+)([\d/.:]*)")


def normalisers(data: Mapping[str, Any]) -> dict[str, Normaliser]:
    """The functions by name; ``data`` is the driver's YAML, whose tables of names they use."""
    return {
        "asplain": asplain,
        "secret": canonical_secret,
        "transforms": transforms,
        "words": lambda text: "".join(f" {word}" for word in sorted(text.split())),
        "prefix_entry": _kept(prefix_entry),
        "network": network_mask,
        "interface": _kept(lambda text: interface_name(text, data["interfaces"])),
        "acl_entry": _kept(lambda text: acl_entry(text, data)),
    }


#: A text is met at least twice, running and intended, and many times over a fleet.
_kept = lru_cache(maxsize=16384)


def asplain(text: str) -> str:
    """``64000.2017`` is 4194306017 (asdot, RFC 5396); anything else stays."""
    high, dot, low = text.partition(".")
    return str(int(high) * 65536 + int(low)) if dot and high.isdigit() and low.isdigit() else text


def interface_name(text: str, kinds: Mapping[str, str]) -> str:
    """``Gi0/0/0``, ``gigabitethernet 0/0/0`` → ``GigabitEthernet0/0/0``; longest known abbreviation first, unknown kinds stay."""
    name = text.replace(" ", "")
    parts = _INTERFACE.fullmatch(name)
    if parts is None or parts[1] in kinds.values():
        return name
    kind, number = parts.groups()
    short = kind.lower()
    known = [full for key, full in kinds.items() if short.startswith(key) and full.lower().startswith(short)]
    return max(known, key=len) + number if known else name


def transforms(text: str) -> str:
    """Transforms in one order, key lengths written out (``esp-aes`` is ``esp-aes 128``)."""
    found: list[str] = []
    for word in text.split():
        if word.isdigit() and found:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return " ".join(sorted(f"{one} 128" if one in ("esp-aes", "esp-gcm") else one for one in found))


def network_mask(text: str) -> str:
    """BGP ``network A`` without a mask has the classful one (IX-32)."""
    words = text.split()
    if len(words) > 1 and words[2:3] != ["mask"]:
        try:
            words[2:2] = ["mask", classful_mask(words[1])]
        except AddressValueError:
            return text
    return " ".join(words)


def classful_mask(address: str) -> str:
    """The mask of the address's class: A /8, B /16, C and above /24."""
    first = int(IPv4Address(address)) >> 24
    return "255.0.0.0" if first < 128 else "255.255.0.0" if first < 192 else "255.255.255.0"


def prefix_entry(text: str) -> str:
    """``permit 192.0.2.1/25 ge 26`` → host bits cleared."""
    words = text.split()
    try:
        words[1] = str(IPv4Network(words[1], strict=False))
    except (IndexError, ValueError):
        return text
    return " ".join(words)


def acl_entry(text: str, data: Mapping[str, Any]) -> str:
    """An entry with host and any for wildcards, numbers for ports, names for protocols, numbers for ICMP types (IX-35)."""
    words = text.split()
    if not words or words[0] not in ("permit", "deny"):
        return text
    out, i = words[:1], 1
    while i < len(words):
        taken, form = _acl_words(words, i, out, data)
        out += form
        i += taken
    return " ".join(out)


def _acl_words(words: list[str], i: int, out: list[str], data: Mapping[str, Any]) -> tuple[int, list[str]]:
    word = words[i]
    if i == 1:
        return 1, [data["protocols"].get(word, word)]
    if word[0].isdigit() and word.count(".") == 3:
        return _wildcard(words, i, out)
    if out[1] == "icmp" and word in data["icmp"]:
        return 1, [data["icmp"][word]]
    if word in data["ports"] and (out[-1] in ("eq", "gt", "lt", "neq", "range") or out[-2] == "range"):
        return 1, [str(data["ports"][word])]
    return 1, [word]


def _wildcard(words: list[str], i: int, out: list[str]) -> tuple[int, list[str]]:
    """``A 0.0.0.0`` is host A, ``A 255.255.255.255`` is any, else the bits that the wildcard ignores are cleared."""
    try:
        address, wildcard = int(IPv4Address(words[i])), int(IPv4Address(words[i + 1]))
    except (AddressValueError, IndexError):
        return 1, [words[i]]
    if out[-1] == "host":
        return 1, [words[i]]
    if wildcard == _ALL_ONES:
        return 2, ["any"]
    if wildcard == 0:
        return 2, ["host", words[i]]
    return 2, [str(IPv4Address(address & ~wildcard & _ALL_ONES)), words[i + 1]]
