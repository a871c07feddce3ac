"""`show archive` and its relatives (IX-40, IX-43)."""

from __future__ import annotations

from ..archive import NOTHING
from ..edit import Rejected
from ..exec import command
from ..session import Session
from .differences import differences, incremental

_OFF = " Archive feature not enabled\n"


@command("show archive")
def show_archive(session: Session, _arguments: dict[str, str]) -> str:
    """IX-40."""
    archive = session.router.archive
    if not archive.path:
        return _OFF
    rows = [
        f"The maximum archive configurations allowed is {archive.maximum}.",
        f"There are currently {len(archive.names)} archive configurations saved.",
        f"The next archive file will be named {archive.path}<timestamp>-{archive.number}",
        " Archive #  Name",
    ]
    for place in range(1, archive.maximum + 1):
        name = archive.names[place - 1] if place <= len(archive.names) else ""
        rows.append(f"   {place:<9d}{name}{' <- Most Recent' if place == len(archive.names) else ''}")
    return "\n".join(rows) + "\n"


@command("archive config")
def archive_config(session: Session, _arguments: dict[str, str]) -> str:
    """Store the running configuration."""
    if not session.router.archive.path:
        return f"{_OFF}% Error caught by command handler\n"
    try:
        session.router.archive.store()
    except Rejected as error:
        return f"{error}\n% Error caught by command handler\n"
    return ""


@command("show archive config rollback timer")
def rollback_timer(session: Session, _arguments: dict[str, str]) -> str:
    """IX-43."""
    pending = session.router.archive.current()
    if pending is None:
        return NOTHING + "\n"
    return (
        f"Time configured(or reconfigured): {session.router.date(pending.since)}\n"
        f"Timer type: {'idle' if pending.idle else 'absolute'} timer\n"
        f"Timer value: {pending.minutes} min\n"
        f"User: {pending.user}\n"
    )


@command("show archive config differences [URL [URL]]")
def show_differences(session: Session, arguments: dict[str, str]) -> str:
    """Between two configurations; the second is the running one when only one is named, the first the saved one when none is."""
    first, second = _named(session, arguments.get("url", "nvram:startup-config")), _named(session, arguments.get("url_2", "system:running-config"))
    if not first or not second:
        return "%Error opening file (No such file or directory)\n"
    lines = differences(first, second)
    return "\n".join(["", "!Contextual Config Diffs:", *(lines or ["!No changes were found"]), ""]) + "\n"


@command("show archive config incremental-diffs URL")
def show_incremental(session: Session, arguments: dict[str, str]) -> str:
    """What the file would add to the running configuration."""
    text = _named(session, arguments["url"])
    if not text:
        return f"%Error opening {arguments['url']} (No such file or directory)\n"
    lines = incremental(session.router.running_text_plain(), text)
    return "\n".join(["!List of Commands:", *(lines or ["!No changes were found"]), "end"]) + "\n"


@command("show archive log config all [provisioning]")
def show_archive_log(_session: Session, _arguments: dict[str, str]) -> str:
    """The configuration log is not kept."""
    return " idx   sess           user@line      Logged command\n"


def _named(session: Session, name: str) -> str:
    router = session.router
    if name.endswith("running-config"):
        return router.running_text_plain()
    return router.startup if name.endswith("startup-config") else router.files.get(name, (0.0, ""))[1]
