"""What a FortiGate checks beyond single fields: references, names, and fields that must fit each other (FO-42)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Any

from .references import exists, named, users, within
from .refusal import DUPLICATE, EMPTY, IN_USE, NOT_FOUND, VALUE, wrong
from .schema import Table

if TYPE_CHECKING:
    from .store import Store

Row = Mapping[str, Any]
_POLICIES = ("firewall/policy", "firewall/shaping-policy")


def check(store: Store, table: Table, row: Row, former: Row | None) -> None:
    """`Refusal` if `row` cannot stand where `former` did (None: a new one)."""
    for said, value in named(table.fields, row):
        if value not in ("", 0) and said.refers and not exists(store, said, value):
            raise wrong(NOT_FOUND, f"entry not found in datasource: {said.name} {value}")
    _names(store, table, row, former)
    for name, _slash, instead in (each.partition("/") for each in table.needed):
        if not row[name] and row.get(instead) != "enable":
            raise wrong(EMPTY, f"{name} is not to be empty")
    for rule in _RULES.get(table.path, ()):
        rule(store, row)


def _names(store: Store, table: Table, row: Row, former: Row | None) -> None:
    """No two rows share what is unique; a new object's name is not that of another kind which is named in the same places."""
    for name in table.unique:
        if row[name] and any(other is not former and other[name] == row[name] for other in store.tables[table.path]):
            raise wrong(DUPLICATE, f"{name} {row[name]} is used by another one")
    for path in table.beside:
        if any(other["name"] == row["name"] for other in store.tables[path]):
            raise wrong(DUPLICATE, f"{row['name']} is a name in {path}")


def _address(_store: Store, row: Row) -> None:
    if row["type"] == "iprange" and IPv4Address(row["start-ip"]) > IPv4Address(row["end-ip"]):
        raise wrong(VALUE, "end-ip is before start-ip")
    if row["type"] == "fqdn" and not row["fqdn"]:
        raise wrong(EMPTY, "fqdn")


def _vip(_store: Store, row: Row) -> None:
    needed = ["mappedip"] if row["type"] == "static-nat" else []
    needed += ["extport", "mappedport"] if row["portforward"] == "enable" and row["protocol"] != "icmp" else []
    for name in needed:
        if not row[name]:
            raise wrong(EMPTY, name)


def _shaper(_store: Store, row: Row) -> None:
    if 0 < row["maximum-bandwidth"] < row["guaranteed-bandwidth"]:
        raise wrong(VALUE, "guaranteed-bandwidth is more than maximum-bandwidth")


def _timers(_store: Store, row: Row) -> None:
    for each in row["port"]:
        if each["start-port"] > each["end-port"]:
            raise wrong(VALUE, f"port {each['id']}: end-port is before start-port")


def _no_loop(path: str, *fields: str) -> Callable[[Store, Row], None]:
    """A group does not hold itself, by whatever way."""

    def rule(store: Store, row: Row) -> None:
        for name in (member["name"] for field in fields for member in row[field]):
            if name == row["name"] or within(store, path, name, fields, row["name"]):
                raise wrong(VALUE, f"{row['name']} would hold itself")

    return rule


def _zone(store: Store, row: Row) -> None:
    """An interface is in one zone, and no policy names it beside."""
    for each in row["interface"]:
        name = each["interface-name"]
        if any(other["name"] != row["name"] and each in other["interface"] for other in store.tables["system/zone"]):
            raise wrong(IN_USE, f"{name} is in another zone")
        if any(path in _POLICIES for path, _key in users(store, "system/interface", name)):
            raise wrong(IN_USE, f"a policy names {name}")


def _not_in_a_zone(store: Store, row: Row) -> None:
    """A policy names the zone, not an interface of it."""
    members = {each["interface-name"] for zone in store.tables["system/zone"] for each in zone["interface"]}
    for side in ("srcintf", "dstintf"):
        for each in row[side]:
            if each["name"] in members:
                raise wrong(NOT_FOUND, f"entry not found in datasource: {side} {each['name']}")


_RULES: dict[str, tuple[Callable[[Any, Row], None], ...]] = {
    "firewall/address": (_address,), "firewall/vip": (_vip,), "firewall.shaper/traffic-shaper": (_shaper,), "system/session-ttl": (_timers,),
    "firewall/addrgrp": (_no_loop("firewall/addrgrp", "member", "exclude-member"),),
    "firewall.service/group": (_no_loop("firewall.service/group", "member"),),
    "system/zone": (_zone,), "firewall/policy": (_not_in_a_zone,), "firewall/shaping-policy": (_not_in_a_zone,),
}  # fmt: skip
