"""Archive, revert timer, confirm, replace, reload (IX-40..IX-47, IX-71): in process, on a clock that is moved by hand."""

from __future__ import annotations

import asyncio

import pytest

from tests.lab.ios_xe.archive import NOTHING, OFF
from tests.lab.ios_xe.edit import Rejected

from .ios_xe_support import REFERENCE, bare, osaka, terminal
from .test_ios_xe_cli import say


@pytest.mark.requirement("IX-42", "IX-43", "IX-45", "IX-50")
def test_the_timer_brings_the_old_configuration_back():
    router = osaka()
    before = router.running_text()
    assert router.archive.arm("kyoten", 15, 5, idle=False).startswith(
        "Rollback Confirmed Change: Backing up current running config to bootflash:kyoten-"
    )
    router.configure(REFERENCE)
    router.clock.advance(299)
    assert "VC-MAP" in router.running_text()
    router.clock.advance(2)
    assert router.running_text() == before
    assert router.archive.pending is None
    texts = "\n".join(router.messages)
    for name in (
        "ROLLBK_CNFMD_CHG_BACKUP",
        "ROLLBK_CNFMD_CHG_START_ABSTIMER: User: kyoten(Priv: 15, View: 0): Scheduled to rollback to config",
        "ROLLBACK_START",
    ):
        assert name in texts


@pytest.mark.requirement("IX-44")
def test_confirming_stops_the_timer_and_once_only():
    router = osaka()
    router.archive.arm("kyoten", 15, 5, idle=False)
    router.configure(REFERENCE)
    assert router.archive.confirm("kyoten") == ""
    router.clock.advance(1000)
    assert "VC-MAP" in router.running_text()
    assert router.archive.confirm("kyoten") == NOTHING


@pytest.mark.requirement("IX-41")
def test_an_idle_timer_starts_again_with_each_line():
    router = osaka()
    router.archive.arm("kyoten", 15, 5, idle=True)
    router.configure("interface Loopback5")
    router.clock.advance(200)
    router.archive.touch()
    router.clock.advance(200)
    assert "Loopback5" in router.running_text()
    router.clock.advance(101)
    assert "Loopback5" not in router.running_text()


@pytest.mark.requirement("IX-40", "IX-44")
@pytest.mark.parametrize("prepare", ["no archive", "archive\n no path"])
def test_without_a_path_the_archive_is_off(prepare):
    router = osaka()
    router.configure(prepare)
    with pytest.raises(Rejected, match=OFF):
        router.archive.arm("kyoten", 15, 5, idle=False)


@pytest.mark.requirement("IX-46", "IX-71")
def test_reload_before_the_confirmation_gives_the_saved_configuration_and_no_timer():
    router = osaka()
    before = router.running_text()
    router.archive.arm("kyoten", 15, 5, idle=False)
    router.configure(REFERENCE)
    router.reload()
    assert router.running_text() == before
    assert router.archive.pending is None
    router.configure("interface Loopback5")
    router.clock.advance(1000)
    assert "Loopback5" in router.running_text()


@pytest.mark.requirement("IX-16", "IX-71")
def test_reload_after_saving_keeps_the_new_configuration_also_secrets():
    router = osaka()
    router.configure([*REFERENCE, "service password-encryption", "key config-key password-encrypt master-key-1", "password encryption aes"])
    router.save()
    text = router.running_text()
    router.reload()
    assert router.running_text() == text
    assert router.users.login("kyoten", "lab-login-password")


@pytest.mark.requirement("IX-40")
def test_old_archive_files_are_dropped_and_the_newest_is_named(osaka_r1):
    osaka_r1.configure("archive\n maximum 3")
    for _number in range(5):
        osaka_r1.archive.store()
    reply = say(osaka_r1, "show archive")[0]
    assert "The maximum archive configurations allowed is 3." in reply
    assert "There are currently 3 archive configurations saved." in reply
    assert "The next archive file will be named bootflash:kyoten-<timestamp>-5" in reply
    assert [line.endswith("<- Most Recent") for line in reply.splitlines()[5:8]] == [False, False, True]
    assert len(osaka_r1.files) == 3


