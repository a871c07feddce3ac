"""Which rows a packet meets: addresses, services, interfaces, schedules of a FortiGate (FO-45)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from .store import Row, Store

PROTOCOLS = {"tcp": 6, "udp": 17}


@dataclass(frozen=True)
class Packet:
    """The first packet of a session: interfaces, addresses, `tcp` or `udp`, ports. `names`: what DNS says, addresses by name.
    `at`: seconds since the epoch; the FortiGate's time zone is UTC."""

    inward: str
    outward: str
    source: str
    target: str
    proto: str
    sport: int
    dport: int
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    at: float = 0.0


def standing(store: Store, path: str, packet: Packet) -> Iterator[Row]:
    """The rows of policies that are enabled, and whose schedule runs, in their order."""
    return (row for row in store.tables[path] if row["status"] == "enable" and _runs(store, row["schedule"], packet.at))


def meets(store: Store, row: Row, packet: Packet) -> bool:
    """Whether a policy or a shaping policy is about this packet; a shaping policy without an incoming interface is about all of them."""
    for name, interface in (("srcintf", packet.inward), ("dstintf", packet.outward)):
        known = {each["name"] for each in row[name]}
        if known and not known & {"any", interface, *_zones(store, interface)}:
            return False
    inside = _holds(store, row["srcaddr"], packet.source, packet) != _turned(row, "srcaddr")
    inside = inside and _holds(store, row["dstaddr"], packet.target, packet) != _turned(row, "dstaddr")
    return inside and (service(store, row, packet) is not None) != _turned(row, "service")


def service(store: Store, row: Row, packet: Packet) -> Row | None:
    """The first service of the row that the packet is of."""
    return next((found for found in _services(store, row["service"]) if _serves(found, packet)), None)


def _turned(row: Row, name: str) -> bool:
    return bool(row.get(f"{name}-negate") == "enable")


def _zones(store: Store, interface: str) -> list[str]:
    return [row["name"] for row in store.tables["system/zone"] if any(each["interface-name"] == interface for each in row["interface"])]


def _holds(store: Store, named: Sequence[Row], address: str, packet: Packet) -> bool:
    names = {each["name"] for each in named}
    for row in (row for row in store.tables["firewall/addrgrp"] if row["name"] in names):
        out = row["exclude"] == "enable" and _holds(store, row["exclude-member"], address, packet)
        if _holds(store, row["member"], address, packet) and not out:
            return True
    if any(row["name"] in names and _within(row, address, packet) for row in store.tables["firewall/address"]):
        return True
    return any(row["name"] in names and _mapped(row, address, packet) for row in store.tables["firewall/vip"])


def _within(row: Row, address: str, packet: Packet) -> bool:
    if row["type"] == "fqdn":
        return any(_called(row["fqdn"], name) and address in addresses for name, addresses in packet.names.items())
    if row["type"] == "iprange":
        return IPv4Address(row["start-ip"]) <= IPv4Address(address) <= IPv4Address(row["end-ip"])
    return row["type"] == "ipmask" and IPv4Address(address) in IPv4Network(row["subnet"].replace(" ", "/"))


def _called(pattern: str, name: str) -> bool:
    """`*.example.jp` stands for every name below it."""
    pattern, name = pattern.rstrip(".").lower(), name.rstrip(".").lower()
    return name.endswith(pattern[1:]) if pattern.startswith("*.") else name == pattern


def _mapped(row: Row, address: str, packet: Packet) -> bool:
    """A virtual address is one for what comes in where it stands, to the port that it forwards."""
    low, _dash, high = row["extip"].partition("-")
    if row["status"] != "enable" or not IPv4Address(low) <= IPv4Address(address) <= IPv4Address(high or low):
        return False
    if row["extintf"] not in ("any", packet.inward):
        return False
    return row["portforward"] != "enable" or (row["protocol"] == packet.proto and _between(packet.dport, row["extport"]))


def _services(store: Store, named: Sequence[Row]) -> Iterator[Row]:
    for each in named:
        yield from (row for row in store.tables["firewall.service/custom"] if row["name"] == each["name"])
        for group in store.tables["firewall.service/group"]:
            if group["name"] == each["name"]:
                yield from _services(store, group["member"])


def _serves(row: Mapping[str, Any], packet: Packet) -> bool:
    if row["protocol"] == "IP":
        return row["protocol-number"] in (0, PROTOCOLS[packet.proto])
    for each in row[f"{packet.proto}-portrange"].split() if row["protocol"].startswith("TCP/UDP") else ():
        target, _colon, source = each.partition(":")
        if _between(packet.dport, target) and _between(packet.sport, source or "0-65535"):
            return True
    return False


def _between(port: int, span: str) -> bool:
    low, _dash, high = span.partition("-")
    return int(low) <= port <= int(high or low)


def _runs(store: Store, name: str, at: float) -> bool:
    """Whether a schedule runs; a group, whether one of its members does."""
    now = datetime.fromtimestamp(at, UTC)
    for row in store.tables["firewall.schedule/recurring"]:
        if row["name"] == name:
            return _recurs(row, now)
    for row in store.tables["firewall.schedule/onetime"]:
        if row["name"] == name:
            return _moment(row["start"]) <= now < _moment(row["end"])
    groups = [row for row in store.tables["firewall.schedule/group"] if row["name"] == name]
    return any(_runs(store, member["name"], at) for group in groups for member in group["member"])


def _recurs(row: Row, now: datetime) -> bool:
    """The same time twice is a whole day; an end before its start is on the next day."""
    start, end, clock = row["start"], row["end"], f"{now:%H:%M}"
    today, yesterday = (f"{day:%A}".lower() in row["day"].split() for day in (now, now - timedelta(days=1)))
    if start < end:
        return today and start <= clock < end
    return (today and start <= clock) or (yesterday and clock < end)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%H:%M %Y/%m/%d").replace(tzinfo=UTC)
