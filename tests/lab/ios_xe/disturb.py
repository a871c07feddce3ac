"""Where the faults of a router reach into a session (IX-60..IX-68, IX-71)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from .match import Refused
from .terminal import Closed

if TYPE_CHECKING:
    from .session import Session


async def before(session: Session, line: str) -> None:
    """Before any line: cut, reload, delay, garbage. Raises Closed when the connection is gone."""
    faults = session.router.faults
    if faults.hits("drop_on", line):
        _cut(session)
    if faults.hits("reload_on", line):
        _reload(session)
    if faults.delay and (not faults.delay_on or faults.hits("delay_on", line)):
        await session.terminal.flush()
        await asyncio.sleep(faults.delay)
    if faults.garbage:
        session.terminal.write(faults.garbage)


def after(session: Session) -> None:
    """After the output of a line: a line that looks like a prompt, system messages."""
    faults = session.router.faults
    if faults.prompt_like_line:
        session.terminal.write(faults.prompt_like_line + "\n")
    for number in range(faults.syslog_burst):
        session.terminal.write(f"\n*{session.router.stamp()}: %BGP-5-ADJCHANGE: neighbor 192.0.2.{number + 1} Up\n")


def after_prompt(session: Session) -> None:
    """System messages right behind the prompt that is about to be printed."""
    for number in range(session.router.faults.syslog_after_prompt):
        message = f"*{session.router.stamp()}: %LINK-3-UPDOWN: Interface Serial0/{number}, changed state to up"
        asyncio.get_running_loop().call_later(0.02 * (number + 1), session.print_message, message)


async def partly(session: Session, line: str) -> None:
    """Half a reply and then silence (IX-68)."""
    text = await session.terminal.caught(session.run_exec(line) if session.path is None else session.configure(line))
    session.terminal.put(text[: len(text) // 2])
    while True:
        await session.terminal.key()


def refuses(session: Session, line: str) -> bool:
    """Whether a configuration line is refused, loudly or silently (IX-64..IX-66)."""
    faults = session.router.faults
    if faults.hits("authorization", line):
        session.terminal.write("Command authorization failed.\n\n")
        return True
    if not faults.hits("refuse_line", line):
        return False
    if "'^'" in faults.refuse_text:
        session.refuse(Refused("invalid", len(line) - len(line.lstrip())), line, 0)
    elif faults.refuse_text:
        session.terminal.write(faults.refuse_text + "\n")
    return True


def before_configuration_line(session: Session) -> None:
    """IX-60: the connection ends before the line with this number is executed."""
    if session.router.faults.drop_before_line == session.lines:
        _cut(session)


def after_configuration_line(session: Session) -> None:
    """IX-60, IX-71: the connection ends, or the router reloads, after the line with this number."""
    if session.router.faults.drop_after_line == session.lines:
        _cut(session)
    if session.router.faults.reload_at_line == session.lines:
        _reload(session)


def _cut(session: Session) -> None:
    session.cut()
    raise Closed


def _reload(session: Session) -> None:
    session.router.reload()
    raise Closed
