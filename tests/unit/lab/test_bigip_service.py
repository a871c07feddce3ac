"""The lab's BIG-IP in a running lab: the inventory, the control channel, calls over real UDP (BP-66, BP-70, BP-81)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.lab import Lab, control, inventory
from tests.lab.bigip.box import BigIp
from tests.lab.bigip.plane.rig import Rig
from tests.unit.lab.bigip_sip_support import REQUEST, RESPONSE
from tests.unit.lab.bigip_support import OBJECTS
from tests.unit.lab.test_bigip_https import Wire


class Running:
    """A lab with its control channel."""

    def __init__(self, lab: Lab, folder: Path, box: BigIp) -> None:
        self.lab, self.box, self.folder = lab, box, folder
        channel = control.Channel(lab)
        control.record(lab, folder, lab.call(channel.open()), channel.token)
        self.wire = Wire(lab, box)
        self.wire.login()

    def sip(self, **options: Any) -> dict[str, Any]:
        """What became of the calls."""
        found: dict[str, Any] = control.ask(self.folder, "sip", router="osaka-lb1", **options)
        return found

    def configure(self) -> None:
        """The reference configuration, over the wire."""
        for path, body in OBJECTS:
            more = {"_request": {"apiAnonymous": REQUEST}, "_response": {"apiAnonymous": RESPONSE}}.get(body["name"], {})
            assert self.wire.ask("POST", f"/mgmt/tm/{path}", {**body, **more})[0] == 200


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """With `osaka-lb1` and its two WebOTX."""
    with Lab() as lab:
        lab.start_topology(only="osaka-lb1")
        box = lab.routers["osaka-lb1"]
        assert isinstance(box, BigIp)
        made = Running(lab, tmp_path, box)
        yield made
        made.wire.line.close()


@pytest.mark.requirement("BP-08", "BP-72")
def test_the_inventory_tells_where_it_is(running: Running, tmp_path: Path) -> None:
    inventory.write(running.lab, tmp_path, tmp_path / "devices.yml")
    host = yaml.safe_load((tmp_path / "devices.yml").read_text(encoding="utf-8"))["bigip"]["hosts"]["osaka-lb1"]
    assert (host["ansible_host"], host["ansible_port"], host["ansible_user"]) == ("127.0.0.1", running.box.port, "kyoten")
    assert host["ansible_password"] == running.box.login["password"] and host["ansible_httpapi_ca_path"].endswith("ca.pem")
    assert control.ask(tmp_path, "status")["osaka-lb1"]["connections"] == 1


@pytest.mark.requirement("BP-64", "BP-66", "BP-69", "BP-70", "BP-81", "SB-71", "SB-74")
def test_calls_over_real_udp_follow_the_configuration(running: Running) -> None:
    with pytest.raises(ValueError, match="no virtual server"):
        running.sip()
    running.configure()
    found = running.sip(calls=4)
    assert (found["registered"], found["calls"], found["wrong"], found["dropped"]) == (True, 4, [], {})
    assert found["members"] == {"192.0.2.21:5060": 2, "192.0.2.22:5061": 2}
    assert {each.split(".")[0] for each in found["addresses"].values()} == {"127"}
    assert running.wire.ask("GET", "/mgmt/tm/ltm/pool/webotx/members/~Common~192.0.2.21:5060")[1]["state"] == "up"
    running.wire.ask("PATCH", "/mgmt/tm/ltm/virtual/sip_vs", {"rules": ["/Common/_request"]})
    running.lab.clock.advance(400)
    found = running.sip(calls=1)
    assert found["calls"] == 0 and any(each.startswith("ii:") for each in found["wrong"])


@pytest.mark.requirement("BP-70", "BP-81")
def test_everybody_in_memory_around_a_device_that_is_configured_over_the_wire(tmp_path: Path) -> None:
    """The device answers in the lab's thread, packets go in the test's."""
    with Lab() as lab:
        running = Running(lab, tmp_path, lab.add_bigip("lb"))
        running.configure()
        bed = Rig(running.box)
        assert bed.exercise() == [] and running.wire.ask("GET", "/mgmt/tm/ltm/pool/webotx/members")[1]["items"][0]["state"] == "up"
        running.wire.ask("PATCH", "/mgmt/tm/ltm/rule/_response", {"apiAnonymous": "when SIP_RESPONSE {\n}"})
        lab.clock.advance(400)
        bed.exercise()
        assert any(each.startswith("ii") for each in bed.complaints())
        bed.close()


@pytest.mark.requirement("BP-79", "BP-81")
def test_restored_by_another_thread(running: Running) -> None:
    running.configure()
    assert running.sip(calls=1)["calls"] == 1
    running.box.restore()
    with pytest.raises(ValueError, match="no virtual server"):
        running.sip()
