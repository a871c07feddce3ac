"""BIZTEL on the lab's FortiGate over HTTPS: once, then never again; whatever breaks at whichever write; what the packets meet (BZ-82)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.journal import Journal, new_run
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.objects import ObjectJob, converge, read
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.outcome import Options, Outcome
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.fortios import KINDS, plan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.fortios import FortiGate as Client
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rest import Endpoint, Rest
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.biztel.fortios import judge
from tests.lab import Lab
from tests.lab.fortios.gate import READER, TOKEN, FortiGate
from tests.lab.fortios.traffic import Packet, decided
from tests.thorough import some
from tests.unit.plugins.plugin_utils.design.biztel.branches import branch, designed

PHONE, PBX = "192.168.100.20", "203.0.113.10"


class Site:
    """One FortiGate of the lab, and the runs against it."""

    def __init__(self, gate: FortiGate, ca_path: Path, folder: Path) -> None:
        self.gate, self.ca_path, self.folder = gate, ca_path, folder
        self.design = self.designed()
        gate.restore()
        self.delivered = gate.running_text_plain()

    @staticmethod
    def designed(**options: Any) -> dict[str, Any]:
        """All variants of the page on a usual site."""
        features = ("plain", "encrypted", "webrtc", "recording", "hardphone")
        return designed(branch(features, platform="fortios", fortios__place_before="all-out"), **options)

    def client(self, token: str = TOKEN) -> Client:
        """A connection that trusts the lab's authority only."""
        headers = {"Authorization": f"Bearer {token}"}
        return Client(Rest(Endpoint("fg", "127.0.0.1", self.gate.port, headers, ca_path=str(self.ca_path), timeout=5.0), sleep=lambda _seconds: None))

    def run(self, design: dict[str, Any] | None = None, check: bool = False, token: str = TOKEN) -> Outcome:
        """One run, with the journal of those before."""
        todo = ObjectJob("fg", KINDS, partial(plan, design or self.design))
        return converge(self.client(token), todo, Options(check_mode=check), Journal(self.folder, "fg", new_run()))

    def codes(self, outcome: Outcome) -> list[str]:
        """What is wrong, without what is only told."""
        return [problem.code for problem in outcome.problems if problem.level == "error"]

    def meets(self, sport: int, dport: int, proto: str = "udp") -> dict[str, Any]:
        """What a packet from a phone to BIZTEL meets."""
        return decided(self.gate.vdoms["root"], self.gate.version, Packet("lan", "wan1", PHONE, PBX, proto, sport, dport))


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lab, Path]]:
    """FortiGates of four versions."""
    ca_path = tmp_path_factory.mktemp("ca") / "ca.pem"
    with Lab() as lab:
        for version in ("7.0.12", "7.2.5", "7.4.4", "7.6.3"):
            lab.add_fortigate(version, version=version, sip_helper=12 if version == "7.6.3" else 13)
        ca_path.write_text(lab.authority.pem, encoding="utf-8")
        yield lab, ca_path


@pytest.fixture
def site(lab: tuple[Lab, Path], tmp_path: Path) -> Site:
    """7.4.4 as delivered."""
    return _site(lab, "7.4.4", tmp_path)


def _site(lab: tuple[Lab, Path], version: str, folder: Path) -> Site:
    gate = lab[0].routers[version]
    assert isinstance(gate, FortiGate)
    return Site(gate, lab[1], folder)


@pytest.mark.requirement("BZ-45", "BZ-61", "BZ-82", "FO-19", "FO-22", "FO-44")
@pytest.mark.parametrize("version", ["7.0.12", "7.2.5", "7.4.4", "7.6.3"])
def test_once_then_nothing_also_after_a_restart_and_back_again(lab: tuple[Lab, Path], version: str, tmp_path: Path) -> None:
    site = _site(lab, version, tmp_path)
    assert site.run(check=True).status == "would_change" and site.gate.running_text_plain() == site.delivered
    assert site.run().status == "changed"
    written, connections = site.gate.configuration_lines, site.gate.connections
    again = site.run()
    assert (again.status, site.gate.configuration_lines, site.gate.connections) == ("unchanged", written, connections + 1)
    site.gate.reload()
    assert site.run().status == "unchanged" and site.gate.configuration_lines == written
    assert judge(site.design, *read(site.client(), KINDS)).status == "healthy"
    assert site.run(site.designed(biztel_state="absent")).status == "changed"
    assert sorted(site.gate.running_text_plain().splitlines()) == sorted(site.delivered.splitlines())


@pytest.mark.requirement("BZ-44", "BZ-55", "BZ-56", "BZ-57", "BZ-59", "FO-27", "FO-31", "FO-45")
@pytest.mark.parametrize("version", ["7.0.12", "7.4.4", "7.6.3"])
def test_calls_meet_our_policies_with_our_timer_and_nothing_rewrites_them(lab: tuple[Lab, Path], version: str, tmp_path: Path) -> None:
    site = _site(lab, version, tmp_path)
    assert site.meets(40000, 5060)["idle"] == 180
    site.run()
    sip, rtp, tls = site.meets(40000, 5060), site.meets(10000, 15000), site.meets(40000, 15061, "tcp")
    assert [each["policy"] for each in (sip, rtp, tls)] == [4101, 4102, 4101]
    assert (sip["idle"], tls["idle"], sip["sip"], sip["shaper"], rtp["shaper"]) == (3600, 3600, False, "biztel-signalling", "biztel-voice")
    assert site.meets(40000, 443, "tcp")["policy"] == 1  # everything else goes where it went


