# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What IOS-XE says about its archive and its revert timer, read tolerantly (IX-40, IX-43, IX-44)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NONE = re.compile(r"(?i)no rollback confirmed change pending")
_ARCHIVE_OFF = re.compile(r"(?i)archive\b.*\bnot enabled|turn config archive on")
_ARMED = re.compile(r"(?i)rollback confirmed change\s*:\s*backing up")
_FULL = re.compile(r"(?i)no space left|not enough space|error (?:opening|writing|creating)|% ?error[^\n]*\([^)\n]*space")
_ALREADY = re.compile(r"(?i)already (?:pending|in progress)|rollback confirmed change[^\n]*pending")
_DONE = re.compile(r"(?i)rollback\s+done")
_SAVED = re.compile(r"\[OK\]")
_STRAY = 4  # lines


@dataclass(frozen=True)
class Pending:
    """An armed revert timer: whose (``""`` when not said), of how many minutes (0 when not said), and the device's words."""

    user: str
    minutes: int
    text: str


def parse_pending(text: str) -> Pending | None:
    """The armed timer in the output of ``show archive config rollback timer``, or None; ``ValueError`` on anything else."""
    if _NONE.search(text) or _ARCHIVE_OFF.search(text):
        return None
    user, minutes = re.search(r"(?im)^\s*User\s*:\s*(\S+)", text), re.search(r"(?im)^\s*Timer value\s*:\s*(\d+)", text)
    if not user and not minutes:
        raise ValueError("neither a timer nor its absence")
    return Pending(user.group(1) if user else "", int(minutes.group(1)) if minutes else 0, text.strip())


def says_archive_off(text: str) -> bool:
    """``show archive`` or an attempt to arm says that the archive is off (either wording of IX-44)."""
    return bool(_ARCHIVE_OFF.search(text))


def says_nothing_pending(text: str) -> bool:
    """There was nothing to confirm or revert."""
    return bool(_NONE.search(text))


def says_armed(text: str) -> bool:
    """The backup was taken and the timer runs (IX-42)."""
    return bool(_ARMED.search(text)) and not _FULL.search(text)


def says_disk_full(text: str) -> bool:
    """The backup could not be written (IX-62)."""
    return bool(_FULL.search(text))


def says_pending(text: str) -> bool:
    """Arming was refused since a timer runs already."""
    return bool(_ALREADY.search(text)) and not _NONE.search(text)


def says_rolled_back(text: str) -> bool:
    """The rollback came to its end (IX-45)."""
    return bool(_DONE.search(text))


def says_saved(text: str) -> bool:
    """The startup configuration was written (IX-16)."""
    return bool(_SAVED.search(text))


def whole_configuration(text: str) -> str | None:
    """A configuration up to its ``end``, which may have a stray line or two behind it; None when it is a partial reply (IX-68)."""
    lines = text.rstrip().splitlines()
    for at in range(len(lines) - 1, max(len(lines) - 1 - _STRAY, -1), -1):
        if lines[at].rstrip() == "end":
            return "\n".join(lines[: at + 1])
    return None
