# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A box in process and a console on it, for tests: what is typed goes in as bytes, the clock moves only by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any

from tests.lab.clock import Clock
from tests.lab.yamaha_rtx.router import Platform, Router
from tests.lab.yamaha_rtx.schedule import entry
from tests.lab.yamaha_rtx.session import Session
from tests.lab.yamaha_rtx.terminal import Terminal

__all__ = ["STARTUP", "Console", "Router", "box", "chief", "console", "entry", "play"]
STARTUP = """\
login user kyoten lab-login-password
login user chief lab-login-password
login user auditor lab-login-password
user attribute chief administrator=2
user attribute auditor administrator=off
administrator password lab-enable-password
console character en.ascii
console lines infinity
ip lan1 address 192.168.21.1/24
ip filter 1 pass * * icmp
ip filter 2 reject * * tcp * 135
ip lan1 secure filter in 1 2
sftpd host lan
sshd service on
sshd host key generate *
"""
_STILL = 20


def box(startup: str = STARTUP, **options: Any) -> Router:
    """A box without SSH."""
    return Router("matsuyama-r1", startup, Clock(), Platform(**options))


class Console:
    """Somebody at a console; `screen` is all that was printed, as bytes."""

    def __init__(self, router: Router, user: str = "kyoten", kind: str = "ssh") -> None:
        self.router, self.screen = router, bytearray()
        self.terminal = Terminal(self.screen.extend, crlf_twice=kind == "telnet")
        self.session = Session(router, self.terminal, user, self.terminal.close, "192.0.2.9", kind)
        self.task = asyncio.get_running_loop().create_task(self.session.run())

    async def settled(self) -> None:
        """Until nothing more is printed."""
        still, size = 0, len(self.screen)
        while still < _STILL:
            await asyncio.sleep(0)
            still, size = (still + 1, size) if len(self.screen) == size else (0, len(self.screen))

    async def keys(self, keys: str | bytes) -> str:
        """Type; what came back, decoded as the console's character set says."""
        before = len(self.screen)
        code = {"ja.sjis": "cp932", "ja.euc": "euc_jp", "ja.utf8": "utf-8"}.get(self.router.settings.character, "ascii")
        self.terminal.feed(keys if isinstance(keys, bytes) else keys.encode(code))
        await self.settled()
        return bytes(self.screen[before:]).decode(code, "replace")

    async def do(self, *lines: str) -> str:
        """Type lines; the reply to the last, without its echo, its prompt and the CRs."""
        said = ""
        for line in lines:
            said = await self.keys(line + "\r")
        return "\n".join(said.replace("\r\n", "\n").split("\n")[1:-1])

    async def administrator(self) -> Console:
        """Go up."""
        await self.do("administrator", "lab-enable-password")
        return self

    async def wait(self, seconds: float) -> None:
        """Let real time pass."""
        await asyncio.sleep(seconds)
        await self.settled()

    @property
    def prompt(self) -> str:
        """The last line on the screen."""
        return self.screen.decode("cp932", "replace").replace("\r", "\n").rpartition("\n")[2]

    @property
    def gone(self) -> bool:
        """Whether the session is over."""
        return self.task.done()


@asynccontextmanager
async def console(router: Router, user: str = "kyoten", kind: str = "ssh") -> AsyncIterator[Console]:
    """A console that has seen its first prompt; in the end its connection is dropped, not left."""
    here = Console(router, user, kind)
    await here.settled()
    try:
        yield here
    finally:
        here.terminal.close()
        await here.task


@asynccontextmanager
async def chief(router: Router) -> AsyncIterator[Console]:
    """A console of an administrator."""
    async with console(router) as here:
        yield await here.administrator()


def play(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Run an asynchronous test."""

    @wraps(test)
    def run(*arguments: Any, **named: Any) -> None:
        asyncio.run(test(*arguments, **named))

    return run
