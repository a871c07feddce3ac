# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A Yamaha RTX: read it, change it under its rollback timer or a scheduled restart, confirm or let go, save (RX-39..RX-47).

The timer belongs to the console that armed it: that console is kept aside while a second one proves the change, and hung up when it is to
be taken back. ``exit``, ``quit`` and ``save`` accept a change, so none of them is sent while a timer runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from ..problem import Problem
from .errors import PASSING, DeviceError
from .ios_xe_text import Pending
from .masking import Mask, mask_words
from .rtx_console import Console
from .rtx_deadman import Deadman
from .rtx_screen import refusal
from .rtx_session import Found, prepare, restore
from .rtx_text import body, model_line

_SAVING, _SLACK = 60.0, 3.0  # s: a save takes seconds; after a timer has fired


class YamahaRtx:
    """A router over one or two consoles, opened by ``open_console`` when first needed. All methods but ``close`` raise ``DeviceError``."""

    shows_running = "show config"

    def __init__(self, open_console: Callable[[], Console], user: str | None = None, mask: Mask = mask_words) -> None:
        self._open, self._mask = open_console, mask
        self._user = user or ""
        self._console: Console | None = None
        self._armed: Console | None = None  # the console whose timer runs
        self._found: Found | None = None  # its settings before we came
        self._minutes, self._fires = 0, 0.0
        self._deadman: Deadman | None = None
        self._left: list[Deadman] = []  # of killed runs
        self._unsaved: list[str] = []  # commands that turn the saved configuration into the running one, before ours
        self._proven = self._model = ""  # what the second console has read last; the header's line

    @property
    def _host(self) -> str:
        return self._console.host if self._console is not None else ""

    @property
    def user(self) -> str:
        """The login name."""
        return self._console.user if self._console is not None and self._console.user else self._user

    @property
    def guard(self) -> str:
        """What takes a change back: ``scheduled restart`` where the revision has no rollback timer (RX-39)."""
        return "rollback timer" if self._deadman is None else "scheduled restart"

    @property
    def notes(self) -> list[Problem]:
        """Whether somebody's changes wait to be saved: saving ours saves them too (RX-43)."""
        return [Problem("KO-DV043", host=self._host, value=self._unsaved[0], level="warning")] if self._unsaved else []

    def connect(self) -> None:
        """Open a console unless one is open."""
        self._ready()

    def reconnect(self, within: float) -> None:
        """Open a NEW console, trying again for ``within`` seconds; one whose timer runs is kept aside, any other is put back and closed."""
        self._leave()
        deadline, pause = time.monotonic() + within, 0.5
        while True:
            try:
                self._ready()
                return
            except DeviceError as error:
                if error.kind not in PASSING or time.monotonic() + pause > deadline:
                    raise
            time.sleep(pause)
            pause = min(pause * 1.5, 5.0)

    def close(self) -> None:
        """Put the console back as it was found and hang up; a change whose timer runs is thereby taken back. Never raises."""
        self._leave()
        armed, self._armed = self._armed, None
        if armed is not None:
            armed.close()

    def ask(self, command: str) -> str:
        """The output of an operational command, also when it is an error text."""
        return self._ready().run(command, check=False)

    def ask_all(self, commands: Sequence[str]) -> dict[str, str]:
        """The outputs of several such commands, by command."""
        return {command: self.ask(command) for command in commands}

    def running(self) -> str:
        """The running configuration, whole, with its header (RX-27)."""
        text = self._ready().run(self.shows_running)
        self._model = model_line(text) or ""
        if not self._model:
            raise DeviceError("KO-DV013", self._ready().host, seconds=0)
        self._left = Deadman.left(text) if self._deadman is None else []
        if self._armed is not None:
            self._proven = body(text)
        return text

    def version(self) -> str:
        """Model and revision, as the header of the configuration has them: ``RTX1210 Rev.14.01.42 (…)``."""
        if not self._model:
            self.running()
        return self._model

    def pending(self) -> Pending | None:
        """Our own timer while it runs. An RTX does not tell of anybody else's (RX-40)."""
        if self._armed is None and self._deadman is None:
            return None
        return Pending(self.user, self._minutes, "")

    def require_guard(self) -> None:
        """Nothing to ask: where there is no rollback timer, the scheduled restart takes its place, and ``arm`` says so."""

    def arm(self, minutes: int, accept_unsaved: bool = False) -> None:
        """The rollback timer (RX-40), or where the revision has none a restart at a time to come (RX-45)."""
        console = self._ready()
        self._unsaved = self._compared(console)
        self._minutes, self._fires = minutes, time.monotonic() + minutes * 60.0
        said = console.run(f"rollback timer {minutes * 60}", check=False)
        if refusal(said) is not None:
            self._deadman = Deadman.arm(console, minutes, accept_unsaved)
        self._armed = console

    def _compared(self, console: Console) -> list[str]:
        """What differs from the saved configuration, masked; nothing where the revision cannot tell."""
        said = console.run("show config difference 0 -", answers=console.passwords, check=False)
        return [] if refusal(said) is not None else [self._mask(line) for line in body(said).splitlines() if not line.startswith("no console ")]

    def apply(self, lines: Sequence[str]) -> None:
        """After ``arm``, in its console: line by line. A refused one raises; the timer stays armed."""
        console = self._armed
        if console is None or not console.alive:
            raise DeviceError("KO-DV007", console.host if console else "")
        console.configure(lines)

    def confirm(self) -> None:
        """Keep the change: in the console that armed it, after the proof by another. Kind rolled_back when the timer had fired: failure."""
        console, self._armed = self._armed, None
        if console is None or not console.alive:
            raise DeviceError("KO-DV007", console.host if console else "")
        if self._deadman is not None:
            self._deadman.disarm(self._ready())
            self._deadman = None
        else:
            console.run("confirm")
        if console is not self._console:
            console.close()
        if body(self._ready().run(self.shows_running)) != self._proven:
            raise DeviceError("KO-DV019", self._ready().host)

    def revert(self) -> None:
        """Back to the configuration before ``arm``: hang up the console that armed it and wait for its timer; or restart now."""
        console, self._armed = self._armed, None
        deadman, self._deadman = self._deadman, None
        if deadman is not None:
            deadman.fire(self._ready())
            self._console = None
        elif console is not None:
            console.close()
            self._console = None if console is self._console else self._console
            time.sleep(max(self._fires + _SLACK - time.monotonic(), 0.0))
        self.reconnect(within=300.0)

    def save(self) -> None:
        """Make the running configuration the one that a restart reads, without our console settings and a killed run's restart in it."""
        console = self._ready()
        for deadman in self._left:
            deadman.disarm(console)
        found = self._found or ()
        restore(console, found)
        said = console.run("save", timeout=_SAVING, check=False)
        prepare(console, found)
        if refusal(said) is not None:
            raise DeviceError("KO-DV020", console.host, line="save", reply=self._mask(said.strip()))

    def _ready(self) -> Console:
        if self._console is None or not self._console.alive:
            console = self._open()
            try:
                self._found = prepare(console, self._found)
            except BaseException:
                console.close()
                raise
            self._console = console
        return self._console

    def _leave(self) -> None:
        """Let go of the console in use; its settings are everybody's, so they stay while another of ours is at work."""
        console, self._console = self._console, None
        if console is None or console is self._armed:
            return
        try:
            if console.alive and self._found is not None and self._armed is None:
                restore(console, self._found)
        except DeviceError:
            pass  # it is gone: the next session puts them back
        finally:
            console.close()
