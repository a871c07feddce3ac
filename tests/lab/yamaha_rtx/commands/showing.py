# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reads beyond the configuration: who is logged in, the log, the environment (RX-29, RX-70)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..config import Refusal
from ..identity import firmware, hardware
from ..refused import Plain, Refused
from ..standing import filter_text, nat_text, qos_text
from ..values import Bad, interface
from . import command

if TYPE_CHECKING:
    from ..session import Session

_BLOCKS = ("pp", "tunnel")
_MOMENT = "%Y/%m/%d %H:%M:%S"


@command("show status user", administrator=False)
def show_users(session: Session, rest: list[str]) -> str:
    """Everybody who is logged in; `*` marks oneself, `+` an administrator."""
    if rest:
        raise Refused(Plain("count"))
    rows = ["(*: own connection, +: administrator mode)", "user            connection     login time     idle", "-" * 64]
    for number, each in enumerate(session.router.sessions, start=1):
        marks = ("*" if each is session else " ") + ("+" if each.administrator else " ")
        since, idle = session.router.local(each.since), int(session.router.clock.now() - each.seen)
        rows.append(f"{marks}{each.user or '-':<14}{each.kind.upper()}{number:<9}{since:%m/%d %H:%M:%S} {idle:>4}s {each.peer}")
    rows.extend(f"  (other)       SSH{number}" for number in range(len(session.router.sessions) + 1, session.router.faults.sessions_open + 1))
    return "".join(row.rstrip() + "\n" for row in rows)


@command("show environment", administrator=False)
def show_environment(session: Session, rest: list[str]) -> str:
    """Model, firmware, load, which configuration runs and which the next start reads, since when."""
    if rest:
        raise Refused(Plain("count"))
    router = session.router
    seconds = int(router.now() - router.boot_time)
    clock = f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return session.say(
        "environment", name=router.model.name, firmware=firmware(router), hardware=hardware(router), running=router.started_from,
        default=router.flash.default, boot=f"{router.local(router.boot_time):{_MOMENT}}", now=f"{router.local():{_MOMENT}}",
        days=seconds // 86400, clock=clock,
    )


@command("show log")
def show_log(session: Session, rest: list[str]) -> str:
    """`show log [reverse]`."""
    if rest not in ([], ["reverse"]):
        raise Refused(Plain("keyword"))
    lines = list(session.router.messages)
    return "".join(line + "\n" for line in (reversed(lines) if rest else lines))


@command("show copyright", administrator=False)
def show_copyright(session: Session, rest: list[str]) -> str:
    """Whose software it is."""
    return "Copyright (c) Yamaha Corporation. All Rights Reserved.\n"


@command("show ip secure filter")
def show_filters(session: Session, rest: list[str]) -> str:
    """`show ip secure filter INTERFACE [in|out]`; of pp and tunnel with a number, or of the selected one."""
    wanted, left = _interface(session, [word.lower() for word in rest])
    if len(left) > 1:
        raise Refused(Plain("count"))
    if left not in ([], ["in"], ["out"]):
        raise Refused(Plain("keyword"))
    return filter_text(session.router.config, wanted, left or ["in", "out"], session.router.language)


@command("show nat descriptor address")
def show_nat(session: Session, rest: list[str]) -> str:
    """`show nat descriptor address [N|all] [detail]`."""
    words = [word.lower() for word in rest]
    if len(words) > 2 or words[1:] not in ([], ["detail"]):
        raise Refused(Plain("count" if len(words) > 2 else "keyword"))
    if words and words[0] != "all" and not words[0].isdecimal():
        raise Refused(Plain("integer"))
    return nat_text(session.router.config, words[0] if words and words[0] != "all" else "", session.router.language)


@command("show status qos")
def show_qos(session: Session, rest: list[str]) -> str:
    """`show status qos all|bandwidth|length [INTERFACE]`: all are told at once."""
    words = [word.lower() for word in rest]
    if not words:
        raise Refused(Plain("count"))
    if words[0] not in ("all", "bandwidth", "length"):
        raise Refused(Plain("keyword"))
    wanted, left = _interface(session, words[1:]) if words[1:] else ("", [])
    if left:
        raise Refused(Plain("count"))
    return qos_text(session.router.config, wanted, session.router.language)


def _interface(session: Session, words: list[str]) -> tuple[str, list[str]]:
    """The interface that the words begin with (`lan1`, `pp 1`), and the others."""
    if not words:
        raise Refused(Plain("count"))
    if words[0] in _BLOCKS and words[1:] and words[1] not in ("in", "out"):
        selected, left = session.router.config.select(f"{words[0]} select {words[1]}"), words[2:]
    elif words[0] in _BLOCKS:
        selected, left = session.context, words[1:]
    else:
        return _plain_interface(session, words[0]), words[1:]
    if isinstance(selected, Refusal):
        raise Refused(selected)
    if selected.kind != words[0]:
        raise Refused(Plain(f"select_{words[0]}"))
    return f"{selected.kind} {selected.number}", left


def _plain_interface(session: Session, word: str) -> str:
    try:
        return interface(word, "lan,wan,bridge,loopback", session.router.model)
    except Bad as bad:
        raise Refused(Plain("keyword" if bad.key == "invalid_name" else bad.key)) from bad
