# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What stands in Azure against what is wanted: the steps that it needs, in their order, and what forbids them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ...problem import Problem
from .changes import as_named, changes, space
from .steps import Plan, Row, Shown, Step, creation, deletion, key
from .values import difference, same, state

_LEAVING = ("connection", "local_gateway", "spoke_peering", "hub_peering", "gateway")  #: users before what they use


def plan(design: Mapping[str, Any], shown: Shown, keys: Mapping[str, str | None]) -> Plan:
    """``keys``: of connections that are there, the key that Azure holds, None when it may not be read (AZ-48)."""
    found = [each for resource in as_named(design["resources"], shown) for each in one(design, resource, shown.get(resource["path"]), keys)]
    found += [deletion(resource, row) for resource in design["gone"] if (row := shown.get(resource["path"])) is not None]
    return _sorted(found)


def removal(design: Mapping[str, Any], shown: Shown, users: Iterable[str]) -> Plan:
    """Everything ours goes, users first (AZ-95). ``users``: ids of all connections of the gateway; others' keep it (AZ-96)."""
    ours = {resource["path"].lower() for resource in design["resources"] + design["gone"]}
    others = sorted(user for user in users if user.lower() not in ours)
    wanted = [resource for kind in _LEAVING for resource in _of(design, kind) if resource["manage"]]
    flags = {"public_ip": "delete_public_ip", "gateway_subnet": "delete_gateway_subnet", "vnet": "delete_vnet"}
    wanted += [resource for kind, flag in flags.items() if design[flag] for resource in _of(design, kind) if resource["manage"]]
    problems = [Problem("KO-AZ096", design["gateway"], details={"others": ", ".join(others)})] if others else []
    there = [(resource, row) for resource in wanted if (row := shown.get(resource["path"])) is not None]
    problems += [problem for resource, row in there if resource["kind"] == "vnet" for problem in _other_subnets(resource, row)]
    return Plan([deletion(resource, row) for resource, row in there], problems)


def one(design: Mapping[str, Any], resource: Mapping[str, Any], row: Row | None, keys: Mapping[str, str | None]) -> Iterator[Step | Problem]:
    """The steps that one object needs."""
    if row is None:
        yield creation(resource) if resource["manage"] else Problem("KO-AZ016", resource["path"])
        return
    if state(row) in ("failed", "canceled") and not design["retry_failed"]:
        yield Problem("KO-AZ072", resource["path"], details={"reason": ""})
        return
    yield from [] if resource["manage"] else _theirs(design, resource, row)
    if resource["kind"] == "gateway_subnet" and (row.get("properties") or {}).get("networkSecurityGroup"):
        yield Problem("KO-AZ113D", resource["path"], level="warning")
    found = list(changes(design, resource, row)) if resource["manage"] else []
    yield from found
    anew = any(isinstance(each, Step) and each.verb == "create" for each in found)
    if resource["kind"] == "connection" and not anew:
        yield from key_step(design, resource, keys.get(resource["path"]))


def key_step(design: Mapping[str, Any], resource: Mapping[str, Any], held: str | None) -> Iterator[Step | Problem]:
    """A key that differs is written; one that may not be read is left alone and told (AZ-48)."""
    how = resource.get("psk_update", design["psk_update"])
    if how == "always" or (how == "on_difference" and held is not None and held != resource["psk"]):
        yield key(resource)
    elif how == "on_difference" and held is None:
        yield Problem("KO-AZ048", resource["path"], level="warning")


def _theirs(design: Mapping[str, Any], resource: Mapping[str, Any], row: Row) -> Iterator[Problem]:
    """What somebody else has made must be as the gateway and SORACOM need it (AZ-16)."""
    if resource["kind"] == "public_ip":
        yield from _their_address(design, resource, row)
    if resource["kind"].endswith("_peering") and not same(resource["body"], row):
        yield Problem("KO-AZ018", resource["path"], details={"wanted": ", ".join(sorted(difference(resource["body"], row)["properties"]))})
    if resource["kind"] == "vnet":
        told, there = ({*space(each)} for each in (resource["body"], row))
        if told != there:
            details = {"told": ", ".join(sorted(told)), "there": ", ".join(sorted(there))}
            yield Problem("KO-AZ016B", resource["path"], level="warning", details=details)


def _their_address(design: Mapping[str, Any], resource: Mapping[str, Any], row: Row) -> Iterator[Problem]:
    """R14 for an address that is only looked up: Standard, and with zones just where the gateway has them."""
    sku = _of(design, "gateway")[0]["body"]["properties"]["sku"]["name"]
    if (row.get("sku") or {}).get("name") == "Basic":
        yield Problem("KO-AZ114C", resource["path"])
    elif sku.endswith("AZ") and not row.get("zones"):
        yield Problem("KO-AZ114", resource["path"])
    elif not sku.endswith("AZ") and row.get("zones"):
        yield Problem("KO-AZ114B", resource["path"], details={"sku": sku})


def _other_subnets(resource: Mapping[str, Any], row: Row) -> Iterator[Problem]:
    """A virtual network that holds more than the gateway's subnet is not ours to delete (AZ-98)."""
    names = [str(each.get("name")) for each in (row.get("properties") or {}).get("subnets") or ()]
    others = [name for name in names if name != "GatewaySubnet"]
    if others:
        yield Problem("KO-AZ096B", resource["path"], details={"others": ", ".join(others)})


def _sorted(found: Iterable[Step | Problem]) -> Plan:
    every = list(found)
    return Plan([each for each in every if isinstance(each, Step)], [each for each in every if isinstance(each, Problem)])


def _of(design: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    return [resource for resource in design["gone"] + design["resources"] if resource["kind"] == kind]


def again(step: Step, design: Mapping[str, Any], row: Row | None, held: str | None) -> Step | None:
    """The step after a new reading: None when it has taken effect, or with what was read now."""
    if step.verb == "delete":
        return None if row is None else step
    found = [each for each in one(design, step.resource, row, {step.resource["path"]: held}) if isinstance(each, Step)]
    alike = [each for each in found if (each.verb == "key") == (step.verb == "key")]
    return replace(alike[0], interrupts=step.interrupts) if alike else None
