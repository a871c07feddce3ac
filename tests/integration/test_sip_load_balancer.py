"""WebOTX behind the lab's BIG-IP: as a user types it, and whatever breaks at whichever write (SB-17 to SB-21, SB-80, SB-101, SB-103)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.journal import Journal, new_run
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.objects import ObjectJob, read
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.outcome import Options, Outcome
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.transaction import converge
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.undone import way_back
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.bigip import KINDS, plan, read_for, rules
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.bigip import BigIp as Client
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.bigip_login import Account
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rest import Endpoint, Rest
from tests.lab import Lab
from tests.lab.bigip.box import BigIp
from tests.unit.plugins.plugin_utils.intent.sip_load_balancer.services import designed, variables

ROOT = Path(__file__).parents[2]
SERVICE = designed()
TEXTS = rules(SERVICE)


class Bed:
    """One BIG-IP of the lab, with what somebody else made on it."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.box: BigIp = lab.add_bigip("lb1")
        self.ca_path, self.folder = folder / "ca.pem", folder
        self.ca_path.write_text(lab.authority.pem, encoding="utf-8")
        self.delivered = self.box.running_text_plain()
        self.begin(folder)

    def begin(self, folder: Path) -> Bed:
        """As delivered, and a journal of its own."""
        self.folder = folder
        self.box.faults.clear()
        self.box.restore()
        self.box.log.clear()
        return self

    def run(self, given: dict[str, Any] | None = None, check: bool = False, on_device: bool = False) -> Outcome:
        """One run over HTTPS, with the journal of those before."""
        design = SERVICE if given is None else given
        job = ObjectJob("lb1", read_for(design), partial(plan, design, TEXTS if design is SERVICE else rules(design)))
        return converge(self.client(), job, Options(check_mode=check), Journal(self.folder, "lb1", new_run()), on_device)

    def take_back(self, run: str) -> Outcome:
        """A run, out of its journal."""
        journal = Journal(self.folder, "lb1", new_run())
        return converge(self.client(), ObjectJob("lb1", KINDS, way_back(journal, run, "lb1", KINDS)), Options(), journal)

    def client(self) -> Client:
        """A connection that trusts the lab's authority only, and does not wait."""
        self.box.log.clear()
        rest = Rest(Endpoint("lb1", "127.0.0.1", self.box.port, ca_path=str(self.ca_path), timeout=5.0), lambda _seconds: None)
        return Client(rest, Account(self.box.login["user"], self.box.login["password"]), lambda _seconds: None)

    def shown(self) -> dict[str, list[Any]]:
        """What the BIG-IP shows of every table but nodes, which stay."""
        client = self.client()
        try:
            return {table: sorted(rows, key=str) for table, rows in read(client, KINDS)[1].items() if table != "ltm/node"}
        finally:
            client.close()

    @property
    def asked(self) -> list[str]:
        """What the BIG-IP was asked since the last run began."""
        return [entry.line for entry in self.box.log]

    @property
    def state(self) -> str:
        """What runs."""
        return self.box.running_text_plain()

    @property
    def ours(self) -> list[str]:
        """What runs, without the addresses of virtual servers, which come and go as the device sees fit (BP-49 m)."""
        return lines(self.state)

    @property
    def saved(self) -> str:
        """What a restart would load."""
        return self.box.startup_text()

    def play(self, name: str, *arguments: str, **given: Any) -> str:
        """The output of a playbook that went well."""
        inventory = self.folder / "inventory.yml"
        access = {
            "ansible_host": "127.0.0.1", "ansible_httpapi_port": self.box.port, "ansible_user": self.box.login["user"],
            "ansible_httpapi_password": self.box.login["password"], "ansible_httpapi_ca_path": str(self.ca_path),
        }  # fmt: skip
        hosts = {"lb1": {**variables(), **access}}
        inventory.write_text(json.dumps({"all": {"children": {"sip_load_balancer": {"hosts": hosts}}}}), encoding="utf-8")
        extra = {"onramp_system": "sip_load_balancer", "onramp_journal_dir": str(self.folder / "journal"), **given}
        command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", str(inventory), name, "-e", json.dumps(extra), *arguments]
        self.box.log.clear()
        found = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        assert self.box.login["password"] not in found.stdout + found.stderr
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout + found.stderr


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """One for all tests."""
    with Lab() as lab:
        yield Bed(lab, tmp_path_factory.mktemp("bed"))


