"""Microsoft's own client (azure-mgmt-network) against the lab's Azure: an independent opinion on paths, bodies, operations, errors (AR-03, AR-72)."""

from __future__ import annotations

import json
import ssl
import time
import urllib.request
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.mgmt.network import NetworkManagementClient, models

from tests.lab import Lab
from tests.lab.azure.cloud import CLIENT, SUBSCRIPTION, TENANT, Cloud
from tests.lab.azure.schema import Field, types

from .azure_support import KEY, POLICY, full

RG = "rg-iot-vpn"
POLICY_MODEL = {
    "sa_life_time_seconds": 3600, "sa_data_size_kilobytes": 102400000, "ipsec_encryption": "AES256", "ipsec_integrity": "SHA256",
    "ike_encryption": "AES256", "ike_integrity": "SHA256", "dh_group": "DHGroup14", "pfs_group": "PFS2048",
}  # fmt: skip


class Credential:
    """A token by a client's secret."""

    def __init__(self, base: str, authority: Path) -> None:
        self.base, self.context = base, ssl.create_default_context(cafile=authority)

    def get_token(self, *scopes: str, **_options: Any) -> AccessToken:
        form = f"grant_type=client_credentials&client_id={CLIENT.client}&client_secret={CLIENT.secret}&scope={scopes[0]}"
        with urllib.request.urlopen(f"{self.base}/{TENANT}/oauth2/v2.0/token", form.encode(), context=self.context) as answer:
            found = json.load(answer)
        return AccessToken(found["access_token"], int(time.time()) + found["expires_in"])


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cloud, Path]]:
    """Its clock runs fast: a gateway is there in a tenth of a second."""
    with Lab(speed=50) as lab:
        authority = tmp_path_factory.mktemp("azure") / "ca.pem"
        authority.write_text(lab.authority.pem, encoding="utf-8")
        yield lab.add_azure("azure-hub", retry_after=0), authority


@pytest.fixture(params=["", "2024-05-01"])
def client(cloud: tuple[Cloud, Path], request: pytest.FixtureRequest) -> Iterator[NetworkManagementClient]:
    """With the version that it was made for, and with that of the specification that the lab follows."""
    azure, authority = cloud
    azure.restore()
    base, version = f"https://127.0.0.1:{azure.port}", {"api_version": request.param} if request.param else {}
    options = {"credential_scopes": [f"{base}/.default"], "polling_interval": 0.01, "connection_verify": str(authority), "retry_total": 0}
    with NetworkManagementClient(Credential(base, authority), SUBSCRIPTION, base_url=base, **version, **options) as made:
        yield made


def make_plan(client: NetworkManagementClient) -> None:
    """The reference plan, with one tunnel."""
    client.subnets.begin_create_or_update(RG, "vnet-iot", "GatewaySubnet", models.Subnet(address_prefix="10.20.255.0/27")).result()
    sku = models.PublicIPAddressSku(name="Standard", tier="Regional")
    address = models.PublicIPAddress(location="japaneast", zones=["1", "2", "3"], sku=sku, public_ip_allocation_method="Static")
    client.public_ip_addresses.begin_create_or_update(RG, "pip-vng-iot-1", address).result()
    names = {"subnet": "virtualNetworks/vnet-iot/subnets/GatewaySubnet", "public_ip_address": "publicIPAddresses/pip-vng-iot-1"}
    inside = {name: models.SubResource(id=full(path)) for name, path in names.items()}
    gateway = models.VirtualNetworkGateway(location="japaneast", properties=models.VirtualNetworkGatewayPropertiesFormat(
        gateway_type="Vpn", vpn_type="RouteBased", sku=models.VirtualNetworkGatewaySku(name="VpnGw1AZ", tier="VpnGw1AZ"), enable_bgp=False,
        active_active=False, vpn_gateway_generation="Generation1", ip_configurations=[models.VirtualNetworkGatewayIPConfiguration(
            name="gwipconfig1", properties=models.VirtualNetworkGatewayIPConfigurationPropertiesFormat(**inside))],
    ))  # fmt: skip
    client.virtual_network_gateways.begin_create_or_update(RG, "vng-iot", gateway).result()
    site = models.LocalNetworkGateway(location="japaneast", properties=models.LocalNetworkGatewayPropertiesFormat(
        gateway_ip_address="203.0.113.21", local_network_address_space=models.AddressSpace(address_prefixes=["100.96.8.0/22"])))  # fmt: skip
    client.local_network_gateways.begin_create_or_update(RG, "lng-t1", site).result()
    link = models.VirtualNetworkGatewayConnection(location="japaneast", properties=models.VirtualNetworkGatewayConnectionPropertiesFormat(
        connection_type="IPsec", connection_protocol="IKEv2", shared_key=KEY, dpd_timeout_seconds=45,
        ipsec_policies=[models.IpsecPolicy(**POLICY_MODEL)],
        virtual_network_gateway1=client.virtual_network_gateways.get(RG, "vng-iot"),
        local_network_gateway2=client.local_network_gateways.get(RG, "lng-t1"),
    ))  # fmt: skip
    client.virtual_network_gateway_connections.begin_create_or_update(RG, "cn-t1", link).result()


