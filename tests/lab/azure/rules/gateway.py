"""Virtual network gateways and their NAT rules (AR-33, AR-37, AR-56 to AR-63)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..refusal import Refusal
from ..resource import Resource
from . import bgp
from .gateway_checks import SECOND_ONLY, check_gateway
from .instances import configurations, peering_addresses, public_addresses
from .kind import Kind, in_use

if TYPE_CHECKING:
    from ..cloud import Cloud


class Gateway(Kind):
    """A VPN gateway in a network."""

    def prepare(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        default = "Generation2" if made.properties["sku"]["name"].startswith(SECOND_ONLY) else "Generation1"
        made.properties.setdefault("vpnGatewayGeneration", old.properties["vpnGatewayGeneration"] if old else default)

    def check(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        check_gateway(cloud, made, old)

    def accepted(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        """NAT rules are resources of their own; the body holds all of them, as a network's does its subnets."""
        if "natRules" in made.properties:
            for key in [each.address.key for each in nat_rules(cloud, made)]:
                del cloud.resources[key]
            for row in made.properties.pop("natRules"):
                address = made.address.child("natRules", row["name"])
                rule = Resource(address, {"properties": row.get("properties") or {}}, cloud.guid(), "Succeeded", cloud.etag())
                cloud.resources[address.key] = rule

    def removable(self, cloud: Cloud, found: Resource) -> None:
        users = [each for each in cloud.users(found.address.key) if each.address.kind == "connections"]
        if users:
            raise in_use("InUseVirtualNetworkGatewayCannotBeDeleted", f"Virtual network gateway {found.address.id}", users)

    def gone(self, cloud: Cloud, found: Resource) -> None:
        """The subnet stays in use for a while (AZ-97)."""
        for each in configurations(found):
            subnet = cloud.resource(each["properties"]["subnet"]["id"])
            if subnet:
                left = f"{found.address.id}/ipConfigurations/{each['name']}"
                subnet.served["left"] = (left, cloud.now() + cloud.platform.seconds("linger"))

    def served(self, cloud: Cloud, found: Resource) -> dict[str, Any]:
        rows = [
            {"name": each["name"], "id": f"{found.address.id}/ipConfigurations/{each['name']}", "etag": found.etag,
             "type": "Microsoft.Network/virtualNetworkGateways/ipConfigurations",
             "properties": {"provisioningState": found.state, **each["properties"]}}
            for each in configurations(found)
        ]  # fmt: skip
        nat = [NatRule().show(cloud, each) for each in nat_rules(cloud, found)]
        settings = bgp.shown(found, peering_addresses(cloud, found), public_addresses(cloud, found))
        return {"ipConfigurations": rows, "natRules": nat, "sku": {**found.properties["sku"], "capacity": 2}, "bgpSettings": settings}


class NatRule(Kind):
    """A NAT rule of a gateway."""

    def removable(self, cloud: Cloud, found: Resource) -> None:
        users = [each.address.id for each in cloud.of_kind("connections") for side in ("ingressNatRules", "egressNatRules")
                 if any(row["id"].lower() == found.address.key for row in each.properties.get(side) or [])]  # fmt: skip
        if users:
            text = f"The NAT rule {found.address.id} is still in use and cannot be deleted. Resources using NAT rule: {', '.join(users)}."
            raise Refusal(400, "GatewayNatRuleIsStillInUse", text)


def nat_rules(cloud: Cloud, gateway: Resource) -> list[Resource]:
    """Those of one gateway."""
    return [each for each in cloud.of_kind("virtualNetworkGateways/natRules") if each.address.key.startswith(f"{gateway.address.key}/")]
