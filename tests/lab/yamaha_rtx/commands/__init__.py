# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Commands that act at once instead of being part of the configuration: words with handlers."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from ..session import Session

_Answer = str | None
_Handler = TypeVar("_Handler", bound=Callable[..., "_Answer | Awaitable[_Answer]"])
_FILES = ("leaving", "reading", "comparing", "saving", "starting", "guarding", "passwords", "keys", "tools", "showing")


@dataclass(frozen=True, slots=True)
class Command:
    """`administrator`: not for users. The handler takes the session and the words behind the command's own, as typed."""

    handler: Callable[..., _Answer | Awaitable[_Answer]]
    administrator: bool

    async def run(self, session: Session, rest: list[str]) -> _Answer:
        """Execute; the text to be shown, or None."""
        answer = self.handler(session, rest)
        return await answer if inspect.isawaitable(answer) else answer


_COMMANDS: dict[tuple[str, ...], Command] = {}


def command(*names: str, administrator: bool = True) -> Callable[[_Handler], _Handler]:
    """Register a handler `(session, words) -> text | None` for commands."""

    def register(handler: _Handler) -> _Handler:
        """The handler under each of its names."""
        _COMMANDS.update({tuple(name.split()): Command(handler, administrator) for name in names})
        return handler

    return register


@lru_cache(maxsize=1)
def _all() -> dict[tuple[str, ...], Command]:
    for name in _FILES:
        importlib.import_module(f".{name}", __package__)
    return _COMMANDS


def find(line: str) -> tuple[Command | None, list[str]]:
    """The command that a line begins with (the longest name counts) and the words behind; None for a configuration command."""
    words = line.split()
    folded = tuple(word.lower() for word in words)
    for length in range(min(len(words), 5), 0, -1):
        if (found := _all().get(folded[:length])) is not None:
            return found, words[length:]
    return None, words


def offered(text: str) -> list[str]:
    """The commands that begin as the text does."""
    return sorted(name for name in map(" ".join, _all()) if name.startswith(text.lower().lstrip()))
