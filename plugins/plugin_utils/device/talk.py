# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which reply belongs to which line: found by the echo of each line behind a prompt, and by the prompt that ends the last reply."""

from __future__ import annotations

import re

from .prompt import Names, Prompt, prompt_before, read_prompt
from .screen import clean, has_message

_BREAKS = rb"[\r\n\x08 $]*"  # what a narrow terminal puts into an echo (IX-12)
_LOOK_BACK = 4000  # bytes of log messages behind a prompt at most
_ANY_BREAK = re.compile(rb"[\r\n]+")
_LINE_END = re.compile(rb"[ \x08]*\r*(?:\n|\r(?!\n))")


class Talk:
    """Where the echoes of the lines stand in what has come back, and whether the last reply is whole.

    ``owed``: empty lines sent in an earlier talk whose prompts have not come yet: they will come first.
    """

    def __init__(self, lines: list[bytes], names: Names, owed: int = 0) -> None:
        self._lines, self._names, self._owed = lines, names, owed
        self._echoes: list[tuple[int, int]] = []  # of each line found: where its terminal line begins, where its reply begins
        self._end = -1  # of the last reply
        self._asked, self._asks = -1, 0  # length of the data when an empty line was last sent; how often one was
        self.lenient = False  #: take echoes broken by a narrow terminal, and prompts that come back unchanged when asked
        self.prompt: Prompt | None = None  #: the one at the end
        self.doubtful = False  #: a prompt stands at the end, but the output might have drawn it

    def asked(self, length: int) -> None:
        """An empty line was sent when ``length`` bytes had been read."""
        self._asked = length
        self._asks += 1
        self.doubtful = False

    def owed(self, data: bytearray) -> int:
        """How many prompts are still to come for empty lines that were sent: each line, typed or empty, brings one."""
        if not self._asks and not self._owed:
            return 0
        seen = sum(self._names.own(prompt_before(line)) for line in _ANY_BREAK.split(bytes(data)))
        return max(self._owed + self._asks + len(self._lines) - seen, 0)

    def seen(self, data: bytearray) -> int:
        """Index of the line that the device is busy with."""
        self._find_echoes(data)
        return max(len(self._echoes) - 1, 0)

    def complete(self, data: bytearray) -> bool:
        """Whether every line has been echoed and answered; sets ``doubtful``."""
        self.doubtful = False
        start, prompt = _last_prompt(data)
        self.prompt = prompt
        if prompt is None:
            return False
        self._find_echoes(data)
        whole = len(self._echoes) == len(self._lines)
        if not whole and not self.lenient:
            return False
        begin = self._echoes[-1][1] if whole else 0
        run = self._run(data, begin, start, prompt)
        if len(run) == 1 and whole and self._names.own(prompt) and _last_said(data, begin, start) is None:
            self._end = start
            return True
        return self._came_back(run, prompt, alone=not whole and _last_said(data, begin, run[-1]) is None)

    def replies(self, data: bytearray) -> list[bytes]:
        """The reply to each line; a line whose echo could not be made out has the whole text but its first line."""
        if len(self._echoes) < len(self._lines):
            first = data.find(b"\n", 0, self._end) + 1
            return [b""] * (len(self._lines) - 1) + [bytes(data[first:self._end])]
        ends = [*(echo[0] for echo in self._echoes[1:]), self._end]
        return [bytes(data[echo[1]:end]) for echo, end in zip(self._echoes, ends, strict=True)]

    def _run(self, data: bytearray, begin: int, start: int, prompt: Prompt) -> list[int]:
        """Where the same prompt stands again and again at the end, the last first; no more of them than can be answers, and one."""
        found = [start]
        while len(found) <= self._asks + self._owed + 1:
            last = _last_said(data, begin, found[-1])
            if last is None or read_prompt(last[1]) != prompt:
                break
            found.append(last[0])
        return found

    def _came_back(self, run: list[int], prompt: Prompt, alone: bool) -> bool:
        """Whether this prompt is the answer to an empty line of ours, right under the one that ends the reply.

        ``alone``: nothing but prompts has come, so those owed from before are among them.
        """
        own = self._names.own(prompt)
        if len(run) > 1 + (self._owed if alone else 0) and 0 <= self._asked <= run[0] and (self.lenient or own):
            self._end = run[min(self._asks, len(run) - 1)]
            return True
        self.doubtful = self._asked < 0 and own
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


def _last_prompt(data: bytearray) -> tuple[int, Prompt | None]:
    """The prompt at the end, with its place; whole log messages may stand behind it, each on a line of its own (IX-14)."""
    start = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
    prompt = read_prompt(bytes(data[start:]))
    if prompt is None and not data[start:].strip() and b"%" in data[-_LOOK_BACK:]:
        last = _last_said(data, max(len(data) - _LOOK_BACK, 0), len(data))
        return (last[0], read_prompt(last[1])) if last else (start, None)
    return start, prompt


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
    match = _LINE_END.match(data, at)
    return match.end() if match else 0
