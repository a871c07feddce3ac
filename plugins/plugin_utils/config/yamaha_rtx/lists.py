# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Lists that an RTX only takes as a whole: ours are put in and taken out, everybody else's stay as and where they are (RX-22, BZ-34)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .overlap import overlap

Test = Callable[[str], bool]


@dataclass(frozen=True)
class Numbers:
    """The value of a list: static numbers, and what follows the word ``dynamic``."""

    static: tuple[str, ...] = ()
    dynamic: tuple[str, ...] = ()

    @classmethod
    def read(cls, value: str) -> Numbers:
        """From a canonical value."""
        static, _word, dynamic = value.partition("dynamic")
        return cls(tuple(static.split()), tuple(dynamic.split()))

    def __str__(self) -> str:
        return " ".join([*self.static, *(["dynamic", *self.dynamic] if self.dynamic else [])])

    def __len__(self) -> int:
        return len(self.static) + len(self.dynamic)

    def only(self, test: Test) -> Numbers:
        """Those static ones that pass the test."""
        return Numbers(tuple(filter(test, self.static)))


def merged(there: Numbers, wanted: Sequence[str], ours: Test, blocks: Test) -> Numbers:
    """``there`` with exactly ``wanted`` of ours. ``blocks(number)``: this filter would stop what ours let through.

    Ours go just before the first that blocks, at the end without one. Where they all stand before it already, nothing moves.
    """
    left = [number for number in there.static if number in wanted or not ours(number)]
    first = next((index for index, number in enumerate(left) if number not in wanted and blocks(number)), len(left))
    if set(wanted) <= set(left[:first]):
        return Numbers(tuple(left), there.dynamic)
    rest = [number for number in left if number not in wanted]
    at = next((index for index, number in enumerate(rest) if blocks(number)), len(rest))
    return Numbers((*rest[:at], *wanted, *rest[at:]), there.dynamic)


def blocker(filters: Mapping[str, str], wanted: Sequence[str], form: str = "filter") -> Test:
    """Tells which of the device's filters (number → canonical value) would be asked before one of ``wanted``, for some packet of its own.

    A pass stops nothing, nor does an undefined number; of class filters, each that is met decides the class.
    """
    values = [filters[number] for number in wanted if number in filters]

    def blocks(number: str) -> bool:
        """Whether this one does."""
        value = filters.get(number)
        if value is None or (form == "filter" and value.startswith("pass")):
            return False
        return any(overlap(value, other) for other in values)

    return blocks
