"""A rollout as users run it on the four routers of the lab: gate, plan and apply, resume, rollback, bad input."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.branch import foreign
from tests.integration.command_line import HOSTS, CommandLine, Run

OSAKA, TOKYO1, TOKYO2, NAGOYA = HOSTS
WAVES = [1, 1, 1, 1]
#: what happens → the router that it happens to, how, whom the rollout reaches, whom Ansible's own serial reaches, how that router ends
GATE = {
    "canary unreachable": (OSAKA, {"refuse_sessions": -1}, [], "unreachable"),
    "canary failed": (OSAKA, {"config_locked": "tanaka"}, [OSAKA], "failed"),
    "canary rolled back": (OSAKA, {"refuse_line": "tunnel destination"}, [OSAKA], "rolled_back"),
    "canary slow but healthy": (OSAKA, {"delay": 0.2, "delay_on": "show"}, list(HOSTS), "changed"),
    "failure in wave 3 of 4": (TOKYO2, {"config_locked": "tanaka"}, [OSAKA, TOKYO1, TOKYO2], "failed"),
    "nobody answers in wave 3 of 4": (TOKYO2, {"refuse_sessions": -1}, [OSAKA, TOKYO1], "unreachable"),
}


def rollout(ansible: CommandLine, *options: str, **variables: Any) -> Run:
    """``site.yml`` as a fleet, whatever its size."""
    quick = {"onramp_rollout_above": 0, "onramp_login_patience": 0, "virtual_connect_patience": 5}
    return ansible.playbook("site.yml", *options, **{**quick, **variables})


def run_of(run: Run) -> str:
    """The id that a run told."""
    found = re.search(r"(?:onramp_resume=|run: )(\d{8}T\d{6}Z-[0-9a-f]+)", run.text)
    assert found, run.text
    return found[1]


def journal(ansible: CommandLine, run: str = "") -> list[dict[str, Any]]:
    """The records of a run, or of the only one."""
    (path,) = (ansible.folder / "journal" / "runs").glob(f"{run or '*'}.jsonl")
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.requirement("VC-63")
@pytest.mark.parametrize("case", GATE)
def test_the_gate_leaves_later_waves_untouched(ansible: CommandLine, case: str) -> None:
    router, faults, reached, status = GATE[case]
    ansible.branches[router].fault(**faults)
    run = rollout(ansible, onramp_waves=WAVES)
    assert sorted(ansible.heard()) == sorted(reached)
    ends = {record["host"]: record["status"] for record in journal(ansible) if record["kind"] == "ended"}
    assert ends == {**dict.fromkeys(reached, "changed"), router: status}
    if status == "changed":
        run.good()
        return
    untouched = len(HOSTS) - len(set(reached) | {router})
    assert f"the rollout was stopped (gate); {untouched} devices were not started" in run.bad().text
    assert f"{router}: " in run.text


SERIAL_REACHES = {
    "canary unreachable": [],
    "canary failed": [OSAKA],
    "canary rolled back": [OSAKA],
    "canary slow but healthy": list(HOSTS),
    "failure in wave 3 of 4": [OSAKA, TOKYO1, TOKYO2],
    "nobody answers in wave 3 of 4": [OSAKA, TOKYO1],
}


@pytest.mark.parametrize("case", GATE)
def test_what_serial_and_max_fail_percentage_make_of_the_same(ansible: CommandLine, case: str) -> None:
    router, faults, _reached, _status = GATE[case]
    ansible.branches[router].fault(**faults)
    _serial(ansible, [1, 1, 1, 1])
    assert sorted(ansible.heard()) == sorted(SERIAL_REACHES[case])


def test_with_two_canaries_serial_passes_over_an_unreachable_one_and_the_gate_does_not(ansible: CommandLine) -> None:
    ansible.branches[OSAKA].fault(refuse_sessions=-1)
    _serial(ansible, [2, 2])
    assert sorted(ansible.heard()) == sorted([TOKYO1, TOKYO2, NAGOYA]), "serial goes on: unreachable does not count for max_fail_percentage"
    ansible.forget()
    rollout(ansible, onramp_waves=[2, 2]).bad()
    assert set(ansible.heard()) <= {TOKYO1}


def _serial(ansible: CommandLine, sizes: list[Any]) -> Run:
    file = ansible.folder / "serial.yml"
    role = {"name": "Own", "ansible.builtin.import_role": {"name": "kyoten.onramp.virtual_connect"}}
    play = {"hosts": "virtual_connect", "gather_facts": False, "serial": sizes, "max_fail_percentage": 0, "tasks": [role]}
    file.write_text(yaml.safe_dump([play], sort_keys=False))
    return ansible.playbook(str(file), virtual_connect_patience=5)


def test_a_fleet_is_brought_up_and_then_has_nothing_to_say(ansible: CommandLine) -> None:
    first = rollout(ansible).good()
    assert first.of("changed") == {OSAKA: 1}
    assert [record["status"] for record in journal(ansible) if record["kind"] == "ended"] == ["changed"] * 4
    ansible.forget()
    assert rollout(ansible).good().of("changed") == {OSAKA: 0}
    assert (ansible.told(), set(ansible.heard())) == ({}, set(HOSTS))
    ansible.playbook("verify.yml").good()


def test_check_limit_tags_and_no_log_are_respected(ansible: CommandLine) -> None:
    shown = rollout(ansible, "--check", "--diff", "--limit", "tokyo-r1,nagoya-r1").good()
    assert (ansible.told(), set(ansible.heard())) == ({}, {TOKYO1, NAGOYA})
    assert "+interface Tunnel101" in shown.text and "<secret>" in shown.text and "lab-tokyo-hub" not in shown.text
    ansible.forget()
    rollout(ansible, "--tags", "nothing").good()
    assert ansible.heard() == {}
    task = {"kyoten.onramp.rollout": {"systems": ["virtual_connect"]}, "run_once": True, "no_log": True}
    ansible.branches[OSAKA].fault(config_locked="tanaka")
    hidden = ansible.play(task, hosts="osaka_hub", options=("-vvvv",)).bad()
    assert "1 devices did not end well (KO-DV011" in hidden.text and "censored" in hidden.text
    assert "tanaka" not in hidden.text


def test_a_failed_run_is_resumed_where_it_stopped(ansible: CommandLine) -> None:
    ansible.branches[TOKYO2].fault(config_locked="tanaka")
    run = run_of(rollout(ansible, onramp_waves=WAVES).bad())
    ansible.branches[TOKYO2].fault()
    ansible.forget()
    rollout(ansible, onramp_resume=run).good()
    assert set(ansible.heard()) == {TOKYO2, NAGOYA}
    ends = {record["host"]: record["status"] for record in journal(ansible, run) if record["kind"] == "ended"}
    assert ends == {OSAKA: "unchanged", TOKYO1: "unchanged", TOKYO2: "changed", NAGOYA: "changed"}


def test_a_run_is_taken_back_whole_and_for_one_router(ansible: CommandLine) -> None:
    before = {host: foreign(branch.running()) for host, branch in ansible.branches.items()}
    rollout(ansible).good()
    (path,) = (ansible.folder / "journal" / "runs").glob("*.jsonl")
    ansible.branches[NAGOYA].configure("ip prefix-list LATER seq 5 permit 10.9.0.0/16")
    assert ansible.playbook("rollback.yml", "--limit", OSAKA, onramp_run=path.stem).good().of("changed") == {OSAKA: 1}
    assert foreign(ansible.branches[OSAKA].running()) == before[OSAKA]
    assert foreign(ansible.branches[OSAKA].startup()) == before[OSAKA]
    assert foreign(ansible.branches[TOKYO1].running()) != before[TOKYO1]
    ansible.playbook("rollback.yml", onramp_run=path.stem).good()
    after = {host: foreign(branch.running()) for host, branch in ansible.branches.items()}
    assert {**after, NAGOYA: [line for line in after[NAGOYA] if "LATER" not in line]} == before
    assert any("LATER" in line for line in after[NAGOYA])
    ansible.forget()
    assert ansible.playbook("rollback.yml", onramp_run=path.stem).good().of("changed") == {OSAKA: 0}
    assert ansible.told() == {}


@pytest.mark.requirement("VC-43")
def test_an_old_secret_comes_back_only_from_a_sealed_journal(ansible: CommandLine) -> None:
    ansible.bring_up(OSAKA)
    old = ansible.branches[OSAKA].running()
    site = ansible.site("osaka_hub")
    for dc, tunnel in site["tunnels"].items():
        ansible.branches[OSAKA].alter(dc, bgp_password="another-bgp-password")
        tunnel["bgp_password"] = "another-bgp-password"
    ansible.overlay(OSAKA, virtual_connect_site=site)
    change = {"virtual_connect_allow_disruption": True, "virtual_connect_patience": 30}
    rollout(ansible, "--limit", OSAKA, onramp_journal_password="of the journals", **change).good()
    (path,) = (ansible.folder / "journal" / "runs").glob("*.jsonl")
    kept = "".join(file.read_text() for file in (ansible.folder / "journal").rglob("*.jsonl"))
    assert "another-bgp" not in kept and "lab-osaka-hub" not in kept
    for password in ({}, {"onramp_journal_password": "wrong"}):
        assert "KO-RO009" in ansible.playbook("rollback.yml", "--limit", OSAKA, onramp_run=path.stem, **password).bad().text
    ansible.playbook("rollback.yml", "--limit", OSAKA, onramp_run=path.stem, onramp_journal_password="of the journals").good()
    assert foreign(ansible.branches[OSAKA].running()) == foreign(old)

    rollout(ansible, "--limit", OSAKA, **change).good()
    run = max((ansible.folder / "journal" / "runs").glob("*.jsonl"), key=lambda path: path.stat().st_mtime).stem
    refused = ansible.playbook("rollback.yml", "--limit", OSAKA, onramp_run=run).bad()
    assert "KO-RO006" in refused.text and "onramp_journal_password" in refused.text


def test_what_was_planned_is_applied_and_then_nothing_is_left_to_plan(ansible: CommandLine) -> None:
    plan = ansible.folder / "plan"
    ansible.playbook("plan.yml").good()
    assert ansible.told() == {}
    data = json.loads((plan / "plan.json").read_text())
    assert {host: entry["status"] for host, entry in data["hosts"].items()} == dict.fromkeys(HOSTS, "would_change")
    texts = "".join(path.read_text() for path in plan.rglob("*") if path.is_file())
    assert "+interface Tunnel101" in texts and "```mermaid" in texts
    assert not re.search(r"lab-\w+-hub-dc\d-|lab-login|lab-enable", texts)
    rollout(ansible, onramp_plan=str(plan)).good()
    assert {host: ansible.told()[host].count("write memory") for host in HOSTS} == dict.fromkeys(HOSTS, 0)
    ansible.playbook("plan.yml").good()
    data = json.loads((plan / "plan.json").read_text())
    assert {host: (entry["status"], entry["lines"]) for host, entry in data["hosts"].items()} == dict.fromkeys(HOSTS, ("unchanged", 0))
    assert list((plan / "hosts").iterdir()) == []


MOVES = {
    "+ ip prefix-list OTHER seq 5 permit 10.9.0.0/16": ["ip prefix-list OTHER seq 5 permit 10.9.0.0/16"],
    "- ip forward-protocol …": ["no ip forward-protocol nd"],
    "+ interface GigabitEthernet0/0/0 / description moved": ["interface GigabitEthernet0/0/0", " description moved"],
}


@pytest.mark.parametrize("said", MOVES)
def test_a_device_that_moved_since_the_plan_is_refused_with_the_lines(ansible: CommandLine, said: str) -> None:
    ansible.playbook("plan.yml", "--limit", OSAKA).good()
    ansible.branches[OSAKA].configure(*MOVES[said])
    ansible.forget()
    refused = rollout(ansible, "--limit", OSAKA, onramp_plan=str(ansible.folder / "plan")).bad()
    assert ansible.told() == {}
    assert "KO-RO011 osaka-r1" in refused.text and said in refused.text


def _sane(ansible: CommandLine) -> Path:
    ansible.playbook("plan.yml", "--limit", OSAKA).good()
    ansible.forget()
    return ansible.folder / "plan"


def test_a_plan_is_refused_before_any_login_when_the_intent_or_the_inventory_is_another(ansible: CommandLine) -> None:
    plan = _sane(ansible)
    assert "KO-RO007" in rollout(ansible, onramp_plan=str(plan)).bad().text
    data = json.loads((plan / "plan.json").read_text())
    (plan / "plan.json").write_text(json.dumps({**data, "hosts": {**data["hosts"], "stranger-r1": {}}}))
    assert "stranger-r1" in rollout(ansible, "--limit", OSAKA, onramp_plan=str(plan)).bad().text
    (plan / "plan.json").write_text(json.dumps(data))
    site = ansible.site("osaka_hub")
    site["tunnels"]["dc1"]["psk"] = "another-pre-shared-key-0123456789"
    ansible.overlay(OSAKA, virtual_connect_site=site)
    assert "KO-RO016 osaka-r1" in rollout(ansible, "--limit", OSAKA, onramp_plan=str(plan)).bad().text
    for damage in ('{"format": 1, "hosts"', "{}", '{"format": 99, "hosts": {}}'):
        (plan / "plan.json").write_text(damage)
        assert "KO-RO013" in rollout(ansible, "--limit", OSAKA, onramp_plan=str(plan)).bad().text
    assert "KO-RO013" in rollout(ansible, "--limit", OSAKA, onramp_plan=str(ansible.folder / "nowhere")).bad().text
    ansible.playbook("plan.yml", "--limit", OSAKA, onramp_plan_read=False).good()
    assert "KO-RO008 osaka-r1" in rollout(ansible, "--limit", OSAKA, onramp_plan=str(plan)).bad().text
    assert ansible.heard() == {}


@pytest.mark.parametrize(("variables", "code"), [
    ({"onramp_waves": [0, "many"]}, "KO-RO001"),
    ({"onramp_waves": []}, "KO-RO001"),
    ({"onramp_max_failures": "some"}, "KO-RO002"),
    ({"onramp_pause": "soon"}, "KO-RO014"),
    ({"onramp_resume": "20200101T000000Z-0000"}, "KO-RO003"),
    ({"onramp_resume": "yesterday"}, "KO-RO003"),
    ({"onramp_hosts": "no_such_group"}, "selects no host"),
])  # fmt: skip
def test_bad_input_is_told_before_any_login(ansible: CommandLine, variables: dict[str, Any], code: str) -> None:
    assert code in rollout(ansible, **variables).bad().text
    assert ansible.heard() == {}
    assert list((ansible.folder / "journal").glob("runs/*.jsonl")) == []


def test_a_damaged_journal_is_told_before_any_login_and_kept(ansible: CommandLine) -> None:
    rollout(ansible, "--limit", "osaka-r1,nagoya-r1").good()
    ansible.forget()
    (path,) = (ansible.folder / "journal").glob("nagoya-r1@*.jsonl")
    whole = path.read_text()
    path.write_text(whole + "\x00\x00\x00\n")
    assert "KO-CH016" in rollout(ansible).bad().text
    assert path.read_text() == whole + "\x00\x00\x00\n"
    path.write_text(whole)
    (run,) = (ansible.folder / "journal" / "runs").glob("*.jsonl")
    kept = run.read_text()
    run.write_text("rubbish\n" + kept)
    assert "KO-CH016" in rollout(ansible, onramp_resume=run.stem).bad().text
    assert "KO-CH016" in ansible.playbook("rollback.yml", onramp_run=run.stem).bad().text
    assert ansible.heard() == {}


def test_with_nobody_to_ask_a_rollout_stops_at_the_question(ansible: CommandLine) -> None:
    stopped = rollout(ansible, onramp_waves=[1, 3], onramp_pause="ask").bad()
    assert "stopped (answer); 3 devices were not started" in stopped.text
    assert set(ansible.heard()) == {OSAKA}
