"""The console of the lab's RTX behind ansible.netcommon.network_cli: prompts, pages, questions, two levels, and how it is left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.netcommon_bed import CLI, Bed, check, command, two_routers

NAME = "matsuyama-r1"
LINES = {f"{CLI}config": {"config": "ip filter 400001 pass * 192.168.21.0/24 udp 5060 *\n"}}
KEYS = "sshd host key generate"


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """Started once."""
    with two_routers(tmp_path_factory.mktemp("console")) as bed:
        yield bed


@pytest.mark.requirement("RX-06", "RX-27", "RX-77")
@pytest.mark.parametrize("prompt", ["no console prompt", f"console prompt {'x' * 64}", "console prompt a-pp1"])
def test_prompts_short_and_long(bed: Bed, prompt: str) -> None:
    router = bed.router(NAME)
    router.configure(prompt, "console lines 10", 'description 1 "a # b"')
    before = router.running_text_plain()
    status, text = bed.play(
        NAME, command("show config", register="seen"), check("seen.stdout is search('(?m)^# RTX1210 Rev')", "'a # b' in seen.stdout"), LINES, LINES,
        command("pp select 1"), command("show config pp 1", register="seen"), check("'ip pp mtu 1454' in seen.stdout"), command("pp select none"),
    )  # fmt: skip
    assert status == 0 and "changed=1" in text, text
    assert [line for line in router.running_text_plain().splitlines() if "400001" not in line] == before.splitlines()


@pytest.mark.requirement("RX-06")
def test_a_new_name_in_the_middle_of_a_play(bed: Bed) -> None:
    router = bed.router(NAME)
    renamed = {f"{CLI}config": {"config": "console prompt another\nip filter 400001 pass * *"}}
    status, text = bed.play(NAME, renamed, command("show environment", register="seen"), check("'another' not in seen.stdout"))
    assert status == 0, text
    assert "console prompt another" in router.running_text_plain() and "console lines" not in router.running_text_plain()


@pytest.mark.requirement("RX-16")
@pytest.mark.parametrize("character", ["ja.sjis", "ja.euc", "ja.utf8", "en.ascii"])
def test_pages_that_somebody_else_has_switched_on(bed: Bed, character: str) -> None:
    router = bed.router(NAME)
    status, text = bed.play(
        NAME, command("show config", register="whole"), command("console lines 10"), command(f"console character {character}"),
        command("show config", register="paged"),
        check("paged.stdout_lines | reject('search', 'console|Date') | list == whole.stdout_lines | reject('search', 'console|Date') | list"),
    )  # fmt: skip
    assert status == 0, text
    assert "console lines" not in router.running_text_plain()


@pytest.mark.requirement("RX-02", "RX-23")
@pytest.mark.parametrize("answer", ["Y", "N"])
def test_a_question_is_answered_as_the_task_says(bed: Bed, answer: str) -> None:
    bed.router(NAME)
    asked = command(KEYS, prompt=r"\(Y/N\)", answer=answer, newline=False, register="said")
    status, text = bed.play(NAME, asked, check(f"('Generating' in said.stdout) == {answer == 'Y'}"), command("show environment"))
    assert status == 0, text


@pytest.mark.requirement("RX-17", "RX-23")
@pytest.mark.parametrize("line", [KEYS, "administrator password"])
def test_nothing_is_typed_into_a_question_that_nobody_answers(bed: Bed, line: str) -> None:
    router = bed.router(NAME)
    router.configure("console lines 10")
    status, text = bed.play(NAME, command(line), ansible_command_timeout=3)
    assert status != 0 and "timeout" in text
    assert [entry.line for entry in router.log if entry.session == router.log[-1].session][-1] == line


@pytest.mark.requirement("RX-08", "RX-09")
def test_up_and_down_in_one_play_saves_nothing_and_loses_nothing(bed: Bed) -> None:
    router = bed.router(NAME)
    before, user = router.startup_text(), {"vars": {"ansible_become": False}}
    status, text = bed.play(
        NAME, command("show environment", **user), command("ip filter 77 pass * *", ignore_errors=True, register="denied", **user),
        check("'Administrator use only' in denied.msg"), command("ip filter 78 pass * *"), command("show environment", **user),
        command("ip filter 79 pass * *", ignore_errors=True, register="denied", **user), check("denied is failed"), command("ip filter 80 pass * *"),
    )  # fmt: skip
    assert status == 0, text
    running = router.running_text_plain()
    assert [number for number in (77, 78, 79, 80) if f"ip filter {number} " in running] == [78, 80]
    assert router.startup_text() == before and router.dirty


@pytest.mark.requirement("RX-08", "RX-18")
def test_a_wrong_password_is_told_in_the_words_of_a_japanese_console(bed: Bed) -> None:
    router = bed.router(NAME)
    router.configure("console character ja.sjis", "console info on")
    before = router.running_text_plain()
    status, text = bed.play(NAME, command("show config"), ansible_become_password="wrong-word")
    assert status != 0 and "KO-DV005" in text and "\u30d1\u30b9\u30ef\u30fc\u30c9" in text and "wrong-word" not in text, text
    assert router.running_text_plain() == before


@pytest.mark.requirement("RX-17")
def test_what_an_interrupted_run_has_left_is_not_taken_for_the_users(bed: Bed) -> None:
    router = bed.router(NAME)
    router.configure("console lines 40")
    assert bed.play(NAME, command("save"))[0] == 0
    router.configure("console lines infinity", "console columns 4096", "console character en.ascii")
    status, text = bed.play(NAME, command("show config"))
    assert status == 0, text
    assert router.running_text_plain() == router.startup_text()


@pytest.mark.requirement("RX-40")
@pytest.mark.parametrize("confirmed", [True, False])
def test_the_routers_own_timer_takes_back_what_no_task_confirms(bed: Bed, confirmed: bool) -> None:
    router = bed.router(NAME)
    last = command("confirm") if confirmed else command("show environment")
    status, text = bed.play(NAME, command("rollback timer 180"), LINES, last)
    assert status == 0, text
    bed.lab.clock.advance(200)
    assert ("400001" in router.running_text_plain()) == confirmed


@pytest.mark.requirement("RX-12")
def test_three_questions_after_another(bed: Bed) -> None:
    router = bed.router(NAME)
    words = ["lab-enable-password", "Another-word-1", "Another-word-1"]
    asked = command("administrator password", prompt=["Old_Password: ", "New_Password: ", "New_Password.Confirm.: "], answer=words, check_all=True)
    status, text = bed.play(NAME, asked)
    assert status == 0, text
    assert "administrator password Another-word-1" in router.running_text_plain()


@pytest.mark.requirement("RX-27")
def test_a_backup_holds_the_configuration_without_the_consoles_settings(bed: Bed, tmp_path: Path) -> None:
    router = bed.router(NAME)
    before = router.running_text_plain()
    kept = {f"{CLI}config": {"backup": True, "backup_options": {"dir_path": str(tmp_path), "filename": "kept.cfg"}}}
    status, text = bed.play(NAME, kept)
    assert status == 0 and "changed=1" in text, text
    lines = (tmp_path / "kept.cfg").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# RTX1210 Rev.14.01.42") and "pp select 1" in lines and not any("console l" in line for line in lines)
    assert router.running_text_plain() == before
