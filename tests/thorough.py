"""How thorough the tests are: every case with HYPOTHESIS_PROFILE=deep, evenly spread ones otherwise, so that CI ends in time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"


def some(cases: Sequence[T], most: int, deep: bool = DEEP) -> list[T]:
    """All of ``cases``, or ``most`` of them: the first, the last, and what lies between at even steps."""
    if deep or len(cases) <= most:
        return list(cases)
    return [cases[place * (len(cases) - 1) // (most - 1)] for place in range(most)]
