# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Every fault that a simulated RTX can be asked for (RX-76)."""

from __future__ import annotations

import pytest

from tests.lab.yamaha_rtx.faults import Faults

from .yamaha_rtx_support import STARTUP, box, chief, console, play


@pytest.mark.requirement("RX-76")
def test_faults_are_set_from_text_told_and_cleared() -> None:
    faults = Faults()
    rung: list[str] = []
    faults.follow(lambda: rung.append("line"))
    faults.follow(lambda: rung.append("box"), line=False)
    faults.set("drop_after_line", "7")
    faults.set("flash_full", "yes")
    faults.set("rtt_ms", "30")
    assert faults.active() == {"drop_after_line": 7, "flash_full": True, "rtt_ms": 30.0}
    assert rung == ["box", "box", "line"]
    for name, text, error in (("nonsense", "1", KeyError), ("drop_after_line", "many", ValueError), ("flash_full", "perhaps", ValueError)):
        with pytest.raises(error):
            faults.set(name, text)
    faults.clear()
    assert faults.active() == {}


@pytest.mark.requirement("RX-76")
@play
@pytest.mark.parametrize(
    ("fault", "value", "kept"),
    [("drop_before_line", 2, 1), ("drop_after_line", 2, 2), ("drop_on", "filter 12", 2), ("drop_after_command", 3, 2), ("expire_on", "filter 11", 1)],
)
async def test_the_connection_drops_at_a_line_and_the_configuration_keeps_what_was_entered(fault: str, value: object, kept: int) -> None:
    router = box()
    async with chief(router) as here:
        setattr(router.faults, fault, value)
        for number in (10, 11, 12):
            await here.do(f"ip filter {number} pass * *")
        assert here.gone and here.session not in router.sessions
    assert sum(f"ip filter {number} pass" in router.running_text_plain() for number in (10, 11, 12)) == kept


@pytest.mark.requirement("RX-76")
@play
@pytest.mark.parametrize(("fault", "value"), [("restart_on", "^confirm"), ("restart_at_line", 1)])
async def test_a_restart_in_the_middle(fault: str, value: object) -> None:
    router = box()
    async with chief(router) as here:
        setattr(router.faults, fault, value)
        router.faults.restart_seconds = 60
        await here.do("rollback timer 180", "ip filter 3 pass * *", "confirm")
        assert here.gone and not router.pending and "ip filter 3 " not in router.running_text_plain() and router.refuses("ssh")


@pytest.mark.requirement("RX-41", "RX-76")
@play
async def test_a_filter_that_cuts_management_is_taken_back_by_the_timer() -> None:
    router = box()
    router.faults.cut_while = r"lan1 secure filter in 9\b"
    async with chief(router) as here:
        assert await here.do("rollback timer 180", "ip filter 9 reject * *") == ""
        assert await here.keys("ip lan1 secure filter in 9\r") == ""
        assert router.refuses("ssh") and await here.keys("confirm\r") == ""
        router.clock.advance(181)
        await here.settled()
        assert not router.refuses("ssh") and here.screen.decode().endswith("confirm\r\n# ")
        assert "secure filter in 1 2" in router.running_text_plain()


@pytest.mark.requirement("RX-71", "RX-76")
@play
async def test_save_takes_its_time_or_finds_no_room() -> None:
    router = box()
    async with chief(router) as here:
        router.faults.save_seconds = 0.05
        assert (await here.keys("save\r")).endswith("Saving ... ")
        router.faults.save_seconds = 0.0
        await here.wait(0.1)
        assert here.screen.decode().endswith("Saving ... CONFIG0 Done\r\n# ")
        router.faults.flash_full = True
        await here.do("rollback timer 180", "ip filter 3 pass * *")
        assert "Error: " in await here.do("save")
        assert router.dirty and router.pending and "ip filter 3" not in router.startup_text()


@pytest.mark.requirement("RX-23", "RX-76")
@play
async def test_a_line_is_refused_or_swallowed_and_the_others_stay() -> None:
    router = box()
    async with chief(router) as here:
        router.faults.refuse_line = "filter 11 "
        assert await here.do("ip filter 10 pass * *", "ip filter 11 pass * *") == "Error: Illegal keyword"
        router.faults.refuse_text = "Something else"
        assert await here.do("ip filter 11 pass * *") == "Error: Something else"
        router.faults.silent_line = "filter 12 "
        assert await here.do("ip filter 12 pass * *", "ip filter 13 pass * *") == ""
    assert [number for number in range(10, 14) if f"ip filter {number} " in router.running_text_plain()] == [10, 13]


