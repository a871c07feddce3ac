# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The characters of an RTX console: wrapping, character sets, line ends, pager."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.yamaha_rtx.screen import Screen, width
from tests.lab.yamaha_rtx.terminal import Terminal


@pytest.mark.requirement("RX-15")
@given(st.text(alphabet=st.sampled_from("ab あい #>\n"), max_size=300), st.integers(2, 90))
def test_a_wrapped_output_is_the_output_when_joined_and_no_row_is_too_wide(text: str, columns: int) -> None:
    rows = Screen(columns).laid(text).split("\r\n")
    assert "".join(rows) == text.replace("\n", "")
    assert all(width(row) <= columns for row in rows)


@pytest.mark.requirement("RX-15")
def test_a_line_breaks_in_the_middle_of_a_word_and_a_full_line_leaves_no_empty_one() -> None:
    assert Screen(10).laid("0123456789ab\n") == "0123456789\r\nab\r\n"
    assert Screen(10).laid("0123456789\nx") == "0123456789\r\nx"


@pytest.mark.requirement("RX-11", "RX-65")
@pytest.mark.parametrize("data", [b"one\rtwo\r", b"one\ntwo\n", b"one\r\ntwo\r\n", b"one\r\0two\r\0"])
def test_every_line_end_is_one_enter_over_ssh(data: bytes) -> None:
    async def read() -> list[str]:
        terminal = Terminal(lambda _data: None)
        terminal.feed(data)
        return [await terminal.line() for _line in range(2)]

    assert asyncio.run(read()) == ["one", "two"]


@pytest.mark.requirement("RX-65")
def test_crlf_is_two_enters_over_telnet() -> None:
    async def read() -> list[str]:
        terminal = Terminal(lambda _data: None, crlf_twice=True)
        terminal.feed(b"one\r\ntwo\n")
        return [await terminal.line() for _line in range(3)]

    assert asyncio.run(read()) == ["one", "", "two"]


def read_one(data: bytes, character: str = "ja.sjis", echo: bool = True, columns: int = 80) -> tuple[str, bytes]:
    """One line and what was printed for it."""
    screen = bytearray()

    async def read() -> str:
        terminal = Terminal(screen.extend)
        terminal.character, terminal.screen.columns = character, columns
        terminal.feed(data)
        line = await terminal.line("> ", echo)
        terminal.flush_now()
        return line

    return asyncio.run(read()), bytes(screen)


@pytest.mark.requirement("RX-65", "RX-66")
@pytest.mark.parametrize(("character", "code"), [("ja.sjis", "cp932"), ("ja.euc", "euc_jp"), ("ja.utf8", "utf-8")])
def test_japanese_goes_in_and_out_in_the_selected_code(character: str, code: str) -> None:
    data = "description 松山\r".encode(code)
    assert read_one(data, character) == ("description 松山", b"> " + data[:-1] + b"\r\n")


@pytest.mark.requirement("RX-15", "RX-65")
def test_the_echo_wraps_too_and_a_password_has_none() -> None:
    assert read_one(b"x" * 12 + b"\r", columns=10)[1] == b"> xxxxxxxx\r\nxxxx\r\n"
    assert read_one(b"secret\r", echo=False) == ("secret", b"> \r\n")


@pytest.mark.requirement("RX-65")
@pytest.mark.parametrize(("keys", "line"), [(b"shox\bw\r", "show"), (b"nonsense\x15save\r", "save"), (b"half\x03\r", ""), (b"a\x1b[Ab\r", "ab")])
def test_keys_that_edit(keys: bytes, line: str) -> None:
    assert read_one(keys)[0] == line


def paged(keys: bytes, rows: int = 60, lines: int | None = 24) -> bytes:
    """What is printed of so many rows while these keys are pressed."""
    screen = bytearray()

    async def show() -> None:
        terminal = Terminal(screen.extend)
        terminal.lines, terminal.more = lines, "---つづく---"
        terminal.feed(keys)
        await terminal.page("".join(f"row {number}\n" for number in range(rows)))
        await terminal.flush()

    asyncio.run(asyncio.wait_for(show(), 5))
    return bytes(screen)


@pytest.mark.requirement("RX-16", "RX-66")
def test_the_pager_stops_at_the_foot_in_the_selected_code() -> None:
    more = "---つづく---".encode("cp932")
    first, second, rest = paged(b"  ").split(more)
    assert first.count(b"row") == second.count(b"row") == 23
    assert second.startswith(b"\r" + b" " * 12 + b"\rrow 23\r\n")
    assert rest.count(b"row") == 14


@pytest.mark.requirement("RX-16", "RX-66")
@pytest.mark.parametrize(("keys", "shown"), [(b"q", 23), (b"\x03", 23), (b"\rq", 24), (b"\n\nq", 25), (b"xyz q", 46)])
def test_keys_of_the_pager(keys: bytes, shown: int) -> None:
    assert paged(keys).count(b"row") == shown


@pytest.mark.requirement("RX-16")
def test_no_pager_with_infinity_nor_for_what_fits() -> None:
    assert "つづく".encode("cp932") not in paged(b"", lines=None) + paged(b"", rows=23)
