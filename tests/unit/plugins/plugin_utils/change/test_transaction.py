"""One BIG-IP through whole runs: requests, check mode, interrupted at every request, and how the next run ends it (BP-28 to BP-36)."""

from __future__ import annotations

from functools import partial

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.journal import Journal, new_run
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.objects import ObjectJob
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.outcome import Options
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.transaction import converge
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.undone import way_back
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.bigip import KINDS, plan, read_for, refused, rules
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.bigip import BigIp as Client
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.bigip_login import Account
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.errors import DeviceError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rest import Answer, Endpoint, Rest
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, listing
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError, errors
from tests.unit.plugins.plugin_utils.device.bigip import PASSWORD, USER, BigIp, serving
from tests.unit.plugins.plugin_utils.device.fortigate import write_certificate
from tests.unit.plugins.plugin_utils.intent.sip_load_balancer.services import designed

SERVICE = designed()
TEXTS = rules(SERVICE)


class Killed(BaseException):
    """The run is no more."""


class Direct:
    """The device without a network between; its faults: request number → what happens."""

    def __init__(self, device, faults):
        self.device, self.faults, self.headers = device, faults, {}
        self.requests = 0

    def hide(self, *secrets):
        pass

    def carry(self, headers):
        self.headers = dict(headers)

    def get(self, path, query=None):
        return self._ask("GET", path, query, None, {})

    def send(self, method, path, query=None, body=None, headers=None):
        return self._ask(method, path, query, body, headers or {})

    def error(self, code, line="", **details):
        return DeviceError(code, "lb1", line=line, **details)

    def close(self):
        pass

    def _ask(self, method, path, query, body, headers):
        self.requests += 1
        self.device.asked.append(f"{method} {path.removeprefix('/mgmt')}")
        fault = self.faults.get(self.requests, "")
        if fault == "killed before":
            raise Killed
        if fault == "lost before":
            raise self.error("KO-DV062", method, reason="reset")
        if fault.startswith("HTTP"):
            return Answer(int(fault[5:]), None)
        if fault == "expired":
            self.device.tokens.clear()
        answer = Answer(*self.device.answer(method, path, query or {}, body, {**self.headers, **headers}))
        if fault == "killed after":
            raise Killed
        if fault == "lost after":
            raise self.error("KO-DV062", method, reason="reset")
        return answer


class Bench:
    """One BIG-IP and one journal."""

    def __init__(self, folder):
        self.folder, self.device = folder, BigIp()
        self.slept = []

    def run(self, wanted=SERVICE, check_mode=False, faults=None, on_device=False):
        self.device.asked.clear()
        client = Client(Direct(self.device, faults or {}), Account(USER, PASSWORD), self.slept.append)
        texts = TEXTS if wanted is SERVICE else rules(wanted)
        job = ObjectJob("lb1", read_for(wanted), partial(plan, wanted, texts), partial(self._explain, wanted))
        outcome = converge(client, job, Options(check_mode=check_mode), Journal(self.folder, "lb1", new_run()), on_device)
        for language in LANGUAGES:
            assert PASSWORD not in listing(outcome.problems, language)
        return outcome

    def take_back(self, run):
        self.device.asked.clear()
        client = Client(Direct(self.device, {}), Account(USER, PASSWORD), self.slept.append)
        journal = Journal(self.folder, "lb1", new_run())
        return converge(client, ObjectJob("lb1", KINDS, way_back(journal, run, "lb1", KINDS)), Options(), journal)

    def _explain(self, wanted, device, why):
        return refused(wanted, why, [each["name"] for each in device.facts("net/interface")["items"]])

    def codes(self, outcome):
        return [problem.code for problem in outcome.problems]


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


