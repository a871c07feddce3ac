# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rollouts as a picture that stays at the bottom of the terminal until they end."""

from __future__ import annotations

import time

from .picture import Picture
from .progress import Progress
from .progress_panel import drawn


class Live:
    """How the picture is drawn."""

    def __init__(self, picture: Picture, color: bool = True, rows: int = 10) -> None:
        self._picture, self._color, self._rows = picture, color, rows
        self.draws([Progress(run="ー")], "en")  # rich loads what it needs before there is a thread and a fork

    def draws(self, runs: list[Progress], language: str) -> str:
        """The text of the picture, as wide as the terminal is now."""
        return drawn(runs, time.time(), language, self._picture.size.columns, self._color, self._rows)

    def show(self, runs: list[Progress], language: str) -> None:
        """These runs, in the place of what is there."""
        self._picture.draw(self.draws(runs, language), self._picture.size.lines)

    def hide(self) -> None:
        """For a question, or while nothing is known."""
        self._picture.clear()

    def leave(self, runs: list[Progress], language: str) -> None:
        """These runs as they ended: the table stays."""
        self._picture.leave(self.draws(runs, language))
