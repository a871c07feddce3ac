"""Whatever happens, and at whichever request: a FortiGate ends as wanted or as before, the outcome says which, and the next run completes."""

from __future__ import annotations

from copy import deepcopy
from functools import partial

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.journal import Journal, new_run
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.objects import ObjectJob, borrowed, converge
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.outcome import Options
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.fortios import KINDS, plan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.objects.values import sendable
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.errors import DeviceError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.fortios import FortiGate
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rest import Answer
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, listing
from tests.unit.plugins.plugin_utils.config.fortios.small import design
from tests.unit.plugins.plugin_utils.device.fortigate import FortiGate as Tables


class Killed(BaseException):
    """The run is no more."""


class Direct:
    """The tables without a network between. ``faults``: request number → what happens; ``meanwhile``: request number → what somebody else does."""

    def __init__(self, tables):
        self.tables, self.requests, self.faults, self.meanwhile = tables, 0, {}, {}
        self.written: list[str] = []

    def get(self, path, query=None):
        return self._ask("GET", path, query, None)

    def send(self, method, path, query=None, body=None):
        self.written.append(f"{method} {path}")
        return self._ask(method, path, query, body)

    def error(self, code, line="", **details):
        return DeviceError(code, "fg1", line=line, **details)

    def close(self):
        pass

    def _ask(self, method, path, query, body):
        self.requests += 1
        self.meanwhile.pop(self.requests, lambda: None)()
        fault = self.faults.get(self.requests, "")
        if fault.startswith("HTTP"):
            return Answer(int(fault[5:]), None)
        if fault == "killed before":
            raise Killed
        lost = method != "GET"  # a read is tried again by the client itself
        if fault == "lost before" and lost:
            raise self.error("KO-DV062", method, reason="reset")
        if fault == "busy" and lost:
            raise self.error("KO-DV065", method, reason="HTTP 429")
        status, envelope = self.tables.answer(method, path, {name: str(value) for name, value in (query or {}).items()}, deepcopy(body))
        if fault == "killed after":
            raise Killed
        if fault == "lost after" and lost:
            raise self.error("KO-DV062", method, reason="reset")
        return Answer(status, {"status": "success" if status == 200 else "error", "vdom": "root", **deepcopy(envelope)})


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


class Bench:
    """One FortiGate and one journal."""

    def __init__(self, folder):
        self.folder, self.tables = folder, Tables()
        self.start = self.state()
        self.rest = Direct(self.tables)

    def run(self, wanted=None, check_mode=False, faults=None, meanwhile=None):
        self.rest = Direct(self.tables)
        self.rest.faults, self.rest.meanwhile = faults or {}, meanwhile or {}
        job = ObjectJob("fg1", KINDS, partial(plan, wanted or design()))
        outcome = converge(FortiGate(self.rest), job, Options(check_mode=check_mode), self.journal())
        for language in LANGUAGES:
            assert "{" not in listing(outcome.problems, language).replace('{"', "").replace("[{", "").replace(": {", "")
        return outcome

    def journal(self):
        return Journal(self.folder, "fg1", new_run())

    def state(self):
        found = {table: [sendable(row) for row in rows] for table, rows in self.tables.copy().items()}
        return {table: rows if KINDS[table].ordered else sorted(rows, key=str) for table, rows in found.items()}

    def codes(self, outcome):
        return [problem.code for problem in outcome.problems]


def finished(tmp_path, wanted=None):
    """The state after an undisturbed run, how many requests it took, and which of them were writes."""
    bench = Bench(tmp_path / "model")
    assert bench.run(wanted).status == "changed"
    return bench.state(), bench.rest.requests, len(bench.rest.written)


@pytest.mark.requirement("BZ-61", "FO-12", "FO-19", "FO-47")
def test_a_second_run_writes_nothing(bench):
    assert bench.run().status == "changed"
    assert [row["policyid"] for row in bench.tables.tables["firewall/policy"]] == [4101, 4102, 1]
    assert bench.tables.tables["system/settings"][0]["default-voip-alg-mode"] == "kernel-helper-based"
    assert [row["name"] for row in bench.tables.tables["system/session-helper"]] == ["pptp", "ftp"]
    outcome = bench.run()
    assert (outcome.status, bench.rest.written, outcome.change.commands, outcome.problems) == ("unchanged", [], [], [])