@pytest.mark.requirement("SB-21")
def test_25_requests_then_12_and_one_connection(tmp_path):
    """BP-28 to BP-31, over HTTPS."""
    certificate, device = write_certificate(tmp_path / "bigip.pem"), BigIp()
    with serving(device, certificate):
        for wanted in ((25, "changed", 13), (12, "unchanged", 0)):
            device.asked.clear()
            device.connections = 0
            rest = Rest(Endpoint("lb1", "127.0.0.1", device.port, ca_path=str(certificate), timeout=5.0))
            job = ObjectJob("lb1", read_for(designed()), partial(plan, designed(), rules(designed())))
            outcome = converge(Client(rest, Account(USER, PASSWORD)), job, Options(), Journal(tmp_path, "lb1", new_run()))
            assert (len(device.asked), outcome.status, len(device.writes)) == wanted
            assert (device.connections, device.tokens) == (1, [])
    assert (device.logins, device.saves, device.saved) == (2, 1, device.state())


@pytest.mark.requirement("SB-09", "SB-20", "SB-21")
def test_there_and_back(bench):
    before = bench.device.state()
    assert bench.run().status == "changed"
    assert bench.device.state()["ltm/profile/sip"]["/Common/sip"] == before["ltm/profile/sip"]["/Common/sip"]
    outcome = bench.run()
    assert (outcome.status, bench.device.writes, outcome.problems) == ("unchanged", [], [])
    assert bench.run(designed(state="absent", remove_network=True)).status == "changed"
    assert bench.device.state() == before
    assert bench.run(designed(state="absent", remove_network=True)).status == "unchanged"


@pytest.mark.requirement("SB-17")
def test_one_member_more(bench):
    bench.run()
    members = [{"address": "192.0.2.21"}, {"address": "192.0.2.22", "port": 5061}, {"address": "192.0.2.23"}]
    outcome = bench.run(designed(pool__members=members))
    assert outcome.change.diff.splitlines()[0] == "+ ltm/pool/members /Common/webotx /Common/192.0.2.23:5060:"
    assert len(outcome.change.commands) == 1
    assert bench.run(designed(pool__members=members)).status == "unchanged"


@pytest.mark.requirement("SB-21")
def test_check_mode_writes_nothing(bench):
    before = bench.device.state()
    outcome = bench.run(check_mode=True)
    assert (outcome.status, bench.device.writes, bench.device.saves, len(outcome.change.commands)) == ("would_change", [], 0, 10)
    outcome = bench.run(check_mode=True, on_device=True)
    assert (outcome.status, bench.device.state(), bench.device.transactions) == ("would_change", before, {})
    outcome = bench.run(designed(vlan__interface="1.9"), check_mode=True, on_device=True)
    assert (bench.codes(outcome), bench.device.state(), bench.device.tokens) == (["KO-DV093"], before, [])


@pytest.mark.requirement("SB-01", "SB-103")
def test_one_refusal_refuses_all(bench):
    before = bench.device.state()
    outcome = bench.run(designed(vlan__interface="1.9"))
    assert (outcome.status, bench.device.state(), bench.device.tokens, bench.device.transactions) == ("failed", before, [], {})
    assert bench.codes(outcome) == ["KO-SB125", "KO-DV093"]
    assert "no interface '1.9' on the device (has 1.1, 1.2)" in listing(outcome.problems)


@pytest.mark.requirement("SB-06", "SB-20")
def test_what_is_foreign_is_refused_before_any_write(bench):
    bench.device.create("ltm/pool", {"name": "webotx", "members": [{"name": "198.51.100.1:80", "address": "198.51.100.1"}]})
    before = bench.device.state()
    outcome = bench.run()
    assert (bench.codes(outcome), bench.device.writes, bench.device.state()) == (["KO-SB121"], [], before)


REQUESTS = 25


@pytest.fixture(scope="module")
def ends(tmp_path_factory):
    """The configuration before an undisturbed run, and after it."""
    bench = Bench(tmp_path_factory.mktemp("model"))
    before = bench.device.state()
    bench.run()
    return before, bench.device.state()


@pytest.mark.requirement("SB-103")
@pytest.mark.parametrize("fault", ["killed before", "killed after", "lost before", "lost after", "HTTP 503", "expired"])
@pytest.mark.parametrize("number", range(1, REQUESTS + 1))
def test_interrupted_at_every_request(bench, ends, number, fault):
    """All of it stands or nothing, and the next run ends it: in force and saved."""
    before, wanted = ends
    try:
        outcome = bench.run(faults={number: fault})
    except Killed:
        outcome = None
    assert bench.device.state() in (before, wanted)
    if outcome:
        assert bench.device.tokens == [] or (fault != "expired" and number in (1, REQUESTS))
        assert (outcome.status == "changed") == (bench.device.state() == wanted), bench.codes(outcome)
        assert bool(errors(outcome.problems)) == (outcome.status != "changed" or bench.device.saved != wanted)
    assert bench.run().status in ("changed", "unchanged")
    assert bench.device.state() == wanted == bench.device.saved
    assert bench.run().problems == [] and bench.device.writes == []


