# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What stands in an inventory that nobody has checked yet: nothing is taken for granted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def at(place: Any, *way: str) -> Any:
    """What stands at the end of ``way``, or None where any step is not there or the value is empty text."""
    for step in way:
        place = place.get(step) if isinstance(place, Mapping) else None
    return None if place == "" else place


def each(place: Any, *way: str) -> list[Any]:
    """The elements of the list at the end of ``way``; none where there is no list."""
    found = at(place, *way)
    return found if isinstance(found, list) else []
