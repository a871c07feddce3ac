"""The Azure in the lab as a service: `start --azure`, its inventory, faults and far ends from outside."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from tests.lab import Lab


class Outside:
    """Asks with nothing but what the inventory says."""

    def __init__(self, inventory: Path) -> None:
        groups = yaml.safe_load(inventory.read_text(encoding="utf-8"))
        self.host = groups["azure"]["hosts"]["azure-hub"]
        authority = self.host["azure_ca_path"].replace("{{ inventory_dir }}", str(inventory.parent))
        self.context = ssl.create_default_context(cafile=authority)

    def send(self, url: str, text: str | None = None, **headers: str) -> Any:
        request = urllib.request.Request(url, text.encode() if text else None, headers)
        with urllib.request.urlopen(request, context=self.context, timeout=10) as found:
            return json.load(found)

    def token(self) -> str:
        manager = self.host["azure_resource_manager_url"]
        form = {"grant_type": "client_credentials", "client_id": self.host["azure_client_id"], "client_secret": self.host["azure_client_secret"]}
        url = f"{self.host['azure_authority_url']}/{self.host['azure_tenant_id']}/oauth2/v2.0/token"
        return str(self.send(url, urlencode({**form, "scope": f"{manager}/.default"}))["access_token"])

    def network(self) -> Any:
        group = f"/subscriptions/{self.host['azure_subscription_id']}/resourceGroups/rg-iot-vpn"
        url = f"{self.host['azure_resource_manager_url']}{group}/providers/Microsoft.Network/virtualNetworks/vnet-iot?api-version=2024-05-01"
        return self.send(url, Authorization=f"Bearer {self.token()}")


@pytest.mark.requirement("AR-70", "AR-90", "AR-104")
def test_the_inventory_says_everything_that_a_client_needs(service):
    status, output = service("start", "--azure")
    assert (status, output.out[:17]) == (0, "5 devices answer ")
    client = Outside(service.inventory)
    assert client.network()["properties"]["addressSpace"] == {"addressPrefixes": ["10.20.0.0/16"]}
    keys = {"authKeyId": client.host["soracom_auth_key_id"], "authKey": client.host["soracom_auth_key"]}
    assert client.send(f"{client.host['soracom_url']}/v1/auth", json.dumps(keys))["operatorId"] == "OP0012345678"
    assert client.host["ansible_connection"] == "local"
    found = json.loads(service("status")[1].out)["azure-hub"]
    assert (found["configuration_lines"], found["requests"] > 2) == (0, True)

    service("fault", "azure-hub", "token_fail=1")
    with pytest.raises(urllib.error.HTTPError, match="500"):
        client.token()
    assert client.token() and "client_secret=*" in service("log", "azure-hub")[1].out
    assert client.host["azure_client_secret"] not in service("log", "azure-hub")[1].out

    seen = json.loads(service("door", "door-tokyo")[1].out)
    assert seen == {each: {"up": False, "why": ["Azure has no connection to this tunnel"]} for each in ("t1", "t2")}
    assert json.loads(service("door", "door-tokyo", "t1.psk=other", "t1.up=false")[1].out) == {"t1.psk": "<secret>", "t1.up": "True"}
    assert [service("door", *wrong)[0] for wrong in (("door-kyoto",), ("door-tokyo", "t3.up=no"))] == [1, 1]
    service("restore")
    assert json.loads(service("door", "door-tokyo", "t1.up=true")[1].out) == {"t1.up": "True"}
    assert "virtualNetworks/vnet-iot" in service("configuration", "azure-hub")[1].out


@pytest.mark.requirement("AR-90")
def test_it_stands_alone():
    with Lab() as lab:
        assert [each.name for each in lab.start_topology(only="azure-hub")] == ["azure-hub"]
