# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keys of the SSH server and of its users (RX-02, RX-04, RX-23)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncssh

from ..refused import Plain, Refused
from . import command

if TYPE_CHECKING:
    from ..session import Session


@command("sshd host key generate")
async def generate(session: Session, rest: list[str]) -> None:
    """`sshd host key generate [bit=1024|2048]`; asks before it overwrites. The lab's listener keeps the key that it has."""
    if len(rest) > 1:
        raise Refused(Plain("count"))
    if rest and (rest[0].lower() not in ("bit=1024", "bit=2048") or not session.router.box.key_bits):
        raise Refused(Plain("keyword"))
    if session.router.settings.value("sshd host key generate") is not None:
        answer = await session.terminal.choice(session.say("overwrite_key"), "YN")
        session.terminal.write("\n")
        if answer == "N":
            return
    session.terminal.write(session.say("generating"))
    await session.terminal.flush()
    await asyncio.sleep(session.router.faults.save_seconds)
    refusal = session.router.config.execute("sshd host key generate *", session.context, True)
    if refusal is not None:
        raise Refused(refusal)
    session.router.dirty = True
    session.router.touched()


@command("import sshd authorized-keys")
async def import_keys(session: Session, rest: list[str]) -> None:
    """`import sshd authorized-keys USER`: one public key, pasted as a line."""
    if len(rest) != 1:
        raise Refused(Plain("count"))
    if not session.router.box.keys:
        raise Refused(Plain("invalid_name"))
    text = (await session.terminal.line(session.say("paste_key") + "\n")).strip()
    try:
        asyncssh.import_public_key(text)
    except asyncssh.KeyImportError as bad:
        raise Refused(Plain("keyword")) from bad
    session.router.users.add_key(rest[0], text)
