"""`reload`, now or later (IX-46)."""

from __future__ import annotations

from ..exec import command
from ..session import Session
from ..terminal import Closed


async def _permitted(session: Session) -> bool:
    """The two questions; saves when asked to."""
    router = session.router
    if router.running_text_plain() != router.startup:
        answer = (await session.ask("\nSystem configuration has been modified. Save? [yes/no]: ")).lower()
        while answer not in ("yes", "y", "no", "n"):
            session.terminal.write("% Please answer 'yes' or 'no'.\n")
            answer = (await session.ask("System configuration has been modified. Save? [yes/no]: ")).lower()
        if answer.startswith("y"):
            router.save()
            session.terminal.write("Building configuration...\n[OK]\n")
    return (await session.ask("Proceed with reload? [confirm]")).lower() in ("", "y", "yes")


@command("reload", "reload reason LINE")
async def reload_now(session: Session, _arguments: dict[str, str]) -> str:
    """Restart from the saved configuration."""
    if not await _permitted(session):
        return ""
    await session.terminal.flush()
    session.router.reload()
    raise Closed


@command("reload in <1-34560> [LINE]")
async def reload_in(session: Session, arguments: dict[str, str]) -> str:
    """Restart in so many minutes."""
    router = session.router
    if not await _permitted(session):
        return ""
    minutes = int(arguments["in"])
    router.schedule_reload(minutes)
    when = router.date(router.clock.now() + minutes * 60)
    return f"Reload scheduled for {when} (in {minutes} minutes) by {session.user} on vty0 ({session.peer})\n"


@command("reload cancel")
def reload_cancel(session: Session, _arguments: dict[str, str]) -> str:
    """Forget the scheduled restart."""
    if not session.router.cancel_reload():
        return "%No reload is scheduled.\n"
    return "\n***\n*** --- SHUTDOWN ABORTED ---\n***\n"


@command("show reload", level=1)
def show_reload(session: Session, _arguments: dict[str, str]) -> str:
    """What is scheduled."""
    when = session.router.reload_at
    return f"Reload scheduled for {session.router.date(when)} by console\n" if when else "No reload is scheduled.\n"
