"""Terminal settings, privilege, leaving (IX-01, IX-05, IX-12)."""

from __future__ import annotations

import time

from ..exec import command
from ..session import Session


@command("terminal length <0-512>", level=1)
def terminal_length(session: Session, arguments: dict[str, str]) -> None:
    """0: no paging."""
    session.terminal.length = int(arguments["length"])


@command("terminal width <0-512>", level=1)
def terminal_width(session: Session, arguments: dict[str, str]) -> None:
    """0: no wrapping."""
    session.terminal.width = int(arguments["width"])


@command("terminal no length", "terminal default length", level=1)
def terminal_default_length(session: Session, _arguments: dict[str, str]) -> None:
    """Back to 24 lines."""
    session.terminal.length = 24


@command("terminal monitor")
def terminal_monitor(session: Session, _arguments: dict[str, str]) -> None:
    """System messages appear in this session."""
    session.monitor = True


@command("terminal no monitor")
def terminal_no_monitor(session: Session, _arguments: dict[str, str]) -> None:
    """They do no more."""
    session.monitor = False


@command("terminal history [size <0-256>]", "terminal exec prompt timestamp", "terminal no exec prompt timestamp", "terminal shell", level=1)
def terminal_other(_session: Session, _arguments: dict[str, str]) -> None:
    """Accepted, without effect here."""


@command("enable [<0-15>]", level=1)
async def enable(session: Session, arguments: dict[str, str]) -> str | None:
    """Privileged mode; three tries (IX-05)."""
    wanted = int(arguments.get("enable", "15")) if arguments.get("enable", "").isdigit() else 15
    if wanted <= session.level:
        session.level = wanted
        return None
    tries = 1 if "aaa new-model" in session.router.config.root.lines else 3
    for _try in range(tries):
        right = session.router.users.enable(session.user, await session.ask("Password: ", echo=False))
        if right is None:
            return "% Error in authentication.\n"
        if right:
            session.level = wanted
            return None
    return "% Access denied\n" if tries == 1 else "% Bad secrets\n"


@command("disable [<0-15>]", level=1)
def disable(session: Session, arguments: dict[str, str]) -> None:
    """Back to user exec."""
    level = arguments.get("disable", "")
    session.level = int(level) if level.isdigit() else 1


@command("exit", "logout", "quit", level=1)
def leave(session: Session, _arguments: dict[str, str]) -> None:
    """End of the session."""
    session.leaving = True


@command("show privilege", level=1)
def show_privilege(session: Session, _arguments: dict[str, str]) -> str:
    """IX-29."""
    return f"Current privilege level is {session.level}\n"


@command("show clock [detail]", level=1)
def show_clock(session: Session, _arguments: dict[str, str]) -> str:
    """The lab's time."""
    now = session.router.clock.now()
    return time.strftime("%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1000):03d}" + time.strftime(" UTC %a %b %e %Y\n", time.gmtime(now))


@command("show terminal", level=1)
def show_terminal(session: Session, _arguments: dict[str, str]) -> str:
    """Length and width."""
    return f"Line 2, Location: \"\", Type: \"\"\nLength: {session.terminal.length} lines, Width: {session.terminal.width} columns\n"


@command("show users [all]", level=1)
def show_users(session: Session, _arguments: dict[str, str]) -> str:
    """Who is logged in."""
    rows = ["    Line       User       Host(s)              Idle       Location"]
    for place, other in enumerate(session.router.sessions):
        mark = "*" if other is session else " "
        rows.append(f"{mark}{866 + place:4d} vty {place:<5d} {other.user:<10s} idle                 00:00:00 {other.peer}")
    return "\n".join([*rows, "", "  Interface    User               Mode         Idle     Peer Address"]) + "\n"


@command("show history", level=1)
def show_history(session: Session, _arguments: dict[str, str]) -> str:
    """The last lines of this session."""
    return "".join(f"  {entry.line}\n" for entry in session.router.log if entry.session == session.number)


@command("help", level=1)
def help_text(_session: Session, _arguments: dict[str, str]) -> str:
    """How to get help."""
    return "Help may be requested at any point in a command by entering\na question mark '?'.\n"
