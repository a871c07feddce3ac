# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Functions that remember their answers: the sites of a fleet have most of their numbers in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def remembered(function: Function) -> Function:
    """``function`` with a memory. 1, 1.0 and true are three questions; what cannot be a key of the memory is worked out each time, or refused."""
    kept = lru_cache(256, typed=True)(function)

    @wraps(function)
    def answer(*args: Any) -> Any:  # by position only: of two ways to ask the memory would make two questions
        try:
            hash(args)
        except TypeError:
            return function(*args)
        return kept(*args)

    return answer  # type: ignore[return-value]
