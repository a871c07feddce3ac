# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A console of a simulated RTX between login and logout: prompts, levels, languages, reading, saving."""

from __future__ import annotations

import pytest
from ntc_templates.parse import parse_output

from tests.lab.yamaha_rtx.box import box as facts

from .yamaha_rtx_support import STARTUP, box, chief, console, play


@pytest.mark.requirement("RX-06", "RX-64")
@play
async def test_the_banner_and_the_prompts_of_both_levels_and_of_contexts() -> None:
    async with console(box()) as here:
        said = here.screen.decode().split("\r\n")
        assert said[1].startswith("RTX1210 Rev.14.01.42 (")
        assert said[2].startswith("Copyright (c) 1994-") and any(line.startswith("Memory ") for line in said)
        assert here.prompt == "> "
        await here.do("pp select 1")
        assert here.prompt == "pp1> "
        await here.administrator()
        assert here.prompt == "pp1# "
        await here.do("console prompt RTX1210", "tunnel select 3")
        assert here.prompt == "RTX1210tunnel3# "
        await here.do("tunnel select none")
        assert here.prompt == "RTX1210# "
        await here.do("no console prompt")
        assert here.prompt == "# "


@pytest.mark.requirement("RX-08", "RX-67")
@play
async def test_administrator_asks_without_echo_and_refuses_a_wrong_password() -> None:
    async with console(box()) as here:
        assert (await here.keys("administrator\r")).endswith("\r\nPassword: ")
        assert await here.keys("wrong\r") == "\r\nError: Incorrect password\r\n> "
        await here.keys("administrator\r")
        assert await here.keys("lab-enable-password\r") == "\r\n# "


@pytest.mark.requirement("RX-08", "RX-67")
@play
async def test_the_attribute_decides_who_needs_a_password() -> None:
    router = box()
    async with console(router, "chief") as here:
        assert await here.do("administrator") == "" and here.prompt == "# "
    async with console(router, "auditor") as here:
        assert await here.do("administrator") == "Error: Administrator use only"


@pytest.mark.requirement("RX-67")
@play
@pytest.mark.parametrize("line", ["show config", "save", "ip filter 3 pass * *", "restart", "rollback timer 60", "no ip filter 1", "cold start"])
async def test_a_user_may_not(line: str) -> None:
    async with console(box()) as here:
        assert await here.do(line) == "Error: Administrator use only"


@pytest.mark.requirement("RX-68")
@play
async def test_an_unknown_command_and_the_languages_of_errors() -> None:
    async with chief(box()) as here:
        assert await here.do("frobnicate") == "Error: Invalid command name"
        assert await here.do("console character ja.utf8", "frobnicate") == "エラー: コマンド名を確認してください"
        assert await here.do("console character ja.sjis", "tunnel select 99999") == "エラー: パラメータが範囲を越えています"
        here.router.faults.full_width_colon = True
        assert (await here.do("frobnicate")).startswith("エラー：")
        assert await here.do("console character en.ascii", "frobnicate") == "Error: Invalid command name"


@pytest.mark.requirement("RX-66")
@play
async def test_a_factory_box_speaks_shift_jis_and_pages_at_24_lines() -> None:
    async with console(box(STARTUP.replace("console character en.ascii\nconsole lines infinity\n", ""))) as here:
        await here.administrator()
        await here.do(*(f"ip filter {number} pass * *" for number in range(100, 140)))
        first = await here.keys("show config\r")
        assert first.endswith("---つづく---") and first.count("\r\n") == 24
        assert (await here.keys("q")).endswith("\r# ")
        assert "---つづく---".encode("cp932") in here.screen
        await here.do("console lines infinity")
        assert "つづく" not in await here.do("show config")
        assert "つづく" in await here.keys("show config | less\r")


@pytest.mark.requirement("RX-13", "RX-14")
@pytest.mark.parametrize(
    ("model", "revision", "character"), [("RTX1210", "14.01.42", "ja.sjis"), ("RTX5000", "14.00.34", "sjis"), ("vRX", "19.00.10", "ja.utf8")]
)
def test_the_character_set_without_a_setting(model: str, revision: str, character: str) -> None:
    router = box("login user kyoten x", model=model, revision=revision)
    assert (router.settings.character, router.language) == (character, "ja")


