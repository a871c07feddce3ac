# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Lines of the user's own on an RTX: what they name is set or taken away, nothing is owned, so nothing else goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .forms import Kind, understood
from .lines import Key, Line, in_contexts, known

OTHER: Kind = {"form": "", "rank": 10}  #: a line of which no rule of ours speaks


def added(everything: Iterable[tuple[str, str]], text: str, mask: Callable[[str], str]) -> tuple[dict[Key, Line], dict[Key, Line]]:
    """``(there, want)``: of the running configuration what such lines name, and the lines. A secret that the device hides counts as equal (RX-31)."""
    standing = set(everything)
    lines = list(in_contexts(text))
    there: dict[Key, Line] = {}
    want = known(lines)
    for context, line in lines:
        bare = line.removeprefix("no ")
        if understood(f"{bare} "):
            continue
        now = next((each for each in standing if each[0] == context and _same(each[1], bare, bare != line, mask)), None)
        key = now or (context, bare)
        if now:
            there[key] = Line(key, now[1], bare, now[1], OTHER)
        if not now or bare != line:
            want[key] = Line(key, line, bare, "" if bare != line else line, OTHER)
    return there, want


def _same(standing: str, bare: str, leaving: bool, mask: Callable[[str], str]) -> bool:
    """Whether a line stands, or, to take it away, one that begins so (RX-21)."""
    if standing == bare or (leaving and standing.startswith(f"{bare} ")):
        return True
    return standing.endswith(" *") and mask(bare) != bare and bare.startswith(standing[:-1])
