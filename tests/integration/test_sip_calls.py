"""Calls through the lab's BIG-IP as the role configures it: every flow of the guide, a thousand calls on a virtual clock, SIPp (SB-62 to SB-81)."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.test_sip_load_balancer import Bed
from tests.lab import Lab
from tests.lab.bigip.plane.network import UdpNetwork
from tests.lab.bigip.plane.plane import Plane
from tests.lab.bigip.plane.rig import Rig
from tests.unit.plugins.plugin_utils.intent.sip_load_balancer.services import designed

CAROL = "sip:carol@198.51.100.9:5060"
SIPP, CALLS, PER_SECOND = Path(__file__).with_name("sipp"), 200, 20
MEMBERS = (("192.0.2.21", 5060), ("192.0.2.22", 5061))


@pytest.fixture
def lab() -> Iterator[Lab]:
    """One for each test: the clock is moved by hand."""
    with Lab() as lab:
        yield lab


@pytest.fixture
def bed(lab: Lab, tmp_path: Path) -> Bed:
    """A BIG-IP that the role has configured over HTTPS."""
    made = Bed(lab, tmp_path)
    assert made.run().status == "changed"
    return made


@pytest.mark.requirement("SB-67", "SB-68", "SB-69", "SB-70", "SB-71", "SB-72", "SB-81")
def test_every_flow_holds_every_invariant_and_a_rule_that_is_missing_is_seen(bed: Bed) -> None:
    rig = Rig(bed.box)
    assert rig.exercise() == []
    local = rig.alice.invite("sip:bob@192.0.2.52:5070")
    rig.alice.request(local, "BYE")
    assert rig.complaints() == []
    rig.close()
    bed.box.store.row("ltm/virtual", "/Common/sip_vs").given["rules"].pop()
    broken = Rig(bed.box)
    assert broken.exercise() != []
    broken.close()


@pytest.mark.requirement("SB-62", "SB-64", "SB-73", "SB-74", "SB-77")
def test_a_thousand_calls_stick_to_their_members_through_long_silences(bed: Bed) -> None:
    rig = Rig(bed.box)
    calls = [rig.alice.invite(CAROL) for _number in range(1000)]
    bed.box.clock.advance(3600)
    for number, call in enumerate(calls):
        rig.outside.request(rig.outside.dialogs[call.call_id], "BYE") if number % 2 else rig.alice.request(call, "BYE")
    seen: dict[str, set[int]] = {}
    for place, member in enumerate(rig.members):
        for each in member.requests():
            seen.setdefault(each.message.header("Call-ID"), set()).add(place)
    assert Counter(map(len, seen.values())) == {1: 1000}
    assert Counter(place for places in seen.values() for place in places) == {0: 500, 1: 500}
    assert rig.complaints() == []
    rig.close()


@pytest.mark.requirement("SB-62", "SB-81")
def test_the_guides_own_timeout_breaks_a_long_call(lab: Lab, tmp_path: Path) -> None:
    made = Bed(lab, tmp_path)
    assert made.run(designed(persistence__timeout=180)).status == "changed"
    rig = Rig(made.box)
    call = rig.alice.invite(CAROL)
    made.box.clock.advance(200)
    rig.outside.request(rig.outside.dialogs[call.call_id], "BYE")
    assert any(each.startswith("ix") for each in rig.complaints())
    rig.close()


@pytest.mark.skipif(not shutil.which("sipp"), reason="SIPp is not here (Debian: apt install sip-tester)")
@pytest.mark.requirement("SB-75", "SB-76", "SB-77", "SB-18")
def test_sipp_completes_two_hundred_calls(lab: Lab, tmp_path: Path) -> None:
    made = Bed(lab, tmp_path)
    members = [{"address": address, "port": port, "role": "ua"} for address, port in MEMBERS]
    assert made.run(designed(pool__members=members)).status == "changed"
    network = lab.call(_forwarding(made.box))
    servers = [_sipp(tmp_path, "uas.xml", network.real(address), port, "-aa") for address, port in MEMBERS]
    try:
        time.sleep(1)
        target = f"{network.real('192.0.2.100')}:5060"
        rate = ["-m", str(CALLS), "-r", str(PER_SECOND), "-d", "50", "-key", "virtual", "192.0.2.100:5060"]
        caller = _sipp(tmp_path, "uac.xml", "127.0.0.1", 5070, target, *rate)
        assert caller.wait(90) == 0, (tmp_path / "5070.log").read_text(errors="replace")[-3000:]
        invited = Counter(packet.target for packet in network.packets if packet.data.startswith(b"INVITE") and packet.target in MEMBERS)
        assert sum(invited.values()) >= CALLS and abs(invited[MEMBERS[0]] - invited[MEMBERS[1]]) <= max(1, sum(invited.values()) - CALLS + 1)
        assert {packet.source[0] for packet in network.packets if packet.target in MEMBERS} == {"192.0.2.10"}
    finally:
        for server in servers:
            server.kill()


async def _forwarding(box: Any) -> UdpNetwork:
    """The BIG-IP's data plane over real UDP, nobody else around it."""
    network = UdpNetwork(asyncio.get_running_loop())
    Plane(box, network)
    return network


def _sipp(folder: Path, scenario: str, address: str, port: int, *more: str) -> subprocess.Popen[bytes]:
    command = ["sipp", "-sf", str(SIPP / scenario), "-i", address, "-p", str(port), "-nostdin", "-trace_err", *more]
    with (folder / f"{port}.log").open("wb") as log:
        return subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
