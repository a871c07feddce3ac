"""What azure-mgmt-network has made, ours finds as it should be; what ours has made, it reads, and may take away (AR-112)."""

from __future__ import annotations

import time
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.mgmt.network import NetworkManagementClient, models

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.azure_access import access
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.azure_token import Tokens
from tests.integration.azure_lab import NAME, AzureLab
from tests.unit.azure_vpn.bed import designed

GROUP = "rg-iot-vpn"
TUNNELS = ("door-tokyo-t1", "door-tokyo-t2")


class Credential:
    """A token that our own client has fetched."""

    def __init__(self, azure_lab: AzureLab) -> None:
        self._tokens = Tokens(access(NAME, {**azure_lab.api(), "timeout": 10.0}, {})[1])

    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        return AccessToken(self._tokens.token(fresh=True), int(time.time()) + 1)


def sdk(azure_lab: AzureLab) -> NetworkManagementClient:
    base = azure_lab.host["azure_resource_manager_url"]
    options = {"credential_scopes": [f"{base}/.default"], "polling_interval": 0.02, "connection_verify": str(azure_lab.ca_path)}
    return NetworkManagementClient(Credential(azure_lab), azure_lab.host["azure_subscription_id"], base_url=base, **options)


def bodies() -> dict[str, dict[str, Any]]:
    """The reference plan by name, of a connection with its key."""
    found = {each["name"]: each["body"] for each in designed()["resources"]}
    for number, name in enumerate(TUNNELS, start=1):
        found[f"cn-{name}"]["properties"]["sharedKey"] = f"Marker.Key.Of.Tunnel.{number}"
    return found


def made_by_microsoft(client: NetworkManagementClient) -> None:
    """The reference plan, by their client."""
    plan = bodies()
    client.subnets.begin_create_or_update(GROUP, "vnet-iot", "GatewaySubnet", models.Subnet(plan["GatewaySubnet"])).result()
    client.public_ip_addresses.begin_create_or_update(GROUP, "pip-vng-iot-1", models.PublicIPAddress(plan["pip-vng-iot-1"])).result()
    client.virtual_network_gateways.begin_create_or_update(GROUP, "vng-iot", models.VirtualNetworkGateway(plan["vng-iot"])).result()
    for name in TUNNELS:
        client.local_network_gateways.begin_create_or_update(GROUP, f"lng-{name}", models.LocalNetworkGateway(plan[f"lng-{name}"])).result()
        link = models.VirtualNetworkGatewayConnection(plan[f"cn-{name}"])
        client.virtual_network_gateway_connections.begin_create_or_update(GROUP, f"cn-{name}", link).result()


@pytest.mark.requirement("AR-03", "AR-112")
def test_what_one_client_makes_the_other_knows(azure_lab: AzureLab) -> None:
    with sdk(azure_lab) as client:
        made_by_microsoft(client)
        assert azure_lab.run().status == "unchanged"
        azure_lab.restore()
        assert azure_lab.run().status == "changed"
        links = client.virtual_network_gateway_connections
        for number, name in enumerate(TUNNELS, start=1):
            assert links.get_shared_key(GROUP, f"cn-{name}").value == f"Marker.Key.Of.Tunnel.{number}"
            found = links.get(GROUP, f"cn-{name}").properties
            wanted = bodies()[f"cn-{name}"]["properties"]["ipsecPolicies"][0]
            assert (found.connection_status, dict(found.ipsec_policies[0])) == ("Connected", wanted)
            links.begin_delete(GROUP, f"cn-{name}").result()
    assert azure_lab.run(check_mode=True).change.commands[0].startswith("create connection cn-door-tokyo-t1")
