# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An IOS-XE router: read it, change it under its own revert timer, confirm or revert, save (IX-40..47)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from ..problem import Problem
from . import ios_xe_text as says
from . import refusals
from .channel import Answers
from .errors import PASSING, DeviceError
from .ios_xe_text import Pending
from .masking import Mask, mask_words

_TIMER = "show archive config rollback timer"
_LONG = 180.0  # s: a rollback compares and applies in several passes, a save may erase flash first
_OVERWRITE = ((r"(?i)overwrite the previous NVRAM configuration\s?\?\s?\[confirm\]", ""),)


class CliSession(Protocol):
    """The part of ``Session`` that a router needs; ``netcommon.NetcommonSession`` is another one."""

    host: str
    user: str

    @property
    def alive(self) -> bool:
        """False once the session is known to be lost."""

    @property
    def privileged(self) -> bool:
        """True at a ``#`` prompt."""

    @property
    def configuring(self) -> bool:
        """True while the session is in configuration mode."""

    def run(self, command: str, timeout: float | None = None, answers: Answers = (), *, check: bool = True) -> str:
        """The output of one exec command; ``DeviceError`` when the router refuses it (unless not ``check``) or the session is lost."""

    def run_all(self, commands: Sequence[str]) -> list[str]:
        """The outputs of several exec commands, also where one is refused."""

    def configure(self, lines: Sequence[str], timeout: float | None = None) -> None:
        """Send the lines in configuration mode; ``DeviceError`` at the first that is refused (IX-04)."""

    def leave_configuration(self) -> None:
        """Back to the exec prompt."""

    def close(self) -> None:
        """End the session; never raises."""