@pytest.mark.requirement("IX-07", "IX-41", "IX-42", "IX-43", "IX-44")
def test_the_whole_conversation_on_the_wire(osaka_r1):
    replies = say(
        osaka_r1,
        "show archive config rollback timer",
        "configure confirm",
        "configure revert now",
        "configure terminal revert timer 5",
        "interface Loopback5",
        "end",
        "show archive config rollback timer",
        "configure terminal revert timer 5",
        "configure revert timer 9",
        "show archive config rollback timer | include value",
        "configure confirm",
        "show archive config rollback timer",
    )
    assert [NOTHING in reply for reply in replies[:3]] == [True, True, True]
    assert "Rollback Confirmed Change: Backing up current running config to bootflash:kyoten-" in replies[3]
    assert replies[3].endswith("Enter configuration commands, one per line.  End with CNTL/Z.\nosaka-r1(config)#")
    lines = replies[6].splitlines()
    assert lines[1].startswith("Time configured(or reconfigured): ")
    assert lines[2:5] == ["Timer type: absolute timer", "Timer value: 5 min", "User: kyoten"]
    assert "already pending" in replies[7]
    assert replies[7].endswith("osaka-r1#")
    assert "Timer value: 9 min" in replies[9]
    assert replies[10] == "configure confirm\nosaka-r1#"
    assert NOTHING in replies[11]


@pytest.mark.requirement("IX-45")
def test_revert_now_and_expiry_leave_the_session_alive(lab, osaka_r1):
    async def conversation():
        async with terminal(osaka_r1) as client:
            for line in ("configure terminal revert timer 5", "hostname other", "interface Loopback5", "end"):
                await client.send(line)
            reverted = await client.send("configure revert now")
            for line in ("configure terminal revert timer 5", "interface Loopback6", " description here"):
                await client.send(line)
            await asyncio.to_thread(lab.clock.advance, 301)
            return reverted, await client.send("end")

    reverted, after = asyncio.run(conversation())
    assert "Rollback Confirmed Change: Rolling to: bootflash:kyoten-" in reverted
    assert "Total number of passes: 1\r\nRollback Done" in reverted
    assert reverted.endswith("osaka-r1#")
    assert after.endswith("osaka-r1#")
    assert "Loopback" not in osaka_r1.running_text()


@pytest.mark.requirement("IX-41", "IX-46")
def test_configure_replace_asks_lists_and_replaces(osaka_r1):
    before = osaka_r1.running_text()
    osaka_r1.archive.store()
    name = osaka_r1.archive.names[-1]
    osaka_r1.configure("interface Loopback5\nno ip prefix-list CUSTOMER-NETS")

    async def conversation():
        async with terminal(osaka_r1) as client:
            difference = await client.send(f"show archive config differences {name} system:running-config")
            question = await client.send(f"configure replace {name}", "[no]: ")
            kept = await client.send("")
            middle = osaka_r1.running_text()
            return difference, question, kept, middle, await client.send(f"configure replace {name} force")

    difference, question, _kept, middle, done = asyncio.run(conversation())
    assert "+interface Loopback5" in difference
    assert "-ip prefix-list CUSTOMER-NETS seq 5" in difference
    assert "Enter Y if you are sure you want to proceed. ? [no]: " in question
    assert "Loopback5" in middle
    assert "Rollback Done" in done
    assert osaka_r1.running_text() == before


@pytest.mark.requirement("IX-46")
def test_reload_asks_and_ends_every_session(osaka_r1):
    async def conversation():
        async with terminal(osaka_r1) as client:
            for line in ("conf t", "interface Loopback5", "end"):
                await client.send(line)
            first = await client.send("reload", "[yes/no]: ")
            second = await client.send("no", "[confirm]")
            client.process.stdin.write("\n")
            with pytest.raises(EOFError):
                await client.until("#")
            return first, second

    first, _second = asyncio.run(conversation())
    assert "System configuration has been modified. Save? [yes/no]: " in first
    assert "Loopback5" not in osaka_r1.running_text()


@pytest.mark.requirement("IX-46")
def test_reload_in_and_cancel():
    router = bare("hostname R1\n")
    router.configure("interface Loopback5")
    router.schedule_reload(10)
    assert router.cancel_reload()
    router.clock.advance(601)
    assert "Loopback5" in router.running_text()
    router.schedule_reload(10)
    router.clock.advance(601)
    assert "Loopback5" not in router.running_text()
