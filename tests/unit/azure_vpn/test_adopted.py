"""A gateway that somebody else has made keeps the names of its IP configurations, whoever refers to them (AZ-74)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.azure import plan
from tests.unit.azure_vpn.bed import designed
from tests.unit.azure_vpn.test_rules import four

THEIRS = {"gwipconfig1": "default", "gwipconfig2": "activeActive"}


def standing(made: dict[str, Any]) -> dict[str, Any]:
    """What Azure shows when all of it stands, with configurations of other names."""
    text = json.dumps({each["path"]: each["body"] for each in made["resources"]})
    for ours, theirs in THEIRS.items():
        text = text.replace(ours, theirs)
    return json.loads(text)


@pytest.mark.requirement("AZ-74", "AZ-63")
def test_names_of_others_are_taken_over_by_addresses_and_connections() -> None:
    made = designed(**four())
    shown = standing(made)
    keys = {each["path"]: each["psk"] for each in made["resources"] if each["kind"] == "connection"}
    assert plan(made, shown, keys).steps == []
    for row in shown.values():
        if "dpdTimeoutSeconds" in row.get("properties", {}):
            row["properties"]["dpdTimeoutSeconds"] = 99
    shown[made["gateway"]]["properties"]["bgpSettings"]["asn"] = 64999
    steps = plan(made, shown, keys).steps
    assert {step.resource["kind"] for step in steps} == {"gateway", "connection"}
    sent = json.dumps([step.body for step in steps])
    assert "gwipconfig" not in sent
    assert sent.count("/ipConfigurations/activeActive") == 5, "the gateway's address and that of each connection"
