# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What of an object that stands differs from ours, what cannot be changed, and ours in the words of what stands (R18; AZ-17, AZ-74, AZ-75)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...problem import Problem
from .steps import Row, Shown, Step, creation, deletion, update
from .values import difference, same, state

#: what cannot be changed once it is there (R18); of a public address a change would be another address (AZ-17)
_FIXED = {
    "gateway": ("gatewayType", "vpnType", "vpnGatewayGeneration"),
    "connection": ("connectionType", "connectionProtocol", "virtualNetworkGateway1", "localNetworkGateway2"),
    "gateway_subnet": ("addressPrefix",), "public_ip": ("publicIPAllocationMethod", "publicIPAddressVersion"),
}  # fmt: skip
#: what takes the tunnel down for a while
_DISTURBING = {
    "connection": ("ipsecPolicies", "usePolicyBasedTrafficSelectors", "trafficSelectorPolicies", "enableBgp"),
    "local_gateway": ("gatewayIpAddress",),
}  # fmt: skip


def changes(design: Mapping[str, Any], resource: Mapping[str, Any], row: Row) -> Iterator[Step | Problem]:
    """The write that an object needs which stands, or what forbids it."""
    ours = _adopted(resource, row)
    wanted = {**ours["body"], **_tags(design, ours, row)}
    if same(wanted, row) and state(row) not in ("failed", "canceled"):
        return
    differs = difference(wanted, row)
    forbidden = list(_forbidden(ours, wanted, row, differs))
    if forbidden and resource["kind"] == "connection" and design["allow_recreate"]:
        yield replace(deletion(resource, row), interrupts=True)
        yield creation(resource)
        return
    yield from forbidden
    if not forbidden:
        properties = differs.get("properties") or {}
        yield update(resource, wanted, row, differs, any(name in properties for name in _DISTURBING.get(resource["kind"], ())))


def _forbidden(resource: Mapping[str, Any], wanted: Row, row: Row, differs: Mapping[str, Any]) -> Iterator[Problem]:
    """What would need another object (R18, AZ-17), or would lose a secret that Azure does not show (AZ-74)."""
    kind, properties = resource["kind"], differs.get("properties") or {}
    code = "KO-AZ017" if kind == "public_ip" else "KO-AZ118"
    fixed = [*(name for name in _FIXED.get(kind, ()) if name in properties), *(["location"] if "location" in differs else [])]
    if kind == "public_ip":
        fixed += [name for name in ("sku", "zones") if name in differs]
    for name in fixed:
        was, becomes = (_value(each, name) for each in (row, wanted))
        yield Problem(code, resource["path"], name, details={"old": was, "new": becomes})
    if kind == "gateway" and _addresses(row) - _addresses(wanted):
        yield Problem("KO-AZ017", resource["path"], "publicIPAddress", details={"old": _listed(row), "new": _listed(wanted)})
    if kind == "gateway" and set(differs) != {"tags"} and _radius(row):
        yield Problem("KO-AZ074", resource["path"])


def _radius(row: Mapping[str, Any]) -> bool:
    """Whether it has a server of RADIUS: of the list, or the one of the older fields."""
    clients = (row.get("properties") or {}).get("vpnClientConfiguration") or {}
    return bool(clients.get("radiusServers") or clients.get("radiusServerAddress"))


def as_named(resources: Sequence[Mapping[str, Any]], shown: Shown) -> list[Mapping[str, Any]]:
    """Ours with the IP configurations called as they are on the gateway that stands: addresses of BGP and connections name them too (AZ-74)."""
    names = {ours: theirs for each in resources if each["kind"] == "gateway" for ours, theirs in _configurations(each, shown.get(each["path"]) or {})}
    return [{**each, "body": _renamed(each["body"], names)} for each in resources] if names else list(resources)


def _configurations(gateway: Mapping[str, Any], row: Row) -> Iterator[tuple[str, str]]:
    """Our name and theirs for the configuration of each public address, and so their ids."""
    there = {_public_ip(each): str(each.get("name")) for each in (row.get("properties") or {}).get("ipConfigurations") or ()}
    for each in gateway["body"]["properties"]["ipConfigurations"]:
        ours, theirs = each["name"], there.get(_public_ip(each), each["name"])
        if theirs != ours:
            yield ours, theirs
            yield f"{gateway['path']}/ipConfigurations/{ours}", f"{gateway['path']}/ipConfigurations/{theirs}"


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _renamed(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, names) for each in value]
    return names.get(value, value) if isinstance(value, str) else value


def _adopted(resource: Mapping[str, Any], row: Row) -> Mapping[str, Any]:
    """Ours in the words of what stands: a virtual network that has more prefixes, a subnet with a list of one."""
    body = resource["body"]
    if resource["kind"] == "vnet":
        both = list(dict.fromkeys([*space(row), *space(body)]))
        return {**resource, "body": {**body, "properties": {"addressSpace": {"addressPrefixes": both}}}}
    if resource["kind"] == "gateway_subnet" and (row.get("properties") or {}).get("addressPrefixes") == [body["properties"]["addressPrefix"]]:
        return {**resource, "body": {}}
    return resource


def space(row: Mapping[str, Any]) -> list[str]:
    """The prefixes of a virtual network."""
    return list(((row.get("properties") or {}).get("addressSpace") or {}).get("addressPrefixes") or [])


def _tags(design: Mapping[str, Any], resource: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """Ours and those that others have set, unless they are to be exact (AZ-75). To Azure ``Owner`` and ``owner`` are one tag, named as it stands."""
    if "tags" not in resource["body"]:
        return {}
    there = row.get("tags") or {}
    named = {name.lower(): name for name in there}
    ours = {named.get(name.lower(), name): value for name, value in resource["body"]["tags"].items()}
    gone = [name for name in there if name not in ours] if design["tags_exact"] else []
    return {"tags": {**{name: value for name, value in there.items() if name not in gone}, **ours, **dict.fromkeys(gone)}}


def _value(row: Mapping[str, Any], name: str) -> Any:
    found = row.get(name, (row.get("properties") or {}).get(name))
    return found.get("id", found) if isinstance(found, Mapping) else found


def _public_ip(configuration: Mapping[str, Any]) -> str:
    return str(((configuration.get("properties") or {}).get("publicIPAddress") or {}).get("id", "")).lower()


def _addresses(row: Mapping[str, Any]) -> set[str]:
    return {_public_ip(each) for each in (row.get("properties") or {}).get("ipConfigurations") or ()} - {""}


def _listed(row: Mapping[str, Any]) -> str:
    return ", ".join(sorted(each.rpartition("/")[2] for each in _addresses(row)))
