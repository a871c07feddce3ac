"""The talk with a console of an RTX over a wire that delivers piece by piece: every reply belongs to its line (RX-06, RX-11, RX-23)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import rtx_console
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.errors import DeviceError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rtx_console import Console
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rtx_session import open_console, prepare, restore
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.target import Target

SETTINGS = ["console character en.ascii", "console columns 4096", "console lines infinity"]


class Wire:
    """What the console says to each thing that is sent, in pieces; ``None`` is a while of silence."""

    def __init__(self, *answers: list[str | None], prompt: str = "# ") -> None:
        self.sent: list[str] = []
        self.asked = 0
        self._answers, self._pieces = list(answers), list[str | None]([f"\r\n{prompt}"])

    def send(self, data: bytes) -> None:
        self.sent.append(data.decode())
        self._pieces += self._answers.pop(0) if self._answers else []

    def receive(self, timeout: float) -> bytes:
        self.asked += 1
        return ((self._pieces.pop(0) if self._pieces else None) or "").encode()

    def close(self) -> None:
        self.sent.append("(closed)")


def console(*answers: list[str | None], prompt: str = "# ") -> tuple[Console, Wire]:
    wire = Wire(*answers, prompt=prompt)
    made = Console(Target("r1", "192.0.2.1", 22, "kyoten", "secret", command_timeout=0.2), wire)
    made.await_prompt()
    return made, wire


def echoes(*replies: str) -> list[str | None]:
    return [f"{line}\r\n{said}# " for line, said in zip(SETTINGS, replies, strict=True)]


@pytest.mark.parametrize("refused", [None, 0, 1, 2])
def test_settings_are_typed_at_once_and_the_reply_to_each_is_waited_for(refused: int | None) -> None:
    replies = ["Error: Parameter out of range\r\n" if at == refused else "" for at in range(3)]
    made, wire = console(echoes(*replies), ["show environment\r\nRTX1210 BootROM Ver. 1.01\r\n# "])
    assert made.take(SETTINGS) is (refused is None)
    assert wire.sent == ["".join(f"{line}\r" for line in SETTINGS)]
    assert made.run("show environment") == "RTX1210 BootROM Ver. 1.01"


def test_the_head_of_a_line_is_no_prompt_while_prompts_have_no_name() -> None:
    made, _wire = console(["show config\r\n# ", "RTX1210 Rev.14.01.42\r\n# ", "MAC Address : 00:a0:de:00:00:01\r\nip lan1 mtu 1500\r\n# "])
    assert made.run("show config").endswith("ip lan1 mtu 1500")


def test_a_prompt_with_a_name_ends_a_reply_at_once() -> None:
    made, wire = console(["show config\r\n# ", "RTX1210 Rev.14.01.42\r\nr1# "], prompt="r1# ")
    wire.asked = 0
    assert made.run("show config") == "# RTX1210 Rev.14.01.42"
    assert wire.asked == 2


def test_a_prompt_that_a_message_has_covered_is_asked_for_again() -> None:
    first, second, third = echoes("", "", "")
    made, wire = console([first, second, f"{third}\r\n2026/11/28 10:00:00: LAN1: link up\r\n"], ["\r\n# "], ["show x\r\nyes\r\n# "])
    assert not made.take(SETTINGS), "it may have dropped something"
    assert wire.sent[1] == "\r"
    assert made.run("show x") == "yes"


def test_the_prompt_that_enter_has_brought_is_not_taken_for_the_next_reply() -> None:
    made, _wire = console([None, "save\r\nr1# ", "\r\nr1# "], [], ["show x\r\nyes\r\nr1# "], prompt="r1# ")
    made.run("save")
    assert made.run("show x") == "yes"


def test_a_console_that_drops_what_is_typed_ahead_is_set_and_put_back_line_by_line() -> None:
    first = [f"{SETTINGS[0]}\r\n# ", None]
    more = ["\r\n# "]
    each = [[f"{line}\r\n# "] for line in SETTINGS]
    made, wire = console(["show config | grep console\r\nconsole columns 100\r\n# "], first, more, more, *each)
    found = prepare(made)
    assert (found, made.columns) == (("console columns 100",), 4096)
    assert [each.rstrip("\r") for each in wire.sent[-3:]] == SETTINGS
    back = ["no console character", "console columns 100", "no console lines"]
    wire._answers += [["no console character\r\n# ", None], more, more, *([f"{line}\r\n# "] for line in back)]
    restore(made, found)
    assert ([each.rstrip("\r") for each in wire.sent[-3:]], made.columns) == (back, 100)


def test_settings_that_are_never_answered_end_the_talk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtx_console, "_WAKE", 0.01)
    made, wire = console(["console character en.ascii\r\n# "])
    with pytest.raises(DeviceError) as caught:
        made.take(SETTINGS)
    assert (caught.value.kind, wire.sent[-1]) == ("timeout", "(closed)")


class Stalling:
    """A console on a line with a clock of its own: what it says comes in pieces, each after a silence."""

    def __init__(self, name: str, replies: dict[str, str], pieces: list[tuple[int, float]]) -> None:
        self._name, self._mark, self._replies, self._asked = name, ">", replies, False
        self._out, self.typed = bytearray(f"\r\nRTX1210\r\n\r\n{name}> ".encode()), list[str]()
        self._pieces: Iterator[tuple[int, float]] = chain(pieces, repeat((100_000, 0.01)))
        self._size, self._wait, self.now = 0, 0.0, 0.0

    def send(self, data: bytes) -> None:
        for line in data.decode().split("\r")[:-1]:
            self._out += self._take(line).encode()

    def _take(self, line: str) -> str:
        if self._asked:
            self._asked, self._mark = False, "#" if line == "admin" else ">"
            return ("\r\n" if line == "admin" else "\r\nError: Password incorrect\r\n") + f"{self._name}{self._mark} "
        self.typed += [line] if line else []
        self._asked = line == "administrator"
        return f"{line}\r\n" + ("Password: " if self._asked else f"{self._replies.get(line, '')}{self._name}{self._mark} ")

    def receive(self, timeout: float) -> bytes:
        if self._out and not self._size:
            self._size, self._wait = next(self._pieces)
        if not self._out or self._wait > timeout:
            self.now, self._wait = self.now + timeout, max(self._wait - timeout, 0.0)
            return b""
        self.now += self._wait
        piece, self._out, self._size = bytes(self._out[: self._size]), self._out[self._size :], 0
        return piece

    def close(self) -> None:
        """Nothing to give back."""


CONFIG = "# RTX1210 Rev.14.01.42\r\nip lan1 address 192.0.2.1/24\r\nip route default gateway pp 1\r\n"
PIECES = st.lists(st.tuples(st.sampled_from([1, 4, 9, 30, 200]), st.sampled_from([0.0, 0.01, 0.1, 1.0, 2.1, 4.2, 6.5])), max_size=40)


@pytest.mark.parametrize("name", ["", "r1"])
@settings(max_examples=120, deadline=None)
@given(pieces=PIECES)
def test_whatever_silences_a_line_has_every_reply_belongs_to_its_line(name: str, pieces: list[tuple[int, float]]) -> None:
    """After two seconds Enter is pressed, which brings a prompt of its own, perhaps only under the next line, and would answer a question."""
    wire = Stalling(name, {"show config": CONFIG, "ip lan1 mtu 9": "Error: Parameter out of range\r\n"}, pieces)
    target = Target("r1", "192.0.2.1", 22, "kyoten", "secret", enable_password="admin", command_timeout=600.0)
    real, rtx_console.time = rtx_console.time, SimpleNamespace(monotonic=lambda: wire.now)
    try:
        made = open_console(target, connect=lambda _target: wire)
        for _again in range(2):
            found = prepare(made)
            assert made.run("show config").splitlines() == CONFIG.splitlines()
            assert made.run("ip lan1 mtu 1500") == ""
            with pytest.raises(DeviceError) as caught:
                made.configure(["ip lan1 nat descriptor 1", "ip lan1 mtu 9"])
            assert (caught.value.line, caught.value.index) == ("ip lan1 mtu 9", 1)
            restore(made, found)
    finally:
        rtx_console.time = real
