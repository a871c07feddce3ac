# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A command that is refused, on its way to the console that typed it."""

from __future__ import annotations

from dataclasses import dataclass

from .config import Refusal
from .texts import knows, say


@dataclass(frozen=True, slots=True)
class Plain:
    """A refusal in words of its own: a key of `texts.yml`, or the words themselves."""

    words: str

    def text(self, language: str) -> str:
        """What is printed after `Error: `."""
        return say(self.words, language) if knows(self.words) else self.words


class Refused(Exception):
    """`refusal` is what is printed."""

    def __init__(self, refusal: Refusal | Plain) -> None:
        super().__init__(refusal.text("en"))
        self.refusal = refusal
