# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""BIZTEL's rules for a branch as a filter (BZ-14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..plugin_utils.biztel_rules import biztel_rules
from ..plugin_utils.play.filters import filter_of


class FilterModule:
    """``biztel_rules``."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name; the documentation is in a YAML file beside this one."""
        return {"biztel_rules": filter_of(biztel_rules)}
