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
from .transport import Transport

Answers = Sequence[tuple[str, str]]  #: (pattern of a question, what to type)

_QUIET = 0.3  # s without data before anything doubtful is asked about; doubled each time
_MANY, _GATHER = 8, 0.004  # lines of a batch; s to let their replies gather, since being woken for each costs more than reading it
_LIMIT = 64 * 1024 * 1024  # bytes of one reply: more is no configuration but garbage
_MORE = re.compile(rb"-- ?[Mm]ore ?-- ?\Z")
_QUESTION = re.compile(rb"(?:\[confirm\]|\[[^\]\r\n]*\]\s?[?:]{1,2}|\?\s?\[[^\]\r\n]*\]|[Pp]assword:) ?\Z")
_BREAKS = rb"[\r\n\x08 $]*"  # what a narrow terminal puts into an echo (IX-12)
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

    def expect_name(self, name: str) -> None:
        """Our own line changes the host name: the next prompt may begin with ``name``, which is cut at 20 characters (IX-10)."""
        self._names.add(name)
        self._names.add(name[:20])

    def exchange(self, lines: Sequence[str], timeout: float, answers: Answers = ()) -> list[str]:
        """Type ``lines`` at once; their replies, one for each, without echo, prompt and log messages.

        ``timeout`` bounds the silence between two replies and, times the number of lines, the whole. ``DeviceError``: timeout, lost,
        question (one that ``answers`` does not cover), untypable, protocol.
        """
        for line in lines:
            if _UNTYPABLE.search(line):
                raise DeviceError("KO-DV022", self._host, line=self._mask(line))
        self._data.clear()
        talk = _Talk([line.encode() for line in lines], self._names)
        self._send("".join(f"{line}\n" for line in lines))
        self._listen(talk, lines, timeout, list(answers))
        self.prompt = read_prompt(self._tail())
        if self.prompt is not None:
            self._names.add(self.prompt.stem)
        keep = len(lines) == 1 and "log" in lines[0]
        replies = [clean(piece).strip("\n") for piece in talk.replies(self._data)]
        return replies if keep else [without_messages(reply).strip("\n") for reply in replies]

    def close(self) -> None:
        """End the talk; never raises."""
        self.alive = False
        self._transport.close()

    def _listen(self, talk: _Talk, lines: Sequence[str], timeout: float, answers: list[tuple[str, str]]) -> None:
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

    def _puzzle(self, talk: _Talk, lines: Sequence[str], patient: bool) -> None:
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

    def _ask(self, talk: _Talk) -> None:
        talk.asked(len(self._data))
        self._send("\n")

    def _serve(self, answers: list[tuple[str, str]]) -> None:
        """Turn the page, or answer a question that we were told of (each once)."""
        tail = self._tail()
        if _MORE.search(tail):
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


class _Talk:
    """Where the echoes of the lines stand in what has come back, and whether the last reply is whole."""

    def __init__(self, lines: list[bytes], names: Names) -> None:
        self._lines, self._names = lines, names
        self._echoes: list[tuple[int, int]] = []  # of each line found: where its terminal line begins, where its reply begins
        self._end = -1  # of the last reply
        self._asked = -1  # length of the data when an empty line was last sent
        self.lenient = False  #: take echoes broken by a narrow terminal, and prompts that come back unchanged when asked
        self.doubtful = False  #: a prompt stands at the end, but the output might have drawn it

    def asked(self, length: int) -> None:
        """An empty line was sent when ``length`` bytes had been read."""
        self._asked = length
        self.doubtful = False

    def seen(self, data: bytearray) -> int:
        """Index of the line that the device is busy with."""
        self._find_echoes(data)
        return max(len(self._echoes) - 1, 0)

    def complete(self, data: bytearray) -> bool:
        """Whether every line has been echoed and answered; sets ``doubtful``."""
        self.doubtful = False
        start = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
        prompt = read_prompt(bytes(data[start:]))
        if prompt is None:
            return False
        self._find_echoes(data)
        whole = len(self._echoes) == len(self._lines)
        if not whole and not self.lenient:
            return False
        begin = self._echoes[-1][1] if whole else 0
        last = _last_said(data, begin, start)
        if last is None and whole and self._names.own(prompt):
            self._end = start
            return True
        return self._came_back(last, start, prompt)

    def replies(self, data: bytearray) -> list[bytes]:
        """The reply to each line; a line whose echo could not be made out has the whole text but its first line."""
        if len(self._echoes) < len(self._lines):
            first = data.find(b"\n", 0, self._end) + 1
            return [b""] * (len(self._lines) - 1) + [bytes(data[first:self._end])]
        ends = [begin for begin, _ in self._echoes[1:]] + [self._end]
        return [bytes(data[after:end]) for (_, after), end in zip(self._echoes, ends, strict=True)]

    def _came_back(self, last: tuple[int, bytes] | None, start: int, prompt: Prompt) -> bool:
        """Whether this prompt is the answer to our empty line, right under the same prompt (``last``, with its place)."""
        if last and 0 <= self._asked <= start and read_prompt(last[1]) == prompt and (self.lenient or self._names.own(prompt)):
            self._end = last[0]
            return True
        self.doubtful = self._asked < 0 and self._names.own(prompt)
        return False

    def _find_echoes(self, data: bytearray) -> None:
        while len(self._echoes) < len(self._lines):
            found = self._echo(data, self._lines[len(self._echoes)], self._echoes[-1][1] if self._echoes else 0)
            if found is None:
                return
            self._echoes.append(found)

    def _echo(self, data: bytearray, line: bytes, start: int) -> tuple[int, int] | None:
        """The next place where ``line`` stands alone behind a prompt (the first line: behind anything) and is ended."""
        at, length = self._search(data, line, start)
        while at >= 0:
            begin = max(data.rfind(b"\n", start, at), data.rfind(b"\r", start, at), start - 1) + 1
            after = _line_end(data, at + length)
            if after and self._typed_at(bytes(data[begin:at])):
                return begin, after
            at, length = self._search(data, line, at + 1)
        return None

    def _search(self, data: bytearray, line: bytes, start: int) -> tuple[int, int]:
        at = data.find(line, start)
        if at < 0 and self.lenient:
            match = re.compile(_BREAKS.join(re.escape(bytes([byte])) for byte in line if byte != 32)).search(data, start)
            return (match.start(), match.end() - match.start()) if match else (-1, 0)
        return at, len(line)

    def _typed_at(self, before: bytes) -> bool:
        """Whether ``before`` is where a line is typed: at a prompt, which then is the device's; or at the very start."""
        prompt = read_prompt(before)
        if prompt is not None:
            self._names.add(prompt.stem)
            return True
        return (self.lenient or not self._echoes) and not before.strip()


def _last_said(data: bytearray, begin: int, end: int) -> tuple[int, bytes] | None:
    """The last line between ``begin`` and ``end`` that is neither blank nor a log message, with its place; None: there is none."""
    while end > begin:
        after = end
        while after > begin and data[after - 1] in b"\r\n ":
            after -= 1
        start = max(data.rfind(b"\n", begin, after), data.rfind(b"\r", begin, after), begin - 1) + 1
        line = bytes(data[start:after])
        if line and not has_message(clean(line)):
            return start, line
        end = start
    return None


def _line_end(data: bytearray, at: int) -> int:
    """Where the next line begins if this one ends at ``at`` (blanks aside), else 0."""
    match = re.compile(rb"[ \x08]*\r*(?:\n|\r(?!\n))").match(data, at)
    return match.end() if match else 0
