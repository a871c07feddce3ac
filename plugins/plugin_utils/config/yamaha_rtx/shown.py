# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A change on an RTX to read: lines, and of lists the numbers that come and go (RX-36). Secrets are not masked here."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Touch
from .lines import Key, Line, Lines
from .lists import Numbers


def shown(before: Lines, after: Lines) -> Iterator[str]:
    """``-`` and ``+`` lines; of a list the numbers that come and go (RX-36)."""
    for key, old, new in _changes(before, after):
        place = f"{key[0]}: " if key[0] else ""
        if old and new and new.form == "list":
            yield f"  {place}{key[1]}: {_numbers(old, new)}"
            continue
        yield from [f"- {place}{old.text}"] if old and old.canon else []
        yield from [f"+ {place}{new.text}"] if new and new.canon else []


def _numbers(old: Line, new: Line) -> str:
    was, now = (str(Numbers.read(line.canon)).split() for line in (old, new))
    moves = [f"-{number}" for number in was if number not in now] + [f"+{number}" for number in now if number not in was]
    return " ".join(moves) or f"order {' '.join(now)}"


def touched(before: Lines, after: Lines) -> Iterator[Touch]:
    """Each line that comes, goes or changes."""
    for key, old, new in _changes(before, after):
        kind = "added" if old is None or not old.canon else "removed" if new is None or not new.canon else "changed"
        yield Touch(" / ".join(filter(None, key)), kind)


def _changes(before: Lines, after: Lines) -> Iterator[tuple[Key, Line | None, Line | None]]:
    """The keys that mean another thing afterwards, with the lines before and after."""
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if (new.canon if new else "") != (old.canon if old else ""):
            yield key, old, new
