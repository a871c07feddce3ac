"""BGP settings of gateways (AR-37, AR-67, AZ-61)."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

from ..refusal import Refusal
from ..resource import Resource

_LOW, _HIGH = IPv4Address("169.254.21.0"), IPv4Address("169.254.22.255")
_ASN = 65515
_RESERVED = (0, 8074, 8075, 12076)


def custom(gateway: Resource) -> dict[str, list[str]]:
    """The inside addresses that a client gave to instances, by the id of the configuration in lower case."""
    rows = gateway.properties.get("bgpSettings", {}).get("bgpPeeringAddresses") or []
    return {str(row.get("ipconfigurationId", "")).lower(): list(row.get("customBgpIpAddresses") or []) for row in rows}


def check_settings(made: Resource) -> None:
    """`Refusal`: the number or an address cannot be."""
    settings = made.properties.get("bgpSettings") or {}
    if settings.get("asn") in _RESERVED:
        raise Refusal(400, "VpnGatewayAsnReserved", f"ASN {settings['asn']} of gateway {made.address.id} is reserved.")
    known = {f"{made.address.key}/ipconfigurations/{each['name'].lower()}" for each in made.properties["ipConfigurations"]}
    given = custom(made)
    for name, addresses in given.items():
        if name not in known:
            raise Refusal(400, "InvalidResourceReference", f"Resource {name} referenced by bgpSettings of {made.address.id} was not found.")
        _addresses(made, addresses)
    every = [address for addresses in given.values() for address in addresses]
    if len(set(every)) < len(every):
        raise Refusal(400, "VpnGatewayCustomBgpIpAddressDuplicate", f"Gateway {made.address.id} has a custom BGP address twice.")


def _addresses(made: Resource, addresses: list[str]) -> None:
    for address in addresses:
        try:
            inside = _LOW <= IPv4Address(address) <= _HIGH
        except ValueError:
            inside = False
        if not inside:
            text = f"The custom BGP IP address {address} of gateway {made.address.id} must be in the range {_LOW} - {_HIGH}."
            raise Refusal(400, "VpnGatewayCustomBgpIpAddressOutOfRange", text)
    if len(addresses) > 1 and not made.properties["activeActive"]:
        text = f"Gateway {made.address.id} without activeActive has one custom BGP address per public IP address."
        raise Refusal(400, "VpnGatewayTooManyCustomBgpIpAddresses", text)


def shown(gateway: Resource, inside: list[str], outside: list[str]) -> dict[str, Any]:
    """The settings as they are read: `inside` and `outside` addresses of the instances in order (AR-41)."""
    settings, given = gateway.properties.get("bgpSettings") or {}, custom(gateway)
    names = [f"{gateway.address.id}/ipConfigurations/{each['name']}" for each in gateway.properties["ipConfigurations"]]
    rows = [
        {"ipconfigurationId": name, "defaultBgpIpAddresses": [inside[number]], "customBgpIpAddresses": given.get(name.lower(), []),
         "tunnelIpAddresses": [outside[number]] if outside[number] else []}
        for number, name in enumerate(names)
    ]  # fmt: skip
    peering = settings.get("bgpPeeringAddress") or ",".join(inside)
    return {"asn": settings.get("asn", _ASN), "bgpPeeringAddress": peering, "peerWeight": settings.get("peerWeight", 0), "bgpPeeringAddresses": rows}
