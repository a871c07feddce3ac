# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Small commands: `ping`, `clear`, `date`, `time`, `help`."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from ..refused import Plain, Refused
from . import command

if TYPE_CHECKING:
    from ..session import Session

_CLEARED = ("nat descriptor dynamic", "arp", "log", "status", "ip dynamic routing", "dns cache", "queue", "account")


@command("ping", administrator=False)
def ping(session: Session, rest: list[str]) -> str:
    """Every host answers."""
    try:
        host = ipaddress.IPv4Address(rest[-1])
    except IndexError as missing:
        raise Refused(Plain("count")) from missing
    except ValueError as bad:
        raise Refused(Plain("address")) from bad
    echoes = "".join(f"received from {host}: icmp_seq={number} ttl=64 time=0.4{number}ms\n" for number in range(4))
    return f"{echoes}\n4 packets transmitted, 4 packets received, 0.0% packet loss\nround-trip min/avg/max = 0.40/0.41/0.43 ms\n"


@command("clear")
def clear(session: Session, rest: list[str]) -> None:
    """Counters and tables; `clear log` empties the log."""
    words = " ".join(rest).lower()
    if not words:
        raise Refused(Plain("count"))
    if not any(words == known or words.startswith(known + " ") for known in _CLEARED):
        raise Refused(Plain("keyword"))
    if words == "log":
        session.router.messages.clear()


@command("date")
def date(session: Session, rest: list[str]) -> None:
    """`date YYYY-MM-DD` (or with slashes)."""
    parts = "".join(rest).replace("/", "-").split("-")
    if len(rest) != 1 or len(parts) != 3 or not all(part.isdecimal() for part in parts):
        raise Refused(Plain("count"))
    now = session.router.local()
    try:
        session.router.set_clock(now.replace(year=int(parts[0]), month=int(parts[1]), day=int(parts[2])))
    except ValueError as bad:
        raise Refused(Plain("range")) from bad


@command("time")
def time(session: Session, rest: list[str]) -> None:
    """`time HH:MM:SS`."""
    parts = "".join(rest).split(":")
    if len(rest) != 1 or len(parts) != 3 or not all(part.isdecimal() for part in parts):
        raise Refused(Plain("count"))
    now = session.router.local()
    try:
        session.router.set_clock(now.replace(hour=int(parts[0]), minute=int(parts[1]), second=int(parts[2]), microsecond=0))
    except ValueError as bad:
        raise Refused(Plain("range")) from bad
