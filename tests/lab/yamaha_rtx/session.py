# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One console of a box between login and logout: levels, contexts, prompts, errors, login timer (RX-06..RX-10)."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..clock import Alarm, running_loop
from . import disturb, pipes
from .commands import find, offered
from .config import Context, Refusal
from .identity import greeting
from .refused import Plain, Refused
from .terminal import Closed, Terminal
from .texts import say

if TYPE_CHECKING:
    from .router import Router

_NUMBERS = itertools.count(1)
_SOON = 0.001
_SELECTS = ("pp select", "tunnel select", "no pp select", "no tunnel select")


class Session:
    """A user at a console. `kind` is how he came (`ssh`, `telnet`); `cut` ends his connection at once."""

    def __init__(self, router: Router, terminal: Terminal, user: str, cut: Callable[[], None], peer: str = "", kind: str = "ssh") -> None:
        self.router, self.terminal, self.user, self.peer, self.kind = router, terminal, user, peer, kind
        self.number = next(_NUMBERS)
        self.administrator = False
        self.context = Context("none", None)
        self.leaving = False
        self.commands = self.lines = 0
        self.since = self.seen = router.clock.now()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._cut = cut
        self._alarm: Alarm | None = None
        terminal.pressed = self._pressed
        terminal.helper = lambda text: "".join(word + "\n" for word in offered(text))

    # --- what others do to a console -----------------------------------------------------------------------------------

    def cut(self) -> None:
        """End it at once, without a word. Its rollback timer runs on (RX-40)."""
        self.leaving = True
        self._in_loop(self._cut)

    def follow(self, cut_off: bool) -> None:
        """The configuration has changed: so do character set, width, pager; and the way to the router may be gone."""
        self._in_loop(self._follow, cut_off)

    def notify(self, text: str) -> None:
        """A log line, between whatever is on the screen."""
        self._in_loop(self._show, text)

    def _in_loop(self, call: Callable[..., None], *arguments: object) -> None:
        if self.loop is None or running_loop() is self.loop:
            call(*arguments)
        elif self.loop.is_running():
            self.loop.call_soon_threadsafe(call, *arguments)

    def _follow(self, cut_off: bool) -> None:
        settings, terminal = self.router.settings, self.terminal
        terminal.character, terminal.lines, terminal.screen.columns = settings.character, settings.lines, settings.columns
        terminal.more = self.say("more")
        terminal.byte_delay = self.router.faults.byte_delay
        terminal.hold(cut_off)
        self._watch()

    def _show(self, text: str) -> None:
        self.terminal.write(("\n" if self.terminal.screen.column else "") + text + "\n")
        self.terminal.flush_now()

    # --- the login timer -----------------------------------------------------------------------------------------------

    def _pressed(self) -> None:
        self.seen = self.router.clock.now()

    def _watch(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        if self.leaving:
            return
        left = self.seen + self.router.users.login_timer(self.user) - self.router.clock.now()
        if left <= _SOON:
            self.expire()
        else:
            self._alarm = self.router.clock.at(left, self._watch)

    def expire(self) -> None:
        """The login timer is over: logged out, and rolled back when a rollback timer was running (RX-10, RX-40, RX-72)."""
        self.router.rollbacks.expire(self.number)
        self.cut()

    # --- the main loop -------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Greet, then read and execute lines until the user leaves or the connection ends."""
        self.loop = asyncio.get_running_loop()
        self.router.sessions.append(self)
        self._follow(self.router.unreachable_by_filter())
        try:
            self.terminal.write(greeting(self.router))
            while not self.leaving:
                await self.execute(await self.terminal.line(self.prompt()))
                await asyncio.sleep(0)
        except Closed:
            pass
        finally:
            self._forget()
        if not self.terminal.closed:
            await self.terminal.flush()

    def _forget(self) -> None:
        self.leaving = True
        if self._alarm is not None:
            self._alarm.cancel()
        if self in self.router.sessions:
            self.router.sessions.remove(self)

    def prompt(self) -> str:
        """`> `, `# `, `RTX1210pp1# ` (RX-06)."""
        return f"{self.router.settings.prompt}{self.mode()} "

    def mode(self) -> str:
        """Context and level: `>`, `pp1#`."""
        where = "" if self.context.kind == "none" else f"{self.context.kind}{self.context.number}"
        return f"{where}{'#' if self.administrator else '>'}"

    # --- one line ------------------------------------------------------------------------------------------------------

    async def execute(self, line: str) -> None:
        """Execute one line, with the faults that apply to it. A line that begins with `#` is a comment."""
        text = line.strip()
        if not text or text.startswith("#"):
            return
        self.router.record(self.number, self.user, self.mode(), text)
        self.commands += 1
        await disturb.before(self, text)
        try:
            await self._operate(text)
        except Refused as refused:
            self.error(refused.refusal)
        disturb.after(self, text)

    async def _operate(self, text: str) -> None:
        body, filters = pipes.split(text)
        command, rest = find(body)
        if command is None:
            self._configure(body)
            return
        if command.administrator and not self.administrator:
            raise Refused(Plain("administrator_only"))
        output = await command.run(self, rest)
        if filters:
            output = pipes.apply(output or "", filters)
        if output:
            await self.terminal.page(output, always=any(each == ["less"] for each in filters))

    def _configure(self, text: str) -> None:
        """A configuration command, or the selection of a context."""
        words = text.lower().split()
        if " ".join(words[:2]) in _SELECTS or " ".join(words[:3]) in _SELECTS:
            self._select(text)
            return
        counted = "console" not in words[:2]
        self.lines += 1
        self.router.configuration_lines += counted
        disturb.before_line(self)
        if not disturb.refuses(self, text):
            refusal = self.router.config.execute(text, self.context, self.administrator)
            if refusal is not None:
                raise Refused(refusal)
            self.router.dirty = True
            self.router.touched()
        disturb.after_line(self)

    def _select(self, text: str) -> None:
        answer = self.router.config.select(text)
        if isinstance(answer, Context):
            self.context = answer
        else:
            raise Refused(answer)

    # --- saying and asking ---------------------------------------------------------------------------------------------

    def say(self, key: str, **values: object) -> str:
        """A text of `texts.yml` in the console's language."""
        return say(key, self.router.language, **values)

    def error(self, refusal: Refusal | Plain) -> None:
        """`Error: ...` (RX-23)."""
        prefix = self.say("error_full_width" if self.router.faults.full_width_colon else "error")
        self.terminal.write(f"{prefix}{refusal.text(self.router.language)}\n")

    async def password(self, question: str) -> str:
        """Ask for a secret, without echo."""
        return await self.terminal.line(question, echo=False)
