# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Values of filters and queues: addresses, protocols, ports, rates (RX-34, RX-53, RX-56)."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from .models import Model
from .values import Bad, Type, address, host, network, number, parsed

_SPECIAL = ("established", "tcpsyn", "tcpfin", "tcprst", "icmp-error", "icmp-info")
_FLAGS = re.compile(r"tcpflag!?=0x[0-9a-f]{1,4}/0x[0-9a-f]{1,4}")
_RATE = re.compile(r"([0-9]+)([kmg]?)")
_HIGHEST_PORT = 65535
_PORTS = 10
_PROTOCOLS = 5


@lru_cache(maxsize=1)
def names() -> dict[str, dict[str, Any]]:
    """`ports` and `protocols`: their numbers by name."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("names.yml").read_text(encoding="utf-8"))
    return found


def addresses(word: str, argument: str, model: Model) -> str:
    """`*`, or a list of addresses, networks, spans `A-B`, `a.b.c.*`, host names where the firmware knows them."""
    return word if word == "*" else ",".join(_address(part, model) for part in word.split(","))


def _address(part: str, model: Model) -> str:
    if part.startswith("@") and len(part) > 1 and "application_filter" in model.features:
        return part
    if re.fullmatch(r"[\d./x]+|0x[\da-f]+|\d[\d.]*/\S*", part, re.IGNORECASE):
        return network(part, "", model)
    if re.fullmatch(r"[\d.]+-[\d.]+", part):
        first, last = map(parsed, part.split("-"))
        if first > last:
            raise Bad("range")
        return part
    if re.fullmatch(r"(\d+\.){1,3}\*(\.\*){0,2}", part) and part.count(".") == 3:
        address(part.replace("*", "0"), "", model)
        return part
    return _host(part, model)


def _host(part: str, model: Model) -> str:
    """A name; firmware that does not know names in filters takes it for a bad address."""
    if not model.native_rollback:
        raise Bad("address")
    if part.lower() in ("map-e", "hb46pp"):
        return part.lower()
    try:
        return host(part.removeprefix("*."), "", model) and part
    except Bad as bad:
        raise Bad("address") from bad


def protocols(word: str, argument: str, model: Model) -> str:
    """`*`, numbers and names, or one special word alone; a class filter (`class`) has fewer."""
    folded = word.lower()
    special = ("established",) if argument == "class" else _SPECIAL
    if folded == "*" or folded in special or (argument != "class" and _FLAGS.fullmatch(folded)):
        return folded
    parts = folded.split(",")
    if len(parts) > _PROTOCOLS:
        raise Bad("count")
    known = ("icmp", "tcp", "udp") if argument == "class" else names()["protocols"]
    for part in parts:
        if part.isdecimal():
            number(part, 0, 255)
        elif part not in known:
            raise Bad("keyword")
    return folded


def ports(word: str, argument: str, model: Model) -> str:
    """`*`, or up to 10 numbers, names and spans `A-B`, `-B`, `A-`."""
    folded = word.lower()
    if folded == "*":
        return folded
    parts = folded.split(",")
    if len(parts) > _PORTS:
        raise Bad("count")
    for part in parts:
        span_of(part)
    return folded


def mapped_ports(word: str, argument: str, model: Model) -> str:
    """`[OUTER=]INNER`, of static masquerade."""
    return "=".join(ports(part, "", model) for part in word.split("=", 1))


def span_of(part: str) -> tuple[int, int]:
    """The first and last port of one part of a list."""
    low, dash, high = part.partition("-")
    if not dash:
        numbers = _port(part)
        return numbers[0], numbers[-1]
    if not (low or high):
        raise Bad("keyword")
    first, last = _port(low)[0] if low else 0, _port(high)[-1] if high else _HIGHEST_PORT
    if first > last:
        raise Bad("range")
    return first, last


def _port(part: str) -> list[int]:
    if part in names()["ports"]:
        return list(names()["ports"][part])
    if not part.isdecimal():
        raise Bad("keyword")
    return [number(part, 0, _HIGHEST_PORT)]


def traffic_class(word: str, argument: str, model: Model) -> str:
    """`CLASS` or `CLASS/CLASS`."""
    for part in word.split("/", 1):
        number(part, 1, model.shaping_classes)
    return word


def rate(word: str, argument: str, model: Model) -> str:
    """Bits a second with `k`, `M` or, where the model knows it, `G`."""
    found = _RATE.fullmatch(word.lower())
    if found is None or (found[2] == "g" and "giga_speed" not in model.features):
        raise Bad("integer")
    return word


def bandwidth(word: str, argument: str, model: Model) -> str:
    """One or two rates, or shares in percent."""
    parts = word.split(",")
    if len(parts) > 2:
        raise Bad("count")
    for part in parts:
        number(part[:-1], 1, 100) if part.endswith("%") else rate(part, "", model)
    return word


TYPES: dict[str, Type] = {
    "addresses": addresses, "protocols": protocols, "ports": ports, "mapped-ports": mapped_ports, "class": traffic_class, "rate": rate,
    "bandwidth": bandwidth,
}
