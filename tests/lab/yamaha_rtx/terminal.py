# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The characters of a console: character set, echo, line ends, wrapping, pager (RX-11, RX-13..RX-16, RX-65, RX-66)."""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import Awaitable, Callable

from .screen import Screen, width

_CODECS = {"ja.sjis": "cp932", "ja.euc": "euc_jp", "ja.utf8": "utf-8", "sjis": "cp932", "euc": "euc_jp", "en.ascii": "ascii", "ascii": "ascii"}
_ENDS = "\r\n"
_ERASE = "\x7f\b"
_STOP, _GO = 0x13, 0x11
_FLUSH = 16_384


class Closed(Exception):
    """The connection is gone, or the console has been logged out."""


class Terminal:
    """Keys in, characters out. `send` takes bytes for the wire, `drain` waits until the wire has room.

    `character`, `columns`, `lines` (None: no pager) and `more` (the pager's text) are set by the session from the configuration.
    `crlf_twice`: CR LF is two Enters, as over TELNET (RX-11).
    """

    def __init__(self, send: Callable[[bytes], None], drain: Callable[[], Awaitable[None]] | None = None, crlf_twice: bool = False) -> None:
        self._send, self._drain, self._crlf_twice = send, drain, crlf_twice
        self.screen = Screen(80)
        self.lines: int | None = 24
        self.more = ""
        self.byte_delay = 0.0
        self.closed = False
        self.pressed: Callable[[], None] = lambda: None
        self.helper: Callable[[str], str] | None = None
        self._input = bytearray()
        self._keys: list[str] = []
        self._output: list[str] = []
        self._size = 0
        self._arrived = asyncio.Event()
        self._flows = asyncio.Event()
        self._flows.set()
        self._after_return = False
        self.character = "ja.sjis"

    @property
    def character(self) -> str:
        """The value of `console character`."""
        return self._character

    @character.setter
    def character(self, name: str) -> None:
        if name != self.__dict__.get("_character"):
            self._push()
            self._character = name
            self._decoder = codecs.getincrementaldecoder(_CODECS[name])(errors="replace")

    # --- the wire ------------------------------------------------------------------------------------------------------

    def feed(self, data: bytes) -> None:
        """Bytes have arrived. Ctrl-S and Ctrl-Q stop and resume the output (RX-11)."""
        for byte in data:
            if byte in (_STOP, _GO):
                self.hold(byte == _STOP)
        self._input += data.translate(None, bytes((_STOP, _GO)))
        self._arrived.set()

    def close(self) -> None:
        """No more bytes will come or go."""
        self.closed = True
        self._arrived.set()
        self._flows.set()

    def hold(self, stopped: bool) -> None:
        """Nothing passes until it is let go: what is printed waits, what is typed is not looked at."""
        self._flows.clear() if stopped and not self.closed else self._flows.set()

    def write(self, text: str) -> None:
        """Output; line feeds become CR LF, lines break at the width of the console."""
        self._put(self.screen.laid(text))

    def _put(self, text: str) -> None:
        self._output.append(text)
        self._size += len(text)
        if self._size > _FLUSH and self._flows.is_set() and not self.byte_delay:
            self._push()

    def _push(self) -> None:
        if self._output and not self.closed:
            self._send("".join(self._output).encode(_CODECS[self._character], "replace"))
        self._output.clear()
        self._size = 0

    async def flush(self) -> None:
        """Send what is waiting, when the output is not stopped; slowly when a fault says so."""
        await self._flows.wait()
        if self.byte_delay and self._output:
            text = "".join(self._output)
            self._output.clear()
            for character in text:
                if not self.closed:
                    self._send(character.encode(_CODECS[self._character], "replace"))
                    await asyncio.sleep(self.byte_delay)
        self._push()
        if self._drain is not None and not self.closed:
            await self._drain()

    def flush_now(self) -> None:
        """Send what is waiting, unless the output is stopped."""
        if self._flows.is_set():
            self._push()

    # --- reading -------------------------------------------------------------------------------------------------------

    async def key(self) -> str:
        """The next character; Closed when none will come."""
        while not self._keys:
            while not self._input:
                await self.flush()
                if self.closed:
                    raise Closed
                if not self._input:
                    self._arrived.clear()
                    await self._arrived.wait()
            await self._flows.wait()
            self._decode()
        self.pressed()
        return self._keys.pop(0)

    def _decode(self) -> None:
        """Bytes to characters, as many as make one: the character set may change with the next line."""
        while self._input and not self._keys:
            for character in self._decoder.decode(bytes((self._input.pop(0),))):
                ignored = character == "\0" or (character == "\n" and self._after_return and not self._crlf_twice)
                self._after_return = character == "\r"
                if not ignored:
                    self._keys.append(character)

    async def line(self, prompt: str = "", echo: bool = True) -> str:
        """One line after `prompt`, without its end. Ctrl-C gives an empty line."""
        self.write(prompt)
        text = ""
        while (character := await self.key()) not in _ENDS:
            if character == "\x03":
                text = ""
                break
            text = self._helped(prompt, text) if self._asks(text, character, echo) else await self._edited(text, character, echo)
        self.write("\n")
        return text

    async def _edited(self, text: str, character: str, echo: bool) -> str:
        if character in _ERASE:
            return self._shorter(text, 1, echo)
        if character == "\x15":
            return self._shorter(text, len(text), echo)
        if character == "\x1b":
            await self._escape()
        elif character.isprintable():
            if echo:
                self.write(character)
            return text + character
        return text

    def _asks(self, text: str, character: str, echo: bool) -> bool:
        """`?` asks for help unless it is quoted (RX-19)."""
        return character == "?" and echo and self.helper is not None and not text.endswith("\\") and text.count('"') % 2 == text.count("'") % 2 == 0

    def _helped(self, prompt: str, text: str) -> str:
        """Help, then the line again as far as it was typed."""
        self.write("?\n" + (self.helper(text) if self.helper else "") + prompt + text)
        return text

    def _shorter(self, text: str, by: int, echo: bool) -> str:
        """Characters go, on the screen too."""
        for gone in reversed(text[len(text) - by:] if text else ""):
            if echo:
                self._put(self.screen.erased(width(gone)))
        return text[:len(text) - by] if text else ""

    async def _escape(self) -> None:
        """Cursor keys are read and have no effect."""
        if await self.key() == "[":
            while not (await self.key()).isalpha():
                pass

    async def choice(self, question: str, keys: str) -> str:
        """One key of `keys`, upper case, without Enter; others are not looked at."""
        self.write(question)
        while (key := (await self.key()).upper()) not in keys:
            pass
        self.write(key)
        return key

    # --- the pager -----------------------------------------------------------------------------------------------------

    async def page(self, text: str, always: bool = False) -> None:
        """Output of a command, with the pager at the foot of each screen (RX-16); `always`: `| less` pages whatever the setting."""
        lines = self.lines or (24 if always else None)
        if lines is None:
            self.write(text)
            await self.flush()
            return
        room = lines - 1
        for row in self.screen.rows(text):
            if room == 0:
                room = await self._asked(lines)
                if room < 0:
                    return
            self._put(row + "\r\n")
            room -= 1

    async def _asked(self, lines: int) -> int:
        """How many rows may follow: SPACE a page, Enter one, q and Ctrl-C none (-1)."""
        self.write(self.more)
        while (key := await self.key()) not in " \r\nqQ\x03":
            pass
        self._put("\r" + " " * width(self.more) + "\r")
        self.screen.column = 0
        if key == " ":
            return lines - 1
        return 1 if key in _ENDS else -1
