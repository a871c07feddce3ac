# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The timers of a simulated RTX: rollback, login, schedule, load (RX-10, RX-39..RX-47)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .yamaha_rtx_support import Console, Router, box, chief, console, entry, play

NEW = "ip filter 3 pass * *"


def changed(router: Router) -> bool:
    """Whether the change of these tests is in the running configuration."""
    return "ip filter 3 " in router.running_text_plain()


async def guarded(here: Console, seconds: int = 180) -> None:
    """A change under a timer."""
    assert await here.do(f"rollback timer {seconds}", NEW) == ""


@pytest.mark.requirement("RX-40", "RX-72")
@play
async def test_the_timer_brings_back_what_was_even_when_the_connection_is_lost() -> None:
    for lost in (False, True):
        router = box()
        async with chief(router) as here:
            await guarded(here)
            if lost:
                here.terminal.close()
                await here.settled()
                assert here.gone
            router.clock.advance(179)
            assert changed(router) and router.pending
            router.clock.advance(2)
            assert not changed(router) and not router.pending and not router.dirty


@pytest.mark.requirement("RX-40", "RX-72")
@play
@pytest.mark.parametrize("line", ["confirm", "save", "exit save", "quit save", "load 0"])
async def test_what_accepts_the_changes_in_one_line(line: str) -> None:
    router = box()
    async with chief(router) as here:
        await here.do("save 0", "rollback timer 180", NEW, *(["save 0"] if line.startswith("load") else []))
        await here.do(line, *(["lab-enable-password"] if line.startswith("load") else []))
        assert not router.pending
        router.clock.advance(200)
        assert changed(router)


@pytest.mark.requirement("RX-40", "RX-41")
@play
@pytest.mark.parametrize("word", ["exit", "quit"])
async def test_a_polite_exit_accepts_whatever_is_answered(word: str) -> None:
    router = box()
    async with chief(router) as here:
        await guarded(here)
        await here.keys(f"{word}\r")
        assert router.pending
        await here.keys("n")
        router.clock.advance(200)
        assert changed(router) and not router.pending and not changed_in_flash(router)


def changed_in_flash(router: Router) -> bool:
    """Whether it is saved."""
    return "ip filter 3 " in router.startup_text()


@pytest.mark.requirement("RX-40", "RX-71")
@play
async def test_a_restart_accepts_by_starting_from_what_was_saved() -> None:
    router = box()
    async with chief(router) as here:
        await here.do("rollback timer 180", NEW, "save 1", "rollback timer 60", "restart 0 1")
    assert changed(router) and not router.pending
    router.clock.advance(300)
    assert changed(router)


@pytest.mark.requirement("RX-40")
@play
async def test_the_last_command_of_a_console_counts_and_another_console_has_its_own() -> None:
    router = box()
    async with chief(router) as here, chief(router) as other:
        await guarded(here, 100)
        await here.do("rollback timer 300", "ip filter 4 pass * *")
        await other.do("show config", "exit")
        await other.keys("n")
        router.clock.advance(150)
        assert router.pending and changed(router)
        await here.do("")
        router.clock.advance(151)
        assert changed(router) and "ip filter 4 " not in router.running_text_plain()


@pytest.mark.requirement("RX-10", "RX-40", "RX-72")
@play
async def test_the_login_timer_logs_out_and_rolls_back() -> None:
    router = box()
    async with chief(router) as here:
        await guarded(here, 2000)
        router.clock.advance(290)
        await here.do("show status user")
        router.clock.advance(290)
        assert not here.gone and changed(router)
        router.clock.advance(20)
        await here.settled()
        assert here.gone and not changed(router) and not router.pending


@pytest.mark.requirement("RX-10")
@play
async def test_the_login_timer_follows_the_configuration() -> None:
    router = box()
    async with chief(router) as here, console(router, "auditor") as other:
        await here.do("user attribute auditor login-timer=120 administrator=off", "login timer 1000")
        router.clock.advance(200)
        await other.settled()
        assert other.gone
        router.clock.advance(700)
        assert not here.gone
        await here.do("login timer clear")
        router.clock.advance(301)
        await here.settled()
        assert here.gone


@pytest.mark.requirement("RX-39", "RX-72")
@play
@pytest.mark.parametrize("line", ["rollback timer 60", "confirm", "load 0", "show config difference 0"])
async def test_older_firmware_does_not_know_the_commands(line: str) -> None:
    async with chief(box(revision="14.01.20")) as here:
        assert await here.do(line) == "Error: Invalid command name"


