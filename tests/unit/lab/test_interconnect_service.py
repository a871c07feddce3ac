"""Interconnect in the lab as a service: its routers by `start --ces`, the provider by `pe`, packets by `send` (TI-61, TI-66)."""

from __future__ import annotations

import asyncio
import json

import pytest
import yaml

from .interconnect_support import ASHBURN, reference
from .test_ios_xe_service import login


@pytest.mark.requirement("TI-51", "TI-53", "TI-66")
def test_the_provider_is_seen_altered_and_restored_from_outside(service):
    status, output = service("start", "--ces", "1")
    assert (status, output.out[:17]) == (0, "5 devices answer ")
    hosts = yaml.safe_load(service.inventory.read_text(encoding="utf-8"))["ios_xe"]["hosts"]
    assert list(hosts)[-1] == "fukuoka-r1"
    lines = ["configure terminal", *reference(ASHBURN, with_vrf=False).splitlines(), "end"]
    asyncio.run(login(hosts["fukuoka-r1"], service.directory / "known_hosts", *lines))
    service("advance", "10")
    seen = json.loads(service("pe", "fukuoka-sbc", "ashburn")[1].out)
    assert (seen["session"], seen["accepted"], seen["ingress"]) == ("Established", ["203.0.113.128/26"], True)
    assert json.loads(service("pe", "fukuoka-sbc", "san-jose")[1].out)["session"] == "no neighbour"

    assert json.loads(service("pe", "fukuoka-sbc", "site", "calls=10")[1].out) == {"calls": "0"}
    sent = json.loads(service("send", "fukuoka-sbc", "ashburn", "udp 208.78.112.70:5060 203.0.113.138:5060", "--count", "5")[1].out)
    assert (sent["permitted"], sent["entry"]) == (False, "260 deny ip any any log")

    assert json.loads(service("pe", "fukuoka-sbc", "ashburn", "leak=100", "password=other")[1].out) == {"leak": "0", "password": "<secret>"}
    service("advance", "1")
    assert json.loads(service("pe", "fukuoka-sbc", "ashburn")[1].out)["session"] != "Established"
    for wrong in (("ashburn", "asm=1"), ("ashburn", "leak=many"), ("paris", "leak=1")):
        assert service("pe", "fukuoka-sbc", *wrong)[0] == 1
    assert service("send", "fukuoka-sbc", "ashburn", "hello")[0] == 1
    service("restore")
    assert json.loads(service("pe", "fukuoka-sbc", "ashburn", "leak=1")[1].out) == {"leak": "0"}
