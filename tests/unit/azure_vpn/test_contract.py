"""Microsoft's own models know every field that our bodies have, and give them back unchanged (AR-72)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from azure.mgmt.network import models

from tests.unit.azure_vpn.bed import designed
from tests.unit.azure_vpn.test_rules import SITE, four

MODELS = {
    "vnet": models.VirtualNetwork, "gateway_subnet": models.Subnet, "public_ip": models.PublicIPAddress, "gateway": models.VirtualNetworkGateway,
    "local_gateway": models.LocalNetworkGateway, "connection": models.VirtualNetworkGatewayConnection,
}
SELECTORS = [{"local": ["10.20.0.0/16"], "remote": ["100.96.8.0/22"]}]
DESIGNS = {
    "static": designed(), "bgp": designed(**four()),
    "selectors": designed(**{f"{SITE}use_policy_based_traffic_selectors": True, f"{SITE}traffic_selector_policies": SELECTORS}),
}


def unknown(value: Any, path: str) -> Iterator[str]:
    """The keys that a model has no field for, all the way down."""
    if isinstance(value, list):
        for each in value:
            yield from unknown(each, path)
    fields = getattr(type(value), "_attr_to_rest_field", None)
    if fields is not None:
        names = {field._rest_name: name for name, field in fields.items()}
        for key in value:
            if key not in names:
                yield f"{path}.{key}"
            else:
                yield from unknown(getattr(value, names[key]), f"{path}.{key}")


@pytest.mark.requirement("AR-03", "AR-72", "AR-82")
@pytest.mark.parametrize("name", DESIGNS)
def test_microsoft_s_models_know_every_field_and_change_nothing(name):
    for resource in DESIGNS[name]["resources"]:
        if resource["kind"] in MODELS:
            made = MODELS[resource["kind"]](resource["body"])
            assert list(unknown(made, resource["kind"])) == []
            assert made.as_dict() == resource["body"]


def test_a_misspelt_field_would_be_seen():
    body = {"properties": {"ipsecPolicys": []}}
    assert list(unknown(models.VirtualNetworkGatewayConnection(body), "c")) == ["c.properties.ipsecPolicys"]
