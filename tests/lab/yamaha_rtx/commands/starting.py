# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""`restart` and `cold start` (RX-37, RX-71)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..refused import Plain, Refused
from ..terminal import Closed
from . import command
from .saving import existing

if TYPE_CHECKING:
    from ..session import Session


@command("restart")
def restart(session: Session, rest: list[str]) -> None:
    """`restart [config]`, on models with several firmwares `restart [binary [config]]`; the file becomes the default."""
    binary = session.router.box.binaries
    if len(rest) > 1 + binary:
        raise Refused(Plain("count"))
    if binary and rest and rest[0] not in ("0", "1"):
        raise Refused(Plain("range"))
    named = rest[binary:]
    session.router.reload(int(existing(session, named[0])) if named else None)
    raise Closed


@command("cold start")
async def cold_start(session: Session, rest: list[str]) -> None:
    """Everything is gone, if the administrator password is right."""
    if rest:
        raise Refused(Plain("count"))
    if not session.router.users.administrator(await session.password("Password: ")):
        raise Refused(Plain("password"))
    session.router.cold_start()
    raise Closed
