# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Prefixes of the branch: private, apart from each other and from BIZTEL (BZ-06, BZ-22, BZ-49)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network

from ...design.addresses import special_block
from ...problem import Problem
from ..view import Absent, View

NEVER_UNICAST = frozenset({"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"})
_PRIVATE = tuple(IPv4Network(prefix) for prefix in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
_STUN = "contract.stun_servers"
_SERVERS = ("contract.server_ip", "contract.recording_ip", "contract.uniconnect_ip")
SHORTEST = 8  #: a STUN prefix that is shorter stands for half the Internet
_RULES = tuple(f"O{number}" for number in range(1, 12))
_INSIDE = ("lan.phone_networks", "lan.inside_networks")
_LISTS = (_INSIDE, *((f"sources.{rule}",) for rule in _RULES))  #: lists that are looked at together

special = lru_cache(4096)(special_block)
_network = lru_cache(4096)(IPv4Network)


@lru_cache(4096)
def is_private(value: IPv4Address | IPv4Network) -> bool:
    """Wholly inside one block of RFC 1918 or RFC 6598 (BZ-05)."""
    return any(IPv4Network(value).subnet_of(block) for block in _PRIVATE)


def could_serve(text: str) -> bool:
    """Whether an address or prefix can be that of servers, and is not as wide as any (BZ-20)."""
    block = special(text)
    return _network(text).prefixlen >= SHORTEST and not (block and block.prefix in NEVER_UNICAST)


def networks(site: View, key: str) -> Iterator[tuple[str, IPv4Network]]:
    """Each prefix of the list at ``key`` with its own path below the site; what was refused before is passed over."""
    try:
        given = site[key] or []
    except Absent:
        return
    for position, text in enumerate(given):
        if text is not None:
            yield f"{key}[{position}]", _network(text)


def biztel_addresses(site: View) -> Iterator[tuple[str, IPv4Network]]:
    """Every address of the contract with its path below the site, as prefixes."""
    for key in _SERVERS:
        try:
            given = site[key]
        except Absent:
            continue
        if given is not None:
            yield key, _network(given)
    yield from networks(site, _STUN)


def private(site: View) -> Iterator[Problem]:
    """BZ-06: phones live in private space."""
    for keys in _LISTS:
        for key in keys:
            for at, network in networks(site, key):
                if not is_private(network):
                    yield site.problem("KO-BZ006B", at, value=network)


def apart(site: View) -> Iterator[Problem]:
    """BZ-06: prefixes of the branch do not overlap, nor do those of STUN, or a five-tuple would stand twice (BZ-15). An entry is told once, with
    the first one that it overlaps."""
    for keys in (*_LISTS, (_STUN,)):
        seen: list[tuple[str, IPv4Network]] = []
        for at, network in (entry for key in keys for entry in networks(site, key)):
            other = next((other for other in seen if other[1].overlaps(network)), None)
            if other:
                yield site.problem("KO-BZ006", at, value=network, other=site.at(other[0]), network=other[1])
            seen.append((at, network))


def not_biztel(site: View) -> Iterator[Problem]:
    """BZ-06: no prefix of the branch holds an address of BIZTEL."""
    theirs = [(key, address) for key, address in biztel_addresses(site) if address.prefixlen >= SHORTEST]
    for at, network in (entry for keys in _LISTS for key in keys for entry in networks(site, key)):
        for key, address in theirs:
            if network.overlaps(address):
                yield site.problem("KO-BZ006C", at, value=network, other=site.at(key))


SITE = [private, apart, not_biztel]