@pytest.fixture
def bed(lab: Bed, tmp_path: Path) -> Bed:
    """As delivered."""
    return lab.begin(tmp_path)


@pytest.fixture(scope="module")
def wanted(lab: Bed, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The configuration after an undisturbed run."""
    assert lab.begin(tmp_path_factory.mktemp("model")).run().status == "changed"
    return lab.state


def lines(state: str) -> list[str]:
    return [line for line in state.splitlines() if not line.startswith("ltm/virtual-address ")]


def changed(text: str) -> int:
    found = re.search(r"^lb1\s+: ok=\d+\s+changed=(\d+)", text, re.MULTILINE)
    assert found, text
    return int(found[1])


@pytest.mark.requirement("SB-20", "SB-21", "SB-80")
def test_as_a_user_types_it(bed: Bed, wanted: str) -> None:
    """Check, first run, second run, health, and back."""
    bed.begin(bed.folder)
    before = bed.state
    text = bed.play("site.yml", "--check", "--diff")
    assert changed(text) == 1 and "+ ltm/virtual /Common/sip_vs:" in text and bed.state == before
    connections = bed.box.connections
    assert changed(bed.play("site.yml")) == 1
    assert (len(bed.asked), bed.box.connections - connections, bed.state, bed.saved) == (25, 1, wanted, wanted)
    assert changed(bed.play("site.yml")) == 0
    assert (len(bed.asked), [" ".join(line.split()[:2]) for line in bed.asked if not line.startswith("GET ")]) == (
        12, ["POST /mgmt/shared/authn/login", "DELETE /mgmt/shared/authz/tokens/*"],
    )  # fmt: skip
    health = bed.play("verify.yml", sip_load_balancer_probe=False)
    assert "lb1" in health and bed.state == wanted
    assert changed(bed.play("site.yml", sip_load_balancer_state="absent", sip_load_balancer_remove_network=True)) == 1
    assert bed.ours == lines(before) and bed.state == bed.saved


@pytest.mark.requirement("SB-20", "SB-21")
def test_check_mode_changes_nothing_even_where_the_device_is_asked(bed: Bed) -> None:
    before = bed.state
    assert bed.run(check=True, on_device=True).status == "would_change"
    assert (bed.state, bed.saved) == (before, before)


@pytest.mark.requirement("SB-17", "SB-22")
def test_one_member_more_and_one_drained(bed: Bed, wanted: str) -> None:
    bed.run()
    members = [{"address": "192.0.2.21", "state": "disabled"}, {"address": "192.0.2.22", "port": 5061}, {"address": "192.0.2.23"}]
    design = designed(pool__members=members)
    outcome = bed.run(design)
    assert outcome.change is not None and [line.split("{")[0].strip() for line in outcome.change.commands] == [
        "update ltm/pool/members /Common/webotx /Common/192.0.2.21:5060", "create ltm/pool/members /Common/webotx /Common/192.0.2.23:5060",
    ]  # fmt: skip
    assert (bed.run(design).status, len(bed.asked)) == ("unchanged", 12)


NAMES = {"pool__name": "p9", "virtual__name": "vs9", "irule__request_name": "r9", "persistence__name": "c9", "udp_profile__name": "u9"}
MONITORS = {"pool__monitor": {"type": "gateway_icmp", "name": "ping"}, "pool__more_monitors": ["sip", "udp"]}


@pytest.mark.requirement("SB-01", "SB-02", "SB-04", "SB-13", "SB-15", "SB-22", "SB-24", "SB-101")
@pytest.mark.parametrize("options", [
    {"virtual__name": "vs9"}, NAMES, MONITORS, {"vlan__tagged": True, "vlan__tag": 77}, {"self_ip__allow_service": ["tcp:443", "udp:5060"]},
    {"self_ip__allow_service": ["default"]}, {"self_ip__allow_service": ["all"]}, {"self_ip__traffic_group": "traffic-group-1"},
    {"pool__method": "ratio-member", "pool__service_down_action": "reselect", "virtual__port": 5080},
    {"virtual__enabled": False, "virtual__vlans": []}, {"snat__type": "pool", "snat__addresses": ["192.0.2.51", "192.0.2.50"]},
    {"irule__strict_guide": True, "snat__type": "none", "snat__force_none": True},
    {"self_ip__name": "s9", "virtual__vlans": [], "remove_network": True},
], ids=lambda options: next(iter(options)))  # fmt: skip
def test_every_choice_is_changed_once(bed: Bed, options: dict[str, Any]) -> None:
    first = bed.run()
    design = designed(**options)
    changed = bed.run(design)
    assert changed.status == "changed"
    assert (bed.run(design).status, bed.saved) == ("unchanged", bed.state)
    assert bed.take_back(changed.run).status == "changed"
    assert (first.status, bed.run().status) == ("changed", "unchanged")


@pytest.mark.requirement("SB-13")
@pytest.mark.parametrize("kind", ["automap", "none"])
def test_a_snat_pool_is_left_again(bed: Bed, kind: str) -> None:
    bed.run(designed(snat__type="pool", snat__addresses=["192.0.2.50"]))
    design = designed(snat__type=kind, snat__force_none=kind == "none")
    outcome = bed.run(design)
    assert (outcome.status, outcome.problems) == ("changed", [])
    assert (bed.run(design).status, bed.box.shown("ltm/virtual", "/Common/sip_vs")["sourceAddressTranslation"]) == ("unchanged", {"type": kind})


@pytest.mark.requirement("SB-06", "SB-20")
def test_what_somebody_else_made_stays(bed: Bed) -> None:
    other = designed(name="other", vlan__name="v2", vlan__interface="1.2", self_ip__name="s2", self_ip__address="198.51.100.10/24", pool__name="p2",
                     pool__monitor={"name": "m2"}, pool__members=[{"address": "198.51.100.21"}], virtual__name="vs2", virtual__vlans=[],
                     virtual__address="198.51.100.100", persistence__name="c2", udp_profile__name="u2", sip_profile__name="i2",
                     irule__request_name="r2", irule__response_name="r3")  # fmt: skip
    assert bed.run(other).status == "changed"
    theirs = bed.ours
    assert bed.run().status == "changed"
    assert bed.run(designed(state="absent", remove_network=True)).status == "changed"
    assert bed.ours == theirs
    clash = designed(name="third", virtual__name="vs3", virtual__address="198.51.100.100", self_ip__address="198.51.100.11/24",
                     pool__members=[{"address": "198.51.100.31"}])  # fmt: skip
    outcome = bed.run(clash)
    assert [problem.code for problem in outcome.problems] == ["KO-SB123"] and bed.ours == theirs


@pytest.mark.requirement("SB-103")
def test_runs_are_taken_back(bed: Bed) -> None:
    before, first = bed.shown(), bed.run()
    there = bed.shown()
    members = [{"address": "192.0.2.21", "state": "offline"}, {"address": "192.0.2.23"}]
    second = bed.run(designed(pool__members=members, virtual__enabled=False, virtual__vlans=[], irule__debug_log=True))
    third = bed.run(designed(state="absent", remove_network=True))
    assert bed.take_back(third.run).status == "changed"
    assert (bed.take_back(first.run).status, bed.take_back(second.run).status) == ("failed", "changed")
    assert bed.shown() == there and bed.run().status == "unchanged"
    assert (bed.take_back(first.run).status, bed.shown()) == ("changed", before)


CUTS = [("cut_after_write", number) for number in range(1, 13)] + [("cut_before_write", number) for number in (1, 12)]
EXPIRIES = [("expire_at", number) for number in (2, 12, 13, 18, 23, 24)] + [("forget_at", 14)]
OTHERS = [
    ("fail_write", 5), ("conflict", 7), ("restart", 3), ("restart_text", True), ("cut_before_commit", True), ("cut_after_commit", True),
    ("refuse_item", 9), ("lose_transactions", True), ("save_fails", True), ("token_limit", True), ("no_ltm", True), ("monitor_blank", True),
    ("empty_items", True),
]  # fmt: skip


@pytest.mark.requirement("SB-103")
@pytest.mark.parametrize(("fault", "value"), [*CUTS, *EXPIRIES, *OTHERS])
def test_whatever_breaks_all_of_it_stands_or_nothing(bed: Bed, wanted: str, fault: str, value: Any) -> None:
    """And the next run ends it: in force and saved."""
    before = bed.state
    setattr(bed.box.faults, fault, value)
    outcome = bed.run()
    assert bed.state in (before, wanted)
    assert (outcome.status == "changed") == (bed.state == wanted), [problem.code for problem in outcome.problems]
    assert outcome.failed == (bed.saved != wanted)
    bed.box.faults.clear()
    bed.run()
    assert bed.state == bed.saved == wanted
