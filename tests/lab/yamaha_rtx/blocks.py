# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The lines of a configuration by block and key, and how the device orders and writes them (RX-21, RX-22, RX-28)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .grammar import Line
from .written import Spelling, rank, written

_BEFORE_BLOCKS = 60
_IPSEC = ("ipsec", "tunnel")


class _Anonymous(int):
    """The number of the peer that has none: 0, written as a word."""

    def __str__(self) -> str:
        return "anonymous"


@dataclass(frozen=True, slots=True)
class Context:
    """A block: `pp` (`ANONYMOUS` too) or `tunnel` with its number; `none` with None."""

    kind: str
    number: int | None


ANONYMOUS = _Anonymous(0)
NOWHERE = Context("none", None)


class Blocks:
    """Lines by context and key. `spelling`: how the box writes its filters."""

    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling
        self._lines: dict[Context, dict[tuple[str, ...], Line]] = {NOWHERE: {}}

    def put(self, context: Context, line: Line) -> None:
        """Instead of the line with the same key, if there is one."""
        self._lines.setdefault(context, {})[line.names] = line

    def drop(self, context: Context, names: tuple[str, ...]) -> None:
        """Without the line of a key."""
        self._lines.get(context, {}).pop(names, None)

    def get(self, names: tuple[str, ...], context: Context) -> Line | None:
        """The line of a key."""
        return self._lines.get(context, {}).get(names)

    def copy(self) -> Blocks:
        """Another with the same lines."""
        other = Blocks(self.spelling)
        other._lines = {context: dict(lines) for context, lines in self._lines.items()}
        return other

    def lines(self, context: Context) -> list[Line]:
        """Of one block, in the device's order."""
        return sorted(self._lines.get(context, {}).values(), key=rank)

    def contexts(self) -> list[Context]:
        """The blocks that have lines: pp by number, anonymous, tunnels by number."""
        return sorted((each for each, lines in self._lines.items() if lines and each != NOWHERE), key=_order)

    def all(self, secrets: bool) -> list[str]:
        """Everything, blocks in their place."""
        inside = {line.names for context in self.contexts() for line in self._nested(context)}
        outside = [line for line in self.lines(NOWHERE) if line.names not in inside]
        before = [line for line in outside if line.entry.place[0] < _BEFORE_BLOCKS]
        blocks = [text for context in self.contexts() for text in self.block(context, secrets)]
        return [*self._written(before, secrets), *blocks, *self._written(outside[len(before):], secrets)]

    def block(self, context: Context, secrets: bool) -> list[str]:
        """One block, a blank before each line; nothing of an empty one."""
        lines = self.lines(context)
        texts = [_title(context)] if lines else []
        for line in lines:
            texts.append(" " + written(line, self.spelling, secrets))
            if line.names == _IPSEC:
                texts += [f"  {text}" for text in self._written(self._nested(context), secrets)]
        return texts

    def _written(self, lines: list[Line], secrets: bool) -> list[str]:
        return [written(line, self.spelling, secrets) for line in lines]

    def _nested(self, context: Context) -> list[Line]:
        """The policy that a tunnel's `ipsec tunnel P` names, and what is said of its gateway: they stand inside it, two blanks deep."""
        used = self.get(_IPSEC, context)
        policy = self.get(("ipsec", "sa", "policy", used.rest[0].text), NOWHERE) if used else None
        if policy is None:
            return []
        gateway = policy.rest[0].text
        return [policy, *(line for line in self.lines(NOWHERE) if line.names[:2] == ("ipsec", "ike") and gateway in _numbers(line))]

    def differences(self, other: Blocks) -> list[str]:
        """The commands that make `other` of this one: in each block first what goes, then what comes."""
        contexts = sorted({*self.contexts(), *other.contexts()}, key=_order)
        return [text for context in (NOWHERE, *contexts) for text in self._changes(other, context)]

    def _changes(self, other: Blocks, context: Context) -> Iterator[str]:
        gone = [f"no {line.about}" for line in self.lines(context) if other.get(line.names, context) is None]
        come = [written(line, other.spelling) for line in other.lines(context) if self.get(line.names, context) != line]
        if context == NOWHERE:
            yield from gone + come
        elif gone or come:
            yield _title(context)
            yield from (f" {text}" for text in gone + come)


def _order(context: Context) -> tuple[bool, bool, int]:
    return context.kind != "pp", not context.number, context.number or 0


def _title(context: Context) -> str:
    return f"{context.kind} select {context.number or ANONYMOUS}"


def _numbers(line: Line) -> list[str]:
    return [taken.text for taken in line.key if taken.place == "int"]
