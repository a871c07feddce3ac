# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a BIG-IP shows that stands against the design: names and places of others (SB-01, SB-06, SB-20), what cannot be changed (SB-02)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...problem import Problem
from ..objects import Ref, Store, Want
from ..objects.model import Row
from .tables import MEMBERS, POOLS, owned

_MANAGED = (443, 8443)  #: ports of iControl REST


def against(design: Mapping[str, Any], store: Store, wants: Sequence[Want], gone: Sequence[Ref]) -> Iterator[Problem]:
    """Everything at once."""
    leaving = {(ref.table, str(ref.key)) for ref in gone}
    for want in wants:
        row = store.find(want.table, want.key)
        if row is not None and want.table != MEMBERS and not owned(design["mark"], want.table, row) and not design["adopt"]:
            yield Problem("KO-SB121", design["inputs"].get(f"{want.table} {want.key}", ""), value=want.key, details={"table": want.table})
        if row is not None and want.table == "net/self" and row.get("address") != want.values["address"]:
            yield Problem("KO-SB122", "sip_load_balancer.self_ip.address", value=want.values["address"], details={"there": row.get("address")})
        if want.table == "net/self" and _shuts_us_out(design, want):
            yield Problem("KO-SB126", "sip_load_balancer.self_ip.allow_service", value=design["reached_at"])
        if want.table == "ltm/virtual":
            yield from _same_place(store, want, leaving)
        if want.table.startswith("ltm/monitor/") and row is None and want.key in (store.find(POOLS, design["pool"]) or {}).get("monitor", ()):
            yield Problem("KO-SB127", "sip_load_balancer.pool.monitor.name", value=want.key)
        if want.table == "net/vlan":
            yield from _same_interface(store, want, leaving)


def _shuts_us_out(design: Mapping[str, Any], want: Want) -> bool:
    """Whether this self IP is how we reach the device, and would not answer us any more; ``reached_at`` is where we are."""
    allowed, own = want.values["allowService"], want.values["address"].partition("/")[0]
    return bool(own == design.get("reached_at") and not {"all", "default", *(f"tcp:{port}" for port in _MANAGED)} & set(allowed))


def refused(design: Mapping[str, Any], why: Sequence[Problem], interfaces: Sequence[str]) -> list[Problem]:
    """What the device refuses, at the input that it comes from (BP-48); an interface that is not there with those that are (SB-01)."""
    placed = [replace(problem, path=_input(design, problem)) for problem in why]
    if design["objects"] and design["interface"] not in interfaces:
        known = ", ".join(interfaces)
        placed.insert(0, Problem("KO-SB125", "sip_load_balancer.vlan.interface", value=design["interface"], details={"known": known}))
    return placed


def _input(design: Mapping[str, Any], problem: Problem) -> str:
    """Of the object that the device names first; where two of ours have that name, of the one whose kind it says."""
    words = str(problem.details.get("reason", ""))
    found = []
    for place, path in design["inputs"].items():
        table, _blank, key = place.partition(" ")
        named = re.search(rf"{re.escape(key)}(?![\w-]|\.\w)", words)
        if named:
            found.append((named.start(), table.split("/")[1] not in words.lower(), path))
    return problem.path or min(found, default=(0, False, ""))[-1]


def _same_place(store: Store, want: Want, leaving: set[tuple[str, str]]) -> Iterator[Problem]:
    """Another virtual server, in whatever partition, has the address, port and protocol (SB-06)."""
    for row in _others(store, want, leaving):
        if _place(row) == _place(want.values) and row.get("ipProtocol") in (want.values["ipProtocol"], "any"):
            yield Problem("KO-SB123", "sip_load_balancer.virtual.address", value=want.values["destination"], details={"other": row["name"]})


def _place(virtual: Mapping[str, Any]) -> str:
    """Address and port, of which partitions do not have one each."""
    return str(virtual.get("destination")).rpartition("/")[2]


def _same_interface(store: Store, want: Want, leaving: set[tuple[str, str]]) -> Iterator[Problem]:
    """An interface is untagged in one VLAN only (SB-01)."""
    ours = {each["name"] for each in want.values["interfaces"] if not each["tagged"]}
    for row in _others(store, want, leaving):
        for each in row["interfaces"]:
            if each["name"] in ours and not each["tagged"]:
                yield Problem("KO-SB124", "sip_load_balancer.vlan.interface", value=each["name"], details={"other": row["name"]})


def _others(store: Store, want: Want, leaving: set[tuple[str, str]]) -> Iterator[Row]:
    return (row for row in store.rows(want.table) if row["name"] != want.key and (want.table, row["name"]) not in leaving)
