"""The router under its own revert timer: every answer that IX-40..47 and IX-60..66 know."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import DeviceError, Target, open_session
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.ios_xe import IosXe
from tests.unit.plugins.plugin_utils.device.scripted import Script, Shell

TIMER = "show archive config rollback timer"
ARM = "configure terminal revert timer 5"
NONE = "%No Rollback Confirmed Change pending"
BACKUP = "Rollback Confirmed Change: Backing up current running config to bootflash:kyoten-Nov-23-1"
OURS = "Time configured(or reconfigured): 22:50:48 UTC Sat Feb 21 2026\nTimer type: absolute timer\nTimer value: 5 min\nUser: kyoten"
FULL = f"{BACKUP}\n%Error opening bootflash:kyoten-Nov-23-1 (No space left on device)"
INVALID = "          ^\n% Invalid input detected at '^' marker."


def entering(reply: str):
    def enter(shell: Shell) -> str:
        shell.mode = "(config)"
        return f"{reply}\nEnter configuration commands, one per line.  End with CNTL/Z."

    return enter


def device(replies: dict, **settings) -> tuple[IosXe, list[Shell]]:
    """A device whose sessions all speak the same script; the shells, one for each session."""
    shells: list[Shell] = []

    def connect(_target: Target) -> Script:
        shells.append(Shell(replies=replies, **settings))
        return Script(shells[-1])

    target = Target("r1", "192.0.2.1", user="kyoten", command_timeout=2)
    return IosXe(lambda: open_session(target, connect=connect), user="kyoten"), shells


def kind_of(call, *args) -> DeviceError:
    with pytest.raises(DeviceError) as caught:
        call(*args)
    return caught.value


@pytest.mark.requirement("IX-42", "IX-47", "VC-63")
def test_the_way_of_a_guarded_change():
    replies = {TIMER: NONE, ARM: entering(BACKUP), "configure confirm": "", "write memory": "Building configuration...\n[OK]"}
    router, shells = device(replies)
    router.arm(5)
    router.apply(["interface Tunnel101", " ip mtu 1400"])
    router.reconnect(1)
    router.confirm()
    router.save()
    assert [line for line in shells[0].typed if line][2:] == [ARM, "interface Tunnel101", "ip mtu 1400", "end"]
    assert [line for line in shells[1].typed if line][2:] == ["configure confirm", TIMER, "write memory"]
    assert router.user == "kyoten"


@pytest.mark.requirement("IX-44", "IX-62", "IX-63", "IX-66", "IX-15")
@pytest.mark.parametrize(("reply", "kind"), [
    ("%Turn config archive on before using Rollback Confirmed Change", "archive_off"),
    ("%Please turn config archive on before using Rollback Confirmed Change", "archive_off"),
    (FULL, "disk_full"),
    ("Command authorization failed.", "unauthorised"),
    ("Configuration mode is locked by process '120' user 'other' from terminal '2'. Please try later.", "locked"),
    ("%Rollback Confirmed Change already pending", "pending"),
    (INVALID, "refused_command"),
])
def test_arming_that_fails_changes_nothing(reply, kind):
    router, shells = device({ARM: reply, TIMER: NONE})
    assert kind_of(router.arm, 5).kind == kind
    assert set(filter(None, shells[0].typed[2:])) == {ARM}


@pytest.mark.requirement("IX-62")
def test_an_arming_that_half_succeeded_is_taken_back():
    answers = iter([OURS, NONE])
    router, shells = device({ARM: entering(FULL), TIMER: lambda _shell: next(answers), f"do {TIMER}": NONE, "configure revert now": "Rollback Done"})
    assert kind_of(router.arm, 5).kind == "disk_full"
    assert "configure revert now" in shells[0].typed
    assert not shells[0].mode


def test_another_wording_of_the_backup_is_settled_by_asking_for_the_timer():
    router, _other = device({ARM: entering("Backup taken, clock is running"), f"do {TIMER}": OURS, TIMER: OURS})
    router.arm(5)
    assert router.pending().minutes == 5


@pytest.mark.requirement("IX-05")
def test_a_user_who_may_only_read():
    router, shells = device({}, privileged=False)
    assert kind_of(router.arm, 5).kind == "read_only"
    assert kind_of(router.running).kind == "read_only"
    assert ARM not in shells[0].typed


@pytest.mark.requirement("IX-44", "IX-61")
def test_a_confirmation_after_the_timer_has_fired_is_a_failure():
    router, _other = device({"configure confirm": NONE})
    assert kind_of(router.confirm).kind == "rolled_back"


@pytest.mark.requirement("IX-47")
def test_a_confirmation_that_leaves_the_timer_running_is_a_failure():
    router, _other = device({"configure confirm": "", TIMER: OURS})
    assert kind_of(router.confirm).kind == "refused_command"


@pytest.mark.requirement("IX-64")
def test_a_refused_line_leaves_configuration_mode_and_keeps_the_timer():
    router, shells = device({ARM: entering(BACKUP), "bad secret hide-me": INVALID, TIMER: OURS})
    router.arm(5)
    error = kind_of(router.apply, ["good", "bad secret hide-me", "good"])
    assert (error.kind, error.index, error.line) == ("refused_line", 1, "bad secret <secret>")
    assert shells[0].typed[-1] == "end"


@pytest.mark.requirement("IX-45", "IX-64")
@pytest.mark.parametrize("reply", ["Rollback Confirmed Change: Rolling to: bootflash:k-1\nTotal number of passes: 1\nRollback Done", NONE])
def test_revert(reply):
    router, _other = device({"configure revert now": reply})
    router.revert()


@pytest.mark.requirement("IX-45")
@pytest.mark.parametrize(("reply", "kind"), [("Rolling to: flash:k-1\n% Error", "not_reverted"), ("Command authorization failed.", "unauthorised")])
def test_a_revert_without_its_end_is_a_failure(reply, kind):
    router, _other = device({"configure revert now": reply})
    assert kind_of(router.revert).kind == kind


@pytest.mark.requirement("IX-16")
def test_a_save_without_ok_is_a_failure():
    router, _other = device({"write memory": "Building configuration...\n% Error: NVRAM full"})
    assert kind_of(router.save).kind == "not_saved"


@pytest.mark.requirement("IX-16")
def test_the_question_about_an_old_nvram_is_answered():
    question = ("Overwrite the previous NVRAM configuration?[confirm]", "Building configuration...\n[OK]\n")
    router, _other = device({}, questions={"write memory": question})
    router.save()


@pytest.mark.requirement("IX-06")
def test_lines_are_never_typed_outside_configuration_mode():
    router, other = device({})
    router.connect()
    assert kind_of(lambda: router.apply(["interface Loopback1"])).kind == "lost"
    router.close()
    assert kind_of(lambda: router.apply(["interface Loopback1"])).kind == "lost"
    assert not any("interface Loopback1" in shell.typed for shell in other)


@pytest.mark.requirement("IX-40")
def test_the_archive_must_be_on():
    off, _other = device({"show archive": " Archive feature not enabled"})
    assert kind_of(off.require_guard).kind == "archive_off"
    on, _other = device({"show archive": "The maximum archive configurations allowed is 10.\nThere are currently 0 archive configurations saved."})
    on.require_guard()


@pytest.mark.requirement("IX-68")
def test_half_a_configuration_is_none():
    router, _other = device({"show running-config": "hostname R1\ninterface Tunnel101\n ip add"})
    assert kind_of(router.running).kind == "protocol"
    whole, _other = device({"show running-config": "hostname R1\nend"})
    assert whole.running() == "hostname R1\nend"


def test_ask_gives_also_the_error_text():
    router, _other = device({"show ip bgp": "% BGP not active", "show x": INVALID})
    assert router.ask("show ip bgp") == "% BGP not active"
    assert "Invalid input" in router.ask("show x")
    assert kind_of(router.run, "show x").kind == "refused_command"


@pytest.mark.requirement("IX-73")
def test_reconnect_tries_again_while_the_router_is_away_but_not_after_a_refused_login():
    codes = ["KO-DV001", "KO-DV006"]
    opened = []

    def opener():
        if codes:
            raise DeviceError(codes.pop(0), "r1")
        opened.append(1)
        return open_session(Target("r1", "x", command_timeout=2), connect=lambda _target: Script(Shell()))

    IosXe(opener).reconnect(5)
    assert opened == [1]
    codes[:] = ["KO-DV004", "KO-DV001"]
    assert kind_of(IosXe(opener).reconnect, 5).kind == "authentication"
    codes[:] = ["KO-DV001"] * 9
    assert kind_of(IosXe(opener).reconnect, 0.1).kind == "unreachable"
