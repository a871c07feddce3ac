# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The talk with an RTX's console: one line goes in, its reply comes back, ended by the device's own prompt (RX-06, RX-11, RX-19)."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from .errors import DeviceError
from .masking import Mask, mask_reply, mask_values, mask_words
from .route import login_name
from .rtx_screen import PAGER, decode, echoed, prompt_of, prompts_in, refusal, refused_any, reply
from .target import Target
from .transport import Transport

Answers = Sequence[tuple[str, str]]  #: (pattern of a question, the keys to press)
QUESTION = re.compile(r"\(Y/N\)\s*\Z|[Pp]assword[^\n]{0,20}: ?\Z")
_UNTYPABLE = re.compile(r"[\x00-\x1f\x7f]")
_SETTLE, _WAKE, _WAKES = 0.02, 2.0, 3  # s that a doubtful prompt must stand; s of silence after which Enter is pressed, so many times
_LIMIT = 64 * 1024 * 1024  # bytes of one reply


class Console:
    """A shell in which every reply is known to belong to its line. After a loss or a timeout it is closed; nothing is ever sent to end it."""

    def __init__(self, target: Target, transport: Transport, mask: Mask = mask_words) -> None:
        self.host, self.user = target.name, login_name(target)
        self.columns = 80  # until told otherwise (RX-15)
        self.alive = True
        self._mask = mask_values(mask, target.secrets)
        self._timeout, self._transport = target.command_timeout, transport
        #: what to say when passwords are asked for again (RX-29)
        self.passwords: Answers = ((r"(?i)administrator", f"{target.enable_password or ''}\r"), (r"[Pp]assword", f"{target.password or ''}\r"))
        self._base: str | None = None  # how every prompt begins
        self._woken = 0  # how often Enter was pressed while the last reply was waited for
        self._owed = 0  # prompts still to come for Enters of before: each line, typed or empty, brings one, in this order
        self.mark = ""  #: > user, # administrator
        self.context = ""  #: pp1, tunnel3 or nothing

    def await_prompt(self) -> None:
        """After login: whatever stands before the first prompt is the banner."""
        self._read([""], ())

    def run(self, line: str, answers: Answers = (), timeout: float | None = None, *, check: bool = True) -> str:
        """The reply to one line. Kinds: refused_command unless ``check`` is false, question (one that ``answers`` does not cover), timeout, lost."""
        if _UNTYPABLE.search(line):
            raise DeviceError("KO-DV022", self.host, line=self._mask(line))
        self._send(f"{line}\r")
        said = self._read([line], answers, timeout)
        if check and refusal(said) is not None:
            raise DeviceError("KO-DV014", self.host, line=self._mask(line), reply=self._mask(said.strip()))
        return said

    def take(self, settings: Sequence[str]) -> bool:
        """Settings that the console answers with nothing, typed at once as people paste them; whether it has taken all of them.

        One that drops what is typed while it is busy falls silent, and then nothing is certain.
        """
        self._send("".join(f"{line}\r" for line in settings))
        said = self._read(settings, ())
        return not self._woken and not refused_any(said)

    def saved(self, pattern: str) -> str:
        """The lines of the saved configuration that match ``pattern``, for which the passwords are asked again (RX-29); else an error text."""
        return self.run(f"show config 0 | grep {pattern}", self.passwords, check=False)

    def configure(self, lines: Sequence[str]) -> None:
        """One line after the other. The first that is refused raises kind refused_line with its index; those before it stand (RX-23)."""
        for index, line in enumerate(line.strip() for line in lines):
            said = self.run(line, check=False)
            if refusal(said) is not None:
                raise DeviceError("KO-DV009", self.host, line=self._mask(line), index=index, reply=mask_reply(self._mask, line, said.strip()))

    def close(self) -> None:
        """Hang up, without a word: ``exit`` would accept a change whose timer runs (RX-40). Never raises."""
        self.alive = False
        self._transport.close()

    def _read(self, typed: Sequence[str], answers: Answers, timeout: float | None = None) -> str:
        """Up to the prompt at the end of what ``typed`` brings; pages are turned, expected questions answered, each once."""
        data, left, self._woken = bytearray(), list(answers), 0
        until = time.monotonic() + (timeout or self._timeout)
        while True:
            piece = self._receive(min(_WAKE, max(until - time.monotonic(), 0.0)))
            data += piece
            text = decode(bytes(data[-400:]))
            found = prompt_of(text, self._base)
            if found and self._ended(data, typed):
                return self._said(data, typed, found)
            if found and piece and len(typed) == 1:
                continue
            if self._served(text, left, data):
                typed = typed if data else [""]  # the echo is gone with the question
                continue
            if not piece and not left and self._woken < _WAKES and time.monotonic() < until:
                self._woken += 1
                self._send("\r")  # a log line may have covered the prompt (RX-13); where a question is expected, this would answer it
            elif time.monotonic() >= until or len(data) > _LIMIT:
                self.close()
                raise DeviceError("KO-DV008", self.host, line=self._mask(typed[0]), seconds=timeout or self._timeout)

    def _ended(self, data: bytearray, typed: Sequence[str]) -> bool:
        """Whether the prompt at the end is the one that is waited for, and none that is owed from before.

        It must stand a while if it has no name, as it could be the head of a line, or after Enter was pressed, as another may follow.
        """
        if self._owed or len(typed) > 1:
            text = decode(bytes(data))
            enough = prompts_in(text, self._base or "", typed) >= self._owed + len(typed)
            if not enough and not (self._owed and typed[-1] and echoed(text, typed[-1])):
                return False
        return (bool(self._base) and not self._woken) or not self._receive_into(data, _SETTLE)

    def _said(self, data: bytearray, typed: Sequence[str], found: re.Match[str]) -> str:
        self._base, self.context, self.mark = found["base"], found["context"], found["mark"]
        text = decode(bytes(data))
        if self._owed or self._woken:
            taken = sum(not line or echoed(text, line) for line in typed)  # one that was dropped brings no prompt
            self._owed = max(self._owed + self._woken + taken - prompts_in(text, self._base, typed), 0)
        return reply(text, typed[0] if len(typed) == 1 else "", self.columns, self._woken)

    def _served(self, text: str, answers: list[tuple[str, str]], data: bytearray) -> bool:
        """Whether a page was turned or a question answered; one that nobody expects ends the talk."""
        if PAGER.search(text):
            data += b"\r\n"
            self._send(" ")
            return True
        if not QUESTION.search(text):
            return False
        for at, (pattern, keys) in enumerate(answers):
            if re.search(pattern, text):
                del answers[at]
                data.clear()  # what led to the question is no reply
                self._owed = 0  # and came before it
                self._send(keys)
                return True
        self.close()
        raise DeviceError("KO-DV015", self.host, line="", question=self._mask(text.rsplit("\n", 1)[-1].strip()))

    def _receive_into(self, data: bytearray, seconds: float) -> bool:
        piece = self._receive(seconds)
        data += piece
        return bool(piece)

    def _receive(self, seconds: float) -> bytes:
        try:
            return self._transport.receive(seconds)
        except DeviceError:
            self.close()
            raise

    def _send(self, text: str) -> None:
        if not self.alive:
            raise DeviceError("KO-DV007", self.host)
        try:
            self._transport.send(text.encode())
        except DeviceError:
            self.close()
            raise
