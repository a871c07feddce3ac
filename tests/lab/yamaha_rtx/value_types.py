# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Every type of value that a pattern may name."""

from __future__ import annotations

from . import filter_values, time_values, values
from .models import Model

_TYPES: dict[str, values.Type] = {**values.TYPES, **filter_values.TYPES, **time_values.TYPES}


def check(name: str, word: str, argument: str, model: Model) -> str:
    """The word as the device keeps it; raises Bad with the refusal's key."""
    return _TYPES[name](word, argument, model)
