# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""`rollback timer`, `confirm`, `load` (RX-39, RX-40, RX-44); firmware that lacks them does not know their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..refused import Plain, Refused
from . import command
from .comparing import configuration

if TYPE_CHECKING:
    from ..session import Session

_LONGEST = 21474836
_SHORTEST_OF_LOAD = 120
_PLAIN = ("difference", "silent", "interactive", "no-configure-refresh", "no-key-generate")


def native(session: Session) -> None:
    """Refuse as firmware does that never heard of the command."""
    if not session.router.model.native_rollback:
        raise Refused(Plain("invalid_name"))


def seconds(word: str, least: int) -> int:
    """A number of seconds of a timer."""
    if not word.isdecimal():
        raise Refused(Plain("integer"))
    if not least <= int(word) <= _LONGEST:
        raise Refused(Plain("range"))
    return int(word)


@command("rollback timer")
def rollback_timer(session: Session, rest: list[str]) -> None:
    """The configuration of this moment comes back in so many seconds; the last command counts."""
    native(session)
    if len(rest) != 1:
        raise Refused(Plain("count"))
    session.router.rollbacks.start(session.number, seconds(rest[0], 1))


@command("confirm")
def confirm(session: Session, rest: list[str]) -> None:
    """The changes stay."""
    native(session)
    if rest:
        raise Refused(Plain("count"))
    session.router.rollbacks.stop(session.number)


@command("load")
def load(session: Session, rest: list[str]) -> str | None:
    """A saved configuration becomes the running one, whole or by the difference. Without a timer of its own it stops the console's."""
    native(session)
    words = rest[1:] if rest[:1] in (["config"], ["file"]) else rest
    if not words or rest[:1] == ["file"]:
        raise Refused(Plain("no_file" if words else "count"))
    wanted = configuration(session, words[0])
    options = [word.lower() for word in words[1:]]
    timer = _timer(options)
    session.router.rollbacks.stop(session.number)
    if timer:
        session.router.rollbacks.start(session.number, timer)
    return _run(session, wanted.script() if "difference" not in options else session.router.config.differences(wanted), options)


def _timer(options: list[str]) -> int:
    """The seconds of `rollback-timer=`, 0 without; refuses unknown options."""
    timers = [option.partition("=")[2] for option in options if option.startswith("rollback-timer=")]
    if len(timers) > 1 or {"silent", "interactive"} <= set(options) or len(options) != len(set(options)):
        raise Refused(Plain("count"))
    if any(option not in _PLAIN for option in options if not option.startswith("rollback-timer=")):
        raise Refused(Plain("keyword"))
    return seconds(timers[0], _SHORTEST_OF_LOAD) if timers else 0


def _run(session: Session, lines: list[str], options: list[str]) -> str | None:
    """Replace or change the running configuration; the commands as they were executed, unless silent."""
    router = session.router
    if "difference" not in options:
        router.config = type(router.config)(router.model)
    router.configure(*lines)
    return None if "silent" in options else "".join(f"{line}\n" for line in lines)
