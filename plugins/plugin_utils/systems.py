# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What each system brings to the rooms. Add a system here, and every room knows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .design.virtual_connect import design as design_virtual_connect
from .health import virtual_connect as health_virtual_connect


@dataclass(frozen=True)
class System:
    """One system: its role's name, its design function and its health functions (see ``change.outcome.Health``)."""

    name: str
    design: Callable[[dict[str, Any], str], dict[str, Any]]
    health: Any

    @property
    def site(self) -> str:
        """The variable that holds the site."""
        return f"{self.name}_site"

    @property
    def prefix(self) -> str:
        """How every variable of the role begins."""
        return f"{self.name}_"


SYSTEMS = {"virtual_connect": System("virtual_connect", design_virtual_connect, health_virtual_connect)}
