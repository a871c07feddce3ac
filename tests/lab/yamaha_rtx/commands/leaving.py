# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Up and down between the levels, and out (RX-08, RX-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..refused import Plain, Refused
from . import command
from .saving import save_now

if TYPE_CHECKING:
    from ..session import Session


@command("administrator", administrator=False)
async def administrator(session: Session, rest: list[str]) -> None:
    """With the administrator password, or without any when the user's attribute says so."""
    if rest:
        raise Refused(Plain("count"))
    users = session.router.users
    entry = users.elevation(session.user)
    if entry == "off":
        raise Refused(Plain("administrator_only"))
    if not session.administrator and entry != "2" and not users.administrator(await session.password("Password: ")):
        raise Refused(Plain("password"))
    session.administrator = True


@command("exit", "quit", administrator=False)
async def leave(session: Session, rest: list[str]) -> None:
    """One level down, or out. What a rollback timer would have taken back stays (RX-40)."""
    if rest not in ([], ["save"]):
        raise Refused(Plain("keyword" if rest else "count"))
    if session.administrator and rest:
        await save_now(session, session.router.flash.default)
    elif session.administrator and session.router.dirty:
        await _ask(session)
    session.router.rollbacks.stop(session.number)
    session.leaving = not session.administrator
    session.administrator = False


async def _ask(session: Session) -> None:
    """One key, no Enter; N leaves the running configuration as it is, unsaved."""
    if await session.terminal.choice(session.say("save_question"), "YN") == "Y":
        await save_now(session, session.router.flash.default)
    else:
        session.terminal.write("\n")
