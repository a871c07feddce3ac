"""Showing and saving configurations, and the files of the router (IX-16, IX-34)."""

from __future__ import annotations

import time

from ..exec import command
from ..render import section_text
from ..session import Session

_RUNNING = ("running-config", "system:running-config")
_STARTUP = ("startup-config", "nvram:startup-config")


@command("show running-config [all] [brief] [full]")
def show_running(session: Session, _arguments: dict[str, str]) -> str:
    """The whole running configuration."""
    router = session.router
    body = router.running_text()
    return f"Building configuration...\n\nCurrent configuration : {len(body)} bytes\n{_header(session)}{body}\n"


def _header(session: Session) -> str:
    router = session.router
    saved = f"! NVRAM config last updated at {router.date(router.saved_at)} by kyoten\n" if router.saved_at > router.boot_time else ""
    return f"!\n! Last configuration change at {router.date(router.changed_at)}\n{saved}"


@command("show running-config interface NEWINTERFACE")
def show_running_interface(session: Session, arguments: dict[str, str]) -> str:
    """One interface."""
    lines = section_text(session.router.config, f"interface {arguments['interface']}", session.router.faults)
    if not lines:
        column = len(session.prompt()) + len("show running-config interface ")
        return f"{' ' * column}^\n% Invalid input detected at '^' marker.\n\n"
    body = "\n".join(lines)
    return f"Building configuration...\n\nCurrent configuration : {len(body)} bytes\n!\n{body}\nend\n\n"


@command("show running-config {vrf|router|aaa|class-map|policy-map|ip route|partition|view full|linenum|archive|control-plane} [LINE]")
def show_running_part(session: Session, arguments: dict[str, str]) -> str:
    """The sections whose first line begins with the words."""
    words = [word for word in arguments.values() if word not in ("show", "running-config")]
    start = " ".join(dict.fromkeys(words)).replace("vrf", "vrf definition", 1)
    config = session.router.config
    body = "\n".join(line for key in config.root.lines if key.startswith(start) for line in section_text(config, key, session.router.faults))
    return f"Building configuration...\n\nCurrent configuration : {len(body)} bytes\n{body}\nend\n\n"


@command("show startup-config", "show configuration", "more nvram:startup-config")
def show_startup(session: Session, _arguments: dict[str, str]) -> str:
    """The saved configuration."""
    text = session.router.startup
    return f"Using {len(text)} out of 33554432 bytes\n{_header(session)}{text}" if text else "startup-config is not present\n"


@command("more URL")
def more(session: Session, arguments: dict[str, str]) -> str:
    """A file."""
    name = arguments["more"]
    found = session.router.running_text() if name in _RUNNING else session.router.files.get(name, (0.0, ""))[1]
    return found or f"%Error opening {name} (No such file or directory)\n"


@command("write [memory]", "write")
def write_memory(session: Session, _arguments: dict[str, str]) -> str:
    """Save (IX-16)."""
    session.router.save()
    return "Building configuration...\n[OK]\n"


@command("write terminal")
def write_terminal(session: Session, arguments: dict[str, str]) -> str:
    """The old name of `show running-config`."""
    return show_running(session, arguments)


@command("copy URL URL")
async def copy(session: Session, arguments: dict[str, str]) -> str:
    """Copy between running, startup and files; asks for the destination (IX-16)."""
    router = session.router
    source, target = _full_name(arguments["copy"]), _full_name(arguments["url_2"] if "url_2" in arguments else arguments["url"])
    if "file prompt quiet" not in router.config.root.lines:
        target = _full_name(await session.ask(f"Destination filename [{target.partition(':')[2] or target}]? ") or target)
    text = _content(session, source)
    if not text:
        return f"%Error opening {source} (No such file or directory)\n"
    if target in _STARTUP:
        router.save()
        return "Building configuration...\n[OK]\n"
    if target in _RUNNING:
        router.configure(text)
        return f"{len(text)} bytes copied in 0.140 secs\n"
    if router.faults.disk_full:
        return f"%Error opening {target} (No space left on device)\n"
    router.files[target] = (router.clock.now(), text)
    return f"{len(text)} bytes copied in 0.140 secs ({len(text) * 7} bytes/sec)\n"


def _full_name(name: str) -> str:
    for full in (*_RUNNING[:1], *_STARTUP[:1]):
        if full.startswith(name):
            return full
    return name if ":" in name or name in (*_RUNNING, *_STARTUP) else f"bootflash:{name}"


def _content(session: Session, name: str) -> str:
    if name in _RUNNING:
        return session.router.running_text_plain()
    return session.router.startup if name in _STARTUP else session.router.files.get(name, (0.0, ""))[1]


@command("write erase", "erase startup-config", "erase nvram:")
async def erase(session: Session, _arguments: dict[str, str]) -> str:
    """Forget the saved configuration."""
    answer = await session.ask("Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]")
    if answer.lower() not in ("", "y", "yes", "confirm"):
        return ""
    session.router.startup = ""
    session.router.syslog("%SYS-7-NV_BLOCK_INIT: Initialized the geometry of nvram")
    return "[OK]\nErase of nvram: complete\n"


@command("delete [/force] URL")
async def delete(session: Session, arguments: dict[str, str]) -> str:
    """Remove a file; asks twice unless forced."""
    name = arguments["url"]
    if "/force" not in arguments:
        await session.ask(f"Delete filename [{name.partition(':')[2]}]? ")
        if (await session.ask(f"Delete {name}? [confirm]")).lower() not in ("", "y", "yes"):
            return ""
    return "" if session.router.files.pop(name, None) else f"%Error deleting {name} (No such file or directory)\n"


@command("dir [URL]", level=15)
def directory(session: Session, arguments: dict[str, str]) -> str:
    """Files of bootflash."""
    place = arguments.get("url", "bootflash:").partition(":")[0] + ":"
    rows = [f"Directory of {place}/", ""]
    for number, (name, (moment, text)) in enumerate(session.router.files.items(), start=11):
        if name.startswith(place):
            date = time.strftime("%b %e %Y %H:%M:%S +00:00", time.gmtime(moment))
            rows.append(f"{number:6d}  -rw-  {len(text):16d}  {date}  {name.partition(':')[2]}")
    free = 0 if session.router.faults.disk_full else 5712232448
    return "\n".join([*rows, "", f"7194652672 bytes total ({free} bytes free)"]) + "\n"


@command("show file systems")
def file_systems(session: Session, _arguments: dict[str, str]) -> str:
    """The file systems."""
    free = 0 if session.router.faults.disk_full else 5712232448
    return (
        "File Systems:\n\n"
        "       Size(b)       Free(b)      Type  Flags  Prefixes\n"
        "             -             -    opaque     rw   system:\n"
        f"*   7194652672  {free:12d}      disk     rw   bootflash:\n"
        "      33554432      33543116     nvram     rw   nvram:\n"
    )
