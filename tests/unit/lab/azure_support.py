"""The lab's Azure without a wire, and who asks it: the bodies of the reference plan (AR-30 to AR-36)."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from tests.lab.azure.api import answer
from tests.lab.azure.cloud import AUDITOR, CLIENT, SUBSCRIPTION, TENANT, Cloud
from tests.lab.azure.exchange import Answer, Request
from tests.lab.azure.platform import Platform

BASE = "https://lab"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-iot-vpn"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
SUBNET = "virtualNetworks/vnet-iot/subnets/GatewaySubnet"
PIP, GATEWAY, SITE, LINK = "publicIPAddresses/pip-vng-iot-1", "virtualNetworkGateways/vng-iot", "localNetworkGateways/lng-t1", "connections/cn-t1"
KEY = "Marker.Key.0123456789"
POLICY = {
    "saLifeTimeSeconds": 3600, "saDataSizeKilobytes": 102400000, "ipsecEncryption": "AES256", "ipsecIntegrity": "SHA256", "ikeEncryption": "AES256",
    "ikeIntegrity": "SHA256", "dhGroup": "DHGroup14", "pfsGroup": "PFS2048",
}  # fmt: skip


def full(path: str) -> str:
    """The id of a resource of the reference plan."""
    return f"{NETWORK}/{path}"


def public_ip(**changes: Any) -> dict[str, Any]:
    return {
        "location": "japaneast", "sku": {"name": "Standard", "tier": "Regional"}, "zones": ["1", "2", "3"],
        "properties": {"publicIPAllocationMethod": "Static", "publicIPAddressVersion": "IPv4", "idleTimeoutInMinutes": 4}, **changes,
    }  # fmt: skip


def configuration(name: str = "gwipconfig1", address: str = PIP) -> dict[str, Any]:
    properties = {"privateIPAllocationMethod": "Dynamic", "subnet": {"id": full(SUBNET)}, "publicIPAddress": {"id": full(address)}}
    return {"name": name, "properties": properties}


def gateway(**changes: Any) -> dict[str, Any]:
    properties = {
        "gatewayType": "Vpn", "vpnType": "RouteBased", "vpnGatewayGeneration": "Generation1", "enableBgp": False, "activeActive": False,
        "sku": {"name": "VpnGw1AZ", "tier": "VpnGw1AZ"}, "ipConfigurations": [configuration()],
    }  # fmt: skip
    return {"location": "japaneast", "properties": {**properties, **changes}}


def site(address: str = "203.0.113.21", prefixes: tuple[str, ...] = ("100.96.8.0/22",), **changes: Any) -> dict[str, Any]:
    properties = {"gatewayIpAddress": address, "localNetworkAddressSpace": {"addressPrefixes": [*prefixes]}}
    return {"location": "japaneast", "properties": {**properties, **changes}}


def link(to: str = SITE, key: str = KEY, **changes: Any) -> dict[str, Any]:
    properties = {
        "connectionType": "IPsec", "connectionProtocol": "IKEv2", "connectionMode": "Default", "enableBgp": False, "dpdTimeoutSeconds": 45,
        "virtualNetworkGateway1": {"id": full(GATEWAY), "properties": {}}, "localNetworkGateway2": {"id": full(to), "properties": {}},
        "usePolicyBasedTrafficSelectors": False, "sharedKey": key, "trafficSelectorPolicies": [], "ipsecPolicies": [deepcopy(POLICY)],
    }  # fmt: skip
    return {"location": "japaneast", "properties": {**properties, **changes}}


class Client:
    """Asks an Azure with a token and takes its answers apart; `settled` lets what runs come to its end."""

    def __init__(self, application: Any = CLIENT, cloud: Cloud | None = None, **platform: Any) -> None:
        self.cloud = cloud or Cloud("azure-hub", platform=Platform(**platform))
        self.application = application
        self.log_in()

    def log_in(self) -> None:
        self.token = self.token_answer(self.application.client, self.application.secret).body["access_token"]

    def token_answer(self, client: str = CLIENT.client, secret: str = CLIENT.secret, scope: str = f"{BASE}/.default", **more: str) -> Answer:
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret, "scope": scope, **more}
        text = "&".join(f"{name}={value}" for name, value in form.items())
        return answer(self.cloud, Request("POST", f"/{TENANT}/oauth2/v2.0/token", text=text, base=BASE))

    def ask(self, line: str, body: Any = None, headers: dict[str, str] | None = None, version: str | None = "2024-05-01", **query: str) -> Answer:
        """`GET publicIPAddresses/x`, or a whole path."""
        method, path = line.split(" ", 1)
        given = {**({"api-version": version} if version else {}), **query}
        text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        asked = {"authorization": f"Bearer {self.token}", **(headers or {})}
        return answer(self.cloud, Request(method, path if path.startswith("/") else full(path), given, asked, text, BASE))

    def follow(self, url: str) -> Answer:
        """Ask where an answer points to."""
        path, _mark, query = url.removeprefix(BASE).partition("?")
        return self.ask(f"GET {path}", version=None, **dict(pair.split("=", 1) for pair in query.split("&")))

    def settled(self, line: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """A write and its end; the resource then."""
        made = self.ask(line, body, headers)
        assert made.status in (200, 201, 202, 204), made.body
        path, found = line.split(" ", 1)[1].removesuffix("/resetconnection").removesuffix("/sharedkey"), made
        while found.status != 404 and (found is made or found.body["properties"]["provisioningState"] in ("Updating", "Deleting")):
            self.cloud.clock.advance(60)
            self.log_in()
            found = self.ask(f"GET {path}")
        return found.body if found.status == 200 else {}

    def refused(self, line: str, body: Any = None, **headers: str) -> tuple[int, str]:
        """Status and code."""
        made = self.ask(line, body, headers)
        assert made.status >= 400, made.body
        return made.status, made.body["error"]["code"]

    def text(self, path: str) -> str:
        """Everything that reading a resource shows."""
        return json.dumps(self.ask(f"GET {path}").body)

    def plan(self, *paths: str) -> Client:
        """Make these of the reference plan, in order."""
        bodies = {SUBNET: {"properties": {"addressPrefix": "10.20.255.0/27"}}, PIP: public_ip(), GATEWAY: gateway(), SITE: site(), LINK: link()}
        for path in paths or bodies:
            assert self.settled(f"PUT {path}", bodies[path])["properties"]["provisioningState"] == "Succeeded"
        return self


__all__ = ["AUDITOR", "CLIENT", "Client"]
