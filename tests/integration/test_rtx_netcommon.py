"""The lab's RTX over ansible.netcommon.network_cli, with our terminal and cliconf plugins: other people's modules feel at home."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.netcommon_bed import CLI, Bed, check, command, two_routers

WANTED = "ip filter 400001 pass * 192.168.21.0/24 udp 5060 *\npp select 1\n ip pp mtu 1400\npp select none\nip host pbx.example 192.168.21.5\n"


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """Started once."""
    with two_routers(tmp_path_factory.mktemp("netcommon")) as bed:
        yield bed


@pytest.mark.requirement("RX-06", "RX-08", "RX-13", "RX-17", "RX-23")
@pytest.mark.parametrize("name", ["matsuyama-r1", "kochi-r1"])
@pytest.mark.parametrize("character", ["ja.sjis", "ja.euc", "ja.utf8", "en.ascii"])
def test_commands_in_whatever_language_and_the_console_as_it_was(bed: Bed, name: str, character: str) -> None:
    router = bed.router(name)
    router.configure(f"console character {character}", "console lines 24", "console info on")
    before = router.running_text_plain().replace("en.ascii", "ja.sjis")  # English that is not saved is what an interrupted run has left
    status, text = bed.play(
        name, command("show config", register="config"), command("show environment", register="seen"),
        check("'ip lan1 address' in config.stdout", f"'{router.model.name}' in seen.stdout", "'---' not in config.stdout"),
    )
    assert status == 0, text
    assert router.running_text_plain() == before


@pytest.mark.requirement("RX-09", "RX-22", "RX-25", "RX-34")
@pytest.mark.parametrize("name", ["matsuyama-r1", "kochi-r1"])
def test_lines_are_typed_once_and_checked_without_typing(bed: Bed, name: str) -> None:
    router = bed.router(name)
    before, task = router.running_text_plain(), {f"{CLI}config": {"config": WANTED}}
    status, text = bed.play(name, task, options=("--check", "--diff"))
    assert status == 0 and "changed=1" in text and "ip filter 400001" in text and router.running_text_plain() == before, text
    assert "changed=1" in bed.play(name, task)[1]
    assert all(line in router.running_text_plain() for line in WANTED.splitlines()[:3])
    after = router.running_text_plain()
    status, text = bed.play(name, {f"{CLI}config": {"config": WANTED.replace("192.168.21.0/24", "192.168.21.0/255.255.255.0")}})
    assert status == 0 and "changed=0" in text and router.running_text_plain() == after, text
    assert router.startup_text() == before  # nothing saves by itself
    status, text = bed.play(name, command("save"))
    assert (status, router.startup_text()) == (0, router.running_text_plain()), text


@pytest.mark.requirement("RX-23")
def test_a_refused_command_and_a_refused_line(bed: Bed) -> None:
    router = bed.router("matsuyama-r1")
    before = router.running_text_plain()
    status, text = bed.play("matsuyama-r1", command("show nonsense"))
    assert status != 0 and "Error: " in text and "Traceback" not in text
    status, text = bed.play("matsuyama-r1", {f"{CLI}config": {"config": "pp select 1\n ip pp mtu nonsense\npp select none"}})
    assert status != 0 and "refused `ip pp mtu nonsense`: Error: " in text and router.running_text_plain() == before
    status, text = bed.play("matsuyama-r1", {f"{CLI}config": {"config": "pp select 1\n pp auth myname me word-of-mine too-many\npp select none"}})
    assert status != 0 and "refused `pp auth myname me" in text and router.running_text_plain() == before
    assert "word-of-mine" not in text.replace("pp auth myname me word-of-mine too-many\\npp", "")  # the task itself is shown where it stands


@pytest.mark.requirement("RX-08")
def test_who_is_no_administrator_is_told_so(bed: Bed) -> None:
    bed.router("matsuyama-r1")
    status, text = bed.play("matsuyama-r1", command("show config"), ansible_become_password="wrong-word")
    assert status != 0 and "KO-DV005" in text and "wrong-word" not in text
    router = bed.router("matsuyama-r1")
    router.configure("user attribute kyoten administrator=2")
    status, text = bed.play("matsuyama-r1", command("show config"))
    assert status == 0, text
