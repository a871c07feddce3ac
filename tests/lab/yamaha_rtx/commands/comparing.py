# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""`show config difference` and saved configurations that ask for their passwords (RX-29, RX-43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import secrets
from ..config import Config
from ..refused import Plain, Refused
from ..settings import Settings
from . import command
from .saving import existing

if TYPE_CHECKING:
    from ..session import Session


def configuration(session: Session, word: str) -> Config:
    """The configuration of a name: `-` the running one, `0`, `0.1` a saved one."""
    if word == "-":
        return session.router.config
    saved = session.router.flash.read(existing(session, word))
    assert saved is not None
    return session.router.parsed(saved)


async def opened(session: Session, word: str) -> Config:
    """A configuration whose passwords have been asked, when it is a saved one that holds any."""
    wanted = configuration(session, word)
    if word != "-":
        settings = Settings(wanted.script())
        for key, question in (("login password", "Login Password: "), ("administrator password", "Administrator Password: ")):
            secret = settings.value(key)
            if secret is not None and not secrets.matches(secret, await session.password(question)):
                raise Refused(Plain("password"))
    return wanted


@command("show config difference")
async def difference(session: Session, rest: list[str]) -> str:
    """`show config difference [[config|file] A] [config|file] B`: the commands that make B of A, with the blanks of `show config`."""
    if not session.router.model.native_rollback:
        raise Refused(Plain("invalid_name"))
    if "file" in rest:
        raise Refused(Plain("no_file"))
    names = [word for word in rest if word.lower() != "config"]
    if not 1 <= len(names) <= 2:
        raise Refused(Plain("count"))
    first, second = [await opened(session, name) for name in ("-", *names)[-2:]]
    return "".join(line + "\n" for line in first.differences(second))