@pytest.mark.requirement("RX-13", "RX-76")
@play
async def test_log_lines_mix_in_only_with_console_info() -> None:
    router = box()
    async with chief(router) as here:
        router.faults.log_lines = 2
        assert await here.do("show status user") == (await here.do("show status user")) and "link up" not in here.screen.decode()
        assert (await here.do("console info on", "ip filter 3 pass * *")).count("link up") == 2
        router.syslog("LAN1: link down")
        assert here.screen.decode().endswith("LAN1: link down\r\n")
        assert "link" not in (await here.do("console info off", "ip filter 3 pass * *"))


@pytest.mark.requirement("RX-76")
@play
async def test_another_administrator_changes_the_list_once_after_it_was_read() -> None:
    router = box()
    async with chief(router) as here:
        router.faults.other_lines = "ip filter 7 pass * *; ip lan1 secure filter in 1 2 7"
        read = await here.do("show config")
        assert "ip filter 7" not in read and "ip filter 7" in await here.do("show config")
        assert router.faults.other_lines == "" and router.dirty


@pytest.mark.requirement("RX-63", "RX-76")
@play
async def test_eight_sessions_leave_no_room_for_a_ninth() -> None:
    router = box()
    router.faults.sessions_open = 7
    assert not router.refuses("ssh")
    async with console(router):
        assert router.refuses("ssh")
    assert not router.refuses("ssh")
    router.configure("sshd session 2")
    router.faults.sessions_open = 1
    async with console(router):
        assert router.refuses("ssh")


@pytest.mark.requirement("RX-15", "RX-76")
@play
async def test_wide_columns_are_refused() -> None:
    async with console(box()) as here:
        here.router.faults.columns_refused = True
        assert await here.do("console columns 4096") == "Error: Parameter out of range"
        assert await here.do("console columns 200") == "" and here.terminal.screen.columns == 200


@pytest.mark.requirement("RX-76")
@play
async def test_a_wrong_clock_shows_in_the_reporting_date() -> None:
    router = box()
    async with chief(router) as here:
        before = router.local()
        router.faults.clock_offset = 86400
        assert f"{before:%Y}" in await here.do("show config") and (router.local() - before).days == 1


@pytest.mark.requirement("RX-76")
@play
async def test_refused_logins_and_nobody_becomes_administrator() -> None:
    router = box(STARTUP + "login user guest\n")
    assert router.users.login("guest", "") == ""
    router.faults.refuse_login = router.faults.unprivileged = True
    assert router.users.login("kyoten", "lab-login-password") == "" and not router.users.administrator("lab-enable-password")
    async with console(router, "chief") as here:
        assert await here.do("administrator") == "Error: Administrator use only"
    router.faults.clear()
    assert router.users.login("kyoten", "lab-login-password") == "login"
    assert router.users.login("kyoten", "lab-enable-password") == "administrator"
    assert router.users.login("chief", "lab-login-password") == "both"
    assert router.users.login("chief", "wrong") == router.users.login("chief", "") == ""
    assert router.users.login("auditor", "lab-enable-password") == router.users.login("kyoten", "") == ""


@pytest.mark.requirement("RX-76", "RX-77")
@play
async def test_noise_around_the_output() -> None:
    router = box()
    async with chief(router) as here:
        router.faults.garbage, router.faults.prompt_like_line = "%%", "# "
        assert await here.do("ip filter 3 pass * *") == "%%# "


@pytest.mark.requirement("RX-76")
@play
async def test_a_restored_box_is_as_delivered() -> None:
    router = box()
    before = router.running_text_plain()
    async with chief(router) as here:
        await here.do("rollback timer 60", "ip filter 3 pass * *", "save", "save 2", "ip filter 4 pass * *")
        router.faults.log_lines = 2
        router.restore()
        await here.settled()
        assert here.gone
    assert router.running_text_plain() == router.startup_text() == before
    assert not (router.pending or router.dirty or router.faults.active() or router.configuration_lines) and list(router.flash.listed()) == ["0"]


@pytest.mark.requirement("RX-07", "RX-08")
@play
async def test_the_anonymous_user_is_nobody_elses_attribute() -> None:
    router = box(STARTUP.replace("user attribute chief administrator=2\n", ""))
    assert router.users.elevation("") == "1"
    router.configure("user attribute * administrator=2")
    assert router.users.elevation("") == router.users.elevation("kyoten") == "2" and router.users.elevation("auditor") == "off"
