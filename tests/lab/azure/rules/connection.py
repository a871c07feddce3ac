"""Connections: policy, key, what they join (AR-35, AR-39, AR-67, AR-97)."""

from __future__ import annotations

import re
import secrets
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from ..refusal import Refusal
from ..resource import Resource
from . import bgp
from .kind import Kind
from .site import fits

if TYPE_CHECKING:
    from ..cloud import Cloud

_KEY = re.compile(r"[!-,./-}]{1,128}")  # printable, neither blank nor - nor ~ (AZ-45)
_OF_THE_KEY = "sharedKey"


def check_key(name: str, key: str) -> None:
    """`Refusal`: Azure takes no such shared key. The text does not say it."""
    if not _KEY.fullmatch(key):
        raise Refusal(400, "SharedKeyInvalid", f"The shared key of connection {name} has characters that are not allowed, or is too long.")


class Connection(Kind):
    """One connection. The key is taken at the first PUT only (AR-99)."""

    def prepare(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        given = made.properties.pop(_OF_THE_KEY, None)
        if old is None:
            if given is not None:
                check_key(made.address.name, given)
            made.key = given or secrets.token_hex(16)
            if cloud.faults.key_differs:
                made.key = made.key[::-1] + "x"

    def depends(self, cloud: Cloud, made: Resource) -> set[str]:
        return {made.names(end) for end in ("virtualNetworkGateway1", "localNetworkGateway2")} - {""}

    def check(self, cloud: Cloud, made: Resource, old: Resource | None) -> None:
        if made.properties["connectionType"] != "IPsec":
            raise Refusal(400, "ConnectionTypeNotSupported", "The lab has IPsec connections only.")
        if "localNetworkGateway2" not in made.properties:
            text = f"Connection {made.address.id} of type IPsec must have localNetworkGateway2."
            raise Refusal(400, "LocalNetworkGatewayRequired", text)
        gateway = cloud.resources[made.names("virtualNetworkGateway1")]
        self._gateway(made, gateway)
        self._policy(made, gateway)
        self._selectors(made)
        self._bgp(made, gateway)
        fits(cloud, gateway, cloud.resources[made.names("localNetworkGateway2")], made)
        self._rules(cloud, made)

    def served(self, cloud: Cloud, found: Resource) -> dict[str, Any]:
        ends = {end: {"id": found.properties[end]["id"], "properties": {}} for end in ("virtualNetworkGateway1", "localNetworkGateway2")}
        return {**ends, **cloud.tunnels.shown(found), **({_OF_THE_KEY: found.key} if cloud.platform.echo_key else {})}

    # --- what is wrong ---------------------------------------------------------------------------------------------------

    @staticmethod
    def _gateway(made: Resource, gateway: Resource) -> None:
        if gateway.state != "Succeeded":
            text = f"Gateway {gateway.address.id} of connection {made.address.id} is in state {gateway.state}."
            raise Refusal(400, "VirtualNetworkGatewayNotReady", text)

    def _policy(self, made: Resource, gateway: Resource) -> None:
        policies, dpd = made.properties["ipsecPolicies"], made.properties["dpdTimeoutSeconds"]
        if dpd and dpd < 9:
            raise _invalid(made, f"dpdTimeoutSeconds {dpd} is out of range 9-3600.")
        if policies and gateway.properties["sku"]["name"] == "Basic":
            raise _invalid(made, "custom policies are not supported by SKU Basic.")
        if len(policies) > 1:
            raise _invalid(made, "there can be one policy only.")
        for each in policies:
            self._one_policy(made, each)

    @staticmethod
    def _one_policy(made: Resource, each: dict[str, Any]) -> None:
        if each["saLifeTimeSeconds"] < 300 or each["saDataSizeKilobytes"] < 1024:
            raise _invalid(made, "saLifeTimeSeconds must be at least 300, saDataSizeKilobytes at least 1024.")
        combined = [each["ipsecEncryption"], each["ipsecIntegrity"]]
        if any(name.startswith("GCM") for name in combined) and len(set(combined)) > 1:
            raise _invalid(made, f"with GCM ipsecEncryption and ipsecIntegrity must be the same, not {' and '.join(combined)}.")

    @staticmethod
    def _selectors(made: Resource) -> None:
        for each in made.properties["trafficSelectorPolicies"]:
            sides = [[ip_network(text) for text in each[side]] for side in ("localAddressRanges", "remoteAddressRanges")]
            if not all(sides):
                raise Refusal(400, "TrafficSelectorPolicyInvalid", f"Connection {made.address.id} has a traffic selector with an empty side.")

    @staticmethod
    def _bgp(made: Resource, gateway: Resource) -> None:
        if made.properties["enableBgp"] and not gateway.properties["enableBgp"]:
            raise Refusal(400, "ConnectionBgpNotEnabledOnGateway", f"Connection {made.address.id} has BGP enabled, its gateway has not.")
        given = bgp.custom(gateway)
        for each in made.properties.get("gatewayCustomBgpIpAddresses") or []:
            if each["customBgpIpAddress"] not in given.get(each["ipConfigurationId"].lower(), []):
                text = f"The address {each['customBgpIpAddress']} of connection {made.address.id} is none of {each['ipConfigurationId']}."
                raise Refusal(400, "ConnectionCustomBgpIpAddressNotOnGateway", text)

    @staticmethod
    def _rules(cloud: Cloud, made: Resource) -> None:
        for side in ("ingressNatRules", "egressNatRules"):
            for row in made.properties.get(side) or []:
                if cloud.named(row["id"], "virtualNetworkGateways/natRules") is None:
                    text = f"Resource {row['id']} referenced by resource {made.address.id} was not found."
                    raise Refusal(400, "InvalidResourceReference", text)


def _invalid(made: Resource, text: str) -> Refusal:
    return Refusal(400, "IpsecPolicyInvalid", f"Connection {made.address.id}: {text}")
