# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The outputs of both rounds, each parsed at most once, and the one way to say that an output is no use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from .parsers.text import ParseError

T = TypeVar("T")
FIRST, LAST = 0, -1


class UnreadableError(Exception):
    """The output of ``command`` is missing or not understood: whatever it should prove is not proven."""

    def __init__(self, command: str, reason: str) -> None:
        super().__init__(f"{command}: {reason}")
        self.command, self.reason = command, reason


class Samples:
    """Outputs by round and command. ``read`` parses; the same text is parsed once for all that is judged by it."""

    def __init__(self, outputs: Sequence[Mapping[str, str]]) -> None:
        self._outputs = outputs
        self._parsed: dict[Any, Any] = {}

    def read(self, command: str, parse: Callable[[str], T], sample: int = LAST) -> T:
        """``parse`` of the output of ``command`` in that round; raises ``UnreadableError``."""
        key = (sample, command, parse)
        if key not in self._parsed:
            self._parsed[key] = parse_output(command, self._outputs[sample] if self._outputs else {}, parse)
        return self._parsed[key]

    def read_or_empty(self, command: str, parse: Callable[[str], list[Any]]) -> list[Any]:
        """Like ``read``, where the output only adds information: nothing instead of an error."""
        try:
            return self.read(command, parse)
        except UnreadableError:
            return []


def parse_output(command: str, outputs: Mapping[str, str], parse: Callable[[str], T]) -> T:
    """``parse`` of one output; raises ``UnreadableError`` when it is missing or not understood."""
    if command not in outputs:
        raise UnreadableError(command, "no output")
    try:
        return parse(outputs[command])
    except ParseError as error:
        raise UnreadableError(command, str(error)) from error