@pytest.mark.requirement("SB-103")
def test_a_commit_whose_answer_was_lost_is_never_sent_twice(bench):
    outcome = bench.run(faults={23: "lost after"})
    commits = [line for line in bench.device.asked if line.startswith("PATCH /tm/transaction")]
    assert (outcome.status, len(commits), outcome.problems, bench.device.saves) == ("changed", 1, [], 1)
    third = Bench(bench.folder / "third")
    outcome = third.run(faults={23: "HTTP 502"})
    assert (outcome.status, third.codes(outcome)) == ("failed", ["KO-DV062", "KO-CH027"])
    other = Bench(bench.folder / "other")
    outcome = other.run(faults={23: "lost before"})
    assert (outcome.status, other.codes(outcome), other.device.saves) == ("failed", ["KO-DV062", "KO-CH027"], 0)


@pytest.mark.requirement("SB-103")
def test_what_was_not_saved_is_saved_by_the_next_run(bench):
    outcome = bench.run(faults={24: "HTTP 500"})
    assert (outcome.status, bench.codes(outcome), bench.device.saves) == ("changed", ["KO-DV098", "KO-CH026"], 0)
    outcome = bench.run()
    assert (outcome.status, bench.codes(outcome), bench.device.saved) == ("unchanged", ["KO-CH029"], bench.device.state())
    assert bench.run().problems == [] and bench.device.saves == 1


@pytest.mark.requirement("SB-101")
def test_a_standby_is_refused_and_the_active_one_named(bench):
    bench.device.tables["cm/device"].clear()
    bench.device.unit("lb1.example.com", "standby", own=True)
    bench.device.unit("lb2.example.com", "active")
    outcome = bench.run()
    assert (bench.codes(outcome), bench.device.writes, bench.device.tokens) == (["KO-DV095"], [], [])
    assert "lb1.example.com (standby) is not active; the active unit is lb2.example.com" in listing(outcome.problems)


@pytest.mark.requirement("SB-103")
def test_a_run_is_taken_back_out_of_its_journal(bench):
    before = bench.device.state()
    first = bench.run()
    there = bench.device.state()
    members = [{"address": "192.0.2.21", "state": "disabled"}, {"address": "192.0.2.23"}]
    second = bench.run(designed(pool__members=members, pool__method="ratio-member", virtual__enabled=False, persistence__timeout=7300))
    third = bench.run(designed(state="absent", remove_network=True))
    assert bench.take_back(third.run).status == "changed"
    assert bench.take_back(second.run).status == "changed"
    assert plain(bench.device.state()) == plain(there) and bench.device.saved == bench.device.state()
    outcome = bench.take_back(second.run)
    assert (outcome.status, bench.device.writes) == ("unchanged", [])
    assert bench.take_back(first.run).status == "changed"
    assert plain(bench.device.state()) == plain(before)


def plain(state):
    """Without nodes, which stay, and without the order in which fields and members came to be."""
    rows = {table: rows for table, rows in state.items() if table != "ltm/node"}
    for pool in rows["ltm/pool"].values():
        pool["members"] = sorted(pool.get("members", ()), key=lambda member: member["name"])
    return rows


@pytest.mark.requirement("SB-103")
def test_what_was_changed_since_is_not_taken_back(bench):
    first = bench.run()
    bench.run(designed(persistence__timeout=7300))
    there = bench.device.state()
    outcome = bench.take_back(first.run)
    assert (bench.codes(outcome), bench.device.writes, bench.device.state()) == (["KO-CH031"], [], there)
    with pytest.raises(OnrampError) as caught:
        bench.take_back("none")
    assert caught.value.problems[0].code == "KO-CH030"
