# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which IPv4 prefixes are globally unique unicast space, and how a prefix is split (TI-30..TI-35, VC-18)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv4Network

from ..problem import OnrampError, Problem
from .data import load
from .packet import check_flags

_PREFIX = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}", re.ASCII)
_SHORTEST = 8  #: a customer route is never shorter (TI-32)
_MOST_PARTS = 1024  #: splitting finer than this is a slip of the pen, not a design


@dataclass(frozen=True)
class Block:
    """A special-purpose block: ``prefix`` (``10.0.0.0/8``), ``reason`` (``private``), ``rfc`` (``RFC 1918``), ``documentation`` (RFC 5737)."""

    prefix: str
    reason: str
    rfc: str
    documentation: bool


@cache
def special_blocks() -> tuple[tuple[IPv4Network, Block], ...]:
    """The table of TI-30, in its order."""
    rows = load("special_blocks")["blocks"]
    return tuple((IPv4Network(row["prefix"]), Block(**row, documentation=row["reason"] == "documentation")) for row in rows)


@lru_cache(4096)
def special_block(prefix: str | IPv4Address | IPv4Network, allow_documentation: bool = False) -> Block | None:
    """The first special-purpose block that overlaps ``prefix`` in either direction (TI-30), or None for globally unique space.

    ``prefix`` is an IPv4 address or prefix (host bits do not matter); ``ValueError`` if it is neither.
    ``allow_documentation`` passes over the RFC 5737 blocks.
    """
    network = prefix if isinstance(prefix, IPv4Network) else IPv4Network(prefix, strict=False)
    for block_network, block in special_blocks():
        if network.overlaps(block_network) and not (allow_documentation and block.documentation):
            return block
    return None


def parse_prefix(text: object, path: str = "") -> IPv4Network:
    """``203.0.113.0/24`` as a network. Host bits (KO-AD002) and any other notation (KO-AD001) raise ``OnrampError`` (TI-31, TI-35)."""
    if not isinstance(text, str) or not _PREFIX.fullmatch(text.strip()):
        raise OnrampError([Problem("KO-AD001", path, text)])
    try:
        network = IPv4Network(text.strip(), strict=False)
    except ValueError:
        raise OnrampError([Problem("KO-AD001", path, text)]) from None
    if str(network.network_address) != text.strip().partition("/")[0]:
        raise OnrampError([Problem("KO-AD002", path, text, details={"fixed": str(network)})])
    return network


def public_prefix(text: object, allow_documentation: bool = False, path: str = "") -> str:
    """The normalised prefix, if it is globally unique unicast space; else ``OnrampError`` with the reason (TI-30..TI-32, TI-35)."""
    check_flags(allow_documentation=allow_documentation)
    network = parse_prefix(text, path)
    if network.prefixlen < _SHORTEST:
        raise OnrampError([Problem("KO-AD003", path, text)])
    block = special_block(network, allow_documentation)
    if block is not None:
        details = {"block": block.prefix, "reason": block.reason, "rfc": block.rfc}
        raise OnrampError([Problem("KO-AD004", path, text, details=details)])
    return str(network)


def split_prefix(text: object, length: object, path: str = "") -> list[str]:
    """``192.0.2.0/24`` split into all its parts of ``length`` bits, lowest first (VC-18: 25 gives the two halves)."""
    network = parse_prefix(text, path)
    if isinstance(length, bool) or not isinstance(length, int) or not network.prefixlen <= length <= 32:
        raise OnrampError([Problem("KO-AD005", path, length, details={"prefix": str(network), "shortest": network.prefixlen})])
    if 2 ** (length - network.prefixlen) > _MOST_PARTS:
        raise OnrampError([Problem("KO-AD006", path, length, details={"prefix": str(network), "most": _MOST_PARTS})])
    return [str(part) for part in network.subnets(new_prefix=length)]
