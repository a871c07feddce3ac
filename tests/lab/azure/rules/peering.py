"""Peerings of virtual networks (AZ-18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..refusal import Refusal
from ..resource import Resource
from .kind import Kind

if TYPE_CHECKING:
    from ..cloud import Cloud


class Peering(Kind):
    """One direction of a peering (AZ-18)."""

    def check(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        wanted, allows = made.properties["useRemoteGateways"], made.properties["allowGatewayTransit"]
        if wanted and allows:
            text = "cannot have both AllowGatewayTransit and UseRemoteGateways set to true."
            raise Refusal(400, "InvalidPeeringGatewayFlags", f"Peering {made.address.id} {text}")
        other = cloud.resources[made.names("remoteVirtualNetwork")]
        if wanted and not any(other.address.key in each["properties"]["subnet"]["id"].lower() for gateway in cloud.of_kind("virtualNetworkGateways")
                              for each in gateway.properties["ipConfigurations"]):  # fmt: skip
            text = f"Peering {made.address.id} cannot have UseRemoteGateways flag set to true because remote virtual network {other.address.id}"
            raise Refusal(400, "RemoteVnetHasNoGateways", f"{text} referenced by the peering does not have any gateways.")

    def served(self, cloud: Cloud, found: Resource) -> dict[str, Any]:
        assert found.address.parent is not None
        here, there = found.address.parent.key, found.names("remoteVirtualNetwork")
        others = [each for each in cloud.of_kind(found.address.kind) if each.address.key.startswith(f"{there}/")]
        back = any(each.names("remoteVirtualNetwork") == here for each in others)
        return {"peeringState": "Connected" if back else "Initiated"}
