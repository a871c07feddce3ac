# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Plain data: mappings, lists, text, numbers, true and false, null."""

from __future__ import annotations

from typing import Any


def copied(value: Any) -> Any:
    """``value`` anew, all the way down."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value
