# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A console of an RTX made ready for work: administrator, one language, no pager; and put back as it was found (RX-08, RX-13..RX-17)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from .errors import DeviceError
from .masking import Mask, mask_words
from .rtx_console import Console
from .rtx_screen import refusal
from .target import Target
from .transport import SshTransport, Transport

_KINDS = ("character", "columns", "lines", "info")
_CONSOLE_LINE = re.compile(r"^\s*console (character|columns|lines|info) \S+.*$", re.MULTILINE)
_WANTED = ("console character en.ascii", "console columns 4096", "console lines infinity")
_OURS = (*_WANTED, "console character ascii", "console columns 200")
Found = tuple[str, ...]  #: the console lines of the running configuration before anybody of us came


def open_console(target: Target, mask: Mask = mask_words, connect: Callable[[Target], Transport] = SshTransport) -> Console:
    """Log in, raise the privilege, and ask for nothing else. Raises ``DeviceError``."""
    console = Console(target, connect(target), mask)
    try:
        console.await_prompt()
        _administrator(console, target)
    except BaseException:
        console.close()
        raise
    return console


class Lines(Protocol):
    """What settings are typed into: our console, or that of another connection."""

    columns: int

    def run(self, line: str, *, check: bool = True) -> str:
        """The reply to one line."""

    def take(self, settings: Sequence[str]) -> bool:
        """Type settings that answer nothing; whether none was refused."""

    def saved(self, pattern: str) -> str:
        """The lines of the saved configuration that match; an error text where they cannot be read."""


def prepare(console: Lines, found: Found | None = None) -> Found:
    """Set the console for work; what stood there before, or ``found`` when that is known from an earlier session."""
    if found is None:
        text = console.run("show config | grep console", check=False)
        found = _before_us(console, tuple(match[0].strip() for match in _CONSOLE_LINE.finditer(text)))
    quiet = ["console info off"] if any(line.startswith("console info on") for line in found) else []
    if console.take([*_WANTED, *quiet]):
        console.columns = 4096
    else:
        _one_by_one(console, quiet)
    return found


def _one_by_one(console: Lines, quiet: Sequence[str]) -> None:
    """For older revisions, which know other words (RX-14, RX-15)."""
    if refusal(console.run("console character en.ascii", check=False)) is not None:
        console.run("console character ascii")
    wide = refusal(console.run("console columns 4096", check=False)) is None
    if not wide:
        console.run("console columns 200")
    console.columns = 4096 if wide else 200
    for line in ("console lines infinity", *quiet):
        console.run(line)


def _before_us(console: Lines, found: Found) -> Found:
    """What looks like ours may have been left by a run that was cut off: of its kind the saved line is the user's, or none."""
    doubtful = {line.split()[1] for line in found if line in _OURS}
    text = console.saved("console") if doubtful else ""
    if not doubtful or refusal(text) is not None:
        return found
    saved = (match[0].strip() for match in _CONSOLE_LINE.finditer(text))
    return (*(line for line in found if line.split()[1] not in doubtful), *(line for line in saved if line.split()[1] in doubtful))


def restore(console: Lines, found: Found) -> None:
    """The console lines of the configuration as they were (RX-17): a line again where one stood, else none."""
    stood = {line.split()[1]: line for line in reversed(found)}
    before = [stood.get(kind, f"no console {kind}") for kind in _KINDS if kind in stood or kind != "info"]
    if not console.take(before):
        for line in before:
            console.run(line, check=False)
    console.columns = next((int(line.split()[2]) for line in found if line.split()[1] == "columns"), 80)


def _administrator(console: Console, target: Target) -> None:
    """RX-08: with a password, or without where the user's attribute says so."""
    if console.mark == "#":
        return
    password = target.enable_password or ""
    said = console.run("administrator", answers=[(r"[Pp]assword", f"{password}\r")], check=False)
    if console.mark != "#":
        raise DeviceError("KO-DV005", console.host, reply=refusal(said) or said.strip())
