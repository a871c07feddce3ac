# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where the faults of a box reach into a console (RX-76)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from .refused import Plain, Refused
from .terminal import Closed

if TYPE_CHECKING:
    from .session import Session


async def before(session: Session, line: str) -> None:
    """Before any line: cut, restart, an expired login timer, delay, garbage. Raises Closed when the connection is gone."""
    faults = session.router.faults
    if faults.hits("drop_on", line):
        _cut(session)
    if faults.hits("restart_on", line):
        _restart(session)
    if faults.hits("expire_on", line):
        session.expire()
        raise Closed
    if faults.delay and (not faults.delay_on or faults.hits("delay_on", line)):
        await session.terminal.flush()
        await asyncio.sleep(faults.delay)
    if faults.garbage:
        session.terminal.write(faults.garbage)


def after(session: Session, line: str) -> None:
    """After the output of a line: cut, another administrator's doing, a line that looks like a prompt, log lines."""
    router, faults = session.router, session.router.faults
    if faults.drop_after_command == session.commands:
        _cut(session)
    if faults.other_lines and faults.hits("other_on", line):
        lines, faults.other_lines = faults.other_lines, ""
        router.configure(*(each.strip() for each in lines.split(";")))
    if faults.prompt_like_line:
        session.terminal.write(faults.prompt_like_line + "\n")
    for number in range(faults.log_lines if router.settings.info else 0):
        session.terminal.write(f"{router.local():%Y/%m/%d %H:%M:%S}: LAN2: PORT1 link up (1000BASE-T Full Duplex) {number}\n")


def refuses(session: Session, line: str) -> bool:
    """Whether a configuration line goes no further: refused with an error, or swallowed (True)."""
    faults = session.router.faults
    if faults.hits("refuse_line", line):
        raise Refused(Plain(faults.refuse_text or "keyword"))
    if faults.columns_refused and line.lower().startswith("console columns ") and line.split()[-1].isdecimal() and int(line.split()[-1]) > 200:
        raise Refused(Plain("range"))
    return faults.hits("silent_line", line)


def before_line(session: Session) -> None:
    """The connection ends before the configuration line with this number."""
    if session.router.faults.drop_before_line == session.lines:
        _cut(session)


def after_line(session: Session) -> None:
    """The connection ends, or the box restarts, after the configuration line with this number."""
    if session.router.faults.drop_after_line == session.lines:
        _cut(session)
    if session.router.faults.restart_at_line == session.lines:
        _restart(session)


def _cut(session: Session) -> None:
    session.cut()
    raise Closed


def _restart(session: Session) -> None:
    session.router.reload()
    raise Closed
