# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Passwords are typed without echo, twice (RX-12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..refused import Plain, Refused
from . import command

if TYPE_CHECKING:
    from ..session import Session


@command("administrator password")
async def administrator_password(session: Session, rest: list[str]) -> None:
    """The old one, the new one, the new one again."""
    await _change(session, rest, "administrator password", session.router.users.administrator)


@command("login password")
async def login_password(session: Session, rest: list[str]) -> None:
    """Of the anonymous user; models without one do not know the command (RX-07)."""
    if not session.router.box.anonymous:
        raise Refused(Plain("invalid_name"))
    await _change(session, rest, "login password", session.router.users.anonymous)


async def _change(session: Session, rest: list[str], name: str, right: Callable[[str], bool]) -> None:
    if rest:
        raise Refused(Plain("count"))
    if not right(await session.password("Old_Password: ")):
        raise Refused(Plain("password"))
    new = await session.password("New_Password: ")
    if new != await session.password("New_Password(Confirm): "):
        session.terminal.write(session.say("mismatch") + "\n")
        return
    refusal = session.router.config.execute(f"{name} {new}" if new else f"no {name}", session.context, True)
    if refusal is not None:
        raise Refused(refusal)
    session.router.dirty = True
    session.router.touched()
    if new:
        session.terminal.write(session.say("password_strength") + "\n")
