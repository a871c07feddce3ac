"""What the faults of every simulated device have in common: set from text by name, cleared, followed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_OF_THE_LINE = ("unreachable", "rtt_ms")


class FaultSet:
    """The base of a dataclass whose fields are faults; the defaults mean: none. `unreachable` and `rtt_ms` are faults of the line to the device."""

    def set(self, name: str, text: str) -> None:
        """Set one fault from text, e.g. `drop_after_line`, `7`; KeyError for an unknown name, ValueError for a bad value."""
        setattr(self, name, self.value(name, text))

    def value(self, name: str, text: str) -> Any:
        """What the text means for this fault; errors as `set`."""
        default: Any = {field.name: field.default for field in self._fields()}[name]
        if not isinstance(default, bool):
            return type(default)(text)
        if text.lower() not in _YES + _NO:
            raise ValueError(f"{name}: {text!r} is neither yes nor no")
        return text.lower() in _YES

    def __setattr__(self, name: str, value: object) -> None:
        before = getattr(self, name)
        super().__setattr__(name, value)
        if value == before:
            return
        for call in self.__dict__.get("_followers", {}).get(name in _OF_THE_LINE, ()):
            call()

    def follow(self, call: Callable[[], None], line: bool = True) -> None:
        """Have `call` called when a fault of the line to the device changes; or one of the device itself, with `line` False."""
        self.__dict__.setdefault("_followers", {}).setdefault(line, []).append(call)

    def clear(self) -> None:
        """Back to none."""
        for field in self._fields():
            setattr(self, field.name, field.default)

    def active(self) -> dict[str, object]:
        """The faults that are set."""
        return {field.name: getattr(self, field.name) for field in self._fields() if getattr(self, field.name) != field.default}

    def hits(self, name: str, line: str) -> bool:
        """Whether the pattern of the fault `name` is set and matches the line (upper and lower case count the same)."""
        pattern = getattr(self, name)
        return bool(pattern) and re.search(pattern, line, re.IGNORECASE) is not None

    def _fields(self) -> tuple[Any, ...]:
        return dataclasses.fields(self)  # type: ignore[arg-type]
