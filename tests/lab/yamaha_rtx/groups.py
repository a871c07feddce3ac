# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Patterns that are made of others: one after the other, one of several, perhaps, in any order, repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .pattern import Element, Mismatch, Trial


@dataclass(frozen=True, slots=True)
class Series(Element):
    """One after the other."""

    elements: tuple[Element, ...]

    def take(self, trial: Trial, at: int) -> int:
        """All of them."""
        for element in self.elements:
            at = element.take(trial, at)
        return at


@dataclass(frozen=True, slots=True)
class OneOf(Element):
    """The first that begins here."""

    elements: tuple[Element, ...]

    def take(self, trial: Trial, at: int) -> int:
        """One of them; the refusal of the last, for that is where values stand behind keywords."""
        for element in self.elements[:-1]:
            behind = trial.attempt(element, at)
            if behind is not None:
                return behind
        return self.elements[-1].take(trial, at)


@dataclass(frozen=True, slots=True)
class Optional(Element):
    """Perhaps."""

    element: Element

    def take(self, trial: Trial, at: int) -> int:
        """It, or nothing."""
        behind = trial.attempt(self.element, at)
        return at if behind is None else behind


@dataclass(frozen=True, slots=True)
class AnyOf(Element):
    """Each at most once, in any order."""

    elements: tuple[Element, ...]

    def take(self, trial: Trial, at: int) -> int:
        """As many as there are."""
        left = list(self.elements)
        while (found := next(self._fitting(trial, at, left), None)) is not None:
            at, element = found
            left.remove(element)
        return at

    @staticmethod
    def _fitting(trial: Trial, at: int, left: list[Element]) -> Iterator[tuple[int, Element]]:
        for element in left:
            behind = trial.attempt(element, at)
            if behind is not None:
                yield behind, element


@dataclass(frozen=True, slots=True)
class Repeated(Element):
    """Once or more, up to `most`."""

    element: Element
    most: int

    def take(self, trial: Trial, at: int) -> int:
        """As many as there are; one too many is a wrong count."""
        at = self.element.take(trial, at)
        number = 1
        while (behind := trial.attempt(self.element, at)) is not None:
            number, at = number + 1, behind
            if number > self.most:
                raise Mismatch(at, "count")
        return at