@pytest.mark.requirement("FO-15", "FO-16")
def test_check_mode_writes_nothing_and_tells_all(bench):
    outcome = bench.run(check_mode=True)
    assert (outcome.status, bench.rest.written) == ("would_change", [])
    assert bench.state() == bench.start
    assert not list(bench.folder.glob("*.jsonl"))
    assert 'move firewall/policy 4102 {"before": 1}' in outcome.change.commands
    assert "- system/session-helper 13" in outcome.change.diff
    assert "-     default-voip-alg-mode: proxy-based\n+     default-voip-alg-mode: kernel-helper-based" in outcome.change.diff


@pytest.mark.requirement("FO-33", "FO-46")
@pytest.mark.parametrize("how", ["killed before", "killed after"])
def test_killed_at_any_request_the_next_run_completes(tmp_path, how):
    wanted, requests, _writes = finished(tmp_path)
    for number in range(1, requests + 1):
        bench = Bench(tmp_path / f"{number}")
        with pytest.raises(Killed):
            bench.run(faults={number: how})
        outcome = bench.run()
        assert not outcome.failed, (number, outcome.problems)
        assert bench.state() == wanted, number
        assert bench.run().status == "unchanged"
        assert bench.run(design("absent")).status == "changed"
        assert bench.state() == bench.start, number


@pytest.mark.requirement("FO-33")
def test_a_run_killed_after_its_last_write_is_closed_by_the_next(tmp_path):
    _wanted, requests, _writes = finished(tmp_path)
    bench = Bench(tmp_path)
    with pytest.raises(Killed):
        bench.run(faults={requests: "killed after"})
    outcome = bench.run(check_mode=True)
    assert (outcome.status, bench.codes(outcome)) == ("unchanged", ["KO-CH024"])
    outcome = bench.run()
    assert (outcome.status, bench.codes(outcome), bench.rest.written) == ("unchanged", ["KO-CH024"], [])
    assert bench.run().problems == []


@pytest.mark.requirement("FO-34", "FO-46")
def test_refused_at_any_request_all_is_as_before(tmp_path):
    wanted, requests, _writes = finished(tmp_path)
    seen = set()
    for number in range(1, requests + 1):
        bench = Bench(tmp_path / f"{number}")
        outcome = bench.run(faults={number: "HTTP 500"})
        seen.add(outcome.status)
        assert outcome.failed
        assert outcome.status in ("failed", "rolled_back"), (number, outcome.problems)
        assert bench.state() == bench.start, (number, outcome.problems)
        assert borrowed(bench.journal().entries()) == {}
        assert bench.run().status == "changed"
        assert bench.state() == wanted
    assert seen == {"failed", "rolled_back"}


@pytest.mark.requirement("FO-46")
@pytest.mark.parametrize("fault", ["lost before", "lost after", "busy"])
def test_a_lost_answer_is_settled_by_reading(tmp_path, fault):
    wanted, requests, writes = finished(tmp_path)
    for number in range(1, requests + 1):
        bench = Bench(tmp_path / f"{number}")
        assert bench.run(faults={number: fault}).status == "changed", number
        assert bench.state() == wanted
        assert len(bench.rest.written) <= writes + (fault != "lost after"), number


@pytest.mark.requirement("FO-46")
@pytest.mark.parametrize("status", [401, 403])
def test_rights_that_end_in_the_middle(tmp_path, status):
    wanted, requests, _writes = finished(tmp_path)
    for number in range(2, requests + 1):
        bench = Bench(tmp_path / f"{number}")
        outcome = bench.run(faults=dict.fromkeys(range(number, requests + 200), f"HTTP {status}"))
        assert outcome.failed
        assert outcome.status in ("failed", "unknown"), number
        assert outcome.status == "unknown" or bench.state() == bench.start
        again = bench.run()
        assert not again.failed
        assert bench.state() == wanted
        assert bench.run(design("absent")).status == "changed"
        assert bench.state() == bench.start


@pytest.mark.requirement("FO-36")
def test_a_read_only_token(bench):
    bench.tables.read_only = True
    outcome = bench.run()
    assert (outcome.status, bench.codes(outcome), len(bench.rest.written)) == ("failed", ["KO-DV072"], 1)
    assert bench.state() == bench.start


def test_a_wrong_token_is_no_session(bench):
    outcome = bench.run(faults={1: "HTTP 401"})
    assert (outcome.status, bench.codes(outcome)) == ("unreachable", ["KO-DV070"])


