# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""`save` and the handling of saved configurations (RX-24, RX-37)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..flash import NUMBERS
from ..refused import Plain, Refused
from . import command

if TYPE_CHECKING:
    from ..session import Session

_LONGEST_COMMENT = 200


@command("save")
async def save(session: Session, rest: list[str]) -> None:
    """`save [0..4 [comment]]`; the changes of a rollback timer are accepted (RX-40)."""
    if rest and rest[0].lower().startswith(("usb1:", "sd1:")):
        raise Refused(Plain("no_file"))
    await save_now(session, file_number(rest[0]) if rest else session.router.flash.default, " ".join(rest[1:]).strip("\"'"))


async def save_now(session: Session, number: int, comment: str = "") -> None:
    """Write a file, and say so while it takes."""
    if len(comment) > _LONGEST_COMMENT:
        raise Refused(Plain("count"))
    faults = session.router.faults
    session.terminal.write(session.say("saving"))
    await session.terminal.flush()
    if faults.save_seconds:
        await asyncio.sleep(faults.save_seconds)
    if faults.flash_full:
        session.terminal.write("\n")
        raise Refused(Plain("flash_full"))
    session.router.save(number, comment)
    session.router.rollbacks.stop(session.number)
    session.terminal.write(session.say("saved", file=f"CONFIG{number}") + "\n")
    session.router.syslog(f'Configuration saved in "CONFIG{number}" by {session.kind.upper()}')


def file_number(word: str) -> int:
    """0 to 4."""
    if not word.isdecimal():
        raise Refused(Plain("integer"))
    if int(word) not in NUMBERS:
        raise Refused(Plain("range"))
    return int(word)


def existing(session: Session, word: str) -> str:
    """The name of a saved configuration that is there: `0`, `0.1`."""
    file_number(word.partition(".")[0])
    if session.router.flash.read(word) is None:
        raise Refused(Plain("no_file"))
    return word


@command("copy config")
def copy(session: Session, rest: list[str]) -> None:
    """`copy config FROM TO`; what was at the target becomes a generation of it."""
    if len(rest) != 2:
        raise Refused(Plain("count"))
    if session.router.faults.flash_full:
        raise Refused(Plain("flash_full"))
    saved = session.router.flash.read(existing(session, rest[0]))
    if saved is not None:
        session.router.flash.write(file_number(rest[1]), saved)


@command("delete config")
def delete(session: Session, rest: list[str]) -> None:
    """`delete config N|all`."""
    if len(rest) != 1:
        raise Refused(Plain("count"))
    numbers = list(NUMBERS) if rest[0].lower() == "all" else [int(existing(session, rest[0]).partition(".")[0])]
    for number in numbers:
        session.router.flash.delete(number)


@command("set-default-config")
def set_default(session: Session, rest: list[str]) -> None:
    """Which file the next start reads."""
    if len(rest) != 1:
        raise Refused(Plain("count"))
    session.router.flash.default = int(existing(session, rest[0]))
