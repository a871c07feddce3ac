# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One spelling for what an RTX takes and prints in several (RX-21, RX-34, RX-35). Nothing here raises, whatever a line holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

from ... import data_file

_PACKET = 5  # source, destination, protocol, source port, destination port
_RATE = re.compile(r"(\d+)([kmg]?)")
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}

Kind = dict[str, Any]


@cache
def forms() -> dict[str, Any]:
    """The table ``forms.yml``."""
    found: dict[str, Any] = data_file.read(Path(__file__).with_name("forms.yml"))
    return found


@cache
def kinds() -> list[tuple[re.Pattern[str], Kind]]:
    """The kinds of lines that we know, in the order in which they are tried."""
    return [(re.compile(entry["match"], re.IGNORECASE), {"form": "", **entry}) for entry in forms()["keys"]]


@cache
def secrets() -> re.Pattern[str]:
    """What is hidden: group 1 stays, what follows it goes."""
    return re.compile(rf"(?i)\b({'|'.join(forms()['secrets'])})[ =]+(?!\*)\S.*")


@lru_cache(8192)
def understood(line: str) -> tuple[str, str, str, Kind] | None:
    """``(key, words that it begins with, canonical value, kind)`` of a line without its context; None where no rule of ours speaks of it."""
    for pattern, entry in kinds():
        found = pattern.match(line)
        if found:
            groups = [line, *(group.lower() for group in found.groups())]
            if entry["form"] == "timer":
                groups[2:] = [protocol(groups[2]), ports(groups[3])]
            return entry["key"].format(*groups), found[0].strip(), _canon(entry, line[found.end() :].strip()), entry
    return None


def _canon(entry: Kind, value: str) -> str:
    """The value's one spelling; empty where it is what stands without the line."""
    value = _FORMS.get(entry["form"], str.lower)(value)
    return "" if value == entry.get("default") else value


def _filter(value: str) -> str:
    action, *fields = value.lower().split() or [""]
    return " ".join([forms()["actions"].get(action, action), *_packet(fields)])


def _class_filter(value: str) -> str:
    """``4 ip SRC …``; what may stand between class and ``ip`` stays."""
    class_, found, fields = value.lower().partition(" ip ")
    return " ".join([class_, "ip", *_packet(fields.split())]) if found else value.lower()


def _packet(fields: list[str]) -> list[str]:
    source, target, proto, *pair = (fields + ["*"] * _PACKET)[:_PACKET]
    return [address(source), address(target), protocol(proto), ports(pair[0]), ports(pair[1])]


def address(text: str) -> str:
    """A host without its length; a mask as its length; a list in one order."""
    return ",".join(sorted(_one_address(each) for each in text.split(",")))


def _one_address(text: str) -> str:
    host, slash, mask = text.partition("/")
    if not slash and host.endswith(".*") and host.count(".") == 3:
        host, mask = f"{host[:-1]}0", "24"
    elif not slash:
        return host
    try:
        length = str(int(mask, 16).bit_count()) if mask.startswith("0x") else mask
        network = IPv4Network(f"{host}/{length}", strict=False)
    except ValueError:
        return text
    if network.prefixlen == 0:
        return "*"
    return host if network.prefixlen == 32 else str(network)


def protocol(text: str) -> str:
    """Names for the numbers that have one; a list in one order."""
    return ",".join(sorted(forms()["protocols"].get(each, each) for each in text.split(",")))


def ports(text: str) -> str:
    """Numbers for mnemonics, open ranges closed, and what touches as one range: ``www,81`` is ``80-81``."""
    spans = [span for each in text.split(",") for span in _spans(each)]
    return ",".join(_joined([span for span in spans if span])) if all(spans) else text


def _spans(text: str) -> list[tuple[int, int] | None]:
    """What one item of a list stands for; None where that is not known."""
    named = forms()["ports"]
    if text in named:
        return [(int(each), int(each)) for each in named[text].split(",")]
    low, dash, high = (named.get(part, part) for part in text.partition("-"))
    first, last = (low or "0", high or "65535") if dash else (low, low)
    return [(int(first), int(last))] if first.isdecimal() and last.isdecimal() else [None]


def _joined(spans: list[tuple[int, int]]) -> list[str]:
    found: list[list[int]] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1] + 1:
            found[-1][1] = max(found[-1][1], high)
        else:
            found.append([low, high])
    return [str(low) if low == high else f"{low}-{high}" for low, high in found]


def _rate(text: str) -> str:
    """Bits a second: ``100M`` is ``100000k``."""
    found = _RATE.fullmatch(text.lower())
    return str(int(found[1]) * _UNITS[found[2]]) if found else text.lower()


def _property(value: str) -> str:
    """Of two bandwidths the smaller is the guarantee, whatever the order (CR 26.10)."""
    words = [word.partition("=") for word in value.lower().split()]
    return " ".join(f"{name}{sign}{_rates(given) if name == 'bandwidth' else given}" for name, sign, given in words)


def _rates(text: str) -> str:
    return ",".join(sorted(map(_rate, text.split(",")), key=lambda rate: (len(rate), rate)))


_FORMS: dict[str, Callable[[str], str]] = {
    "filter": _filter,
    "class_filter": _class_filter,
    "list": lambda value: " ".join(value.lower().split()),
    "host": lambda value: value.lower().removesuffix(" ttl=1"),
    "nat_type": lambda value: value.lower().removesuffix(" hairpin=off"),
    "first_word": lambda value: value.lower().partition(" ")[0],
    "rate": _rate,
    "property": _property,
}