@pytest.mark.requirement("FO-26")
def test_removal_gives_back_what_was_there(bench):
    bench.run()
    bench.tables.tables["firewall/policy"].append({"policyid": 50, "name": "guest"})
    assert bench.run(design("absent")).status == "changed"
    bench.tables.tables["firewall/policy"].pop()
    assert bench.state() == bench.start
    outcome = bench.run(design("absent"))
    assert (outcome.status, bench.rest.written, outcome.problems) == ("unchanged", [], [])
    assert borrowed(bench.journal().entries()) == {}


@pytest.mark.requirement("FO-26", "FO-46")
@pytest.mark.parametrize("how", ["killed before", "killed after", "HTTP 500", "lost after"])
def test_removal_disturbed_at_any_request(tmp_path, how):
    bench = Bench(tmp_path / "model")
    bench.run()
    bench.run(design("absent"))
    for number in range(1, bench.rest.requests + 1):
        other = Bench(tmp_path / f"{number}")
        other.run()
        there = other.state()
        try:
            outcome = other.run(design("absent"), faults={number: how})
            assert how != "HTTP 500" or other.state() == there, (number, outcome.problems)
        except Killed:
            pass
        assert not other.run(design("absent")).failed
        assert other.state() == other.start, number


@pytest.mark.requirement("FO-26")
def test_a_removal_without_the_journal_says_so(bench):
    bench.run()
    for path in bench.folder.glob("*.jsonl"):
        path.unlink()
    outcome = bench.run(design("absent"))
    assert (outcome.status, bench.codes(outcome)) == ("changed", ["KO-BZ145E"])
    assert bench.tables.tables["system/settings"][0]["default-voip-alg-mode"] == "kernel-helper-based"
    assert bench.run(design("absent")).problems == []


@pytest.mark.requirement("FO-46")
def test_another_administrator_between_reading_and_writing(bench):
    bench.run()
    rows = bench.tables.tables["firewall/policy"]
    rows[0]["nat"] = "disable"
    before = bench.state()

    def somebody():
        rows[0]["nat"] = "whatever"

    outcome = bench.run(meanwhile={13: somebody})
    assert bench.codes(outcome) == ["KO-CH025"]
    assert (outcome.status, bench.rest.written) == ("failed", [])
    before["firewall/policy"][0]["nat"] = "whatever"
    assert bench.state() == before


@pytest.mark.requirement("FO-46")
def test_another_administrator_at_any_request(tmp_path):
    _wanted, requests, _writes = finished(tmp_path)
    for number in range(1, requests + 1):
        bench = Bench(tmp_path / f"{number}")
        tables = bench.tables.tables

        def somebody(tables=tables):
            tables["firewall/policy"].insert(0, {"policyid": 60, "name": "theirs", "nat": "disable"})
            tables["firewall/address"].append({"name": "biztel-pbx", "subnet": "192.0.2.1/32"} if not _pbx(tables) else {"name": "theirs"})

        outcome = bench.run(meanwhile={number: somebody})
        assert [row["policyid"] for row in tables["firewall/policy"] if row["policyid"] < 100] == [60, 1]
        assert outcome.status != "unknown" or _pbx(tables)["subnet"] == "192.0.2.1/32", (number, outcome.problems)
        assert not bench.run().failed


def _pbx(tables):
    return next((row for row in tables["firewall/address"] if row["name"] == "biztel-pbx"), None)


@pytest.mark.requirement("FO-34")
def test_a_value_that_the_device_ignores(bench):
    create = bench.tables._create
    bench.tables._create = lambda table, body: create(table, {**body, "nat": "disable"} if table == "firewall/policy" else body)
    outcome = bench.run()
    assert (outcome.status, bench.codes(outcome)) == ("rolled_back", ["KO-CH020", "KO-CH023"])
    assert 'update firewall/policy 4101 {"nat": "enable"}' in listing(outcome.problems)
    assert bench.state() == bench.start


@pytest.mark.requirement("FO-33")
def test_what_is_touched_is_on_disk_before_the_first_write(bench):
    bench.run()
    bench.tables.tables["firewall/policy"][0]["nat"] = "disable"
    with pytest.raises(Killed):
        bench.run(faults={14: "killed before"})
    entry = bench.journal().entries()[-1]
    assert entry.phase == "applying"
    assert [(each["table"], each["key"], each["row"]["nat"]) for each in entry.facts["back"]] == [("firewall/policy", 4101, "disable")]
    assert bench.codes(bench.run()) == ["KO-CH024"]
