# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""When a schedule fires and what it may execute (RX-45, RX-47)."""

from __future__ import annotations

import re

from .models import Model
from .values import Bad, Type, number

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FORBIDDEN = (
    "administrator", "bgp configure refresh", "cold start", "confirm", "console", "copy", "date", "delete", "echo", "exit", "help", "less", "login",
    "no schedule", "ospf configure refresh", "ping", "quit", "rename", "rollback timer", "save", "schedule", "scp", "show", "ssh",
    "sshd host key generate", "sshd session", "telnet", "time", "timezone", "traceroute", "user attribute",
)
_ALLOWED = ("console info", "console prompt", "no console info", "no console prompt")
_LONGEST = 3600


def date(word: str, argument: str, model: Model) -> str:
    """`MONTH/DAY`: numbers, lists, spans, `*`, names of days of the week."""
    month, slash, day = word.lower().partition("/")
    if not slash:
        raise Bad("keyword")
    _counts(month, 1, 12)
    if not all(each in _DAYS for part in day.split(",") for each in part.split("-") if each):
        _counts(day, 1, 31)
    return word


def time(word: str, argument: str, model: Model) -> str:
    """`HH:MM` or `HH:MM:SS`, of numbers, lists, spans, `*`."""
    parts = word.split(":")
    if len(parts) not in (2, 3):
        raise Bad("keyword")
    for part, highest in zip(parts, (23, 59, 59), strict=False):
        _counts(part, 0, highest)
    return word


def _counts(text: str, low: int, high: int) -> None:
    for part in text.split(","):
        if part != "*":
            ends = [number(end, low, high) for end in part.split("-", 1) if end]
            if not ends or ends != sorted(ends):
                raise Bad("range")


def delay(word: str, argument: str, model: Model) -> str:
    """`+SECONDS`."""
    if not word.startswith("+"):
        raise Bad("keyword")
    number(word[1:], 1, _LONGEST)
    return word


def command(word: str, argument: str, model: Model) -> str:
    """Any command that may be scheduled: its own mistakes show when it runs."""
    words = re.sub(r"\s+", " ", word.lower()) + " "
    if words.startswith(tuple(f"{each} " for each in _FORBIDDEN)) and not words.startswith(tuple(f"{each} " for each in _ALLOWED)):
        raise Bad("keyword")
    return word


TYPES: dict[str, Type] = {"date": date, "time": time, "delay": delay, "command": command}
