# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The talk with a device's command line: lines go in, each comes back with the reply that belongs to it.

A reply is complete when the device's own prompt stands at the very end, after the echo of our last line. Output can imitate a prompt, so
a reply that holds any text is believed only after an empty line brought the same prompt once more. Nothing else is sent unasked: a blank
for ``--More--``, the answers given, that empty line.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence

from .errors import DeviceError
from .prompt import Names, Prompt, read_prompt
from .screen import clean, has_message, without_messages
from .talk import Talk
from .transport import Transport

Answers = Sequence[tuple[str, str]]  #: (pattern of a question, what to type)

_QUIET = 0.3  # s without data before anything doubtful is asked about; doubled each time
_MANY, _GATHER = 8, 0.004  # lines of a batch; s to let their replies gather, since being woken for each costs more than reading it
_SCREEN = 60  # lines: no pager lets more pass at once
_LIMIT = 64 * 1024 * 1024  # bytes of one reply: more is no configuration but garbage
_MORE = re.compile(rb"-- ?[Mm]ore ?-- ?\Z")
_QUESTION = re.compile(rb"(?:\[confirm\]|\[[^\]\r\n]*\]\s?[?:]{1,2}|\?\s?\[[^\]\r\n]*\]|[Pp]assword:) ?\Z")
_UNTYPABLE = re.compile(r"[\x00-\x1f\x7f?]")


class Channel:
    """One shell, spoken to line by line. After a timeout or loss it is closed: what it would say next could not be told apart."""

    def __init__(self, transport: Transport, host: str, mask: Callable[[str], str]) -> None:
        self._transport = transport
        self._host, self._mask = host, mask
        self._names = Names()
        self._data = bytearray()
        self.prompt: Prompt | None = None  #: the last one seen
        self.alive = True
        self._pages, self._long = 0, False  # pages turned; whether a long reply has come without one
        self._owed = 0  # prompts still to come for empty lines that were sent

    @property
    def unpaged(self) -> bool:
        """Whether it is known that long replies come whole: only then may further commands be typed before a reply has ended."""
        return self._long and not self._pages

    def await_prompt(self, timeout: float) -> None:
        """Wait for anything that looks like a prompt after login; what it really is shows with the first line sent."""
        deadline = time.monotonic() + timeout
        woken = False
        while read_prompt(self._tail()) is None:
            quiet = not self._more(min(2.0, deadline - time.monotonic()))
            if quiet and time.monotonic() >= deadline:
                raise self._fail("KO-DV013", seconds=timeout)
            if quiet and not woken:
                woken = True
                self._send("\n")
        self._owed = int(woken and sum(read_prompt(line) is not None for line in bytes(self._data).splitlines()) < 2)

    def expect_name(self, name: str) -> None:
        """Our own line changes the host name: the next prompt may begin with ``name``, or with the first characters of it (IX-10)."""
        self._names.add(name)

    def exchange(self, lines: Sequence[str], timeout: float, answers: Answers = ()) -> list[str]:
        """Type ``lines`` at once; their replies, one for each, without echo, prompt and log messages.

        ``timeout`` bounds the silence between two replies and, times the number of lines, the whole. ``DeviceError``: timeout, lost,
        question (one that ``answers`` does not cover), untypable, protocol.
        """
        for line in lines:
            if _UNTYPABLE.search(line):
                raise DeviceError("KO-DV022", self._host, line=self._mask(line))
        self._data.clear()
        talk = Talk([line.encode() for line in lines], self._names, self._owed)
        self._send("".join(f"{line}\n" for line in lines))
        self._listen(talk, lines, timeout, list(answers))
        self.prompt, self._owed = talk.prompt, talk.owed(self._data)
        if self.prompt is not None:
            self._names.add(self.prompt.stem)
        self._long = self._long or self._data.count(b"\n") > _SCREEN * len(lines)
        replies = [clean(piece).strip("\n") for piece in talk.replies(self._data)]
        return [reply if _asks_for_log(line) else without_messages(reply).strip("\n") for line, reply in zip(lines, replies, strict=True)]

    def close(self) -> None:
        """End the talk; never raises."""
        self.alive = False
        self._transport.close()

    def _listen(self, talk: Talk, lines: Sequence[str], timeout: float, answers: list[tuple[str, str]]) -> None:
        """Read until ``talk`` is complete, asking again in doubt."""
        silent, whole, quiet = time.monotonic() + timeout, time.monotonic() + timeout * len(lines), _QUIET
        while not talk.complete(self._data):
            now = time.monotonic()
            if talk.doubtful:
                self._ask(talk)
            if self._more(min(quiet, silent - now, whole - now)):
                quiet = _QUIET
                silent = time.monotonic() + timeout if len(lines) > 1 else silent
                self._serve(answers)
                if len(lines) > _MANY:
                    time.sleep(_GATHER)
                continue
            if time.monotonic() >= min(silent, whole):
                raise self._fail("KO-DV008", line=self._mask(lines[talk.seen(self._data)]), seconds=timeout)
            quiet = min(quiet * 2, 5.0)
            self._puzzle(talk, lines, patient=quiet > 1)

    def _puzzle(self, talk: Talk, lines: Sequence[str], patient: bool) -> None:
        """It went quiet and no prompt of ours stands at the end: a question, a new name, a message over the prompt, a broken echo?"""
        tail = self._tail()
        if patient and _QUESTION.search(tail):
            raise self._fail("KO-DV015", line=self._mask(lines[-1]), question=self._mask(clean(tail).strip()))
        if read_prompt(tail) is not None or self._covered():
            talk.lenient = True
            self._ask(talk)

    def _covered(self) -> bool:
        """Whether what looks like a prompt has nothing but log messages behind it (IX-14)."""
        text = clean(bytes(self._data[-4000:]))
        if not has_message(text):
            return False
        rest = without_messages(text).rstrip("\n").rsplit("\n", 1)[-1]
        found = read_prompt(rest.encode())
        return found is not None or re.search(r"[>#] ?[^\n]{0,60}%[A-Z]", text.rstrip("\n").rsplit("\n", 1)[-1]) is not None

    def _ask(self, talk: Talk) -> None:
        talk.asked(len(self._data))
        self._send("\n")

    def _serve(self, answers: list[tuple[str, str]]) -> None:
        """Turn the page, or answer a question that we were told of (each once)."""
        tail = self._tail()
        if _MORE.search(tail):
            self._pages += 1
            self._send(" ")
            return
        for at, (pattern, text) in enumerate(answers):
            if re.search(pattern, clean(tail)):
                del answers[at]
                self._send(f"{text}\n")
                return

    def _tail(self) -> bytes:
        """What stands on the last line."""
        data = self._data
        return bytes(data[max(data.rfind(b"\n"), data.rfind(b"\r")) + 1:])

    def _send(self, text: str) -> None:
        try:
            self._transport.send(text.encode())
        except DeviceError:
            self.close()
            raise

    def _more(self, timeout: float) -> bool:
        """Read on; whether anything came."""
        try:
            data = self._transport.receive(max(timeout, 0.0))
        except DeviceError:
            self.close()
            raise
        self._data += data
        if len(self._data) > _LIMIT:
            raise self._fail("KO-DV013", seconds=0)
        return bool(data)

    def _fail(self, code: str, **details: object) -> DeviceError:
        self.close()
        return DeviceError(code, self._host, **details)  # type: ignore[arg-type]


def _asks_for_log(line: str) -> bool:
    """Whether messages are what the line asks for, and not noise in its reply."""
    return line.startswith("show") and "log" in line
