"""The talk with a console of an RTX over a wire that delivers piece by piece: every reply belongs to its line (RX-06, RX-11, RX-23)."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import rtx_console
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.errors import DeviceError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rtx_console import Console
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.target import Target

SETTINGS = ["console character en.ascii", "console columns 4096", "console lines infinity"]


class Wire:
    """What the console says to each thing that is sent, in pieces; ``None`` is a while of silence."""

    def __init__(self, *answers: list[str | None]) -> None:
        self.sent: list[str] = []
        self._answers, self._pieces = list(answers), list[str | None](["\r\n# "])

    def send(self, data: bytes) -> None:
        self.sent.append(data.decode())
        self._pieces += self._answers.pop(0) if self._answers else []

    def receive(self, timeout: float) -> bytes:
        return ((self._pieces.pop(0) if self._pieces else None) or "").encode()

    def close(self) -> None:
        self.sent.append("(closed)")


def console(*answers: list[str | None]) -> tuple[Console, Wire]:
    wire = Wire(*answers)
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


def test_a_prompt_that_a_message_has_covered_is_asked_for_again() -> None:
    first, second, third = echoes("", "", "")
    made, wire = console([first, second, f"{third}\r\n2026/11/28 10:00:00: LAN1: link up\r\n"], ["\r\n# "], ["show x\r\nyes\r\n# "])
    assert made.take(SETTINGS)
    assert wire.sent[1] == "\r"
    assert made.run("show x") == "yes"


def test_settings_that_are_never_answered_end_the_talk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtx_console, "_WAKE", 0.01)
    made, wire = console(["console character en.ascii\r\n# "])
    with pytest.raises(DeviceError) as caught:
        made.take(SETTINGS)
    assert (caught.value.kind, wire.sent[-1]) == ("timeout", "(closed)")
