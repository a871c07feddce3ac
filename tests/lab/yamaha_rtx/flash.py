# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The saved configurations: CONFIG0 to CONFIG4, each with two generations that came before it (RX-24, RX-29, RX-37)."""

from __future__ import annotations

from dataclasses import dataclass

NUMBERS = range(5)
_KEPT = 3


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved configuration: its lines as in a file, when (the router's time, seconds since the epoch), a comment."""

    lines: tuple[str, ...]
    time: float
    comment: str = ""


class Flash:
    """`default` is the number that is written by `save` and read at the start."""

    def __init__(self) -> None:
        self.default = 0
        self._files: dict[int, list[Saved]] = {}

    def write(self, number: int, saved: Saved) -> None:
        """What was there becomes a generation."""
        self._files[number] = [saved, *self._files.get(number, [])][:_KEPT]

    def read(self, name: str) -> Saved | None:
        """`0`, or `0.1` and `0.2` for what was there before; None when there is nothing of that name."""
        number, _dot, generation = name.partition(".")
        if not number.isdecimal() or (generation and not generation.isdecimal()):
            return None
        kept, place = self._files.get(int(number), []), int(generation or 0)
        return kept[place] if place < len(kept) else None

    def delete(self, number: int) -> bool:
        """A number with its generations; whether there was something."""
        return self._files.pop(number, None) is not None

    def clear(self) -> None:
        """Nothing is left."""
        self._files.clear()
        self.default = 0

    def listed(self) -> dict[str, Saved]:
        """Every saved configuration by its name, in order."""
        return {
            f"{number}.{place}" if place else str(number): saved
            for number in sorted(self._files) for place, saved in enumerate(self._files[number])
        }
