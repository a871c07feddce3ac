# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whose the numbers of our blocks are. No line of an RTX carries a mark, so form and company tell (BZ-13, BZ-42)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...problem import Problem
from .lines import Line, Lines, numbered
from .lists import Numbers
from .ownership import RtxOwnership

_CODES = {"filter": ("KO-BZ113", "biztel_site.rtx.filter_base"), "class_filter": ("KO-BZ113B", "biztel_site.rtx.class_filter_base")}


@dataclass(frozen=True)
class Claim:
    """``strange``: lines in our blocks that are somebody else's, by form and number; ``here``: whether anything of ours stands on the router."""

    own: RtxOwnership
    strange: dict[tuple[str, str], Line]
    here: bool

    def ours(self, form: str, number: str) -> bool:
        """Whether a number of that form is ours, also where only a list still names it."""
        return self.own.in_block(form, number) and (form, number) not in self.strange

    def problems(self, want: Lines) -> Iterator[Problem]:
        """All numbers that are taken, at once (BZ-13); on the way back only those that would be overwritten."""
        for form, (code, path) in _CODES.items():
            taken = {number: line for (kind, number), line in self.strange.items() if kind == form}
            numbers = sorted((number for number, line in taken.items() if line.key in want or (want and self.own.asks)), key=int)
            if numbers:
                lines = "; ".join(taken[number].text for number in numbers)
                yield Problem(code, path, ", ".join(numbers), details={"lines": lines})


def claim(there: Lines, want: Lines, own: RtxOwnership) -> Claim:
    """What of ``there`` is in our blocks, and whose it is."""
    strange: dict[tuple[str, str], Line] = {}
    here = False
    for form, lines in numbered(there).items():
        block = {number: line for number, line in lines.items() if own.in_block(form, number)}
        alike = {number for number, line in block.items() if line.key in want and want[line.key].canon == line.canon}
        lived_in = bool(alike) or any(own.resembles(form, number, line.canon) for number, line in block.items())
        theirs = {number for number in block if not own.gives(form, number) or not (lived_in or number in alike)}
        strange |= {(form, number): block[number] for number in theirs}
        here |= lived_in
    found = Claim(own, strange, here)
    return found if here or not any(_named(found, line) for line in there.values()) else Claim(own, strange, True)


def _named(found: Claim, line: Line) -> bool:
    """Whether a list names a number of ours: the rest of a removal that broke off."""
    return line.form == "list" and any(found.ours(line.kind["of"], number) for number in Numbers.read(line.canon).static)
