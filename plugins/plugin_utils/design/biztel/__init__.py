# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""BIZTEL at a branch: checked intent in, rules and what each platform makes of them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .fortios import fortios_design
from .rtx import rtx_design
from .rules import expand

__all__ = ["design", "expand"]
_PLATFORMS = {"yamaha_rtx": rtx_design, "fortios": fortios_design}


def design(intent: Mapping[str, Any], host: str) -> dict[str, Any]:
    """The design of ``host`` from its checked and completed role variables, for the platform that they name.

    What can only be refused once it is laid out (too many pairs of networks, no room on the line) raises ``OnrampError``.
    """
    return _PLATFORMS[intent["biztel_platform"]](intent, host)
