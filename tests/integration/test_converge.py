"""From intent to a verified tunnel and back, on stateful routers: idempotence, ownership, absence (VC-62, VC-44, VC-52)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.integration.branch import Branch, foreign

ROUTERS = ["osaka-r1", "tokyo-r1", "tokyo-r2", "nagoya-r1"]


@pytest.mark.requirement("VC-62", "VC-63", "VC-51")
@pytest.mark.parametrize("host", ROUTERS)
def test_a_site_comes_up_and_a_second_run_sends_nothing(branch: Callable[[str], Branch], host: str) -> None:
    router = branch(host)
    outcome = router.run()
    assert (outcome.status, outcome.failed) == ("changed", False), outcome.problems
    assert [report.verdict.status for report in outcome.reports] == ["healthy"]
    assert foreign(router.startup()) == foreign(router.running()), "saved after the confirmation"
    assert not router.pending()
    router.forget()
    again = router.run("again")
    assert (again.status, again.failed) == ("unchanged", False), again.problems
    assert router.configuration_commands() == []
    assert "write memory" not in router.received()


@pytest.mark.requirement("VC-62")
@pytest.mark.parametrize(
    "variant",
    [
        {},
        {"acl_sequence_hidden": True},
        {"local_authentication_first": True},
        {"syslog_burst": 2},
        {"syslog_after_prompt": 2},
        {"prompt_like_line": "osaka-r1#"},
        {"paging_stuck": True},
        {"banner_line": "welcome to router#"},
    ],
    ids=str,
)
def test_a_second_run_sends_nothing_after_a_reload_and_on_any_release(osaka: Branch, variant: dict[str, object]) -> None:
    osaka.fault(**variant)
    first = osaka.run()
    assert first.status == "changed", first.problems
    osaka.reload()
    osaka.forget()
    again = osaka.run("again")
    assert (again.status, again.failed) == ("unchanged", False), again.problems
    assert osaka.configuration_commands() == []


@pytest.mark.requirement("VC-62")
def test_secrets_that_the_router_encrypts_are_not_sent_again(osaka: Branch) -> None:
    osaka.fault(type6=True)
    osaka.configure("service password-encryption")
    first = osaka.run()
    assert first.status == "changed", first.problems
    osaka.forget()
    assert osaka.run("again").status == "unchanged"
    assert osaka.configuration_commands() == []


@pytest.mark.requirement("VC-62")
def test_secret_update_always_sends_them_each_time(osaka: Branch) -> None:
    osaka.fault(type6=True)
    first = osaka.run()
    assert first.status == "changed", first.problems
    osaka.forget()
    outcome = osaka.run("again", secret_update="always", allow_disruption=True)
    assert outcome.status == "changed", outcome.problems
    assert any("pre-shared-key" in line for line in osaka.configuration_commands())


@pytest.mark.requirement("VC-44", "VC-52")
@pytest.mark.parametrize("host", ROUTERS)
def test_what_was_there_before_is_there_after_and_absent_takes_only_ours(branch: Callable[[str], Branch], host: str) -> None:
    router = branch(host)
    before = foreign(router.running())
    assert router.run().status == "changed"
    after = foreign(router.running())
    assert [line for line in before if line not in after] == []
    router.intent["virtual_connect_site"]["state"] = "absent"
    assert [problem.code for problem in router.run("refused").problems if problem.level == "error"] in (["KO-CH006"], [])
    outcome = router.run("gone", allow_disruption=True)
    assert outcome.status in ("changed", "unchanged"), outcome.problems
    assert foreign(router.running()) == before


@pytest.mark.requirement("VC-67")
def test_check_mode_shows_the_lines_and_sends_none(osaka: Branch) -> None:
    outcome = osaka.run(check_mode=True)
    assert outcome.status == "would_change"
    assert osaka.configuration_commands() == []
    assert "+crypto map VC-MAP 10 ipsec-isakmp" in outcome.change.diff
    assert "psk-0123456789" not in outcome.change.diff
    assert "pre-shared-key <secret>" in outcome.change.diff


@pytest.mark.requirement("VC-44")
def test_a_tunnel_of_somebody_else_is_not_taken_over(osaka: Branch) -> None:
    osaka.configure("interface Tunnel101", " description to head office")
    outcome = osaka.run()
    assert outcome.status == "failed"
    assert [(problem.host, problem.code[:5]) for problem in outcome.problems if problem.level == "error"] == [("osaka-r1", "KO-CF")]
    assert osaka.configuration_commands() == []


@pytest.mark.requirement("VC-66")
def test_changing_both_tunnels_of_one_cpe_needs_a_word(osaka: Branch) -> None:
    first = osaka.run()
    assert first.status == "changed", first.problems
    osaka.forget()
    for tunnel in osaka.tunnels.values():
        tunnel["keepalive"] = {"enabled": True, "period": 20, "retries": 3}
    refused = osaka.run("refused")
    assert (refused.status, [problem.code for problem in refused.problems if problem.level == "error"]) == ("failed", ["KO-CH006"])
    assert osaka.configuration_commands() == []
    allowed = osaka.run("allowed", allow_disruption=True)
    assert allowed.status == "changed", allowed.problems
    assert "keepalive 20 3" in osaka.configuration_commands()


@pytest.mark.requirement("VC-62")
def test_our_own_stale_lines_go_and_nothing_else(osaka: Branch) -> None:
    first = osaka.run()
    assert first.status == "changed", first.problems
    wanted = foreign(osaka.running())
    osaka.configure(
        "ip prefix-list VC-OLD seq 5 permit 10.9.0.0/16",
        "ip access-list extended VC-GRE-OLD", " 10 permit gre host 192.0.2.1 host 192.0.2.2",
        "ip route 198.51.100.99 255.255.255.255 203.0.113.1 name VC-OLD-GRE",
    )  # fmt: skip
    outcome = osaka.run("clean", allow_disruption=True)
    assert outcome.status == "changed", outcome.problems
    assert foreign(osaka.running()) == wanted


@pytest.mark.requirement("VC-50", "VC-49")
@pytest.mark.parametrize("host", ["osaka-r1", "nagoya-r1"])
def test_from_one_ipsec_style_to_the_other_and_back(branch: Callable[[str], Branch], host: str) -> None:
    router = branch(host)
    assert router.run().status == "changed"
    first = foreign(router.running())
    for style in ("vti", "crypto_map"):
        router.intent["virtual_connect_site"]["ipsec_style"] = style
        outcome = router.run(style, allow_disruption=True)
        assert (outcome.status, outcome.failed) == ("changed", False), outcome.problems
        assert router.run("again").status == "unchanged"
    assert foreign(router.running()) == first


@pytest.mark.requirement("VC-44", "VC-51", "VC-52")
@pytest.mark.parametrize("host", ["osaka-r1", "nagoya-r1"])
def test_addresses_move_to_other_interfaces_without_an_overlap(branch: Callable[[str], Branch], host: str) -> None:
    router = branch(host)
    assert router.run().status == "changed"
    for tunnel in router.tunnels.values():
        tunnel["number"] += 10
    outcome = router.run("renumbered", allow_disruption=True)
    assert (outcome.status, outcome.failed) == ("changed", False), outcome.problems
    assert "Tunnel101" not in router.running()
    assert router.run("again").status == "unchanged"


@pytest.mark.requirement("VC-62", "VC-66")
def test_another_key_for_one_tunnel_leaves_the_other_alone(osaka: Branch) -> None:
    assert osaka.run().status == "changed"
    osaka.forget()
    osaka.tunnels["dc1"]["psk"] = "another-key-of-osaka-dc1-0123456789"
    osaka.alter("dc1", psk="another-key-of-osaka-dc1-0123456789")
    outcome = osaka.run("rotated")
    assert (outcome.status, outcome.failed) == ("changed", False), outcome.problems
    sent = osaka.configuration_commands()
    assert sum("pre-shared-key" in line for line in sent) == 1
    assert not any("DC2" in line or "Tunnel" in line for line in sent)


@pytest.mark.requirement("VC-63", "VC-28")
def test_a_wrong_crypto_value_is_taken_back_and_named(osaka: Branch) -> None:
    before = foreign(osaka.running())
    osaka.intent["virtual_connect_site"]["crypto"]["ike"]["dh_group"] = [19]
    outcome = osaka.run(patience=3.0)
    assert outcome.status == "rolled_back"
    assert {finding.row for report in outcome.reports for finding in report.findings} == {"T04"}
    assert foreign(osaka.running()) == before == foreign(osaka.startup())
