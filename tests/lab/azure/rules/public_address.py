"""Public IP addresses: SKU, zones, who has them (AR-31, AR-55, AR-58)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..refusal import Refusal
from ..resource import Resource
from .kind import Kind

if TYPE_CHECKING:
    from ..cloud import Cloud

_ZONES = {"1", "2", "3"}


def holder(cloud: Cloud, key: str) -> tuple[Resource, str] | None:
    """The gateway that has the address, and the id of the configuration there."""
    for gateway in cloud.of_kind("virtualNetworkGateways"):
        for each in gateway.properties["ipConfigurations"]:
            if each["properties"].get("publicIPAddress", {}).get("id", "").lower() == key:
                return gateway, f"{gateway.address.id}/ipConfigurations/{each['name']}"
    return None


class PublicAddress(Kind):
    """An address comes when the resource is made, and stays."""

    def check(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        name, standard = made.address.name, made.body["sku"]["name"] == "Standard"
        zones = made.body.get("zones", [])
        if standard and made.properties["publicIPAllocationMethod"] != "Static":
            raise Refusal(400, "StandardSkuPublicIPAddressesMustBeStatic", f"Standard sku publicIp {name} must have AllocationMethod set to Static.")
        if not set(zones) <= _ZONES or len(set(zones)) < len(zones):
            text = f"Resource {made.address.id} has invalid zones {', '.join(zones)} for location '{made.body['location']}'."
            raise Refusal(400, "InvalidAvailabilityZone", text)
        if zones and not standard:
            raise Refusal(400, "ZonesNotAllowedForBasicSku", f"Basic sku publicIp {name} must not have zones.")
        if old and set(old.body.get("zones", [])) != set(zones):
            raise Refusal(400, "ResourceAvailabilityZonesCannotBeModified", _zones(made, old))
        if old and holder(cloud, made.address.key) and _method(made) != _method(old):
            raise Refusal(400, "PublicIPAddressInUse", f"The allocation method of {made.address.id} cannot be changed while it is in use.")

    def finished(self, cloud: Cloud, made: Resource) -> None:
        if "ipAddress" not in made.served and _method(made) == "Static":
            made.served["ipAddress"] = cloud.public_address()

    def removable(self, cloud: Cloud, found: Resource) -> None:
        used = holder(cloud, found.address.key)
        if used:
            text = f"Public IP address {found.address.id} can not be deleted since it is still allocated to resource {used[1]}."
            how = "disassociate/detach the Public IP address from the resource.  To learn how to do this, see aka.ms/deletepublicip."
            raise Refusal(400, "PublicIPAddressCannotBeDeleted", f"{text} In order to delete the public IP, {how}")

    def served(self, cloud: Cloud, found: Resource) -> dict[str, Any]:
        used = holder(cloud, found.address.key)
        return {**found.served, **({"ipConfiguration": {"id": used[1]}} if used else {})}


def _method(found: Resource) -> str:
    return str(found.properties["publicIPAllocationMethod"])


def _zones(made: Resource, old: Resource) -> str:
    before, after = (", ".join(each.body.get("zones", [])) or "NoZone" for each in (old, made))
    text = f"Resource {made.address.id} has an existing availability zone constraint {before} and the request has availability zone"
    return f"{text} constraint {after}, which do not match. Zones cannot be added/updated/removed once the resource is created."
