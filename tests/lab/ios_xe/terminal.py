"""The terminal side of a session: echo, line editing, paging, messages (IX-09, IX-12, IX-14)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

_ENDS = "\r\n"
_FLUSH = 16_384
_MORE = " --More-- "


class Closed(Exception):
    """The connection is gone."""


class Terminal:
    """Characters in, characters out. `send` takes text for the wire; `helper` answers `?` and Tab with (text, completion)."""

    def __init__(self, send: Callable[[str], None]) -> None:
        self._send = send
        self._input = ""
        self._at = 0
        self._output: list[str] = []
        self._size = 0
        self._more = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self.closed = False
        self._ended = False
        self.length = 24
        self.width = 80
        self.byte_delay = 0.0
        self.muted = False
        self.helper: Callable[[str, str], tuple[str, str]] | None = None
        self.column = 0

    # --- the wire ------------------------------------------------------------------------------------------------------

    def feed(self, data: str) -> None:
        """Characters have arrived."""
        self._input = self._input[self._at:] + data
        self._at = 0
        self._more.set()

    def end(self) -> None:
        """The user will type no more, but may still read."""
        self._ended = True
        self._more.set()

    def close(self) -> None:
        """No more characters will come."""
        self.closed = True
        self._more.set()
        self._room.set()

    def pause(self, full: bool) -> None:
        """The wire takes no more for now (or again)."""
        self._room.clear() if full else self._room.set()

    def write(self, text: str) -> None:
        """Output; line feeds become CR LF."""
        self.put(text.replace("\n", "\r\n"))

    def put(self, text: str) -> None:
        """Output as it is."""
        if self.muted:
            return
        self._output.append(text)
        self._size += len(text)
        if self._size > _FLUSH and not self.byte_delay:
            self._push()

    def _push(self) -> None:
        if self._output and not self.closed:
            self._send("".join(self._output))
        self._output.clear()
        self._size = 0

    async def flush(self) -> None:
        """Send what is waiting; slowly when the fault says so (IX-68)."""
        if self.byte_delay and self._output:
            text = "".join(self._output)
            self._output.clear()
            for character in text:
                if self.closed:
                    break
                self._send(character)
                await asyncio.sleep(self.byte_delay)
            return
        self._push()
        if not self._room.is_set():
            await self._room.wait()

    async def caught(self, work: Awaitable[None]) -> str:
        """Let `work` write, and return what it wrote instead of sending it."""
        await self.flush()
        kept: list[str] = []
        send, self._send = self._send, kept.append
        try:
            await work
            await self.flush()
        finally:
            self._send = send
        return "".join(kept)

    def flush_now(self) -> None:
        """Send what is waiting without waiting for room."""
        self._push()

    # --- reading -------------------------------------------------------------------------------------------------------

    async def key(self) -> str:
        """The next character."""
        await self._typed()
        self._at += 1
        return self._input[self._at - 1]

    async def _typed(self) -> None:
        """Wait until there is something to read; Closed when nothing will come."""
        while self._at >= len(self._input):
            self._more.clear()
            await self.flush()
            if self._at < len(self._input):
                break
            if self.closed or self._ended:
                raise Closed
            await self._more.wait()

    async def line(self, prompt: str = "", echo: bool = True) -> str:
        """One line after `prompt`; ends with Enter. Ctrl-Z gives the character alone, Ctrl-C an empty line."""
        self.put(prompt)
        await self._typed()
        quick = self._whole_line() if echo else None
        if quick is not None:
            self.put(self._wrapped(prompt, quick) + "\r\n")
            return quick
        text, shown = "", len(prompt)
        while True:
            character = await self.key()
            if character in _ENDS:
                self._swallow(character)
                self.put("\r\n")
                return text
            if character == "\x1a":
                self.put("^Z\r\n" if echo else "\r\n")
                return "\x1a"
            if character == "\x03":
                self.put("\r\n")
                return ""
            text = await self._edit(character, text, prompt, echo, shown)

    def _whole_line(self) -> str | None:
        """The fast way: a complete line without control characters is already here."""
        ends = [place for place in (self._input.find("\r", self._at), self._input.find("\n", self._at)) if place >= 0]
        if not ends:
            return None
        text = self._input[self._at:min(ends)]
        if not text.isprintable() or "?" in text:
            return None
        self._at = min(ends) + 1
        self._swallow(self._input[self._at - 1])
        return text

    def _swallow(self, ending: str) -> None:
        """CR LF is one Enter."""
        if ending == "\r" and self._input[self._at:self._at + 1] == "\n":
            self._at += 1

    def _wrapped(self, prompt: str, text: str) -> str:
        """The echo breaks at the width of the terminal (IX-12)."""
        if not self.width or len(prompt) + len(text) <= self.width:
            return text
        first = max(1, self.width - len(prompt))
        parts = [text[:first], *(text[place:place + self.width] for place in range(first, len(text), self.width))]
        return "\r\n".join(parts)

    async def _edit(self, character: str, text: str, prompt: str, echo: bool, shown: int) -> str:
        if character in "\x7f\b":
            if text and echo:
                self.put("\b \b")
            return text[:-1]
        if character in "\x15\x18\x17":
            kept = text.rstrip().rpartition(" ")[0] + " " if character == "\x17" and " " in text.rstrip() else ""
            if echo:
                self.put("\b \b" * (len(text) - len(kept)))
            return kept
        if character == "\x16":
            character = await self.key()
        elif character == "\x1b":
            await self._escape()
            return text
        elif character in "?\t" and echo and self.helper:
            return self._help(character, text, prompt)
        elif not character.isprintable():
            return text
        if echo:
            wrap = self.width and (shown + len(text)) >= self.width and (shown + len(text)) % self.width == 0
            self.put(("\r\n" if wrap else "") + character)
        return text + character

    async def _escape(self) -> None:
        """Cursor keys are read and have no effect."""
        if await self.key() == "[":
            while not (await self.key()).isalpha():
                pass

    def _help(self, character: str, text: str, prompt: str) -> str:
        shown, completion = self.helper(character, text) if self.helper else ("", "")
        if character == "?":
            self.write(f"?\n{shown}\n")
            self.put(prompt + text)
            return text
        self.put("\r\n" + prompt + text + completion)
        return text + completion

    # --- paging --------------------------------------------------------------------------------------------------------

    async def page(self, text: str, length: int | None = None) -> None:
        """Output of a command; stops every `length` lines with --More-- (IX-12), 0 means never."""
        length = self.length if length is None else length
        lines = text.split("\n")
        if not length or len(lines) < length:
            self.write(text)
            return
        room = length - 1
        for place, line in enumerate(lines):
            if room == 0:
                room = await self._ask_more(length)
                if room < 0:
                    self.put("\r\n")
                    return
            self.write(line + ("\n" if place < len(lines) - 1 else ""))
            room -= 1

    async def _ask_more(self, length: int) -> int:
        self.put(_MORE)
        character = await self.key()
        self.put("\b" * len(_MORE) + " " * len(_MORE) + "\b" * len(_MORE))
        if character in _ENDS:
            self._swallow(character)
            return 1
        return length - 1 if character == " " else -1
