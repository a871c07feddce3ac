# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The TELNET server of a box: its login dialogue, and its trouble with CR LF (RX-07, RX-11, RX-63, RX-65)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from .session import Session
from .terminal import Closed, Terminal
from .texts import say

if TYPE_CHECKING:
    from .router import Router

_IAC, _SB, _SE = 255, 250, 240
_GREETING = bytes((_IAC, 251, 1, _IAC, 251, 3))  # will echo, will suppress go-ahead
_TRIES = 3


class Wire:
    """What a client sends without the negotiation of TELNET in it."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def data(self, received: bytes) -> bytes:
        """The characters; an unfinished negotiation waits for its rest."""
        self._kept += received
        out, at = bytearray(), 0
        while at < len(self._kept):
            length = self._length(at)
            if length < 0:
                break
            if length == 1:
                out.append(self._kept[at])
            elif length == 2 and self._kept[at + 1] == _IAC:
                out.append(_IAC)
            at += length
        del self._kept[:at]
        return bytes(out)

    def _length(self, at: int) -> int:
        """How long the item at a place is: 1 a character, 2 and more a negotiation, -1 not yet known."""
        rest = self._kept[at:at + 2]
        if rest[0] != _IAC:
            return 1
        if len(rest) < 2:
            return -1
        if rest[1] == _SB:
            end = self._kept.find(bytes((_IAC, _SE)), at)
            return end + 2 - at if end >= 0 else -1
        if 251 <= rest[1] <= 254:
            return 3 if len(self._kept) >= at + 3 else -1
        return 2


async def login(router: Router, terminal: Terminal) -> str | None:
    """Ask who it is; the user's name, "" the anonymous user, None when nobody got in."""
    for _try in range(_TRIES):
        name = ""
        password = await terminal.line("\nPassword: ", echo=False) if router.box.anonymous else ""
        if not password and (router.users.named() or not router.box.anonymous):
            name = await terminal.line("\nUsername: ")
            password = await terminal.line("Password: ", echo=False)
        if (router.users.login(name, password) in ("login", "both")) if name else router.users.enters_anonymously(password):
            return name
        terminal.write(f"\n{say('error', router.language)}{say('password', router.language)}\n")
    return None


async def _connected(router: Router, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if router.refuses("telnet"):
        writer.transport.abort()
        return
    terminal = Terminal(lambda data: _write(writer, data), crlf_twice=True)
    reading = asyncio.create_task(_read(reader, terminal))
    writer.write(_GREETING)
    try:
        user = await login(router, terminal)
        if user is None:
            await terminal.flush()
        else:
            peer = str(writer.get_extra_info("peername", ("",))[0])
            await Session(router, terminal, user, partial(_abort, terminal, writer), peer, "telnet").run()
    except Closed:
        pass
    finally:
        reading.cancel()
        writer.close()


async def _read(reader: asyncio.StreamReader, terminal: Terminal) -> None:
    wire = Wire()
    try:
        while received := await reader.read(4096):
            terminal.feed(wire.data(received))
    except OSError:
        pass
    terminal.close()


def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    if not writer.is_closing():
        writer.write(data.replace(b"\xff", b"\xff\xff"))


def _abort(terminal: Terminal, writer: asyncio.StreamWriter) -> None:
    terminal.close()
    writer.transport.abort()


async def serve(router: Router, host: str, port: int) -> asyncio.Server:
    """Listen for a box on this address and port (0: a free one)."""
    return await asyncio.start_server(partial(_connected, router), host, port)