class IosXe:
    """A router over one session at a time, opened by ``open_session`` when first needed. All methods but ``close`` raise ``DeviceError``."""

    shows_running = "show running-config"

    def __init__(self, open_session: Callable[[], CliSession], user: str | None = None, mask: Mask = mask_words) -> None:
        self._open, self._mask = open_session, mask
        self._user = user or ""
        self._session: CliSession | None = None

    @property
    def user(self) -> str:
        """The login name, as IX-43 shows it for a timer of ours."""
        return self._session.user if self._session is not None and self._session.user else self._user

    @property
    def guard(self) -> str:
        """What takes a change back."""
        return "revert timer"

    @property
    def notes(self) -> list[Problem]:
        """Nothing: unsaved changes of others show in the archive's own comparison."""
        return []

    def connect(self) -> None:
        """Open a session unless one is open."""
        self._ready()

    def reconnect(self, within: float) -> None:
        """Close what is open and open a NEW session, trying again for ``within`` seconds while the router is out of reach or full (IX-73)."""
        self.close()
        deadline, pause = time.monotonic() + within, 0.5
        while True:
            try:
                self._session = self._open()
                return
            except DeviceError as error:
                if error.kind not in PASSING or time.monotonic() + pause > deadline:
                    raise
            time.sleep(pause)
            pause = min(pause * 1.5, 5.0)

    def close(self) -> None:
        """End the session; never raises."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def run(self, command: str) -> str:
        """The output of a command; a refusal raises."""
        return self._ready().run(command)

    def ask(self, command: str) -> str:
        """The output of an operational command, also when it is an error text."""
        return self._ready().run(command, check=False)

    def ask_all(self, commands: Sequence[str]) -> dict[str, str]:
        """The outputs of several operational commands, by command."""
        return dict(zip(commands, self._ready().run_all(commands), strict=True))

    def running(self) -> str:
        """The running configuration, whole (IX-68); the noise of IX-34 is still in it."""
        session = self._ready()
        if not session.privileged:
            raise DeviceError("KO-DV012", session.host)
        text = says.whole_configuration(session.run(self.shows_running))
        if text is None:
            raise DeviceError("KO-DV013", session.host, seconds=0)
        return text

    def version(self) -> str:
        """The text of ``show version`` (VC-07 reads platform and licence out of it)."""
        return self.run("show version")

    def require_guard(self) -> None:
        """Raise kind archive_off unless the archive is on."""
        text = self.ask("show archive")
        if says.says_archive_off(text):
            raise self._error("KO-DV016", text)
        self._checked("show archive", text)

    def pending(self) -> Pending | None:
        """The armed revert timer, whoever armed it (IX-43), or None."""
        text = self.ask(_TIMER)
        try:
            return says.parse_pending(text)
        except ValueError:
            self._checked(_TIMER, text)
            raise self._error("KO-DV014", text, line=_TIMER) from None

    def arm(self, minutes: int, accept_unsaved: bool = False) -> None:
        """Arm the timer and enter configuration mode. On failure (archive_off, disk_full, pending, locked, unauthorised, read_only,
        refused_command) nothing of ours is left armed."""
        session = self._ready()
        if not session.privileged:
            raise DeviceError("KO-DV012", session.host)
        command = f"configure terminal revert timer {minutes}"
        reply = session.run(command, check=False)
        if session.configuring and (says.says_armed(reply) or self._armed_silently(session)):
            return
        self._disarm(session)
        raise self._why_not_armed(command, reply)

    def apply(self, lines: Sequence[str]) -> None:
        """After ``arm``, in its session: send the lines and leave configuration mode. A refused line raises (IX-64); the timer stays armed."""
        session = self._session
        if session is None or not session.alive or not session.configuring:  # a new session would take the lines as commands
            raise DeviceError("KO-DV007", session.host if session else "")
        try:
            session.configure(lines)
        finally:
            if session.alive:
                session.leave_configuration()

    def confirm(self) -> None:
        """Keep the change: stop the timer and see that none is left. Kind rolled_back when it had fired (IX-44): failure."""
        reply = self.ask("configure confirm")
        if says.says_nothing_pending(reply):
            raise self._error("KO-DV019", reply)
        self._checked("configure confirm", reply)
        if self.pending() is not None:
            raise self._error("KO-DV014", reply, line="configure confirm")

    def revert(self) -> None:
        """Back to the configuration before ``arm``, now; returns when the router says that it is done. Nothing pending is as good."""
        session = self._ready()
        session.leave_configuration()
        reply = session.run("configure revert now", timeout=_LONG, check=False)
        if says.says_rolled_back(reply) or says.says_nothing_pending(reply):
            return
        if refusals.of_command(reply) == "KO-DV010":
            raise self._error("KO-DV010", reply, line="configure revert now")
        raise self._error("KO-DV021", reply)

    def save(self) -> None:
        """Make the running configuration the startup configuration; kind not_saved unless the router says [OK]."""
        reply = self._ready().run("write memory", timeout=_LONG, answers=_OVERWRITE, check=False)
        if not says.says_saved(reply):
            raise self._error("KO-DV020", reply)

    def _ready(self) -> CliSession:
        if self._session is None or not self._session.alive:
            self.close()
            self._session = self._open()
        return self._session

    def _armed_silently(self, session: CliSession) -> bool:
        """In configuration mode without the words of IX-42: ask whether the timer runs."""
        try:
            return says.parse_pending(session.run(f"do {_TIMER}", check=False)) is not None
        except ValueError:
            return False

    def _disarm(self, session: CliSession) -> None:
        """After a failed arming: out of configuration mode, and no timer of ours left."""
        was_inside = session.configuring
        session.leave_configuration()
        if was_inside:
            found = self.pending()
            if found is not None and found.user == self.user:
                self.revert()

    def _why_not_armed(self, command: str, reply: str) -> DeviceError:
        code = refusals.of_command(reply) or "KO-DV014"
        if says.says_disk_full(reply):
            code = "KO-DV017"
        elif says.says_archive_off(reply):
            code = "KO-DV016"
        elif says.says_pending(reply):
            code = "KO-DV018"
        return self._error(code, reply, line=command)

    def _checked(self, command: str, reply: str) -> None:
        code = refusals.of_command(reply)
        if code:
            raise self._error(code, reply, line=command)

    def _error(self, code: str, reply: str, line: str = "") -> DeviceError:
        host = self._session.host if self._session is not None else ""
        return DeviceError(code, host, line=line, reply=self._mask(reply.strip()))