@pytest.mark.requirement("AR-03", "AR-70", "AR-90")
def test_the_reference_plan_is_made_read_changed_and_taken_away(client: NetworkManagementClient, cloud: tuple[Cloud, Path]):
    before = cloud[0].running_text_plain()
    make_plan(client)
    found = client.virtual_network_gateway_connections.get(RG, "cn-t1").properties
    assert found.provisioning_state == "Succeeded" and found.shared_key is None
    assert [dict(policy) for policy in found.ipsec_policies] == [POLICY]
    assert found.virtual_network_gateway1.id == full("virtualNetworkGateways/vng-iot")
    assert client.public_ip_addresses.get(RG, "pip-vng-iot-1").ip_address == "192.0.2.10"
    assert client.virtual_network_gateways.get(RG, "vng-iot").properties.bgp_settings.bgp_peering_address == "10.20.255.30"
    assert [each.name for each in client.local_network_gateways.list(RG)] == ["lng-t1"]
    assert [each.name for each in client.virtual_network_gateways.list_connections(RG, "vng-iot")] == ["cn-t1"]
    assert [each.name for each in client.virtual_networks.list_all()] == ["vnet-iot"]
    links = client.virtual_network_gateway_connections
    assert links.get_shared_key(RG, "cn-t1").value == KEY
    assert links.begin_set_shared_key(RG, "cn-t1", models.ConnectionSharedKey(value="Other.Key.0123456789")).result().value == "Other.Key.0123456789"
    assert client.local_network_gateways.update_tags(RG, "lng-t1", models.TagsObject(tags={"a": "1"})).tags == {"a": "1"}
    assert "InUseLocalNetworkGatewayCannotBeDeleted" in _refusal(lambda: client.local_network_gateways.begin_delete(RG, "lng-t1").result())
    _wait(lambda: links.get(RG, "cn-t1").properties.provisioning_state == "Succeeded")
    links.begin_delete(RG, "cn-t1").result()
    client.local_network_gateways.begin_delete(RG, "lng-t1").result()
    client.virtual_network_gateways.begin_delete(RG, "vng-iot").result()
    client.public_ip_addresses.begin_delete(RG, "pip-vng-iot-1").result()
    client.subnets.begin_delete(RG, "vnet-iot", "GatewaySubnet").result()
    assert cloud[0].running_text_plain() == before


def _refusal(action: Callable[[], Any]) -> str:
    """Why Azure says no once nothing is in progress any more (AR-78)."""
    limit = time.monotonic() + 5
    while True:
        with pytest.raises(HttpResponseError) as caught:
            action()
        if "AnotherOperationInProgress" not in str(caught.value) or time.monotonic() > limit:
            return str(caught.value)
        time.sleep(0.05)


def _wait(done: Any) -> None:
    limit = time.monotonic() + 5
    while not done() and time.monotonic() < limit:
        time.sleep(0.01)
    assert done()


