# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How a box writes a line of its configuration (RX-31, RX-34, RX-69)."""

from __future__ import annotations

from dataclasses import dataclass

from .filter_values import names
from .grammar import Line
from .pattern import Taken

_FILTER_WORDS = 5
_OF_A_FILTER = ("addresses", "protocols", "ports")


@dataclass(frozen=True, slots=True)
class Spelling:
    """The device's own: `port_names`: `ntp` for 123. `full`: `* * *` where a filter says no more."""

    port_names: bool = False
    full: bool = False


def written(line: Line, spelling: Spelling, secrets: bool = True) -> str:
    """The line; without `secrets` one `*` stands for all of them."""
    taken = [*line.key, *_rest(line, spelling)]
    first = next((at for at, each in enumerate(taken) if each.place == "secret"), len(taken))
    if not secrets and first < len(taken):
        visible = [each for each in taken[first + 1:] if each.place != "secret"]
        taken = [*taken[:first], Taken("*", ""), *visible]
        taken = [each for at, each in enumerate(taken) if not (each.text == "encrypted" and at == first - 1)]
    return " ".join(_word(each, spelling) for each in taken)


def _rest(line: Line, spelling: Spelling) -> list[Taken]:
    """The words behind the key, a filter filled up to its last port."""
    rest = list(line.rest)
    missing = _FILTER_WORDS - sum(taken.place in _OF_A_FILTER for taken in rest)
    return rest + [Taken("*", "")] * missing if line.entry.pads and spelling.full else rest


def _word(taken: Taken, spelling: Spelling) -> str:
    if taken.place != "ports" or not spelling.port_names:
        return taken.text
    by_number = {str(numbers[0]): name for name, numbers in names()["ports"].items() if len(numbers) == 1 and name != "ftpdata"}
    return ",".join("-".join(by_number.get(end, end) for end in part.split("-")) for part in taken.text.split(","))


def rank(line: Line) -> tuple[object, ...]:
    """Where the line stands in its block: by command and then by key; in a grouped section what is about the same thing stands together."""
    place, number = line.entry.place
    values = [_sortable(taken) for taken in line.key if taken.place]
    return (place, values[:1] if line.entry.grouped else [], number, [_sortable(taken) for taken in line.key])


def _sortable(taken: Taken) -> tuple[int, int, str]:
    digits = taken.text.isdecimal()
    return (0 if digits else 1, int(taken.text) if digits else 0, taken.text)