@pytest.mark.requirement("RX-40", "RX-44")
@play
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rollback timer", "Insufficient or too many parameters"), ("rollback timer 0", "Parameter out of range"),
        ("rollback timer 21474837", "Parameter out of range"), ("rollback timer soon", "Parameter must be an integer"),
        ("load 0 rollback-timer=119", "Parameter out of range"), ("load 0 loudly", "Illegal keyword"), ("load 3", "Can't find specified file"),
        ("confirm it", "Insufficient or too many parameters"),
    ],
)
async def test_what_is_no_timer_is_refused_and_starts_none(line: str, said: str) -> None:
    router = box()
    async with chief(router) as here:
        assert await here.do(line) == f"Error: {said}"
        assert not router.pending


@pytest.mark.requirement("RX-44", "RX-72")
@play
async def test_load_with_a_timer_replaces_and_comes_back() -> None:
    router = box()
    async with chief(router) as here:
        await here.do("save 4", NEW, "ip filter 1 pass * * udp")
        before = router.running_text_plain()
        assert await here.do("load 4 difference silent no-key-generate rollback-timer=180") == ""
        assert not changed(router) and router.pending and router.dirty
        router.clock.advance(181)
        assert router.running_text_plain() == before
        said = await here.do("load 4 difference")
        assert "no ip filter 3" in said and not changed(router)


@pytest.mark.requirement("RX-45", "RX-73")
@play
async def test_an_absolute_schedule_restarts_on_its_minute_by_the_routers_clock() -> None:
    router = box()
    async with chief(router) as here:
        at = (router.local() + timedelta(minutes=7)).replace(second=0)
        assert await here.do(NEW, f"schedule at 1 {at.month}/{at.day} {at:%H:%M} * restart") == ""
        router.clock.advance(5 * 60)
        assert changed(router)
        router.clock.advance(3 * 60)
        await here.settled()
        assert here.gone and not changed(router) and "schedule" not in router.running_text_plain()


@pytest.mark.requirement("RX-45", "RX-76")
@play
async def test_a_schedule_that_was_removed_does_not_fire_and_a_wrong_clock_fires_at_the_wrong_time() -> None:
    router = box()
    async with chief(router) as here:
        at = (router.local() + timedelta(minutes=7)).replace(second=0)
        await here.do(NEW, f"schedule at 1 {at.month}/{at.day} {at:%H:%M} * restart", "no schedule at 1")
        router.clock.advance(600)
        assert changed(router)
        router.faults.clock_offset = 86400
        at = (router.local() + timedelta(minutes=7)).replace(second=0)
        await here.do(f"schedule at 1 {at.month}/{at.day} {at:%H:%M} * restart")
        router.clock.advance(600)
        assert not changed(router)


@pytest.mark.requirement("RX-45", "RX-73")
@play
async def test_a_relative_schedule_runs_a_command_once() -> None:
    router = box()
    async with chief(router) as here:
        assert await here.do("schedule at 1 +60 * ip filter 3 pass * *") == ""
        router.clock.advance(30)
        await here.do("ip filter 4 pass * *")
        router.clock.advance(31)
        assert changed(router)


NOON = datetime(2026, 11, 27, 12, 0)


@pytest.mark.requirement("RX-73")
@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("schedule at 1 04:00:10 * restart", datetime(2026, 11, 28, 4, 0, 10)),
        ("schedule at 1 */* 12:30 * restart", datetime(2026, 11, 27, 12, 30)),
        ("schedule at 1 1/1 0:00 * restart", datetime(2027, 1, 1)),
        ("schedule at 1 */mon-wed,sat 10:00 * restart", datetime(2026, 11, 28, 10, 0)),
        ("schedule at 1 */Wed 00:00:00 * ntpdate ntp.example syslog", datetime(2026, 12, 2)),
        ("schedule at 1 2/29 10:00 * restart", None),
        ("schedule at 1 12/31 23:*:30 pp 1 connect 1", datetime(2026, 12, 31, 23, 0, 30)),
    ],
)
def test_when_a_schedule_is_due(line: str, due: datetime | None) -> None:
    found = entry(line)
    assert found is not None and found.due(NOON) == due


@pytest.mark.requirement("RX-73")
@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.times())
def test_a_daily_schedule_is_due_within_a_day(now: datetime, at: object) -> None:
    found = entry(f"schedule at 1 {at:%H:%M:%S} * restart")
    assert found is not None
    due = found.due(now)
    assert due is not None and timedelta(0) < due - now <= timedelta(days=1) and f"{due:%H:%M:%S}" == f"{at:%H:%M:%S}"


@pytest.mark.requirement("RX-45")
@play
async def test_the_clock_can_be_set_and_schedules_follow() -> None:
    router = box()
    async with chief(router) as here:
        await here.do(NEW, "schedule at 1 1/1 00:00 * restart")
        assert await here.do("date 2026/12/31", "time 23:59:00") == ""
        assert "# Reporting Date: Dec 31 23:59:0" in await here.do("show config")
        assert await here.do("date 2026/13/01") == "Error: Parameter out of range"
        router.clock.advance(61)
        assert not changed(router)