@pytest.mark.requirement("AR-51", "AR-57", "AR-106")
def test_errors_reach_the_client(client: NetworkManagementClient, cloud: tuple[Cloud, Path]):
    with pytest.raises(ResourceNotFoundError) as caught:
        client.public_ip_addresses.get(RG, "none")
    assert caught.value.error.code == "ResourceNotFound"
    body = models.PublicIPAddress(location="japaneast", sku=models.PublicIPAddressSku(name="Standard"), public_ip_allocation_method="Dynamic")
    with pytest.raises(HttpResponseError) as refused:
        client.public_ip_addresses.begin_create_or_update(RG, "x", body)
    assert refused.value.error.code == "StandardSkuPublicIPAddressesMustBeStatic"
    cloud[0].faults.set("operation_fails", "PUT public")
    cloud[0].faults.set("operation_error", "OverconstrainedAllocationRequest No room.")
    body.sku.name, body.properties.public_ip_allocation_method = "Standard", "Static"
    with pytest.raises(HttpResponseError, match="No room"):
        client.public_ip_addresses.begin_create_or_update(RG, "x", body).result()
    with pytest.raises((ResourceExistsError, HttpResponseError), match="Precondition"):
        client.public_ip_addresses.begin_create_or_update(RG, "x", body, headers={"If-None-Match": "*"})


# --- what the lab knows is what Microsoft's models say ---------------------------------------------------------------------

_MODELS = {
    "publicIPAddresses": models.PublicIPAddress, "virtualNetworks": models.VirtualNetwork, "virtualNetworks/subnets": models.Subnet,
    "virtualNetworks/virtualNetworkPeerings": models.VirtualNetworkPeering, "virtualNetworkGateways": models.VirtualNetworkGateway,
    "virtualNetworkGateways/natRules": models.VirtualNetworkGatewayNatRule, "localNetworkGateways": models.LocalNetworkGateway,
    "connections": models.VirtualNetworkGatewayConnection, "routeTables": models.RouteTable, "networkSecurityGroups": models.NetworkSecurityGroup,
}  # fmt: skip


def _differences(said: Field, model: Any, path: str) -> Iterator[str]:
    """Members that the model does not have, or whose words are others."""
    hints = _rest_names(model)
    for name, inner in said.fields.items():
        if name not in hints:
            yield f"{path}.{name}"
            continue
        kind = _inner(model, hints[name])
        if inner.options and isinstance(kind, type) and issubclass(kind, Enum) and (odd := set(inner.options) - {each.value for each in kind}):
            yield f"{path}.{name}: {sorted(odd)}"
        if inner.fields and isinstance(kind, type) and not issubclass(kind, Enum):
            yield from _differences(inner, kind, f"{path}.{name}")


def _rest_names(model: Any) -> dict[str, str]:
    """Python's name of each member, by its name in JSON; the members get their names when there is a first instance."""
    model({})
    return {each._rest_name: name for name, each in model._attr_to_rest_field.items()}


def _inner(model: Any, name: str) -> Any:
    """The model, or the enumeration, of a member: what its annotation names."""
    texts = [str(parent.__annotations__[name]) for parent in model.__mro__ if name in getattr(parent, "__annotations__", {})]
    known = [word for word in texts[0].replace('"', " ").replace("'", " ").replace("]", " ").split() if word.startswith("_models.")]
    return getattr(models, known[0].removeprefix("_models."), None) if known else None


@pytest.mark.requirement("AR-72", "AR-97")
@pytest.mark.parametrize("kind", _MODELS)
def test_every_member_and_word_that_the_lab_knows_is_microsofts(kind: str):
    assert list(_differences(types()[kind], _MODELS[kind], kind)) == []


@pytest.mark.requirement("AR-72")
def test_that_comparison_sees_a_difference():
    said = Field("connections", "object", fields={"properties": Field("properties", "object", fields={
        "dpdTimeoutSecond": Field("dpdTimeoutSecond", "int"), "connectionMode": Field("connectionMode", "enum", options=("Default", "Both")),
    })})  # fmt: skip
    found = list(_differences(said, models.VirtualNetworkGatewayConnection, "connections"))
    assert found == ["connections.properties.dpdTimeoutSecond", "connections.properties.connectionMode: ['Both']"]


def test_the_lab_knows_every_type_that_is_compared():
    assert set(types()) == set(_MODELS)
