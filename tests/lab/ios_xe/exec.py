"""Exec commands: patterns with handlers, compiled once per process for user and privileged level."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from .match import Matcher, Parsed
from .pattern import Pattern

if TYPE_CHECKING:
    from .session import Session

_Handler = TypeVar("_Handler", bound=Callable[..., Any])
_OWN = ("basics", "configuration", "saving", "system", "archives", "reloading", "clearing")
_COMMANDS: list[Command] = []


@dataclass(frozen=True, slots=True)
class Command:
    """A pattern, what to do, and the least privilege. `of_router`: the handler takes the router instead of the session."""

    pattern: str
    handler: Callable[..., Any]
    level: int = 15
    of_router: bool = False

    async def run(self, session: Session, parsed: Parsed) -> str | None:
        """Call the handler with the named arguments and return its text."""
        subject = session.router if self.of_router else session
        found = self.handler(subject, parsed.named())
        return await found if inspect.isawaitable(found) else found


def command(*patterns: str, level: int = 15) -> Callable[[_Handler], _Handler]:
    """Register a handler `(session, arguments) -> text` for patterns."""

    def register(handler: _Handler) -> _Handler:
        """Add the handler's patterns to the grammar."""
        _COMMANDS.extend(Command(pattern, handler, level) for pattern in patterns)
        return handler

    return register


@lru_cache(maxsize=2)
def _matcher(privileged: bool) -> Matcher:
    for name in _OWN:
        importlib.import_module(f".commands.{name}", __package__)
    outputs = importlib.import_module(".show", __package__)
    own = {item.pattern for item in _COMMANDS}
    rest = [Command(pattern, handler, _level(pattern), True) for pattern, handler in outputs.COMMANDS if pattern not in own]
    return Matcher([Pattern(item.pattern, item) for item in [*_COMMANDS, *rest] if privileged or item.level <= 1])


def matcher(level: int) -> Matcher:
    """The commands of a privilege level."""
    return _matcher(level > 1)


def _level(pattern: str) -> int:
    """Operational outputs are open to user exec, except those that tell about configuration or change state."""
    return 15 if pattern.startswith(("clear", "show crypto map", "show ip access-lists", "show access-lists", "debug")) else 1
