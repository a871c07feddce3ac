"""Entering configuration mode, with or without a revert timer; confirm, revert, replace (IX-15, IX-41..IX-46)."""

from __future__ import annotations

from ..archive import NOTHING
from ..edit import Rejected
from ..exec import command
from ..session import Session
from .differences import differences

_LOCKED = "Configuration mode is locked by process '{process}' user '{user}' from terminal '{line}'. Please try later.\n"
_HELLO = "Enter configuration commands, one per line.  End with CNTL/Z."
_REPLACE = (
    "This will apply all necessary additions and deletions\n"
    "to replace the current running configuration with the\n"
    "contents of the specified configuration file, which is\n"
    "assumed to be a complete configuration, not a partial\n"
    "configuration. Enter Y if you are sure you want to proceed. ? [no]: "
)


@command("configure terminal [lock] [revert {timer <1-120>|idle <1-120>}]", "configure terminal revert timer <1-120> idle <1-120>")
def configure_terminal(session: Session, arguments: dict[str, str]) -> str:
    """Configuration mode; with `revert` the running configuration is backed up and the timer armed first (IX-42)."""
    locked = _lock(session)
    if locked:
        return locked
    said = ""
    if "revert" in arguments:
        idle = "timer" not in arguments
        try:
            said = session.router.archive.arm(session.user, session.level, int(arguments["idle" if idle else "timer"]), idle)
        except Rejected as error:
            session.router.config_lock = None
            return f"{error}\n"
    session.path = ()
    session.lines = 0
    return f"{said}{_HELLO}\n"


def _lock(session: Session) -> str:
    """IX-15: with `configuration mode exclusive` (or by a fault) one session holds the configuration."""
    router = session.router
    if router.faults.config_locked:
        return _LOCKED.format(process=7, user=router.faults.config_locked, line=0)
    if not router.config.root.starting("configuration mode exclusive"):
        return ""
    holder = next((other for other in router.sessions if other.number == router.config_lock), None)
    if holder is not None and holder is not session:
        return _LOCKED.format(process=200 + holder.number, user=holder.user, line=holder.number)
    router.config_lock = session.number
    return ""


@command("configure")
async def configure_ask(session: Session, _arguments: dict[str, str]) -> str:
    """Without a word it asks from where."""
    answer = await session.ask("Configuring from terminal, memory, or network [terminal]? ")
    return configure_terminal(session, {}) if not answer or "terminal".startswith(answer) else "?Must be \"terminal\", \"memory\" or \"network\"\n"


@command("configure confirm")
def configure_confirm(session: Session, _arguments: dict[str, str]) -> str:
    """IX-44: nothing pending means that the timer has already fired."""
    said = session.router.archive.confirm(session.user)
    return said + "\n" if said else ""


@command("configure revert {now|timer {<1-120>|idle <1-120>}}")
def configure_revert(session: Session, arguments: dict[str, str]) -> str:
    """Roll back now, or set the timer anew."""
    archive = session.router.archive
    if archive.pending is None:
        return NOTHING + "\n"
    if "now" in arguments:
        return archive.revert()
    idle = "idle" in arguments
    return archive.reschedule(int(arguments["idle" if idle else "timer"]), idle)


@command("configure replace URL [nolock] [list] [force] [ignorecase] [revert trigger [error] [timer <1-120>]] [time <1-120>]")
async def configure_replace(session: Session, arguments: dict[str, str]) -> str:
    """Replace the running configuration by a file (IX-41, IX-46)."""
    router = session.router
    name = arguments["replace"]
    text = router.startup if name in ("nvram:startup-config", "startup-config") else router.files.get(name, (0.0, ""))[1]
    if not text:
        return f"%Error opening {name} (No such file or directory)\n"
    minutes = arguments.get("timer", arguments.get("time", ""))
    if minutes.isdigit():
        try:
            session.terminal.write(router.archive.arm(session.user, session.level, int(minutes), idle=False))
        except Rejected as error:
            return f"{error}\n"
    if "force" not in arguments and not (await session.ask(_REPLACE)).lower().startswith("y"):
        return ""
    found = differences(router.running_text_plain(), text) if "list" in arguments else []
    listed = "".join(f"!{line}\n" for line in found)
    changed = router.running_text_plain() != text
    router.replace(text)
    router.syslog(f"%SYS-5-CONFIG_R: Config Replace is Done by {session.user} on vty0 ({session.peer})")
    return f"{listed}Total number of passes: {1 if changed else 0}\nRollback Done\n\n"
