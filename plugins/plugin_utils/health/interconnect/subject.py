# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One connection and the outputs, as the checks look at it."""

from __future__ import annotations

from .. import rule
from .commands import Connection


class Subject(rule.Subject):
    """``connection`` is one of ``design["connections"]``."""

    @property
    def connection(self) -> Connection:
        """The part that is checked."""
        return self.part

    @property
    def path(self) -> str:
        """The location."""
        return str(self.connection["location"])
