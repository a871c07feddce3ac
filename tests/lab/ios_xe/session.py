"""One CLI session: modes, prompts, errors, faults; what a user sees between login and exit (IX-10..IX-16)."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import disturb, pipes
from .config import Path, banner_delimiter
from .exec import Command, matcher
from .match import Refused
from .refusals import explain, greeting, shaped_prompt
from .terminal import Closed, Terminal

if TYPE_CHECKING:
    from .router import Router

_NUMBERS = itertools.count(1)
_BREATH = 40


class Session:
    """A user at the CLI of a router. `level` is the privilege; `path` the place in the configuration, None in exec mode."""

    def __init__(self, router: Router, terminal: Terminal, user: str, cut: Callable[[], None], peer: str = "") -> None:
        self.router = router
        self.terminal = terminal
        self.user = user
        self.peer = peer
        self.number = next(_NUMBERS)
        self.level = router.users.privilege(user)
        self.path: Path | None = None
        self.monitor = False
        self.leaving = False
        self.lines = 0
        self.since = router.clock.now()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._cut = cut
        terminal.helper = self._help
        terminal.byte_delay = router.faults.byte_delay

    # --- what others do to a session -----------------------------------------------------------------------------------

    def cut(self) -> None:
        """End it at once, without a word."""
        self.leaving = True
        if self.loop is not None and self.loop.is_running():
            self.loop.call_soon_threadsafe(self._cut)

    def notify(self, text: str) -> None:
        """Print a message between whatever is on the screen (IX-14)."""
        if self.loop is not None and self.loop.is_running():
            self.loop.call_soon_threadsafe(self.print_message, text)

    def print_message(self, text: str) -> None:
        """Write a message at once."""
        self.terminal.write(f"\n{text}\n")
        self.terminal.flush_now()

    # --- the main loop -------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Greet, then read and execute lines until the user leaves or the connection ends."""
        self.loop = asyncio.get_running_loop()
        self.router.sessions.append(self)
        try:
            self.terminal.write(greeting(self.router))
            handled = 0
            while not self.leaving:
                disturb.after_prompt(self)
                line = await self.terminal.line(self.prompt())
                await self.execute(line)
                handled += 1
                if handled % _BREATH == 0:
                    await asyncio.sleep(0)
        except Closed:
            pass
        finally:
            self._forget()
            await self.terminal.flush()

    async def run_one(self, line: str) -> None:
        """A single command over an exec channel."""
        self.loop = asyncio.get_running_loop()
        self.router.sessions.append(self)
        self.terminal.length = 0
        try:
            await self.execute(line)
        except Closed:
            pass
        finally:
            self._forget()
            await self.terminal.flush()

    def _forget(self) -> None:
        if self in self.router.sessions:
            self.router.sessions.remove(self)
        if self.router.config_lock == self.number:
            self.router.config_lock = None

    def prompt(self) -> str:
        """`R1>`, `R1#`, `R1(config-if)#`; at most 20 characters of the name (IX-10). `prompt` shapes that of exec mode."""
        faults, root = self.router.faults, self.router.config.root
        name = (faults.prompt or self.router.hostname)[:faults.prompt_length]
        style = faults.prompt_style or root.text("prompt").partition(" ")[2]
        if style and self.path is None:
            return shaped_prompt(style, name, self.mode(), len(self.router.sessions))
        return name + self.mode()

    def mode(self) -> str:
        """`>`, `#`, `(config-if)#`: where the session stands."""
        if self.path is None:
            return "#" if self.level > 1 else ">"
        section = self.router.config.section(self.path)
        return f"({section.mode.prompt if section else 'config'})#"

    # --- one line ------------------------------------------------------------------------------------------------------

    async def execute(self, line: str) -> None:
        """Execute one line in the current mode, with the faults that apply to it."""
        router, faults = self.router, self.router.faults
        if not line.strip():
            return
        router.record(self.number, self.user, self.mode(), line if line != "\x1a" else "^Z")
        await disturb.before(self, line)
        if faults.hits("partial_on", line):
            await disturb.partly(self, line)
        elif self.path is None:
            await self.run_exec(line)
        else:
            await self.configure(line)
        disturb.after(self)

    async def run_exec(self, line: str, shift: int = 0, level: int | None = None) -> None:
        """An exec command, perhaps filtered. `shift` is where it begins in what was typed (`do ...`)."""
        if self.router.faults.hits("authorization", line):
            self.terminal.write("Command authorization failed.\n\n")
            return
        body, filter_text, place = pipes.split(line)
        parsed = matcher(level or self.level).match(body, shift=0)
        if isinstance(parsed, Refused):
            self.refuse(parsed, line, shift)
            return
        command: Command = parsed.rule
        try:
            text = await command.run(self, parsed)
            if place:
                text = pipes.apply(text or "", filter_text)
        except pipes.BadFilter as bad:
            self.refuse(Refused(bad.reason, place + bad.offset), line, shift)
            return
        if text:
            await self.terminal.page(text if text.endswith("\n") else text + "\n", self._length())

    def _length(self) -> int:
        return (self.terminal.length or 24) if self.router.faults.paging_stuck else self.terminal.length

    def refuse(self, refused: Refused, line: str, shift: int) -> None:
        """Say what is wrong with a line; `shift` is where its text begins in what was typed."""
        column = len(self.prompt()) + shift + refused.offset
        word = self.path is None and not shift
        lookup = "no ip domain lookup" not in self.router.config.root.lines
        self.terminal.write(explain(refused, line, column, word, lookup))

    # --- configuration mode --------------------------------------------------------------------------------------------

    async def configure(self, line: str) -> None:
        """A line in configuration mode."""
        text = line.strip()
        folded = text.lower()
        if text == "\x1a" or folded == "end":
            self.leave_configuration()
        elif folded in ("exit", "exi", "ex"):
            if self.path:
                self.path = self.path[:-1]
            else:
                self.leave_configuration()
        elif folded.startswith("do ") or folded == "do":
            await self._do(line)
        else:
            await self._configuration_line(line)

    def leave_configuration(self) -> None:
        """Back to exec mode."""
        self.path = None
        if self.router.config_lock == self.number:
            self.router.config_lock = None
        self.router.syslog(f"%SYS-5-CONFIG_I: Configured from console by {self.user} on vty0 ({self.peer or '127.0.0.1'})")
        if self.router.faults.expire_at_end and self.router.archive.pending:
            self.router.archive.expire()

    async def _do(self, line: str) -> None:
        shift = line.lower().index("do") + 2
        body = line[shift:]
        if not body.strip():
            self.refuse(Refused("incomplete"), line, 0)
            return
        lead = len(body) - len(body.lstrip()) + len(self.prompt())
        path, self.path = self.path, None
        lead -= len(self.prompt())
        try:
            await self.run_exec(body.lstrip(), shift + lead, 15)
        finally:
            self.path = path

    async def _configuration_line(self, line: str) -> None:
        if line.strip().startswith("!"):
            return
        self.lines += 1
        self.router.configuration_lines += 1
        disturb.before_configuration_line(self)
        if not disturb.refuses(self, line):
            await self._enter(await self._whole_banner(line))
        disturb.after_configuration_line(self)

    async def _enter(self, line: str) -> None:
        router = self.router
        router.archive.touch()
        answer = router.enter(self.path or (), line)
        self.path = answer.path
        if answer.refused is not None:
            self.refuse(answer.refused, line, 0)
        elif answer.text:
            self.terminal.write(answer.text + "\n")
        if answer.changed:
            router.touched()

    async def _whole_banner(self, line: str) -> str:
        words = line.split(None, 2)
        if len(words) < 3 or not "banner".startswith(words[0].lower()) or len(words[0]) < 2:
            return line
        mark = banner_delimiter(words[2])
        if mark in words[2][len(mark):]:
            return line
        self.terminal.write(f"Enter TEXT message.  End with the character '{mark[-1]}'.\n")
        while True:
            more = await self.terminal.line()
            line += "\n" + more
            if mark in more:
                return line

    # --- help ----------------------------------------------------------------------------------------------------------

    def _help(self, character: str, text: str) -> tuple[str, str]:
        if self.path is None:
            table = matcher(self.level)
        else:
            section = self.router.config.section(self.path) or self.router.config.root
            table = section.mode.no if text.lower().startswith("no ") else section.mode.yes
            text = text[3:] if text.lower().startswith("no ") else text
        if character == "\t":
            return "", table.complete(text)
        return "\n".join(f"  {word}" for word in table.help(text.lstrip())) or "% Unrecognized command", ""

    async def ask(self, question: str, echo: bool = True) -> str:
        """Ask the user; the answer without spaces around."""
        return (await self.terminal.line(question, echo)).strip()
