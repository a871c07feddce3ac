# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Forms of values that only Interconnect has: SIP ports, RTP ports, route distinguishers, AS numbers, marks, days (TI-04, TI-41, TI-46, TI-54)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from ...design.interconnect.access_lists import ICMP
from ...problem import Problem
from ..formats import address
from ..shown import printable, shown

_SIP = re.compile(r"(udp|tcp|tls)/(\d{1,5})", re.ASCII)
_RANGE = re.compile(r"(\d{1,5})-(\d{1,5})", re.ASCII)
_RD = re.compile(r"([1-9]\d{0,9}|\d{1,3}(?:\.\d{1,3}){3}):(0|[1-9]\d{0,9})", re.ASCII)
_RESERVED = {0: "RFC 7607", 23456: "RFC 6793", 65535: "RFC 7300", 4294967295: "RFC 7300"}
_MOST_ASN, _MOST_SHORT, MOST_PORT, LEAST_MEDIA = 4294967295, 65535, 65535, 1024
#: what a router prints for the numbers of RFC 2474, 2597 and 3246
DSCP = {
    0: "default", 46: "ef", **{8 * value: f"cs{value}" for value in range(1, 8)},
    **{8 * line + 2 * drop: f"af{line}{drop}" for line in range(1, 5) for drop in range(1, 4)},
}  # fmt: skip


def sip(text: str, path: str) -> Iterator[Problem]:
    """Transport and port: ``udp/5060``."""
    found = _SIP.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= MOST_PORT:
        yield Problem("KO-TI002C", path, shown(text))


def port_range(text: str, path: str) -> Iterator[Problem]:
    """RTP ports: ``16384-32767``."""
    found = _RANGE.fullmatch(text)
    if not found or not LEAST_MEDIA <= int(found[1]) <= int(found[2]) <= MOST_PORT:
        yield Problem("KO-TI046", path, shown(text), details={"least": LEAST_MEDIA, "most": MOST_PORT})


def ports_of(text: str) -> dict[str, int]:
    """``{first, last}`` of a checked range."""
    first, _dash, last = text.partition("-")
    return {"first": int(first), "last": int(last)}


def sip_of(text: str) -> dict[str, Any]:
    """``{protocol, port}`` of a checked entry."""
    protocol, _slash, port = text.partition("/")
    return {"protocol": protocol, "port": int(port)}


def distinguisher(text: str, path: str) -> Iterator[Problem]:
    """ASN:number or address:number, the number of 32 bits behind an AS number of 16, else of 16 (RFC 4364, RFC 5668)."""
    found = _RD.fullmatch(text)
    if not found or not _is_administrator(found[1]) or int(found[2]) > (_MOST_ASN if _is_short(found[1]) else _MOST_SHORT):
        yield Problem("KO-TI014B", path, shown(text))


def _is_administrator(text: str) -> bool:
    return int(text) <= _MOST_ASN if text.isdigit() else not list(address(text, ""))


def _is_short(text: str) -> bool:
    return text.isdigit() and int(text) <= _MOST_SHORT


def asn(number: int, path: str) -> Iterator[Problem]:
    """An AS number that a network may have (TI-41)."""
    if not 1 <= number <= _MOST_ASN or number in _RESERVED:
        yield Problem("KO-TI041", path, printable(number), details={"rfc": _RESERVED.get(number, "RFC 6793"), "most": _MOST_ASN - 1})


def icmp(text: str, path: str) -> Iterator[Problem]:
    """A message by its name."""
    if text not in ICMP:
        yield Problem("KO-IN011", path, shown(text), details={"choices": ", ".join(ICMP)})


def dscp(text: str, path: str) -> Iterator[Problem]:
    """A mark by name or number."""
    if text.lower() not in DSCP.values() and not (text.isascii() and text.isdigit() and int(text) <= 63):
        yield Problem("KO-TI054", path, shown(text), details={"known": ", ".join(DSCP.values())})


def dscp_name(text: str) -> str:
    """As a router prints it."""
    return DSCP.get(int(text), str(int(text))) if text.isdigit() else text.lower()


def day(text: str, path: str) -> Iterator[Problem]:
    """``2026-01-31``."""
    try:
        date.fromisoformat(text)
    except ValueError:
        yield Problem("KO-TI015B", path, shown(text))


FORMS: dict[str, Any] = {"sip": sip, "port_range": port_range, "rd": distinguisher, "asn": asn, "icmp": icmp, "dscp": dscp, "day": day}