@pytest.mark.requirement("RX-09", "RX-71")
@play
async def test_leaving_with_unsaved_changes_asks_for_one_key() -> None:
    router = box()
    async with chief(router) as here:
        await here.do("ip filter 3 pass * *")
        assert (await here.keys("exit\r")).endswith("\r\nSave new configuration ? (Y/N)")
        assert await here.keys("x") == ""
        assert await here.keys("N") == "N\r\n> "
        assert router.dirty and "ip filter 3" in router.running_text_plain() and "ip filter 3" not in router.startup_text()
        await here.administrator()
        await here.keys("quit\r")
        assert await here.keys("y") == "YSaving ... CONFIG0 Done\r\n> "
        assert not router.dirty and "ip filter 3" in router.startup_text()
        await here.administrator()
        assert await here.keys("exit\r") == "exit\r\n> "
        await here.keys("exit\r")
        assert here.gone


@pytest.mark.requirement("RX-09", "RX-71")
@play
async def test_exit_save_saves_without_a_question_in_the_language() -> None:
    router = box()
    async with chief(router) as here:
        await here.do("console character ja.euc")
        assert await here.do("exit save") == "セーブ中... CONFIG0 終了"
        assert here.prompt == "> " and "console character ja.euc" in router.startup_text()


@pytest.mark.requirement("RX-17")
@play
async def test_a_user_may_set_the_console_at_once_and_that_is_unsaved() -> None:
    router = box()
    async with console(router) as here:
        await here.do("console columns 200")
        assert router.dirty and "console columns 200" in router.running_text_plain()
        assert here.terminal.screen.columns == 200
        await here.do("no console columns")
        assert here.terminal.screen.columns == 80


@pytest.mark.requirement("RX-27", "RX-69")
@play
async def test_show_config_has_a_header_with_the_routers_own_date() -> None:
    router = box()
    async with chief(router) as here:
        before = (await here.do("show config")).splitlines()
        assert before[0].startswith("# RTX1210 Rev.14.01.42 (") and before[1].startswith("# MAC Address : 00:a0:de:")
        head = [line for line in before if line.startswith("# Reporting Date: ")]
        router.clock.advance(100)
        after = (await here.do("show config")).splitlines()
        assert head != [line for line in after if line.startswith("# Reporting Date: ")]
        body = [line for line in before if not line.startswith("#")]
        assert "ip lan1 secure filter in 1 2" in body
        assert body == [line for line in after if not line.startswith("#")]


@pytest.mark.requirement("RX-30", "RX-70")
@play
@pytest.mark.parametrize(
    ("filters", "hits"),
    [
        ("grep filter", ["ip lan1 secure filter in 1 2", "ip filter 1 pass * * icmp", "ip filter 2 reject * * tcp * 135"]),
        ("grep -i FILTER | grep -v lan1", ["ip filter 1 pass * * icmp", "ip filter 2 reject * * tcp * 135"]),
        ("grep '^ip filter [2-9]'", ["ip filter 2 reject * * tcp * 135"]),
        ("grep -w ilter", []),
        (r"grep icmp\|135$", ["ip filter 1 pass * * icmp", "ip filter 2 reject * * tcp * 135"]),
        (r"grep \\*.icmp", ["ip filter 1 pass * * icmp"]),
        ("grep {", []),
    ],
)
async def test_grep(filters: str, hits: list[str]) -> None:
    async with chief(box()) as here:
        first, *lines = (await here.do(f"show config | {filters}")).splitlines()
        assert (first, sorted(lines)) == ("Searching ...", sorted(hits))


@pytest.mark.requirement("RX-30")
@play
@pytest.mark.parametrize(
    ("filters", "said"), [("grep", "Insufficient or too many parameters"), ("sed x", "Illegal keyword"), ("grep [", "Illegal keyword")]
)
async def test_a_filter_that_is_none(filters: str, said: str) -> None:
    async with chief(box()) as here:
        assert await here.do(f"show config | {filters}") == f"Error: {said}"


@pytest.mark.requirement("RX-24", "RX-37", "RX-71")
@play
async def test_files_generations_and_restart() -> None:
    router = box()
    async with chief(router) as here:
        await here.do("ip filter 3 pass * *", "save 1 'before the change'", "ip filter 4 pass * *", "save")
        listed = (await here.do("show config list")).splitlines()
        assert [line[:5].strip() for line in listed[2:-1]] == ["* 0", "0.1", "1"] and listed[4].endswith("before the change")
        await here.do("copy config 0.1 2")
        assert await here.do("copy config 4 2") == "Error: Can't find specified file"
        assert await here.do("save 5") == "Error: Parameter out of range"
        router.faults.restart_seconds = 90
        await here.do("ip filter 5 pass * *", "restart 0 2")
        assert here.gone
    assert "ip filter 3" not in router.running_text_plain() and router.refuses("ssh")
    router.clock.advance(91)
    assert not router.refuses("ssh") and not router.dirty


