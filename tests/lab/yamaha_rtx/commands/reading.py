# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""`show config` and what belongs to it (RX-27, RX-29)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..config import Context
from ..identity import header
from ..refused import Plain, Refused
from . import command
from .comparing import opened

if TYPE_CHECKING:
    from ..session import Session

_RANGE = re.compile(r"(\d+)(?:-(\d+))?")
_LIST_HEAD = "  No.   Date       Time     Size    Sects    Comment\n------- ---------- -------- ------- -------- ---------------------------\n"


@command("show config")
async def show_config(session: Session, rest: list[str]) -> str:
    """The running configuration, or a saved one by number, below a header."""
    if len(rest) > 1:
        raise Refused(Plain("count"))
    config = await opened(session, rest[0]) if rest else session.router.config
    return _text([*header(session.router), *config.body()])


@command("show config pp")
def show_pp(session: Session, rest: list[str]) -> str:
    """`show config pp [n[-m]]`; without a number the selected one."""
    return _block(session, "pp", rest)


@command("show config tunnel")
def show_tunnel(session: Session, rest: list[str]) -> str:
    """`show config tunnel [n[-m]] [expand]`; without a number the selected one."""
    return _block(session, "tunnel", rest)


@command("show config list")
def show_list(session: Session, rest: list[str]) -> str:
    """Every saved configuration; `*` marks the one that the next start reads."""
    if rest:
        raise Refused(Plain("count"))
    router, lines = session.router, []
    for name, saved in router.flash.listed().items():
        mark = "*" if name == str(router.flash.default) else " "
        size = sum(len(line) + 2 for line in saved.lines)
        sectors = f"{-(-size // 4096):03d}/{-(-size // 4096):03d}"
        lines.append(f"{mark} {name:<5} {router.local(saved.time):%Y/%m/%d %H:%M:%S} {size:>7} {sectors:<8} {saved.comment}".rstrip())
    return _LIST_HEAD + _text(lines) + _LIST_HEAD.splitlines()[1] + "\n"


def _block(session: Session, kind: str, rest: list[str]) -> str:
    words = [word for word in rest if word.lower() != "expand"]
    found = _RANGE.fullmatch(words[0]) if words else None
    if len(words) > 1 or (words and found is None):
        raise Refused(Plain("count" if len(words) > 1 else "integer"))
    if found is None and session.context.kind != kind:
        raise Refused(Plain("select_pp" if kind == "pp" else "select_tunnel"))
    low = int(found[1]) if found else int(session.context.number or 0)
    high = int(found[2] or low) if found else low
    return _text([line for number in range(low, high + 1) for line in session.router.config.body(Context(kind, number))])


def _text(lines: list[str]) -> str:
    return "".join(line + "\n" for line in lines)