EVERYTHING = ("plain", "encrypted", "webrtc", "recording", "hardphone", "uniconnect_android", "uniconnect_ios")
INBOUND = [{"address": "192.168.100.20", "port": 5060, "proto": "udp"}, {"address": "192.168.100.21", "port": 15061, "proto": "tcp"}]


@pytest.mark.requirement("BZ-43", "BZ-47", "BZ-48", "BZ-51", "BZ-61", "FO-42")
@pytest.mark.parametrize("version", ["7.0.12", "7.6.3"])
@pytest.mark.parametrize(("vpn", "changes"), [
    (False, {"fortios__inbound": True, "fortios__inbound_map": INBOUND, "lan__inside_networks": ["172.16.0.0/16"]}),
    (False, {"lan__phone_networks": ["192.168.100.0/24", "192.168.101.0/24"], "sources": {"O4": ["192.168.100.16/28"]}}),
    (False, {"name_resolution": "fortios", "qos__mode": "shaping", "fortios__policy_base": 6000}),
    (True, {"name_resolution": "fortios", "qos__mode": "none"}),
])  # fmt: skip
def test_every_wish_is_taken_by_the_device_once(lab: tuple[Lab, Path], version: str, vpn: bool, changes: dict[str, Any], tmp_path: Path) -> None:
    site = _site(lab, version, tmp_path)
    design = designed(branch(EVERYTHING, vpn, "fortios", fortios__place_before="all-out", **changes))
    first = site.run(design)
    assert (first.status, site.codes(first)) == ("changed", [])
    assert site.run(design).status == "unchanged"
    assert site.run(site.designed(biztel_state="absent")).status == "changed"
    assert sorted(site.gate.running_text_plain().splitlines()) == sorted(site.delivered.splitlines())


def _writes(site: Site) -> int:
    site.run()
    count = site.gate.configuration_lines
    site.gate.restore()
    return count


@pytest.mark.requirement("BZ-82", "FO-33", "FO-34", "FO-46")
@pytest.mark.parametrize("fault", ["fail_write", "cut_before_write", "cut_after_write"])
def test_a_fault_at_any_write_ends_old_or_new(site: Site, fault: str) -> None:
    for number in some(range(1, _writes(site) + 1), 8):
        site.gate.restore()
        site.gate.faults.set(fault, str(number))
        outcome = site.run()
        if fault == "fail_write":
            assert outcome.status in ("rolled_back", "failed") and site.codes(outcome) == ["KO-DV073"], (number, outcome)
            assert sorted(site.gate.running_text_plain().splitlines()) == sorted(site.delivered.splitlines()), number
        else:
            assert outcome.status == "changed", (number, outcome.problems)
            assert judge(site.design, *read(site.client(), KINDS)).status == "healthy"


@pytest.mark.requirement("FO-36", "FO-46")
def test_who_may_not_is_told_so_and_writes_nothing(site: Site) -> None:
    assert (site.run(token="nobody").status, site.gate.running_text_plain()) == ("unreachable", site.delivered)
    assert site.codes(site.run(token=READER)) == ["KO-DV072"]
    site.gate.faults.set("read_only", "yes")
    assert site.codes(site.run()) == ["KO-DV072"]
    assert site.gate.running_text_plain() == site.delivered


@pytest.mark.requirement("FO-46")
def test_a_token_that_ends_in_the_middle_is_completed_by_the_next_run(site: Site) -> None:
    site.gate.faults.set("expire_at", "25")
    lost = site.run()
    assert (lost.status, "KO-DV071" in site.codes(lost)) == ("unknown", True)
    site.gate.faults.clear()
    assert site.run().status == "changed" and site.run().status == "unchanged"


@pytest.mark.requirement("FO-46")
def test_a_busy_device_is_waited_for(site: Site) -> None:
    site.gate.faults.set("busy", "3")
    assert site.run().status == "changed"


@pytest.mark.requirement("BZ-82", "FO-46")
def test_another_administrator_in_between_is_not_overwritten(site: Site) -> None:
    site.gate.faults.set("other_write", 'PUT system/session-helper/13 {"port": 5062}')
    site.gate.faults.set("other_on", "POST firewall/policy")
    outcome = site.run()
    assert outcome.status in ("rolled_back", "changed", "unknown")
    helper = site.gate.vdoms["root"].row("system/session-helper", "13")
    assert helper["port"] == 5062


@pytest.mark.requirement("FO-40")
def test_a_device_that_does_not_say_what_changed(site: Site) -> None:
    site.gate.faults.set("no_revision", "yes")
    assert [site.run().status, site.run().status] == ["changed", "unchanged"]


@pytest.mark.requirement("BZ-82", "FO-35")
def test_the_token_is_in_no_journal_and_no_outcome(site: Site) -> None:
    outcome = site.run(check=True)
    site.gate.faults.set("fail_write", "5")
    failed = site.run()
    texts = [repr(outcome), repr(failed), *(path.read_text(encoding="utf-8") for path in site.folder.rglob("*") if path.is_file())]
    assert not [text for text in texts if TOKEN in text]