@pytest.mark.requirement("RX-29")
@play
async def test_a_saved_configuration_asks_for_its_passwords() -> None:
    async with chief(box()) as here:
        assert (await here.keys("show config 0\r")).endswith("\r\nAdministrator Password: ")
        assert await here.keys("wrong\r") == "\r\nError: Incorrect password\r\n# "
        await here.keys("show config 0\r")
        assert "ip filter 2 reject" in await here.keys("lab-enable-password\r")


@pytest.mark.requirement("RX-43")
@play
async def test_the_difference_to_a_saved_configuration_is_made_of_commands() -> None:
    async with chief(box()) as here:
        await here.do("ip filter 3 pass * *", "no ip filter 1")
        await here.keys("show config difference 0\r")
        lines = (await here.keys("lab-enable-password\r")).split("\r\n")[1:-1]
        assert any(line.startswith("no ip filter 3") for line in lines) and "ip filter 1 pass * * icmp" in lines
        await here.keys("show config difference 0 -\r")
        lines = (await here.keys("lab-enable-password\r")).split("\r\n")[1:-1]
        assert any(line.startswith("ip filter 3 pass") for line in lines) and any(line.startswith("no ip filter 1") for line in lines)


@pytest.mark.requirement("RX-37")
@play
async def test_cold_start_is_refused_without_the_password() -> None:
    router = box()
    async with chief(router) as here:
        assert (await here.keys("cold start\r")).endswith("Password: ")
        assert await here.keys("\r") == "\r\nError: Incorrect password\r\n# "
        assert "ip filter 2" in router.running_text_plain()
        await here.do("cold start", "lab-enable-password")
        assert here.gone and "ip filter 2" not in router.running_text_plain()


@pytest.mark.requirement("RX-12")
@play
async def test_a_password_is_typed_three_times_without_echo() -> None:
    router = box()
    async with chief(router) as here:
        await here.keys("administrator password\r")
        assert (await here.keys("lab-enable-password\r")).endswith("New_Password: ")
        assert (await here.keys("another-one\r")).endswith("New_Password(Confirm): ")
        assert "Password Strength" in await here.keys("another-one\r")
        assert router.users.administrator("another-one") and "another-one" not in here.screen.decode()
        assert "another-one" not in "".join(entry.line for entry in router.log)


@pytest.mark.requirement("RX-70")
@play
async def test_show_status_user_tells_who_is_there() -> None:
    router = box()
    async with chief(router) as here, console(router, "auditor"):
        lines = (await here.do("show status user")).splitlines()
        assert any(line.startswith("*+kyoten") for line in lines) and any("auditor" in line for line in lines)


@pytest.mark.requirement("RX-19", "RX-26")
@play
async def test_help_and_comments_change_nothing() -> None:
    router = box()
    async with chief(router) as here:
        before = router.running_text_plain()
        assert "rollback timer" in await here.keys("roll?") and here.prompt == "# roll"
        await here.keys("\x15")
        assert await here.do("# a comment", "   ") == ""
        assert before == router.running_text_plain() and not router.dirty


@pytest.mark.requirement("RX-68")
@play
async def test_secrets_are_masked_in_the_labs_own_log() -> None:
    router = box()
    async with chief(router) as here:
        await here.do("login user nobody very-secret-word", "pp select 1", "pp auth myname me very-secret-word")
        await here.do("ipsec ike pre-shared-key 1 text very-secret-word")
    assert "very-secret" not in "".join(entry.line for entry in router.log) and len(router.log) == 5


@pytest.mark.requirement("RX-29", "RX-70")
@play
async def test_show_environment_is_for_everybody_and_ntc_templates_read_it() -> None:
    router = box()
    router.clock.advance(90061)
    async with console(router) as here:
        await here.do("console columns 200")
        (found,) = parse_output("yamaha", "show environment", await here.do("show environment"))
        assert (found["version"], found["elasped_time"], found["default_config_file"]) == ("14.01.42", "1days 01:01:01", "config0")
        assert "起動時刻: " in await here.do("console character ja.utf8", "show environment")


@pytest.mark.requirement("RX-04", "RX-07", "RX-38")
def test_what_a_box_is_beside_its_configuration() -> None:
    assert facts("RTX1210", "14.01.34").keys is False and facts("RTX1210", "14.01.35").keys
    assert facts("RTX830", "15.02.14").keys and not facts("RTX5000", "14.00.34").keys
    assert not facts("RTX1300", "23.00.17").anonymous and "login user admin admin" in facts("RTX1300", "23.00.17").delivered
    assert "telnetd host lan" in facts("RTX830", "15.02.03").delivered and "telnetd host lan" not in facts("RTX830", "15.02.02").delivered
    assert box("").running_text_plain().startswith("ip lan1 address 192.168.100.1/24\n")
